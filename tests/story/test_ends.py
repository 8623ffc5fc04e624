"""How an issue ends is told to whoever reported it: once, in its own words, also when Jira takes a crooked way."""

from __future__ import annotations

import json
from collections.abc import Callable

from tests.world import Json, World, eventually

# The resolution that a product owner picks, and the words that people read. "Obsolete" is in no map.
WORDS = {
    "Done": "shipped",
    "Won't Do": "will not be done",
    "Cannot Reproduce": "could not be reproduced",
    "Known Error": "was answered",
    "Duplicate": "was closed as a duplicate",
    "Obsolete": "was closed; I cannot tell whether it shipped",
    None: "shipped",  # the status alone: Done
}

V1 = {"name": "4.2", "released": True, "releaseDate": "2026-11-20"}


def ends_told(world: World, user: str) -> list[str]:
    """What a person was told beside receipts, oldest first."""
    return [message["text"] for message in world.direct(user) if "FR-" not in message["text"]]


def people(world: World, count: int) -> list[str]:
    users = [f"U7P{number}" for number in range(count)]
    for user in users:
        world.slack("users", id=user, name=user.lower())
    return users


# DEMANDS 2: outcome maps; unmapped = unknown, shown. Everyone concerned is told once.
def test_each_end_is_told_once_in_its_own_words(world: World) -> None:
    shown = {"statuses": [["To Do", "new"], ["In Progress", "indeterminate"], ["Done", "done"], ["Closed", "done"]]}
    _change_project(world, resolutions=[name for name in WORDS if name] + ["Fixed"], versions=[V1], **shown)
    users = people(world, len(WORDS))
    references = [world.report(user, "vpn", f"The VPN drops, case {n}") for n, user in enumerate(users)]
    on_the_way = world.report("U1ANN", "vpn", "Resolved, and yet in progress")
    released = world.report("U2BOB", "vpn", "Closed, and out in a version")
    issues = [world.filed(user, reference) for user, reference in zip(users, references, strict=True)]
    # A released version speaks where Jira's words are silent, and only there: one of these is declined.
    out = world.filed("U2BOB", released)
    for issue in (out, *issues):
        world.act(issue, "edit", fields={"fixVersions": [{"name": "4.2"}]})
    world.act(out, "transition", status="Closed")
    for issue, resolution in zip(issues, WORDS, strict=True):
        world.close_issue(issue, resolution)
    world.act(world.filed("U1ANN", on_the_way), "transition", status="In Progress", resolution="Fixed")

    for user, issue, words in zip(users, issues, WORDS.values(), strict=True):
        world.until_told(user, f"{issue['key']} {words}: ")
    world.until_told("U1ANN", "shipped")
    world.until_told("U2BOB", f"{out['key']} shipped")
    world.after_more_polls()
    assert [len(ends_told(world, user)) for user in [*users, "U1ANN", "U2BOB"]] == [1] * (len(WORDS) + 2)
    asked = [user for user, words in zip(users, WORDS.values(), strict=True) if _is_asked(world, user)]
    assert asked == [user for user, words in zip(users, WORDS.values(), strict=True) if words in _ASKED]


_ASKED = ("shipped", "could not be reproduced", "was answered", "was closed; I cannot tell whether it shipped")


def _is_asked(world: World, user: str) -> bool:
    return "verify_fixed" in json.dumps(world.direct(user))


# Issue 6, line 6: whoever ends it says why in Jira, before or after, and that is what its reporters read, with the
# version; what is taken back there is taken back here.
def test_an_end_is_told_with_the_words_of_whoever_ended_it(world: World) -> None:
    _change_project(world, versions=[V1])
    reference, declined = world.file("U1ANN", "vpn", "The client has no themes")
    receipt = world.until_receipt("U1ANN", reference)
    world.act(declined, "comment", text="The vendor ends it in June <!channel>")
    eventually(lambda: [one for one in world.direct("U1ANN") if one.get("thread_ts") == receipt["ts"]])
    world.close_issue(declined, "Won't Do")
    notice = world.until_told("U1ANN", "will not be done")
    for words in ("say so in this thread or on", "*Olga* wrote about it:", "The vendor ends it in June"):
        assert words in json.dumps(notice["blocks"])
    world.until_nothing_is_owed()  # it is known where the news stands
    answer = "Until then I cannot read it at night"
    world.slack("message", user="U1ANN", channel=notice["channel"], text=answer, thread_ts=notice["ts"])
    eventually(lambda: answer in json.dumps(world.see_issue(declined)["comments"]))

    _, shipped = world.file("U2BOB", "vpn", "It drops in every tunnel")
    world.act(shipped, "edit", fields={"fixVersions": [{"name": "4.2"}]})
    world.close_issue(shipped, "Fixed")
    assert "In version 4.2." in json.dumps(world.until_told("U2BOB", "shipped")["blocks"])

    def shown(words: str) -> bool:
        return words in json.dumps(world.notices("U2BOB", "shipped"))

    world.act(shipped, "comment", text="Restart the client once")
    eventually(lambda: shown("Restart the client once"))
    world.act(shipped, "delete_comment", comment=world.see_issue(shipped)["comments"][-1]["id"])
    eventually(lambda: not shown("Restart the client once"))
    # A reason that was read counts as an answer.
    world.until_nothing_is_owed()
    figures = json.loads(world.friction("scorecard", "--json").stdout)
    assert figures["tracks"][0]["answer_rate"] == 1.0


# DEMANDS 2, fault 48: closed as a duplicate, the reporter follows the survivor: one notice. Opened again it was
# none (issue 6, line 3), and its reporter comes back with it.
def test_fault_48_a_duplicate_ends_as_its_survivor_does(world: World) -> None:
    _, survivor = world.file("U1ANN", "vpn", "The VPN drops every hour")
    reference, duplicate = world.file("U2BOB", "vpn", "I lose the VPN all the time")
    _merge(world, duplicate, survivor)
    label = f"fr-main-{reference}"
    eventually(lambda: label in world.see_issue(survivor)["labels"])
    world.until_receipt_shows("U2BOB", reference, survivor["key"])
    world.reopen_issue(duplicate)
    world.until_receipt_shows("U2BOB", reference, duplicate["key"])
    world.close_issue(duplicate, "Duplicate")
    world.until_receipt_shows("U2BOB", reference, survivor["key"])
    world.after_more_polls()
    assert ends_told(world, "U2BOB") == []

    world.close_issue(survivor, "Fixed")
    for user in ("U1ANN", "U2BOB"):
        world.until_told(user, f"{survivor['key']} shipped")
    world.after_more_polls()
    assert [len(ends_told(world, user)) for user in ("U1ANN", "U2BOB")] == [1, 1]


# DESIGN 3: merged into an issue that had ended before the report was submitted is answered: nothing shipped for it.
def test_a_duplicate_of_what_had_shipped_before_is_answered(world: World) -> None:
    _, shipped = world.file("U1ANN", "vpn", "The VPN drops every hour")
    world.close_issue(shipped, "Done")
    world.until_told("U1ANN", "shipped")
    # An issue that nobody reported through us can survive as well, and have ended long ago.
    strange = world.jira("act", do="create", fields=_issue_fields("WIKI", "Search is empty"))
    world.close_issue(strange, "Fixed")

    for user, product, survivor in (("U2BOB", "vpn", shipped), ("U3CAT", "wiki", strange)):
        _, late = world.file(user, product, "It happens to me as well, every day")
        _merge(world, late, survivor)
        world.until_told(user, f"{survivor['key']} was answered")
    world.after_more_polls()
    assert [len(ends_told(world, user)) for user in ("U1ANN", "U2BOB", "U3CAT")] == [1, 1, 1]


# Faults 46 and 47: a moved issue is followed by its id, a deleted one is told once and never filed again.
def test_faults_46_47_moved_and_deleted_issues(world: World) -> None:
    moved_reference, moved = world.file("U1ANN", "vpn", "The VPN drops every hour")
    deleted_reference, deleted = world.file("U2BOB", "vpn", "I lose the VPN all the time")
    world.act(moved, "move", project="WIKI")
    world.act(deleted, "delete")
    world.until_told("U2BOB", f"{deleted['key']} is no longer in Jira")
    new_key = world.see_issue(moved)["key"]
    assert new_key.startswith("WIKI-")

    world.close_issue({"key": new_key}, "Done")
    world.until_told("U1ANN", f"{new_key} shipped")
    world.until_receipt_shows("U1ANN", moved_reference, new_key)
    world.after_more_polls()
    assert [len(ends_told(world, user)) for user in ("U1ANN", "U2BOB")] == [1, 1]
    there = [issue["deleted"] for issue in world.issues_of(deleted_reference)]
    assert there == [True]


# DEMANDS 2: reopened after it was told is told once, and so is the second end.
def test_fault_50_a_reopened_issue_is_told_and_so_is_its_second_end(world: World) -> None:
    reference, issue = world.file("U1ANN", "vpn", "The VPN drops every hour")
    world.close_issue(issue, "Fixed")
    first = world.until_told("U1ANN", "shipped")
    world.until_nothing_is_owed()  # that it was told is recorded after Slack has it
    world.reopen_issue(issue)
    world.until_told("U1ANN", "is open again")
    world.close_issue(issue, "Fixed")
    eventually(lambda: len(world.notices("U1ANN", "shipped")) == 2)
    # An answer to the first end, given late, changes nothing about the second.
    world.click("U1ANN", first, "verify_fixed")
    world.after_more_polls()
    assert [text.split(": ")[0].removeprefix(f"{issue['key']} ") for text in ends_told(world, "U1ANN")] == [
        "shipped",
        "is open again",
        "shipped",
    ]
    assert len(world.issues_of(reference)) == 1


# Faults 6 and 50: reopened while nobody knows yet whether the end was told, for the answer to its message was lost.
def test_fault_50_an_end_whose_message_is_looked_for_is_reopened_all_the_same(
    make_world: Callable[..., World], database_url: str
) -> None:
    world = make_world(database_url=database_url, SLACK_UNKNOWN_GRACE_SECONDS="3")
    world.start("run")
    _, issue = world.file("U1ANN", "vpn", "The VPN drops every hour")
    world.slack("faults", kind="lost", method="chat.postMessage", channel="D1ANN")
    world.close_issue(issue, "Fixed")
    world.until_told("U1ANN", "shipped")
    world.reopen_issue(issue)
    world.until_told("U1ANN", "is open again")
    world.until_nothing_is_owed()
    assert [len(world.notices("U1ANN", words)) for words in ("shipped", "is open again")] == [1, 1]


# Fault 50: resolved and reopened before the end has stood long enough: nobody is told anything.
def test_fault_50_an_end_that_does_not_stand_is_told_to_nobody(
    make_world: Callable[..., World], database_url: str
) -> None:
    world = make_world(database_url=database_url, OUTCOME_DEBOUNCE_SECONDS="600")
    world.start("run")
    reference, issue = world.file("U1ANN", "vpn", "The VPN drops every hour")
    others, other = world.file("U2BOB", "vpn", "I lose the VPN all the time")
    world.close_issue(issue, "Fixed")
    world.until_receipt_shows("U1ANN", reference, "shipped")
    world.reopen_issue(issue)
    world.until_receipt_shows("U1ANN", reference, "Filed as")
    world.close_issue(other, "Fixed")
    world.until_receipt_shows("U2BOB", others, "shipped")
    assert ends_told(world, "U1ANN") == ends_told(world, "U2BOB") == []
    world.let_time_pass("end", "reopened")
    world.until_told("U2BOB", "shipped")
    world.until_nothing_is_owed()
    assert ends_told(world, "U1ANN") == []


def _merge(world: World, duplicate: Json, survivor: Json) -> None:
    world.act(duplicate, "link", type="Duplicate", to=survivor["key"])
    world.close_issue(duplicate, "Duplicate")


def _issue_fields(project: str, summary: str) -> Json:
    return {"project": {"key": project}, "issuetype": {"name": "Task"}, "summary": summary}


def _change_project(world: World, **wishes: object) -> None:
    world.sandbox.change(world.sandbox.jira, "projects", key="NET", **wishes)
