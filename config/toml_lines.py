"""Where in a TOML text a table or key stands, so that an error can name the line."""

from __future__ import annotations

import re

Place = tuple[str | int, ...]

_HEADER = re.compile(r"^\s*(?P<open>\[\[?)\s*(?P<name>[^\[\]]+?)\s*\]\]?\s*(#.*)?$")
_ASSIGNMENT = re.compile(r"""^\s*(?P<name>(?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=""")
_PART = re.compile(r"""[\w-]+|"([^"]*)"|'([^']*)'""")
_FENCE = re.compile(r'"""|\'\'\'')


class TomlLines:
    """The line of every header and every assignment of a text that tomllib has accepted.

    Tables within an inline table or an inline array answer with the line on which that began.
    """

    def __init__(self, text: str) -> None:
        self._lines: dict[Place, int] = {}
        self._counts: dict[Place, int] = {}
        self._table: Place = ()
        self._fence = ""
        for number, line in enumerate(text.splitlines(), start=1):
            self._read(number, line)

    def line(self, path: Place) -> int | None:
        """The line of the longest known beginning of a path such as ("products", 2, "jira", "project")."""
        for length in range(len(path), 0, -1):
            found = self._lines.get(path[:length])
            if found:
                return found
        return None

    def _read(self, number: int, line: str) -> None:
        inside = bool(self._fence)
        for fence in _FENCE.findall(line):
            if not self._fence:
                self._fence = fence
            elif self._fence == fence:
                self._fence = ""
        if inside:
            return
        if header := _HEADER.match(line):
            self._table = self._open(_parts(header["name"]), repeated=header["open"] == "[[")
            self._lines.setdefault(self._table, number)
        elif assignment := _ASSIGNMENT.match(line):
            name = _parts(assignment["name"])
            for length in range(1, len(name) + 1):
                self._lines.setdefault((*self._table, *name[:length]), number)

    def _open(self, name: Place, *, repeated: bool) -> Place:
        """The path of a header: each repeated table on the way stands for its latest element."""
        path: Place = ()
        for index, part in enumerate(name):
            path = (*path, part)
            if repeated and index == len(name) - 1:
                self._counts[path] = self._counts.get(path, 0) + 1
            if path in self._counts:
                path = (*path, self._counts[path] - 1)
        return path


def _parts(name: str) -> Place:
    return tuple(match[1] or match[2] or match[0] for match in _PART.finditer(name))
