"""A report of high risk, told to whoever answers for the risks of its product."""

from __future__ import annotations

from bot.messages.text import Message, inline, plain, section


def risk(reference: str, title: str, product: str, why: str) -> Message:
    """Tell what it is about, which rule says so, and that nothing is filed before a person has decided."""
    first = f"*{reference} is of high risk*: {inline(title)}"
    rest = f"It {inline(why)}. It waits for whoever triages {inline(product, 60)}; nothing is filed before they decide."
    return Message(text=plain(first), blocks=[section(f"{first}\n{rest}")])
