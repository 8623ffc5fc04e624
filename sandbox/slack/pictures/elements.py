"""Interactive elements as HTML: buttons, menus and inputs, with what was entered in them."""

from __future__ import annotations

from collections.abc import Iterator

from sandbox.slack.elements import STATE_FIELDS
from sandbox.slack.pictures.images import image
from sandbox.slack.pictures.mrkdwn import literal, mrkdwn
from sandbox.slack.pictures.rich_text import rich_text
from sandbox.slack.pictures.scene import Json, Scene

_TYPED = {"plain_text_input", "email_text_input", "url_text_input", "number_input"}
_BOXES = {"checkboxes": "☐☑", "radio_buttons": "○◉"}


def text_object(text: Json | None, scene: Scene) -> str:
    """Return a text object, mrkdwn or plain, as HTML."""
    if not text:
        return ""
    if text.get("type") == "mrkdwn":
        return mrkdwn(str(text["text"]), scene, verbatim=bool(text.get("verbatim")))
    return literal(str(text["text"])).replace("\n", "<br>")


def element(given: Json, scene: Scene, entered: Json) -> str:
    """Return an element as HTML. `entered`: its entry in the view's state, empty in a message."""
    kind = str(given.get("type"))
    if kind in ("button", "workflow_button"):
        return f'<span class="button {_style(given)}">{text_object(given.get("text"), scene)}</span>'
    if kind == "image":
        return image(given, scene, alt=str(given.get("alt_text", "")), css="thumbnail")
    if kind == "overflow":
        return '<span class="button">⋯</span>'
    if kind == "rich_text_input" and entered.get("rich_text_value"):
        return f'<div class="input long">{rich_text(entered["rich_text_value"], scene)}</div>'
    if kind in _TYPED or kind == "rich_text_input":
        return _typed(given, scene, entered)
    if kind == "file_input":
        return _file_input(entered)
    if kind in _BOXES:
        return _boxes(given, scene, entered, signs=_BOXES[kind])
    return _menu(given, scene, entered)


def _style(button: Json) -> str:
    style = button.get("style")
    return style if style in ("primary", "danger") else ""


def _typed(given: Json, scene: Scene, entered: Json) -> str:
    size = "long" if given.get("multiline") or given["type"] == "rich_text_input" else "short"
    value = entered.get("value", given.get("initial_value"))
    # What a person typed is no markup and no entity to their own client.
    shown = literal(str(value).replace("&", "&amp;")) if value else _placeholder(given, scene)
    return f'<div class="input {size}">{shown}</div>'


def _file_input(entered: Json) -> str:
    """The files so far, and the button that takes more."""
    names = ", ".join(literal(str(file.get("name", ""))) for file in entered.get("files") or [])
    return f'{names} <span class="button">Add files</span>'


def _menu(given: Json, scene: Scene, entered: Json) -> str:
    shown = ", ".join(_chosen(given, scene, entered)) or _placeholder(given, scene)
    return f'<span class="menu">{shown}<span class="arrow">⌄</span></span>'


def _placeholder(given: Json, scene: Scene) -> str:
    return f'<span class="placeholder">{text_object(given.get("placeholder"), scene)}</span>'


def _chosen(given: Json, scene: Scene, entered: Json) -> Iterator[str]:
    """Yield what is chosen, as HTML: options by their text, people and channels by their name."""
    field = STATE_FIELDS.get(str(given.get("type")), "")
    value = entered.get(field, given.get(field.replace("selected", "initial")))
    for one in value if isinstance(value, list) else [value] if value else []:
        if isinstance(one, dict):
            yield text_object(one.get("text"), scene) if "text" in one else literal(str(one.get("name", "")))
        elif "user" in field:
            yield literal(scene.person(str(one)))
        else:
            yield literal(scene.channel(str(one)))


def _boxes(given: Json, scene: Scene, entered: Json, *, signs: str) -> str:
    chosen = set(_chosen(given, scene, entered))
    lines = []
    for option in given.get("options") or []:
        shown = text_object(option.get("text"), scene)
        lines.append(f'<div class="choice">{signs[shown in chosen]} {shown}</div>')
        if option.get("description"):
            lines.append(f'<div class="hint">{text_object(option["description"], scene)}</div>')
    return "".join(lines)
