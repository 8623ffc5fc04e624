"""Quiet hours and reminders: what can wait for the morning waits, and nobody is asked more than twice."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from tests.world import CATALOGUE, World, eventually

DAY = 24 * 3600


# Issue 6, line 6 and 9: news waits until the quiet hours are over, a receipt does not. Some days later comes the one
# reminder, about what was not answered, and after that nothing.
def test_the_night_is_quiet_and_there_is_one_reminder(make_world: Callable[..., World], database_url: str) -> None:
    world = make_world(database_url=database_url, REMINDER_DAYS="5")
    now = datetime.now(UTC)
    night = [f"{now + timedelta(hours=hours):%H:%M}" for hours in (-1, 2)]
    world.catalogue.write_text(f'{CATALOGUE}\n[quiet_hours]\nfrom = "{night[0]}"\nto = "{night[1]}"\n')
    clock = world.directory / "clock"
    clock.write_text("0")
    world.start("run", FRICTION_CLOCK=str(clock))
    reports = [world.report("U1ANN", "vpn", f"The VPN drops, case {number}") for number in range(3)]
    answered, first, second = (world.filed("U1ANN", reference) for reference in reports)
    single = world.file("U2BOB", "vpn", "It asks for the code twice")[1]
    declined = world.file("U3CAT", "vpn", "It wants the newest system")[1]
    world.act(single, "comment", text="Which phone is it?")
    for issue in (answered, first, second, single):
        world.close_issue(issue, "Done")
    world.close_issue(declined, "Won't Do")
    for reference in reports:
        world.until_receipt_shows("U1ANN", reference, "shipped")
    world.after_more_polls()
    assert [world.notices(user, "NET-") for user in ("U1ANN", "U2BOB", "U3CAT")] == [[], [], []]
    assert "Which phone" not in json.dumps(world.direct("U2BOB"))

    clock.write_text(str(3 * 3600))
    told = [world.until_told("U1ANN", f"{issue['key']} shipped") for issue in (answered, first, second)]
    notice = world.until_told("U2BOB", "shipped")
    eventually(lambda: "Which phone is it?" in json.dumps(world.direct("U2BOB")))
    world.until_told("U3CAT", "will not be done")
    world.click("U1ANN", told[0], "verify_fixed")
    # What was posted is told once that is recorded: then the days begin.
    for user, unanswered in (("U1ANN", 2), ("U2BOB", 1)):
        world.slack("home_opened", user=user)
        eventually(lambda user=user, n=unanswered: json.dumps(world.home(user)).count("you have not said yet") == n)
    clock.write_text(str(5 * DAY + 4 * 3600))
    many = world.until_told("U1ANN", "You have not said yet of 2 issues")
    one = world.until_told("U2BOB", "You have not said yet: NET-")
    assert all(issue["key"] in json.dumps(many["blocks"]) for issue in (first, second))
    assert answered["key"] not in json.dumps(many["blocks"])
    # What is answered there is shown in both places.
    world.click("U2BOB", one, "verify_broken")
    for message in (one, notice):
        eventually(lambda message=message: "You said: *Still broken*" in seen(world, "U2BOB", message["ts"]))

    clock.write_text(str(60 * DAY + 4 * 3600))
    world.after_more_polls(8)
    reminders = [len(world.notices(user, "You have not said yet")) for user in ("U1ANN", "U2BOB", "U3CAT")]
    assert reminders == [1, 1, 0]


def seen(world: World, user: str, ts: str) -> str:
    return json.dumps([message["blocks"] for message in world.direct(user) if message["ts"] == ts])
