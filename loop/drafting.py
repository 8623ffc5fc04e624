"""The issue that is made of a report: what a product owner reads, and what the product's destination asks for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from config.catalogue import JiraDestination, Priority
from loop.details import Detail
from loop.reach import reach_fields, reach_line, reach_of
from loop.tracker.description import ASKED, CONVERSATION, EXPECTED, REPORTED_BY, WHAT
from loop.tracker.model import Document, Heading, IssueDraft, Line, Mark, Quoted
from loop.triage.priority import DOES, jira_priority
from loop.triage.queue import score_of_report
from storage.note import Note, NoteKind
from storage.report import Report

_SPEAKER = {NoteKind.QUESTION: "Question", NoteKind.ADDITION: "The reporter"}


def label_of(instance: str, reference: str) -> str:
    """The label by which search finds the issue of a report."""
    return f"fr-{instance}-{reference}"


def draft_of(
    report: Report,
    place: JiraDestination,
    weights: Priority,
    instance: str,
    installation: str,
    asked: Sequence[Note] = (),
) -> IssueDraft:
    """The issue that a product owner can act on, without the people that it names to Jira. place: where it is filed."""
    return IssueDraft(
        project=place.project,
        issue_type=place.issue_type,
        title=report.title,
        description=_description(report, asked),
        labels=[label_of(instance, report.reference), *place.labels],
        mark=Mark(
            report=report.uuid,
            installation=installation,
            instance=instance,
            reference=report.reference,
            product=report.product,
            reporter="" if report.name_hidden else report.reporter,
            submitted_at=report.submitted_at,
            restricted=report.restricted,
        ),
        fields=_fields(report, place),
        details={detail.field_id: detail.value for detail in map(Detail.read, report.details) if not detail.who},
        priority=jira_priority(score_of_report(report, weights).points, [report.frequency], place),
        parent=place.parent or "",
        parent_field=place.parent_field or "",
    )


def _fields(report: Report, destination: JiraDestination) -> dict[str, Any]:
    """What the catalogue says beside words and labels; what it says by name stands above its plain `fields`."""
    fields = dict(destination.fields)
    if destination.component:
        fields["components"] = [{"name": destination.component}]
    if destination.security_level:
        fields["security"] = {"name": destination.security_level}
    return fields | reach_fields(reach_of([report]), destination)


def _description(report: Report, asked: Sequence[Note]) -> Document:
    document: list[Heading | Line | Quoted] = [Heading(WHAT), Quoted(report.what)]
    if report.expected:
        document += [Heading(EXPECTED), Quoted(report.expected)]
    if asked:
        document += [Heading(ASKED), Quoted("\n".join(f"{_SPEAKER[note.kind]}: {note.text}" for note in asked))]
    document += [Heading("Impact"), *(Line(line) for line in _impact(report))]
    document.append(Heading("Where it comes from"))
    document.append(Line(f"{REPORTED_BY} {_name(report)} on {report.submitted_at:%d %B %Y}"))
    if report.permalink and not report.name_hidden:  # who wrote there is easily seen
        document.append(Line(CONVERSATION, report.permalink))
    document.append(
        Line(
            f"Ref {report.reference}. Whoever reported it is told when this issue ends, and asked whether it is fixed."
        )
    )
    document.append(Line(reach_line(reach_of([report]))))
    return document


def _impact(report: Report) -> list[str]:
    lines = [f"Kind: {report.kind.value}, {DOES[report.severity]}"]
    if report.frequency:
        lines.append(f"How often: {report.frequency}")
    if report.minutes is not None:
        lines.append(f"Time lost each time: about {report.minutes} minutes")
    if report.who_else:
        lines.append(f"Who else feels it, says the reporter: {report.who_else}")
    return lines


def _name(report: Report) -> str:
    if report.name_hidden:
        return "somebody who asked not to be named"
    return f"{report.reporter_name} (Slack {report.reporter})" if report.reporter_name else f"Slack {report.reporter}"
