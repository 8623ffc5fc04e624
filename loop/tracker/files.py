"""Files on issues."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import suppress
from typing import IO, Any
from urllib.parse import quote

from loop.answers import NotFoundError
from loop.tracker.connection import Wire
from loop.tracker.model import file_prefix


class Files:
    """Attaches files, and knows its own by their names, which begin with the reference of their report."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def attach(self, jira_id: str, name: str, kind: str, content: IO[bytes]) -> None:
        """Attach a file with one request."""
        self._wire.post_file(f"issue/{quote(jira_id)}/attachments", name, kind, content)

    def has(self, jira_id: str, name: str, size: int) -> bool:
        """Tell whether an issue has a file of this name and size."""
        return any((file.get("filename"), file.get("size")) == (name, size) for file in self._of(jira_id))

    def remove(self, jira_id: str, references: Collection[str]) -> None:
        """Delete the files that came with these reports; twice is once."""
        prefixes = tuple(map(file_prefix, references))
        for file in list(self._of(jira_id)):
            if str(file.get("filename")).startswith(prefixes):
                with suppress(NotFoundError):  # somebody was quicker
                    self._wire.delete(f"attachment/{quote(str(file['id']))}", {})

    def _of(self, jira_id: str) -> Iterator[dict[str, Any]]:
        found = self._wire.get(f"issue/{quote(jira_id)}", {"fields": "attachment"})
        yield from (found.get("fields") or {}).get("attachment") or []
