"""However many processes keep time, each period has one digest, with one picture."""

from __future__ import annotations

import json
import signal
from collections.abc import Callable

from config.crash import CrashPoint
from tests.world import Json, World, eventually

LATE = "This digest is late"
WEEK = 7 * 24 * 3600


def digests(world: World) -> list[Json]:
    return [message for message in world.messages("C0LEADS") if message["metadata"]]


def charts(world: World) -> list[Json]:
    return [message for message in world.messages("C0LEADS") if message.get("files")]


# DEMANDS 2, faults 17, 21 and 61: three clocks, two workers, answers of Slack lost on the way: one digest a period.
def test_fault_21_61_three_clocks_post_one_digest(make_world: Callable[..., World], database_url: str) -> None:
    # A lease for which nobody is ever too slow: none of them dies here.
    world = make_world(database_url=database_url, mode="http", OUTBOX_LEASE_SECONDS="30")
    # The clocks of three hosts: one is right, one ten minutes ahead, one ten minutes behind.
    hosts = {world.directory / f"clock-{skew}": skew for skew in (0, 600, -600)}

    def turn(seconds: int) -> None:
        for file, skew in hosts.items():
            file.write_text(str(seconds + skew))

    turn(0)
    right, *_ = clocks = [{"FRICTION_CLOCK": str(file)} for file in hosts]
    assert world.friction("migrate").returncode == 0
    world.slack("users", id="U0OWNER", name="tom")
    world.start_all(("web", right), *(("clock", host) for host in clocks), ("worker", right), ("worker", right))
    world.file("U1ANN", "vpn", "The VPN drops every hour")
    world.until_schedules_begin()
    assert world.messages("C0LEADS") == []

    turn(WEEK)
    eventually(lambda: charts(world))
    world.after_more_polls()
    assert (len(digests(world)), len(charts(world))) == (1, 1)
    assert " with tom" in json.dumps(digests(world)[0]["blocks"])

    # Asleep over three more: one digest catches up, and its lost answers are found again.
    world.slack("faults", kind="lost", method="chat.postMessage", channel="C0LEADS")
    world.slack("faults", kind="lost", method="files.completeUploadExternal")
    turn(4 * WEEK)
    eventually(lambda: len(charts(world)) == 2)
    world.after_more_polls(8)
    assert (len(digests(world)), len(charts(world))) == (2, 2)
    assert LATE in json.dumps(digests(world)[-1]["blocks"], ensure_ascii=False)
    assert world.messages("C0ADMIN") == []


# Fault 7: whoever posts the digest dies in the middle of it, twice. Others find what was posted and post the rest.
def test_fault_07_the_poster_of_a_digest_dies(make_world: Callable[..., World], database_url: str) -> None:
    world = make_world(database_url=database_url, mode="http")
    turned = world.directory / "clock"
    turned.write_text("0")
    world.env["FRICTION_CLOCK"] = str(turned)
    assert world.friction("migrate").returncode == 0
    dies = {"CRASH_AT": f"slack:{CrashPoint.AFTER_POST_BEFORE_RECORD}"}
    _web, _clock, doomed = world.start_all(("web", {}), ("clock", {}), ("worker", dies))
    world.until_schedules_begin()
    turned.write_text(str(WEEK))
    assert doomed.wait(timeout=60) == -signal.SIGKILL
    assert world.start("worker", **dies, PORT="").wait(timeout=60) == -signal.SIGKILL
    world.start("worker")
    eventually(lambda: charts(world))
    world.after_more_polls(8)
    assert (len(digests(world)), len(charts(world))) == (1, 1)
    assert world.messages("C0ADMIN") == []
