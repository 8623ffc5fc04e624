"""What Jira requires of a product's reports is asked in the form, and reaches the issue."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable

from tests.leaks import plant
from tests.world import CATALOGUE, Json, World, eventually

SECRET = "xoxb-" + "3333333333-abcdefghijklmnop"
plant(SECRET)
# What the log says where somebody could not be looked up while a form was open.
TOO_SLOW = ("is not known yet", "does not say who somebody is")
WORDS = "The VPN drops every hour on the train"
BUILDINGS = [f"Building {number}" for number in range(150)]


PLACE = {"value": "Europe", "children": [{"value": "Berlin"}, {"value": "Lisbon"}]}


def field(number: int, name: str, kind: str, *allowed: str | Json, **schema: str) -> Json:
    """A field of Jira's create screen."""
    return {
        "id": f"customfield_{number}",
        "name": name,
        "schema": {"type": kind, **schema},
        "allowedValues": list(allowed),
    }


SCREEN = [
    field(1, "Region", "option", "North", "South"),
    field(2, "Devices", "array", "Laptop", "Phone", items="option"),
    field(3, "Cost in EUR", "number"),
    field(4, "Needed by", "date"),
    field(5, "Client version", "string"),
    field(6, "Log excerpt", "string", custom="com.atlassian.jira:textarea"),
    field(7, "Building", "option", *BUILDINGS),
    field(8, "Site", "option-with-child", PLACE, "At home"),
    field(9, "Approver", "user"),
    field(10, "Witnesses", "array", items="user"),
]
FILLED = {
    "detail:vpn:customfield_1": "South",
    "detail:vpn:customfield_2": ["Laptop", "Phone"],
    "detail:vpn:customfield_3": "12.5",
    "detail:vpn:customfield_4": "2026-12-24",
    "detail:vpn:customfield_5": f"5.2 {SECRET}",
    "detail:vpn:customfield_6": "h1. *no* markup",
    "detail:vpn:customfield_7": "Building 149",
    "detail:vpn:customfield_8": "Europe → Lisbon",
    "detail:vpn:customfield_9": "U0OWNER",
    "detail:vpn:customfield_10": ["U0OWNER", "U1ANN"],
}


def asked(world: World, user: str) -> list[str]:
    """The blocks of a person's form that ask for what Jira requires."""
    blocks = [block["block_id"] for view in world.views(user) for block in view["blocks"]]
    return [name for name in blocks if name.startswith("detail:")]


def until_asked(world: World, user: str, names: Iterable[str] = FILLED) -> None:
    """Choose the product until the form asks what its create screen does: that is read ahead."""
    world.command(user, "")

    def asks() -> bool:
        world.slack("click", user=user, action_id="product", value="vpn")
        return asked(world, user) == list(names)

    eventually(asks)


def known_to_jira(world: World, name: str) -> None:
    world.jira("users", accountId=name, name=name, displayName=name.title(), emailAddress=f"{name}@example.com")


# Hostile input 14: what is said to Jira's own questions counts as much as what happens.
def test_a_matter_of_security_hides_in_no_field(make_world: Callable[..., World], sqlite_url: str) -> None:
    world = make_world(database_url=sqlite_url)
    world.slack("channels", id="C7SEC", name="security", members=["U3CAT", "U0BOT"])
    world.catalogue.write_text(CATALOGUE + '[security]\nchannel = "C7SEC"\nmembers = ["U3CAT"]\n')
    world.sandbox.change(world.sandbox.jira, "projects", key="NET", required_fields=SCREEN[4:5])
    world.start("run")
    hole = {"detail:vpn:customfield_5": "5.2, and anybody can see everyone's files without logging in"}
    until_asked(world, "U1ANN", hole)
    assert world.slack("submit", user="U1ANN", values={"what": WORDS, **hole})["errors"] is None
    eventually(lambda: "without logging in" in json.dumps(world.messages("C7SEC")))
    world.after_more_polls()
    assert world.issues() == []


def test_the_form_asks_what_jira_requires(make_world: Callable[..., World], database_url: str, deployment: str) -> None:
    world = make_world(database_url=database_url, deployment=deployment)
    world.sandbox.change(world.sandbox.jira, "projects", key="NET", required_fields=SCREEN)
    known_to_jira(world, "ann")
    world.start("run")
    until_asked(world, "U1ANN")
    # Another tool asks nothing; what was typed stays.
    world.slack("click", user="U1ANN", action_id="what", value=WORDS)
    world.slack("click", user="U1ANN", action_id="product", value="wiki")
    eventually(lambda: asked(world, "U1ANN") == [])
    until_asked(world, "U1ANN")
    nobody_is_named_whom_jira_does_not_know(world)

    # Jira goes away: the form asks all the same, and the report is filed when Jira is back.
    world.jira("faults", kind="status", status=503)
    assert world.command("U2BOB", f"vpn: {WORDS} again")["response"] is None
    assert asked(world, "U2BOB") == list(FILLED)
    assert world.slack("submit", user="U1ANN", values={"what": WORDS, **FILLED})["errors"] is None
    eventually(lambda: world.direct("U1ANN"))
    world.sandbox.forget_faults(world.sandbox.jira)

    kept = eventually(world.issues)[0]["fields"]
    assert kept["customfield_1"]["value"] == "South"
    assert [option["value"] for option in kept["customfield_2"]] == ["Laptop", "Phone"]
    assert (kept["customfield_3"], kept["customfield_4"]) == (12.5, "2026-12-24")
    assert kept["customfield_5"] == "5.2 [masked: Slack token]"
    assert "h1. *no* markup" in json.dumps(kept["customfield_6"])
    assert deployment == "cloud" or "{noformat}" in kept["customfield_6"]
    assert kept["customfield_7"]["value"] == "Building 149"
    assert (kept["customfield_8"]["value"], kept["customfield_8"]["child"]["value"]) == ("Europe", "Lisbon")
    key = "accountId" if deployment == "cloud" else "name"
    assert kept["customfield_9"][key] == "olga"
    assert [person[key] for person in kept["customfield_10"]] == ["olga", "ann"]
    assert not [told for told in world.messages("C0ADMIN") if "held up" in told["text"]]

    # Sent before the form could ask: it asks then, and what was typed stays.
    world.command("U3CAT", "")
    typed = {"product": "vpn", "what": f"{WORDS} since Monday"}
    assert world.slack("submit", user="U3CAT", values=typed)["errors"] is None
    assert asked(world, "U3CAT") == list(FILLED)
    # Jira was not asked of whom it does not know in time: that keeps the report from Jira, until they have an account.
    late = FILLED | {"detail:vpn:customfield_9": "U2BOB"}
    assert world.slack("submit", user="U3CAT", values=late)["errors"] is None
    eventually(lambda: "no account in Jira for Bob" in json.dumps(world.messages("C0ADMIN"), ensure_ascii=False))
    known_to_jira(world, "bob")
    assert eventually(lambda: world.issues()[1:])[0]["summary"] == f"{WORDS} since Monday"

    whoever_triages_may_correct_it(world)
    exported = json.loads(world.friction("export", "--user", "U1ANN").stdout)
    assert exported["reports"][0]["details"]["Building"] == "Building 149"
    # Who is erased is named by nobody's report either.
    assert world.friction("erase", "U0OWNER").returncode == 0
    assert "Approver" not in world.friction("export", "--user", "U1ANN").stdout


def nobody_is_named_whom_jira_does_not_know(world: World) -> None:
    """Whoever has no account there cannot be chosen, and that is said at the field."""
    who = {"action_id": "detail", "block_id": "detail:vpn:customfield_9"}

    def looked_up() -> bool:
        """Choose somebody; False if Slack or Jira took too long to say whether they have an account."""
        before = [world.logs().count(words) for words in TOO_SLOW]
        for chosen in ("U0OWNER", "U3CAT"):
            world.slack("click", user="U1ANN", **who, value=chosen)
        return before == [world.logs().count(words) for words in TOO_SLOW]

    eventually(looked_up)
    refused = world.slack("submit", user="U1ANN", values={"what": WORDS, **FILLED, who["block_id"]: "U3CAT"})
    assert "nobody by the e-mail address of Cat" in refused["errors"][who["block_id"]]
    world.slack("click", user="U1ANN", **who, value="U0OWNER")


def whoever_triages_may_correct_it(world: World) -> None:
    """In one go it could not be filed: the form has the words, and asks for the rest."""
    world.catalogue.write_text(CATALOGUE.replace('name = "VPN"', 'name = "VPN"\npolicy = "review"'))
    assert WORDS in json.dumps(world.views("U2BOB"))
    assert world.slack("submit", user="U2BOB", values=FILLED)["errors"] is None
    posted = eventually(lambda: [one for one in world.direct("U0OWNER") if "triage_edit" in json.dumps(one)])[0]
    assert "Region: South" in json.dumps(posted["blocks"])
    assert "Approver: Olga" in json.dumps(posted["blocks"])
    world.click("U0OWNER", posted, "triage_edit", block_id="decide")
    corrected = {"detail:vpn:customfield_1": "North", "detail:vpn:customfield_5": SECRET}
    assert world.slack("submit", user="U0OWNER", values=corrected)["errors"] is None
    eventually(lambda: "Region: North" in json.dumps(world.direct("U0OWNER")))
    world.click("U0OWNER", posted, "triage_file", block_id="decide")
    filed = eventually(lambda: world.issues()[2:])[0]["fields"]
    assert (filed["customfield_1"]["value"], filed["customfield_3"]) == ("North", 12.5)
    assert filed["customfield_5"] == "[masked: Slack token]"
