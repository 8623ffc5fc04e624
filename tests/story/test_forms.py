"""The form, and the other doors to it: what is filled in reaches the issue, what is wrong is said at its field."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from tests.world import CATALOGUE, PATIENT, Json, World, eventually

WORDS = "The wiki search finds nothing that was written this year"


# DEMANDS 2: the modal with product, what, expected, how often, minutes, who else.
def test_every_field_of_the_form_reaches_the_issue(world: World) -> None:
    assert world.command("U1ANN", "")["response"] is None
    filled = {
        "product": "wiki",
        "what": WORDS,
        "expected": "The page from Monday",
        "frequency": "Every day",
        "minutes": "12",
        "who_else": "My team",
    }
    assert world.slack("submit", user="U1ANN", values=filled)["errors"] is None
    assert world.views("U1ANN") == []
    issue = eventually(world.issues)[0]
    assert issue["project"] == "WIKI"
    for words in (WORDS, "The page from Monday", "Every day", "about 12 minutes", "My team"):
        assert words in issue["description"]


# DEMANDS 2: an error stands at its field; stale options are looked at again (fault 26).
def test_fault_26_a_form_is_looked_at_again_when_it_comes(world: World) -> None:
    world.command("U1ANN", "")
    empty = world.slack("submit", user="U1ANN", values={"product": "wiki", "what": " :shrug: :tada: "})
    assert list(empty["errors"]) == ["what"]
    world.catalogue.write_text(CATALOGUE.replace('key = "wiki"', 'key = "handbook"').replace('"Wiki"', '"Handbook"'))
    stale = world.slack("submit", user="U1ANN", values={"what": WORDS})
    assert list(stale["errors"]) == ["product"]
    world.catalogue.write_text(CATALOGUE)
    assert world.slack("submit", user="U1ANN")["errors"] is None
    assert eventually(world.issues)[0]["summary"] == WORDS


# DEMANDS 2: more products than a menu of Slack's can hold.
def test_a_product_is_found_among_many(make_world: Callable[..., World], database_url: str) -> None:
    world = make_world(database_url=database_url)
    many = (
        f'[[products]]\nkey = "t{n}"\nname = "Tool {n}"\ntrack = "network"\nowner = "U0OWNER"\n'
        'jira = { project = "NET" }\n'
        for n in range(150)
    )
    world.catalogue.write_text(CATALOGUE + "\n".join(many))
    world.start("run")
    world.command("U1ANN", "")
    offered = world.slack("suggest", user="U1ANN", block_id="product", value="tool 14")["options"]
    assert [option["value"] for option in offered] == ["t14", *(f"t{n}" for n in range(140, 150))]
    world.slack("submit", user="U1ANN", values={"product": "Tool 149", "what": "It does not start on Mondays"})
    assert eventually(world.issues)[0]["summary"] == "It does not start on Mondays"


# DEMANDS 2, 7: the message shortcut carries the permalink, and is confirmed in the thread it was chosen in; not of
# whoever hides their name, and not where the bot is no member, which holds up nothing.
def test_a_message_becomes_a_report_that_leads_back_to_it(world: World) -> None:
    world.slack("channels", id="C9OUT", name="elsewhere", is_private=True, members=["U1ANN", "U3CAT"])

    def shortcut(channel: str, text: str, **chosen: Any) -> Json:
        said = world.slack("message", user="U3CAT", channel=channel, text=text)
        where = {"channel": channel, "message_ts": said["ts"]}
        world.slack("shortcut", user="U1ANN", type="message", callback_id="friction_message", **where)
        assert text in json.dumps(eventually(lambda: world.views("U1ANN"))[0]["blocks"])
        world.slack("submit", user="U1ANN", values={"product": "wiki", **chosen})
        return said

    said = shortcut("C1TALK", WORDS)
    issue = eventually(world.issues)[0]
    assert WORDS in issue["description"]
    assert f"/archives/C1TALK/p{said['ts'].replace('.', '')}" in json.dumps(issue["description_adf"])
    shortcut("C1TALK", "The wiki forgets my drafts at night", privacy=["hide_name"])
    shortcut("C9OUT", "The wiki prints nothing but its menu")
    eventually(lambda: len(world.issues()) == 3)
    eventually(lambda: [one for one in world.messages("C1TALK") if "Noted as" in one["text"]])
    world.until_nothing_is_owed()
    noted = [one for channel in ("C1TALK", "C9OUT", "C0ADMIN") for one in world.messages(channel) if one.get("bot_id")]
    assert [one["thread_ts"] for one in noted] == [said["ts"]]


# Fault 25: the trigger is too old to open a form: the text is kept, and a button opens it again.
def test_faults_25_27_a_late_form_loses_nothing(world: World) -> None:
    world.slack("app", trigger_seconds=0)
    kept = world.command("U1ANN", WORDS)["response"]
    world.slack("shortcut", user="U2BOB", type="global", callback_id="friction_new")
    offer = eventually(lambda: world.direct("U2BOB"))[0]
    assert world.views("U1ANN") == world.views("U2BOB") == []
    assert kept["response_type"] == "ephemeral"

    world.slack("app", **PATIENT)
    shown = next(message for message in world.messages("C1TALK") if message["visible_to"] == "U1ANN")
    world.click("U1ANN", shown, "open_form")
    assert WORDS in json.dumps(eventually(lambda: world.views("U1ANN")))
    world.click("U2BOB", offer, "open_form")
    eventually(lambda: world.views("U2BOB"))
    world.slack("submit", user="U1ANN", values={"product": "wiki"})
    assert eventually(world.issues)[0]["summary"] == WORDS


# Issue 6, line 2: each sort of trouble is asked its own question; what was typed stays, and the issue says the sort.
def test_the_form_asks_by_the_sort_of_trouble(world: World) -> None:
    world.command("U1ANN", "")
    world.slack("click", user="U1ANN", action_id="what", value=WORDS)
    assert "What did you expect?" in json.dumps(world.views("U1ANN"))
    world.slack("click", user="U1ANN", action_id="kind", value="gap")
    eventually(lambda: "What should it do?" in json.dumps(world.views("U1ANN")))
    world.slack("click", user="U1ANN", action_id="kind", value="performance")
    eventually(lambda: "How long should it take?" in json.dumps(world.views("U1ANN")))
    world.slack("submit", user="U1ANN", values={"product": "wiki", "expected": "Two seconds"})
    issue = eventually(world.issues)[0]
    for words in (WORDS, "Two seconds", "Kind: performance, slows down"):
        assert words in issue["description"]


# DEMANDS 2, bad input: an unknown product opens the filled form with a sentence; a text without words files nothing.
def test_a_command_that_cannot_be_filed_as_it_is(world: World) -> None:
    assert world.command("U1ANN", f"wikki: {WORDS}")["response"] is None
    opened = json.dumps(world.views("U1ANN"), ensure_ascii=False)
    assert "I do not know a tool called “wikki”" in opened
    assert f"wikki: {WORDS}" in opened

    assert "nothing in it" in world.command("U2BOB", "vpn: :sob: !!")["response"]["text"]
    assert world.command("U3CAT", "vpn:")["response"] is None
    chosen = next(block for block in world.views("U3CAT")[0]["blocks"] if block["block_id"] == "product")
    assert chosen["element"]["initial_option"]["value"] == "vpn"
    assert "/friction mine" in world.command("U3CAT", "help")["response"]["text"]

    reference, _ = world.file("U2BOB", "vpn", "It asks for my password twice")
    assert [issue["summary"] for issue in world.issues()] == ["It asks for my password twice"]
    assert reference in world.command("U2BOB", "mine")["response"]["text"]
    assert "open" in world.command("U2BOB", f"status {reference.lower()}")["response"]["text"]
    # Hostile input 17: another person's report and a missing one look the same.
    answers = {
        world.command("U1ANN", f"status {asked}")["response"]["text"] for asked in (reference, "FR-0000", "FR-ZZZZ9")
    }
    assert len(answers) == 1
