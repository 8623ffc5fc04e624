"""What cards and their forms look like: as the golden files show, within Slack's limits, and dead whatever is in it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.messages import own_report, triage_forms
from bot.messages.card import Alike, CardFace, Decision, Hints, Said, card, reminder
from bot.messages.model import ModelHint
from bot.messages.text import Message
from config.catalogue import JiraDestination, Product
from config.words import Feasibility, Kind, Outcome, Severity, State
from loop.triage.reading import Part
from sandbox.slack.rules.blocks import check_blocks
from sandbox.slack.rules.views import require_view
from storage.report import Report
from tests.bot.test_messages import HOSTILE

GOLDEN = Path(__file__).parent / "golden"
AT = datetime(2026, 3, 3, 9, 30, tzinfo=UTC)


def face(text: str = "", **other: Any) -> CardFace:
    """A report that waits; with `text` every word in it that a person typed is that."""
    waiting = CardFace(
        reference="FR-7K2Q",
        title=text or "VPN drops every hour on the train",
        what=text or "The VPN drops every hour on the train.\nI have to log in again each time.",
        expected=text or "One session for the whole ride",
        product=text or "VPN",
        reporter=text or "ann",
        reported_at=AT,
        impact=("Every day", "about 10 minutes each time", "My team"),
        permalink="https://talks.slack.com/archives/C1/p1",
        state=State.RECEIVED,
        outcome=None,
        waits=True,
        here=True,
        said=(Said(is_question=True, text=text or "Which client?"), Said(is_question=False, text=text or "5.2"))
        * (5 if text else 1),
    )
    return replace(waiting, **other)


def hints(text: str = "") -> Hints:
    alike = Alike("NET-88", "https://jira.example/browse/NET-88", "", text or "VPN reconnects", 12, shipped=False)
    unfiled = Alike("", "", "FR-1ABC", "", 1, shipped=False)
    return Hints(
        text or "VPN",
        text or "90% sure: says “VPN”",
        (alike, replace(alike, key="NET-41", title=text or "MFA twice", shipped=True), unfiled),
        Part.STEPS,
        "41: 1 person × 10 min × daily × slows down",
        # Of what people type only the rules' own words come here.
        "Something is broken (70% sure: says “drops”) · slows people down (50% sure: no word says otherwise)",
    )


def proposed(text: str = "") -> ModelHint:
    """What a model proposes; with `text` every word of it is that."""
    words = text or "VPN"
    return ModelHint(words, words, words, words, words, words, (words,) * 3, words, words, differs=True)


def ended(text: str = "") -> list[CardFace]:
    """Every way in which a card ends."""
    decision = Decision("Filed", "U0OWNER", AT)
    filed = face(text, waits=False, key="NET-1", url="https://jira.example/browse/NET-1", people=3, decision=decision)
    resolved = [replace(filed, state=State.RESOLVED, outcome=outcome) for outcome in Outcome]
    declined = face(
        text, waits=False, state=State.DECLINED, reason=text or "The vendor ends it in June", decision=decision
    )
    return [
        replace(filed, state=State.FILED),
        *resolved,
        declined,
        face(text, waits=False),
        face(text, waits=False, state=State.WITHDRAWN),
        face(text, here=False),
    ]


def messages(text: str = "") -> list[Message]:
    asked = own_report.question("FR-7K2Q", text or "VPN drops", text or "Which client?")
    refused = own_report.refusal("FR-7K2Q", text or "VPN drops", text or "VPN", text or "The vendor ends it in June.")
    waiting = reminder("FR-7K2Q", text or "VPN drops", text or "U0OWNER", AT)
    talks = card(replace(ended(text)[0], talks=True), Hints())
    ends = [card(each, Hints()) for each in ended(text)]
    return [card(face(text), hints(text)), *ends, asked, refused, waiting, talks]


def views(text: str = "", products: int = 3) -> list[dict[str, Any]]:
    tools = [_product(number) for number in range(products)]
    edited = Report(
        title=text or "VPN drops",
        what=text or "It drops",
        kind=Kind.DEFECT,
        severity=Severity.BLOCKS,
        feasibility=Feasibility.NORMAL,
    )
    about = f"FR-7K2Q: {text}" if text else "FR-7K2Q: VPN drops"
    return [
        triage_forms.edit_view("token", edited, tools[0], tools),
        triage_forms.merge_view("token", about),
        triage_forms.decline_view("token", about),
        triage_forms.hand_over_view("token", about, tools),
        triage_forms.ask_view("token", about),
        own_report.edit_form("token", "FR-7K2Q", (text or "It drops")[:3000]),
        own_report.add_form("token", "FR-7K2Q", text or "VPN drops"),
    ]


@pytest.mark.parametrize("name", ["messages", "views"])
def test_they_look_as_they_did_when_somebody_looked_at_them(name: str) -> None:
    shown = [message.arguments() for message in messages()] if name == "messages" else views()
    golden = GOLDEN / f"{name}.json"
    assert shown == json.loads(golden.read_text(encoding="utf-8"))


@pytest.mark.parametrize("text", ["", *HOSTILE])
def test_slack_takes_them_whatever_is_in_them(text: str) -> None:
    modelled = face(text, model=proposed(text))
    for message in [*messages(text), card(modelled, hints(text))]:
        payload = message.arguments()
        assert check_blocks(payload["blocks"], surface="message") == []
        assert len(json.dumps(payload["blocks"], ensure_ascii=False)) < 13_000
        assert 0 < len(payload["text"]) <= 3000
        for shown in (payload["text"], *_mrkdwn(payload["blocks"])):
            # The only mentions and links are ours: of who decided, of when, and of issues.
            rest = shown.replace("<@U0OWNER>", "")
            assert all(each.startswith(("https://jira.example", "https://talks.", "!date^")) for each in _live(rest))
    for view in views(text, products=150):
        require_view(view, kind="modal")


def _live(text: str) -> list[str]:
    return [part.partition(">")[0] for part in text.split("<")[1:]]


def _mrkdwn(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [value["text"]] if value.get("type") == "mrkdwn" else []
        return own + [text for inner in value.values() for text in _mrkdwn(inner)]
    return [text for inner in value for text in _mrkdwn(inner)] if isinstance(value, list) else []


def _product(number: int) -> Product:
    return Product(
        key=f"p{number}", name=f"Tool {number}", track="t", owner="U0OWNER", jira=JiraDestination(project="NET")
    )
