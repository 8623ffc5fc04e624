"""However many processes keep time, each period has one digest, with one picture."""

from __future__ import annotations

from collections.abc import Callable

from tests.world import Json, World, eventually

WEEK = 7 * 24 * 3600


def digests(world: World) -> list[Json]:
    return [message for message in world.messages("C0LEADS") if message["metadata"]]


def charts(world: World) -> list[Json]:
    return [message for message in world.messages("C0LEADS") if message.get("files")]


# DEMANDS 2, faults 7, 21 and 61: three clocks, two workers, answers of Slack lost on the way: one digest a period.
def test_three_clocks_post_one_digest(make_world: Callable[..., World], database_url: str) -> None:
    world = make_world(database_url=database_url, mode="http")
    turned = world.directory / "clock"
    turned.write_text("0")
    world.env["FRICTION_CLOCK"] = str(turned)
    assert world.friction("migrate").returncode == 0
    modes = ("web", "clock", "clock", "clock", "worker", "worker")
    world.start_all(*((mode, {}) for mode in modes))
    world.file("U1ANN", "vpn", "The VPN drops every hour")
    world.after_more_polls(12)  # time enough for the first period, which is the beginning and tells nothing
    assert world.messages("C0LEADS") == []

    turned.write_text(str(WEEK))
    eventually(lambda: charts(world))
    world.after_more_polls()
    assert (len(digests(world)), len(charts(world))) == (1, 1)

    # Asleep over three more: one digest catches up, and its lost answers are found again.
    world.slack("faults", kind="lost", method="chat.postMessage", channel="C0LEADS")
    world.slack("faults", kind="lost", method="files.completeUploadExternal")
    turned.write_text(str(4 * WEEK))
    eventually(lambda: len(charts(world)) == 2)
    world.after_more_polls(8)
    assert (len(digests(world)), len(charts(world))) == (2, 2)
    assert world.messages("C0ADMIN") == []
