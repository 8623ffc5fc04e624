"""Cards and decisions while answers are lost and processes die: one card, one decision, one issue."""

from __future__ import annotations

import signal
from collections.abc import Callable

import pytest

from tests.cards.desk import DESK, card, cards, desk_world, shows, until_shows, whispers
from tests.world import PATIENT, PUNCTUAL, Json, World

WORDS = "The VPN drops every hour on the train"
POST = "chat.postMessage"
LOST: list[Json] = [{"kind": "lost"}, {"kind": "http_500", "effect": True}, {"kind": "http_502"}]


# Faults 1 and 2, of a decision: dead before its commit, or before Slack heard of it; Slack delivers the click again.
@pytest.mark.parametrize("point", ["before_commit", "after_commit_before_ack"])
def test_faults_01_02_a_decision_that_was_never_acknowledged(
    make_world: Callable[..., World], database_url: str, point: str
) -> None:
    world = desk_world(make_world, database_url)
    dies = world.start("run", CRASH_AT=f"triage:{point}")
    reference = world.report("U1ANN", "vpn", WORDS)
    posted = card(world, reference)
    world.slack("app", **PUNCTUAL)
    assert not world.click("U0OWNER", posted, "triage_file")["acked"]
    assert dies.wait(timeout=60) == -signal.SIGKILL

    world.slack("app", **PATIENT)
    world.start("run")
    assert world.slack("redeliver", seq=world.deliveries("block_actions")[0]["seq"])["acked"]
    issue = world.filed("U1ANN", reference)
    until_shows(world, reference, issue["key"])
    assert whispers(world) == []  # whose click it was is not told that somebody was quicker
    assert shows(world, reference, "Filed by <@U0OWNER>")
    assert len(cards(world, reference)) == len(world.messages(DESK)) == len(world.issues()) == 1


# Fault 6, of a card: whatever answer of Slack is lost, there is one card, and it shows what was decided meanwhile.
def test_fault_06_a_card_whose_answer_is_lost_is_one_card(make_world: Callable[..., World], database_url: str) -> None:
    world = desk_world(make_world, database_url)
    world.start("run")
    for fault in LOST:
        world.slack("faults", **fault, method=POST, channel=DESK)
    users = ("U1ANN", "U2BOB", "U3CAT")
    references = [world.report(user, "vpn", f"{WORDS}, says {user}") for user in users]
    for user, reference in zip(users, references, strict=True):
        world.click(user, world.until_receipt(user, reference), "withdraw")
    for reference in references:
        until_shows(world, reference, "Withdrawn by its reporter")
    assert [len(cards(world, reference)) for reference in references] == [1, 1, 1]
