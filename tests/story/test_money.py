"""Money from the first report to the books: claimed by the loop, put to the owner, confirmed once, and replayed."""

from __future__ import annotations

import json
from collections.abc import Callable

from tests.cards.desk import whispers
from tests.cards.pressing import pressed
from tests.world import CATALOGUE, Json, World, eventually

MONEY = """
[roles]
lead = ["U3CAT"]

[money]
currency = "EUR"
rate_per_hour = 60
"""


def shows(world: World, number: str, words: str) -> bool:
    """Whether the owner's message about an entry says so."""
    found = [message for message in world.direct("U0OWNER") if message["text"].startswith(number)]
    return any(words in json.dumps(message["blocks"], ensure_ascii=False) for message in found)


def shipped(world: World, user: str, minutes: str) -> Json:
    """A report that says what it costs, and the end of its issue."""
    world.command(user, "")
    often = {"minutes": minutes, "frequency": "A few times a week"}
    world.slack("submit", user=user, values={"product": "vpn", "what": f"It drops after {minutes} minutes", **often})
    issue: Json = eventually(lambda: [one for one in world.issues() if f"after {minutes} minutes" in one["summary"]])[0]
    world.close_issue(issue, "Done")
    return issue


def test_an_owner_confirms_what_a_shipped_issue_gives_back(make_world: Callable[..., World], database_url: str) -> None:
    world = make_world(database_url=database_url)
    world.catalogue.write_text(CATALOGUE + MONEY)
    world.start("run")
    issue = shipped(world, "U1ANN", "12")
    asked = world.until_told("U0OWNER", f"{issue['key']} gives back EUR\u00a0120 a month")
    number = asked["text"].split()[0]
    assert shows(world, number, "1 person × 12 min × 10 times a month × EUR 60 an hour")
    # Whoever presses must have the right to, whatever button they made up.
    told = world.until_told("U1ANN", f"{issue['key']} shipped")
    world.click("U1ANN", told, "verify_fixed", **pressed("money_confirm", number.removeprefix("M-")))
    eventually(lambda: [said for said in whispers(world) if f"Only the owners of what {number} is about" in said])
    # The owner has other numbers, and a reason; what is no amount is refused at its field.
    world.click("U0OWNER", asked, "money_correct")
    wrong = world.slack("submit", user="U0OWNER", values={"low": "1,000", "high": "90", "what": "Most of them left"})
    assert "is no amount" in json.dumps(wrong)
    world.slack("submit", user="U0OWNER", values={"low": "60", "high": "90", "what": "Most of them left"})
    eventually(lambda: shows(world, number, "Confirmed by <@U0OWNER>"))
    assert shows(world, number, "EUR\u00a060 to 90: Most of them left")
    assert len([one for one in world.direct("U0OWNER") if one["text"].startswith("M-")]) == 1

    # What the loop cannot know is claimed by command, put to the owner likewise, and confirmed by command.
    said = ("--low", "2 000", "--high", "8000", "--formula", "2 to 8 cases", "--evidence", "CRM-17")
    claimed = world.friction("money", "claim", "avoided", issue["key"], *said, "--by", "U3CAT")
    assert claimed.returncode == 0, claimed.stderr
    other = claimed.stdout.split()[0]
    assert world.friction("money", "confirm", other, "--by", "olga@example.com").returncode == 0
    eventually(lambda: shows(world, other, "Confirmed by <@U0OWNER>"))
    money = json.loads(world.friction("scorecard", "--json").stdout)["tracks"][0]["money"]
    assert money["confirmed"]["cost_avoided"] == {"low": 2000.0, "high": 8000.0, "entries": 1}
    assert (money["claimed"]["gross"], money["confirmed"]["net"], money["cost"]["total"]) == (None, None, None)
    behind = json.loads(world.friction("why", "network.money_confirmed", "--json").stdout)
    assert [one["entry"] for one in behind] == [number, other]
