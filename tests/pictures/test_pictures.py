"""The pictures in the documentation show what the product says."""

from __future__ import annotations

import re
from pathlib import Path

from sandbox.slack.rules.blocks import check_blocks
from sandbox.slack.rules.views import check_view
from tests.pictures.drawn import PICTURES, stale
from tests.pictures.scenes import scenes

PAGE = Path(__file__).parents[2] / "docs" / "messages.md"


def test_no_picture_is_stale() -> None:
    assert stale() == [], "what these pictures show has changed; run `make pictures`, and look at them"


def test_every_picture_stands_in_the_page_and_the_other_way_round() -> None:
    shown = re.findall(r"!\[.+?\]\(pictures/(.+?)\.png\)", PAGE.read_text())
    assert {name.removesuffix("-dark") for name in shown} >= set(scenes())
    assert [name for name in shown if not (PICTURES / f"{name}.png").exists()] == []


def test_slack_would_take_what_is_shown() -> None:
    for name, payloads in scenes().items():
        for payload in payloads:
            kind = payload.get("type")
            found = check_view(payload, kind=kind) if kind else check_blocks(payload["blocks"], surface="message")
            assert found == [], name
