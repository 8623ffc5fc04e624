"""Modals and home tabs: which stand open for whom, on which stack, and what has been filled in."""

from __future__ import annotations

import copy
import itertools
import secrets
from typing import Any

from sandbox.slack import identity
from sandbox.slack.elements import entered_from_start, interactive
from sandbox.slack.errors import SlackError

Json = dict[str, Any]

MOST_STACKED = 3


class Views:
    """Every user's stack of modals (the last is the one in front) and home tab."""

    def __init__(self) -> None:
        self._stacks: dict[str, list[Json]] = {}
        self.homes: dict[str, Json] = {}

    def stack(self, user: str) -> list[Json]:
        """Return the user's open modals, the front one last."""
        return self._stacks.setdefault(user, [])

    def owner(self, view: Json) -> str:
        """Return the user before whom a view stands open. Raises SlackError if it is closed."""
        for user, views in [*self._stacks.items(), *((u, [home]) for u, home in self.homes.items())]:
            if any(v is view for v in views):
                return user
        raise SlackError("not_found")

    def find(self, *, view_id: str | None = None, external_id: str | None = None) -> Json:
        """Return an open view by either id. Raises SlackError if none is."""
        for view in [*itertools.chain(*self._stacks.values()), *self.homes.values()]:
            if (view_id and view["id"] == view_id) or (external_id and view["external_id"] == external_id):
                return view
        raise SlackError("not_found")

    def open(self, user: str, given: Json) -> Json:
        """Show a modal alone; what stood open before is gone."""
        self._refuse_known_external_id(given)
        view = self._new(given)
        self._stacks[user] = [view]
        return view

    def push(self, user: str, given: Json) -> Json:
        """Show a modal upon the one in front. Raises SlackError on a full stack."""
        stack = self.stack(user)
        if len(stack) >= MOST_STACKED:
            raise SlackError("push_limit_reached")
        self._refuse_known_external_id(given)
        view = self._new(given, below=stack[-1] if stack else None)
        stack.append(view)
        return view

    def update(self, view: Json, given: Json, *, hash_: str | None = None) -> Json:
        """Give an open view a new content; what was filled in stays where block and action keep their ids."""
        if hash_ is not None and hash_ != view["hash"]:
            raise SlackError("hash_conflict")
        filled = view["state"]["values"]
        view |= self._content(given)
        for block_id, actions in view["state"]["values"].items():
            for action_id, entered in actions.items():
                before = filled.get(block_id, {}).get(action_id)
                if before is not None and before["type"] == entered["type"]:
                    actions[action_id] = before
        return view

    def publish(self, user: str, given: Json, *, hash_: str | None = None) -> Json:
        """Set a user's home tab."""
        home = self.homes.get(user)
        if home is not None:
            return self.update(home, given, hash_=hash_)
        self.homes[user] = self._new(given)
        return self.homes[user]

    def close(self, user: str, view: Json) -> None:
        """Take one modal off the stack."""
        self._stacks[user] = [v for v in self.stack(user) if v is not view]

    def clear(self, user: str) -> list[Json]:
        """Close all of a user's modals and return them."""
        return self._stacks.pop(user, [])

    def _refuse_known_external_id(self, given: Json) -> None:
        external_id = given.get("external_id")
        if external_id and any(v["external_id"] == external_id for v in itertools.chain(*self._stacks.values())):
            raise SlackError("duplicate_external_id")

    def _new(self, given: Json, *, below: Json | None = None) -> Json:
        view_id = f"V{secrets.token_hex(5).upper()}"
        return {
            "id": view_id, "team_id": identity.TEAM, "app_id": identity.APP, "bot_id": identity.BOT,
            "app_installed_team_id": identity.TEAM, "previous_view_id": below["id"] if below else None,
            "root_view_id": below["root_view_id"] if below else view_id, **self._content(given),
        }  # fmt: skip

    def _content(self, given: Json) -> Json:
        """Return the fields that the app sets, with Slack's defaults, and a fresh hash and state."""
        blocks = copy.deepcopy(given["blocks"])
        name_blocks(blocks)
        return {
            "type": given["type"], "blocks": blocks, "title": given.get("title"), "submit": given.get("submit"),
            "close": given.get("close"), "private_metadata": given.get("private_metadata") or "",
            "callback_id": given.get("callback_id") or "", "external_id": given.get("external_id") or "",
            "clear_on_close": bool(given.get("clear_on_close")), "notify_on_close": bool(given.get("notify_on_close")),
            "hash": f"{secrets.randbelow(10**10)}.{secrets.token_hex(4)}",
            "state": {"values": entered_from_start(blocks)},
        }  # fmt: skip


def name_blocks(blocks: list[Json]) -> None:
    """Give blocks and interactive elements the random ids that Slack gives where the app gave none."""
    for block in blocks:
        block.setdefault("block_id", secrets.token_urlsafe(4)[:5])
    for _, element in interactive(blocks):
        element.setdefault("action_id", secrets.token_urlsafe(4)[:5])
