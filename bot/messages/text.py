"""The pieces that all messages are made of, and the one place where what a person typed is made safe for mrkdwn."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from slack_sdk.models.blocks import Block, ContextBlock, MarkdownTextObject, RichTextBlock, SectionBlock
from slack_sdk.models.blocks.block_elements import RichTextElementParts, RichTextQuoteElement

from loop.cleaning import clean
from loop.personal_data import KINDS

# Slack's limits (FACTS): a section holds 3,000 characters, a context element 2,000 here to be on the safe side.
SECTION = 3000
CONTEXT = 2000
SHORT = 1500
_OPENING_SIGN = re.compile(r"(?<!\w)([*_~`])(?=\S)")


@dataclass(frozen=True)
class Message:
    """A message: `text` stands alone in a notification; `blocks` is what the app shows."""

    text: str
    blocks: Sequence[Block]

    def arguments(self) -> dict[str, Any]:
        """As arguments of chat.postMessage and chat.update."""
        if not self.blocks:
            return {"text": self.text}
        return {"text": self.text, "blocks": [block.to_dict() for block in self.blocks]}

    def short(self) -> Message:
        """The same without layout or buttons, and cut: for when Slack does not take the layout."""
        sections = [block.text.text for block in self.blocks if isinstance(block, SectionBlock) and block.text]
        return Message(text=cut("\n".join(sections) or self.text, SHORT), blocks=[])


def escaped(text: str) -> str:
    """Make what a person typed literal: no mention, no link, no ping can come out of it (Slack escapes only these)."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def inline(text: str, longest: int = 150) -> str:
    """What a person typed, on one line, cut, literal, and without the signs that would turn formatting on."""
    line = " ".join(clean(text).split())
    line = line if len(line) <= longest else line[: longest - 1].rstrip() + "…"
    # A word joiner after an opening sign stops Slack from reading it as markup, and is not seen.
    return _OPENING_SIGN.sub("\\1\u2060", escaped(line))


def quoted(text: str, longest: int) -> RichTextBlock:
    """What a person typed in several lines, cut, and set off as theirs: nothing in it is markup, and no line of it can
    pass for one of ours.
    """
    shown = clean(text)
    shown = shown if len(shown) <= longest else shown[: longest - 1].rstrip() + "…"
    return RichTextBlock(elements=[RichTextQuoteElement(elements=[RichTextElementParts.Text(text=shown or "…")])])


def link(url: str, label: str) -> str:
    """A link whose label cannot break out of it."""
    return f"<{url}|{escaped(label).replace('|', '¦')}>"


def day(moment: datetime) -> str:
    """A date in the reader's own language and zone, with a fallback for those who cannot render it."""
    return f"<!date^{int(moment.timestamp())}^{{date_short}}|{moment:%d %b %Y}>"


def moment(instant: datetime) -> str:
    """A date and time in the reader's own zone, with a fallback for those who cannot render it."""
    return f"<!date^{int(instant.timestamp())}^{{date_short}} {{time}}|{instant:%d %b %Y %H:%M} UTC>"


def section(text: str) -> SectionBlock:
    """A paragraph of mrkdwn, cut to what Slack takes."""
    return SectionBlock(text=_literal(cut(text, SECTION)))


def small(text: str) -> ContextBlock:
    """A line of small print."""
    return ContextBlock(elements=[_literal(cut(text, CONTEXT))])


def _literal(text: str) -> MarkdownTextObject:
    """With verbatim, Slack makes no links of its own of addresses and channel names that a person typed."""
    return MarkdownTextObject(text=text, verbatim=True)


def cut(text: str, longest: int) -> str:
    """Cut our own finished text, never inside a link, a mention or an escape: those end with the line they stand on."""
    if len(text) <= longest:
        return text
    kept = text[: longest - 2]
    whole_line = kept.rfind("\n")
    return (kept[:whole_line] if whole_line > longest // 2 else kept.rsplit(" ", 1)[0]) + "\n…"


def plain(mrkdwn: str) -> str:
    """The notification text of a message: its first line without bold signs."""
    return mrkdwn.split("\n", 1)[0].replace("*", "")


def masked_sentence(kinds: Sequence[str]) -> str:
    """Tell that secrets were masked, which kinds, and what to do about it."""
    secrets = [kind for kind in kinds if kind not in KINDS]
    if not secrets:
        return f"I took personal data out of your text ({', '.join(kinds)})."
    what, them = ("a secret", "it") if len(secrets) == 1 else ("secrets", "them")
    return f"I masked what looks like {what} in your text ({', '.join(kinds)}). Please change or revoke {them}."


def noticed_sentence(kinds: Sequence[str]) -> str:
    """Tell that personal data was left in the text, which the reader may not have meant for everybody."""
    what = " and ".join(f"an {kind}" if kind.startswith("e") else f"a {kind}" for kind in kinds)
    return f"Your text holds {what}: everybody who reads the issue sees it. It stays out of the title."


def listed(words: Sequence[str]) -> str:
    """Join as people do: `a`, `a and b`, `a, b and c`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else ""


def counted(number: int, one: str, many: str) -> str:
    """`1 report`, `3 reports`."""
    return f"{number} {one if number == 1 else many}"
