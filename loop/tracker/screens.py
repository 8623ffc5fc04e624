"""What an issue type's create screen asks, remembered for a while, and plain values of the catalogue in its shapes."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import structlog

from loop.answers import AnswerError, RefusedError, TryLaterError
from loop.tracker.model import Document, IssueDraft, Line, Quoted
from loop.tracker.screen import CASCADING, STEP, USER, FieldAsked
from loop.tracker.site import Site

log = structlog.get_logger(__name__)

# Seconds: whoever changes a screen to mend a rejected create should not wait long.
_FRESH = 60.0
_NAMED = frozenset(["priority", "version", "component", "securitylevel", "resolution", "issuetype", "group"])

Screen = dict[str, FieldAsked]
# Our own words, or what a person typed, which is shown as typed.
_Words = type[Line] | type[Quoted]


class Screens:
    """Shapes values. Asks Jira only where the catalogue leaves a value plain. Safe to share between threads."""

    def __init__(self, site: Site, render: Callable[[Document], Any]) -> None:
        self._site = site
        self._render = render
        self._known: dict[tuple[str, str], tuple[float, Screen]] = {}

    def shaped(self, draft: IssueDraft) -> dict[str, Any]:
        """The draft's fields as Jira takes them; as they stand where Jira does not say what it takes. Of its details
        those that this screen asks: a report may have been handed over since they were given.
        """
        if not draft.details and not any(_is_plain(value) for value in draft.fields.values()):
            return draft.fields
        screen = self._screen(draft.project, draft.issue_type)
        asked = {name: value for name, value in draft.details.items() if name in screen and screen[name].offers(value)}
        details = {name: self._value(screen[name], value, Quoted) for name, value in asked.items()}
        return details | {
            name: self._value(screen[name], value, Line) if name in screen else value
            for name, value in draft.fields.items()
        }

    def _screen(self, project: str, issue_type: str) -> Screen:
        until, screen = self._known.get((project, issue_type), (0.0, {}))
        if until <= time.monotonic():
            screen = self._ask(project, issue_type)
            self._known[project, issue_type] = (time.monotonic() + _FRESH, screen)
        return screen

    def _ask(self, project: str, issue_type: str) -> Screen:
        try:
            type_id = self._site.issue_types(project).get(issue_type)
            return {f.field_id: f for f in self._site.create_screen(project, type_id)} if type_id else {}
        except (TryLaterError, RefusedError):
            raise
        except AnswerError as error:  # the create itself will say what is wrong
            log.warning("a create screen cannot be read", project=project, reason=error.reason)
            return {}

    def _value(self, field: FieldAsked, value: Any, words: _Words) -> Any:
        if field.kind == "array":
            members = value if isinstance(value, list) else [value]
            return [self._one(field, field.items, member, words) for member in members]
        return self._one(field, field.kind, value, words)

    def _one(self, field: FieldAsked, kind: str, value: Any, words: _Words) -> Any:
        if isinstance(value, dict | list):
            return value
        if kind in _NAMED:
            return {"name": value}
        if kind == "option":
            return {"value": value}
        if kind == CASCADING:
            first, step, second = str(value).partition(STEP)
            return {"value": first, "child": {"value": second}} if step else {"value": first}
        if kind == USER:
            return {"accountId" if self._site.is_cloud else "name": value}
        if field.is_text_area:  # rich text on Cloud, wiki markup on Data Center
            return self._render([words(str(value))])
        return value


def _is_plain(value: Any) -> bool:
    return isinstance(value, str) or (isinstance(value, list) and any(isinstance(each, str) for each in value))
