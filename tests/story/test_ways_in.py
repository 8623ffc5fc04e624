"""Every way in but the command: a mention, a reaction, a feedback channel, a direct message."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.world import CATALOGUE, World, eventually

CHANNELS = """
[[channels]]
id = "C2VPN"
product = "vpn"
capture = ["mention", "emoji"]
updates = true

[[channels]]
id = "C3WIKI"
product = "wiki"
capture = ["message"]
"""
PICTURE = base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"x" * 2000).decode()
TOKEN = "xoxb-" + "3333333333-abcdefghijklmnop"


@pytest.fixture
def in_channels(make_world: Callable[..., World], database_url: str) -> Callable[..., World]:
    def make(**options: str) -> World:
        world = with_channels(make_world(database_url=database_url, **options))
        world.start("run")
        return world

    return make


def with_channels(world: World) -> World:
    world.catalogue.write_text(CATALOGUE + CHANNELS)
    for channel, name in (("C2VPN", "vpn"), ("C3WIKI", "wiki-feedback")):
        world.slack("channels", id=channel, name=name, members=["U1ANN", "U2BOB", "U3CAT", "U0BOT"])
    return world


# Issue 6: every way in once in HTTP mode, through the web process and with what Slack signs; a worker does the rest.
def test_every_way_in_over_signed_http(make_world: Callable[..., World], sqlite_url: str) -> None:
    world = with_channels(make_world(database_url=sqlite_url, mode="http", CAPTURE_EMOJI="brick"))
    assert world.friction("migrate").returncode == 0
    world.start_all(("web", {}), ("worker", {}))
    world.report("U1ANN", "vpn", "It drops on the train")
    world.slack("shortcut", user="U2BOB", type="global", callback_id="friction_new")
    world.slack("submit", user="U2BOB", values={"product": "vpn", "what": "It asks for my code twice"})
    talk = say(world, "U3CAT", "C1TALK", "My certificate ran out overnight")
    where = {"channel": "C1TALK", "message_ts": talk["ts"]}
    world.slack("shortcut", user="U1ANN", type="message", callback_id="friction_message", **where)
    world.slack("submit", user="U1ANN", values={"product": "vpn"})
    say(world, "U2BOB", "C2VPN", "<@U0BOT> the client eats my battery")
    react(world, "U3CAT", say(world, "U1ANN", "C2VPN", "Printers vanish behind it"), "brick")
    say(world, "U3CAT", "C3WIKI", "The search finds nothing at all")
    say(world, "U2BOB", "U0BOT", "The wiki forgets my drafts at midnight")
    world.click("U2BOB", world.until_told("U2BOB", "not a report yet"), "open_form")
    world.slack("submit", user="U2BOB", values={"product": "wiki"})

    eventually(lambda: len(world.issues()) == 7)
    assert {issue["summary"] for issue in world.issues()} == {
        "It drops on the train",
        "It asks for my code twice",
        "My certificate ran out overnight",
        "the client eats my battery",
        "Printers vanish behind it",
        "The search finds nothing at all",
        "The wiki forgets my drafts at midnight",
    }
    assert world.sandbox.see(world.sandbox.slack, "connections")["connections"] == 0


# Slack delivers an event up to four times; the whole thread goes along, secrets masked, and is confirmed in it once.
# What its reporter says there later goes along too, and nobody else's words do.
def test_a_mention_in_a_thread_takes_the_thread_along(in_channels: Callable[..., World]) -> None:
    world = in_channels()
    shot = [{"name": "drop.png", "base64": PICTURE}]
    first = say(world, "U1ANN", "C2VPN", f"Since Monday it drops on the train, with {TOKEN}", files=shot)
    say(world, "U3CAT", "C2VPN", "Same in the tunnel near the office", thread_ts=first["ts"])
    asked = say(world, "U2BOB", "C2VPN", "<@U0BOT> the session is lost at every stop", thread_ts=first["ts"])
    issue = eventually(world.issues)[0]
    for words in ("the session is lost at every stop", "drops on the train", "tunnel near the office"):
        assert words in issue["description"]
    assert TOKEN not in issue["description"]
    assert issue["summary"] == "the session is lost at every stop"
    assert f"/p{asked['ts'].replace('.', '')}" in json.dumps(issue["description_adf"])
    confirmed = eventually(lambda: shown(world, "C2VPN", f"|{issue['key']}>"))
    assert confirmed["thread_ts"] == first["ts"]
    eventually(lambda: "drop.png" in json.dumps(world.see_issue(issue)["attachments"]))

    later = say(world, "U2BOB", "C2VPN", f"<@U0BOT> it is client 5.1, {TOKEN}", thread_ts=first["ts"])
    say(world, "U2BOB", "C2VPN", "// lunch at noon?", thread_ts=first["ts"])
    say(world, "U1ANN", "C2VPN", "I am on 4.9", thread_ts=first["ts"])
    say(world, "U2BOB", "C2VPN", "thanks a lot!", thread_ts=first["ts"])
    eventually(lambda: "it is client 5.1" in json.dumps(world.see_issue(issue)["comments"]))
    world.slack("edit", user="U2BOB", channel="C2VPN", ts=later["ts"], text=f"<@U0BOT> it is client 5.2, {TOKEN}")
    eventually(lambda: "it is client 5.2" in json.dumps(world.see_issue(issue)["comments"]))
    eventually(lambda: "`//` stays there" in json.dumps(world.direct("U2BOB")))

    for event in world.deliveries("events_api"):
        assert world.slack("redeliver", seq=event["seq"])["acked"]
    world.close_issue(issue, "Done")
    eventually(lambda: shown(world, "C2VPN", "shipped."))
    world.until_told("U2BOB", "shipped")
    say(world, "U2BOB", "C2VPN", "Not for me it did not", thread_ts=first["ts"])
    world.after_more_polls()
    world.until_nothing_is_owed()
    assert len(world.issues()) == 1
    (comment,) = world.see_issue(issue)["comments"]
    assert TOKEN not in json.dumps(comment)
    assert "U0BOT" not in json.dumps(comment)
    assert len(own_words(world, "C2VPN")) == 1
    assert world.direct("U1ANN") == []


# The same message is one report, whoever points at it; a bot's is none.
def test_the_emoji_makes_one_report_of_a_message(in_channels: Callable[..., World]) -> None:
    world = in_channels(CAPTURE_EMOJI="brick")
    root = say(world, "U3CAT", "C2VPN", "Who else cannot get in?")
    said = say(world, "U1ANN", "C2VPN", "It asks for my password twice", thread_ts=root["ts"])
    react(world, "U2BOB", said, "tada")
    react(world, "U2BOB", said, "brick")
    issue = eventually(world.issues)[0]
    assert issue["summary"] == "It asks for my password twice"
    confirmed = eventually(lambda: shown(world, "C2VPN", f"|{issue['key']}>"))
    assert confirmed["thread_ts"] == root["ts"]
    react(world, "U3CAT", said, "brick")
    world.until_told("U3CAT", f"You are counted in on {issue['key']}")
    react(world, "U3CAT", confirmed, "brick")
    elsewhere = say(world, "U1ANN", "C3WIKI", "<@U0BOT>")
    react(world, "U2BOB", elsewhere, "brick")

    world.close_issue(issue, "Done")
    for person in ("U2BOB", "U3CAT"):
        world.until_told(person, f"{issue['key']} shipped")
    world.after_more_polls()
    assert len(world.issues()) == 1
    assert len(own_words(world, "C2VPN")) == 1


# Every message at the top of a feedback channel, no reply, no edit, no bot; elsewhere nothing is listened to.
def test_a_feedback_channel_takes_what_stands_at_its_top(in_channels: Callable[..., World]) -> None:
    world = in_channels()
    asked = len(world.slack_calls("users.info"))
    say(world, "U1ANN", "C1TALK", "The wiki search finds nothing at all")
    say(world, "U1ANN", "C2VPN", "Nobody mentioned anybody in here")
    said = say(world, "U1ANN", "C3WIKI", "The search finds nothing &lt;b&gt; & <!channel>")
    say(world, "U2BOB", "C3WIKI", "For me it does", thread_ts=said["ts"])
    world.slack("edit", user="U1ANN", channel="C3WIKI", ts=said["ts"], text="The search finds nothing today")
    say(world, "U2BOB", "C3WIKI", ":tada: !!")
    issue = eventually(world.issues)[0]
    confirmed = eventually(lambda: shown(world, "C3WIKI", "Noted as"))
    assert confirmed["thread_ts"] == said["ts"]
    world.until_receipt_shows("U1ANN", confirmed["text"].split()[2], "Filed as")
    world.after_more_polls()
    assert [found["id"] for found in world.issues()] == [issue["id"]]
    assert issue["project"] == "WIKI"
    assert world.direct("U2BOB") == []
    # Without `updates` the thread hears no more than that it was taken in.
    assert issue["key"] not in json.dumps(own_words(world, "C3WIKI"))
    assert {call["arguments"]["user"] for call in world.slack_calls("users.info")[asked:]} <= {"U1ANN", "U2BOB"}


# A direct message is never a report by itself. A mention that is about no known tool gets the form, too.
def test_a_direct_message_is_answered_with_the_form(in_channels: Callable[..., World]) -> None:
    world = in_channels()
    say(world, "U1ANN", "U0BOT", "thanks!")
    say(world, "U2BOB", "U0BOT", "The search of the wiki finds nothing")
    say(world, "U3CAT", "C1TALK", "<@U0BOT> the coffee machine is cold again")
    talk = world.until_told("U1ANN", "Glad to talk")
    offered = world.until_told("U2BOB", "not a report yet")
    world.until_told("U3CAT", "not which tool it is about")
    assert world.issues() == []
    for event in world.deliveries("events_api"):
        world.slack("redeliver", seq=event["seq"])

    world.click("U1ANN", talk, "open_form")
    assert "thanks" not in json.dumps(eventually(lambda: world.views("U1ANN")))
    world.click("U2BOB", offered, "open_form")
    view = eventually(lambda: world.views("U2BOB"))[0]
    assert "says “Wiki”" in json.dumps(view, ensure_ascii=False)
    world.slack("submit", user="U2BOB")
    issue = eventually(world.issues)[0]
    assert (issue["project"], issue["summary"]) == ("WIKI", "The search of the wiki finds nothing")
    assert len(world.notices("U2BOB", "not a report yet")) == 1
    # Why the tool was proposed stays with the report.
    assert '"because": "named"' in world.friction("export", "--user", "U2BOB").stdout


def say(world: World, user: str, channel: str, text: str, **more: Any) -> dict[str, Any]:
    said: dict[str, Any] = world.slack("message", user=user, channel=channel, text=text, **more)
    return said


def react(world: World, user: str, message: dict[str, Any], name: str) -> None:
    world.slack("reaction", user=user, channel=message["channel"], ts=message["ts"], name=name)


def own_words(world: World, channel: str) -> list[dict[str, Any]]:
    return [message for message in world.messages(channel) if message.get("bot_id")]


def shown(world: World, channel: str, words: str) -> dict[str, Any]:
    """What the bot says in a channel with these words in it; empty if nothing."""
    return next((message for message in own_words(world, channel) if words in json.dumps(message)), {})
