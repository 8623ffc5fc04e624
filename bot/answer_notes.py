"""`/friction answer KEY WORDS`: what helps whoever meets a known issue, written by its product's side."""

from __future__ import annotations

import re

from bot.messages import answer_notes as words
from loop.noting_answers import MayNotNoteError, NoIssueToNoteError, NotingAnswers

_NAMED = re.compile(r"((?:FR-|[A-Z][A-Z0-9_]{1,9}-)[0-9A-Z]{1,12})\b\s*(.*)", re.IGNORECASE | re.DOTALL)


class AnswerNotes:
    """Answers that command."""

    def __init__(self, noting: NotingAnswers) -> None:
        self._noting = noting

    def answer(self, person: str, text: str) -> str | None:
        """Note it, and say so. None: the text names no issue, so it is a report, such as "answer phones are broken"."""
        named = _NAMED.match(text)
        if named is None:
            return None
        key, said = named.groups()
        if not said.strip():
            return words.HELP
        kept = "" if said.strip().casefold() == "none" else said
        try:
            return words.noted(self._noting.note(key, kept, person))
        except NoIssueToNoteError:
            return words.NO_ISSUE
        except MayNotNoteError:
            return words.MAY_NOT
