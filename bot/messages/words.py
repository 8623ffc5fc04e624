"""The words for each way in which something can end."""

from __future__ import annotations

from dataclasses import dataclass

from config.words import Outcome


@dataclass(frozen=True)
class EndWords:
    """`headline` follows the issue's key in bold, `short` follows it in a receipt; `ask` is asked below, if set."""

    headline: str
    short: str
    meaning: str
    ask: str = ""


_FIXED = "Is it fixed for you?"

ENDS: dict[Outcome, EndWords] = {
    Outcome.INTEGRATED: EndWords("shipped", "shipped", "", _FIXED),
    Outcome.DECLINED: EndWords("will not be done", "will not be done", "The product owner decided against it."),
    Outcome.NOT_REPRODUCIBLE: EndWords(
        "could not be reproduced",
        "could not be reproduced",
        "Nobody could make it happen again. If it still happens to you, say so: that is what is missing.",
        "Does it still happen?",
    ),
    Outcome.DUPLICATE: EndWords(
        "was closed as a duplicate",
        "was closed as a duplicate of an issue I cannot see",
        "It is a duplicate of an issue that I cannot see, so I cannot follow it further.",
    ),
    Outcome.ANSWERED: EndWords("was answered", "was answered", "There was an answer already.", "Did that answer it?"),
    Outcome.REMOVED: EndWords(
        "is no longer in Jira",
        "is no longer in Jira",
        "It was deleted or hidden by the team that owns it. I will not file it again by myself.",
    ),
    Outcome.UNKNOWN: EndWords(
        "was closed",
        "was closed in a way I cannot read as shipped or not",
        "I cannot read from its status whether it shipped. The leads see it as unknown.",
        _FIXED,
    ),
}
