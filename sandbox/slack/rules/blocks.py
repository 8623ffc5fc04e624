"""Limits of Block Kit blocks, on the surface where they stand: a message, a modal or the home tab."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sandbox.slack.rules.complaints import Complaints
from sandbox.slack.rules.elements import ACCESSORIES, ACTIONS, INPUTS, check_element

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.slack.rules.complaints import Json

MOST_BLOCKS = {"message": 50, "modal": 100, "home": 100}
MOST_MARKDOWN = 12_000
MOST_CHARACTERS = 13_200
"""Of a message's blocks as compact JSON: the size around which Slack answers `msg_blocks_too_long`."""


def check_blocks(blocks: Any, *, surface: str, at: str = "/blocks") -> list[str]:
    """Return Slack's complaints about these blocks; none: it would take them."""
    c = Complaints()
    least = 0 if surface == "message" else 1
    seen: set[str] = set()
    for i, block in enumerate(c.count(blocks, MOST_BLOCKS[surface], at, least=least)):
        _check_block(c, block, f"{at}/{i}")
        block_id = block.get("block_id") if isinstance(block, dict) else None
        if block_id in seen:
            c.add(f'"{block_id}" is already used: block_id must be unique', f"{at}/{i}/block_id")
        seen |= {block_id} if block_id else set()
    markdown = sum(len(str(b.get("text"))) for b in _dicts(blocks) if b.get("type") == "markdown")
    if markdown > MOST_MARKDOWN:
        c.add(f"markdown text must be less than {MOST_MARKDOWN + 1} characters in all", at)
    return c.messages


def too_long(blocks: list[Json]) -> bool:
    """Whether a message's blocks are, all together, more than Slack takes."""
    return len(json.dumps(blocks, ensure_ascii=False, separators=(",", ":"))) > MOST_CHARACTERS


def _dicts(things: Any) -> list[Json]:
    return [t for t in things if isinstance(t, dict)] if isinstance(things, list) else []


def _check_block(c: Complaints, block: Any, at: str) -> None:
    kind = block.get("type") if isinstance(block, dict) else None
    if kind not in _CHECKS:
        c.add(f"unsupported type: {kind}", at)
        return
    c.optional(block, "block_id", 255, at)
    _CHECKS[kind](c, block, at)


def _check_section(c: Complaints, block: Json, at: str) -> None:
    if block.get("text") is None and not block.get("fields"):
        c.add("must have either text or fields", at)
    if block.get("text") is not None:
        c.text(block["text"], 3000, f"{at}/text")
    if block.get("fields") is not None:
        for i, field in enumerate(c.count(block["fields"], 10, f"{at}/fields")):
            c.text(field, 2000, f"{at}/fields/{i}")
    if block.get("accessory") is not None:
        if block["accessory"].get("type") == "image":
            _check_image(c, block["accessory"], f"{at}/accessory")
        else:
            check_element(c, block["accessory"], f"{at}/accessory", allowed=ACCESSORIES)


def _check_header(c: Complaints, block: Json, at: str) -> None:
    c.text(block.get("text"), 150, f"{at}/text", plain=True)


def _check_context(c: Complaints, block: Json, at: str) -> None:
    for i, element in enumerate(c.count(block.get("elements"), 10, f"{at}/elements")):
        if element.get("type") == "image":
            _check_image(c, element, f"{at}/elements/{i}")
        else:
            c.text(element, 3000, f"{at}/elements/{i}")


def _check_actions(c: Complaints, block: Json, at: str) -> None:
    seen: set[str] = set()
    for i, element in enumerate(c.count(block.get("elements"), 25, f"{at}/elements")):
        check_element(c, element, f"{at}/elements/{i}", allowed=ACTIONS)
        action_id = element.get("action_id") if isinstance(element, dict) else None
        if action_id in seen:
            c.add(f'`action_id` "{action_id}" already exists', f"{at}/elements/{i}/action_id")
        seen |= {action_id} if action_id else set()


def _check_input(c: Complaints, block: Json, at: str) -> None:
    c.text(block.get("label"), 2000, f"{at}/label", plain=True)
    if block.get("hint") is not None:
        c.text(block["hint"], 2000, f"{at}/hint", plain=True)
    check_element(c, block.get("element"), f"{at}/element", allowed=INPUTS)


def _check_image(c: Complaints, image: Json, at: str) -> None:
    c.length(image.get("alt_text"), 2000, f"{at}/alt_text", least=1)
    if not image.get("image_url") and not image.get("slack_file"):
        c.add("must have either image_url or slack_file", at)
    c.optional(image, "image_url", 3000, at)
    if image.get("title") is not None:
        c.text(image["title"], 2000, f"{at}/title", plain=True)


def _check_elements(c: Complaints, block: Json, at: str) -> None:
    c.count(block.get("elements"), 1000, f"{at}/elements", least=0)


def _check_markdown(c: Complaints, block: Json, at: str) -> None:
    c.length(block.get("text"), MOST_MARKDOWN, f"{at}/text", least=1)


def _nothing_to_check(c: Complaints, block: Json, at: str) -> None:
    """Take the block as it is: Slack sets no limit on it that matters here."""


_CHECKS: dict[str, Callable[[Complaints, Json, str], None]] = {
    "section": _check_section,
    "header": _check_header,
    "context": _check_context,
    "actions": _check_actions,
    "input": _check_input,
    "image": _check_image,
    "rich_text": _check_elements,
    "markdown": _check_markdown,
    "divider": _nothing_to_check,
    "video": _nothing_to_check,
    "file": _nothing_to_check,
    "table": _nothing_to_check,
}
