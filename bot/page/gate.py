"""Who has to act on a track: whoever decides at its gate, and the owners whose reports wait."""

from __future__ import annotations

from collections.abc import Sequence

from bot.messages.digest.gates import ADVICE, overdue
from bot.messages.digest.lists import SILENT_DAYS
from bot.messages.pen import TERMINAL, percent
from bot.messages.text import counted
from bot.page.markup import Html, element, joined
from bot.page.tables import Cell, table
from loop.digest import Owner
from loop.gates import Gate


def gate_section(gate: Gate) -> Html | None:
    """Return the gate of a track; nothing where the catalogue sets neither baseline, target nor date."""
    track = gate.track
    if not (track.review_date or track.target_rate or track.baseline_rate or gate.decisions):
        return None
    shares = (("baseline", track.baseline_rate), ("target", track.target_rate))
    said = [f"{name} {percent(share)}" for name, share in shares if share is not None]
    said += [f"review on {track.review_date}"] if track.review_date else []
    said += [f"decided by {track.executive_owner}"] if track.executive_owner else []
    advice = overdue(TERMINAL, gate, track.executive_owner or "") or f"{ADVICE[gate.recommended].capitalize()}."
    style = "gate overdue" if gate.overdue_days is not None else "gate"
    head = element("p", element("strong", f"Gate: {', '.join(said)}. " if said else "Gate. "), advice, class_=style)
    return element("div", head, _history(gate) if gate.decisions else None)


def _history(gate: Gate) -> Html:
    columns = [("at", "When"), ("decision", "Decided"), ("reason", "Because"), ("by", "By")]
    rows = [
        [
            (TERMINAL.day(one.at), one.at.isoformat()),
            *((words, words) for words in (one.decision, one.reason, one.actor)),
        ]
        for one in gate.decisions
    ]
    return table(f"{gate.track.key}-decisions", "What was decided before", columns, rows)


def waiting_section(track: str, owners: Sequence[Owner]) -> Html | None:
    """Return the products whose reports wait, the longest silent first; who is silent for long is named in words."""
    if not owners:
        return None
    silent = [
        element(
            "p",
            f"No owner acted on {one.product} in {one.silent_days} days; "
            f"{counted(one.open, 'report waits', 'reports wait')}.",
            class_="silent",
        )
        for one in owners
        if one.silent_days >= SILENT_DAYS
    ]
    columns = [("product", "Product"), ("owner", "With"), ("open", "Reports waiting")]
    columns += [("oldest_days", "Days, the oldest"), ("silent_days", "Days without an act of its owner")]
    rows = [_waiting(one) for one in owners]
    return joined(*silent, table(f"{track}-waiting", "Whose reports wait", columns, rows))


def _waiting(owner: Owner) -> list[Cell]:
    counts = (owner.open, owner.oldest_days, owner.silent_days)
    who = (owner.owner or "nobody", owner.owner)
    return [(owner.product, owner.product), who, *((count, str(count)) for count in counts)]
