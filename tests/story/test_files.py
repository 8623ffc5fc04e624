"""Files of a message go along to its issue, each once; what does not come along is named in the receipt, with why."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.world import CATALOGUE, Json, World, eventually

CHANNELS = """
[[channels]]
id = "C2VPN"
product = "vpn"
capture = ["mention", "emoji"]
"""
PICTURE = base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"x" * 2000).decode()


def file(name: str, **more: Any) -> Json:
    return {"name": name, "base64": PICTURE, **more}


def attached(world: World, issue: Json) -> list[str]:
    """The names of an issue's files, without what makes them unique."""
    return sorted(found["filename"].split("-", 3)[3] for found in world.see_issue(issue)["attachments"])


@pytest.mark.parametrize("deployment", ["cloud", "datacenter"])
def test_files_go_along_once_and_what_stays_is_named(
    make_world: Callable[..., World], sqlite_url: str, deployment: str
) -> None:
    world = make_world(database_url=sqlite_url, deployment=deployment, FILE_MAX_MB="0.01")
    world.catalogue.write_text(CATALOGUE + CHANNELS)
    world.slack("channels", id="C2VPN", name="vpn", members=["U1ANN", "U2BOB", "U3CAT", "U0BOT"])
    world.start("run")

    # A mention, while the answer to the first file is lost.
    world.jira("faults", method="POST", path="/attachments$", kind="lost", times=1)
    elsewhere = {"url_private": "http://169.254.169.254/secret.png"}
    files = [
        file("shot.png"),
        file("two.png", shown={"name": "../../two.png"}),
        file("run.exe"),
        file("big.png", base64=base64.b64encode(b"x" * 11_000).decode()),
        file("odd.png", shown=elsewhere),
        file("plan.pdf", shown={"is_external": True, "mode": "external"}),
    ]
    said = world.slack("message", user="U1ANN", channel="C2VPN", text="<@U0BOT> It drops every hour", files=files)
    issue = eventually(world.issues)[0]
    eventually(lambda: attached(world, issue) == ["shot.png", "two.png"])

    def receipt() -> str:
        return json.dumps([told["blocks"] for told in world.direct("U1ANN")[:1]])

    for name, why in (
        ("run.exe", "may leave Slack"),
        ("big.png", "larger than"),
        ("odd.png", "own address"),
        ("plan.pdf", "does not lie in Slack"),
    ):
        eventually(lambda name=name, why=why: f"The file {name} did not come along" in receipt() and why in receipt())
    assert "two.png" not in receipt()

    # The emoji on somebody else's message, and the shortcut.
    shown = world.slack("message", user="U1ANN", channel="C2VPN", text="No login on the train", files=[file("a.png")])
    world.slack("reaction", user="U2BOB", channel="C2VPN", ts=shown["ts"], name="construction")
    by_emoji = eventually(lambda: world.issues()[1:])[0]
    where = {"channel": "C2VPN", "message_ts": said["ts"]}
    world.slack("shortcut", user="U3CAT", type="message", callback_id="friction_message", **where)
    world.slack("submit", user="U3CAT", values={"product": "wiki", "what": "The search is empty"})
    by_shortcut = eventually(lambda: world.issues()[2:])[0]
    eventually(lambda: attached(world, by_emoji) == ["a.png"])
    eventually(lambda: attached(world, by_shortcut) == ["shot.png", "two.png"])

    # Into the form: what may go along does, beside the message's own, and the rest is named.
    where = {"channel": "C2VPN", "message_ts": shown["ts"]}
    world.slack("shortcut", user="U3CAT", type="message", callback_id="friction_message", **where)
    into_form = [file("form.png"), file("notes.txt")]
    filled = {"product": "vpn", "what": "It hangs at the login", "files": into_form}
    assert world.slack("submit", user="U3CAT", values=filled)["errors"] is None
    by_form = eventually(lambda: world.issues()[3:])[0]
    eventually(lambda: attached(world, by_form) == ["a.png", "form.png"])
    eventually(lambda: "The file notes.txt did not come along" in json.dumps(world.direct("U3CAT")))

    # Jira takes none: the report is filed all the same, and its receipt says why.
    world.jira("faults", method="POST", path="/attachments$", kind="status", status=413, times=1)
    world.slack("message", user="U2BOB", channel="C2VPN", text="<@U0BOT> It is slow today", files=[file("late.png")])
    eventually(lambda: "The file late.png did not come along" in json.dumps(world.direct("U2BOB")))
    slow = world.issues()[4]

    world.after_more_polls()
    assert [attached(world, one) for one in (issue, by_emoji, by_shortcut, slow)] == [
        ["shot.png", "two.png"],
        ["a.png"],
        ["shot.png", "two.png"],
        [],
    ]
    assert all(entry["authorized"] for entry in world.slack_ledger("download"))

    # Who is erased takes their pictures along.
    assert "two.png" in world.friction("export", "--user", "U1ANN").stdout
    assert world.friction("erase", "U1ANN").returncode == 0
    eventually(lambda: attached(world, issue) == [])
    assert attached(world, by_emoji) == ["a.png"]
