"""What people say about an issue, as threads show it: comments in Jira, answers of its owners, what reporters add."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.messages.text import Message, inline, link, plain, quoted, section
from loop.talk import Word

_LONGEST = 2900


class Voice(StrEnum):
    """Who speaks."""

    JIRA = "jira"
    OWNER = "owner"
    REPORTER = "reporter"


@dataclass(frozen=True)
class Speech:
    """Something said. author: a name as Jira shows it; empty of others: the loop names nobody here. key: of the issue,
    empty before it is filed. gone: it was taken back.
    """

    voice: Voice
    author: str
    text: str
    product: str
    key: str
    url: str
    gone: bool = False


WORDS = {
    Word.PASSED_ON: "I add what you write in this thread to your report; its owner reads it on the issue.",
    Word.PASSED_ON_THERE: "I also add what you write in the thread that you reported from; its owner reads it on the "
    "issue. What begins with `//` stays there.",
    Word.ENDED: "This report has ended, so I did not pass that on. If it still gets in your way, report it again.",
    Word.NO_REPORT: "You said “me too” here, so I pass on no words of yours. `/friction` takes what you want to add.",
}


def speech(face: Speech) -> Message:
    """Render what somebody said, or that they took it back."""
    if face.gone:
        first = f"A comment on {face.key} was taken back in Jira."
        return Message(text=first, blocks=[section(first)])
    first = _who(face)
    notification = plain(f"{_who_plain(face)}: {inline(face.text)}")
    return Message(text=notification, blocks=[section(f"{first}:"), quoted(face.text, _LONGEST)])


def _who(face: Speech) -> str:
    issue = link(face.url, face.key)
    match face.voice:
        case Voice.JIRA:
            return f"*{inline(face.author, 60) or 'Somebody'}* wrote on {issue}"
        case Voice.OWNER:
            return f"*Whoever looks after {inline(face.product, 60)}* writes about {issue}"
        case Voice.REPORTER:
            return f"*The reporter* adds to {issue}"


def _who_plain(face: Speech) -> str:
    return _who(face).replace(link(face.url, face.key), face.key)
