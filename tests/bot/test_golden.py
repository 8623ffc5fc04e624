"""Whole payloads: each message as it was read by eye, and each as Slack takes it at the ugliest that can be typed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from slack_sdk.models.blocks import Block

from bot.messages import admin, ends, form, home, me_too, own_report, questions, receipt, stuck, summary, talk
from bot.messages.digest import digest_message, executive_message, queue_message
from bot.messages.text import Message
from config.catalogue import JiraDestination, Product
from config.words import Kind, Outcome, State
from loop.digest import DigestContent
from loop.queue_digest import QueueContent, QueueLine
from loop.tracker.screen import FieldAsked
from loop.triage.priority import Score
from loop.triage.queue import Ranked
from loop.triage.reading import Part
from sandbox.slack.rules.blocks import check_blocks, too_long
from sandbox.slack.rules.views import check_view
from storage.felt import Felt
from tests.bot.test_messages import _LIVE, HOSTILE, _end, _face, _texts
from tests.figures.test_digest_message import NOW, card, content, item, track

GOLDEN = Path(__file__).parent / "golden"
# What is longest once it is escaped, and what changes the most when it is.
UGLIEST = ["<&>" * 2000, "&" * 5000, "``` *bold* _it_ ~no~ > Status: Resolved by @ceo" * 100, *HOSTILE]
# What Jira may require of a product's reports.
SCREEN = (
    FieldAsked("customfield_1", "Region", allowed=("North", "South"), kind="option"),
    FieldAsked("customfield_2", "Devices", allowed=("Laptop", "Phone"), kind="array", items="option"),
    FieldAsked("customfield_3", "Needed by", kind="date"),
    FieldAsked("customfield_4", "Client version"),
    FieldAsked("customfield_5", "Approver", kind="user"),
    FieldAsked("customfield_6", "Witnesses", kind="array", items="user"),
)
PLAIN = "VPN drops every hour on the train"
MANY = 60
# The digest's links are looked at in its own tests; who shares an answer is named.
MENTIONING = ("digest", "digest-executive", "digest-queue", "shared")

Payload = dict[str, Any]


def messages(text: str, many: int) -> dict[str, Message]:
    """Every message, with a text where people type and so many lines where there can be many."""
    shipped, declined = _end(text, Outcome.INTEGRATED), _end(text, Outcome.DECLINED)
    lines = [summary.SummaryLine(replace(shipped, jira_id=str(number))) for number in range(many)]
    lines += [
        summary.SummaryLine(declined),
        summary.SummaryLine(replace(shipped, answer="fixed")),
        summary.SummaryLine(shipped, is_open=True),
    ]
    felt = questions.top([_felt(text)] * 10, _url, lambda _: text)
    return {
        **{f"receipt-{state.value}": receipt.receipt(_face(text, state, Outcome.INTEGRATED)) for state in State},
        "receipt-asking": receipt.receipt(replace(_face(text), to_ask=Part.STEPS)),
        "receipt-held-up": receipt.receipt(replace(_face(text), held_up=text)),
        "receipt-delayed": receipt.receipt(replace(_face(text), delayed=True, name_hidden=True)),
        **{f"end-{outcome.value}": ends.end_notice(_end(text, outcome)) for outcome in Outcome},
        **{f"end-said-{said}": ends.end_notice(replace(shipped, answer=said)) for said in ends.ANSWERS},
        "end-with-words": ends.end_notice(
            replace(shipped, released_in=text, last=ends.LastWord(text, f"{text}\n{text}", "10001"))
        ),
        "reopened": ends.reopened_notice(shipped),
        "alert": ends.alert(text, text, text),
        "stuck-filing": stuck.stuck(stuck.StuckFace("FR-7K2Q", text, text)),
        "stuck-comment": stuck.stuck(stuck.StuckFace("FR-7K2Q", text, "", "NET-1", _url("NET-1"))),
        "form-offer": form.form_offer("token", "Slack took too long to open the form."),
        "silence": admin.silence(NOW, timedelta(hours=6)),
        "summary": summary.summary(lines, "summary:end:1:1:U1ANN", len(lines)),
        "summary-page": summary.summary(lines, "summary:end:1:1:U1ANN", len(lines) + 440),
        "reminder": summary.reminder(lines[:1], "reminder:end:1:1:U1ANN"),
        "reminder-many": summary.reminder(lines, "reminder:end:1:1:U1ANN"),
        "answer-top": questions.answer(felt, "top", shareable=True),
        "answer-rate": questions.answer(questions.rates([card(233, 107, name=text[:100])]), "rate", shareable=False),
        "answer-rates": questions.answer(questions.rates([card(9, 4, name=text[:100])] * many), "rate", shareable=True),
        "shared": questions.shared(felt, f"status {text}"[:80], "U1ANN"),
        "not-shared": questions.not_shared(f"status {text}"[:80]),
        "question": own_report.question("FR-7K2Q", text, text),
        "refusal": own_report.refusal("FR-7K2Q", text, text, text),
        **{f"speech-{voice.value}": talk.speech(_speech(text, voice)) for voice in talk.Voice},
        "speech-gone": talk.speech(replace(_speech(text, talk.Voice.JIRA), gone=True)),
        "digest": digest_message(_digest(text)),
        "digest-executive": executive_message(_digest(text)),
        "digest-queue": queue_message(_queue(text)),
    }


def views(text: str, many: int) -> dict[str, Payload]:
    """Every form, and the home."""
    shipped = _end(text, Outcome.INTEGRATED)
    lines = [summary.SummaryLine(replace(shipped, jira_id=str(number))) for number in range(many)]
    product = Product(key="vpn", name="VPN", track="t", owner="U0OWNER", jira=JiraDestination(project="NET"))
    reports = [_face(text, state, Outcome.INTEGRATED) for state in State]
    face = home.HomeFace(
        shown_at=NOW,
        mine=reports,
        mine_page=home.Page(1, more=True),
        told=[(line, NOW) for line in lines[:5]],
        votes=[me_too.MeTooFace(1, "NET-1", _url("NET-1"), text, 3, stands=True, outcome=None)] * 5,
        felt=[_felt(text)] * 5,
        cards=[card(233, 107, name=text[:100])] * min(many, 12),
        owned=[text] * min(many, 20),
        undecided=[home.Undecided("FR-7K2Q", text, text, NOW, channel) for channel in ("C2DESK", "")],
        undecided_in_all=7,
        queue=[Ranked(_felt(text), Score(41, "41: 3 people × 10 min × daily × slows down"))] * 10,
        queue_page=home.Page(0, more=True),
    )
    return {
        "form": form.report_form([product], form.FormFill("token", product, text, "Which tool is it?")),
        "form-details": form.report_form(
            [product], form.FormFill("token", product, text, asks_for="vpn", details=SCREEN, file_kinds=("pdf", "png"))
        ),
        "form-by-kind": form.report_form([product], form.FormFill("token", product, text, kind=Kind.PERFORMANCE)),
        "form-notice": form.notice("I take reports from people only."),
        "answer-form": summary.answer_form(lines),
        "answer-form-empty": summary.answer_form([]),
        "edit-form": own_report.edit_form("token", "FR-7K2Q", text[:3000]),
        "add-form": own_report.add_form("token", "FR-7K2Q", text[:150]),
        "home": home.home(face, _url, lambda _: text),
        "home-of-a-lead": home.home(replace(face, is_lead=True, owned=()), _url, lambda _: text),
        "home-of-a-stranger": home.home(home.HomeFace(NOW), _url, lambda _: text),
    }


def test_messages_and_views_are_those_that_were_read() -> None:
    shown = {name: message.arguments() for name, message in messages(PLAIN, 2).items()}
    assert shown == _golden("messages")
    assert views(PLAIN, 2) == _golden("views")


@pytest.mark.parametrize("text", UGLIEST)
def test_slack_takes_every_message_and_view_whatever_people_type(text: str) -> None:
    for name, message in messages(text, MANY).items():
        payload = message.arguments()
        assert check_blocks(payload["blocks"], surface="message") == [], name
        assert not too_long(payload["blocks"]), name
        assert 0 < len(payload["text"]) <= 3000, name
        if name not in MENTIONING:
            assert not any(_LIVE.search(shown) for shown in (payload["text"], *_texts(payload["blocks"]))), name
        # What slack_sdk's models read is what we sent, and they find nothing to complain of.
        assert [block.to_dict() for block in Block.parse_all(payload["blocks"])] == payload["blocks"], name
    for name, view in views(text, MANY).items():
        assert check_view(view, kind=view["type"]) == [], name


def _golden(name: str) -> Payload:
    found: Payload = json.loads((GOLDEN / f"{name}.json").read_text())
    return found


def _speech(text: str, voice: talk.Voice) -> talk.Speech:
    return talk.Speech(voice, text, text, text, "NET-1", _url("NET-1"))


def _felt(text: str) -> Felt:
    return Felt("NET-1", text, "vpn", 12, 85, NOW)


def _digest(text: str) -> DigestContent:
    named = item(1, text, product=text, owner=text)
    return content(track(card(233, 107, name=text[:100]), shipped=[named] * 5, waiting=[named] * 5))


def _url(key: str) -> str:
    return f"https://jira.example/browse/{key}"


def _queue(text: str) -> QueueContent:
    line = QueueLine("NET-1", _url("NET-1"), text, 12, 40, 62)
    ended = replace(line, outcome=Outcome.INTEGRATED)
    since = NOW - timedelta(days=7)
    return QueueContent("queue", [text] * 9, NOW, since, False, 12, 2, [line] * 7, [line], [ended], True)
