"""Who hears what is said about an issue: the threads in Slack in which comments and answers are shown, and what is
owed because somebody said something.

The reporter's side is the thread under the receipt, a co-reporter's the one under the word that they are counted in,
the owner's side the one under the triage card.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from loop import owing
from storage.comment import Comment, last_comment
from storage.database import Session
from storage.issue import Issue
from storage.message import SPEECH, Message, ends_shown, message_of, speeches_of
from storage.note import Note, NoteKind, Spot
from storage.outbox import Claim, owe, waits_for
from storage.report import Report

READING = "comments"
REWRITING = "rewrite"
SPEECH_UPDATE = "speech_update"
WORD = "word"


# What is commented so long before and after an end is taken to be about it.
_BEFORE_AN_END, _AFTER_AN_END = timedelta(days=1), timedelta(hours=1)


class Word(StrEnum):
    """What somebody who writes in a thread is told of it, in one sentence."""

    PASSED_ON = "passed_on"
    PASSED_ON_THERE = "passed_on_there"
    ENDED = "ended"
    NO_REPORT = "no_report"


@dataclass(frozen=True)
class Thread:
    """A thread: the outbox key of the message that it hangs under, and whose it is, a person's or a desk's."""

    under: str
    person: str = ""
    desk: str = ""

    @property
    def whose(self) -> str:
        """The person or the desk, by which outbox keys end."""
        return self.person or self.desk


def threads_of(session: Session, issue: Issue) -> list[Thread]:
    """Every thread in which comments of an issue are shown; of what few may read in Jira, only the desk's."""
    desks = _desks(session, issue)
    return desks if issue.restricted else [*_people(issue), *desks]


def _people(issue: Issue) -> list[Thread]:
    """One for each person, in the order they came."""
    reports = [report for report in issue.reports if not report.imported and report.erased_at is None]
    threads = [Thread(owing.receipt_key(report), person=report.reporter) for report in reports]
    threads += [Thread(owing.me_too_key(joined.id), person=joined.person) for joined in issue.joined]
    return list({thread.person: thread for thread in reversed(threads)}.values())[::-1]


def _desks(session: Session, issue: Issue) -> list[Thread]:
    """One for each desk: under the first card that stands there."""
    threads: dict[str, Thread] = {}
    for report in issue.reports:
        key = owing.card_key(report, report.desk)
        if report.desk and report.desk not in threads and message_of(session, key) is not None:
            threads[report.desk] = Thread(key, desk=report.desk)
    return list(threads.values())


def owe_reading(session: Session, issue: Issue, since: datetime | None) -> None:
    """Owe a look at the comments of an issue that changed, if anybody would hear of them. since: Jira's stamp of the
    version that was read before; what was written until then is no news. One look that waits is enough.
    """
    bucket = f"jira:comments:{issue.jira_id}"
    if issue.imported or not _people(issue) or waits_for(session, READING, bucket):
        return
    payload = {"issue": issue.id, "since": since.isoformat() if since else None}
    key = f"{READING}:{issue.jira_id}:{secrets.token_hex(6)}"
    owe(session, target=owing.JIRA, kind=READING, key=key, bucket=bucket, payload=payload)


def comment_said(comment: Comment) -> str:
    """What begins the keys of all messages that show a comment."""
    return f"comment:{comment.jira_id}"


def note_said(report: Report, note: Note) -> str:
    """The same, of what was said in Slack."""
    return f"said:{report.reference}-{note.id}"


def owe_comment(session: Session, issue: Issue, comment: Comment) -> None:
    """Owe a comment to every thread of its issue."""
    for thread in threads_of(session, issue):
        _owe_speech(session, thread, comment_said(comment), {"comment": comment.id, "issue": issue.id})
    _owe_ends(session, issue, comment)


def owe_comment_updates(session: Session, issue: Issue, comment: Comment) -> None:
    """Owe the messages that show a comment its new face."""
    for shown in speeches_of(session, issue.id, comment_said(comment)):
        owe_speech_update(session, shown, {"comment": comment.id}, comment.version[:12])
    _owe_ends(session, issue, comment)


def said_of_end(session: Session, issue: Issue) -> Comment | None:
    """The last comment about the present end of an issue, for everybody who hears of it; None of what few may read."""
    if issue.ended_at is None or issue.is_for_few:
        return None
    return last_comment(session, issue.id, issue.ended_at - _BEFORE_AN_END, issue.ended_at + _AFTER_AN_END)


def _owe_ends(session: Session, issue: Issue, comment: Comment) -> None:
    """Owe the messages that told of the end a comment is about its new words."""
    if issue.ended_at is None or issue.is_for_few:
        return
    if issue.ended_at - _BEFORE_AN_END <= comment.written_at <= issue.ended_at + _AFTER_AN_END:
        for told in ends_shown(session, issue.id, issue.ends):
            owing.owe_answer_shown(session, told.post, told.person, f"{comment.jira_id}-{comment.version[:12]}")


def owe_note(session: Session, report: Report, note: Note) -> None:
    """Owe what was said in one thread to those of the other side: an owner's answer to all people, a reporter's words
    to the desk.
    """
    issue = report.issue
    if issue is None or issue.imported:
        return
    threads = _people(issue) if note.kind is NoteKind.REPLY else _desks(session, issue)
    for thread in threads:
        payload = {"note": note.id, "issue": issue.id}
        _owe_speech(session, thread, note_said(report, note), payload, report_id=report.id)


def owe_note_updates(session: Session, report: Report, note: Note, why: str) -> None:
    """Owe everything that shows what was said its new words: messages, and the comment in Jira."""
    issue = report.issue
    if issue is None or issue.imported:
        return
    for shown in speeches_of(session, issue.id, note_said(report, note)):
        owe_speech_update(session, shown, {"note": note.id}, why)
    if note.as_comment:
        _owe_rewriting(session, issue, report, note, why)


def owe_rewriting_later(session: Session, report: Report, note: Note, number: int, delay: float) -> None:
    """Owe the same so many seconds later: the comment itself is still on its way. number: of the row that found so."""
    if report.issue is not None:
        _owe_rewriting(session, report.issue, report, note, f"later-{number}", delay)


def owe_speech_later(session: Session, claim: Claim, delay: float) -> None:
    """Owe something said once more, so many seconds later: the message that its thread hangs under is on its way."""
    said, _, whose = claim.key.rpartition(":")
    owe(
        session,
        target=owing.SLACK,
        kind=SPEECH,
        key=f"{said}:{claim.id}:{whose}",
        bucket=claim.bucket,
        payload=claim.payload,
        report_id=claim.report_id,
        delay=delay,
    )


def owe_speech_update(session: Session, shown: Message, said: dict[str, int], why: str) -> None:
    """Owe one message that shows something said its new face; `why` names the change."""
    whose = shown.person or shown.channel
    payload = {"message": shown.key, **({"person": shown.person} if shown.person else {}), **said}
    key = f"{SPEECH_UPDATE}:{why}:{shown.key}"[:255]
    owe(session, target=owing.SLACK, kind=SPEECH_UPDATE, key=key, bucket=f"slack:{whose}", payload=payload)


def owe_word(session: Session, word: Word, person: str, spot: Spot, thread: str, *, once: str = "") -> None:
    """Owe a sentence to somebody who wrote in a thread; once: for all that is said under this name, else for each."""
    key = f"{WORD}:{word.value}:{once or f'{spot.channel}-{spot.ts}'}:{person}"
    payload = {"person": person, "channel": spot.channel, "thread": thread, "word": word.value}
    owe(session, target=owing.SLACK, kind=WORD, key=key, bucket=f"slack:{person}", payload=payload)


def _owe_speech(
    session: Session,
    thread: Thread,
    said: str,
    payload: dict[str, Any],
    *,
    report_id: int | None = None,
    delay: float = 0.0,
) -> None:
    key = f"{said}:{thread.whose}"
    if message_of(session, key) is not None:
        return
    whose = {"person": thread.person} if thread.person else {"desk": thread.desk}
    owe(
        session,
        target=owing.SLACK,
        kind=SPEECH,
        key=key,
        bucket=f"slack:{thread.whose}",
        payload={**payload, **whose, "under": thread.under},
        report_id=report_id,
        delay=delay,
    )


def _owe_rewriting(session: Session, issue: Issue, report: Report, note: Note, why: str, delay: float = 0.0) -> None:
    key = f"{REWRITING}:{report.reference}-{note.id}:{why}"
    payload = {"issue": issue.id, "person": report.reporter, "note": note.id}
    bucket = f"jira:issue:{issue.jira_id}"
    owe(
        session,
        target=owing.JIRA,
        kind=REWRITING,
        key=key,
        bucket=bucket,
        payload=payload,
        report_id=report.id,
        delay=delay,
    )
