"""A report worth filing: what it says, the one thing to ask, and a title that says it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.messages.missing import QUESTIONS
from config.words import Kind
from loop.triage.reading import Part, read_report
from loop.triage.title import LONGEST, title_of

WHOLE = """When I attach a file in the portal, it shows an error and my text is gone.
It should keep what I typed. Firefox 141 on a ThinkPad, every time; it costs me 15 minutes."""


@pytest.mark.parametrize(
    ("text", "fields", "ask"),
    [
        (WHOLE, {}, None),
        (WHOLE.replace("; it costs me 15 minutes", ""), {}, None),  # one part may lack
        ("VPN", {}, Part.ACTUAL),
        ("The VPN drops", {}, Part.STEPS),
        ("The VPN drops when I open the mail", {}, Part.EXPECTED),
        ("The VPN drops when I open the mail", {"expected": "It stays"}, Part.ENVIRONMENT),
        ("The VPN drops when I open the mail on the train", {"expected": "It stays"}, Part.FREQUENCY),
        (
            "The VPN drops when I open the mail on the train",
            {"expected": "It stays", "frequency": "daily", "minutes": 0},
            None,
        ),
        ("There is no way to export the list", {"kind": Kind.GAP}, Part.IMPACT),
        ("There is no way to export the list, I lose 20 minutes", {"kind": Kind.GAP}, None),
        ("The menu is confusing", {"kind": Kind.USABILITY}, Part.STEPS),
        ("1. Open the page\n2. Press print\nNothing happens, it should print", {}, Part.ENVIRONMENT),
    ],
)
def test_the_one_thing_to_ask_is_the_most_useful_that_is_missing(
    text: str, fields: dict[str, Any], ask: Part | None
) -> None:
    assert read_report(text, **fields).to_ask is ask


def test_every_part_can_be_asked_for() -> None:
    assert QUESTIONS.keys() == set(Part)
    assert read_report("").missing == tuple(Part)
    assert read_report(WHOLE).missing == ()


@pytest.mark.parametrize(
    ("what", "title"),
    [
        ("Hi team, the printer on floor 3 jams. Every day.", "The printer on floor 3 jams"),
        ("Good morning!\nPlease help: I cannot open my timesheet", "I cannot open my timesheet"),
        (
            "User Agent: Mozilla/5.0 (X11)\n\nSteps to reproduce:\n\nOpened the calendar twice.",
            "Opened the calendar twice",
        ),
        ("Hello all, I noticed that exports are empty since Monday", "Exports are empty since Monday"),
        ("iPad does not sync with the calendar", "iPad does not sync with the calendar"),
        ("Hijacked tabs, they open by themselves", "Hijacked tabs, they open by themselves"),
        ("Summary: the wiki cannot sort tables", "The wiki cannot sort tables"),
        ("Build fails on main", "Build fails on main"),
        ("1. Open the page\n2. Press print", "Open the page"),
        ("1. open", "1. open"),
        ("Dr. Smith cannot see her rota, e.g. for May. It is empty.", "Dr. Smith cannot see her rota, e.g. for May"),
        ("Thanks!", "Thanks!"),
        ("Help", "Help"),
        ("  ", "Friction without a description"),
    ],
)
def test_a_title_says_the_point_and_not_the_greeting(what: str, title: str) -> None:
    assert title_of(what) == title


@given(st.text(max_size=400))
def test_every_text_gets_one_short_line_for_a_title(what: str) -> None:
    title = title_of(what)
    assert title
    assert len(title) <= LONGEST
    assert "\n" not in title
    read_report(what)
