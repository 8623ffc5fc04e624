"""Erasing a person reaches what triage wrote: cards, questions and answers, old wordings, and comments in Jira."""

from __future__ import annotations

import json
from collections.abc import Callable

from tests.cards.desk import DESK, card, cards, decide, desk_world, until_shows
from tests.privacy.held import database_now, found, jira_now, slack_now
from tests.world import World, eventually

TRACES = ("U1ANN", "anneliese", "quokka", "wombat", "Lisbon")


def test_an_erased_person_leaves_cards_notes_and_comments(make_world: Callable[..., World], database_url: str) -> None:
    deployment = "cloud" if database_url.startswith("sqlite") else "datacenter"
    world = desk_world(make_world, database_url, deployment=deployment)
    world.slack("users", id="U1ANN", name="anneliese", email="ann@example.com")
    world.start("run")
    others = world.report("U2BOB", "vpn", "It asks for the code twice")
    world.click("U0OWNER", card(world, others), "triage_file")
    issue = world.filed("U2BOB", others)
    asked = world.report("U1ANN", "vpn", "The quokka tunnel collapses")
    decide(world, "U0OWNER", asked, "triage_ask", what="Where is that?")
    world.click("U1ANN", world.until_told("U1ANN", "A question"), "add_to_report")
    world.slack("submit", user="U1ANN", values={"what": "In Lisbon"})
    until_shows(world, asked, "In Lisbon")
    decide(world, "U0OWNER", asked, "triage_edit", title="The tunnel collapses", what="The tunnel collapses")
    world.click("U0OWNER", card(world, asked), "triage_file")
    world.filed("U1ANN", asked)
    world.click("U1ANN", world.until_receipt("U1ANN", asked), "add_to_report")
    world.slack("submit", user="U1ANN", values={"what": "The wombat saw it, too"})
    receipt = world.until_receipt("U1ANN", asked)
    reply = {"channel": receipt["channel"], "thread_ts": receipt["ts"], "text": "A wombat with a hat"}
    world.slack("message", user="U1ANN", **reply)
    eventually(lambda: "wombat with a hat" in slack_now(world, DESK) and "with a hat" in jira_now(world))
    merged = world.report("U1ANN", "vpn", "The code of the wombat comes twice")
    decide(world, "U0OWNER", merged, "triage_merge", issue=issue["key"])
    waiting = world.report("U1ANN", "vpn", "Everything in Lisbon is slow")
    card(world, waiting)
    eventually(lambda: jira_now(world).count("wombat") == 3)
    eventually(lambda: found(("quokka", "anneliese", "Lisbon"), slack_now(world, DESK)) == ["anneliese", "Lisbon"])
    world.until_nothing_is_owed()

    assert "Erased: 3 reports" in world.friction("erase", "U1ANN").stdout
    eventually(lambda: found(TRACES, jira_now(world) + slack_now(world, DESK)) == [])
    eventually(lambda: not any(message.get("bot_id") for message in world.direct("U1ANN")))
    world.after_more_polls()
    world.until_nothing_is_owed()
    assert "Nothing is held" in world.friction("erase", "U1ANN").stdout
    assert found(TRACES, database_now(database_url)) == []
    # What others said stays, and so do the cards, each with its end.
    assert "It asks for the code twice" in jira_now(world)
    assert [len(cards(world, reference)) for reference in (others, asked, merged, waiting)] == [1] * 4
    until_shows(world, waiting, "Withdrawn by its reporter")
    assert jira_now(world).count("whose name was erased") >= 2


def test_a_hidden_name_is_on_no_card(make_world: Callable[..., World], database_url: str) -> None:
    world = desk_world(make_world, database_url)
    world.slack("users", id="U1ANN", name="anneliese", email="ann@example.com")
    world.start("run")
    world.slack("shortcut", user="U1ANN", type="global", callback_id="friction_new")
    eventually(lambda: world.views("U1ANN"))
    world.slack("submit", user="U1ANN", values={"product": "vpn", "what": "It drops", "privacy": ["hide_name"]})
    posted = eventually(lambda: world.messages(DESK))[0]
    reference = posted["text"].partition(":")[0]
    assert "Reported by somebody" in json.dumps(posted["blocks"])
    world.click("U0OWNER", posted, "triage_file")
    issue = world.filed("U1ANN", reference)
    world.click("U1ANN", world.until_receipt("U1ANN", reference), "add_to_report")
    world.slack("submit", user="U1ANN", values={"what": "Since Monday"})
    until_shows(world, reference, "Since Monday")
    eventually(lambda: world.see_issue(issue)["comments"])
    assert found(("U1ANN", "anneliese"), jira_now(world) + slack_now(world, DESK)) == []
    # What an export shows of it is all there is.
    held = json.loads(world.friction("export", "--user", "U1ANN").stdout)
    assert [note["text"] for note in held["notes"]] == ["Since Monday"]
