"""Filling in one element as Slack's client lets a person do it, and refusing what it would refuse."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.slack.elements import STATE_FIELDS
from sandbox.slack.errors import CannotDo

if TYPE_CHECKING:
    from sandbox.slack.workspace import Workspace

Json = dict[str, Any]

MOST_TYPED = 3000


def filled(workspace: Workspace, element: Json, value: Any, options: list[Json]) -> Json:
    """Return the state entry of an element in which a person entered `value`; `options` are those they could see.

    Raises CannotDo where the client would not take it.
    """
    kind = element["type"]
    field = STATE_FIELDS[kind]
    if value is None or value in ("", []):
        return {"type": kind, field: [] if field == "files" or field.endswith("s") else None}
    return {"type": kind, field: _entered(workspace, element, field, value, options)}


def _entered(workspace: Workspace, element: Json, field: str, value: Any, options: list[Json]) -> Any:
    if field == "value":
        return _number(element, value) if element["type"] == "number_input" else _text(element, str(value))
    if field == "selected_option":
        return _option(options, value)
    if field == "selected_options":
        return _at_most(element, [_option(options, one) for one in value])
    if field == "rich_text_value":
        return value if isinstance(value, dict) else rich_text(str(value))
    known: dict[str, Any] = {"selected_user": workspace.users, "selected_channel": workspace.channels}
    for one in value if isinstance(value, list) else [value]:
        if one not in known.get(field.removesuffix("s"), {one: one}):
            raise CannotDo(409, "nothing to choose by that name", value=one)
    return _at_most(element, value) if isinstance(value, list) else value


def _text(element: Json, text: str) -> str:
    least, most = element.get("min_length") or 0, element.get("max_length") or MOST_TYPED
    if len(text) < least:
        raise CannotDo(409, f"at least {least} characters are required")
    if len(text) > most:
        raise CannotDo(409, f"at most {most} characters are allowed")
    if element["type"] == "email_text_input" and "@" not in text:
        raise CannotDo(409, "not an e-mail address")
    if element["type"] == "url_text_input" and "://" not in text:
        raise CannotDo(409, "not a link")
    return text


def _number(element: Json, value: Any) -> str:
    """Return a number as the text that Slack sends."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise CannotDo(409, "not a number") from None
    if not element.get("is_decimal_allowed") and not number.is_integer():
        raise CannotDo(409, "not a whole number")
    if number < float(element.get("min_value") or "-inf"):
        raise CannotDo(409, f"must be at least {element['min_value']}")
    if number > float(element.get("max_value") or "inf"):
        raise CannotDo(409, f"must be at most {element['max_value']}")
    return str(value)


def _option(options: list[Json], value: Any) -> Json:
    """Return the option with this value, or else with this text."""
    for option in options:
        if option["value"] == value:
            return option
    for option in options:
        if option["text"]["text"] == value:
            return option
    raise CannotDo(409, "no such option", value=value, options=[o["value"] for o in options])


def _at_most(element: Json, chosen: list[Any]) -> list[Any]:
    most = element.get("max_selected_items")
    if most and len(chosen) > most:
        raise CannotDo(409, f"at most {most} may be chosen")
    return chosen


def rich_text(text: str) -> Json:
    """Return plain text as the rich text that Slack's editor makes of it."""
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return {"type": "rich_text", "elements": [section]}
