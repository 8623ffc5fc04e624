"""Routing: the product that a text means, why, and how sure; past decisions overrule what was expected of a rule."""

from __future__ import annotations

import random
from datetime import UTC, datetime

import pytest

from bot.messages.proposal import why
from config.catalogue import Catalogue, parse_catalogue
from loop.triage.proposal import Because
from loop.triage.routing import Experience, Routing, best_proposal, experience_of
from storage.database import Database
from storage.decisions import Decided
from storage.event import Stamp
from storage.report import Report
from storage.tables import metadata
from tests.triage.test_classifier import WORDS, told

CATALOGUE = "\n".join(
    [
        '[[tracks]]\nkey = "it"\nname = "IT"',
        *(
            f'[[products]]\nkey = "{key}"\nname = "{name}"\naliases = ["{alias}"]\nkeywords = ["{keyword}"]\n'
            'track = "it"\nowner = "U0OWNER"\njira.project = "IT"'
            for key, name, alias, keyword in (
                ("vpn", "VPN", "remote access", "gateway"),
                ("printer", "Printers", "printer room", "paper"),
                ("wiki", "Wiki", "handbook", "paper"),
            )
        ),
        '[[channels]]\nid = "C0WIKI"\nproduct = "wiki"',
    ]
)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return parse_catalogue(CATALOGUE.encode())


@pytest.mark.parametrize(
    ("text", "more", "expected"),
    [
        ("Remote  Access drops", {}, ("vpn", "90% sure: says “remote access”", True)),
        ("the gateway is slow", {}, ("vpn", "70% sure: mentions “gateway”", False)),
        ("no paper left", {}, None),  # a keyword of two products decides nothing
        ("the wiki has no page about the VPN", {}, None),
        ("vpns and wikis", {}, None),  # a name counts as a word of its own
        ("it is slow", {"channel": "C0WIKI"}, ("wiki", "80% sure: comes from this tool's channel", True)),
        ("it is slow", {"last_product": "printer"}, ("printer", "40% sure: is what you reported on last", False)),
        ("VPN is slow", {"channel": "C0WIKI", "last_product": "wiki"}, ("vpn", "90% sure: says “VPN”", True)),
        ("it is slow", {"last_product": "retired"}, None),
        ("VPNが切れる", {}, ("vpn", "90% sure: says “VPN”", True)),
    ],
)
def test_what_is_said_outweighs_where_and_by_whom(
    catalogue: Catalogue, text: str, more: dict[str, str], expected: tuple[str, str, bool] | None
) -> None:
    proposal = best_proposal(text, catalogue, Experience(), **more)
    assert (proposal and (proposal.value, why(proposal), proposal.is_sure)) == expected


def test_a_rule_that_people_kept_correcting_is_believed_less(catalogue: Catalogue) -> None:
    corrected = [Decided("VPN", "the VPN page is wrong", "wiki")] * 20
    proposal = best_proposal("VPN is slow", catalogue, experience_of(corrected, catalogue))
    assert proposal is not None
    assert proposal.confidence == pytest.approx((0 + 9) / (20 + 10))
    assert not proposal.is_sure


def test_a_word_that_misleads_costs_the_others_little(catalogue: Catalogue) -> None:
    misled, right = Decided("the handbook is thick", "", "vpn"), Decided("the wiki is down", "", "wiki")
    experience = experience_of([misled, right] * 15, catalogue)
    sure = {word: best_proposal(f"the {word} again", catalogue, experience) for word in ("wiki", "handbook")}
    assert {word: found and found.is_sure for word, found in sure.items()} == {"wiki": True, "handbook": False}


@pytest.mark.parametrize(
    ("text", "product"),
    [("Nobody of IT answers", "it"), ("is it slow? It is", None), ("IT DOES NOT WORK", None), ("IT's printer", "it")],
)
def test_a_name_that_every_text_is_full_of_is_meant_where_it_is_written_so(text: str, product: str | None) -> None:
    named = '[[products]]\nkey = "it"\nname = "IT"\ntrack = "it"\nowner = "U0OWNER"\njira.project = "IT"\n'
    catalogue = parse_catalogue(f'[[tracks]]\nkey = "it"\nname = "IT"\n{named}'.encode())
    proposal = best_proposal(text, catalogue, Experience())
    assert (proposal and proposal.value) == product


def test_it_learns_from_what_people_decided_and_not_from_what_was_withdrawn(
    database_url: str, catalogue: Catalogue
) -> None:
    rng = random.Random(5)
    database = Database(database_url)
    metadata.create_all(database.engine)
    with database.transaction() as session:
        for place in range(120):
            product = sorted(WORDS)[place % 3]
            what = told(product, rng, 0.1)
            submit(session, product, what)
            submit(session, "wiki", what).withdraw(Stamp.now("U1ANN", NOW))
    routing = Routing(database)
    assert routing.propose("toner jams", catalogue) is None
    routing.learn(catalogue)
    proposal = routing.propose("the toner jams in the tray", catalogue, reporter="U1ANN")
    assert proposal is not None
    assert (proposal.value, proposal.because, proposal.is_sure) == ("printer", Because.LEARNT, True)
    assert why(proposal).endswith("sure: reads like earlier reports; learnt from 120")
    database.close()


NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def submit(session: object, product: str, what: str) -> Report:
    words = {"product": product, "reporter": "U1ANN", "source": "slash", "title": what, "what": what}
    return Report.submit(session, Stamp.now("U1ANN", NOW), **words)  # type: ignore[arg-type]  # any session will do
