"""What is pressed under a digest and a review: the list behind a number, and the decision at a gate."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from tests.world import World, eventually

FURTHER = """
[[digests]]
name = "board"
kind = "executive"
channel = "C0LEADS"
cron = "0 9 1 * *"

[[digests]]
name = "queue"
kind = "queue"
cron = "0 8 * * *"
"""
MONEY = """
[roles]
lead = ["U3CAT"]

[money]
currency = "EUR"
rate_per_hour = 60
"""
OWNED = 'target_rate = 0.5\nreview_date = 2026-01-31\nexecutive_owner = "Cat@example.com"'


def whispers(world: World, words: str) -> list[dict[str, Any]]:
    """What was posted for one person's eyes alone, and holds these words."""
    return [call for call in world.slack_calls("chat.postEphemeral") if words in json.dumps(call)]


def test_a_number_opens_to_its_reports_and_a_gate_is_decided_once_by_its_owner(
    make_world: Callable[..., World], sqlite_url: str
) -> None:
    world = make_world(database_url=sqlite_url)
    text = world.catalogue.read_text() + '\n[roles]\nlead = ["U1ANN"]\n'
    world.catalogue.write_text(text.replace("target_rate = 0.5", OWNED) + FURTHER)
    world.start("run")
    reference, issue = world.file("U1ANN", "vpn", "It drops every hour")
    assert "is posted" in world.friction("digest", "weekly", "--post").stdout
    digest = eventually(lambda: [one for one in world.messages("C0LEADS") if one.get("blocks")])[0]
    said = json.dumps(digest)
    assert "A decision is due" in said
    assert "cat@example.com decides" in said.lower()

    # A lead sees the reports behind the number; whoever is none is told so. Nobody else sees either.
    world.click("U2BOB", digest, "digest_why")
    eventually(lambda: whispers(world, "Only the leads"))
    world.click("U1ANN", digest, "digest_why")
    (shown,) = eventually(lambda: whispers(world, issue["key"]))
    assert "1 report counts, 0 shipped" in json.dumps(shown)
    assert "U1ANN" in json.dumps(shown)
    assert reference  # it was filed, so its key stands in the list

    # The executive owner, whom the catalogue names by address, has the evidence, once, with what it recommends.
    review = world.until_told("U3CAT", "is due for its review")
    assert "too little evidence" in json.dumps(review)
    world.click("U1ANN", digest, "gate_expand")
    eventually(lambda: whispers(world, "Only the executive owner"))
    assert world.views("U1ANN") == []

    world.click("U3CAT", review, "gate_narrow")
    world.slack("submit", user="U3CAT", values={"what": "Printing waits; VPN first"})
    eventually(lambda: [one for one in world.direct("U3CAT") if "its review is decided" in one["text"]])

    # The digest still has its buttons, as it was posted: whoever decides there comes too late.
    world.click("U3CAT", digest, "gate_retire")
    world.slack("submit", user="U3CAT", values={"what": "Changed my mind"})
    eventually(lambda: "Printing waits" in json.dumps(world.views("U3CAT")))
    made = json.loads(world.friction("gate", "list", "--json").stdout)["network"]["decisions"]
    assert [(one["decision"], one["reason"], one["by"]) for one in made] == [
        ("narrow", "Printing waits; VPN first", "U3CAT")
    ]
    assert len([one for one in world.direct("U3CAT") if "review" in one["text"]]) == 1


def test_executives_get_their_scorecard_with_the_page_and_owners_their_queue(
    make_world: Callable[..., World], database_url: str
) -> None:
    world = make_world(database_url=database_url)
    world.catalogue.write_text(world.catalogue.read_text() + FURTHER + MONEY)
    world.start("run")
    _, issue = world.file("U1ANN", "vpn", "It drops every hour")
    tool = ("--of", "Old VPN", "--low", "600", "--formula", "its contract", "--since", "2025-01-01", "--by", "U3CAT")
    assert world.friction("money", "claim", "retired", "network", *tool).returncode == 0
    shown = world.friction("digest", "queue").stdout
    assert "is posted" in world.friction("digest", "queue", "--post").stdout
    (queue,) = [one for one in world.direct("U0OWNER") if "Your queue" in one["text"]]
    assert issue["key"] in json.dumps(queue["blocks"])
    assert issue["key"] in shown  # what is shown beforehand is what is posted
    assert "posted already" in world.friction("digest", "queue", "--post").stderr

    assert "is posted" in world.friction("digest", "board", "--post").stdout
    (board,) = eventually(lambda: [one for one in world.messages("C0LEADS") if one.get("blocks")])
    eventually(lambda: len(_files_of(world, board["ts"])) == 5)
    files = _files_of(world, board["ts"])
    names = sorted(file["name"] for file in files)
    assert [name.partition("-")[0] for name in names] == ["funnel", "incidence", "money", "rate", "scorecard"]
    (page,) = [file for file in files if file["name"].endswith(".html")]
    assert page["mimetype"] == "text/html"
    assert all(file.get("alt_txt") for file in files if file["name"].endswith(".png"))
    world.until_nothing_is_owed()
    assert len(_files_of(world, board["ts"])) == 5


def _files_of(world: World, thread: str) -> list[dict[str, Any]]:
    replies = [one for one in world.messages("C0LEADS") if one.get("thread_ts") == thread]
    return [file for one in replies for file in one.get("files") or []]
