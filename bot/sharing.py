"""Sharing an answer: it is asked for anew in the name of whoever shares it, and posted where they saw it."""

from __future__ import annotations

from typing import Any

from slack_bolt import Ack, App

from bot.messages import questions as words
from bot.posting import Poster
from bot.questions import Questions, RefusedQuestionError
from loop import owing
from loop.answers import RejectedError
from loop.outbox import Settlement, Task
from storage.database import Database, Session

# Slack's words for a channel in which the bot cannot post.
_NOT_THERE = frozenset({"not_in_channel", "channel_not_found", "is_archived", "restricted_action"})


class Sharing:
    """Takes the button in."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def register(self, app: App) -> None:
        """Tell Bolt what goes where."""
        app.action(words.SHARE)(self.share)

    def share(self, ack: Ack, body: dict[str, Any], action: dict[str, Any]) -> None:
        """Owe the channel the answer. Whether the person may read it is asked when it is sent."""
        channel, ts = (body.get("channel") or {}).get("id"), (body.get("container") or {}).get("message_ts")
        if channel and ts:
            with self._database.transaction() as session:
                owing.owe_share(session, body["user"]["id"], channel, action.get("value") or "", ts)
        ack()


class Shares:
    """Posts what is shared."""

    def __init__(self, questions: Questions, poster: Poster) -> None:
        self._questions = questions
        self._poster = poster

    def post(self, task: Task) -> Settlement | None:
        """Post an answer in a channel, or tell whoever shared it that this cannot be done."""
        payload = task.claim.payload
        person, question = payload["person"], payload["question"]
        try:
            paragraphs = self._questions.paragraphs(person, question, for_others=True)
        except RefusedQuestionError:
            return None
        if paragraphs is None:
            return None
        try:
            self._poster.post(task, payload["channel"], words.shared(paragraphs, question, person))
        except RejectedError as rejected:
            if rejected.fields.get("error") not in _NOT_THERE:
                raise
            self._poster.post(task, self._poster.direct_channel(person), words.not_shared(question))
        return _nothing


def _nothing(_session: Session) -> None:
    """Nobody updates it or answers it: where it stands need not be known."""
