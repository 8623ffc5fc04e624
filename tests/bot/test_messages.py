"""Every message, with everything hostile in it that people can type: valid for Slack, and dead."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.messages import answers
from bot.messages.captured import captured
from bot.messages.ends import ANSWERS, EndFace, alert, end_notice, reopened_notice
from bot.messages.form import FormFill, form_offer, report_form
from bot.messages.known import HELD, OfferFace, offer_blocks, offered_in
from bot.messages.me_too import MeTooFace, me_too_notice
from bot.messages.receipt import ReceiptFace, receipt
from bot.messages.text import Message, cut, inline
from config.catalogue import JiraDestination, Product
from config.words import Outcome, State
from loop.intake import Taken

# hostile 21-27: pings, mentions, disguised links, formatting, forged lines, sheer length
HOSTILE = [
    "<!channel> <!here> <!everyone>",
    "<@U1> <!subteam^S1> <#C1>",
    "<https://evil.example|https://corp.example>",
    "&lt;!channel&gt;",
    "``` *bold* _it_ ~no~ > Status: Resolved by @ceo",
    "x" * 5000,
    "<&>" * 2000,
    "\n".join(["line"] * 500),
    "مرحبا \u202e 日本 🙂",
]
_LIVE = re.compile(r"<(?!https?://jira\.example/browse/|!date\^)[^>]*>")


def _face(text: str, state: State = State.RECEIVED, outcome: Outcome | None = None) -> ReceiptFace:
    return ReceiptFace(
        reference="FR-7K2Q",
        title=text,
        product=text,
        state=state,
        outcome=outcome,
        key="NET-1",
        url="https://jira.example/browse/NET-1",
        masked=("Slack token", "AWS access key"),
    )


def _end(text: str, outcome: Outcome) -> EndFace:
    return EndFace(
        jira_id="10001",
        end=1,
        key="NET-1",
        url="https://jira.example/browse/NET-1",
        title=text,
        outcome=outcome,
        said=text,
        references=("FR-7K2Q", "FR-7K2R"),
        reported_at=datetime(2026, 3, 3, tzinfo=UTC),
        others=12,
        hears=True,
    )


_TURNS = [(True, None), (True, Outcome.INTEGRATED), (False, None)]


def _offer(text: str, *, shipped: bool = False) -> OfferFace:
    url = "https://jira.example/browse/NET-1"
    return OfferFace("10001", "NET-1", url, text, shipped, 12, "10001:FR-7K2Q", note=text, can_answer=True)


def _joined(text: str, *, stands: bool, outcome: Outcome | None) -> MeTooFace:
    return MeTooFace(7, "NET-1", "https://jira.example/browse/NET-1", text, 12, stands, outcome, "token")


def _all_messages(text: str) -> list[Message]:
    receipts = [
        receipt(_face(text)),
        receipt(_face(text, State.FILED)),
        receipt(_face(text, State.WITHDRAWN)),
        *(receipt(_face(text, State.RESOLVED, outcome)) for outcome in Outcome),
    ]
    ends = [end_notice(_end(text, outcome)) for outcome in Outcome]
    ends += [
        end_notice(replace(_end(text, Outcome.INTEGRATED), corrects=Outcome.DECLINED, correction=why))
        for why in ("", text)
    ]
    answered = [end_notice(replace(_end(text, Outcome.INTEGRATED), answer=answer)) for answer in ANSWERS]
    return [
        *receipts,
        *ends,
        *answered,
        reopened_notice(_end(text, Outcome.INTEGRATED)),
        alert(text, text, text),
        form_offer("token", "Slack took too long."),
        Message("Is it this?", offer_blocks([_offer(text, shipped=shipped) for shipped in (False, True)], HELD)),
        *(me_too_notice(_joined(text, stands=stands, outcome=end)) for stands, end in _TURNS),
        *(captured(_face(text, state), updated=True) for state in State),
    ]


@pytest.mark.parametrize("text", HOSTILE)
def test_every_message_is_valid_for_slack_and_nothing_in_it_is_alive(text: str) -> None:
    for message in _all_messages(text):
        payload = message.arguments()  # to_dict() of slack_sdk refuses what is too long
        assert len(payload["blocks"]) <= 50
        assert len(json.dumps(payload["blocks"])) < 13_000
        assert 0 < len(payload["text"]) <= 3000
        for shown in (payload["text"], *_texts(payload["blocks"])):
            assert not _LIVE.search(shown), shown


@pytest.mark.parametrize("text", HOSTILE)
def test_answers_to_the_command_are_dead_too(text: str) -> None:
    taken = answers.taken(Taken("FR-7K2Q", text, text, ["Slack token"]))
    mine = answers.mine([_face(text, State.FILED)] * 50)
    for shown in (taken, mine, answers.unknown_product(text, [text] * 20)):
        assert len(shown) <= 3000
        assert not _LIVE.search(shown)


def test_a_form_takes_a_hundred_tools_and_asks_for_more_by_typing() -> None:
    for number, kind in ((1, "static_select"), (100, "static_select"), (101, "external_select")):
        view = report_form([_product(n) for n in range(number)], FormFill("token", what="x" * 9000))
        assert view["blocks"][0]["element"]["type"] == kind
        assert len(view["blocks"][1]["element"]["initial_value"]) == 3000


@pytest.mark.parametrize("text", HOSTILE)
def test_a_form_with_all_it_can_show_is_valid_and_what_it_offers_is_dead(text: str) -> None:
    fill = FormFill("token", _product(1), text, inline(text), "I chose it for you.", [_offer(text)])
    view = report_form([_product(1)], fill)
    assert offered_in(view["blocks"]) == ["10001"]
    assert not [shown for shown in _texts(view["blocks"]) if _LIVE.search(shown)]


def test_a_message_that_gives_a_hole_away_is_told_of_privately_alone() -> None:
    face = replace(_face("Files"), restricted=True, stands_in_slack=True)
    assert "still stands where it was written" in json.dumps([block.to_dict() for block in receipt(face).blocks])
    assert "stands" not in captured(face, updated=True).text
    assert "stands" not in receipt(replace(face, stands_in_slack=False)).text


def test_what_a_person_typed_can_be_read_as_typed() -> None:
    assert inline("a snake_case & <tag>") == "a snake_case &amp; &lt;tag&gt;"
    assert inline("two\nlines") == "two lines"


def test_our_own_text_is_never_cut_inside_a_line() -> None:
    text = "\n".join(f"<https://jira.example/browse/NET-{n}|NET-{n}> and more" for n in range(500))
    for line in cut(text, 3000).splitlines()[:-1]:
        assert line.endswith("and more")


def _product(number: int) -> Product:
    return Product(
        key=f"p{number}", name=f"Tool {number}", track="t", owner="U0OWNER", jira=JiraDestination(project="NET")
    )


def _texts(value: object) -> list[str]:
    if isinstance(value, dict):
        own = [value["text"]] if value.get("type") == "mrkdwn" else []
        return own + [text for inner in value.values() for text in _texts(inner)]
    if isinstance(value, list):
        return [text for inner in value for text in _texts(inner)]
    return []
