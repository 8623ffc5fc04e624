"""The words for each way in which something can end."""

from __future__ import annotations

from dataclasses import dataclass

from config.words import Kind, Outcome, Severity


@dataclass(frozen=True)
class Question:
    """What is asked below the news of an end, and the words on its three buttons: fixed, still broken, can't tell."""

    text: str
    fixed: str
    broken: str
    unsure: str = "Can't tell"


@dataclass(frozen=True)
class EndWords:
    """`headline` follows the issue's key; `meaning` may name the key as {key}, Jira's own word as {said}, and the place
    where its owner reads an answer as {where}.

    linked: whether there is still something to open behind the key.
    """

    headline: str
    meaning: str
    question: Question | None = None
    linked: bool = True


KINDS = {
    Kind.DEFECT: "Something is broken",
    Kind.GAP: "Something is missing",
    Kind.USABILITY: "It is hard to use",
    Kind.PERFORMANCE: "It is slow",
    Kind.ACCESS: "Somebody is kept out",
}
DOES = {Severity.BLOCKS: "blocks work", Severity.SLOWS: "slows people down", Severity.ANNOYS: "annoys"}

_FIXED = Question("Is it fixed for you?", "Fixed", "Still broken")

ENDS: dict[Outcome, EndWords] = {
    Outcome.INTEGRATED: EndWords("shipped", "", _FIXED),
    Outcome.DECLINED: EndWords(
        "will not be done", "It was closed in Jira as “{said}”. If that leaves you stuck, say so {where}."
    ),
    Outcome.NOT_REPRODUCIBLE: EndWords(
        "could not be reproduced",
        "Nobody could make it happen again. If you know how to, say so {where}.",
        Question("Does it still happen to you?", "No, it is gone", "Yes, it still happens"),
    ),
    Outcome.DUPLICATE: EndWords(
        "was closed as a duplicate", "The issue it duplicates is not visible to me, so I cannot follow it further."
    ),
    Outcome.ANSWERED: EndWords(
        "was answered", "The answer is on {key}.", Question("Does that answer it?", "Yes", "No")
    ),
    Outcome.REMOVED: EndWords(
        "is no longer in Jira",
        "It was deleted, or I may no longer see it. I did not file it again. "
        "If it still gets in your way, report it again with `/friction`.",
        linked=False,
    ),
    Outcome.UNKNOWN: EndWords(
        "was closed; I cannot tell whether it shipped", "Jira says “{said}”, which I have no meaning for.", _FIXED
    ),
}
