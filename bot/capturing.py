"""Capturing: a worker reads what somebody pointed at in Slack, and takes it in as if they had typed it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields, replace
from typing import Any

import structlog
from slack_sdk import WebClient

from bot.commands import as_typed
from bot.files import MOST_FILES, sent_files
from bot.messages import answers
from bot.slack_failures import MissingScopeError, speaking
from config.catalogue import CatalogueFile, Product
from config.clock import Clock
from loop import owing
from loop.answers import AnswerError, RejectedError, TryLaterError, UndeliverableError
from loop.cleaning import clean, says_something
from loop.details import details_asked
from loop.intake import Intake, Submission, TooManyError
from loop.masking import mask
from loop.me_too import put_behind
from loop.outbox import Settlement, Task
from loop.triage.proposal import Because, Proposal
from loop.triage.routing import Routing
from storage.attachment import SentFile
from storage.database import Database, Session
from storage.issue import issue_by_id
from storage.message import save_draft
from storage.report import Report, report_of_message

log = structlog.get_logger(__name__)

# Of a thread, so much is read: one page of Slack's, from its first message on.
_THREAD = 200
# Whoever may send no more reports this minute has the next one taken in after it.
_TOO_MANY_SECONDS = 60.0


@dataclass(frozen=True)
class Pointed:
    """What somebody pointed at: the message `ts` of a channel, in the thread that begins with `thread` (or empty)."""

    person: str
    way: str
    channel: str
    ts: str
    thread: str
    text: str
    masked: tuple[str, ...]
    files: tuple[SentFile, ...] = ()

    @classmethod
    def read(cls, payload: dict[str, Any]) -> Pointed:
        """Read what a listener committed; one of another version may have written more than is known here, or less."""
        known = {field.name: payload[field.name] for field in fields(cls) if field.name in payload}
        files = tuple(map(SentFile.read, payload.get("files", ())))
        return cls(**{**known, "masked": tuple(payload["masked"]), "files": files})


class Capturing:
    """Takes in what was pointed at. The same message is one report, whoever points at it: the others say me too."""

    def __init__(
        self,
        database: Database,
        client: WebClient,
        intake: Intake,
        routing: Routing,
        catalogue: CatalogueFile,
        clock: Clock,
        debounce: float,
    ) -> None:
        """debounce: seconds until Jira is told how many people an issue concerns."""
        self._database = database
        self._client = client
        self._intake = intake
        self._routing = routing
        self._catalogue = catalogue
        self._clock = clock
        self._debounce = debounce

    def deliver(self, task: Task) -> Settlement | None:
        """Take it in, once; what becomes of it is owed with the report."""
        pointed = Pointed.read(task.claim.payload)
        known = self._known(pointed)
        if known is not None:
            return self._join(pointed, known)
        whole = self._whole(pointed)
        if whole is None:
            return None  # a bot said it, or it is gone
        pointed, text = whole, whole.text
        proposal = self._proposal(pointed, text)
        product = self._catalogue.current().find_product(proposal.value) if proposal else None
        if not says_something(text) and pointed.way == "message":
            return None
        if product is None or not says_something(text):
            return self._offer_form(pointed, text, answers.WHICH_TOOL)
        if self._asks_more(product):
            return self._offer_form(pointed, text, answers.WANTS_MORE, product=product.key)
        self._take(pointed, text, product, proposal)
        taken = self._known(pointed)
        # Somebody else's worker may have been quicker with the same message.
        return self._join(pointed, taken) if taken and taken.reporter != pointed.person else _nothing

    def _take(self, pointed: Pointed, text: str, product: Product, proposal: Proposal | None) -> None:
        submission = Submission(
            product=product,
            reporter=pointed.person,
            reporter_name=self._name(pointed.person),
            what=text,
            source=pointed.way,
            permalink=self._permalink(pointed),
            masked=pointed.masked,
            channel=pointed.channel,
            thread=pointed.thread or pointed.ts,
            message_ts=pointed.ts,
            proposal=proposal.as_record() if proposal else None,
            files=pointed.files,
        )
        try:
            self._intake.take(submission, key=f"message:{pointed.channel}:{pointed.ts}", now=self._clock.now())
        except TooManyError:
            raise TryLaterError("too many reports of one person at once", seconds=_TOO_MANY_SECONDS) from None

    def _join(self, pointed: Pointed, report: Report) -> Settlement | None:
        """Put somebody behind the issue of what another person has pointed at before."""
        if report.restricted or report.reporter == pointed.person or not (report.is_open or report.issue_id):
            return None
        if report.issue_id is None:
            raise TryLaterError("what somebody else made of this message is not filed yet")
        issue_id = report.issue_id

        def settle(session: Session) -> None:
            issue = issue_by_id(session, issue_id, lock=True)
            if not issue.ended and not issue.is_for_few and issue.co_report_of(pointed.person) is None:
                put_behind(session, issue, pointed.person, self._clock.now(), self._debounce)

        return settle

    def _asks_more(self, product: Product) -> bool:
        with self._database.reading() as session:
            return bool(details_asked(session, product))

    def _offer_form(self, pointed: Pointed, text: str, sentence: str, *, product: str = "") -> Settlement:
        fields = {
            "product": product,
            "what": text,
            "masked": list(pointed.masked),
            "source": pointed.way,
            "permalink": self._permalink(pointed),
            "channel": pointed.channel,
            "message_ts": pointed.ts,
            "thread": pointed.thread or pointed.ts,
            "files": [asdict(file) for file in pointed.files],
        }

        def settle(session: Session) -> None:
            token = save_draft(session, pointed.person, fields, self._clock.now())
            owing.owe_form(session, pointed.person, token, sentence)

        return settle

    def _proposal(self, pointed: Pointed, text: str) -> Proposal | None:
        """The product that may stand without asking: the channel's only one, or a sure proposal."""
        catalogue = self._catalogue.current()
        rules = catalogue.channel_rules(pointed.channel)
        proposal = self._routing.propose(text, catalogue, reporter=pointed.person, channel=pointed.channel)
        if len(rules) == 1:
            return Proposal(rules[0].product, 1.0, Because.CHANNEL)
        return proposal if proposal and proposal.is_sure else None

    def _whole(self, pointed: Pointed) -> Pointed | None:
        """The same with what stands in Slack: the message under a reaction, the thread around a mention."""
        if pointed.way == "emoji":
            message = self._message(pointed)
            if message is None:
                return None
            thread, files = str(message.get("thread_ts") or ""), sent_files(message.get("files"))
            return replace(pointed, text=_said(message), thread=thread, files=files)
        if pointed.way != "mention" or not pointed.thread:
            return pointed
        around = self._thread(pointed)
        lines = [f"> {line}" for message in around for line in _said(message).splitlines()]
        files = (*pointed.files, *sent_files([file for message in around for file in message.get("files") or ()]))
        return replace(pointed, text="\n\n".join(filter(None, [pointed.text, *lines])), files=files[:MOST_FILES])

    def _message(self, pointed: Pointed) -> dict[str, Any] | None:
        try:
            with speaking(writing=False):
                answer = self._client.reactions_get(channel=pointed.channel, timestamp=pointed.ts, full=True)
        except (RejectedError, UndeliverableError) as gone:
            if isinstance(gone, MissingScopeError):
                raise
            log.info("the message is gone", reason=gone.reason)
            return None
        message: dict[str, Any] = answer.get("message") or {}
        return None if message.get("bot_id") else message

    def _thread(self, pointed: Pointed) -> list[dict[str, Any]]:
        """What else people said in the thread, oldest first. Without the history scope the link must do."""
        try:
            with speaking(writing=False):
                answer = self._client.conversations_replies(channel=pointed.channel, ts=pointed.thread, limit=_THREAD)
        except RejectedError as refused:
            log.warning("a thread cannot be read", reason=refused.reason)
            return []
        said: list[dict[str, Any]] = answer.get("messages", [])
        return [message for message in said if not message.get("bot_id") and message["ts"] != pointed.ts]

    def _permalink(self, pointed: Pointed) -> str:
        with speaking(writing=False):
            answer = self._client.chat_getPermalink(channel=pointed.channel, message_ts=pointed.ts)
        return str(answer["permalink"])

    def _name(self, person: str) -> str:
        try:
            with speaking(writing=False):
                return str((self._client.users_info(user=person).get("user") or {}).get("name") or "")
        except AnswerError:
            return ""

    def _known(self, pointed: Pointed) -> Report | None:
        with self._database.reading() as session:
            return report_of_message(session, pointed.channel, pointed.ts)


def _said(message: dict[str, Any]) -> str:
    return mask(clean(as_typed(message.get("text") or ""))).text


def _nothing(_session: Session) -> None:
    """Nothing to record: the report is committed."""
