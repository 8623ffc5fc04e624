"""What is said of money: the sentence of a track, and the message that asks whether a claim is right."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, InputBlock, PlainTextInputElement

from bot.messages.modal import modal, words_field
from bot.messages.pen import Pen
from bot.messages.text import Message, counted, day, inline, link, plain, section, small
from config.words import Benefit
from loop.money import Amount, Ledger, Money
from loop.money.wording import plain as digits
from loop.money.wording import spread
from storage.money import Claim, Confirmation, Entry

CONFIRM = "money_confirm"
CORRECT = "money_correct"
CORRECT_FORM = "friction_money_correct"

NOT_SAVED = "I could not save that just now, so nothing was confirmed. Please try again in a minute."
NO_REASON = "Please say in a few words why."

_PERSON = re.compile(r"[UW][A-Z0-9]+")

WHAT = {
    Benefit.AVOIDED: "cost avoided",
    Benefit.RETURNED: "time returned",
    Benefit.RETIRED: "tool retired",
    Benefit.COST: "cost of the loop",
}


def in_brief(pen: Pen, money: Money) -> str:
    """All of a track's money in a few sentences; what is not known is said as such."""
    confirmed, claimed = money.confirmed, money.claimed
    if confirmed.gross is None and claimed.gross is None:
        return f"{pen.bold('Money')}: nothing is claimed or confirmed yet{_unpriced(money)}."
    said = f"{spread(confirmed.gross, money.currency)} confirmed" if confirmed.gross else "nothing is confirmed yet"
    further = (
        f"; {spread(claimed.gross, money.currency)} more is claimed and confirmed by nobody" if claimed.gross else ""
    )
    return f"{pen.bold('Money')}: {said}{further}. {_net(money, confirmed)}{_runs(money)}{_unpriced(money, '. ')}."


def _net(money: Money, ledger: Ledger) -> str:
    if money.total_cost is None:
        unsaid = [what.value for what, cost in money.cost.items() if cost is None]
        return f"What the loop itself costs is not known ({', '.join(unsaid)}), so neither is the net"
    cost = f"The loop itself cost {spread(Amount(money.total_cost, money.total_cost), money.currency)}"
    if ledger.net is None:
        return cost
    each = money.unit_costs.per_integrated
    per = f", {money.currency}\N{NO-BREAK SPACE}{digits(each)} for each report that shipped" if each is not None else ""
    return f"{cost}{per}; net {spread(ledger.net, money.currency)}"


def _runs(money: Money) -> str:
    rate = money.confirmed.run_rate
    return f". Retired tools save {spread(rate, money.currency)} a month" if rate and rate.high else ""


def _unpriced(money: Money, before: str = "; ") -> str:
    if not money.unpriced:
        return ""
    issues = counted(money.unpriced, "shipped issue returns", "shipped issues return")
    what = "what" if before == "; " else "What"
    return f"{before}{what} {issues} is not known"


@dataclass(frozen=True)
class ClaimFace:
    """A claim as its reader sees it. key, url, title: of what it is about; shipped: whether that stands as shipped."""

    entry: Entry
    key: str
    url: str
    title: str
    shipped: bool
    withdrawn: bool = False


def claim_notice(face: ClaimFace) -> Message:
    """Ask whether a claim is right, or show who confirmed it, with which amounts."""
    claim, entry = face.entry.claim, face.entry
    amount = f"{spread(Amount(claim.low, claim.high), claim.currency)}{' a month' if claim.monthly else ''}"
    about = f"{link(face.url, face.key) if face.url else face.key}, {inline(face.title)}"
    verb = "gives back" if claim.benefit is Benefit.RETURNED else "avoided"
    first = f"*{entry.name} · {face.key} {verb} {amount}*"
    lines = [first, about, f"How: {inline(claim.formula, 600)}"]
    if claim.evidence:
        lines.append(f"Where it says so: {inline(claim.evidence, 600)}")
    if claim.monthly:
        lines.append(f"It counts for {claim.months} months from shipping on, and stops while it is open again.")
    blocks: list[Block] = [section("\n".join(lines))]
    if face.withdrawn:
        blocks.append(small("Withdrawn: it counts no longer."))
    elif entry.confirmation is not None:
        blocks.append(small(_confirmed(entry.confirmation, claim)))
    else:
        question = "Is that right? Until somebody of the product's side says so, it is only claimed."
        blocks += [small(question if face.shipped else f"It has not shipped, so it counts for nothing yet. {question}")]
        blocks.append(_buttons(entry.number))
    return Message(text=plain(first), blocks=blocks)


def _confirmed(said: Confirmation, claim: Claim) -> str:
    amounts = (said.low, said.high)
    other = "" if amounts == (claim.low, claim.high) else f" with {spread(Amount(*amounts), claim.currency)}"
    why = f": {inline(said.reason, 300)}" if said.reason else ""
    by = f"<@{said.by}>" if _PERSON.fullmatch(said.by) else inline(said.by, 60)  # whoever was erased is no one
    return f"Confirmed by {by}, {day(said.at)}{other}{why}"


def _buttons(number: int) -> ActionsBlock:
    return ActionsBlock(
        elements=[
            ButtonElement(text="Confirm", action_id=CONFIRM, value=str(number), style="primary"),
            ButtonElement(text="Correct…", action_id=CORRECT, value=str(number)),
        ]
    )


def correct_view(token: str, entry: Entry, about: str) -> dict[str, Any]:
    """Render the form for other amounts, begun with the claim's."""
    unit = f"{entry.claim.currency}{' a month' if entry.claim.monthly else ''}"
    low, high = (
        _amount_field(name, f"{label}, {unit}", value)
        for name, label, value in (("low", "At least", entry.claim.low), ("high", "At most", entry.claim.high))
    )
    blocks: list[Block] = [section(inline(about)), low, high]
    blocks.append(words_field("Why?", hint="Finance reads this beside the amounts."))
    return modal(CORRECT_FORM, "Correct a claim", "Confirm", token, blocks)


def _amount_field(name: str, label: str, value: Decimal) -> InputBlock:
    element = PlainTextInputElement(action_id=name, max_length=20, initial_value=f"{value:f}")
    return InputBlock(block_id=name, label=label, element=element)


def entry_line(pen: Pen, entry: Entry, about: str, at: datetime) -> str:
    """One entry for a terminal."""
    claim = entry.claim
    amount = f"{spread(Amount(*entry.amounts), claim.currency)}{' a month' if claim.monthly else ''}"
    by = f"confirmed by {entry.confirmation.by}" if entry.confirmation else f"claimed by {claim.estimator}"
    return f"{entry.name}  {pen.day(at)}  {WHAT[claim.benefit]}, {pen.safe(about, 60)}: {amount}, {by}"
