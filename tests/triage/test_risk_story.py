"""What may do harm waits for a person; what looks like a matter of security is read by few, and nowhere else."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from tests.cards.desk import DESK, card, cards, decide, desk_world, shows, until_shows, whispers
from tests.cards.pressing import pressed
from tests.story.test_questions import asked, press_share, seen_by_all
from tests.world import CATALOGUE, Json, World, eventually

GUARD = "C7SEC"
RULES = CATALOGUE.replace(
    'aliases = ["remote access"]', 'aliases = ["remote access"]\ntriage_channel = "C2DESK"\nrisk_owner = "U2BOB"'
)
RULES += """
[security]
channel = "C7SEC"
members = ["U3CAT"]
{place}
[[risk]]
tier = "high"
words = ["salary"]
products = ["vpn"]
"""
PAGE = "somebody else's statement opens in the browser"
HOLE = "Anybody can see everyone's zebra files without logging in"


# Issue 5, line 5, hostile inputs 14 and 17: whatever place the catalogue names, nobody else reads it anywhere.
@pytest.mark.parametrize("place", ['project = "SEC"', 'level = "Staff"', ""], ids=["project", "level", "none"])
def test_a_matter_of_security_is_read_by_few(make_world: Callable[..., World], sqlite_url: str, place: str) -> None:
    world = guarded_world(make_world, sqlite_url, place)
    first, open_one = world.file("U2BOB", "vpn", "The VPN drops every hour on the train")
    world.command("U1ANN", "")
    eventually(lambda: open_one["key"] in offered(world, "U1ANN", "The VPN drops every hour"))
    assert open_one["key"] not in offered(world, "U1ANN", "The VPN drops every hour: a vulnerability")
    told = world.command("U1ANN", f"vpn: {HOLE}")["response"]["text"]
    assert "only those who look after that read it" in told
    reference = told.split("*")[1]
    until_shows(world, reference, "zebra", GUARD)
    world.until_receipt_shows("U1ANN", reference, "went to those who look after that, and to nobody else")
    # Its owner may not even learn that it exists, and what is known to everybody takes none of its words.
    world.click("U0OWNER", card(world, reference, GUARD), "triage_decline", block_id="decide")
    assert "I do not find that report" in whispers(world)[-1]
    decide(world, "U3CAT", reference, "triage_ask", GUARD, what="Which files?")
    world.until_told("U1ANN", f"A question about {reference}")
    merged = {"block_id": "decide", **pressed("triage_merge", f"{reference} {open_one['key']}")}
    world.click("U3CAT", card(world, reference, GUARD), "triage_ask", **merged)
    assert "I know no issue of that name" in whispers(world)[-1]

    if place:
        world.click("U3CAT", card(world, reference, GUARD), "triage_file")
        issue = world.filed("U1ANN", reference)
        assert issue["project"] == ("SEC" if "project" in place else "NET")
        assert issue["summary"] == HOLE
        if "level" in place:
            assert issue["fields"]["security"]["name"] == "Staff"
        world.until_receipt_shows("U1ANN", reference, "where only those who look after security see it")
        forged = pressed("me_too", f"{issue['id']}:")
        world.click("U2BOB", world.until_receipt("U2BOB", first), "add_to_report", **forged)
        assert "ended or is gone" in whispers(world)[-1]
    else:
        assert not shows(world, reference, "triage_file", GUARD)
        forged = {"block_id": "decide", **pressed("triage_file", reference)}
        world.click("U3CAT", card(world, reference, GUARD), "triage_ask", **forged)
        assert "no place in Jira" in whispers(world)[-1]
        decide(world, "U3CAT", reference, "triage_decline", GUARD, what="We have closed it.")
        world.until_told("U1ANN", f"{reference} was read by those who look after security")
        until_shows(world, reference, "Answered by <@U3CAT>", GUARD)
        assert len(world.issues()) == 1
    for where, said in everything_that_others_read(world).items():
        assert "zebra" not in said, where
    if place:
        world.close_issue(issue, "Done")
        notice = world.until_told("U1ANN", "shipped")
        assert "zebra" not in json.dumps(notice)
    assert cards(world, reference) == []


# The policy is to file at once; a high risk waits all the same. New words may make it a matter of security.
def test_a_high_risk_waits_and_may_become_more(make_world: Callable[..., World], database_url: str) -> None:
    world = guarded_world(make_world, database_url, "")
    reference = world.report("U1ANN", "vpn", "The salary list opens very slowly")
    until_shows(world, reference, "*high risk*")
    world.until_told("U2BOB", f"{reference} is of high risk")
    world.click("U1ANN", world.until_receipt("U1ANN", reference), "edit_report")
    assert world.slack("submit", user="U1ANN", values={"what": HOLE})["errors"] is None
    until_shows(world, reference, "zebra", GUARD)
    until_shows(world, reference, "Handed over.")
    assert not shows(world, reference, "zebra")
    assert "zebra" not in json.dumps(world.messages(DESK))

    # A person says that it is none; from then on it goes the usual way, and nobody was told anything twice.
    decide(world, "U3CAT", reference, "triage_handover", GUARD, product="vpn")
    issue = world.filed("U1ANN", reference)
    assert issue["project"] == "NET"
    until_shows(world, reference, "zebra")
    until_shows(world, reference, "Handed over to VPN", GUARD)
    assert len(world.notices("U2BOB", "high risk")) == 1
    assert len(world.issues()) == 1

    # Said aloud in a channel, it is answered to whoever said it alone.
    world.slack("message", user="U2BOB", channel="C1TALK", text=f"<@U0BOT> VPN: {HOLE} today")
    world.until_told("U2BOB", "Got it")
    world.until_nothing_is_owed()
    assert [message for message in world.messages("C1TALK") if message.get("thread_ts")] == []


# Issue 5, line 2: what Jira itself shows to few is no matter for lists and offers, from the moment that is known.
def test_what_jira_shows_to_few_is_offered_to_nobody_else(make_world: Callable[..., World], database_url: str) -> None:
    world = guarded_world(make_world, database_url, "")
    other, _ = world.file("U2BOB", "vpn", "The VPN drops every hour on the train")
    _, issue = world.file("U1ANN", "vpn", f"The VPN shows a wrong page: {PAGE}")
    assert issue["key"] in world.friction("similar", "--json", PAGE).stdout
    world.act(issue, "edit", fields={"security": {"name": "Staff"}, "summary": "The zebra of Mr Smith is shown"})
    world.act(issue, "comment", text="It is the zebra of Mr Smith")
    eventually(lambda: issue["key"] not in world.friction("similar", "--json", PAGE).stdout)
    eventually(lambda: issue["key"] not in world.command("U2BOB", "top")["response"]["text"])
    for where, said in everything_that_others_read(world, PAGE).items():
        assert "zebra" not in said, where
        # Its card stands at the desk since before, and it is in the queue of its owner.
        assert "wrong page" not in said or where in (DESK, "homes"), where
    assert "wrong page" not in json.dumps(world.home("U2BOB"))
    world.click("U2BOB", world.until_receipt("U2BOB", other), "add_to_report", **pressed("me_too", f"{issue['id']}:"))
    assert "ended or is gone" in whispers(world)[-1]

    assert issue["key"] in asked(world, "U1ANN", "mine")
    press_share(world, "U1ANN", "C1TALK")
    (shared,) = eventually(lambda: seen_by_all(world, "C1TALK"))
    assert issue["key"] not in json.dumps(shared)

    # Whoever reported it hears how it ends, in their own words for it.
    world.close_issue(issue, "Done")
    assert "zebra" not in json.dumps(world.until_told("U1ANN", "shipped"))
    assert "zebra" not in json.dumps(world.direct("U1ANN"))


# What is brought in from Jira is offered and listed as everything else is: with its level, and by the same words.
def test_history_says_no_more_than_the_present(make_world: Callable[..., World], sqlite_url: str) -> None:
    world = guarded_world(make_world, sqlite_url, "")
    leveled = in_jira(world, "The zebra of Mr Smith is shown to everybody", security={"name": "Staff"})
    sealed = in_jira(world, "SQL injection shows every zebra of ours")
    waiting = in_jira(world, "Exports of the wiki come without their pictures")
    shipped = in_jira(world, "Exports of the wiki come without their tables")
    world.close_issue(shipped, "Done")
    done = world.friction("import", "--jql", "project = NET", "--json")
    assert json.loads(done.stdout)["imported"] == len([leveled, sealed, waiting, shipped]), done.stderr
    world.command("U2BOB", "")
    for words in ("The zebra of Mr Smith is shown", "Every zebra of ours is shown"):
        for where, said in everything_that_others_read(world, words).items():
            assert "zebra" not in said, where

    # Nobody would hear how an open one ends; a shipped one answers.
    assert waiting["key"] in world.friction("similar", "--json", "Exports of the wiki").stdout
    eventually(lambda: shipped["key"] in offered(world, "U2BOB", "Exports of the wiki come without"))
    assert waiting["key"] not in offered(world, "U2BOB", "Exports of the wiki come without")
    world.slack("click", user="U2BOB", action_id="answered_it")
    assert f"whether {shipped['key']} really helped" in json.dumps(world.views("U2BOB"))


def in_jira(world: World, summary: str, **fields: Json) -> Json:
    asked = {"project": {"key": "NET"}, "issuetype": {"name": "Task"}, "summary": summary, **fields}
    return world.jira("act", actor="olga", do="create", fields=asked)


def guarded_world(make_world: Callable[..., World], database_url: str, place: str) -> World:
    world = desk_world(make_world, database_url, RULES.format(place=place))
    world.slack("channels", id=GUARD, name="security", members=["U3CAT", "U0BOT"])
    world.jira("projects", key="SEC", name="Security")
    levels = [{"id": "security", "name": "Security Level", "schema": {"type": "securitylevel"}}]
    levels[0]["allowedValues"] = [{"name": "Staff"}]  # type: ignore[assignment]
    world.sandbox.change(world.sandbox.jira, "projects", key="NET", optional_fields=levels)
    world.start("run")
    return world


def everything_that_others_read(world: World, words: str = HOLE) -> dict[str, str]:
    """Lists, answers, offers, homes and channels, as people other than the reporter and the guards see them."""
    for user in ("U2BOB", "U0OWNER"):
        world.slack("home_opened", user=user)
        eventually(lambda user=user: "What most people feel" in json.dumps(world.home(user)))
    world.command("U2BOB", "")
    channels = {name: json.dumps(world.messages(name)) for name in (DESK, "C0LEADS", "C0ADMIN")}
    return {
        "top": world.command("U2BOB", "top")["response"]["text"],
        "homes": json.dumps([world.home("U2BOB"), world.home("U0OWNER")]),
        "form": offered(world, "U2BOB", words),
        "digest": world.friction("digest", "weekly").stdout,
        "why": world.friction("why", "network.n").stdout,
        "similar": world.friction("similar", "--json", words).stdout,
        **channels,
    }


def offered(world: World, user: str, words: str) -> str:
    """What an open form shows as known while somebody types."""
    world.slack("click", user=user, action_id="what", value=words)
    return json.dumps([block for block in world.views(user)[0]["blocks"] if "known:" in block["block_id"]])
