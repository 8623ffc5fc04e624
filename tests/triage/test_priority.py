"""What makes one friction more urgent than another, and how it is said."""

from __future__ import annotations

import pytest

from config.catalogue import JiraDestination, Priority
from config.words import FREQUENCIES, Feasibility, Severity
from loop.triage.priority import jira_priority, score_of
from loop.triage.severity import severity_of
from storage.felt import Impact


def impact(
    minutes: int | None = 10,
    often: str = "daily",
    severity: Severity = Severity.BLOCKS,
    feasibility: Feasibility = Feasibility.NORMAL,
) -> Impact:
    return Impact(minutes, FREQUENCIES.get(often, often), severity, feasibility)


def test_the_score_is_explained_in_its_numbers() -> None:
    easy = score_of([impact(feasibility=Feasibility.EASY)], 12, Priority())
    assert easy.why == "81: 12 people × 10 min × daily × blocks work, easy"
    assert easy.points == 81
    guessed = score_of([impact(None, "", Severity.SLOWS)], 1, Priority())
    assert guessed.why == "27: 1 person × 5 min (assumed) × monthly (assumed) × slows down"


def test_each_part_counts_and_the_graver_of_two_sayings_stands() -> None:
    base = score_of([impact()], 3, Priority()).points
    for other in (
        score_of([impact()], 4, Priority()),
        score_of([impact(minutes=20)], 3, Priority()),
        score_of([impact(often="hourly")], 3, Priority()),
        score_of([impact(feasibility=Feasibility.EASY)], 3, Priority()),
        score_of([impact(), impact(minutes=30, often="hourly", severity=Severity.ANNOYS)], 3, Priority()),
    ):
        assert other.points > base
    assert score_of([impact(severity=Severity.ANNOYS)], 3, Priority()).points < base
    assert score_of([impact(minutes=10_000)] * 3, 5_000, Priority()).points == 100
    assert score_of([impact(minutes=0)], 1, Priority()).points == 0
    weights = Priority(severity={"blocks": 30.0})
    assert score_of([impact()], 3, weights).points > base
    assert weights.severity["annoys"] == 1


def test_jiras_priority_is_what_the_map_says() -> None:
    both = JiraDestination(project="NET", priorities={"daily": "Medium", "9": "High", "70": "Highest"})
    daily = [FREQUENCIES["daily"]]
    assert jira_priority(81, daily, both) == "Highest"
    assert jira_priority(69, daily, both) == "High"
    assert jira_priority(8, daily, both) == "Medium"
    assert jira_priority(8, ["sometimes"], both) == ""


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("I cannot log in to the VPN since this morning", Severity.BLOCKS),
        ("We are blocked by it", Severity.BLOCKS),
        ("I can\u2019t log in", Severity.BLOCKS),
        ("The export is completely broken", Severity.BLOCKS),
        ("There is a typo on the start page", Severity.ANNOYS),
        ("The VPN drops every hour", Severity.SLOWS),
        ("", Severity.SLOWS),
    ],
)
def test_severity_is_read_from_words(text: str, severity: Severity) -> None:
    assert severity_of(text)[0] is severity
