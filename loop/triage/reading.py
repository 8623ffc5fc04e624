"""Reading a report as the person who must repair it would: what it says, and the one thing to ask.

A pure function of the text and of what the form's fields hold. It looks for words, so it can be wrong: it decides
nothing, it only chooses a question.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from config.words import Kind


class Part(StrEnum):
    """What makes a report worth filing, in the order in which a missing part hurts whoever must repair it.

    Developers name steps and the observed behaviour as what helps most and as what most often lacks (Zimmermann et al.,
    "What Makes a Good Bug Report?", IEEE TSE 2010).
    """

    ACTUAL = "actual"
    STEPS = "steps"
    EXPECTED = "expected"
    ENVIRONMENT = "environment"
    FREQUENCY = "frequency"
    IMPACT = "impact"


# Nobody has to repeat what is not there, or is there and awkward: such a report is weighed, not reproduced.
_WANTED = {
    Kind.GAP: (Part.IMPACT, Part.FREQUENCY),
    Kind.USABILITY: (Part.STEPS, Part.IMPACT, Part.FREQUENCY),
}


@dataclass(frozen=True)
class Reading:
    """The parts that a report has, and those that one of its kind should have."""

    said: frozenset[Part]
    wanted: tuple[Part, ...] = tuple(Part)

    @property
    def missing(self) -> tuple[Part, ...]:
        """The parts that it lacks, the most useful first."""
        return tuple(part for part in self.wanted if part not in self.said)

    @property
    def to_ask(self) -> Part | None:
        """The one thing to ask; None when the report can be acted on as it is: all but one part is there."""
        return self.missing[0] if len(self.missing) > 1 else None


_CUES = {
    Part.ACTUAL: r"""
        ^[^\w\n]*actual\b | \berrors?\b | \bfail(s|ed|ing|ure)?\b | \bcrash\w* | \bbroken\b | \bbreaks?\b | \bhangs?\b
        | \bfreez\w+ | \bfroze\b | \bslow\w* | \blos(es?|t|ing)\b | \bdrops?\b | \bdropped\b | \bmissing\b | \bempty\b
        | \bwrong\b | \bstuck\b | \bjams?\b | \bgone\b | \bexpired\b | \bnothing\ happens\b | \bno\ longer\b
        | \b(can|do|does|did|is|are|was|were|wo|would|has|have)n\W?t\b | \bcannot\b | \bcan\ not\b
        | \b(do|does|did|is|are|was|were|will)\ not\b | \bunable\b | \bnobody\ can\b | \brefuse[sd]?\b | \bforgets?\b
        | \bstopp?(s|ed)\b | \bshows?\b | \btakes?\b""",
    Part.STEPS: r"""
        \bsteps?\b.{0,20}\b(reproduce|repeat)\b | ^[ \t]*(\d+[.)]|step\ \d).*\n(.*\n)?[ \t]*(\d+[.)]|step\ \d)
        | \b(when|whenever|after|if|once|while)\ (i|we|you|one|somebody|trying|opening|clicking|attaching)\b
        | \bi\ (click|open|press|attach|sav|start|log|typ|select|upload|try|tried|went|go)\w* | \btried\ to\b
        | \bgo\ to\b | \bto\ reproduce\b""",
    Part.EXPECTED: r"\bexpect\w* | \bshould\b | \bsupposed\ to\b | \binstead\ of\b | \bought\ to\b | \bused\ to\b",
    Part.ENVIRONMENT: r"""
        \b(windows|win\d+|mac(os|book)?|os\ x|linux|ubuntu|android|i(phone|pad|os)|chrome|firefox|edge|safari)\b
        | \buser[ -]?agent\b | \b(version|build|release|v)\.?\ ?\d | \b\d+\.\d+\.\d+ | \blaptop\b | \bthinkpad\b
        | \bbrowser\b | \b(on|in|from)\ (the\ )?(office|home|hotel|train|wi-?fi|floor|building)\b""",
    Part.FREQUENCY: r"""
        \b(every|each)\ \w+ | \balways\b | \bsometimes\b | \boften\b | \brandom\w* | \bintermittent\w* | \bdaily\b
        | \bhourly\b | \bweekly\b | \bonce\b | \btwice\b | \b\w+\ times\b | \bagain\b | \bsince\b | \bconstantly\b
        | \ball\ the\ time\b | \bnever\b | \ban\ hour\b""",
    Part.IMPACT: r"""
        \b\d+\ ?(min|minutes?|h|hours?|days?)\b | \bhours?\b.{0,12}\b(lost|wasted)\b
        | \b(wast|los)\w+.{0,20}\b(time|hours?|minutes?|day)\b | \bblock(s|ed|ing)\b | \bcannot\ work\b | \burgent\b
        | \bdeadline\b | \bcustomers?\b | \b(whole|my|our|entire)\ (team|department|office)\b | \beverybody\b
        | \beveryone\b | \bcolleagues?\b | \bnobody\b | \ball\ of\ us\b""",
}
_PATTERNS = {part: re.compile(cue, re.IGNORECASE | re.MULTILINE | re.VERBOSE) for part, cue in _CUES.items()}
# A long paste would be searched to its end for what its beginning says.
_READ_AT_MOST = 10_000


def read_report(
    what: str,
    *,
    kind: Kind = Kind.DEFECT,
    expected: str = "",
    frequency: str = "",
    minutes: int | None = None,
    who_else: str = "",
) -> Reading:
    """What a report says: by its words, and by the fields that were filled in."""
    fields = {
        Part.EXPECTED: bool(expected.strip()),
        Part.FREQUENCY: bool(frequency),
        Part.IMPACT: minutes is not None or bool(who_else),
    }
    in_words = set(_parts_of(what[:_READ_AT_MOST]))
    said = frozenset(in_words | {part for part, filled in fields.items() if filled})
    return Reading(said, _WANTED.get(kind, tuple(Part)))


def _parts_of(text: str) -> Iterator[Part]:
    return (part for part, pattern in _PATTERNS.items() if pattern.search(text))
