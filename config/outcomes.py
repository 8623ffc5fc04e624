"""What the names in Jira mean: from a resolution or a status to the outcome of a report.

The built-in names are those of Jira's own workflows and their usual spellings, in English. A name that could mean
several ends ("Closed") is left out on purpose: unknown is honest, and the digest asks for it to be mapped.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from config.words import Outcome

APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼ´`", "'"))  # noqa: RUF001 - what keyboards and editors make of one


def fold(name: str) -> str:
    """The form in which names are compared: case, kind of apostrophe and amount of white space do not matter."""
    return re.sub(r"\s+", " ", name.translate(APOSTROPHES)).strip().casefold()


# What the catalogue may map names to. `unknown` takes a built-in name out again; a deleted issue has no name.
MAPPABLE = tuple(outcome for outcome in Outcome if outcome is not Outcome.REMOVED)

_NAMES: Mapping[Outcome, str] = {
    Outcome.INTEGRATED: """done, fixed, resolved, implemented, complete, completed, released, shipped, delivered,
        deployed""",
    Outcome.DECLINED: """won't do, won't fix, wont do, wont fix, wontfix, declined, rejected, cancelled, canceled,
        invalid, not a bug, works as designed, as designed, by design, out of scope""",
    Outcome.NOT_REPRODUCIBLE: """cannot reproduce, can't reproduce, could not reproduce, unable to reproduce,
        not reproducible, works for me, worksforme, incomplete""",
    Outcome.DUPLICATE: "duplicate, duplicated",
    Outcome.ANSWERED: "answered, known error, information provided",
}

RESOLUTIONS: Mapping[str, Outcome] = {fold(name): end for end, names in _NAMES.items() for name in names.split(",")}
# As a status, "Incomplete" says that work goes on, not that nobody could reproduce it.
STATUSES: Mapping[str, Outcome] = {name: end for name, end in RESOLUTIONS.items() if name != "incomplete"}


@dataclass(frozen=True)
class OutcomeMap:
    """What Jira's names mean for one product: as its entry states, else as stated for all, else as built in."""

    stated: Mapping[str, Outcome]

    def outcome(self, resolution: str | None, status: str, *, released: bool = False) -> Outcome | None:
        """The outcome of an issue that has ended; None when neither name is mapped. released: it stands in a version
        that was released.

        The resolution decides. Where its name is unknown, a status that the catalogue states still counts, a built-in
        one does not: "Done" beside a resolution "Out of budget" must not pass for shipped.
        """
        if released and self.is_left_to_release(resolution, status):
            return Outcome.INTEGRATED
        return self._named(resolution, status)

    def is_left_to_release(self, resolution: str | None, status: str) -> bool:
        """Whether a released version alone can tell how an issue ended: no name does, and there is no resolution, or
        one that the catalogue states to say nothing (`unknown`). A resolution that nobody has mapped may well decline.
        """
        silent = not resolution or self.stated.get(fold(resolution)) is Outcome.UNKNOWN
        by_status = self._named(None, status) in (None, Outcome.INTEGRATED)
        return silent and by_status and self._named(resolution, status) is None

    def _named(self, resolution: str | None, status: str) -> Outcome | None:
        ended, state = fold(resolution or ""), fold(status)
        if ended:
            found = self.stated.get(ended) or RESOLUTIONS.get(ended)
            found = self.stated.get(state) if found in (None, Outcome.UNKNOWN) else found
        else:
            found = self.stated.get(state) or STATUSES.get(state)
        return None if found is Outcome.UNKNOWN else found


def overlaps(table: Mapping[Outcome, tuple[str, ...]]) -> list[str]:
    """A sentence for each name that one table gives to two outcomes."""
    seen: dict[str, Outcome] = {}
    found = []
    for outcome, names in table.items():
        for name in names:
            first = seen.setdefault(fold(name), outcome)
            if first is not outcome:
                found.append(f'has "{name}" under {first} and under {outcome}; leave it under one of them')
    return found


def stated(*tables: Mapping[Outcome, tuple[str, ...]]) -> dict[str, Outcome]:
    """Folded name to outcome; later tables win."""
    return {fold(name): outcome for table in tables for outcome, names in table.items() for name in names}
