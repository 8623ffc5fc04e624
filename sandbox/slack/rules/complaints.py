"""Complaints in the form Slack gives them: a sentence and a JSON pointer to the guilty place."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


class Complaints:
    """Collects what is wrong with one payload."""

    def __init__(self) -> None:
        self.messages: list[str] = []

    def add(self, text: str, at: str) -> None:
        self.messages.append(f"[ERROR] {text} [json-pointer:{at}]")

    def length(self, value: Any, most: int, at: str, *, least: int = 0) -> None:
        """Complain of a string longer than `most` or shorter than `least`, or of no string at all."""
        if not isinstance(value, str):
            self.add("must be a string", at)
        elif len(value) > most:
            self.add(f"must be less than {most + 1} characters", at)
        elif len(value) < least:
            self.add(f"must be more than {least - 1} characters", at)

    def count(self, value: Any, most: int, at: str, *, least: int = 1) -> list[Any]:
        """Complain of a list with too many or too few items; return the list, or an empty one in its place."""
        if not isinstance(value, list):
            self.add("must be an array", at)
            return []
        if len(value) > most:
            self.add(f"no more than {most} items allowed", at)
        if len(value) < least:
            self.add(f"must have at least {least} items" if least > 1 else "must not be empty", at)
        return value

    def optional(self, thing: Json, field: str, most: int, at: str) -> None:
        """Check the length of a field that may be absent."""
        if thing.get(field) is not None:
            self.length(thing[field], most, f"{at}/{field}")

    def text(self, value: Any, most: int, at: str, *, plain: bool = False) -> None:
        """Check a text object, which Slack wants with a type, not empty and not too long."""
        if not isinstance(value, dict):
            self.add("missing required field: text", at)
            return
        kinds = ("plain_text",) if plain else ("plain_text", "mrkdwn")
        if value.get("type") not in kinds:
            self.add(f"must be a valid enum value: {', '.join(kinds)}", f"{at}/type")
        self.length(value.get("text"), most, f"{at}/text", least=1)
