"""Intake: a submission becomes a report, its event, and what is owed because of it, in one transaction."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import structlog

from config.catalogue import CatalogueFile, Product
from config.crash import Crashes, CrashPoint
from config.words import Kind, Severity, State
from loop import owing, personal_data
from loop.cleaning import clean, says_something
from loop.course import set_course
from loop.details import Detail
from loop.rights import is_own
from loop.safe_words import SafeWords
from loop.triage.judging import Judgement, Judging
from loop.triage.reading import read_report
from loop.triage.title import title_of
from storage import allowance, delivery, outbox
from storage.attachment import SentFile, keep_files
from storage.database import Database, Session
from storage.event import Stamp
from storage.report import Report, find_report, same_words

SENT_AGAIN = timedelta(minutes=2)
"""Who says the same again so soon was not heard the first time, as far as they know: it is one report."""

log = structlog.get_logger(__name__)

SOURCES = ("slash", "modal", "shortcut", "message", "mention", "emoji", "direct", "import")


class EmptyReportError(Exception):
    """There is nothing in the text that describes anything."""


class TooManyError(Exception):
    """The person has sent more reports in a minute than one person may."""


class TooLateError(Exception):
    """The report is being filed, or has ended: it can no longer be withdrawn."""


@dataclass(frozen=True)
class Submission:
    """What an employee submits. `minutes` is lost time per occurrence; `frequency` and `who_else` are words.

    masked: kinds of secrets that were masked already, in the draft that the form opened with. name_hidden: the
    reporter's name is to stay out of Jira and channels. channel, message_ts, thread: the message it was made of. alike:
    Jira's ids of the open issues that the reporter is asked about before anything is filed. proposal: of the
    product, and why. kind: what its reporter says it is. files: that came with it. details: for the fields that Jira
    requires.
    """

    product: Product
    reporter: str
    what: str
    source: str
    reporter_name: str = ""
    expected: str = ""
    frequency: str = ""
    minutes: int | None = None
    who_else: str = ""
    permalink: str = ""
    masked: tuple[str, ...] = ()
    name_hidden: bool = False
    channel: str = ""
    message_ts: str = ""
    thread: str = ""
    alike: tuple[str, ...] = ()
    proposal: dict[str, Any] | None = None
    kind: Kind | None = None
    files: tuple[SentFile, ...] = ()
    details: tuple[Detail, ...] = ()


@dataclass(frozen=True)
class Taken:
    """A submission that is safe: its reference, kinds of what was masked in it and of what was left in, and the issues
    that it may be about. restricted: those who look after security alone read it.
    """

    reference: str
    product: str
    title: str
    masked: list[str] = field(default_factory=list)
    noticed: list[str] = field(default_factory=list)
    alike: list[str] = field(default_factory=list)
    restricted: bool = False


class Intake:
    """Takes submissions in. `database` is the ingress pool: Slack waits for it. `per_minute`: per person.

    asking_seconds: how long a report is not filed that may be known, while its reporter is asked.
    """

    def __init__(
        self,
        database: Database,
        crashes: Crashes,
        per_minute: int,
        personal_data: personal_data.Policy,
        asking_seconds: float,
        catalogue: CatalogueFile,
        judging: Judging,
    ) -> None:
        self._catalogue = catalogue
        self._judging = judging
        self._personal_data = personal_data
        self._asking_seconds = asking_seconds
        self._database = database
        self._per_minute = per_minute
        self._crashes = crashes

    def take(self, submission: Submission, *, key: str, now: datetime) -> Taken:
        """Store a submission once per delivery key; a repeated delivery gets the first one's answer.

        Raises EmptyReportError, TooManyError. What can be computed is computed before the transaction begins.
        """
        words = SafeWords(self._personal_data, submission.masked)
        safe = _made_safe(submission, words)
        if not says_something(safe.what):
            raise EmptyReportError
        judged = self._judging.judge(safe.what, safe.kind)
        taken = self._database.carry_out(lambda session: self._take_once(session, safe, words, judged, key, now))
        with structlog.contextvars.bound_contextvars(reports=[taken.reference]):
            log.info("report taken", product=submission.product.key, source=submission.source)
            self._crashes.passing(CrashPoint.AFTER_COMMIT_BEFORE_ACK)
        return taken

    def _take_once(
        self, session: Session, safe: Submission, words: SafeWords, judged: Judgement, key: str, now: datetime
    ) -> Taken:
        if not delivery.first_time(session, key):
            return Taken(**delivery.answer_of(session, key))
        if not allowance.use(session, safe.reporter, self._per_minute):
            raise TooManyError
        again = same_words(session, safe.reporter, safe.product.key, safe.what, now - SENT_AGAIN)
        if again is not None and again.state is not State.WITHDRAWN:
            taken = _taken(again, safe.product, words, [])
        else:
            taken = self._store(session, safe, words, judged, now)
        delivery.remember_answer(session, key, vars(taken))
        session.flush()
        self._crashes.passing(CrashPoint.BEFORE_COMMIT, "intake")
        return taken

    def _store(
        self, session: Session, submission: Submission, words: SafeWords, judged: Judgement, now: datetime
    ) -> Taken:
        to_ask = _one_missing(submission, Kind(judged.kind.value))
        report = Report.submit(
            session,
            Stamp.now(submission.reporter, now),
            product=submission.product.key,
            reporter=submission.reporter,
            reporter_name=submission.reporter_name,
            source=submission.source,
            title=title_of(words.for_channels(submission.what)),
            what=submission.what,
            expected=submission.expected,
            frequency=submission.frequency,
            minutes=submission.minutes,
            kind=Kind(judged.kind.value),
            severity=Severity(judged.severity.value),
            who_else=submission.who_else,
            permalink=submission.permalink,
            channel=submission.channel,
            message_ts=submission.message_ts,
            thread=submission.thread,
            masked=words.masked,
            noticed=words.left,
            name_hidden=submission.name_hidden,
            proposed={"proposal": submission.proposal, **judged.as_record()}
            if submission.proposal
            else judged.as_record(),
            details=[asdict(detail) for detail in submission.details],
            to_ask=to_ask,
            complete=not to_ask,
        )
        keep_files(session, report, submission.files)
        owing.owe_receipt(session, report)
        asking = self._asking_seconds if submission.alike else 0.0
        stamp, catalogue = Stamp.now(submission.reporter, now), self._catalogue.current()
        set_course(session, report, submission.product, catalogue, stamp, delay=asking)
        owing.owe_captured(session, report)
        alike = [] if report.restricted else list(submission.alike)
        return _taken(report, submission.product, words, alike)

    def withdraw(self, reference: str, reporter: str, now: datetime) -> None:
        """Take back one's own report while nobody has begun to file it. Raises TooLateError, LookupError."""

        def take_back_own(session: Session) -> None:
            report = find_report(session, reference)
            if report is None or not is_own(report, reporter):
                raise LookupError(reference)
            take_back(session, report, now)

        self._database.carry_out(take_back_own)


def _taken(report: Report, product: Product, words: SafeWords, alike: list[str]) -> Taken:
    return Taken(
        report.reference, product.name, report.title, words.masked, words.left, alike, restricted=report.restricted
    )


def _one_missing(submission: Submission, kind: Kind) -> str:
    """The one thing to ask its reporter for; empty of a report that can be acted on as it is."""
    reading = read_report(
        submission.what,
        kind=kind,
        expected=submission.expected,
        frequency=submission.frequency,
        minutes=submission.minutes,
        who_else=submission.who_else,
    )
    return reading.to_ask or ""


def take_back(session: Session, report: Report, now: datetime) -> None:
    """Withdraw a report that nobody has begun to file. Raises TooLateError."""
    waiting = report.awaits_triage or outbox.cancel(session, owing.filing_key(report))
    if report.state is not State.RECEIVED or not waiting:
        raise TooLateError(report.reference)
    report.withdraw(Stamp.now(report.signature, now))
    owing.owe_update(session, report, "withdrawn")


def _made_safe(submission: Submission, words: SafeWords) -> Submission:
    """Clean and mask every text that a person typed."""
    return replace(
        submission,
        what=words.of(submission.what),
        expected=words.of(submission.expected),
        reporter_name=clean(submission.reporter_name)[:255],
        details=tuple(detail.made_safe(words.of) for detail in submission.details),
    )
