"""The Slack app asks for the scopes that its calls need, and for no others."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from slack_sdk import WebClient

from bot.doctor_slack import SCOPES

ROOT = Path(__file__).parents[2]

# What each method of the Web API needs (Slack's documentation); an empty set: a bot token is enough.
NEEDED: dict[str, set[str]] = {
    "apps_connections_open": set(),  # with the app-level token
    "auth_test": set(),
    "bots_info": {"users:read"},
    "chat_delete": {"chat:write"},
    "chat_deleteScheduledMessage": {"chat:write"},
    "chat_getPermalink": set(),
    "chat_postEphemeral": {"chat:write"},
    "chat_postMessage": {"chat:write"},
    "chat_scheduleMessage": {"chat:write"},
    "chat_scheduledMessages_list": set(),
    "chat_update": {"chat:write"},
    # Of the channels that messages are looked up in: direct ones, public and private ones.
    "conversations_history": {"im:history", "channels:history", "groups:history"},
    "conversations_open": {"im:write"},
    "conversations_replies": {"im:history", "channels:history", "groups:history"},
    "files_upload_v2": {"files:write"},
    "reactions_get": {"reactions:read"},
    "usergroups_users_list": {"usergroups:read"},
    "users_info": {"users:read"},
    "users_lookupByEmail": {"users:read.email"},
    "views_open": set(),
    "views_publish": set(),
    "views_update": set(),
}
# The slash command, the shortcuts, the events of the manifest and fetching a file are no calls.
FEATURES = {"commands", "app_mentions:read", "files:read"}


def test_no_scope_is_missing_and_none_is_unused() -> None:
    called = {name for path in (ROOT / "bot").rglob("*.py") for name in _calls(ast.parse(path.read_text()))}
    assert called == NEEDED.keys()
    assert set(_manifest()) == set().union(*NEEDED.values()) | FEATURES


def test_every_scope_has_its_reason() -> None:
    assert all(_manifest().values())
    setup = (ROOT / "docs" / "setup.md").read_text()
    table = setup.split("| Scope | Why |")[1].split("\n\n")[0]
    assert set(re.findall(r"`([a-z_.]+(?::[a-z.]+)?)`", table)) - {"groups"} == set(_manifest())


def test_the_doctor_looks_at_every_scope() -> None:
    assert set(SCOPES) == set(_manifest())


def _calls(tree: ast.AST) -> set[str]:
    """The Web API methods that a file calls, whatever it calls its client."""
    called = {node.func.attr for node in ast.walk(tree)
              if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)}  # fmt: skip
    return {name for name in called if "_" in name and not name.startswith("_") and hasattr(WebClient, name)}


def _manifest() -> dict[str, str]:
    """The bot scopes of the manifest, each with the reason beside it."""
    scopes = (ROOT / "slack-manifest.yaml").read_text().split("    bot:\n")[1].split("settings:")[0]
    return dict(re.findall(r"^      - ([a-z_.:]+)(?: # (.+))?$", scopes, re.MULTILINE))
