"""Pictures inside the picture: embedded from a directory, never fetched."""

from __future__ import annotations

import base64
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from sandbox.slack.pictures.mrkdwn import literal
from sandbox.slack.pictures.scene import Json, Scene

# Told by their first bytes: a name or a declared type may lie, and an SVG could carry more than a picture.
_KINDS = {b"\x89PNG\r\n": "image/png", b"\xff\xd8\xff": "image/jpeg", b"GIF8": "image/gif", b"RIFF": "image/webp"}


def image(source: Json, scene: Scene, *, alt: str, css: str) -> str:
    """Return an image element, image block or file as HTML; a box with its alt text when the bytes are not at hand."""
    content = _content(_names(source), scene.files)
    kind = next((kind for start, kind in _KINDS.items() if content.startswith(start)), None)
    if kind is None:
        return f'<div class="{css} absent">{literal(alt or "picture")}</div>'
    data = base64.b64encode(content).decode("ascii")
    return f'<img class="{css}" alt="{literal(alt)}" src="data:{kind};base64,{data}">'


def _names(source: Json) -> list[str]:
    """The names under which the bytes may lie in the directory of files."""
    slack_file = source.get("slack_file") or {}
    paths = [urlsplit(str(url)).path for url in (source.get("image_url"), slack_file.get("url")) if url]
    given = [source.get("id"), slack_file.get("id"), source.get("name"), *paths]
    # The last part alone: a name from a message must not lead out of the directory.
    return [name for name in (PurePosixPath(str(one)).name for one in given if one) if name not in ("", "..")]


def _content(names: list[str], directory: Path | None) -> bytes:
    for name in names if directory is not None else []:
        path = Path(str(directory)) / name
        if path.is_file():
            return path.read_bytes()
    return b""
