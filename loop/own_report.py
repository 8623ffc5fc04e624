"""What reporters may still do with a report of their own: say it better until it is filed, and add to it afterwards."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from config.catalogue import CatalogueFile
from config.crash import Crashes, CrashPoint
from config.words import State
from loop import owing, personal_data, talk
from loop.cleaning import says_something
from loop.course import change_course_if_risen
from loop.intake import EmptyReportError, TooLateError
from loop.rights import is_own
from loop.safe_words import SafeWords
from loop.talk import Word
from loop.triage.title import title_of
from storage import delivery, outbox
from storage.attachment import SentFile, keep_files
from storage.database import Database, Session
from storage.event import EventKind, Stamp
from storage.message import message_of
from storage.note import IN_A_FORM, NoteKind, Spot, keep_revision, say
from storage.report import Report, find_report


@dataclass(frozen=True)
class InThread:
    """Where in Slack something was said, and the files that came with it. thread: the message that it hangs under."""

    spot: Spot
    thread: str
    files: tuple[SentFile, ...] = ()


class OwnReports:
    """Changes a report for its reporter. Every method raises LookupError for a report that is not theirs."""

    def __init__(
        self, database: Database, crashes: Crashes, personal_data: personal_data.Policy, catalogue: CatalogueFile
    ) -> None:
        self._catalogue = catalogue
        self._database = database
        self._crashes = crashes
        self._personal_data = personal_data

    def find(self, reference: str, reporter: str) -> Report:
        """The person's own report of this reference."""
        with self._database.reading() as session:
            return _own(session, reference, reporter)

    def edit(self, reference: str, reporter: str, what: str, *, key: str, now: datetime) -> None:
        """Put other words in the place of the first ones, which are kept. Raises EmptyReportError, TooLateError."""
        words = SafeWords(self._personal_data)
        safe = words.of(what)
        if not says_something(safe):
            raise EmptyReportError

        def change(session: Session) -> None:
            report = _own(session, reference, reporter)
            if not delivery.first_time(session, key) or safe == report.what:
                return
            if not _may_be_edited(session, report):
                raise TooLateError(reference)
            stamp, before = Stamp.now(report.signature, now), report.what
            keep_revision(session, report, stamp)
            report.revise(title_of(words.for_channels(safe)), safe, stamp)
            report.to_ask = ""  # whatever they say now: they are asked once
            catalogue = self._catalogue.current()
            product = catalogue.find_product(report.product)
            if product is not None:
                change_course_if_risen(session, report, before, product, catalogue, stamp)
            report.masked, report.noticed = words.masked, words.left
            owing.owe_update(session, report, f"edited-{int(now.timestamp() * 1000)}")

        self._carry_out(change)

    def add(
        self, reference: str, reporter: str, text: str, *, key: str, now: datetime, where: InThread | None = None
    ) -> None:
        """Keep what the reporter adds, in a form or in a thread, and owe it to the issue. Raises EmptyReportError,
        TooLateError.
        """
        words = SafeWords(self._personal_data)
        safe = words.of(text)
        files = where.files if where else ()
        if not says_something(safe) and not files:
            raise EmptyReportError

        def change(session: Session) -> None:
            report = _own(session, reference, reporter)
            if not delivery.first_time(session, key):
                return
            if not report.takes_more:
                raise TooLateError(reference)
            stamp = Stamp.now(report.signature, now)
            report.record(EventKind.ADDED, stamp)
            report.to_ask = ""
            report.masked = [*report.masked, *(kind for kind in words.masked if kind not in report.masked)]
            if says_something(safe):
                _add_words(session, report, safe, stamp, where)
            _add_files(session, report, files)
            owing.owe_update(session, report, f"added-{key}")
            if where is not None:
                _owe_word(session, report, where)

        self._carry_out(change)

    def _carry_out(self, change: Callable[[Session], None]) -> None:
        def whole(session: Session) -> None:
            change(session)
            session.flush()
            self._crashes.passing(CrashPoint.BEFORE_COMMIT, "own_report")

        self._database.carry_out(whole)
        self._crashes.passing(CrashPoint.AFTER_COMMIT_BEFORE_ACK, "own_report")


def _owe_word(session: Session, report: Report, where: InThread) -> None:
    """Owe one sentence, once a thread, to whoever adds there; of the thread of a channel under their receipt: nobody
    else is to read who reported.
    """
    word, spot, thread = Word.PASSED_ON, where.spot, where.thread
    if (spot.channel, thread) == (report.channel, report.thread):
        receipt = message_of(session, owing.receipt_key(report))
        if receipt is None or not receipt.ts:
            return  # the next thing they add comes with it
        word, spot, thread = Word.PASSED_ON_THERE, Spot(receipt.channel, receipt.ts), receipt.ts
    talk.owe_word(session, word, report.reporter, spot, thread, once=f"{report.reference}-{thread}")


def _add_words(session: Session, report: Report, safe: str, stamp: Stamp, where: InThread | None) -> None:
    later, spot = not report.awaits_triage, where.spot if where else IN_A_FORM
    note = say(session, report, NoteKind.ADDITION, safe, stamp, as_comment=later, spot=spot)
    if report.issue is not None and not report.issue.imported:
        owing.owe_addition(session, report.issue, report, note)
    if where is not None:
        talk.owe_note(session, report, note)


def _add_files(session: Session, report: Report, files: Sequence[SentFile]) -> None:
    keep_files(session, report, files)
    if files and report.issue is not None and not report.issue.imported:
        owing.owe_files(session, report, report.issue)


def _own(session: Session, reference: str, reporter: str) -> Report:
    report = find_report(session, reference)
    if report is None or not is_own(report, reporter):
        raise LookupError(reference)
    return report


def _may_be_edited(session: Session, report: Report) -> bool:
    """Whether nobody has begun to file it; then nobody does before the transaction ends."""
    if report.state is not State.RECEIVED:
        return False
    return report.awaits_triage or outbox.not_begun(session, owing.filing_key(report)) is not None
