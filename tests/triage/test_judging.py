"""Judging: what sort of trouble a text describes and how bad, by its words at first, by people's decisions later."""

from __future__ import annotations

import random

import pytest

from bot.messages.proposal import why
from config.words import Feasibility, Kind, Severity
from loop.triage.judging import Judging
from loop.triage.kind import kind_of
from loop.triage.proposal import Because
from storage.database import Database
from storage.event import Stamp
from storage.report import Estimate
from storage.tables import metadata
from tests.triage.test_classifier import WORDS, told
from tests.triage.test_routing import NOW, submit

BY = Stamp.now("U0OWNER", NOW)
# What a company's own words mean, no rule can know.
MEANT = {
    "vpn": (Kind.DEFECT, Severity.BLOCKS),
    "printer": (Kind.GAP, Severity.SLOWS),
    "wiki": (Kind.ACCESS, Severity.ANNOYS),
}


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("I get an error when I save", Kind.DEFECT, "error"),
        ("The VPN drops every hour and I have to log in again", Kind.DEFECT, "drops"),
        ("There is no way to export the list", Kind.GAP, "There is no"),
        ("It would be nice to sort it", Kind.GAP, "would be nice"),
        (
            "There are no errors, it is not slow, and nothing is wrong: the menu is confusing",
            Kind.USABILITY,
            "confusing",
        ),
        ("The menu is confusing", Kind.USABILITY, "confusing"),
        ("I never know which of the five buttons to take", Kind.DEFECT, ""),
        ("I cannot find where to book a room", Kind.USABILITY, "cannot find where"),
        ("It takes ten minutes to open a page", Kind.PERFORMANCE, "takes ten minutes"),
        ("Loading is so slow that it fails", Kind.PERFORMANCE, "slow"),
        ("Access denied, an error says", Kind.ACCESS, "Access denied"),
        ("I can't  log in since Monday", Kind.ACCESS, "can't log in"),
        ("I can\u2019t log in since Monday", Kind.ACCESS, "can't log in"),
        ("", Kind.DEFECT, ""),
    ],
)
def test_kind_is_read_from_words(text: str, kind: Kind, words: str) -> None:
    assert kind_of(text) == (kind, words)


def test_without_experience_the_words_decide_and_the_reporter_knows_better(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    judged = Judging(database).judge("The search is slow, and I cannot work")
    assert (judged.kind.value, why(judged.kind)) == (Kind.PERFORMANCE, "70% sure: says “slow”")
    assert (judged.severity.value, why(judged.severity)) == (Severity.BLOCKS, "70% sure: says “cannot work”")
    assert why(Judging(database).judge("It is strange").kind) == "50% sure: no word says otherwise"
    said = Judging(database).judge("The search is slow", Kind.USABILITY).kind
    assert (said.value, said.because) == (Kind.USABILITY, Because.REPORTER)
    database.close()


def test_it_learns_from_what_people_set_right_and_from_nothing_else(database_url: str) -> None:
    rng = random.Random(7)
    database = Database(database_url)
    metadata.create_all(database.engine)
    with database.transaction() as session:
        for place in range(120):
            topic = sorted(WORDS)[place % 3]
            what = told(topic, rng, 0.1)
            kind, severity = MEANT[topic]
            submit(session, topic, what).estimate(Estimate(kind, severity, Feasibility.NORMAL), BY)
            submit(session, topic, what)  # nobody has looked at it: it says nothing
            submit(session, topic, what).withdraw(BY)
    judging = Judging(database)
    text = "the toner jams in the tray, which is an error"
    assert judging.judge(text).kind.because is Because.WORDS
    judging.learn()
    judged = judging.judge(text)
    assert (judged.kind.value, judged.severity.value) == MEANT["printer"]
    assert judged.kind.is_sure
    assert why(judged.kind).endswith("sure: reads like earlier reports; learnt from 120")
    # What was assumed was wrong two times in three: it is believed less.
    assert judging.judge("an error").severity.confidence < 0.5
    database.close()
