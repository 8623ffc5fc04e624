"""Channels, direct messages and what was said in them."""

from __future__ import annotations

import bisect
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass
class Message:
    """One message. `body` is what Slack returns, save metadata and thread counts, which come in on reading."""

    channel: str
    body: Json
    metadata: Json | None = None
    visible_to: str | None = None
    """The only reader of an ephemeral message; None: everyone in the channel."""
    states: dict[str, Json] = field(default_factory=dict)
    """What each user has chosen in the message's menus: user → state values."""

    @property
    def ts(self) -> str:
        return str(self.body["ts"])

    @property
    def thread(self) -> str | None:
        """The ts of the thread's first message, when this is a reply."""
        root = self.body.get("thread_ts")
        return str(root) if root and root != self.ts else None


@dataclass
class Channel:
    """A conversation of kind "channel" (public), "group" (private), "im" or "mpim", with its messages by ts."""

    id: str
    name: str
    kind: str
    members: list[str]
    created: int
    is_archived: bool = False
    messages: dict[str, Message] = field(default_factory=dict)
    ephemerals: list[Message] = field(default_factory=list)
    _order: list[str] = field(default_factory=list)
    _threads: dict[str, list[str]] = field(default_factory=dict)

    def add(self, message: Message) -> None:
        """Put a message in its place in time, or among the ephemerals, which no history shows."""
        if message.visible_to is not None:
            self.ephemerals.append(message)
            return
        self.messages[message.ts] = message
        bisect.insort(self._order, message.ts)
        if message.thread:
            bisect.insort(self._threads.setdefault(message.thread, []), message.ts)

    def remove(self, message: Message) -> None:
        """Take a message away; its thread, if it began one, stays."""
        if message.visible_to is not None:
            self.ephemerals.remove(message)
            return
        del self.messages[message.ts]
        self._order.remove(message.ts)
        if message.thread:
            self._threads[message.thread].remove(message.ts)

    def top_level(self) -> list[Message]:
        """Return what the channel itself shows, oldest first: no replies unless sent to the channel too."""
        every = (self.messages[ts] for ts in self._order)
        return [m for m in every if not m.thread or m.body.get("subtype") == "thread_broadcast"]

    def replies(self, root: str) -> list[Message]:
        """Return a thread's replies, oldest first."""
        return [self.messages[ts] for ts in self._threads.get(root, [])]

    def seen(self, message: Message, *, with_metadata: bool = False) -> Json:
        """Return a message as Slack returns it: thread counts on a thread's first message, metadata if asked."""
        body = dict(message.body)
        if with_metadata and message.metadata is not None:
            body["metadata"] = message.metadata
        replies = self._threads.get(message.ts)
        if replies:
            users = list(dict.fromkeys(str(self.messages[ts].body.get("user")) for ts in replies))
            body |= {
                "thread_ts": message.ts, "reply_count": len(replies), "reply_users": users,
                "reply_users_count": len(users), "latest_reply": replies[-1],
            }  # fmt: skip
        return body

    def described(self, *, bot: str) -> Json:
        """Return the channel object of `conversations.info`, as the app's bot user sees it."""
        if self.kind == "im":
            other = next((m for m in self.members if m != bot), bot)
            return {"id": self.id, "created": self.created, "is_im": True, "is_archived": False, "user": other}
        return {
            "id": self.id, "name": self.name, "name_normalized": self.name, "created": self.created,
            "is_channel": self.kind == "channel", "is_group": self.kind == "group", "is_im": False,
            "is_mpim": self.kind == "mpim", "is_private": self.kind != "channel", "is_archived": self.is_archived,
            "is_general": False, "is_member": bot in self.members, "num_members": len(self.members),
            "is_shared": False, "is_ext_shared": False,
            "topic": {"value": "", "creator": "", "last_set": 0},
            "purpose": {"value": "", "creator": "", "last_set": 0},
        }  # fmt: skip
