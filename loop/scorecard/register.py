"""The one table of the figures beside the rate: what each means, its source, its owner, and what is behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Definition:
    """What a figure means, who answers for it, and which records it is computed from. behind: which of `FIGURES` lists
    the reports behind it; empty where these are not reports, and then `elsewhere` says where to look.
    """

    name: str
    unit: str
    owner: str
    source: str
    meaning: str
    behind: str = ""
    elsewhere: str = ""


REGISTER: Mapping[str, Definition] = {
    "adoption.reporters": Definition(
        "People who reported", "people", "IT lead", "reports",
        "distinct reporters, imported history aside; null while there is nothing else",
        behind="live",
    ),
    "adoption.active_share": Definition(
        "Share of employees", "share", "IT lead", "reports and catalogue",
        "of the `active_employees` of the track, those who reported; null while the catalogue does not say how many",
        behind="live",
    ),
    "adoption.return_rate": Definition(
        "Came back", "share", "IT lead", "reports", "of these people, those with two reports or more",
        behind="live",
    ),
    "adoption.ways_in": Definition(
        "Ways in", "reports", "IT lead", "reports", "reports per way they came in by",
        behind="live",
    ),
    "adoption.helped_before": Definition(
        "Helped before reporting", "people", "product owner", "known answers taken",
        "took a known answer and did not say since that it was none; never in n",
        elsewhere="`friction answers`",
    ),
    "efficiency.hours_to_triage_review": Definition(
        "Hours to triage, where people decide", "hours", "product owner", "events accepted, declined, merged",
        "hour by which half of the reports on products with policy review were decided on; none while fewer are",
        behind="live",
    ),
    "efficiency.hours_to_triage_auto": Definition(
        "Hours to triage, where the policy decides", "hours", "administrator", "events filed, declined, merged",
        "the same for products with policy auto",
        behind="live",
    ),
    "efficiency.hours_to_filing": Definition(
        "Hours to filing", "hours", "administrator", "events filed", "median from submission to the issue in Jira",
        behind="live",
    ),
    "efficiency.acted_within_7_days": Definition(
        "Acted on within 7 days", "share", "product owner", "events of the product's side",
        "incidence of the owner's first act; reports younger than that are censored",
        behind="live",
    ),
    "efficiency.days_to_first_act": Definition(
        "Days to the first act", "days", "product owner", "events of the product's side",
        "day by which half of the reports had been acted on; none while fewer have",
        behind="live",
    ),
    "efficiency.days_to_ship": Definition(
        "Days to ship", "days", "product owner", "events resolved",
        "day by which half of all reports had shipped, other ends competing; none while fewer have",
        behind="n",
    ),
    "efficiency.open_days": Definition(
        "Age of what is open", "days", "product owner", "events", "median age of open reports, imported ones aside",
        behind="live_open",
    ),
    "quality.reopened_rate": Definition(
        "Reopened", "share", "product owner", "events reopened", "of the reports that ever ended, those reopened",
        behind="reopened",
    ),
    "quality.reproducible_rate": Definition(
        "Reproducible", "share", "product owner", "events resolved",
        "of the decided reports, those not closed as not reproducible",
        behind="decided",
    ),
    "quality.complete_rate": Definition(
        "Reproducible at first reading", "share", "product owner", "reports",
        "of the reports that came in through the loop, those whose reporter had to be asked for nothing",
        behind="complete",
    ),
    "quality.model_override_rate": Definition(
        "Model overridden", "share", "IT lead", "calls of a model",
        "of the fields of a model's proposals that people decided on, those overridden; the others were accepted",
        elsewhere="`friction proposals`",
    ),
    "quality.duplicates_caught": Definition(
        "Duplicates caught before filing", "people", "product owner", "events joined, merged",
        "“me too” in the place of a report, and reports merged on their card",
        elsewhere="nowhere: who says me too is named to nobody",
    ),
    "risk.secrets_masked": Definition(
        "Secrets masked", "reports", "risk owner", "reports",
        "reports in which a secret was masked; erasure forgets it",
        behind="masked",
    ),
    "risk.unknown_outcomes": Definition(
        "Unreadable ends", "reports", "administrator", "events resolved", "ends that no outcome map names",
        behind="unknown",
    ),
    "risk.days_silent": Definition(
        "Days of silence", "days", "product owner", "events of the product's side",
        "per product with open reports, days since its side did anything, or since the oldest of them",
        behind="open",
    ),
    "risk.dead_letters": Definition(
        "Given up", "writes", "administrator", "outbox, now", "writes about reports that wait for an administrator",
        elsewhere="`friction outbox list --all`",
    ),
    "risk.audit_gaps": Definition(
        "Audit gaps", "reports", "administrator", "reports and events, now",
        "reports whose row and history disagree; should be 0",
        elsewhere="nowhere: tell whoever maintains the loop",
    ),
}  # fmt: skip
"""Every figure beside the rate, by its place in `friction scorecard --json`; docs and page print this table."""


def register_table() -> str:
    """Return the table of these figures as Markdown."""
    lines = [
        "| in `--json` | figure | unit | means | source | answers for it | opens with |",
        "|---|---|---|---|---|---|---|",
    ]
    for key, one in REGISTER.items():
        opens = f"`why TRACK.{one.behind}`" if one.behind else one.elsewhere
        lines.append(f"| `{key}` | {one.name} | {one.unit} | {one.meaning} | {one.source} | {one.owner} | {opens} |")
    return "\n".join(lines)
