"""The Slack target: carries out what is owed to people, rendering each message from what is true when it is sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from slack_sdk import WebClient

from bot.capturing import Capturing
from bot.card_delivery import CardDelivery
from bot.digest_delivery import DigestDelivery
from bot.faces import Faces
from bot.gate_delivery import GateDelivery
from bot.homes import Homes
from bot.known_answers import FollowUpDelivery
from bot.messages import text as messages
from bot.messages.ends import EndFace, alert, end_notice, reopened_notice
from bot.messages.form import form_offer
from bot.messages.me_too import me_too_notice
from bot.messages.receipt import receipt
from bot.messages.stuck import stuck
from bot.money_delivery import MoneyDelivery
from bot.posting import Posted, Poster, remember, token_of
from bot.sharing import Shares
from bot.slack_failures import ClosedError, speaking
from bot.summaries import BOT, Summaries
from bot.talk_delivery import TalkDelivery
from config.clock import Clock
from config.words import State
from loop import delays, owing
from loop.answers import Scope
from loop.news import News
from loop.outbox import Settlement, Task, Timing
from storage import outbox
from storage.co_report import co_report_of
from storage.database import Database, Session
from storage.event import Event, EventKind, Stamp
from storage.issue import issue_by_id
from storage.message import Message, message_of, place_message
from storage.report import report_of


def _nothing(_session: Session) -> None:
    """Nothing to record beyond its being done."""


class SlackTarget:
    """Everything owed to Slack, one method per kind."""

    name = owing.SLACK

    def __init__(
        self,
        database: Database,
        client: WebClient,
        poster: Poster,
        faces: Faces,
        digests: DigestDelivery,
        clock: Clock,
        news: News,
        homes: Homes,
        shares: Shares,
        summaries: Summaries,
        timing: Timing,
        cards: CardDelivery,
        talks: TalkDelivery,
        follow_ups: FollowUpDelivery,
        capturing: Capturing,
        money: MoneyDelivery,
        gates: GateDelivery,
    ) -> None:
        self._database = database
        self._client = client
        self._poster = poster
        self._faces = faces
        self._clock = clock
        self._news = news
        self._summaries = summaries
        self._homes = homes
        self.timing = timing
        self.kinds: dict[str, Callable[[Task], Settlement | None]] = {
            "receipt": self._receipt,
            "receipt_update": self._receipt_update,
            "end": self._end,
            "summary": self._summaries.post,
            "reminder": self._summaries.remind,
            "share": shares.post,
            "home": homes.publish,
            "home_emptied": homes.empty,
            "reopened": self._reopened,
            "answer_shown": self._answer_shown,
            "stuck": self._stuck,
            "form": self._form,
            "capture": capturing.deliver,
            "captured": self._captured,
            "captured_update": self._captured_update,
            "me_too": self._me_too,
            "me_too_update": self._me_too_update,
            "alert": self._alert,
            "retract": self._retract,
            owing.REMOVAL: self._look_whether_removed,
            delays.KIND: self._tell_of_delays,
            **cards.kinds,
            **talks.kinds,
            **follow_ups.kinds,
            **money.kinds,
            **gates.kinds,
            **digests.kinds,
        }

    def deliver(self, task: Task) -> Settlement | None:
        """Post or update what is owed, once."""
        return self.kinds[task.claim.kind](task)

    def _receipt(self, task: Task) -> Settlement:
        report_id = task.claim.report_id
        with self._database.reading() as session:
            face = self._faces.receipt(session, report_of(session, report_id))
        person = task.claim.payload["person"]
        posted = self._poster.post(task, self._poster.direct_channel(person), receipt(face))

        def settle(session: Session) -> None:
            report = report_of(session, report_id, lock=True)
            self._remember(session, task, posted, person, report_id=report.id)
            self._homes.owe_owners(session, report.product)
            # The report may have gone on while its receipt was on the way, or since one that nobody can find was sent.
            outdated = not posted.ts and report.state is not State.RECEIVED
            if posted.found or outdated or self._faces.receipt(session, report) != face:
                owing.owe_receipt_update(session, report, "after-post")

        return settle

    def _receipt_update(self, task: Task) -> Settlement | None:
        with self._database.reading() as session:
            report = report_of(session, task.claim.report_id)
            face = self._faces.receipt(session, report)
            message = message_of(session, owing.receipt_key(report))
        # Without a message yet, the receipt will be posted as the report stands then.
        if message is None:
            return None
        posted = self._show_receipt(task, message, receipt(face))

        def settle(session: Session) -> None:
            # Two updates may be under way at once, and the older one may land last.
            report = report_of(session, task.claim.report_id, lock=True)
            place_message(session, message.key, message.person, posted.channel, posted.ts)
            self._homes.owe_owners(session, report.product)
            if self._faces.receipt(session, report) != face:
                owing.owe_receipt_update(session, report, f"again:{task.claim.id}:{task.claim.fence}")

        return settle

    def _show_receipt(self, task: Task, message: Message, face: messages.Message) -> Posted:
        """Update the receipt. One that cannot be found, because the answer to its post was lost and no scope lets us
        look, is posted anew: what it says has changed, so it is news.
        """
        if not message.ts:
            return self._poster.post(task, self._poster.direct_channel(message.person), face)
        posted = Posted(message.channel, message.ts)
        self._poster.update(posted, face)
        return posted

    def _end(self, task: Task) -> Settlement | None:
        if self._summaries.take(task):
            return None
        payload = task.claim.payload
        with self._database.reading() as session:
            face = self._faces.end(session, payload["issue"], payload["person"])
            since = issue_by_id(session, payload["issue"]).news_since
            stale = self._news.is_stale(session, since)
            may_stand = self._news.may_be_told(session, since)
        current = face is not None and face.end == payload["end"] and not stale
        if not current and not task.must_look_up:
            return None  # reopened, or ended anew, while the end had to prove that it stands; or no news any more
        channel = self._poster.direct_channel(payload["person"])
        if face is not None and current:
            posted = self._poster.post(task, channel, end_notice(face), may_stand=may_stand)
        elif ts := self._poster.find_lost(task, channel, token_of(task.claim.key)):
            posted = Posted(channel, ts, found=True)  # it was told before, so whoever reads it hears what came after
        else:
            return _nothing

        def settle(session: Session) -> None:
            self._remember(session, task, posted, payload["person"], issue_id=payload["issue"], end=payload["end"])
            self._note_told(session, task, payload, face if current else None)

        return settle

    def _note_told(self, session: Session, task: Task, payload: dict[str, Any], face: EndFace | None) -> None:
        """Record who was told and, by the comment they were shown, why. Whoever was quick may have answered before we
        knew that the message stands, and what was said about the end may have changed meanwhile: then it shows that.
        """
        why = {"reason": f"Jira comment {face.last.comment}"} if face is not None and face.last else {}
        now, person = self._clock.now(), payload["person"]
        owing.owe_home(session, person)
        issue = issue_by_id(session, payload["issue"], lock=True)
        for report in issue.reports:
            if report.reporter == person and not report.imported:
                report.record(EventKind.TOLD, Stamp.now(BOT, now), **why)
        joined = issue.co_report_of(person)
        if joined is not None:
            session.add(Event.of_issue(issue, EventKind.TOLD, Stamp.now(BOT, now), co_report=joined.id))
        if self._faces.end(session, issue.id, person) != face:
            owing.owe_answer_shown(session, task.claim.key, person, int(now.timestamp() * 1000))

    def _reopened(self, task: Task) -> Settlement | None:
        if self._summaries.take(task):
            return None
        payload = task.claim.payload
        with self._database.reading() as session:
            end = outbox.owed_of(session, payload["told_by"])
            issue = issue_by_id(session, payload["issue"])
            told = message_of(session, payload["told_by"])
            face = self._faces.open_again(session, issue, payload["person"])
            # When it was reopened is not kept; it was not later than Jira's last change of it.
            stale = self._news.is_stale(session, issue.updated_at)
            may_stand = self._news.may_be_told(session, issue.updated_at)
        if told is None or issue.ended or issue.ends != payload["end"] or face is None or stale:
            if told is None and end is not None and end.may_be_sent:
                with self._database.transaction() as session:
                    owing.owe_reopened_later(session, payload, task.claim.id, self.timing.grace)
            return None  # nobody was told of the end, or it ended once more; or no news any more
        channel = self._poster.direct_channel(payload["person"])
        posted = self._poster.post(task, channel, reopened_notice(face), may_stand=may_stand)
        return lambda session: self._remember(
            session, task, posted, payload["person"], issue_id=issue.id, end=payload["end"]
        )

    def _answer_shown(self, task: Task) -> Settlement | None:
        payload = task.claim.payload
        with self._database.reading() as session:
            told = message_of(session, payload["post"])
            face = self._faces.end(session, told.issue_id, payload["person"]) if told and told.issue_id else None
        if told is None or told.kind != "end":
            return _nothing if self._summaries.show_again(payload["post"], payload["person"]) else None
        if not told.ts or face is None or face.end != told.end:
            return None  # nobody knows where it stands, or the issue was reopened since
        self._poster.update(Posted(told.channel, told.ts), end_notice(face))
        return _nothing

    def _stuck(self, task: Task) -> Settlement | None:
        payload = task.claim.payload
        with self._database.reading() as session:
            face = self._faces.stuck(session, payload["of"], task.claim.report_id, payload["person"])
        if face is None:
            return None  # somebody was quicker, and it is on its way again
        posted = self._poster.post(task, self._poster.direct_channel(payload["person"]), stuck(face))
        return lambda session: self._remember(session, task, posted, payload["person"], report_id=task.claim.report_id)

    def _form(self, task: Task) -> Settlement:
        payload = task.claim.payload
        offer = form_offer(payload["token"], payload["sentence"])
        posted = self._poster.post(task, self._poster.direct_channel(payload["person"]), offer)
        return lambda session: self._remember(session, task, posted, payload["person"])

    def _captured(self, task: Task) -> Settlement | None:
        with self._database.reading() as session:
            report = report_of(session, task.claim.report_id)
            face = self._faces.captured(session, report)
        if not report.channel:
            return None  # it was erased meanwhile
        try:
            posted = self._poster.post(task, report.channel, face, thread_ts=report.thread)
        except ClosedError:
            return _nothing  # "Report as friction" works where the bot is not; the receipt has said it

        def settle(session: Session) -> None:
            self._remember(session, task, posted, report.reporter, report_id=report.id)
            if posted.found or self._faces.captured(session, report_of(session, report.id)) != face:
                owing.owe_receipt_update(session, report, "after-capture")

        return settle

    def _captured_update(self, task: Task) -> Settlement | None:
        with self._database.reading() as session:
            report = report_of(session, task.claim.report_id)
            face = self._faces.captured(session, report)
            told = message_of(session, owing.captured_key(report))
        if told is None or not told.ts:
            return None
        self._poster.update(Posted(told.channel, told.ts), face)

        def settle(session: Session) -> None:
            if self._faces.captured(session, report_of(session, report.id)) != face:
                owing.owe_receipt_update(session, report, f"again:{task.claim.id}:{task.claim.fence}")

        return settle

    def _me_too(self, task: Task) -> Settlement | None:
        number, person = task.claim.payload["co_report"], task.claim.payload["person"]
        with self._database.reading() as session:
            face = self._faces.me_too(session, number, person)
        if face is None:
            return None
        posted = self._poster.post(task, self._poster.direct_channel(person), me_too_notice(face))

        def settle(session: Session) -> None:
            self._remember(session, task, posted, person, issue_id=task.claim.payload["issue"])
            joined = co_report_of(session, number, person)
            if joined is not None:
                self._homes.owe_owners(session, joined.issue.product)
            if joined is not None and (posted.found or self._faces.me_too(session, number, person) != face):
                owing.owe_me_too_update(session, joined, "after-post")

        return settle

    def _me_too_update(self, task: Task) -> Settlement | None:
        number, person = task.claim.payload["co_report"], task.claim.payload["person"]
        with self._database.reading() as session:
            face = self._faces.me_too(session, number, person)
            told = message_of(session, owing.me_too_key(number))
        if face is None or told is None or not told.ts:
            return None
        self._poster.update(Posted(told.channel, told.ts), me_too_notice(face))

        def settle(session: Session) -> None:
            # Two updates may be under way at once, and the older one may land last.
            joined = co_report_of(session, number, person)
            if joined is not None and self._faces.me_too(session, number, person) != face:
                owing.owe_me_too_update(session, joined, f"again:{task.claim.id}:{task.claim.fence}")

        return settle

    def _alert(self, task: Task) -> Settlement:
        payload = task.claim.payload
        posted = self._poster.post(
            task, payload["channel"], alert(payload["headline"], payload["reason"], payload["cure"])
        )
        return lambda session: self._remember(session, task, posted, "")

    def _retract(self, task: Task) -> Settlement:
        """Delete a message; deleting it twice changes nothing."""
        payload = task.claim.payload
        ts = payload["ts"] or self._poster.find_lost(task, payload["channel"], payload["token"])
        if ts:
            with speaking(writing=False, limit=Scope.KIND):
                self._client.chat_delete(channel=payload["channel"], ts=ts)
        return _nothing

    def _look_whether_removed(self, _task: Task) -> Settlement:
        """Slack takes our token, so the app is where it was, or back; what Slack refuses is refused to all writes."""
        with speaking(writing=False):
            self._client.auth_test()
        return _nothing

    def _tell_of_delays(self, task: Task) -> None:
        delays.tell(self._database, task.claim.payload)

    def _remember(
        self,
        session: Session,
        task: Task,
        posted: Posted,
        person: str,
        *,
        report_id: int | None = None,
        issue_id: int | None = None,
        end: int | None = None,
    ) -> None:
        at = self._clock.now()
        remember(session, task, posted, at, person=person, report_id=report_id, issue_id=issue_id, end=end)
