"""What is wrong with a file, in sentences that say where, what, and how to mend it."""

from __future__ import annotations

from collections.abc import Sequence

from config.records import one_line
from loop.masking import mask

MOST_SENTENCES = 20
_LONGEST_QUOTE = 60


class BadFileError(Exception):
    """The file is refused as a whole; nothing of it was imported.

    `problems` holds a sentence for each of the first rows that are wrong, and one that counts the rest.
    """

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = list(problems)


class BadRowError(Exception):
    """Why one row cannot be imported: the rest of a sentence that begins with its line."""


class Complaints:
    """Collects what is wrong, so that a person mends a file once and not twenty times."""

    def __init__(self) -> None:
        self._found: list[tuple[int, str]] = []

    def add(self, line: int, what: str) -> None:
        """Note what is wrong with the row that begins on a line."""
        self._found.append((line, what))

    def refuse_if_any(self) -> None:
        """Raise BadFileError if anything was noted, in the order of the file."""
        if not self._found:
            return
        sentences = [f"line {line}: {what}" for line, what in sorted(self._found)[:MOST_SENTENCES]]
        more = len(self._found) - len(sentences)
        raise BadFileError(sentences + ([f"… and {more:,} more rows are wrong; mend these first."] if more else []))


def quoted(word: str) -> str:
    """A cell as a sentence may show it: short, on one line, harmless to a terminal, without secrets."""
    shown = one_line(mask(word).text)
    return f'"{shown}"' if len(shown) <= _LONGEST_QUOTE else f'"{shown[:_LONGEST_QUOTE]}…"'
