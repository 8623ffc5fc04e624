"""A report of high risk, told to whoever answers for the risks of its product."""

from __future__ import annotations

from bot.messages.text import Message, inline, plain, section


def risk(reference: str, product: str, why: str) -> Message:
    """Tell which rule says so, and that nothing is filed before a person has decided. The reporter's words stay on the
    card, which shows them to those who decide and forgets them when it must.
    """
    first = f"*{reference} is of high risk*: it {inline(why)}"
    rest = f"It waits for whoever triages {inline(product, 60)}; nothing is filed before they decide."
    return Message(text=plain(first), blocks=[section(f"{first}\n{rest}")])
