"""Reports that wait for a person: one card, one decision, and everybody concerned is told what became of it."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from tests.cards.desk import REVIEWED, card, cards, decide, desk_world, shows, until_shows, whispers
from tests.cards.pressing import pressed
from tests.world import World, eventually

WORDS = "The VPN drops every hour on the train"


# DEMANDS 4: a card waits in the triage channel; filing it, the first click wins and the second is told.
@pytest.mark.parametrize("mode", ["socket", "http"])
def test_a_report_waits_until_somebody_files_it(make_world: Callable[..., World], database_url: str, mode: str) -> None:
    world = desk_world(make_world, database_url, mode=mode)
    world.start("run")
    reference = world.report("U1ANN", "vpn", WORDS)
    posted = card(world, reference)
    world.until_receipt_shows("U1ANN", reference, "reads it first")
    assert shows(world, reference, WORDS)
    assert shows(world, reference, "The product fits: VPN")
    assert "waits for a decision" in world.command("U1ANN", f"status {reference}")["response"]["text"]
    assert world.issues() == []

    world.click("U0OWNER", posted, "triage_file")
    issue = world.filed("U1ANN", reference)
    assert issue["summary"] == WORDS
    until_shows(world, reference, "Filed by <@U0OWNER>")
    assert not shows(world, reference, '"actions"')
    assert '"add_to_report"' in json.dumps(world.until_receipt("U1ANN", reference)["blocks"])

    world.close_issue(issue, "Done")
    world.until_told("U1ANN", "shipped")
    until_shows(world, reference, "shipped")
    assert len(cards(world, reference)) == len(world.messages("C2DESK")) == 1
    assert len(world.issues_of(reference)) == 1


# DEMANDS 4: declined with a reason that the reporter reads once; whoever comes second is told who was first.
def test_a_declined_report_is_told_once_with_its_reason(make_world: Callable[..., World], database_url: str) -> None:
    world = desk_world(make_world, database_url)
    world.start("run")
    reference = world.report("U1ANN", "vpn", WORDS)
    other = world.report("U2BOB", "vpn", "It asks for the code twice a day")
    card(world, other)
    told = decide(world, "U0OWNER", reference, "triage_decline", what=":shrug:")
    assert list(told["errors"]) == ["what"]
    reason = "The vendor ends this client in June. <!channel>"
    assert world.slack("submit", user="U0OWNER", values={"what": reason})["errors"] is None
    assert world.views("U0OWNER") == []
    notice = world.until_told("U1ANN", f"{reference} will not be done")
    assert reason in json.dumps(notice["blocks"])
    world.until_receipt_shows("U1ANN", reference, "The vendor ends this client")
    until_shows(world, reference, "Decided by <@U0OWNER>")

    world.click("U0OWNER", card(world, other), "triage_file", **pressed("triage_file", reference))
    assert "<@U0OWNER> declined it already" in whispers(world)[-1]
    world.click("U2BOB", world.until_receipt("U2BOB", other), "withdraw")
    until_shows(world, other, "Withdrawn by its reporter")
    world.after_more_polls()
    assert world.issues() == []
    assert len(world.notices("U1ANN", "will not be done")) == 1
    # In n, decided, not integrated, and answered: its reporter was told why. The withdrawn one is in nothing.
    until_figures(world, {"n": 1, "integrated": 0, "decided_rate": 0.0, "answer_rate": 1.0})


# DEMANDS 3 and 4: merged by one click into what is similar, or by a name that is typed; its end is told like any other.
def test_a_merged_report_goes_with_its_issue(make_world: Callable[..., World], database_url: str) -> None:
    world = desk_world(make_world, database_url)
    world.start("run")
    first = world.report("U2BOB", "vpn", WORDS)
    world.click("U0OWNER", card(world, first), "triage_file")
    issue = world.filed("U2BOB", first)
    reference = world.report("U1ANN", "vpn", "On the train the VPN drops every single hour")
    until_shows(world, reference, f"Merge into {issue['key']}")
    typed = world.report("U3CAT", "vpn", "No connection while travelling")
    unknown = decide(world, "U0OWNER", typed, "triage_merge", issue="HR-7")
    assert "I know no issue of that name" in unknown["errors"]["issue"]
    assert world.slack("submit", user="U0OWNER", values={"issue": first.lower()})["errors"] is None

    world.click("U0OWNER", card(world, reference), "triage_merge", block_id=f"merge:{issue['key']}")
    for user, merged in (("U1ANN", reference), ("U3CAT", typed)):
        world.until_receipt_shows(user, merged, f"|{issue['key']}> for the owner")
        until_shows(world, merged, "Merged by <@U0OWNER>")
    said = eventually(lambda: both_comments(world))
    assert "every single hour" in said
    assert "while travelling" in said
    assert len(world.issues()) == 1
    labels = {"fr-main-" + each for each in (first, reference, typed)}
    eventually(lambda: labels <= set(world.issues()[0]["labels"]))
    until_shows(world, reference, "3 people")

    world.close_issue(issue, "Done")
    for user in ("U1ANN", "U2BOB", "U3CAT"):
        world.until_told(user, "shipped")
    # Merged into what had ended before it was submitted: answered, for nothing shipped because of it.
    late = world.report("U2BOB", "vpn", "The VPN is gone on trains")
    decide(world, "U0OWNER", late, "triage_merge", issue=issue["key"])
    until_shows(world, late, "was answered")
    until_figures(world, {"n": 4, "integrated": 3, "decided_rate": 0.75, "answer_rate": 0.75})


# DEMANDS 4: asked, answered, said better, handed over: the card moves, and what was said goes to the issue.
def test_a_report_is_asked_about_edited_and_handed_over(make_world: Callable[..., World], database_url: str) -> None:
    world = desk_world(make_world, database_url, WITH_WIKI)
    world.start("run")
    reference = world.report("U1ANN", "vpn", "It does not find the page, token xoxb-123456789012-abcdefghijklmnop")
    decide(world, "U0OWNER", reference, "triage_ask", what="Which page is it?")
    question = world.until_told("U1ANN", f"A question about {reference}")
    world.click("U1ANN", question, "add_to_report")
    assert world.slack("submit", user="U1ANN", values={"what": "The handbook. <!here>"})["errors"] is None
    until_shows(world, reference, "The handbook.")

    decide(world, "U0OWNER", reference, "triage_edit", title="The search misses the handbook", product="wiki")
    until_shows(world, reference, "Handed over to Wiki")
    assert not shows(world, reference, '"actions"')
    until_shows(world, reference, "The search misses the handbook", "C3WIKI")
    decide(world, "U3CAT", reference, "triage_handover", "C3WIKI", product="vpn")
    until_shows(world, reference, "Waits for a decision: VPN")
    until_shows(world, reference, "Handed over to VPN", "C3WIKI")
    assert "already" in str(decide(world, "U0OWNER", reference, "triage_handover", product="vpn")["errors"])
    world.slack("submit", user="U0OWNER", values={"product": "wiki"})
    until_shows(world, reference, "Waits for a decision: Wiki", "C3WIKI")
    world.click("U3CAT", card(world, reference, "C3WIKI"), "triage_file")
    issue = world.filed("U1ANN", reference)
    assert (issue["project"], issue["summary"]) == ("WIKI", "The search misses the handbook")
    assert "Which page is it?" in issue["description"]
    assert "The handbook. <!here>" in issue["description"]
    assert "xoxb" not in json.dumps(world.messages("C2DESK") + world.messages("C3WIKI") + world.issues())
    assert len(world.messages("C2DESK")) == len(world.messages("C3WIKI")) == 1


WITH_WIKI = REVIEWED.replace(
    'owner = "maria@example.com"',
    'owner = "cat@example.com"\npolicy = "review"\ntriage_channel = "C3WIKI"',
)


def both_comments(world: World) -> str:
    """What two reporters said on the issue; empty until both have."""
    comments = [json.dumps(comment) for issue in world.issues() for comment in issue["comments"]]
    return "".join(comments) if len(comments) == 2 else ""


def until_figures(world: World, expected: dict[str, float]) -> None:
    """Look at the figures that a decision moves, once all that was told is recorded."""
    world.until_nothing_is_owed()
    (track,) = json.loads(world.friction("scorecard", "--json").stdout)["tracks"]
    assert {name: track[name] for name in expected} == expected
