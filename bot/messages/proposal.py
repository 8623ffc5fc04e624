"""Why triage proposes something, in one line."""

from __future__ import annotations

from loop.triage.proposal import Because, Proposal

_WHY = {
    Because.NAMED: "says “{evidence}”",
    Because.KEYWORD: "mentions “{evidence}”",
    Because.CHANNEL: "comes from this tool's channel",
    Because.LEARNT: "reads like earlier reports; learnt from {evidence}",
    Because.LAST_CHOICE: "is what you reported on last",
    Because.WORDS: "says “{evidence}”",
    Because.ASSUMED: "no word says otherwise",
    Because.REPORTER: "its reporter says so",
}


def proposed(proposal: Proposal, name: str) -> str:
    """The line below a choice that was made for somebody: what was chosen, and why."""
    return f"I chose {name} for you, {why(proposal)}."


def why(proposal: Proposal) -> str:
    """The line: how sure, and what it rests on."""
    return f"{proposal.confidence:.0%} sure: {_WHY[proposal.because].format(evidence=proposal.evidence)}"
