"""Pictures: what Slack would format is formatted, what somebody typed stays text, and nothing is fetched."""

from __future__ import annotations

import json
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from sandbox.slack.pictures import NoPictureError, Scene, page, screenshot
from sandbox.slack.pictures.__main__ import main
from sandbox.slack.pictures.blocks import Filled, blocks
from sandbox.slack.pictures.mrkdwn import mrkdwn
from tests.sandbox.slack.stage import Stage

Json = dict[str, Any]

SCENE = Scene(people={"U1": "Ann"}, channels={"C1": "general"}, zone=ZoneInfo("Europe/Berlin"))
MODAL: Json = {
    "type": "modal",
    "title": {"type": "plain_text", "text": "Report"},
    "submit": {"type": "plain_text", "text": "Send"},
    "blocks": [
        {
            "type": "input",
            "block_id": "what",
            "label": {"type": "plain_text", "text": "What happens?"},
            "element": {"type": "plain_text_input", "action_id": "what", "multiline": True},
        }
    ],
}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("*bold* _italic_ ~struck~ `co*d*e`", "<b>bold</b> <i>italic</i> <s>struck</s> <code>co*d*e</code>"),
        ("*<https://j/1|NET-1> ok*", '<b><a class="link" href="https://j/1" rel="noreferrer">NET-1</a> ok</b>'),
        ("snake_case_name 2*3*4 * no *", "snake_case_name 2*3*4 * no *"),
        ("*one\ntwo*", "*one<br>two*"),
        ("a &lt;b&gt; &amp;amp; c", "a &lt;b&gt; &amp;amp; c"),
        ("before\n&gt; one\n> two", "before<blockquote>one<br>two</blockquote>"),
        ("see:\n```\nx < *y*\n```", "see:<pre>x &lt; *y*</pre>"),
        ("• one\n• two :tada:", "• one<br>• two :tada:"),
        ("<@U1> <@U9> <#C1> <!channel>", None),
    ],
)  # fmt: skip
def test_mrkdwn(text: str, shown: str | None) -> None:
    names = ("@Ann", "@U9", "#general", "@channel")
    expected = shown or " ".join(f'<span class="mention">{name}</span>' for name in names)
    assert mrkdwn(text, SCENE) == expected


@given(st.text("<>|@#!^{}*_~`&;glta x\n\"'", max_size=60))
def test_no_text_breaks_out_or_off(text: str) -> None:
    tags = set(re.findall(r"<(\w*)", mrkdwn(text, SCENE)))
    assert tags <= {"", "b", "i", "s", "a", "code", "pre", "br", "span", "blockquote"}


def test_a_bare_address_becomes_a_link_unless_the_text_is_verbatim() -> None:
    text = "go to https://evil.example/a?b=1&amp;c."
    assert mrkdwn(text, SCENE).endswith('rel="noreferrer">https://evil.example/a?b=1&amp;c</a>.')
    assert mrkdwn(text, SCENE, verbatim=True) == "go to https://evil.example/a?b=1&amp;c."


@pytest.mark.parametrize(
    ("pattern", "shown"),
    [
        ("{date_short}", "Mar 1, 2026"),
        ("{date_short_pretty} at {time}", "yesterday at 12:30 AM"),
        ("{date_long}", "Sunday, March 1st, 2026"),
        ("{date_num} {time_secs}", "2026-03-01 12:30:00 AM"),
        ("{nonsense}", "the fallback"),
    ],
)
def test_dates_are_the_readers(pattern: str, shown: str) -> None:
    moment = datetime(2026, 2, 28, 23, 30, tzinfo=UTC)
    scene = Scene(zone=ZoneInfo("Europe/Berlin"), now=datetime(2026, 3, 2, 9, 0, tzinfo=UTC))
    assert mrkdwn(f"<!date^{int(moment.timestamp())}^{pattern}|the fallback>", scene) == shown
    assert mrkdwn(f"<!date^{'9' * 30}^{pattern}|the fallback>", scene) == "the fallback"


HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'><javascript:alert(1)|click> &lt;script&gt;"


def test_hostile_text_stays_text_everywhere() -> None:
    plain = {"type": "plain_text", "text": HOSTILE}
    button = {"type": "button", "text": plain, "style": HOSTILE, "action_id": "a"}
    run = {"type": "rich_text_section", "elements": [{"type": "text", "text": HOSTILE}, {"type": HOSTILE}]}
    every_block = [
        {"type": "section", "text": {"type": "mrkdwn", "text": HOSTILE}, "fields": [plain], "accessory": button},
        {"type": "header", "text": plain},
        {"type": "context", "elements": [plain, {"type": "image", "image_url": HOSTILE, "alt_text": HOSTILE}]},
        {"type": "image", "image_url": "https://evil.example/x.png", "alt_text": HOSTILE, "title": plain},
        {"type": "rich_text", "elements": [run]},
        {"type": HOSTILE},
    ]
    files = [{"id": "F1", "name": HOSTILE, "mimetype": "image/svg+xml"}, {"id": "F2", "title": HOSTILE}]
    message = {
        "text": HOSTILE,
        "user": HOSTILE,
        "username": HOSTILE,
        "blocks": every_block,
        "files": files,
        "ts": "1.0",
    }
    modal = MODAL | {"errors": {"what": HOSTILE}, "title": plain}
    whole = page([message, {"text": HOSTILE, "user": "U1", "ts": "2.0"}, modal], SCENE)
    assert "<script" not in whole
    assert "<img" not in whole
    assert 'href="javascript' not in whole
    assert 'src="http' not in whole


def test_blocks() -> None:
    option = {"text": {"type": "plain_text", "text": "VPN"}, "value": "vpn"}
    menu = {"type": "static_select", "action_id": "m", "options": [option], "initial_option": option}
    button = {"type": "button", "text": {"type": "plain_text", "text": "Fixed"}, "style": "primary"}
    shown = blocks(
        [
            {"type": "section", "text": {"type": "mrkdwn", "text": "*x*"}, "accessory": button},
            {"type": "divider"},
            {"type": "actions", "elements": [menu, button | {"style": "danger"}]},
            {"type": "video"},
        ],
        SCENE,
    )
    assert '<div class="beside"><div><div><b>x</b></div></div><span class="button primary">Fixed</span></div>' in shown
    assert "<hr>" in shown
    assert '<span class="menu">VPN<span class="arrow">' in shown
    assert '<span class="button danger">Fixed</span>' in shown
    assert "video block" in shown


def test_rich_text_lists_and_styles() -> None:
    items = [
        {"type": "rich_text_section", "elements": [{"type": "text", "text": "a", "style": {"bold": True}}]},
        {"type": "rich_text_section", "elements": [{"type": "user", "user_id": "U1"}]},
    ]
    listed = {"type": "rich_text_list", "style": "ordered", "elements": items}
    shown = blocks([{"type": "rich_text", "elements": [listed]}], SCENE)
    assert '<ol><li><b>a</b></li><li><span class="mention">@Ann</span></li></ol>' in shown


def test_a_modal_shows_what_was_entered_and_what_is_wrong() -> None:
    entry = {"type": "plain_text_input", "value": "It &amp; *drops*"}
    whole = page(MODAL | {"state": {"values": {"what": {"what": entry}}}, "errors": {"what": "Say more."}}, SCENE)
    assert '<div class="input long">It &amp;amp; *drops*</div>' in whole
    assert '<div class="error">Say more.</div>' in whole
    assert '<span class="button">Cancel</span><span class="button primary">Send</span>' in whole
    choice = Filled({"b": {"u": {"type": "users_select", "selected_user": "U1"}}})
    users = {"type": "users_select", "action_id": "u", "placeholder": {"type": "plain_text", "text": "Who"}}
    asking = {"type": "actions", "block_id": "b", "elements": [users]}
    assert '<span class="menu">Ann<' in blocks([asking], SCENE, choice)
    assert '<span class="placeholder">Who</span>' in blocks([asking], SCENE)


def test_pictures_come_from_the_directory_of_files_and_from_nowhere_else(tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "F1").write_bytes(b"\x89PNG\r\n\x1a\n")
    (tmp_path / "files" / "F2").write_text("<svg onload=alert(1)>")
    (tmp_path / "secret.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    scene = Scene(files=tmp_path / "files")
    files = [{"id": "F1", "mimetype": "image/png", "alt_txt": "a chart"}, {"id": "F2", "mimetype": "image/png"}]
    files.append({"id": "..", "name": "../secret.png", "mimetype": "image/png"})
    whole = page({"text": "look", "ts": "1.0", "files": files}, scene)
    assert whole.count("<img") == 1
    assert '<img class="picture" alt="a chart" src="data:image/png;base64,' in whole


def test_the_command_draws_what_the_control_api_gives(stage: Stage, tmp_path: Path) -> None:
    stage.web.chat_postMessage(channel="C1", text="Hello <@U1>")
    stage.do("message", user="U1", channel="C1", text="hi")
    source, names, out = (tmp_path / name for name in ("in.json", "names.json", "out.html"))
    source.write_text(json.dumps(stage.see("messages", channel="C1")))
    names.write_text(json.dumps({"U1": "Ann"}))
    assert main([str(source), "--out", str(out), "--names", str(names), "--theme", "dark", "--width", "600"]) == 0
    whole = out.read_text()
    assert '<b>friction</b> <span class="badge">APP</span>' in whole
    assert 'Hello <span class="mention">@Ann</span>' in whole
    assert "<b>Ann</b> <span" in whole
    assert "body{width:600px}" in whole
    assert "Rendered by the sandbox; Slack&#x27;s own look differs" in whole.replace("'", "&#x27;")


def test_the_next_message_of_a_sender_follows_without_a_head() -> None:
    said: Json = {"user": "U1", "text": "a"}
    other = said | {"user": "U2", "ts": "5.0"}
    whole = page(
        [said | {"ts": "1.0"}, said | {"ts": "2.0"}, other, said | {"ts": "6.0"}, said | {"ts": "400.0"}], SCENE
    )
    assert whole.count('class="by"') == 4
    assert whole.count("message continued") == 1


def test_what_is_no_message_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "in.json").write_text('{"ok": true}')
    assert main([str(tmp_path / "in.json"), "--out", str(tmp_path / "out.html")]) == 1
    assert "neither messages nor views" in capsys.readouterr().err


def test_no_browser_is_said_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NoPictureError, match="no `chromium` on the PATH"):
        screenshot(tmp_path / "page.html", tmp_path / "page.png", 400, 300)


@pytest.mark.skipif(shutil.which("chromium") is None, reason="there is no chromium on the PATH")
def test_a_screenshot_is_as_wide_as_asked_and_ends_with_its_content(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(page({"text": "Hello", "ts": "1.0"}, SCENE, width=500))
    screenshot(tmp_path / "page.html", tmp_path / "page.png", 500, 900)
    with Image.open(tmp_path / "page.png") as picture:
        assert picture.width == 1000
        assert 60 < picture.height < 400
