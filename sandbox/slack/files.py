"""Files: what was uploaded by the app or attached by people, and uploads under way."""

from __future__ import annotations

import mimetypes
import secrets
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass
class File:
    """One file. `shown` overrides fields of its file object, to play the odd ones (external, hidden, elsewhere)."""

    id: str
    name: str
    user: str
    created: int
    length: int
    title: str = ""
    alt_txt: str | None = None
    mimetype: str = ""
    content: bytes | None = None
    shares: list[tuple[str, bool, str, str | None]] = field(default_factory=list)
    """(channel, private, ts, thread) of each message that carries it."""
    shown: Json = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.mimetype = self.mimetype or mimetypes.guess_type(self.name)[0] or "application/octet-stream"

    def described(self, origin: str) -> Json:
        """Return the file object."""
        size = self.length if self.content is None else len(self.content)
        download = f"{origin}/files-pri/{self.id}"
        shares: Json = {}
        for channel, private, ts, thread in self.shares:
            place = shares.setdefault("private" if private else "public", {}).setdefault(channel, [])
            place.append({"ts": ts, "thread_ts": thread} if thread else {"ts": ts})
        extension = self.name.rsplit(".", 1)[-1].lower() if "." in self.name else "binary"
        return {
            "id": self.id, "created": self.created, "timestamp": self.created, "name": self.name,
            "title": self.title or self.name, "mimetype": self.mimetype, "filetype": extension,
            "user": self.user, "mode": "hosted", "is_external": False, "size": size, "alt_txt": self.alt_txt,
            "url_private": f"{download}/{self.name}", "url_private_download": f"{download}/download/{self.name}",
            "permalink": f"{origin}/files/{self.user}/{self.id}/{self.name}", "is_public": "public" in shares,
            "channels": [c for c, private, _, _ in self.shares if not private], "shares": shares, **self.shown,
        }  # fmt: skip


class Files:
    """All files by id, and the single-use upload addresses."""

    def __init__(self) -> None:
        self._uploads: dict[str, str] = {}
        self.known: dict[str, File] = {}

    def add(self, name: str, **fields: Any) -> File:
        """Keep a new file under a new id."""
        file = File(f"F{secrets.token_hex(5).upper()}", name, **fields)
        self.known[file.id] = file
        return file

    def upload_key(self, file: File) -> str:
        """Return the key of an address to which the content of `file` may be POSTed."""
        key = secrets.token_hex(16)
        self._uploads[key] = file.id
        return key

    def awaiting(self, key: str) -> File | None:
        """Return the file whose content an upload address waits for."""
        return self.known.get(self._uploads.get(key, ""))

    def of_message(self, where: Json, channel: str) -> list[File]:
        """Return the files that the message `where` in `channel` carries."""
        return [f for f in self.known.values() if any(c == channel and ts == where["ts"] for c, _, ts, _ in f.shares)]
