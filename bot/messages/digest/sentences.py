"""What the figures of one track say, a sentence each; every number with its base."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.messages.pen import Pen, percent
from bot.messages.text import counted
from config.words import Outcome
from loop.digest import DigestContent
from loop.scorecard import Scorecard
from loop.statistics import ONE_THIRD, Interval, Verdict, reports_needed

FEW = 30
"""Fewer reports than these say nothing of a loop, unless their rate is clear of one third all the same."""

_LONGEST_NAME = 60
_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
_STALE = _HOUR
_NUMBERS = ["No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve"]
_MANY_YEARS = 1000  # reports: to ask for more evidence than that is to ask for none
_VERDICTS = {
    Verdict.LOOP: "a loop",
    Verdict.SUGGESTION_BOX: "a suggestion box",
    Verdict.NOT_ENOUGH_EVIDENCE: "not enough evidence yet",
}


def says_too_little(card: Scorecard) -> bool:
    """Whether so few reports leave it open on which side of one in three the track is."""
    return card.total.n < FEW and _side(card.total.wilson95) is None


def headline(pen: Pen, card: Scorecard) -> str:
    """The first line: the rate with its base, its interval and its trend."""
    name = pen.safe(card.track.name, _LONGEST_NAME)
    share, interval = card.total, card.total.wilson95
    if share.rate is None or interval is None:
        return f"{pen.bold(name)}: {nothing(card)}."
    if says_too_little(card):
        return f"{pen.bold(f'{name} · {percent(share.rate)} shipped ({share.integrated} of {share.n})')}."
    low, high = round(100 * interval.low), percent(interval.high)
    base = f"({share.integrated} of {share.n}, 95\N{NO-BREAK SPACE}% between {low} and {high})"
    return f"{pen.bold(f'{name} · {percent(share.rate)} of what was reported has shipped')} {base}{trend(card)}"


def nothing(card: Scorecard) -> str:
    """Why there is no rate: nobody has reported, or nothing of it is in the part that is asked about."""
    return "nothing has been reported yet" if card.excerpt.is_whole else "no report is in this part of it"


def brief(pen: Pen, card: Scorecard) -> str:
    """All of a track in one line."""
    name, share = pen.bold(pen.safe(card.track.name, _LONGEST_NAME)), card.total
    if share.rate is None:
        return f"{pen.bullet}{name}: {nothing(card)}"
    base = f"{percent(share.rate)} ({share.integrated} of {share.n})"
    return f"{pen.bullet}{name} {base}, {_VERDICTS[card.verdict]}{trend(card)}"


def trend(card: Scorecard) -> str:
    """How the rate changed, as it follows the rate; empty where there was too little to compare."""
    if card.change is None:
        return ""
    points = round(100 * card.change)
    if not points:
        return ", unchanged in 90 days"
    return f", {'up' if points > 0 else 'down'} {counted(abs(points), 'point', 'points')} in 90 days"


def meaning(card: Scorecard) -> str:
    """What follows from it: the verdict and what drags it, or how much is missing for one."""
    if not card.total.n:
        return ""
    return _missing_evidence(card) if says_too_little(card) else f"{_verdict(card)} {card.reason}"


def _missing_evidence(card: Scorecard) -> str:
    n = card.total.n
    these = f"{_NUMBERS[n] if n < len(_NUMBERS) else n} {'report' if n == 1 else 'reports'}"
    start = f"{these} cannot tell a loop from a suggestion box"
    needed = reports_needed(card.total.rate or 0.0)
    if needed is None or needed > _MANY_YEARS:
        return f"{start}; this near to one in three, no likely number of reports would."
    more = max(1, needed - n)
    word = _NUMBERS[more].lower() if more < len(_NUMBERS) else str(round(more, -1))
    return f"{start}; at this rate about {word} more would."


def _verdict(card: Scorecard) -> str:
    """Word the verdict, and whether the last month-end still bears it out."""
    interval = card.judged.interval
    side = _side(interval)
    match card.verdict:
        case Verdict.LOOP if interval and side is Verdict.LOOP:
            low = interval.low
            return f"A loop: even the low end of older reports ({percent(low)}) is {_just(low)}above one in three."
        case Verdict.SUGGESTION_BOX if interval and side is Verdict.SUGGESTION_BOX:
            high = interval.high
            ends = f"even the high end of older reports ({percent(high)})"
            return f"A suggestion box: {ends} is {_just(high)}below one in three."
        case Verdict.NOT_ENOUGH_EVIDENCE if side is None:
            return "Not enough evidence yet to tell a loop from a suggestion box."
        case Verdict.NOT_ENOUGH_EVIDENCE:
            return (
                f"Not settled: one month-end reads it as {_VERDICTS[side or card.verdict]}, and it takes two in a row."
            )
        case verdict:
            return (
                f"Still {_VERDICTS[verdict]}; the last month-end does not bear that out, and a second would change it."
            )


def _just(bound: float) -> str:
    """A bound that rounds to one third needs a word, or its sentence contradicts its number."""
    return "just " if round(100 * bound) == round(100 * ONE_THIRD) else ""


def _side(interval: Interval | None) -> Verdict | None:
    """On which side of one third all of an interval is."""
    if interval is None or interval.low <= ONE_THIRD <= interval.high:
        return None
    return Verdict.LOOP if interval.low > ONE_THIRD else Verdict.SUGGESTION_BOX


def beside(card: Scorecard) -> str:
    """The other ways to count, so that nobody has to take one number for the whole."""
    bases = (
        (f"Older than {counted(card.track.maturity_days, 'day', 'days')} only", card.matured),
        ("Of what was decided", card.decided),
        ("Of distinct issues", card.issues),
    )
    parts = [f"{base}: {percent(share.rate)} of {share.n}" for base, share in bases if share.rate is not None]
    incidence = card.incidence.get(90)
    if incidence is not None:
        parts.append(f"Shipped within 90 days: {percent(incidence.probability)}")
    answered = card.answer_rate
    if answered is not None and answered != card.total.rate:
        parts.append(f"Shipped or refused with a reason: {percent(answered)}")
    return " · ".join(parts)


def whereabouts(card: Scorecard) -> str:
    """Where the reports are that did not ship, and what reporters said of those that did."""
    parts = [f"{card.open} open"] if card.open else []
    parts += [
        f"{card.outcomes[end]} {_short(end)}"
        for end in Outcome
        if end is not Outcome.INTEGRATED and card.outcomes.get(end)
    ]
    if card.withdrawn:
        parts.append(f"{card.withdrawn} withdrawn, not counted")
    if card.imported.n:
        parts.append(f"{card.imported.n} imported")
    parts += [f"{part.total.n} on {part.name}, which has left the catalogue" for part in card.departed]
    asked = card.verified
    if asked.asked:
        parts.append(f"{asked.fixed} confirmed fixed, {asked.still_broken} still broken of {asked.asked} asked")
    return " · ".join(parts)


def _short(outcome: Outcome) -> str:
    match outcome:
        case Outcome.REMOVED:
            return "deleted in Jira"
        case Outcome.UNKNOWN:
            return "unreadable"
        case _:
            return outcome.value.replace("_", " ")


def last_read(pen: Pen, content: DigestContent | Scorecard) -> str:
    """How fresh the figures are."""
    at = content.jira_last_read
    if at is None:
        return "Jira has not been read yet."
    ago = content.as_of - at
    stale = " What happened there since is missing." if ago > _STALE else ""
    return f"Jira last read {_when(pen, at, ago)}.{stale}"


def _when(pen: Pen, at: datetime, ago: timedelta) -> str:
    if ago > 2 * _DAY or ago < -_HOUR:
        return pen.day(at)
    if ago >= 2 * _HOUR:
        return f"{ago // _HOUR} hours ago"
    if ago >= _MINUTE:
        return f"{counted(ago // _MINUTE, 'minute', 'minutes')} ago"
    return "just now"
