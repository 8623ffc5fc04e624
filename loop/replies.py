"""Replies: what somebody writes in a thread of ours belongs to the report that the thread is about."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from config.catalogue import CatalogueFile
from config.crash import Crashes, CrashPoint
from loop import owing, personal_data, talk
from loop.cleaning import clean, says_something
from loop.intake import EmptyReportError, TooLateError
from loop.own_report import InThread, OwnReports
from loop.rights import Rights
from loop.safe_words import SafeWords
from loop.talk import Word
from storage import delivery
from storage.attachment import SentFile
from storage.database import Database, Session
from storage.event import EventKind, Stamp
from storage.issue import issue_by_id
from storage.message import CARD, Message, message_at
from storage.note import NoteKind, Spot, note_at, say
from storage.report import Report, report_in_thread, report_of

# What is written to be kind, and tells nobody in Jira anything: a few of these words, with or without the others.
_KIND_WORDS = frozenset(
    {"thanks", "thank", "thx", "ty", "cheers", "ok", "okay", "great", "cool", "nice", "perfect", "danke", "merci"}
)
_BESIDE = frozenset(
    {"you", "so", "much", "very", "a", "lot", "many", "for", "the", "this", "that", "it", "super", "all"}
)
_MOST_KIND_WORDS = 6
# What begins so, in a thread that others read too, stays there.
ASIDE = "//"


@dataclass(frozen=True)
class Reply:
    """What somebody wrote in the thread that begins with the message `thread` of a channel."""

    person: str
    spot: Spot
    thread: str
    text: str
    at: datetime
    files: tuple[SentFile, ...] = ()

    @property
    def key(self) -> str:
        """The same however often it is delivered."""
        return f"reply:{self.spot.channel}:{self.spot.ts}"


class Replies:
    """Takes in what is said in threads. What stands in no thread of ours is none of its business."""

    def __init__(
        self,
        database: Database,
        own_reports: OwnReports,
        rights: Rights,
        catalogue: CatalogueFile,
        crashes: Crashes,
        policy: personal_data.Policy,
    ) -> None:
        self._database = database
        self._own_reports = own_reports
        self._rights = rights
        self._catalogue = catalogue
        self._crashes = crashes
        self._policy = policy

    def is_ours(self, spot: Spot, thread: str, person: str) -> bool:
        """Whether what somebody wrote hangs under a message of ours that is about a report or an issue, or comes after
        what became their own report in the same thread.
        """
        if not self._catalogue.current().comments.to_jira:
            return False
        with self._database.reading() as session:
            told = message_at(session, spot.channel, thread)
            if told is not None:
                return told.report_id is not None or told.issue_id is not None
            return report_in_thread(session, spot.channel, thread, person, spot.ts) is not None

    def take(self, reply: Reply) -> None:
        """Pass a reply on: a reporter's to the issue and its desk, an owner's to the issue and those who reported."""
        if is_small_talk(reply.text) and not reply.files:
            return
        with self._database.reading() as session:
            told = message_at(session, reply.spot.channel, reply.thread)
            report = _report_meant(session, told, reply)
            has_joined = told is not None and _has_joined(session, told, reply.person)
        if (told is None or told.kind == CARD) and reply.text.lstrip().startswith(ASIDE):
            return  # others read there, and are talked to
        if told is not None and told.kind == CARD:
            if report is not None:
                self._answer(reply, report)
        elif report is not None:
            self._add(reply, report)
        elif has_joined:
            self._say(reply, Word.NO_REPORT)

    def change(self, spot: Spot, person: str, text: str, key: str) -> None:
        """Let what was passed on say what its message says now."""
        safe = SafeWords(self._policy).of(text)

        def change(session: Session) -> None:
            note = note_at(session, spot)
            if note is None or not says_something(safe) or note.text == safe or not delivery.first_time(session, key):
                return
            report = report_of(session, note.report_id, lock=True)
            if person != (note.author or report.reporter) or report.erased_at is not None:
                return
            note.text = safe
            why = key.rpartition(":")[2]
            talk.owe_note_updates(session, report, note, why)
            owing.owe_card_updates(session, report, f"note-{note.id}-{why}")

        self._carry_out(change)

    def _add(self, reply: Reply, report: Report) -> None:
        try:
            where = InThread(reply.spot, reply.thread, reply.files)
            self._own_reports.add(report.reference, reply.person, reply.text, key=reply.key, now=reply.at, where=where)
        except TooLateError:
            self._say(reply, Word.ENDED)
        except EmptyReportError:
            return  # signs and emoji alone

    def _say(self, reply: Reply, word: Word) -> None:
        with self._database.transaction() as session:
            talk.owe_word(session, word, reply.person, reply.spot, reply.thread)

    def _answer(self, reply: Reply, meant: Report) -> None:
        """Before it is filed, those at the desk talk among themselves; the card has a button to ask the reporter."""
        product = self._catalogue.current().find_product(meant.product)
        if not self._rights.may_decide(reply.person, meant, product):
            return
        safe = SafeWords(self._policy).of(reply.text)
        if not says_something(safe):
            return

        def answer(session: Session) -> None:
            report = report_of(session, meant.id, lock=True)
            issue = report.issue
            if issue is None or issue.imported or report.erased_at or not delivery.first_time(session, reply.key):
                return
            stamp = Stamp.now(reply.person, reply.at)
            report.record(EventKind.REPLIED, stamp)
            note = say(session, report, NoteKind.REPLY, safe, stamp, as_comment=True, spot=reply.spot)
            owing.owe_addition(session, issue, report, note)
            talk.owe_note(session, report, note)

        self._carry_out(answer)

    def _carry_out(self, change: Callable[[Session], None]) -> None:
        def whole(session: Session) -> None:
            change(session)
            session.flush()
            self._crashes.passing(CrashPoint.BEFORE_COMMIT, "reply")

        self._database.carry_out(whole)
        self._crashes.passing(CrashPoint.AFTER_COMMIT_BEFORE_ACK, "reply")


def is_small_talk(text: str) -> bool:
    """Whether a few words only thank or agree."""
    words = re.findall(r"\w+", clean(re.sub(r":[a-z0-9_+-]+:", " ", text)).lower())
    kind = not words or not _KIND_WORDS.isdisjoint(words)
    return kind and len(words) <= _MOST_KIND_WORDS and _KIND_WORDS.union(_BESIDE).issuperset(words)


def _report_meant(session: Session, told: Message | None, reply: Reply) -> Report | None:
    """The report that a message is about; of an issue, the person's own one, an open one if there is. Without a message
    of ours, the one that they made in that thread.
    """
    person = reply.person
    if told is None:
        return report_in_thread(session, reply.spot.channel, reply.thread, person, reply.spot.ts)
    if told.report_id is not None:
        report = report_of(session, told.report_id)
        return report if told.kind == CARD or report.reporter == person else None
    if told.issue_id is None:
        return None
    theirs = [report for report in issue_by_id(session, told.issue_id).reports if report.reporter == person]
    return next((report for report in theirs if report.is_open), theirs[0] if theirs else None)


def _has_joined(session: Session, told: Message, person: str) -> bool:
    """Whether a message is about an issue on which the person said "me too"."""
    return told.issue_id is not None and issue_by_id(session, told.issue_id).co_report_of(person) is not None
