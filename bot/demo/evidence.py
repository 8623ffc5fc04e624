"""What a demo leaves behind: the sandbox's ledgers, messages and issues, and the digest as Slack received it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from bot.demo.controls import Control
from bot.demo.out_directory import OutDirectory
from config.catalogue import Catalogue

Json = dict[str, Any]


@dataclass(frozen=True)
class Evidence:
    """What the sandbox's Slack and Jira hold at the end. `digests` are the messages with text, oldest first."""

    slack_ledger: list[Json]
    messages: list[Json]
    jira_ledger: list[Json]
    issues: list[Json]
    digests: list[Json] = field(default_factory=list)
    charts: list[Json] = field(default_factory=list)


def gather(slack: Control, jira: Control, catalogue: Catalogue) -> Evidence:
    """Read everything from the sandbox."""
    messages = slack.see("messages")["messages"]
    channels = {plan.channel for plan in catalogue.digests if plan.channel}
    posted = [message for message in messages if message["channel"] in channels and message.get("bot_id")]
    return Evidence(
        slack_ledger=slack.see("ledger")["entries"],
        messages=messages,
        jira_ledger=jira.see("ledger")["entries"],
        issues=jira.see("issues")["issues"],
        digests=[message for message in posted if message.get("blocks")],
        charts=[file for message in posted for file in message.get("files") or []],
    )


def keep(evidence: Evidence, slack: Control, out: OutDirectory) -> None:
    """Write it all down; the last digest and its picture apart."""
    _write(out, "slack_ledger", evidence.slack_ledger)
    _write(out, "slack_messages", evidence.messages)
    _write(out, "jira_ledger", evidence.jira_ledger)
    _write(out, "jira_issues", evidence.issues)
    if evidence.digests:
        _write(out, "digest", {"text": evidence.digests[-1]["text"], "blocks": evidence.digests[-1]["blocks"]})
    if evidence.charts:
        out.file("chart").write_bytes(slack.content(f"files/{evidence.charts[-1]['id']}"))


def _write(out: OutDirectory, artifact: str, content: Any) -> None:
    out.file(artifact).write_text(json.dumps(content, indent=1, ensure_ascii=False), encoding="utf-8")
