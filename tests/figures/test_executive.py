"""The executive scorecard and the review of a track, in words and in pictures."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from bot.messages.digest import executive_message, executive_text
from bot.messages.gate import review
from config.catalogue import Track, parse_catalogue
from config.words import Course
from loop.charts import Curve, funnel_chart, incidence_chart
from loop.digest import DigestContent, TrackDigest, funnel_picture, incidence_picture
from loop.gates import Gate
from loop.money import moneys
from loop.scorecard import Verification
from loop.statistics import Incidence, Interval, Verdict
from sandbox.slack.rules.blocks import check_blocks, too_long
from storage.database import Session
from storage.gate import Decided
from tests.figures.conftest import CATALOGUE, day
from tests.figures.test_digest_message import NOW, card, content, item, shown, track

REVIEWED = Track(
    key="ticketing",
    name="Ticketing",
    target_rate=0.45,
    baseline_rate=0.2,
    review_date=date(2024, 4, 1),
    executive_owner="U0EXEC",
)


def reviewed(overdue: int | None = 9, *decisions: Decided) -> TrackDigest:
    figures = replace(card(233, 107, verdict=Verdict.LOOP), track=REVIEWED)
    gate = Gate(REVIEWED, overdue, Course.EXPAND, decisions)
    shipped = [item(1, owner="Maria", product="Service Desk", people=3), item(2, owner="Tom"), item(3, owner="Tom")]
    return replace(track(figures, shipped=shipped), gate=gate, executive="Erin")


def shipped_within(days: float, share: float) -> Incidence:
    return Incidence(days, share, 0.02, Interval(max(0.0, share - 0.05), share + 0.05), 40)


def words(digest: DigestContent) -> str:
    return shown(executive_message(digest))


def test_it_thanks_owners_and_names_who_decides() -> None:
    text = words(content(reviewed()))
    assert "Shipped since <!date^" in text
    assert ": 3*, reported or joined 27 times. Thanks to Tom, Printing (2) and Maria, Service Desk (1)." in text
    assert "A decision is due for 9 days: expand, narrow or retire? Erin decides. For now the evidence says exp" in text
    assert "gate decide" not in text
    assert "friction gate decide ticketing" in executive_text(content(reviewed()))
    made = Decided("ticketing", "narrow", "Printing first", "U0EXEC", day(95), {})
    assert "Last decision: narrow, on <!date^" in words(content(reviewed(None, made)))
    assert "Review on 2024-04-01; Erin decides" in words(content(reviewed(None)))


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_money_of_each_track_has_its_place_and_all_of_it_fits(session: Session) -> None:
    catalogue = parse_catalogue(CATALOGUE + b'[money]\ncurrency = "EUR"\nrate_per_hour = 60\n')
    worth = moneys(session, catalogue, NOW)["ticketing"]
    digest = content(*[replace(reviewed(), money=worth)] * 6)
    blocks = executive_message(digest).arguments()["blocks"]
    assert check_blocks(blocks, surface="message") == []
    assert not too_long(blocks)
    assert "*Money*: nothing is claimed or confirmed yet" in words(digest)
    assert "Money: nothing is claimed" in executive_text(digest)


def test_a_review_shows_the_evidence_and_then_the_decision() -> None:
    one = reviewed()
    due = review(one.card, one.gate, NOW)
    assert due.text == "Ticketing is due for its review: expand, narrow or retire?"
    buttons = {button["action_id"]: button for button in due.arguments()["blocks"][-1]["elements"]}
    assert list(buttons) == ["gate_expand", "gate_narrow", "gate_retire", "digest_why"]
    assert [name for name, button in buttons.items() if button.get("style") == "primary"] == ["gate_expand"]
    assert "Before the loop: 20 % · Target: 45 %" in json.dumps(due.arguments(), ensure_ascii=False).replace(
        "\u00a0", " "
    )
    made = Decided("ticketing", "narrow", "Printing first", "U0EXEC", day(99), {})
    decided = review(one.card, replace(one.gate, overdue_days=None, decisions=(made,)), NOW)
    assert "<@U0EXEC> decided to *narrow* it" in json.dumps(decided.arguments())
    assert "gate_" not in json.dumps(decided.arguments())


def test_the_pictures_say_in_words_what_they_show() -> None:
    figures = replace(
        card(233, 107),
        verified=Verification(90, 61, 4, 2),
        filed=229,
        incidence={90: shipped_within(90, 0.31)},
        curve={days: shipped_within(days, share) for days, share in ((0, 0.0), (90, 0.31), (365, 0.5))},
    )
    funnel, incidence = (picture(content(track(figures))) for picture in (funnel_picture, incidence_picture))
    said = funnel.alt.replace("\u00a0", " ")
    assert said.startswith("107 of 233 reports have shipped; 126 are still open. Of what was reported: reported 233")
    assert "filed 229, 98 %" in said
    assert "confirmed fixed 61, 26 %" in said
    curve = incidence.alt.replace("\u00a0", " ")
    assert curve.startswith("31 % ships within 90 days. Ticketing: 31 % within 90 days, 50 % within 365 days.")
    assert funnel.png.startswith(b"\x89PNG")
    assert incidence_picture(content(track(figures))) == incidence  # the same figures give the same bytes


def test_the_pictures_hold_whatever_there_is() -> None:
    nothing = funnel_chart([("Reported", 0), ("Shipped", 0)], title="Nothing has been reported yet")
    assert "reported 0" in nothing.alt
    many = [Curve(f"A track with a very long name {number}", {0: 0.0, 365: 0.5}) for number in range(9)]
    assert "And 5 more not drawn." in incidence_chart(many, title="$x^2$ of <them>").alt
    assert incidence_chart([], title="Nothing yet", theme="dark").png != incidence_chart([], title="Nothing yet").png
