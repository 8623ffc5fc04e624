"""Posting digests: the message, its pictures and, for executives, the whole page in its thread."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from slack_sdk import WebClient

from bot.messages.digest import digest_message, executive_message, queue_message
from bot.messages.text import Message
from bot.owners import with_names
from bot.page import Pages, page
from bot.posting import Poster, remember
from bot.slack_failures import speaking
from config.clock import Clock
from loop import owing
from loop.digest import Digests
from loop.outbox import Settlement, Task
from storage.database import Session

_CHANNELS = ("C", "G", "D")
PAGE = "page"


class DigestDelivery:
    """What is owed about digests, one method per kind."""

    def __init__(self, client: WebClient, poster: Poster, digests: Digests, pages: Pages, clock: Clock) -> None:
        self._client = client
        self._poster = poster
        self._digests = digests
        self._pages = pages
        self._clock = clock
        self.kinds: dict[str, Callable[[Task], Settlement | None]] = {
            "digest": self._post,
            "digest_chart": self._draw,
            "digest_page": self._attach,
        }

    def _post(self, task: Task) -> Settlement | None:
        payload = task.claim.payload
        message = self._message(payload)
        if message is None:
            return None  # nothing has changed in this queue, or the catalogue has no such digest any more
        # One that is late may be late because the database has forgotten that it was posted.
        posted = self._poster.post(task, self._channel(payload["channel"]), message, may_stand=payload["late"])

        def settle(session: Session) -> None:
            remember(session, task, posted, self._clock.now())
            where = {**payload, "channel": posted.channel}
            for part in self._digests.charts_of(payload["name"]):
                owing.owe_digest_part(session, "digest_chart", where, posted.ts, part)
            if self._digests.has_page(payload["name"]):
                owing.owe_digest_part(session, "digest_page", where, posted.ts, PAGE)

        return settle

    def _message(self, payload: dict[str, Any]) -> Message | None:
        name, as_of, late = payload["name"], datetime.fromisoformat(payload["as_of"]), payload["late"]
        match self._digests.kind(name):
            case "queue":
                content = self._digests.queues(name, as_of, late=late).get(payload["channel"])
                return queue_message(content) if content and content.is_news else None
            case "executive":
                return executive_message(with_names(self._digests.content(name, as_of, late=late), self._client))
            case "integration":
                return digest_message(with_names(self._digests.content(name, as_of, late=late), self._client))
            case _:
                return None

    def _draw(self, task: Task) -> Settlement:
        payload = task.claim.payload
        content = self._digests.content(payload["name"], datetime.fromisoformat(payload["as_of"]), late=payload["late"])
        chart = self._digests.chart(content, payload["part"])
        if chart is None:
            return _nothing  # the books are empty
        filename = f"{payload['part'].replace('_', '-')}-{payload['name']}.png"
        return self._upload(task, payload["part"], chart.png, filename, chart.alt[:1000])

    def _attach(self, task: Task) -> Settlement:
        payload = task.claim.payload
        as_of = datetime.fromisoformat(payload["as_of"])
        html = page(self._pages.contents(as_of, self._digests.tracks_of(payload["name"])))
        return self._upload(task, PAGE, html.encode(), f"scorecard-{as_of:%Y-%m-%d}.html", None)

    def _upload(self, task: Task, part: str, content: bytes, filename: str, alt: str | None) -> Settlement:
        """Upload a file beside the digest or, of an executive one, into its thread; look for a lost one before."""
        payload = task.claim.payload
        thread = payload["message_ts"] if self._digests.has_page(payload["name"]) else ""
        # The period in the title is the token by which a lost upload is found again.
        title = f"{_TITLES.get(part, part)} · {payload['name']} · {payload['period']}"
        if task.must_look_up and self._uploaded(payload["channel"], title, thread):
            return _nothing
        task.intend(channel=payload["channel"], title=title)
        with speaking(writing=True):
            self._client.files_upload_v2(
                channel=payload["channel"],
                thread_ts=thread or None,
                content=content,
                filename=filename,
                title=title,
                alt_txt=alt,
            )
        task.sent()
        return _nothing

    def _uploaded(self, channel: str, title: str, thread: str) -> bool:
        with speaking(writing=False):
            if thread:
                answer = self._client.conversations_replies(channel=channel, ts=thread, limit=200)
            else:
                answer = self._client.conversations_history(channel=channel, limit=200)
        return any(file.get("title") == title for message in answer["messages"] for file in message.get("files") or [])

    def _channel(self, place: str) -> str:
        return place if place.startswith(_CHANNELS) else self._poster.direct_channel(place)


_TITLES = {
    "rate": "Integration rate",
    "funnel": "What became of what was reported",
    "incidence": "How soon it ships",
    "money": "What it brought",
    PAGE: "Scorecard",
}


def _nothing(_session: Session) -> None:
    """Nothing to record beyond its being done."""
