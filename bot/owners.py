"""Owners by name, for whoever reads a digest: the catalogue knows them by Slack's id or by e-mail address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import structlog
from slack_sdk import WebClient

from bot.slack_failures import speaking
from loop.answers import AnswerError
from loop.digest import DigestContent

log = structlog.get_logger(__name__)


def with_names(content: DigestContent, client: WebClient) -> DigestContent:
    """The same digest with what Slack calls each owner; empty where it does not say. Each is asked for once.

    E-mail addresses stay: to look somebody up by one would need a scope of its own.
    """
    owners = {item.owner for track in content.tracks for item in (*track.waiting, *track.shipped)}
    owners |= {owner.owner for track in content.tracks for owner in track.owners}
    owners |= {track.executive for track in content.tracks}
    return named(content, {owner: owner if "@" in owner else _name(client, owner) for owner in owners})


def named(content: DigestContent, names: Mapping[str, str]) -> DigestContent:
    """The same digest with these names in the place of what the catalogue calls people."""
    return replace(
        content,
        tracks=[
            replace(
                track,
                shipped=[replace(item, owner=names[item.owner]) for item in track.shipped],
                waiting=[replace(item, owner=names[item.owner]) for item in track.waiting],
                owners=[replace(owner, owner=names[owner.owner]) for owner in track.owners],
                executive=names[track.executive],
            )
            for track in content.tracks
        ],
    )


def _name(client: WebClient, owner: str) -> str:
    if not owner:
        return ""
    try:
        with speaking(writing=False):
            user = client.users_info(user=owner)["user"]
    except AnswerError as problem:
        log.warning("Slack does not say what an owner is called", person=owner, reason=problem.reason)
        return ""
    profile = user.get("profile") or {}
    return str(profile.get("display_name") or profile.get("real_name") or user.get("name") or "")
