"""Reminding, once and never again: whoever was told of an end and has not answered; a card on which nobody acted."""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby

from config.catalogue import CatalogueFile
from config.clock import Clock
from config.working_days import working_days_before
from loop import owing
from storage.database import Database
from storage.message import told_before
from storage.waiting import cards_waiting

BATCH = 500


class Reminders:
    """Owes reminders, one per person for all that has become due. after: business time since somebody was told."""

    def __init__(self, database: Database, clock: Clock, after: timedelta) -> None:
        self._database = database
        self._clock = clock
        self._after = after

    def remind(self) -> None:
        """Owe what is due. Noted in the same transaction, so that any number of processes may do it at any time.

        Who has answered since is found out when the reminder is about to be posted.
        """
        now = self._clock.now()
        with self._database.reading() as session:
            if not told_before(session, now - self._after, 1):
                return
        with self._database.transaction() as session:
            due = told_before(session, now - self._after, BATCH, lock=True)
            for person, told in groupby(due, key=lambda message: message.person):
                ends = list(told)
                owing.owe_reminder(session, person, ends)
                for message in ends:
                    message.reminded_at = now


class CardReminders:
    """Brings up triage cards that wait. days: working days of business time since a card was posted, or something was
    asked or answered there; by the calendar of the quiet hours' zone.
    """

    def __init__(self, database: Database, catalogue: CatalogueFile, clock: Clock, days: int) -> None:
        self._database = database
        self._catalogue = catalogue
        self._clock = clock
        self._days = days

    def remind(self) -> None:
        """Owe what is due, noted in the same transaction. Whether it still waits is found out when it is posted."""
        now = self._clock.now()
        hours = self._catalogue.current().quiet_hours
        since = working_days_before(now, self._days, hours.timezone if hours else "UTC")
        with self._database.reading() as session:
            if not cards_waiting(session, since, 1):
                return
        with self._database.transaction() as session:
            for card, report in cards_waiting(session, since, BATCH, lock=True):
                owing.owe_card_reminder(session, card, report)
                card.reminded_at = now
