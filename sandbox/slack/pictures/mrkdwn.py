"""Slack's mrkdwn as HTML. Whatever a text holds, only the tags spelt here come out."""

from __future__ import annotations

import html
import itertools
import re

from sandbox.slack.pictures.dates import date_text
from sandbox.slack.pictures.scene import Scene

_BLOCK_OF_CODE = re.compile(r"```\n?(.+?)\n?```", re.DOTALL)
_QUOTED = re.compile(r"(?:>|&gt;) ?")
_LINKED = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)


def _between(sign: str, name: str) -> str:
    """The pattern of what stands between two signs, on one line, hugged by them and apart from words."""
    s = re.escape(sign)
    return rf"(?<![\w{s}]){s}(?=[^\s{s}])(?P<{name}>(?:<[^<>\n]*>|[^<\n{s}])+)(?<=\S){s}(?![\w{s}])"


_SIGNS = {"bold": ("*", "b"), "italic": ("_", "i"), "struck": ("~", "s")}
_TOKEN = re.compile(
    "|".join(
        [
            r"<(?P<angle>[^<>\n]+)>",
            r"`(?P<code>[^`\n]+)`",
            *(_between(sign, name) for name, (sign, _) in _SIGNS.items()),
            r"(?P<url>https?://(?:(?!&[lg]t;)[^\s<>|*~`])*(?:(?!&[lg]t;)[^\s<>|*~`.,;:!?)'\"]))",
        ]
    )
)


def literal(text: str) -> str:
    """Text as it stands: Slack's three entities are read, nothing else is, and a browser shows it as text."""
    for entity, sign in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        text = text.replace(entity, sign)
    return html.escape(text)


def mrkdwn(text: str, scene: Scene, *, verbatim: bool = False) -> str:
    """Return the HTML of a mrkdwn text. verbatim: bare addresses do not become links."""
    # A block of code stands on lines of its own; the line breaks around it are not shown as empty lines.
    pieces = re.sub(r"\n?(```.+?```)\n?", r"\1", text, flags=re.DOTALL)
    return "".join(
        f"<pre>{literal(piece)}</pre>" if number % 2 else _lines(piece, scene, verbatim=verbatim)
        for number, piece in enumerate(_BLOCK_OF_CODE.split(pieces))
    )


def _lines(text: str, scene: Scene, *, verbatim: bool) -> str:
    """Lines, of which neighbouring quoted ones stand in one quotation."""
    out: list[str] = []
    for quoted, lines in itertools.groupby(text.split("\n"), key=lambda line: bool(_QUOTED.match(line))):
        shown = "<br>".join(
            _inline(_QUOTED.sub("", line, count=1) if quoted else line, scene, verbatim=verbatim) for line in lines
        )
        out.append(f"<blockquote>{shown}</blockquote>" if quoted else shown)
    return "".join(out)


def _inline(text: str, scene: Scene, *, verbatim: bool) -> str:
    out, end = [], 0
    for token in _TOKEN.finditer(text):
        out += [literal(text[end : token.start()]), _token(token, scene, verbatim=verbatim)]
        end = token.end()
    return "".join([*out, literal(text[end:])])


def _token(token: re.Match[str], scene: Scene, *, verbatim: bool) -> str:
    kind = str(token.lastgroup)
    inside = token[kind]
    if kind == "angle":
        return _angle(inside, scene)
    if kind == "code":
        return f"<code>{literal(inside)}</code>"
    if kind == "url":
        return literal(inside) if verbatim else anchor(inside, inside)
    tag = _SIGNS[kind][1]
    return f"<{tag}>{_inline(inside, scene, verbatim=verbatim)}</{tag}>"


def _angle(inside: str, scene: Scene) -> str:
    """A mention, a date or a link: what stands between angle brackets, perhaps with a label."""
    target, _, label = inside.partition("|")
    match target[:1], target[1:]:
        case "@", user:
            return mention(f"@{scene.people.get(user) or label or user}")
        case "#", channel:
            return mention(f"#{scene.channels.get(channel) or label or channel}")
        case "!", special if special.startswith("date^"):
            seconds, pattern, *_ = [*special.split("^")[1:], "", ""]
            return literal(date_text(seconds, pattern, label, scene))
        case "!", special:
            return mention(label or f"@{special.split('^')[0]}")
        case _:
            return anchor(target, label or target.removeprefix("mailto:"))


def mention(text: str) -> str:
    """Somebody or everybody who is told."""
    return f'<span class="mention">{literal(text)}</span>'


def anchor(target: str, label: str) -> str:
    """A link. One that leads elsewhere than to the web or to mail looks like one, but leads nowhere."""
    where = f' href="{literal(target)}" rel="noreferrer"' if _LINKED.match(target) else ""
    return f'<a class="link"{where}>{literal(label)}</a>'
