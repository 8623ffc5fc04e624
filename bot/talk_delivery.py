"""What threads owe to Slack: something said, its new words, and one sentence to whoever wrote in a thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.messages.talk import WORDS, Speech, Voice, speech
from bot.messages.text import Message as Rendered
from bot.posting import Posted, Poster, remember
from config.catalogue import CatalogueFile
from config.clock import Clock
from loop import talk
from loop.news import News
from loop.outbox import Settlement, Task, Timing
from loop.talk import Word
from loop.tracker.model import Tracker
from storage import outbox
from storage.comment import comment_by_id
from storage.database import Database, Session
from storage.issue import Issue, issue_by_id
from storage.message import SPEECH, message_of
from storage.note import NoteKind, note_by_id


class TalkDelivery:
    """The kinds of owed messages that stand in threads, each a method."""

    def __init__(
        self,
        database: Database,
        poster: Poster,
        tracker: Tracker,
        catalogue: CatalogueFile,
        clock: Clock,
        news: News,
        timing: Timing,
    ) -> None:
        self._database = database
        self._poster = poster
        self._tracker = tracker
        self._catalogue = catalogue
        self._clock = clock
        self._news = news
        self._timing = timing
        self.kinds: dict[str, Callable[[Task], Settlement | None]] = {
            SPEECH: self._speech,
            talk.SPEECH_UPDATE: self._update,
            talk.WORD: self._word,
        }

    def _speech(self, task: Task) -> Settlement | None:
        payload = task.claim.payload
        with self._database.reading() as session:
            face = self._face(session, payload, payload["issue"])
            at = _said_at(session, payload)
            root = message_of(session, payload["under"])
            below = outbox.owed_of(session, payload["under"])
            stale = self._news.is_stale(session, at)
            may_stand = self._news.may_be_told(session, at)
        if face is None or face.gone or stale:
            return None
        if root is None:
            if below is not None and below.state in outbox.OPEN:
                with self._database.transaction() as session:
                    talk.owe_speech_later(session, task.claim, self._timing.grace)
            return None
        posted = self._poster.post(task, root.channel, speech(face), thread_ts=root.ts, may_stand=may_stand)

        def settle(session: Session) -> None:
            remember(
                session,
                task,
                posted,
                self._clock.now(),
                person=payload.get("person", ""),
                report_id=task.claim.report_id,
                issue_id=payload["issue"],
            )
            # What was said may read otherwise since it was read here.
            shown = message_of(session, task.claim.key)
            if shown is not None and self._face(session, payload, payload["issue"]) != face:
                talk.owe_speech_update(session, shown, _of(payload), "after-post")

        return settle

    def _update(self, task: Task) -> Settlement | None:
        payload = task.claim.payload
        with self._database.reading() as session:
            shown = message_of(session, payload["message"])
            face = self._face(session, payload, shown.issue_id) if shown else None
        if shown is None or not shown.ts or face is None:
            return None
        self._poster.update(Posted(shown.channel, shown.ts), speech(face))

        def settle(session: Session) -> None:
            # Two updates may be under way at once, and the older one may land last.
            stands = message_of(session, shown.key)
            if stands is not None and self._face(session, payload, shown.issue_id) != face:
                talk.owe_speech_update(session, stands, _of(payload), f"again-{task.claim.id}-{task.claim.fence}")

        return settle

    def _word(self, task: Task) -> Settlement:
        payload = task.claim.payload
        message = Rendered(text=WORDS[Word(payload["word"])], blocks=[])
        posted = self._poster.post(task, payload["channel"], message, thread_ts=payload["thread"])
        return lambda session: remember(session, task, posted, self._clock.now(), person=payload["person"])

    def _face(self, session: Session, payload: dict[str, Any], issue_id: int | None) -> Speech | None:
        """What is said, as it stands now; None if its words are forgotten."""
        if issue_id is None:
            return None
        issue = issue_by_id(session, issue_id)
        if "comment" in payload:
            comment = comment_by_id(session, payload["comment"])
            if not comment.text and not comment.hidden:
                return None
            return self._said(issue, Voice.JIRA, comment.author, comment.text, gone=comment.hidden)
        note = note_by_id(session, payload["note"])
        if note is None:
            return None
        voice = Voice.OWNER if note.kind is NoteKind.REPLY else Voice.REPORTER
        return self._said(issue, voice, "", note.text)

    def _said(self, issue: Issue, voice: Voice, author: str, text: str, *, gone: bool = False) -> Speech:
        product = self._catalogue.current().find_product(issue.product)
        name = product.name if product else issue.product
        return Speech(voice, author, text, name, issue.key, self._tracker.url_of(issue.key), gone)


def _said_at(session: Session, payload: dict[str, Any]) -> Any:
    if "comment" in payload:
        return comment_by_id(session, payload["comment"]).written_at
    note = note_by_id(session, payload["note"])
    return note.said_at if note else None


def _of(payload: dict[str, Any]) -> dict[str, int]:
    """What the payload says is said: a comment or a note."""
    return {name: payload[name] for name in ("comment", "note") if name in payload}
