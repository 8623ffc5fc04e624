"""Interactive elements as a person meets them: where they stand, and what the state holds for each type."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

Json = dict[str, Any]

STATE_FIELDS = {
    "plain_text_input": "value", "email_text_input": "value", "url_text_input": "value", "number_input": "value",
    "rich_text_input": "rich_text_value", "file_input": "files", "datepicker": "selected_date",
    "timepicker": "selected_time", "datetimepicker": "selected_date_time",
    "static_select": "selected_option", "external_select": "selected_option", "radio_buttons": "selected_option",
    "multi_static_select": "selected_options", "multi_external_select": "selected_options",
    "checkboxes": "selected_options", "users_select": "selected_user", "multi_users_select": "selected_users",
    "channels_select": "selected_channel", "multi_channels_select": "selected_channels",
    "conversations_select": "selected_conversation", "multi_conversations_select": "selected_conversations",
}  # fmt: skip
"""The field of a state's entry that holds what was entered. Buttons and overflow menus have no state."""


def interactive(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Yield (block, element) for everything a person can press, choose or type in, top to bottom."""
    for block in blocks:
        if block["type"] == "actions":
            yield from ((block, element) for element in block["elements"])
        elif block["type"] == "input":
            yield block, block["element"]
        elif block["type"] == "section" and (block.get("accessory") or {}).get("type") not in (None, "image"):
            yield block, block["accessory"]


def entered_from_start(blocks: list[Json]) -> dict[str, dict[str, Json]]:
    """Return the state of freshly shown blocks: the initial values, and empty entries for empty inputs."""
    values: dict[str, dict[str, Json]] = {}
    for block, element in interactive(blocks):
        field = STATE_FIELDS.get(element["type"])
        if field:
            entry = {"type": element["type"], field: _initial(element, field)}
            values.setdefault(block["block_id"], {})[element["action_id"]] = entry
    return values


def _initial(element: Json, field: str) -> Any:
    if field in ("value", "rich_text_value"):
        return element.get("initial_value")
    empty: list[Any] | None = [] if field in ("files", "selected_options") or field.endswith("s") else None
    return element.get(field.replace("selected", "initial"), empty)


def options_of(element: Json) -> list[Json]:
    """Return all options of a menu, grouped or not."""
    if element.get("option_groups"):
        return [option for group in element["option_groups"] for option in group["options"]]
    return list(element.get("options") or [])
