"""One self-contained HTML page with messages or a view in it."""

from __future__ import annotations

import dataclasses
import itertools
from typing import Any, Literal

from sandbox.slack.pictures.messages import messages
from sandbox.slack.pictures.scene import Json, Scene
from sandbox.slack.pictures.style import COLOURS, STYLE
from sandbox.slack.pictures.views import view

Theme = Literal["light", "dark"]

SMALL_PRINT = "Rendered by the sandbox; Slack's own look differs in detail."
# Nothing is fetched and nothing runs, whatever a message holds.
_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"


def page(content: Any, scene: Scene, *, theme: Theme = "light", width: int = 720) -> str:
    """Return the page. `content`: a message, a view, a list of them, or an answer of the control API; width in pixels.

    Raises ValueError for anything else.
    """
    shown = _shown(content)
    times = [float(one["ts"]) for one in shown if one.get("ts")]
    if scene.now is None and times:
        scene = dataclasses.replace(scene, now=scene.local(max(times)))
    body = "".join(
        "".join(view(one, scene) for one in run) if are_views else messages(list(run), scene)
        for are_views, run in itertools.groupby(shown, key=_is_view)
    )
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}"><title>As the sandbox shows it</title>'
        f"<style>{COLOURS[theme]}{STYLE}body{{width:{width}px}}</style></head>\n"
        f'<body>{body}<div class="print">{SMALL_PRINT}</div></body></html>\n'
    )


def _shown(content: Any) -> list[Json]:
    """The messages and views in what was given."""
    if isinstance(content, dict) and "messages" in content:
        content = content["messages"]
    elif isinstance(content, dict) and "views" in content:
        content = content["views"] or [content.get("home")]
    found = content if isinstance(content, list) else [content]
    if not all(isinstance(one, dict) and ({"text", "blocks"} & one.keys()) for one in found):
        raise ValueError("neither messages nor views: each must be an object with `text` or `blocks`")
    return found


def _is_view(one: Json) -> bool:
    return one.get("type") in ("modal", "home")
