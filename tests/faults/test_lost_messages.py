"""Slack posted it, and we never heard, or it cannot be posted: everybody hears once (PROMISES, "chat.postMessage")."""

from __future__ import annotations

from collections.abc import Callable

from tests.world import Json, World, eventually

POST = "chat.postMessage"
# Fault 6, and what a proxy makes of it.
LOST: list[Json] = [
    {"kind": "lost"},
    {"kind": "lost", "late_seconds": 0.2},
    {"kind": "http_500", "effect": True},
    {"kind": "html", "effect": True},
]
NOT_DONE: list[Json] = [{"kind": "disconnect"}, {"kind": "http_502"}, {"kind": "error", "error": "fatal_error"}]


# DEMANDS 2: one receipt, one notice of any end, whatever answer is lost.
def test_fault_06_a_lost_answer_is_one_message(make_world: Callable[..., World], database_url: str) -> None:
    # Either way in beside either database: nothing in one depends on the other.
    world = make_world(database_url=database_url, mode="socket" if database_url.startswith("sqlite") else "http")
    world.start("run")
    users = [f"U8M{number}" for number in range(len(LOST + NOT_DONE))]
    for user, fault in zip(users, LOST + NOT_DONE, strict=True):
        world.slack("users", id=user, name=user.lower())
        world.slack("faults", **fault, method=POST, channel=f"D{user[1:]}")
    references = [world.report(user, "vpn", "The VPN drops every hour") for user in users]
    issues = [world.filed(user, reference) for user, reference in zip(users, references, strict=True)]
    for user, fault, issue in zip(users, LOST + NOT_DONE, issues, strict=True):
        world.slack("faults", **fault, method=POST, channel=f"D{user[1:]}")
        world.close_issue(issue, "Done")
    for user in users:
        world.until_told(user, "shipped")
    world.after_more_polls()
    # An answer that was lost and found again is remembered: the receipt still changes, the buttons still work.
    for user, reference in zip(users, references, strict=True):
        world.until_receipt_shows(user, reference, "shipped")
    world.click(users[0], world.notices(users[0], "shipped")[0], "verify_fixed")
    eventually(lambda: "You said: *Fixed*" in str(world.notices(users[0], "shipped")))
    assert [len(world.direct(user)) for user in users] == [2] * len(users)


# Fault 31: only the channel that Slack limits has to wait.
def test_fault_31_a_limit_on_one_channel_holds_up_no_other(world: World) -> None:
    world.slack("faults", kind="ratelimited", method=POST, channel="D1ANN", retry_after=5)
    limited = world.report("U1ANN", "vpn", "The VPN drops every hour")
    free = world.report("U2BOB", "vpn", "I lose the VPN all the time")
    world.filed("U2BOB", free)
    world.filed("U1ANN", limited)
    refused, *_, posted = [c for c in world.slack_calls(POST) if c["arguments"]["channel"] == "D1ANN"]
    assert refused["status"] == 429
    assert posted["at"] - refused["at"] >= 5
    other = next(c for c in world.slack_calls(POST) if c["arguments"]["channel"] == "D2BOB")
    assert other["at"] < posted["at"]


# Fault 29: somebody who has left cannot be told. Nobody is bothered with that.
def test_fault_29_somebody_who_has_left_is_told_nothing(world: World) -> None:
    reference, issue = world.file("U1ANN", "vpn", "The VPN drops every hour")
    _, other = world.file("U2BOB", "vpn", "I lose the VPN all the time")
    world.slack("users", id="U1ANN", deleted=True)
    world.close_issue(issue, "Done")
    world.close_issue(other, "Done")
    world.until_told("U2BOB", "shipped")
    eventually(lambda: '"undeliverable"' in world.logs())
    eventually(lambda: "No" in world.friction("outbox", "list").stdout)
    world.after_more_polls()
    assert world.notices("U1ANN", "shipped") == []
    assert world.messages("C0ADMIN") == []
    assert world.receipts("U1ANN", reference)


# Fault 28: a channel that is gone is told to the log and parked; people are served meanwhile.
def test_fault_28_an_archived_admin_channel_holds_up_nobody(
    make_world: Callable[..., World], database_url: str
) -> None:
    world = make_world(database_url=database_url)
    world.slack("channels", id="C0ADMIN", is_archived=True)
    world.jira("users", accountId="bot", token="another")
    world.start("run")
    reference = world.report("U1ANN", "vpn", "The VPN drops every hour")
    world.until_receipt("U1ANN", reference)
    eventually(lambda: "is_archived" in world.friction("outbox", "list", "--json").stdout)
    world.jira("users", accountId="bot", token="sandbox-token")
    world.filed("U1ANN", reference)
    world.slack("channels", id="C0ADMIN", is_archived=False)
    eventually(lambda: world.messages("C0ADMIN"))
