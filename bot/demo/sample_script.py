"""The sample fortnight: about thirty reports on the sample catalogue's products, and a few things that go wrong."""

from __future__ import annotations

import random
import string
from dataclasses import dataclass, replace

from bot.demo.business_clock import STEPS, STEPS_A_DAY
from bot.demo.fates import STEPS_TO_REOPEN, deal, with_fate
from bot.demo.people import EMPLOYEES, Person
from bot.demo.sample_reports import (
    DURING_MAINTENANCE,
    HOSTILE,
    LOST_ANSWER,
    ORDINARY,
    PASTED_TOO_MUCH,
    TWINS,
    WITHDRAWN,
    Sample,
)
from bot.demo.script import Fate, Planned, Script, Twist, Way

_ORDINARY_ONES = 19
# When something goes wrong nobody else reports: what is lost, or kept waiting, is then known.
_LOST_AT = STEPS_A_DAY + 1
_DOWN_AT = 4 * STEPS_A_DAY + 1
# Reports of the last days would end after the demo does; a few stay open.
_LAST_REPORT = STEPS - STEPS_A_DAY


@dataclass(frozen=True)
class _Line:
    """A report on its way into the script: at which step, what, how; `twin` names the pair it is half of."""

    step: int
    sample: Sample
    way: Way
    twist: Twist | None = None
    twin: int | None = None


def sample_script(seed: int) -> Script:
    """Draw the fortnight of a seed."""
    dice = random.Random(seed)
    lines = sorted([*_ordinary(dice), *_twins(dice), *_special(dice)], key=lambda line: line.step)
    people = _people(lines, dice)
    reports = [
        Planned(number, line.step, *_speakers(line, person, dice), twist=line.twist)
        for number, (line, person) in enumerate(zip(lines, people, strict=True))
    ]
    reports = _merged(reports, lines, dice)
    return Script(seed, deal(reports, dice, without=frozenset({Fate.DUPLICATE})))


def _ordinary(dice: random.Random) -> list[_Line]:
    chosen = dice.sample(ORDINARY, _ORDINARY_ONES)
    return [_Line(_quiet_step(dice, _LAST_REPORT), sample, _way(sample, dice)) for sample in chosen]


def _twins(dice: random.Random) -> list[_Line]:
    lines = []
    for pair, twins in enumerate(TWINS):
        first = _quiet_step(dice, STEPS // 3)
        second = next(step for step in range(first + 2, STEPS) if step not in (_LOST_AT, _DOWN_AT))
        lines += [_Line(at, twin, _way(twin, dice), twin=pair) for at, twin in zip((first, second), twins, strict=True)]
    return lines


def _special(dice: random.Random) -> list[_Line]:
    secret = "AK" + "IA" + "".join(dice.choices(string.ascii_uppercase + string.digits, k=16))
    return [
        _Line(STEPS_A_DAY, Sample("laptops", PASTED_TOO_MUCH.format(secret=secret)), Way.SLASH),
        _Line(2 * STEPS_A_DAY, HOSTILE, Way.MODAL),
        _Line(_LOST_AT, LOST_ANSWER, Way.SLASH, Twist.LOST_ANSWER),
        _Line(_DOWN_AT, DURING_MAINTENANCE, Way.SLASH, Twist.MAINTENANCE),
        _Line(_DOWN_AT, WITHDRAWN, Way.SLASH, Twist.WITHDRAWN),
    ]


def _quiet_step(dice: random.Random, before: int) -> int:
    return dice.choice([step for step in range(before) if step not in (_LOST_AT, _DOWN_AT)])


def _way(sample: Sample, dice: random.Random) -> Way:
    """Choose the form where the report says more than a line, else one of the quick ways."""
    if sample.expected or sample.frequency:
        return Way.MODAL
    return dice.choice((Way.SLASH, Way.SLASH, Way.SHORTCUT))


def _people(lines: list[_Line], dice: random.Random) -> list[Person]:
    """Choose the reporters: everybody in turn, but never the same one for both halves of a pair."""
    people: list[Person] = []
    for line in lines:
        halves = [
            who for who, other in zip(people, lines, strict=False) if other.twin is not None and other.twin == line.twin
        ]
        spoken = {person: people.count(person) for person in EMPLOYEES if person not in halves}
        people.append(dice.choice([person for person, times in spoken.items() if times == min(spoken.values())]))
    return people


def _speakers(line: _Line, person: Person, dice: random.Random) -> tuple[Person, Sample, Way, Person | None]:
    colleague = dice.choice([other for other in EMPLOYEES if other != person]) if line.way is Way.SHORTCUT else None
    return person, line.sample, line.way, colleague


def _merged(reports: list[Planned], lines: list[_Line], dice: random.Random) -> list[Planned]:
    """Close the later half of each pair as a duplicate; the earlier ships afterwards, one of them in two goes."""
    merged = list(reports)
    ends = [Fate.SHIP, Fate.REOPEN, Fate.SHIP]
    dice.shuffle(ends)
    for pair, end in enumerate(ends):
        first, second = (number for number, line in enumerate(lines) if line.twin == pair)
        twin = with_fate(merged[second], Fate.DUPLICATE, dice)
        latest = STEPS - STEPS_TO_REOPEN - 4
        decided = min(twin.decided or 0, latest)
        merged[second] = replace(twin, decided=decided, same_as=first)
        merged[first] = with_fate(merged[first], end, dice, not_before=decided + 2)
    return merged
