"""Modals and home tabs as HTML."""

from __future__ import annotations

from sandbox.slack import identity
from sandbox.slack.pictures.blocks import Filled, blocks
from sandbox.slack.pictures.elements import text_object
from sandbox.slack.pictures.mrkdwn import literal
from sandbox.slack.pictures.scene import Json, Scene


def view(given: Json, scene: Scene) -> str:
    """Return a view as HTML. A key `errors` in it (block → sentence, as the submission was answered) is shown too."""
    filled = Filled((given.get("state") or {}).get("values") or {}, given.get("errors") or {})
    inside = blocks(given.get("blocks") or [], scene, filled)
    if given.get("type") == "home":
        return f'<div class="home">{inside}</div>'
    return f'<div class="modal">{_bar(given, scene)}<div class="inside">{inside}</div>{_foot(given, scene)}</div>'


def _bar(given: Json, scene: Scene) -> str:
    title = text_object(given.get("title"), scene)
    letter = literal(identity.APP_NAME[:1].upper())
    return f'<div class="bar"><div class="avatar app">{letter}</div><b>{title}</b><span class="x">✕</span></div>'


def _foot(given: Json, scene: Scene) -> str:
    """The buttons below; the close button says Cancel or Close when the app names it not."""
    submit = text_object(given.get("submit"), scene)
    close = text_object(given.get("close"), scene) or ("Cancel" if submit else "Close")
    send = f'<span class="button primary">{submit}</span>' if submit else ""
    return f'<div class="foot"><span class="button">{close}</span>{send}</div>'
