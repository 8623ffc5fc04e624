"""Reach: how many people an issue concerns and what it costs them, as its owner reads it in Jira."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from config.catalogue import JiraDestination
from loop.tracker.description import REACH
from storage.report import Report


@dataclass(frozen=True)
class Reach:
    """What the reports of an issue say together. minutes: what one occurrence costs all of them who said so."""

    reports: int
    people: int
    minutes: int


def reach_of(reports: Sequence[Report]) -> Reach:
    """Count it; of somebody who reported twice, the last word on the minutes counts."""
    said = {report.reporter: report.minutes for report in reports if report.minutes is not None}
    return Reach(len(reports), len({report.reporter for report in reports}), sum(said.values()))


def reach_line(reach: Reach) -> str:
    """The last line of a description that the loop wrote."""
    people = "1 person" if reach.people == 1 else f"{reach.people} people"
    line = f"{REACH} {reach.reports}, from {people}"
    return f"{line}; together they lose about {reach.minutes} minutes each time" if reach.minutes else line


def reach_fields(reach: Reach, destination: JiraDestination) -> dict[str, int]:
    """The same as numbers, for the fields of Jira that the catalogue names."""
    fields = {}
    if destination.reach.people:
        fields[destination.reach.people] = reach.people
    if destination.reach.minutes:
        fields[destination.reach.minutes] = reach.minutes
    return fields
