"""Who may do what. Asked at every command and click, never when a button is drawn: rights may be lost in between."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Protocol

import structlog

from config.catalogue import CatalogueFile, Product, Track
from config.clock import Clock
from loop.answers import AnswerError
from storage.database import Database, StorageError
from storage.event import Event, Stamp
from storage.report import Report

log = structlog.get_logger(__name__)

# Slack's ids tell a user group from a person.
_GROUP = "S"


class Refusal(StrEnum):
    """Why somebody who may come in may still not do it; why somebody may not come in is the door's to say."""

    NOT_ADMIN = "not_admin"
    NOT_YOURS = "not_yours"
    NOT_TRIAGER = "not_triager"
    NOT_LEAD = "not_lead"
    NOT_CONFIRMER = "not_confirmer"
    NOT_AT_GATE = "not_at_gate"


class Directory(Protocol):
    """The workspace, as far as roles depend on it. Answers may be as old as its cache allows."""

    def members(self, group: str) -> frozenset[str]:
        """Who is in a user group. Raises AnswerError."""

    def address(self, person: str) -> str:
        """A person's e-mail address; empty while the workspace does not tell it."""


class Rights:
    """The one place that decides about roles, and notes every refusal. Ownership of a report is `is_own`."""

    def __init__(self, database: Database, directory: Directory, catalogue: CatalogueFile, clock: Clock) -> None:
        self._database = database
        self._directory = directory
        self._catalogue = catalogue
        self._clock = clock

    def may_administer(self, person: str) -> bool:
        """Whether the person is an administrator; without that role in the catalogue nobody is."""
        return self._is_among(self._catalogue.current().roles.admin, person)

    def may_triage(self, person: str, product: Product | None) -> bool:
        """Whether the person may decide about a product's reports: whoever has that role; if nobody does, the owners.
        None: the product has left the catalogue.
        """
        triagers = self._catalogue.current().roles.triage
        if triagers or product is None:
            return self._is_among(triagers, person)
        return self._owns(person, product)

    def may_decide(self, person: str, report: Report, product: Product | None) -> bool:
        """Whether the person may read and decide about a report: of a matter of security, those whom the catalogue
        names for it alone; if it names nobody, the administrators.
        """
        if not report.restricted:
            return self.may_triage(person, product)
        catalogue = self._catalogue.current()
        named = catalogue.security.members if catalogue.security else ()
        return self._is_among(named or catalogue.roles.admin, person)

    def may_read_rates(self, person: str) -> bool:
        """Whether the person may see the rates and what is behind them; where the catalogue has no leads, all may."""
        return not self._catalogue.current().roles.lead or self.is_lead(person) or self.may_administer(person)

    def is_lead(self, person: str) -> bool:
        """Whether the catalogue names the person among the leads."""
        return self._is_among(self._catalogue.current().roles.lead, person)

    def may_confirm(self, person: str, product: Product | None, track: Track | None) -> bool:
        """Whether the person may say what something was worth: an owner of the product; of what belongs to a track as a
        whole, its executive owner; and the leads that the catalogue names.
        """
        if self.is_lead(person) or (product is not None and self._owns(person, product)):
            return True
        executive = track.executive_owner if track is not None and product is None else None
        return bool(executive) and self._is_one_of([executive or ""], person)

    def may_decide_gate(self, person: str, track: Track) -> bool:
        """Whether the person may decide about a track at its gate: its executive owner; if it has none, the leads."""
        owner = track.executive_owner
        if owner is None:
            return self.is_lead(person)
        return owner == person or ("@" in owner and self._is_address(owner, person))

    def products_of(self, person: str) -> list[Product]:
        """The products that the catalogue names the person as an owner of."""
        return [product for product in self._catalogue.current().products if self._owns(person, product)]

    def note_refused(self, person: str, what: str, why: str, **ids: str) -> None:
        """Record a refusal in the history: who wanted what, by ids alone. Never in the way of the refusal itself."""
        log.warning("refused", person=person, what=what, why=why, **ids)
        try:
            with self._database.transaction() as session:
                stamp = Stamp.now(person or "nobody", self._clock.now())
                session.add(Event.of_refusal(stamp, what=what, why=why, **ids))
        except StorageError:
            log.exception("a refusal could not be recorded")

    def _is_among(self, members: tuple[str, ...], person: str) -> bool:
        """Whether a person is named, or in a named group. A group that cannot be read gives nobody a right."""
        return person in members or any(person in self._group(m) for m in members if m.startswith(_GROUP))

    def _owns(self, person: str, product: Product) -> bool:
        acting = product.deputy if product.is_away(self._clock.now().date()) else None
        return self._is_one_of([owner for owner in (product.owner, product.technical_owner, acting) if owner], person)

    def _is_one_of(self, named: Sequence[str], person: str) -> bool:
        """Whether the catalogue names the person, by Slack id or e-mail address."""
        return person in named or any("@" in one and self._is_address(one, person) for one in named)

    def _is_address(self, address: str, person: str) -> bool:
        return self._directory.address(person).casefold() == address.casefold()

    def _group(self, group: str) -> frozenset[str]:
        try:
            return self._directory.members(group)
        except AnswerError as problem:
            why = problem.reason
            log.error("a user group of [roles] cannot be read; nobody has rights by it", group=group, reason=why)  # noqa: TRY400  (its reason is a sentence; the trace tells nothing more)
            return frozenset()


def is_own(report: Report | None, person: str) -> bool:
    """Whether a report is a person's own. Of another's, and of none at all, everybody is told the same."""
    return report is not None and report.reporter == person and not report.imported
