"""Details: what a product's create screen requires beside what the loop and the catalogue give, asked of reporters."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum, auto
from typing import Any, Self

from config.catalogue import JiraDestination, Product
from loop.tracker.screen import CASCADING, USER, FieldAsked
from storage.create_screen import fields_of
from storage.database import Session

# The loop fills in the first five; Jira itself takes whoever creates for the reporter.
FILLED_IN = frozenset(["project", "issuetype", "summary", "description", "labels", "reporter"])
# A form holds a hundred blocks, and nobody fills in so many.
MOST = 20
_CHOSEN = frozenset(["option", CASCADING, "priority", "version", "component", "string"])


class Way(StrEnum):
    """How a person gives a value."""

    WORDS = auto()
    TEXT = auto()
    NUMBER = auto()
    DAY = auto()
    MOMENT = auto()
    ONE = auto()
    SEVERAL = auto()
    PERSON = auto()
    PEOPLE = auto()


_TYPED = {"number": Way.NUMBER, "date": Way.DAY, "datetime": Way.MOMENT}


@dataclass(frozen=True)
class Detail:
    """A value for one field of Jira, with the field's name. typed: a person's own words, which may hold secrets. who:
    the names of the people whose Slack ids are the value; empty of all that is not people.
    """

    field_id: str
    name: str
    value: Any
    typed: bool = False
    who: str = ""

    @classmethod
    def read(cls, record: Mapping[str, Any]) -> Self:
        """Read what was kept of one."""
        return cls(
            record["field_id"], record["name"], record["value"], bool(record.get("typed")), record.get("who") or ""
        )

    def made_safe(self, safe: Callable[[str], str]) -> Self:
        """The same with a person's own words as they may be stored."""
        return replace(self, value=safe(self.value)) if self.typed else self

    @property
    def shown(self) -> str:
        """The value in words."""
        return self.who or ", ".join(map(str, self.members))

    @property
    def members(self) -> list[Any]:
        """The values of a list, or the one value."""
        return self.value if isinstance(self.value, list) else [self.value]


def way_of(field: FieldAsked) -> Way | None:
    """How a value of this field can be given in a form; None if it cannot."""
    if USER in (field.kind, field.items):
        return Way.PEOPLE if field.kind == "array" else Way.PERSON
    if any(field.allowed):
        if field.kind == "array":
            return Way.SEVERAL if field.items in _CHOSEN else None
        return Way.ONE if field.kind in _CHOSEN else None
    if field.kind == "string":
        return Way.TEXT if field.is_text_area else Way.WORDS
    return _TYPED.get(field.kind)


def missing(fields: Sequence[FieldAsked], place: JiraDestination, *, is_cloud: bool = True) -> Iterator[FieldAsked]:
    """The fields that Jira requires and nobody gives."""
    given = given_by(place, is_cloud=is_cloud) | FILLED_IN
    return (field for field in fields if field.must_be_given and field.field_id not in given)


def details_asked(session: Session, product: Product) -> list[FieldAsked]:
    """What reporters of a product are asked, as far as its create screen was read; in the order of that screen."""
    place = (product.jira.project, product.jira.issue_type)
    fields = [FieldAsked.read(record) for record in fields_of(session, place)]
    return [field for field in missing(fields, product.jira) if way_of(field) is not None][:MOST]


def given_by(place: JiraDestination, *, is_cloud: bool) -> set[str]:
    """The fields that the catalogue sets at a create."""
    named = {
        "components": place.component,
        "priority": place.priorities,
        "security": place.security_level,
        place.parent_field or ("parent" if is_cloud else ""): place.parent,
        place.reach.people or "": place.reach.people,
        place.reach.minutes or "": place.reach.minutes,
    }
    return set(place.fields) | {name for name, value in named.items() if name and value}
