"""A product owner's queue as a digest: what is new, what waits long, what was answered, and when there is silence."""

from __future__ import annotations

import json

import pytest

from bot.messages.digest import queue_message, queue_text
from config.catalogue import Catalogue, parse_catalogue
from config.words import Outcome
from loop.places import is_channel, places
from loop.queue_digest import QueueContent, queue_content
from sandbox.slack.rules.blocks import check_blocks, too_long
from storage.database import Session
from storage.period import take_period
from tests.figures.conftest import CATALOGUE, History, day

PLAN = b'[[digests]]\nname = "queue"\nkind = "queue"\ncron = "0 9 * * mon"\n'
NOW = 100
on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def catalogue() -> Catalogue:
    return parse_catalogue(CATALOGUE + PLAN)


def read(session: Session, catalogue: Catalogue, at: float = NOW) -> QueueContent:
    plan = catalogue.digest("queue")
    products = places(catalogue, plan)["U0MARIA"]
    return queue_content(session, catalogue, plan, products, day(at), lambda key: f"https://jira.example.com/{key}")


def told_before(session: Session, catalogue: Catalogue, at: float) -> None:
    plan = catalogue.digest("queue")
    take_period(session, f"digest:queue {plan.cron} {plan.timezone}", f"before {at}", day(at), day(at))


@on_sqlite
def test_a_channel_reads_no_title_that_jira_shows_to_few(history: History, session: Session) -> None:
    issue = history.issue(60, history.report(60), key="DESK-ONE", title="The zebra of Mr Smith")
    ended = history.issue(96, history.report(96), key="DESK-TWO", title="The zebra of Mrs Jones")
    issue.level = ended.level = "Staff"
    history.end(ended, Outcome.INTEGRATED, 98)
    catalogue = parse_catalogue(CATALOGUE + PLAN)
    plan = catalogue.digest("queue")
    for place, seen in (("U0MARIA", True), ("C0LAPTOPS", False)):
        products, for_many = places(catalogue, plan)["U0MARIA"], is_channel(place)
        told = queue_content(session, catalogue, plan, products, day(NOW), str, for_many=for_many)
        assert [one.key for one in told.answered] == ["DESK-TWO"]
        assert [one.key for one in told.aging] == ["DESK-ONE"]
        assert ("zebra" in json.dumps(queue_message(told).arguments())) is seen


@on_sqlite
def test_it_tells_what_is_new_what_waits_long_and_what_was_answered_the_most_urgent_first(
    history: History, session: Session, catalogue: Catalogue
) -> None:
    history.issue(20, *(history.report(20) for _ in range(2)), key="DESK-OLD")
    history.issue(96, history.report(96), key="DESK-ONE")
    history.issue(97, *(history.report(97) for _ in range(4)), key="DESK-FOUR")
    history.end(history.issue(50, history.report(50), key="DESK-DONE"), Outcome.INTEGRATED, 98)
    history.end(history.issue(50, history.report(50), key="DESK-LONG-AGO"), Outcome.DECLINED, 60)
    history.report(99, awaits_triage=True)
    history.filed(99, product="laptops")
    history.issue(101, history.report(101), key="DESK-LATER")  # it comes after: the next digest tells it
    told_before(session, catalogue, 93)
    told = read(session, catalogue)
    assert [one.key for one in told.new] == ["DESK-FOUR", "DESK-ONE"]
    assert [one.key for one in told.aging] == ["DESK-OLD"]
    assert [(one.key, one.outcome) for one in told.answered] == [("DESK-DONE", Outcome.INTEGRATED)]
    message = queue_message(told)
    assert message.text == "Your queue: Service Desk · 4 open, 1 report waits for your decision"
    said = json.dumps(message.arguments(), ensure_ascii=False)
    assert "<https://jira.example.com/DESK-FOUR|DESK-FOUR> Issue" in said
    assert "4 people" in said
    assert "shipped" in queue_text(told)


@on_sqlite
def test_nothing_is_said_twice_and_nothing_while_nothing_changes(
    history: History, session: Session, catalogue: Catalogue
) -> None:
    assert not read(session, catalogue).is_news
    history.issue(20, history.report(20))
    told_before(session, catalogue, 48)
    assert read(session, catalogue, 52).is_news  # it has been open for thirty days since the last
    told_before(session, catalogue, 99)
    quiet = read(session, catalogue)
    assert len(quiet.aging) == 1
    assert not quiet.is_news


@on_sqlite
def test_however_long_a_queue_is_slack_takes_it(history: History, session: Session, catalogue: Catalogue) -> None:
    for number in range(40):
        history.issue(1 + number, history.report(1 + number), title="<!channel> & <https://x|y> *b*" * 20)
    told_before(session, catalogue, 20)
    payload = queue_message(read(session, catalogue)).arguments()
    assert check_blocks(payload["blocks"], surface="message") == []
    assert not too_long(payload["blocks"])
    assert "<!channel>" not in json.dumps(payload)


def test_a_queue_is_told_where_its_products_are_triaged(catalogue: Catalogue) -> None:
    def where(plan: bytes) -> dict[str, list[str]]:
        file = (CATALOGUE + plan).replace(b'key = "laptops"', b'key = "laptops"\ntriage_channel = "C0LAPTOPS"')
        read = parse_catalogue(file)
        return {place: [one.key for one in products] for place, products in places(read, read.digest("queue")).items()}

    # An owner who is known by e-mail alone has no place.
    assert where(PLAN) == {"U0MARIA": ["desk"], "C0LAPTOPS": ["laptops"]}
    assert where(PLAN + b'products = ["laptops"]') == {"C0LAPTOPS": ["laptops"]}
    assert where(PLAN + b'channel = "C0ALL"') == {"C0ALL": ["desk", "printing", "laptops"]}
    assert list(places(catalogue, catalogue.digest("leads"))) == ["C0LEADS"]
