"""The people of the demo: employees who report, and those whom the catalogue names."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from config.catalogue import Catalogue

SIMULATED = "simulated"
"""Every decision of a product owner in the demo carries this word: nobody shall take it for a person's."""


@dataclass(frozen=True)
class Person:
    """Somebody with a Slack account. `name` is the handle, `real_name` what messages and Jira show."""

    id: str
    name: str
    real_name: str
    email: str


def _employee(number: int, real_name: str) -> Person:
    handle = real_name.split(maxsplit=1)[0].casefold()
    return Person(f"U0EMPLOY{number:02}", handle, real_name, f"{handle}@example.com")


EMPLOYEES: tuple[Person, ...] = tuple(
    _employee(number, name)
    for number, name in enumerate(
        (
            "Amara Okafor",
            "Ben Halvorsen",
            "Chiara Rossi",
            "Daniel Kim",
            "Elif Yilmaz",
            "Farid Nazari",
            "Greta Lind",
            "Hugo Martins",
            "Ines Duarte",
            "Jonas Weber",
            "Keiko Sato",
            "Liam Byrne",
        ),
        1,
    )
)

_OWNERS = (
    "Olga Brandt",
    "Pavel Novak",
    "Rosa Jimenez",
    "Samir Haddad",
    "Tova Berg",
    "Umberto Sala",
    "Vera Kovacs",
    "Wanjiru Mwangi",
)


def reporter_called(name: str) -> Person:
    """Return the Slack account of somebody whom a file of reports calls so; the same name is always the same one."""
    digest = hashlib.sha256(name.strip().casefold().encode()).hexdigest().upper()
    handle = "-".join(name.casefold().split())[:40] or "somebody"
    return Person(f"U0{digest[:12]}", handle, name.strip()[:80] or "Somebody", f"{digest[:12].lower()}@example.com")


def named_in(catalogue: Catalogue) -> dict[str, Person]:
    """Return everybody whom the catalogue names, by the word it names them with: a Slack id or an e-mail address."""
    words = [product.owner for product in catalogue.products]
    for product in catalogue.products:
        words += [word for word in (product.technical_owner, product.risk_owner) if word]
    words += [track.executive_owner for track in catalogue.tracks if track.executive_owner]
    words += [word for word in catalogue.roles.admin if word.startswith("U")]
    return {word: _named(word, number) for number, word in enumerate(dict.fromkeys(words))}


def _named(word: str, number: int) -> Person:
    if "@" in word:
        handle = word.partition("@")[0]
        return Person(f"U0MAIL{number:03}", handle, handle.replace(".", " ").title(), word)
    real_name = _OWNERS[number] if number < len(_OWNERS) else f"Owner {number + 1}"
    handle = real_name.split()[0].casefold()
    return Person(word, handle, real_name, f"{handle}@example.com")


def everybody(people: Sequence[Person]) -> list[Person]:
    """Return each account once."""
    return list({person.id: person for person in people}.values())
