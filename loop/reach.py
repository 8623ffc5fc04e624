"""Reach: how many people an issue concerns and what it costs them, as its owner reads it in Jira."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from config.catalogue import JiraDestination
from loop.tracker.description import REACH
from storage.report import Report


@dataclass(frozen=True)
class Reach:
    """What the reports of an issue say together. joined: people behind it by a "me too" alone; minutes: what one
    occurrence costs all of them who said so.
    """

    reports: int
    reporters: int
    joined: int
    minutes: int


def reach_of(reports: Sequence[Report], people: Collection[str] = ()) -> Reach:
    """Count it; of somebody who reported twice, the last word on the minutes counts. people: everybody behind the
    issue, where there may be more than reported.
    """
    reporters = {report.reporter for report in reports}
    said = {report.reporter: report.minutes for report in reports if report.minutes is not None}
    return Reach(len(reports), len(reporters), len(set(people) - reporters), sum(said.values()))


def reach_line(reach: Reach) -> str:
    """The last line of a description that the loop wrote."""
    people = "1 person" if reach.reporters == 1 else f"{reach.reporters} people"
    line = f"{REACH} {reach.reports}, from {people}"
    if reach.joined:
        line = f"{line}; {reach.joined} more said “me too”"
    return f"{line}; together they lose about {reach.minutes} minutes each time" if reach.minutes else line


def reach_fields(reach: Reach, destination: JiraDestination) -> dict[str, int]:
    """The same as numbers, for the fields of Jira that the catalogue names."""
    fields = {}
    if destination.reach.people:
        fields[destination.reach.people] = reach.reporters + reach.joined
    if destination.reach.minutes:
        fields[destination.reach.minutes] = reach.minutes
    return fields
