"""P7: what is given up is seen by those who can mend it and by those who wait for it; re-driving it does it once."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable

import httpx

from tests.world import CATALOGUE, World, eventually

CREATE = {"method": "POST", "path": r"/rest/api/\d/issue$"}
COMMENT = {"method": "POST", "path": r"/comment$"}
TROUBLE = {"kind": "status", "status": 500, "effect": False, "times": 3}


def test_what_is_given_up_is_told_and_re_driven_once(make_world: Callable[..., World], database_url: str) -> None:
    patience = {"JIRA_TIMEOUT_SECONDS": "20", "OUTBOX_LEASE_SECONDS": "30"}  # what is sent is answered by Jira itself
    world = make_world(database_url=database_url, mode="http", UNKNOWN_GRACE_SECONDS="0.2", **patience)
    world.catalogue.write_text(CATALOGUE + '\n[roles]\nadmin = ["U0OWNER"]\n')
    world.start("run")
    world.jira("faults", **CREATE, **TROUBLE)
    reference = world.report("U1ANN", "vpn", "The VPN drops every hour")
    world.until_told("U1ANN", f"{reference} is saved, but I could not file it yet")
    (alert,) = eventually(lambda: world.messages("C0ADMIN"))
    last_try = world.jira_requests("POST", "/issue")[-1]["at"]
    assert float(alert["ts"]) - last_try < 60
    assert float(world.notices("U1ANN", "is saved, but I could")[0]["ts"]) - last_try < 300
    assert "If it is urgent, tell the owner of VPN yourself" in json.dumps(world.direct("U1ANN"))
    world.until_receipt_shows("U1ANN", reference, "is saved, but not filed yet")
    assert 'friction_dead_letters{target="jira"} 1.0' in httpx.get(f"{world.address}/metrics", timeout=60).text

    # Jira makes the issue and its answer is lost again; meanwhile two people press at once, in Slack and in a shell.
    world.jira("faults", **CREATE, kind="lost", times=1)
    assert reference in asked(world, "admin")
    number = number_in(asked(world, "admin"))
    with subprocess.Popen([sys.executable, "-m", "bot", "outbox", "retry", number], env=world.env,
                          cwd=world.directory, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL):  # fmt: skip
        asked(world, f"admin retry {number}")
    issue = world.filed("U1ANN", reference)
    assert "waits for nobody" in asked(world, f"admin retry {number}")
    world.after_more_polls()
    assert len(world.issues()) == 1
    assert "Nothing waits for a person" in asked(world, "admin")
    assert len(world.messages("C0ADMIN")) == 1

    # The same for what somebody said about an issue.
    world.close_issue(issue, "Done")
    notice = world.until_told("U1ANN", "shipped")
    world.jira("faults", **COMMENT, **TROUBLE)
    world.click("U1ANN", notice, "verify_broken")
    world.until_told("U1ANN", f"What you said about {issue['key']} is saved, but not on the issue yet")
    number = number_in(asked(world, "admin"))
    for _ in range(2):
        asked(world, f"admin retry {number}")
    eventually(lambda: "still broken for them" in json.dumps(world.see_issue(issue)["comments"]))
    world.after_more_polls()
    assert len(world.see_issue(issue)["comments"]) == 1


# Fault 42, the other half: however many workers and reports wait, a refusal is one alert and a few probes.
def test_a_refusing_jira_is_one_alert_and_no_storm(make_world: Callable[..., World], sqlite_url: str) -> None:
    world = make_world(database_url=sqlite_url)
    world.jira("users", accountId="bot", token="another", pat="another")
    world.start_all(("run", {}), ("worker", {}))
    for number in range(12):
        world.report("U1ANN", "vpn", f"The VPN drops every hour, for the time number {number}")
    eventually(lambda: world.messages("C0ADMIN"))
    began = time.time()
    eventually(lambda: time.time() - began > 4)
    asked = [entry for entry in world.sandbox.see(world.sandbox.jira, "ledger", kind="request")["entries"]
             if began < entry["at"] < began + 4]  # fmt: skip
    assert len(asked) <= 8  # that there are any at all is seen when the cure is found
    assert len(world.messages("C0ADMIN")) == 1
    world.jira("users", accountId="bot", token="sandbox-token", pat="sandbox-pat")
    eventually(lambda: len(world.issues()) == 12)
    assert len(world.messages("C0ADMIN")) == 1


def asked(world: World, text: str) -> str:
    """What an administrator is answered, asking once more if a busy machine was too late for Slack."""
    return str(eventually(lambda: world.command("U0OWNER", text)["response"])["text"])


def number_in(text: str) -> str:
    """The number of the first write that waits for a person."""
    return text.split("`")[1]
