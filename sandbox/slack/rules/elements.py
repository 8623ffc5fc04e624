"""Limits of Slack's interactive elements: buttons, menus, inputs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.slack.rules.complaints import Complaints, Json

PICKERS = {
    f"{multi}{kind}_select" for multi in ("", "multi_") for kind in ("users", "conversations", "channels")
} | {"datepicker", "timepicker", "datetimepicker"}  # fmt: skip
MENUS = {"static_select", "multi_static_select"}
SUGGESTED = {"external_select", "multi_external_select"}
BOXES = {"checkboxes": 10, "radio_buttons": 10, "overflow": 5}
TYPED = {"plain_text_input": 3000, "email_text_input": 3000, "url_text_input": 3000, "number_input": 3000}

INPUTS = PICKERS | MENUS | SUGGESTED | {"checkboxes", "radio_buttons", "file_input", "rich_text_input"} | set(TYPED)
ACTIONS = PICKERS | MENUS | SUGGESTED | set(BOXES) | {"button", "workflow_button", "rich_text_input"}
ACCESSORIES = ACTIONS | {"image"}


def check_element(c: Complaints, element: Any, at: str, *, allowed: set[str]) -> None:
    """Check one element standing where only the `allowed` types may."""
    if not isinstance(element, dict):
        c.add("must be an object", at)
        return
    kind = str(element.get("type"))
    if kind not in allowed:
        c.add(f"unsupported type: {kind}", f"{at}/type")
        return
    c.optional(element, "action_id", 255, at)
    if element.get("placeholder") is not None:
        c.text(element["placeholder"], 150, f"{at}/placeholder", plain=True)
    if element.get("confirm") is not None:
        _check_confirm(c, element["confirm"], f"{at}/confirm")
    check = _CHECKS.get(kind)
    if check:
        check(c, element, at)


def _check_confirm(c: Complaints, confirm: Json, at: str) -> None:
    for part, most in (("title", 100), ("text", 300), ("confirm", 30), ("deny", 30)):
        c.text(confirm.get(part), most, f"{at}/{part}", plain=part != "text")


def _check_button(c: Complaints, button: Json, at: str) -> None:
    c.text(button.get("text"), 75, f"{at}/text", plain=True)
    c.optional(button, "value", 2000, at)
    c.optional(button, "url", 3000, at)
    if button.get("style") not in (None, "primary", "danger"):
        c.add("must be a valid enum value: primary, danger", f"{at}/style")


def check_options(c: Complaints, options: Any, most: int, at: str) -> None:
    """Check a list of options: how many, their texts and values."""
    for i, option in enumerate(c.count(options, most, at)):
        c.text(option.get("text"), 75, f"{at}/{i}/text")
        c.length(option.get("value"), 150, f"{at}/{i}/value", least=1)
        if option.get("description") is not None:
            c.text(option["description"], 75, f"{at}/{i}/description")


def _check_boxes(c: Complaints, element: Json, at: str) -> None:
    check_options(c, element.get("options"), BOXES[element["type"]], f"{at}/options")
    _check_chosen(c, element, element.get("options"), at)


def _check_menu(c: Complaints, menu: Json, at: str) -> None:
    if "option_groups" in menu:
        groups = c.count(menu["option_groups"], 100, f"{at}/option_groups")
        for i, group in enumerate(groups):
            c.text(group.get("label"), 75, f"{at}/option_groups/{i}/label", plain=True)
            check_options(c, group.get("options"), 100, f"{at}/option_groups/{i}/options")
        _check_chosen(c, menu, [option for group in groups for option in group.get("options") or []], at)
    else:
        check_options(c, menu.get("options"), 100, f"{at}/options")
        _check_chosen(c, menu, menu.get("options"), at)


def _check_chosen(c: Complaints, element: Json, options: Any, at: str) -> None:
    """What is chosen from the start must be one of the options, in every part of it."""
    if element.get("initial_option") is not None and element["initial_option"] not in (options or []):
        c.add("must be one of the provided options", f"{at}/initial_option")
    if element.get("initial_options") is not None:
        for i, chosen in enumerate(c.count(element["initial_options"], 100, f"{at}/initial_options")):
            if chosen not in (options or []):
                c.add("must be one of the provided options", f"{at}/initial_options/{i}")


def _check_typed(c: Complaints, element: Json, at: str) -> None:
    c.optional(element, "initial_value", TYPED[element["type"]], at)
    if element["type"] == "number_input":
        if not isinstance(element.get("is_decimal_allowed"), bool):
            c.add("missing required field: is_decimal_allowed", at)
        return
    for bound in ("min_length", "max_length"):
        value = element.get(bound)
        if value is not None and not (isinstance(value, int) and 0 <= value <= 3000):  # noqa: PLR2004 - Slack's limit
            c.add("must be between 0 and 3000", f"{at}/{bound}")


def _check_files(c: Complaints, element: Json, at: str) -> None:
    if not 1 <= element.get("max_files", 10) <= 10:  # noqa: PLR2004 - Slack's limit
        c.add("must be between 1 and 10", f"{at}/max_files")


_CHECKS: dict[str, Callable[[Complaints, Json, str], None]] = {
    "button": _check_button,
    "file_input": _check_files,
    **dict.fromkeys(MENUS, _check_menu),
    **dict.fromkeys(BOXES, _check_boxes),
    **dict.fromkeys(TYPED, _check_typed),
}
