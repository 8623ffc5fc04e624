"""Rich text, kept as it was written and readable in both versions of the API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sandbox.jira import adf

LIMIT = 32_767
"""Characters that a description or a comment may hold."""


@dataclass(frozen=True)
class Text:
    """What was written: wiki text, or a document with the text found in it."""

    plain: str
    document: dict[str, Any] | None = None

    def shown(self, version: str) -> Any:
        """Return it as REST version 2 (a string) or 3 (a document) gives it."""
        if version != "3":
            return self.plain
        return self.document or adf.document(self.plain)


def read_text(given: Any, version: str) -> Text:
    """Return what a client wrote. Raises ValueError with Jira's sentence."""
    if version == "3":
        if not isinstance(given, dict):
            raise ValueError("Operation value must be an Atlassian Document (see the Atlassian Document Format)")
        if not adf.is_document(given):
            raise ValueError("INVALID_INPUT")
        text = Text(adf.plain(given), given)
    elif isinstance(given, str):
        text = Text(given)
    else:
        raise ValueError("Operation value must be a string")
    if len(text.plain) > LIMIT:
        raise ValueError("The entered text is too long. It exceeds the allowed limit of 32,767 characters.")
    return text
