"""Told to a reporter when an owed write was given up until an administrator decides: what is safe, and what to do."""

from __future__ import annotations

from dataclasses import dataclass

from bot.messages.text import Message, inline, link, section


@dataclass(frozen=True)
class StuckFace:
    """What is stuck: filing a report (`key` empty), or putting what somebody said on an issue."""

    reference: str
    title: str
    product: str
    key: str = ""
    url: str = ""


def stuck(face: StuckFace) -> Message:
    """Tell the reporter. The receipt shows the same in place; this is the news of it."""
    if face.key:
        first = f"What you said about {face.key} is saved, but not on the issue yet"
        then = (
            f"I could not put it on {link(face.url, face.key)}. The admins know and will try again. If it is urgent, "
            "write it on the issue yourself."
        )
    else:
        first = f"{face.reference} is saved, but I could not file it yet"
        then = (
            "The admins know and will try again; its receipt above will show the issue. If it is urgent, tell the "
            f"owner of {inline(face.product)} yourself and name {face.reference}."
        )
    return Message(text=first, blocks=[section(f"*{first}*: {inline(face.title)}\n{then}")])
