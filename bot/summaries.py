"""Summaries: when much that one person reported ends at once, they get one message instead of one for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.faces import Faces
from bot.messages.summary import MOST_LINES, SummaryLine, reminder, summary
from bot.posting import Posted, Poster, token_of
from config.clock import Clock
from loop import owing
from loop.news import News
from loop.outbox import Settlement, Task
from storage.database import Database, Session
from storage.event import EventKind, Stamp
from storage.issue import Issue, issues_with_reports
from storage.message import message_of, messages_posted_as, remember_message
from storage.outbox import Owed
from storage.report import Report

BOT = "friction"
NEWS = frozenset({"end", "reopened"})
REMINDER = "reminder"

Item = dict[str, Any]


@dataclass(frozen=True)
class _Holding:
    """News that holds: what was owed, and the line that tells it. may_stand: it may have been told before."""

    item: Item
    line: SummaryLine
    may_stand: bool


class Summaries:
    """Posts summaries and keeps them true. above: up to so many at once each get a message of their own."""

    def __init__(self, database: Database, poster: Poster, faces: Faces, clock: Clock, news: News, above: int) -> None:
        self._database = database
        self._poster = poster
        self._faces = faces
        self._clock = clock
        self._news = news
        self._above = above

    def take(self, task: Task) -> bool:
        """Let a summary tell this piece of news, if more than a few wait for the same person."""
        if task.must_look_up:
            return False  # it may have been told alone already
        person = task.claim.payload["person"]

        def owe_one(session: Session, rows: list[Owed]) -> None:
            owing.owe_summary(session, person, rows, most=MOST_LINES)

        return task.hand_over(NEWS, self._above, owe_one)

    def post(self, task: Task) -> Settlement | None:
        """Post one page of a summary, with all of it that still holds."""
        page = task.claim.payload
        thread_ts = page["thread_ts"]
        with self._database.reading() as session:
            holding = self._holding(session, page["items"], page["person"])
        channel = self._poster.direct_channel(page["person"])
        holding = self._without_told(task, channel, holding)
        if not holding:
            return self._next_page(page, thread_ts) if page["rest"] else None
        posted = self._poster.post(
            task,
            channel,
            # Those in a thread stand under a first page that says how many there are in all.
            summary(
                [held.line for held in holding],
                task.claim.key,
                total=len(holding) + (len(page["rest"]) if thread_ts is None else 0),
            ),
            thread_ts=thread_ts or "",
            tokens=[token_of(held.item["key"]) for held in holding],
        )

        def settle(session: Session) -> None:
            self._remember(session, task, posted, holding)
            self._next_page(page, posted.ts if thread_ts is None else thread_ts)(session)

        return settle

    def _next_page(self, page: Item, thread_ts: str | None) -> Settlement:
        return lambda session: owing.owe_next_page(session, page, thread_ts, most=MOST_LINES)

    def remind(self, task: Task) -> Settlement | None:
        """Ask once more about what was told and not answered."""
        items, person = task.claim.payload["items"], task.claim.payload["person"]
        with self._database.reading() as session:
            open_ones = [held for held in self._standing(session, items, person) if _is_unanswered(held.line)]
        if not open_ones:
            return None
        open_ones = open_ones[:MOST_LINES]
        message = reminder([held.line for held in open_ones], task.claim.key)
        may_stand = any(held.may_stand for held in open_ones)
        posted = self._poster.post(task, self._poster.direct_channel(person), message, may_stand=may_stand)
        return lambda session: self._remember(session, task, posted, open_ones)

    def show_again(self, post: str, person: str) -> bool:
        """Let a summary or a reminder show what is true now. False if nobody knows where it stands."""
        with self._database.reading() as session:
            told = messages_posted_as(session, post, person)
            lines = self._faces.summary(session, told, person)
        if not told or not told[0].ts or not lines:
            return False
        # What else there is on other pages was said when it was posted, and is not said again.
        face = reminder(lines, post) if told[0].kind == REMINDER else summary(lines, post, len(lines))
        self._poster.update(Posted(told[0].channel, told[0].ts), face)
        return True

    def _holding(self, session: Session, items: Sequence[Item], person: str) -> list[_Holding]:
        issues = issues_with_reports(session, [item["issue"] for item in items])
        return [
            held
            for held in self._standing(session, items, person)
            if _holds(session, held.item, issues[held.item["issue"]])
        ]

    def _standing(self, session: Session, items: Sequence[Item], person: str) -> list[_Holding]:
        """What is still news, whether it holds or not."""
        issues = issues_with_reports(session, [item["issue"] for item in items])
        found = []
        for item in items:
            issue = issues[item["issue"]]
            line = self._faces.line(session, issue, person, item["end"])
            # When it was reopened is not kept; it was not later than Jira's last change of it.
            happened_at = issue.updated_at if item["kind"] == "reopened" else issue.news_since
            if line and not self._news.is_stale(session, happened_at):
                found.append(_Holding(item, line, self._news.may_be_told(session, happened_at)))
        return found

    def _without_told(self, task: Task, channel: str, holding: list[_Holding]) -> list[_Holding]:
        """Leave out what a database that was put back has forgotten that it told."""
        doubtful = [] if task.must_look_up else [held for held in holding if held.may_stand]
        if not doubtful:
            return holding
        stands = self._poster.find_told(channel, [token_of(held.item["key"]) for held in doubtful])
        return [held for held in holding if token_of(held.item["key"]) not in stands]

    def _remember(self, session: Session, task: Task, posted: Posted, holding: Sequence[_Holding]) -> None:
        now, person = self._clock.now(), task.claim.payload["person"]
        issues = issues_with_reports(session, [held.item["issue"] for held in holding], lock=True)
        for number, held in enumerate(holding):
            item = held.item
            remember_message(
                session,
                key=item["key"],
                post=task.claim.key,
                kind=item["kind"],
                channel=posted.channel,
                ts=posted.ts,
                person=person,
                issue_id=item["issue"],
                end=item["end"],
                line=number,
                posted_at=now,
            )
            if item["kind"] == "end":
                for report in _theirs(issues[item["issue"]], person):
                    report.record(EventKind.TOLD, Stamp.now(BOT, now))
        session.flush()
        owing.owe_home(session, person)
        shown = self._faces.summary(session, messages_posted_as(session, task.claim.key, person), person)
        if posted.found or shown != [held.line for held in holding]:
            owing.owe_answer_shown(session, task.claim.key, person, int(now.timestamp() * 1000))


def _is_unanswered(line: SummaryLine) -> bool:
    return line.question is not None and not line.face.answer


def _holds(session: Session, item: Item, issue: Issue) -> bool:
    """Whether a piece of news is still true and was not told in another way."""
    if issue.ends != item["end"] or message_of(session, item["key"]) is not None:
        return False
    if item["kind"] == "end":
        return issue.ended
    return not issue.ended and message_of(session, item["told_by"]) is not None


def _theirs(issue: Issue, person: str) -> list[Report]:
    return [report for report in issue.reports if report.reporter == person and not report.imported]
