"""Reports as programs and spreadsheets read them; the names of the columns do not change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from storage.figures import Member

COLUMNS = ("reference", "issue", "product", "submitted_at", "state", "outcome", "ended_at", "imported", "title", "part")
"""What `friction why` prints of each report; `part` says whether it is counted, in the base of a rate only, or out."""

LISTED = (
    "reference", "issue", "track", "product", "submitted_at", "state", "outcome", "ended_at", "imported", "asked",
    "answer", "reason_given", "reopened", "secret_masked", "figures", "title",
)  # fmt: skip
"""What the table of all reports has of each; `figures` names the lists it is in."""

COUNTED, IN_BASE, LEFT_OUT = "counted", "base", "not_counted"


def record_of(member: Member, part: str = COUNTED) -> Mapping[str, object]:
    """One report under the names of `COLUMNS`."""
    return {**_standing(member), "part": part}


def listed_record(member: Member, figures: Sequence[str]) -> Mapping[str, object]:
    """One report under the names of `LISTED`."""
    return {
        **_standing(member),
        "track": member.track,
        "asked": member.asked,
        "answer": member.answer,
        "reason_given": member.reasoned,
        "reopened": member.reopened,
        "secret_masked": member.masked,
        "figures": " ".join(figures),
    }


def _standing(member: Member) -> dict[str, object]:
    return {
        "reference": member.reference,
        "issue": member.key or None,
        "product": member.product,
        "submitted_at": member.submitted_at.isoformat(),
        "state": member.state.value,
        "outcome": member.outcome.value if member.outcome else None,
        "ended_at": member.ended_at.isoformat() if member.ended_at else None,
        "imported": member.imported,
        "title": member.title,
    }
