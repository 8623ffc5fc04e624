"""`friction erase`: who reported and in which words leaves the database, Jira and direct messages; figures stand."""

from __future__ import annotations

from collections.abc import Callable

from tests.privacy.figures import figures
from tests.privacy.held import database_now, found, home_now, jira_now, slack_now
from tests.world import World, eventually

WORDS = "The quokka tunnel collapses whenever I board the Lisbon train"
EXPECTED = "An unbroken wombat connection"
TRACES = ("U1ANN", "anneliese", "ann@example.com", "quokka", "wombat", "Lisbon")
CREATE = {"method": "POST", "path": "/issue"}


# DEMANDS: forgetting reaches the database, what is owed, Jira's text and the messages; and may be run twice.
def test_an_erased_person_is_found_nowhere(make_world: Callable[..., World], database_url: str) -> None:
    deployment = "cloud" if database_url.startswith("sqlite") else "datacenter"
    world = make_world(database_url=database_url, deployment=deployment)
    world.slack("users", id="U1ANN", name="anneliese", real_name="Anneliese", email="ann@example.com")
    world.start("run")
    reference = _report_by_form(world)
    issue = world.filed("U1ANN", reference)
    _, others = world.file("U2BOB", "vpn", "It asks for the code twice")
    world.command("U1ANN", "A draft about the quokka that I never sent")
    world.close_issue(issue, "Done")
    world.close_issue(others, "Done")
    world.click("U1ANN", world.until_told("U1ANN", "shipped"), "verify_broken")
    world.until_told("U2BOB", "shipped")
    eventually(lambda: "anneliese says this is still broken" in jira_now(world))
    world.slack("home_opened", user="U1ANN")
    eventually(lambda: "quokka" in home_now(world, "U1ANN"))
    world.until_nothing_is_owed()  # what was told is recorded after Slack has it
    assert found(TRACES, database_now(database_url)) == list(TRACES[:2] + TRACES[3:])
    before, told = figures(world, database_url), len(world.direct("U2BOB"))

    first = world.friction("erase", "ann@example.com")
    assert first.returncode == 0, first.stderr
    assert "Erased: 1 report, 2 drafts, 2 direct messages, 1 Jira issue" in first.stdout
    eventually(lambda: not world.direct("U1ANN"))
    eventually(lambda: found(TRACES, jira_now(world)) == [])
    eventually(lambda: found(TRACES, home_now(world, "U1ANN")) == [])
    world.after_more_polls()
    world.until_nothing_is_owed()
    second = world.friction("erase", "U1ANN").stdout
    assert "Nothing is held" in second
    assert "wait" not in second

    assert found(TRACES, database_now(database_url)) == []
    assert found(TRACES, jira_now(world) + slack_now(world, "D1ANN", "C0LEADS", "C0ADMIN")) == []
    assert figures(world, database_url) == before
    # What is not the person's stays: the owner's queue, and other people's reports and messages.
    assert "Somebody whose name was erased says this is still broken" in jira_now(world)
    assert "It asks for the code twice" in jira_now(world)
    assert len(world.direct("U2BOB")) == told
    # The loop goes on: nobody is told, and nothing fails over what was erased.
    world.reopen_issue(issue)
    world.after_more_polls()
    assert world.direct("U1ANN") == []
    assert world.messages("C0ADMIN") == []


# Hostile input 59: forgotten while the report was being filed.
def test_input_59_a_report_that_is_being_filed_forgets_itself(
    make_world: Callable[..., World], database_url: str
) -> None:
    world = make_world(database_url=database_url)
    world.slack("users", id="U1ANN", name="anneliese", email="ann@example.com")
    # One report is created, and the answer is lost; of the other nothing gets through.
    world.jira("faults", kind="lost", **CREATE)
    world.start("run", UNKNOWN_GRACE_SECONDS="3")
    lost = world.report("U1ANN", "vpn", WORDS)
    eventually(lambda: world.issues_of(lost))
    world.jira("faults", kind="status", status=503, times=-1, headers={"Retry-After": "1"}, **CREATE)
    waiting = world.report("U1ANN", "vpn", f"{WORDS} again")
    world.until_receipt("U1ANN", waiting)

    assert "Erased: 2 reports" in world.friction("erase", "U1ANN").stdout
    world.sandbox.forget_faults(world.sandbox.jira)
    eventually(lambda: found(TRACES, jira_now(world)) == [])
    eventually(lambda: not world.direct("U1ANN"))
    world.after_more_polls()
    world.until_nothing_is_owed()
    assert "Nothing is held" in world.friction("erase", "U1ANN").stdout
    assert found(TRACES, database_now(database_url)) == []
    assert world.issues_of(waiting) == []
    assert len(world.issues_of(lost)) == 1


def _report_by_form(world: World) -> str:
    world.slack("shortcut", user="U1ANN", type="global", callback_id="friction_new")
    eventually(lambda: world.views("U1ANN"))
    world.slack("submit", user="U1ANN", values={"product": "vpn", "what": WORDS, "expected": EXPECTED, "minutes": 20})
    receipt = eventually(lambda: world.notices("U1ANN", "FR-"))[0]
    return str(next(word for word in receipt["text"].split() if word.startswith("FR-")))
