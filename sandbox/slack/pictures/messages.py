"""Messages as HTML: who said it and when, their text or blocks, and the files below them."""

from __future__ import annotations

from sandbox.slack import identity
from sandbox.slack.pictures.blocks import blocks
from sandbox.slack.pictures.dates import clock_time
from sandbox.slack.pictures.images import image
from sandbox.slack.pictures.mrkdwn import literal, mrkdwn
from sandbox.slack.pictures.scene import Json, Scene

CONTINUED_WITHIN = 300
"""Seconds after which a sender's next message gets a head of its own again."""


def messages(given: list[Json], scene: Scene) -> str:
    """Return messages, as the control API or Slack returns them, as HTML; a sender's next has no head."""
    pairs = zip([None, *given], given, strict=False)
    return "".join(_message(one, scene, continued=_continues(before, one)) for before, one in pairs)


def _continues(before: Json | None, one: Json) -> bool:
    if before is None or any(m.get("visible_to") for m in (before, one)):
        return False
    same = all(before.get(field) == one.get(field) for field in ("user", "bot_id", "username", "channel"))
    return same and 0 <= float(one.get("ts") or 0) - float(before.get("ts") or 0) < CONTINUED_WITHIN


def _message(given: Json, scene: Scene, *, continued: bool) -> str:
    name, is_app = _sender(given, scene)
    avatar = f'<div class="avatar {"app" if is_app else ""}">{literal(name[:1].upper())}</div>'
    head = "" if continued else _head(given, scene, name, is_app=is_app)
    said = f"{head}{_body(given, scene)}{_files(given, scene)}{_thread(given)}"
    return f'<div class="message {"continued" if continued else ""}">{avatar}<div class="said">{said}</div></div>'


def _head(given: Json, scene: Scene, name: str, *, is_app: bool) -> str:
    private = '<div class="private">Only visible to you</div>' if given.get("visible_to") else ""
    badge = '<span class="badge">APP</span>' if is_app else ""
    time = f'<span class="time">{clock_time(scene.local(float(given.get("ts") or 0)))}</span>'
    return f'{private}<div class="by"><b>{literal(name)}</b> {badge}{time}</div>'


def _sender(given: Json, scene: Scene) -> tuple[str, bool]:
    """The name beside a message, and whether an app said it."""
    user = str(given.get("user") or "")
    if given.get("bot_id") or user in ("", identity.BOT_USER):
        return str(given.get("username") or scene.people.get(user) or identity.APP_NAME), True
    return scene.person(user), False


def _body(given: Json, scene: Scene) -> str:
    edited = '<span class="edited">(edited)</span>' if given.get("edited") else ""
    if given.get("blocks"):
        return blocks(given["blocks"], scene) + edited
    if not given.get("text") and not edited:
        return ""
    return f'<div class="block section">{mrkdwn(str(given.get("text") or ""), scene)} {edited}</div>'


def _files(given: Json, scene: Scene) -> str:
    return "".join(_file(file, scene) for file in given.get("files") or [])


def _file(file: Json, scene: Scene) -> str:
    title = literal(str(file.get("title") or file.get("name") or file.get("id")))
    if str(file.get("mimetype", "")).startswith("image/"):
        alt = str(file.get("alt_txt") or file.get("title") or file.get("name") or "")
        above = f'<div class="title">{title} <span class="arrow">▾</span></div>'
        return f'<div class="block image">{above}{image(file, scene, alt=alt, css="picture")}</div>'
    return f'<div class="file"><b>{title}</b><br>{literal(str(file.get("filetype", "file")).upper())}</div>'


def _thread(given: Json) -> str:
    count = int(given.get("reply_count") or 0)
    return f'<div class="thread">{count} {"reply" if count == 1 else "replies"}</div>' if count else ""
