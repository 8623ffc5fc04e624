"""Slack behaves badly for long: what is owed to people waits, comes once, and somebody hears what to mend."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest

from bot.messages.answers import NOT_SAVED
from tests.hostile.test_http_guard import signed
from tests.privacy.figures import figures
from tests.privacy.held import found, rows_now
from tests.world import World, eventually

POST = "chat.postMessage"
PEOPLE_AND_WORDS = ("U1ANN", "anneliese", "quokka", "U2BOB", "wombat")
WEEK = 7 * 24 * 3600


# Fault 23: one delivery reaches two machines at once, and comes again before the first answer.
def test_faults_23_24_one_delivery_to_two_processes_at_once(
    make_world: Callable[..., World], database_url: str
) -> None:
    world = make_world(database_url=database_url, mode="http")
    assert world.friction("migrate").returncode == 0
    world.start_all(("web", {}), ("web", {}), ("worker", {}))
    command = {"command": "/friction", "text": "vpn: The VPN drops every hour", "user_id": "U1ANN", "user_name": "ann"}
    place = {"trigger_id": "1.2.abc", "team_id": "T0SANDBOX", "channel_id": "C1TALK", "api_app_id": "A0SANDBOX"}
    body = urlencode(command | place).encode()
    doors = [f"{address}/slack/events" for address in world.addresses] * 3
    with httpx.Client(timeout=60) as client, ThreadPoolExecutor(len(doors)) as pool:
        answers = list(pool.map(lambda door: client.post(door, content=body, headers=signed(body)), doors))
    assert len(set(doors)) == 2
    assert {answer.status_code for answer in answers} == {200}
    # On a machine with no time to spare a process may be kept waiting for the database, and then says so.
    (said,) = {answer.json()["text"] for answer in answers} - {NOT_SAVED}
    reference = said.split("*")[1]
    world.filed("U1ANN", reference)
    assert (len(world.issues()), len(world.direct("U1ANN"))) == (1, 1)


# Fault 28: the bot was removed from the digest's channel. Parked, the admins hear it once; posted after the cure.
@pytest.mark.parametrize("wrong", [{"is_archived": True}, {"is_private": True, "members": ["U1ANN"]}])
def test_fault_28_a_digest_whose_channel_is_gone(
    make_world: Callable[..., World], sqlite_url: str, wrong: dict[str, object]
) -> None:
    world = make_world(database_url=sqlite_url)
    turned = world.directory / "clock"
    turned.write_text("0")
    world.slack("channels", id="C0LEADS", **wrong)
    world.start("run", FRICTION_CLOCK=str(turned))
    world.until_schedules_begin()
    turned.write_text(str(WEEK))
    alert = eventually(lambda: world.messages("C0ADMIN"))[0]
    assert "unarchive it" in json.dumps(alert["blocks"]) or "invite the bot" in json.dumps(alert["blocks"])
    eventually(lambda: len(_calls(world, "C0LEADS")) >= 3)  # it is tried again, and tells nobody again
    assert len(world.messages("C0ADMIN")) == 1
    world.slack("channels", id="C0LEADS", is_archived=False, members=["U1ANN", "U0BOT"])
    eventually(lambda: [message for message in world.messages("C0LEADS") if message["metadata"]])
    world.after_more_polls()
    assert len([message for message in world.messages("C0LEADS") if message["metadata"]]) == 1
    assert len(world.messages("C0ADMIN")) == 1


def _calls(world: World, channel: str) -> list[dict[str, object]]:
    """Every attempt: what is late is looked for before it is posted."""
    return [call for call in world.slack_ledger("api") if call["arguments"].get("channel") == channel]


def _posts(world: World, channel: str) -> list[dict[str, object]]:
    return [call for call in world.slack_calls(POST) if call["arguments"]["channel"] == channel]


# Fault 30: Slack does not take the layout: the same is said plain and short, once.
@pytest.mark.parametrize("error", ["invalid_blocks", "msg_too_long"])
def test_fault_30_a_message_that_slack_does_not_take(
    make_world: Callable[..., World], sqlite_url: str, error: str
) -> None:
    world = make_world(database_url=sqlite_url)
    world.start("run")
    for method in (POST, "chat.update"):
        world.slack("faults", kind="error", error=error, method=method, channel="D1ANN")
    _, issue = world.file("U1ANN", "vpn", "The VPN drops every hour")
    world.close_issue(issue, "Done")
    world.until_told("U1ANN", "shipped")
    world.after_more_polls()
    for method in (POST, "chat.update"):
        refused, plain = _tried(world, method, error)
        assert refused["text"]
        assert refused["blocks"]
        assert len(plain["text"]) > len(refused["text"])  # what stood in the layout is said in words
    assert len(world.direct("U1ANN")) == 2
    assert world.messages("C0ADMIN") == []


def _tried(world: World, method: str, error: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """What Slack did not take, and the one plain call after it; another worker may show a later face in between."""
    calls = [call for call in world.slack_calls(method) if call["arguments"]["channel"] == "D1ANN"]
    first = next(number for number, call in enumerate(calls) if call["response"].get("error") == error)
    (plain,) = [call["arguments"] for call in calls[first + 1 :] if not call["arguments"].get("blocks")]
    return calls[first]["arguments"], plain


# Fault 32: Slack answers 500 for long, then says the socket must go: nothing is lost, doubled or left to a person.
def test_fault_32_slack_is_in_trouble_for_long(make_world: Callable[..., World], database_url: str) -> None:
    world = make_world(database_url=database_url, SLACK_UNKNOWN_GRACE_SECONDS="0.2")
    world.start("run")
    world.slack("faults", kind="http_500", method=POST, times=-1)
    users = ("U1ANN", "U2BOB")
    references = {user: world.report(user, "vpn", "The VPN drops every hour") for user in users}
    # History shows again and again that nothing was posted: that is no reason to give up.
    eventually(lambda: all(len(_posts(world, f"D{user[1:]}")) >= 4 for user in users))
    world.sandbox.forget_faults(world.sandbox.slack)
    for user, reference in references.items():
        world.filed(user, reference)

    world.slack("socket/disconnect")
    eventually(lambda: world.sandbox.see(world.sandbox.slack, "connections")["connections"])
    world.slack("socket/disconnect", reason=None)
    eventually(lambda: world.sandbox.see(world.sandbox.slack, "connections")["connections"])
    _, issue = world.file("U3CAT", "vpn", "It does not find the gateway")
    world.close_issue(issue, "Done")
    world.until_told("U3CAT", "shipped")
    assert [len(world.direct(user)) for user in (*users, "U3CAT")] == [1, 1, 2]
    assert world.messages("C0ADMIN") == []


# Fault 33: the token is revoked: nothing more is sent, the queue stays, and a new token goes on with it.
@pytest.mark.parametrize("error", ["token_revoked", "invalid_auth", "app_uninstalled"])
def test_fault_33_a_revoked_token(make_world: Callable[..., World], sqlite_url: str, error: str) -> None:
    world = make_world(database_url=sqlite_url)
    process = world.start("run")
    _, issue = world.file("U1ANN", "vpn", "The VPN drops every hour")
    world.slack("faults", kind="error", error=error, times=-1)
    world.close_issue(issue, "Done")
    reference = world.report("U2BOB", "vpn", "I lose the VPN all the time")
    eventually(lambda: world.issues_of(reference))  # Jira goes on
    eventually(lambda: f'"reason": "Slack refuses the bot\'s token ({error})' in world.logs())
    assert world.notices("U1ANN", "shipped") == []
    assert world.stop(process) == 0
    assert world.friction("run").returncode == 1  # and says so at the start, too

    world.sandbox.forget_faults(world.sandbox.slack)
    world.start("run")
    world.until_told("U1ANN", "shipped")
    world.filed("U2BOB", reference)
    alerts = eventually(lambda: world.messages("C0ADMIN"))
    assert [alert["text"] for alert in alerts] == ["Slack does not take what the loop sends"]
    assert [len(world.direct(user)) for user in ("U1ANN", "U2BOB")] == [2, 1]


# Fault 33, the app is removed: one alert, and all goes on if it comes back. Once it has been away for long, nobody can
# be told anything any more: then names and words go, of open reports too, and figures stand.
def test_fault_33_the_app_is_removed(make_world: Callable[..., World], database_url: str) -> None:
    world = make_world(database_url=database_url, mode="http", FRICTION_CLOCK="clock", UPKEEP_MINUTES="0.01")
    turn_days(world, 0)
    world.slack("users", id="U1ANN", name="anneliese")
    world.start("run")
    _, issue = world.file("U1ANN", "vpn", "The quokka tunnel collapses")
    world.file("U2BOB", "wiki", "The wombat page is empty")
    well = looks(world, ok=True)
    remove_app(world)
    world.close_issue(issue, "Done")
    turn_days(world, 29)
    world.after_more_polls(8)
    assert found(PEOPLE_AND_WORDS, rows_now(database_url)) == list(PEOPLE_AND_WORDS)
    world.sandbox.forget_faults(world.sandbox.slack)
    world.until_told("U1ANN", "shipped")
    alerts = eventually(lambda: world.messages("C0ADMIN"))
    assert [alert["text"] for alert in alerts] == ["Slack does not take what the loop sends"]
    eventually(lambda: looks(world, ok=True) == well + 2)  # one for each of the events

    turn_days(world, 90)
    world.after_more_polls(8)
    assert found(PEOPLE_AND_WORDS, rows_now(database_url)) == list(PEOPLE_AND_WORDS)
    before, direct = figures(world, database_url), len(world.direct("U1ANN"))
    remove_app(world)
    turn_days(world, 121)
    eventually(lambda: found(PEOPLE_AND_WORDS, rows_now(database_url)) == [])
    assert figures(world, database_url) == before

    world.sandbox.forget_faults(world.sandbox.slack)
    world.file("U3CAT", "vpn", "The VPN drops every hour")
    assert len(world.direct("U1ANN")) == direct


def remove_app(world: World) -> None:
    """Remove the app from the workspace, and wait until the product has found that its token is refused. After that it
    asks ever more rarely: whoever comes second may wait for minutes.
    """
    before = looks(world, ok=False)
    world.slack("faults", kind="error", error="account_inactive", times=-1)
    world.slack("event", event={"type": "app_uninstalled"})
    eventually(lambda: looks(world, ok=False) > before)
    world.slack("event", event={"type": "tokens_revoked", "tokens": {"oauth": [], "bot": ["U0BOT"]}})


def looks(world: World, *, ok: bool) -> int:
    """How often the product has asked whether its token counts, and heard that it does, or does not."""
    return sum(call["response"].get("ok", False) is ok for call in world.slack_calls("auth.test"))


def turn_days(world: World, days: int) -> None:
    (world.directory / "clock").write_text(str(days * 24 * 3600))


# Fault 34: parked, with the scope's name; sent once it is there.
def test_fault_34_a_missing_scope_is_named(make_world: Callable[..., World], sqlite_url: str) -> None:
    world = make_world(database_url=sqlite_url)
    scopes = world.slack("app")["scopes"]
    world.slack("app", scopes=[scope for scope in scopes if scope != "im:write"])
    world.start("run")
    reference = world.report("U1ANN", "vpn", "The VPN drops every hour")
    alert = eventually(lambda: world.messages("C0ADMIN"))[0]
    assert "the scope im:write" in json.dumps(alert["blocks"])
    world.slack("app", scopes=scopes)
    world.filed("U1ANN", reference)
    assert len(world.messages("C0ADMIN")) == 1


# Without a scope to look, a lost post is at most one message, and the next contact finds it or makes up for it.
def test_a_lost_post_that_cannot_be_looked_up_is_mended(make_world: Callable[..., World], sqlite_url: str) -> None:
    world = make_world(database_url=sqlite_url)
    world.slack("app", scopes=["chat:write", "commands", "im:write"])
    world.start("run")
    world.slack("faults", kind="lost", effect=False, method=POST, channel="D1ANN")
    maintenance = {"kind": "status", "status": 503, "headers": {"Retry-After": "2"}, "times": -1}
    world.jira("faults", method="POST", path=r"/rest/api/\d/issue$", **maintenance)
    reference = world.report("U1ANN", "vpn", "The VPN drops every hour")
    eventually(lambda: world.logs().count("cannot be looked up") >= 1)  # nobody has the receipt
    world.sandbox.forget_faults(world.sandbox.jira)
    issue = world.filed("U1ANN", reference)  # now there is news, and it has come
    assert len(world.receipts("U1ANN", reference)) == 1
    world.slack("faults", kind="lost", method=POST, channel="D1ANN")
    world.close_issue(issue, "Done")
    notice = world.until_told("U1ANN", "shipped")
    world.until_receipt_shows("U1ANN", reference, "shipped")
    eventually(lambda: world.logs().count("cannot be looked up") >= 2)
    world.after_more_polls()
    world.click("U1ANN", notice, "verify_fixed")
    eventually(lambda: "You said: *Fixed*" in str(world.notices("U1ANN", "shipped")))
    assert len(world.direct("U1ANN")) == 2
