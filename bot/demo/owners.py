"""What product owners do in Jira, as the script has it. All of it is simulated, and says so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.demo.controls import Control
from bot.demo.people import Person, named_in
from bot.demo.scenery import DECLINED, DUPLICATE, NOT_REPRODUCED, SHIPPED, UNMAPPED, answered_as, shipped_as
from bot.demo.script import Fate
from config.catalogue import Catalogue, Product


@dataclass(frozen=True)
class Queued:
    """An issue in somebody's queue: Jira's id, its present key, and the product whose owner works on it."""

    jira_id: str
    key: str
    product: Product


@dataclass(frozen=True)
class Deed:
    """What an owner did: the rest of a sentence that begins with their name, what it was said with, the key now."""

    did: str
    said: str
    key: str


_REASONS = {
    Fate.SHIP: "Rolled out to everybody this morning.",
    Fate.DECLINE: "The vendor ends this module in the summer; we put the time into its successor.",
    Fate.NOT_REPRODUCED: "Tried on three machines and two networks. Please add when it happened last.",
    Fate.ANSWER: "This is a setting: profile, devices, 'ask before'. Wrote an article about it.",
    Fate.DUPLICATE_ELSEWHERE: "The vendor tracks this as case 48213 in their own system.",
    Fate.UNMAPPED: "Budget for this is frozen until the next quarter.",
}


class Owners:
    """Works the queue through the sandbox's control API, as the owner whom the catalogue names."""

    def __init__(self, jira: Control, catalogue: Catalogue) -> None:
        self._jira = jira
        self._catalogue = catalogue
        self._people = named_in(catalogue)

    def of(self, product: Product) -> Person:
        """Return who owns a product."""
        return self._people[product.owner]

    def decide(self, issue: Queued, fate: Fate) -> Deed:
        """Do what a fate says, once; of shipping again and of duplicates there are methods of their own."""
        deeds: dict[Fate, Callable[[Queued], Deed]] = {
            Fate.DECLINE: lambda queued: self._close(queued, fate, DECLINED),
            Fate.NOT_REPRODUCED: lambda queued: self._close(queued, fate, NOT_REPRODUCED),
            Fate.DUPLICATE_ELSEWHERE: lambda queued: self._close(queued, fate, DUPLICATE),
            Fate.ANSWER: lambda queued: self._close(queued, fate, answered_as(queued.product)),
            Fate.UNMAPPED: lambda queued: self._close(queued, fate, UNMAPPED),
            Fate.DELETE: self._delete,
            Fate.MOVE: self._move,
        }
        return deeds.get(fate, self.ship)(issue)

    def ship(self, issue: Queued) -> Deed:
        """Close an issue as shipped. In a project it was moved to, that project's own word is none of ours."""
        moved = not issue.key.startswith(f"{issue.product.jira.project}-")
        return self._close(issue, Fate.SHIP, SHIPPED if moved else shipped_as(self._catalogue, issue.product))

    def reopen(self, issue: Queued) -> Deed:
        """Take an issue up again."""
        self._act(issue, "transition", status="In Progress", resolution=None)
        return Deed(f"reopens {issue.key}", "", issue.key)

    def merge(self, issue: Queued, survivor: Queued) -> Deed:
        """Close an issue as a duplicate of another, with the link by which the loop follows it."""
        self._act(issue, "link", type="Duplicate", to=survivor.jira_id)
        self._act(issue, "transition", status="Done", resolution=DUPLICATE)
        return Deed(f"closes {issue.key} as a duplicate of {survivor.key}", "", issue.key)

    def _close(self, issue: Queued, fate: Fate, resolution: str) -> Deed:
        said = _REASONS[fate]
        self._act(issue, "comment", text=said)
        self._act(issue, "transition", status="Done", resolution=resolution)
        return Deed(f"closes {issue.key} as “{resolution}”", said, issue.key)

    def _delete(self, issue: Queued) -> Deed:
        self._act(issue, "delete")
        return Deed(f"deletes {issue.key}", "", issue.key)

    def _move(self, issue: Queued) -> Deed:
        """Hand an issue to another project that the catalogue knows; with only one project there is nowhere to go."""
        home = issue.product.jira.project
        others = [p.jira.project for p in self._catalogue.products if p.jira.project != home]
        if not others:
            return self.ship(issue)
        key = self._act(issue, "move", project=others[0])
        return Deed(f"moves {issue.key} to the project {others[0]}, where it is now {key}", "", key)

    def _act(self, issue: Queued, do: str, **how: str | None) -> str:
        person = self.of(issue.product)
        told = self._jira.tell("act", issue=issue.jira_id, actor=person.id, do=do, **how)
        return str(told["key"])
