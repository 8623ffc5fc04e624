"""A small file that somebody else rewrites while we run."""

from __future__ import annotations

import time
from pathlib import Path

# File systems stamp in ticks of some milliseconds (FAT: two seconds). A file this young may change again unseen.
_SETTLED_SECONDS = 2.1

_Stamp = tuple[int, int, int]


class WatchedFile:
    """Tells whether the content changed since the last look; costs one stat while the file rests. Not thread-safe."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._stamp: _Stamp | None = None
        self._content: bytes | None = None

    def read_if_changed(self) -> bytes | None:
        """The content when it differs from the last one read, else None. Raises OSError when it cannot be read."""
        try:
            stat = self.path.stat()
            stamp = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
            if stamp == self._stamp:
                return None
            content = self.path.read_bytes()
        except OSError:
            self._stamp = self._content = None  # whatever comes next is news
            raise
        settled = abs(time.time() - stat.st_mtime) > _SETTLED_SECONDS
        self._stamp = stamp if settled else None
        if content == self._content:
            return None
        self._content = content
        return content
