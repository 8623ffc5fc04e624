"""The lists behind one track's figures: what shipped, what waits and with whom, what cannot be read."""

from __future__ import annotations

from collections.abc import Sequence

from bot.messages.pen import Pen
from bot.messages.text import counted, listed
from loop.digest import DigestContent, Item, Owner, TrackDigest

SILENT_DAYS = 21
"""An owner who did nothing for so long, with reports waiting, is named by the product."""

_LONGEST_TITLE = 60
_LONGEST_NAME = 40


def shipped(pen: Pen, content: DigestContent, track: TrackDigest, most: int) -> str:
    """What shipped since the last digest: so many by name, the rest by number."""
    if not track.shipped:
        return f"Nothing shipped since {pen.day(content.since)}."
    head = pen.bold(f"Shipped since {pen.day(content.since)} ({len(track.shipped)})")
    lines = [f"{pen.bullet}{_named(pen, item)}{_felt(item)}" for item in track.shipped[:most]]
    return _with_the_rest(head, lines, len(track.shipped), "more shipped", pen)


def waiting(pen: Pen, track: TrackDigest, most: int) -> str:
    """What waits longest, and with whom."""
    if not track.waiting:
        return ""
    oldest = f"{track.waiting[0].days} days" if track.waiting[0].days != 1 else "1 day"
    head = f"{pen.bold('Waiting longest')}" if most else f"{pen.bold('Waiting')}: the oldest for {oldest}"
    lines = [
        f"{pen.bullet}{_named(pen, item)} · {pen.safe(item.product, _LONGEST_NAME)}, "
        f"{counted(item.days, 'day', 'days')}{_with(pen, item)}{_felt(item)}"
        for item in track.waiting[:most]
    ]
    return _with_the_rest(head, lines, len(track.waiting), "more waiting", pen)


def silent(pen: Pen, track: TrackDigest, most: int) -> str:
    """Which owners have done nothing for long while reports wait for them."""
    quiet = [owner for owner in track.owners if owner.silent_days >= SILENT_DAYS]
    lines = [
        f"No sign from {_owner(pen, owner)} in {owner.silent_days} days "
        f"({counted(owner.open, 'report waits', 'reports wait')})"
        for owner in quiet[: max(1, most)]
    ]
    if len(quiet) > len(lines):
        lines.append(
            f"and {counted(len(quiet) - len(lines), 'more owner', 'more owners')} silent for {SILENT_DAYS} days"
        )
    return "\n".join(lines)


def unread(pen: Pen, track: TrackDigest, most: int) -> str:
    """Which ends the catalogue has no word for yet: a question to whoever keeps it."""
    if not track.unread:
        return ""
    issues = sum(row.issues for row in track.unread)
    names = [
        f"“{pen.safe(row.resolution or row.status or 'no status', _LONGEST_NAME)}” ({row.issues})"
        for row in track.unread
    ]
    ended = "issue ended in a way" if issues == 1 else "issues ended in ways"
    which = listed(_first(names, most))
    return f"{issues} {ended} I cannot read as shipped or not: {which}. Map them under [jira.outcomes]."


def unowned(pen: Pen, track: TrackDigest, most: int) -> str:
    """Which products have nobody who answers for them."""
    lines = [
        f"{listed(_first([pen.safe(name, _LONGEST_NAME) for name in names], most))} "
        f"{'has' if len(names) == 1 else 'have'} no {role.replace('_', ' ')}"
        for role, names in track.unowned.items()
        if names
    ]
    return f"{'; '.join(lines)}." if lines else ""


def _first(names: Sequence[str], most: int) -> list[str]:
    """So many of the names, at least one, and how many more there are."""
    shown = names[: max(1, most)]
    rest = len(names) - len(shown)
    return [*shown, *([f"{rest} more"] if rest else [])]


def _named(pen: Pen, item: Item) -> str:
    return f"{pen.link(item.url, item.label)} {pen.safe(item.title, _LONGEST_TITLE)}"


def _with(pen: Pen, item: Item) -> str:
    return f" with {pen.safe(item.owner, _LONGEST_NAME)}" if item.owner else ""


def _owner(pen: Pen, owner: Owner) -> str:
    product = pen.safe(owner.product, _LONGEST_NAME)
    return f"{pen.safe(owner.owner, _LONGEST_NAME)}, who owns {product}," if owner.owner else f"the owner of {product}"


def _felt(item: Item) -> str:
    return f", {item.people} people" if item.people > 1 else ""


def _with_the_rest(head: str, lines: Sequence[str], total: int, what: str, pen: Pen) -> str:
    if not lines:
        return f"{head}."
    rest = total - len(lines)
    return "\n".join([head, *lines, *([f"{pen.bullet}and {rest} {what}"] if rest else [])])
