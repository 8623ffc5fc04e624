"""Reminding: whoever was told of an end and has not answered is asked once more, and then never again."""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby

from config.clock import Clock
from loop import owing
from storage.database import Database
from storage.message import told_before

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
