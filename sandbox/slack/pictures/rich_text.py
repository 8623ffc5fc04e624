"""Rich text, Slack's own tree of formatted text, as HTML: sections, lists, quotations and code."""

from __future__ import annotations

from sandbox.slack.pictures.dates import date_text
from sandbox.slack.pictures.mrkdwn import anchor, literal, mention
from sandbox.slack.pictures.scene import Json, Scene

_STYLES = {"bold": "b", "italic": "i", "strike": "s", "code": "code"}


def rich_text(block: Json, scene: Scene) -> str:
    """Return the HTML of a rich_text block or of what was typed into a rich text input."""
    return "".join(_part(part, scene) for part in block.get("elements") or [])


def _part(part: Json, scene: Scene) -> str:
    elements = part.get("elements") or []
    if part.get("type") == "rich_text_list":
        tag = "ol" if part.get("style") == "ordered" else "ul"
        items = "".join(f"<li>{_run(item.get('elements') or [], scene)}</li>" for item in elements)
        return f"<{tag}>{items}</{tag}>"
    tags = {"rich_text_quote": "blockquote", "rich_text_preformatted": "pre"}
    tag = tags.get(str(part.get("type")), "div")
    return f"<{tag}>{_run(elements, scene)}</{tag}>"


def _run(elements: list[Json], scene: Scene) -> str:
    return "".join(_styled(_element(element, scene), element.get("style") or {}) for element in elements)


def _styled(shown: str, style: Json) -> str:
    for name, tag in _STYLES.items():
        if style.get(name):
            shown = f"<{tag}>{shown}</{tag}>"
    return shown


def _element(element: Json, scene: Scene) -> str:
    match element.get("type"):
        case "text":
            return literal(str(element.get("text", ""))).replace("\n", "<br>")
        case "link":
            url = str(element.get("url", ""))
            return anchor(url, str(element.get("text") or url))
        case "user":
            return mention(f"@{scene.person(str(element.get('user_id')))}")
        case "channel":
            return mention(f"#{scene.channel(str(element.get('channel_id')))}")
        case "broadcast":
            return mention(f"@{element.get('range')}")
        case "emoji":
            return literal(f":{element.get('name')}:")
        case "date":
            pattern, fallback = str(element.get("format", "")), str(element.get("fallback") or "")
            return literal(date_text(str(element.get("timestamp")), pattern, fallback, scene))
        case kind:
            return literal(f"[{kind}]")
