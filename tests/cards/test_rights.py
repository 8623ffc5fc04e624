"""Who may decide is asked at the click; who may not is told so politely, and it is noted by ids alone."""

from __future__ import annotations

from collections.abc import Callable

from tests.cards.desk import REVIEWED, card, cards, desk_world, shows, until_shows, whispers
from tests.cards.pressing import pressed
from tests.rights.test_who_may import refusals
from tests.world import CATALOGUE, World, eventually

WORDS = "The VPN drops every hour on the train"


# Hostile inputs 14 and 15: a button that is still there for somebody who has no right, or has it no longer.
def test_input_15_whoever_lost_the_right_is_refused_at_the_click(
    make_world: Callable[..., World], database_url: str
) -> None:
    roles = '\n[roles]\ntriage = ["S0TRIAGE"]\n'
    world = desk_world(make_world, database_url, REVIEWED, RIGHTS_CACHE_SECONDS="0.1")
    world.start("run")
    reference = world.report("U1ANN", "vpn", WORDS)
    posted = card(world, reference)
    # Without the role the product's owners triage, and nobody else; not the reporter either.
    world.click("U1ANN", posted, "triage_file")
    world.click("U1ANN", posted, "triage_decline")
    assert world.views("U1ANN") == []
    assert [text.split(",")[0] for text in whispers(world)] == [
        "Only those who triage this product can decide about its reports"
    ] * 2
    assert [data["report"] for _, data in refusals(database_url)] == [reference] * 2

    # Cat opens a form while she may, and sends it when she may no longer.
    world.slack("usergroups", id="S0TRIAGE", users=["U3CAT"])
    world.catalogue.write_text(REVIEWED + roles)
    eventually(lambda: world.click("U3CAT", posted, "triage_decline") and world.views("U3CAT"))
    world.slack("usergroups", id="S0TRIAGE", users=["U2BOB"])
    # What Slack said of the group has been asked anew when Bob gets his form.
    eventually(lambda: world.click("U2BOB", posted, "triage_decline") and world.views("U2BOB"))
    world.click("U0OWNER", posted, "triage_file")
    world.slack("submit", user="U3CAT", values={"what": "No"})
    assert "Only those who triage" in str(world.views("U3CAT"))
    assert world.issues() == []
    assert shows(world, reference, "Waits for a decision")


# Hostile inputs 14 and 16: forged buttons and forged metadata reach nobody else's report.
def test_input_14_16_what_is_forged_decides_nothing(make_world: Callable[..., World], database_url: str) -> None:
    wiki = REVIEWED.replace('owner = "maria@example.com"', 'owner = "U3CAT"\npolicy = "review"')
    world = desk_world(make_world, database_url, wiki, RIGHTS_CACHE_SECONDS="0.1")
    world.start("run")
    secret = world.report("U1ANN", "wiki", "The page of the board is open to all")
    reference = world.report("U2BOB", "vpn", WORDS)
    # Without a channel the card comes to the owner, as a direct message.
    until_shows(world, secret, "Waits for a decision: Wiki", "D3CAT")
    posted = card(world, reference)
    for value in (secret, "FR-0000", "nonsense", f"{secret} NET-1"):
        world.click("U0OWNER", posted, "triage_file", **pressed("triage_file", value))
    world.click("U0OWNER", posted, "triage_decline")
    view = world.views("U0OWNER")[0] | {"private_metadata": secret}
    view["state"]["values"]["what"]["what"]["value"] = "No"
    world.slack("submit", user="U0OWNER", values={"what": "No"}, override={"view": view})
    assert "do not find that report" in str(world.views("U0OWNER"))
    for forged in ("edit_report", "add_to_report"):
        receipt = world.until_receipt("U2BOB", reference)
        world.click("U2BOB", receipt, "withdraw", **pressed(forged, secret))
    assert world.views("U2BOB") == []
    # The door asks again when a form comes back, and says why in the form's place: not every form has the same fields.
    world.click("U0OWNER", posted, "triage_merge", block_id="decide")
    world.slack("users", id="U0OWNER", deleted=True)
    eventually(lambda: _shut_out(world))
    assert shows(world, secret, "Waits for a decision: Wiki", "D3CAT")
    assert shows(world, reference, "Waits for a decision: VPN")
    assert world.issues() == []


def _shut_out(world: World) -> bool:
    """Send the form, to an issue that is none, until the answer is the door's."""
    world.slack("submit", user="U0OWNER", values={"issue": "HR-1"})
    return "This account is deactivated" in str(world.views("U0OWNER")[-1])


# DEMANDS 4: a product that is not for review files at once, and its card is a record.
def test_the_card_of_a_product_without_review_is_a_record(make_world: Callable[..., World], database_url: str) -> None:
    auto = CATALOGUE.replace('owner = "U0OWNER"', 'owner = "U0OWNER"\ntriage_channel = "C2DESK"')
    world = desk_world(make_world, database_url, auto)
    world.start("run")
    reference, issue = world.file("U1ANN", "vpn", WORDS)
    until_shows(world, reference, issue["key"])
    assert not shows(world, reference, '"actions"')
    world.click("U1ANN", world.until_receipt("U1ANN", reference), "add_to_report")
    assert world.slack("submit", user="U1ANN", values={"what": "Since the update of Monday"})["errors"] is None
    until_shows(world, reference, "Since the update of Monday")
    world.close_issue(issue, "Won't Do")
    until_shows(world, reference, "will not be done")
    assert len(cards(world, reference)) == 1
