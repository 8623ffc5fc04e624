"""Priority: what a friction costs against how hard it is to mend, as one number from 0 to 100, explained in its parts.

People × minutes × times a month × severity × feasibility, each weighed by the catalogue. The score is its logarithm:
ten points more are about three times as much, and 100 is what the catalogue calls full.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log1p
from statistics import median_high

from config.catalogue import JiraDestination, Priority
from config.words import FREQUENCIES, Feasibility, Severity
from storage.felt import Impact

_OFTEN = {shown: word for word, shown in FREQUENCIES.items()}
_SHOWN = {"once": "once", "monthly": "monthly", "weekly": "weekly", "daily": "daily", "hourly": "many times a day"}
_USUAL = "monthly"  # how often something happens of which nobody said
DOES = {Severity.ANNOYS: "annoys", Severity.SLOWS: "slows down", Severity.BLOCKS: "blocks work"}
_MENDED = {Feasibility.EASY: ", easy", Feasibility.NORMAL: "", Feasibility.HARD: ", hard"}
_GRAVEST = list(Severity)


@dataclass(frozen=True)
class Score:
    """How urgent something is, and the one line that says why."""

    points: int
    why: str


def score_of(impacts: Sequence[Impact], people: int, weights: Priority) -> Score:
    """Weigh what the reports of one issue say; where they differ, the middle one counts, or the graver of two.

    people: how many feel it, by a report or a "me too". The product side's latest estimate is the feasibility.
    """
    said = [impact.minutes for impact in impacts if impact.minutes is not None]
    minutes: float = median_high(said) if said else weights.minutes
    known = sorted((_OFTEN[i.frequency] for i in impacts if i.frequency in _OFTEN), key=list(FREQUENCIES).index)
    often = known[len(known) // 2] if known else _USUAL
    severity = sorted((impact.severity for impact in impacts), key=_GRAVEST.index)[len(impacts) // 2]
    estimates = [impact.feasibility for impact in impacts if impact.feasibility is not Feasibility.NORMAL]
    feasibility = estimates[-1] if estimates else Feasibility.NORMAL
    cost = people * minutes * weights.times[often] * weights.severity[severity] * weights.feasibility[feasibility]
    points = min(100, round(100 * log1p(cost) / log1p(weights.full)))
    parts = (
        "1 person" if people == 1 else f"{people} people",
        f"{minutes:g} min{'' if said else ' (assumed)'}",
        f"{_SHOWN[often]}{'' if known else ' (assumed)'}",
        DOES[severity],
    )
    return Score(points, f"{points}: {' × '.join(parts)}{_MENDED[feasibility]}")


def jira_priority(points: int, frequencies: Sequence[str], destination: JiraDestination) -> str:
    """Jira's priority by the product's map: that of the highest score reached, else of how often the first report says
    it happens; empty where the map is silent.
    """
    reached = [int(word) for word in destination.priorities if word.isdecimal() and int(word) <= points]
    if reached:
        return next(
            name for word, name in destination.priorities.items() if word.isdecimal() and int(word) == max(reached)
        )
    often = next((_OFTEN[said] for said in frequencies if said in _OFTEN), "")
    return destination.priorities.get(often, "")
