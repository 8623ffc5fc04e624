"""What is asked and said of money, as Slack takes it, with the ugliest that can be typed."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from bot.messages.money import ClaimFace, claim_notice, correct_view, entry_line
from bot.messages.pen import TERMINAL
from bot.messages.text import Message
from config.words import Benefit
from sandbox.slack.rules.blocks import check_blocks, too_long
from sandbox.slack.rules.views import check_view
from storage.money import Claim, Confirmation, Entry
from tests.bot.test_golden import UGLIEST
from tests.bot.test_messages import _LIVE, _texts
from tests.figures.test_digest_message import NOW

PLAIN = "VPN drops every hour on the train"


def face(text: str, **more: object) -> ClaimFace:
    formula = f"3 people × 10 min × {text}"
    claim = Claim(
        Benefit.RETURNED, "EUR", Decimal("300.00"), Decimal(12_400), formula, "friction", evidence=text, monthly=True,
        months=12,
    )  # fmt: skip
    entry = Entry(12, claim, NOW, None)
    return replace(ClaimFace(entry, "NET-88", "https://jira.example/browse/NET-88", text, shipped=True), **more)


def confirmed(text: str) -> ClaimFace:
    asked = face(text)
    said = Confirmation(Decimal(200), Decimal(200), "U0OWNER", NOW, text)
    return replace(asked, entry=replace(asked.entry, confirmation=said))


def buttons(message: Message) -> list[str]:
    rows = [block["elements"] for block in message.arguments()["blocks"] if block["type"] == "actions"]
    return [button["text"]["text"] for row in rows for button in row]


def test_a_claim_says_what_how_and_until_when() -> None:
    message = claim_notice(face(PLAIN))
    assert message.text.replace("\u00a0", " ") == "M-12 · NET-88 gives back EUR 300 to 12 400 a month"
    shown = "\n".join(_texts(message.arguments()["blocks"])).replace("\u00a0", " ")
    for words in (f"How: 3 people × 10 min × {PLAIN}", "counts for 12 months from shipping on"):
        assert words in shown
    assert buttons(message) == ["Confirm", "Correct…"]
    shown = "\n".join(_texts(claim_notice(confirmed(PLAIN)).arguments()["blocks"])).replace("\u00a0", " ")
    assert "Confirmed by <@U0OWNER>" in shown
    assert f"with EUR 200: {PLAIN}" in shown
    for settled in (confirmed(PLAIN), face(PLAIN, withdrawn=True)):
        assert buttons(claim_notice(settled)) == []
    waiting = "\n".join(_texts(claim_notice(face(PLAIN, shipped=False)).arguments()["blocks"]))
    assert "It has not shipped, so it counts for nothing yet." in waiting


@pytest.mark.parametrize("text", UGLIEST)
def test_slack_takes_every_claim_whatever_people_type(text: str) -> None:
    for one in (face(text), face(text, withdrawn=True), face(text, url=""), confirmed(text)):
        payload = claim_notice(one).arguments()
        assert check_blocks(payload["blocks"], surface="message") == []
        assert not too_long(payload["blocks"])
        live = [shown for shown in (payload["text"], *_texts(payload["blocks"])) if _LIVE.search(shown)]
        assert all("Confirmed by <@U0OWNER>" in shown for shown in live)
    assert check_view(correct_view("token", face(text).entry, text), kind="modal") == []
    assert "\n" not in entry_line(TERMINAL, confirmed(text).entry, text, NOW)
