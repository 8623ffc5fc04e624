"""Much that one person reported ends at once: they get one message, and hear of everything in it once."""

from __future__ import annotations

import json
import re
import signal
from collections import Counter
from collections.abc import Callable

from tests.world import Json, World, eventually

# More than one page of a summary holds: the last four stand in its thread.
MANY, PAGE = 64, 60
POST = "chat.postMessage"


# Fault 51: a bulk close makes one message, through a death on either side of what makes it one.
def test_fault_51_a_bulk_close_is_one_message(make_world: Callable[..., World], database_url: str) -> None:
    world = make_world(database_url=database_url, JIRA_TIMEOUT_SECONDS="20")
    running = world.start("run")
    references = [world.report("U1ANN", "vpn", f"The VPN drops, case {number}") for number in range(MANY)]
    alone = world.file("U2BOB", "vpn", "It asks for the code twice")[1]
    issues = [world.filed("U1ANN", reference) for reference in references]
    close_all(world, running, [*issues, alone])
    for crash_at in ("hand_over:before_commit", "slack:after_post_before_record"):
        assert world.start("worker", CRASH_AT=crash_at).wait(timeout=60) == -signal.SIGKILL
    world.start("run")

    eventually(lambda: len(told_of(world, "U1ANN")) >= MANY)
    world.until_told("U2BOB", f"{alone['key']} shipped")
    world.after_more_polls()
    assert Counter(told_of(world, "U1ANN")) == Counter(issue["key"] for issue in issues)
    first, rest = summaries(world, "U1ANN")
    assert first["text"] == f"{MANY} issues that you reported came to an end"
    assert "The other 4 stand in the thread under this message." in json.dumps(first["blocks"])
    assert (len(keys_in(first)), rest["thread_ts"]) == (PAGE, first["ts"])
    assert len(world.direct("U1ANN")) == len(references) + 2


# Fault 51: each issue of a summary can be answered alone; a lost answer of Slack doubles nothing; a bulk reopening is
# one message too.
def test_fault_51_what_is_told_together_is_answered_one_by_one(
    make_world: Callable[..., World], database_url: str
) -> None:
    world = make_world(database_url=database_url, JIRA_TIMEOUT_SECONDS="20")
    world.slack("app", ack_seconds=20, trigger_seconds=20)  # a button pressed once opens one form
    running = world.start("run")
    references = [world.report("U1ANN", "vpn", f"The VPN drops, case {number}") for number in range(8)]
    issues = [world.filed("U1ANN", reference) for reference in references]
    world.slack("faults", kind="lost", method=POST, channel="D1ANN")
    close_all(world, running, issues)
    running = world.start("run")
    told = eventually(lambda: summaries(world, "U1ANN"))[0]
    assert told["text"] == "News of 8 issues that you reported: 5 shipped and 3 will not be done"

    eventually(lambda: asked_about(world, told))
    fixed, broken = (f"{issues[number]['id']}:1" for number in (1, 2))
    world.slack("submit", user="U1ANN", values={fixed: "fixed", broken: "still_broken"})
    eventually(lambda: len(answers_shown(world)) == 2)
    assert answers_shown(world) == {issues[1]["key"]: "Fixed", issues[2]["key"]: "Still broken"}
    eventually(lambda: commented(world, issues[2]))
    assert not commented(world, issues[1])
    # Nobody answers for somebody else, nor about what was not asked.
    assert world.click("U1ANN", told, "summary_ask", override={"user": {"id": "U2BOB", "name": "bob"}})["acked"]
    assert (world.views("U1ANN"), world.views("U2BOB")) == ([], [])

    stopped_then(world, running, lambda: [world.reopen_issue(issue) for issue in issues])
    world.start("run")
    again = eventually(lambda: summaries(world, "U1ANN")[1:])
    assert [message["text"] for message in again] == ["News of 8 issues that you reported: 8 open again"]
    world.after_more_polls()
    assert world.notices("U1ANN", "NET-") == []


def close_all(world: World, running: object, issues: list[Json]) -> None:
    """Close issues, a third of them as not to be done, all before anybody is told."""

    def close() -> None:
        for number, issue in enumerate(issues):
            world.close_issue(issue, "Done" if number % 3 else "Won't Do")

    stopped_then(world, running, close)


def stopped_then(world: World, running: object, do: Callable[[], object]) -> None:
    """Stop what posts, let something happen in Jira, and let the clock alone take it in."""
    world.stop(running)  # type: ignore[arg-type]
    clock = world.start("clock")
    do()
    world.after_more_polls(3)
    world.stop(clock)


def summaries(world: World, user: str) -> list[Json]:
    return [message for message in world.direct(user) if "that you reported" in message["text"]]


def told_of(world: World, user: str) -> list[str]:
    return [key for message in summaries(world, user) for key in keys_in(message)]


def keys_in(message: Json) -> list[str]:
    return list(said_in(message))


def said_in(message: Json) -> dict[str, str]:
    """The issues of a summary, with what its reader said of each."""
    lines = [line for block in message["blocks"] for line in block.get("text", {}).get("text", "").split("\n")]
    found = [re.fullmatch(r"• <\S+\|(NET-\d+)>: [^*]*(?:· you said: \*(.+)\*)?", line) for line in lines]
    return {match[1]: match[2] or "" for match in found if match}


def answers_shown(world: World) -> dict[str, str]:
    return {key: said for key, said in said_in(summaries(world, "U1ANN")[0]).items() if said}


def asked_about(world: World, message: Json) -> bool:
    world.click("U1ANN", message, "summary_ask")
    return bool(world.views("U1ANN"))


def commented(world: World, issue: Json) -> bool:
    return "still broken" in json.dumps(world.see_issue(issue).get("comments", []))
