"""The quiet word in the thread that a message there became a report. It shows no words of anybody."""

from __future__ import annotations

from bot.messages.receipt import ReceiptFace
from bot.messages.text import Message, inline, link, plain, section
from bot.messages.words import ENDS
from config.words import Outcome, State


def captured(face: ReceiptFace, *, updated: bool) -> Message:
    """Tell that it was taken in; `updated`: and what became of it since."""
    line = f"Noted as *{face.reference}* for the owner of {inline(face.product)}."
    if face.restricted:  # others read here
        line = f"Noted as *{face.reference}*."
    elif updated:
        line = f"{line} {_became(face)}".rstrip()
    return Message(text=plain(line), blocks=[section(line)])


def _became(face: ReceiptFace) -> str:
    words = ENDS[face.outcome or Outcome.UNKNOWN]
    issue = link(face.url, face.key) if words.linked else face.key
    match face.state:
        case State.RECEIVED:
            return ""
        case State.FILED:
            return f"Filed as {issue}."
        case State.WITHDRAWN:
            return "It was withdrawn."
        case _:
            return f"{issue or 'It'} {words.headline}."
