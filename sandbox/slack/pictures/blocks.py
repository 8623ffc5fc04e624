"""Blocks as HTML, those of messages and those of views."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sandbox.slack.pictures.elements import element, text_object
from sandbox.slack.pictures.images import image
from sandbox.slack.pictures.mrkdwn import literal
from sandbox.slack.pictures.rich_text import rich_text
from sandbox.slack.pictures.scene import Json, Scene


@dataclass(frozen=True)
class Filled:
    """What a person has entered (block → action → entry) and the errors they were shown (block → sentence)."""

    values: Mapping[str, Json] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)

    def entry(self, block: Json, given: Json) -> Json:
        """The state's entry for an element of a block."""
        entry: Json = (self.values.get(str(block.get("block_id"))) or {}).get(str(given.get("action_id"))) or {}
        return entry


def blocks(given: list[Json], scene: Scene, filled: Filled | None = None) -> str:
    """Return blocks as HTML, top to bottom. One of a type that is not drawn shows its name."""
    filled = filled or Filled()
    out = []
    for block in given:
        kind = str(block.get("type"))
        draw = _DRAWN.get(kind)
        inside = draw(block, scene, filled) if draw else f'<div class="absent">{literal(kind)} block</div>'
        out.append(f'<div class="block {kind if draw else "unknown"}">{inside}</div>')
    return "".join(out)


def _section(block: Json, scene: Scene, filled: Filled) -> str:
    text = text_object(block.get("text"), scene)
    fields = "".join(f"<div>{text_object(one, scene)}</div>" for one in block.get("fields") or [])
    body = f"<div>{text}</div>" + (f'<div class="fields">{fields}</div>' if fields else "")
    beside = block.get("accessory")
    if not beside:
        return body
    return f'<div class="beside"><div>{body}</div>{element(beside, scene, filled.entry(block, beside))}</div>'


def _context(block: Json, scene: Scene, _: Filled) -> str:
    parts = []
    for one in block.get("elements") or []:
        if one.get("type") == "image":
            parts.append(image(one, scene, alt=str(one.get("alt_text", "")), css="tiny"))
        else:
            parts.append(f"<span>{text_object(one, scene)}</span>")
    return "".join(parts)


def _actions(block: Json, scene: Scene, filled: Filled) -> str:
    return "".join(element(one, scene, filled.entry(block, one)) for one in block.get("elements") or [])


def _image(block: Json, scene: Scene, _: Filled) -> str:
    title = text_object(block.get("title"), scene)
    above = f'<div class="title">{title} <span class="arrow">▾</span></div>' if title else ""
    return above + image(block, scene, alt=str(block.get("alt_text", "")), css="picture")


def _input(block: Json, scene: Scene, filled: Filled) -> str:
    optional = ' <span class="optional">(optional)</span>' if block.get("optional") else ""
    label = f'<div class="label">{text_object(block.get("label"), scene)}{optional}</div>'
    given = block.get("element") or {}
    shown = element(given, scene, filled.entry(block, given))
    hint = f'<div class="hint">{text_object(block["hint"], scene)}</div>' if block.get("hint") else ""
    wrong = filled.errors.get(str(block.get("block_id")))
    if not wrong:
        return label + shown + hint
    return f'{label}<div class="wrong">{shown}</div>{hint}<div class="error">{literal(wrong)}</div>'


_DRAWN: dict[str, Callable[[Json, Scene, Filled], str]] = {
    "section": _section,
    "context": _context,
    "header": lambda block, scene, _: text_object(block.get("text"), scene),
    "divider": lambda *_: "<hr>",
    "actions": _actions,
    "image": _image,
    "input": _input,
    "rich_text": lambda block, scene, _: rich_text(block, scene),
}
