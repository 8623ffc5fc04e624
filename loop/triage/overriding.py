"""What a person's decision says of a model's proposal: field by field, accepted or overridden."""

from __future__ import annotations

from datetime import datetime

from config.words import State
from loop.triage.model_answer import ModelProposal
from storage.database import Session
from storage.model_call import proposal_for
from storage.report import Report


def judge_proposal(session: Session, report: Report, now: datetime) -> None:
    """Note what became of the proposal, if there was one, for a report that no longer waits."""
    call = None if report.awaits_triage else proposal_for(session, report)
    if call is not None:
        call.judge(verdicts(ModelProposal.of_record(call.proposal), report), report.product, now)


def verdicts(proposal: ModelProposal, report: Report) -> dict[str, bool]:
    """Which fields were accepted, of those that the decision says something about. Of a report that was declined, that
    is the product alone; a title that was not taken over was overridden; and a merge says whether it is the same.
    """
    found = {"product": proposal.product == report.product} if proposal.product else {}
    if report.state in (State.DECLINED, State.ANSWERED):
        return found
    merged_into = report.issue.key if report.issue is not None else ""
    if proposal.same_as or merged_into:
        found["same_as"] = proposal.same_as == merged_into
    if not merged_into:
        for field, chosen in (("title", report.title), ("kind", report.kind), ("severity", report.severity)):
            proposed = getattr(proposal, field)
            if proposed:
                found[field] = proposed == chosen
    return found
