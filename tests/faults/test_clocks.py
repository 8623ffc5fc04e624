"""Clocks differ, jump and are put forward and back: nothing is told twice, left out or left waiting."""

from __future__ import annotations

import json
from collections.abc import Callable

import httpx

from tests.faults.conftest import SteppedClock
from tests.hostile.test_http_guard import BODY, signed
from tests.world import CATALOGUE, World, eventually

TEN_MINUTES = 600


# Fault 17: a host whose clock is ten minutes wrong refuses what Slack signs, and says why: once, not at each delivery.
def test_fault_17_a_wrong_clock_is_named(make_world: Callable[..., World], database_url: str) -> None:
    world = make_world(database_url=database_url, mode="http")
    world.start("run")
    url = f"{world.address}/slack/events"
    forged = signed(BODY, age=TEN_MINUTES, secret="another")
    assert httpx.post(url, content=BODY, headers=forged, timeout=30).status_code == 401
    for age in (TEN_MINUTES, -TEN_MINUTES, TEN_MINUTES):
        refused = httpx.post(url, content=BODY, headers=signed(BODY, age=age), timeout=30)
        assert (refused.status_code, refused.content) == (401, b"")
    (alert,) = eventually(lambda: world.messages("C0ADMIN"))
    assert "the clocks differ" in alert["text"]
    assert "10 minutes ahead of Slack's" in json.dumps(alert["blocks"], ensure_ascii=False)
    world.file("U1ANN", "vpn", "The VPN drops every hour")
    assert len(world.messages("C0ADMIN")) == 1


# Fault 18: the database's clock is put back by an hour, then forward by two. What waits by it waits no longer for that.
def test_fault_18_the_clock_of_the_database_jumps(make_world: Callable[..., World], stepped: SteppedClock) -> None:
    world = make_world(database_url=stepped.url)
    assert world.friction("migrate").returncode == 0
    world.start("run")
    _, issue = world.file("U1ANN", "vpn", "The VPN drops every hour")
    world.after_more_polls()
    world.jira("faults", method="POST", path=r"/rest/api/\d/issue$", kind="lost", times=1)
    reference = world.report("U2BOB", "vpn", "I lose the VPN all the time")
    eventually(lambda: world.issues_of(reference))
    stepped.ahead_by(-3600)
    world.filed("U2BOB", reference)
    world.close_issue(issue, "Done")
    world.until_told("U1ANN", "shipped")
    (alert,) = eventually(lambda: world.messages("C0ADMIN"))
    assert "clock was put back" in alert["text"]
    assert "60 minutes less" in json.dumps(alert["blocks"])

    stepped.ahead_by(3600)
    _, other = world.file("U3CAT", "vpn", "It drops for me as well")
    world.close_issue(other, "Done")
    world.until_told("U3CAT", "shipped")
    world.after_more_polls()
    assert len(world.issues()) == 3
    assert len(world.messages("C0ADMIN")) == 1
    assert [len(world.direct(user)) for user in ("U1ANN", "U2BOB", "U3CAT")] == [2, 1, 2]


# Faults 19 and 20: at 02:30 in Berlin. The night in which it does not come, the night in which it comes twice.
def test_fault_19_20_nights_that_lose_and_repeat_an_hour(make_world: Callable[..., World], database_url: str) -> None:
    world = make_world(database_url=database_url)
    turned = world.directory / "clock"
    turned.write_text("2026-03-28T12:00:00Z")
    world.catalogue.write_text(CATALOGUE.replace("0 9 * * mon", "30 2 * * *"))
    world.start("run", FRICTION_CLOCK=str(turned))
    world.until_schedules_begin()
    nights = [
        ("2026-03-29T00:59:00Z", 0),  # 01:59, and the next minute is 03:00
        ("2026-03-29T01:00:30Z", 1),
        ("2026-03-29T01:31:00Z", 1),  # 03:31
        ("2026-03-30T00:31:00Z", 2),
        ("2026-10-24T12:00:00Z", 3),  # one digest for all the nights between
        ("2026-10-25T00:31:00Z", 4),  # 02:31 for the first time
        ("2026-10-25T01:31:00Z", 4),  # 02:31 for the second time
        ("2026-10-26T01:31:00Z", 5),
    ]
    for instant, count in nights:
        turned.write_text(instant)
        eventually(lambda: digests(world) >= count)  # noqa: B023  (it is over before the next turn)
        world.after_more_polls(8)
        assert digests(world) == count, instant


def digests(world: World) -> int:
    return sum(bool(message["metadata"]) for message in world.messages("C0LEADS"))
