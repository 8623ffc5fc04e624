"""`friction doctor` finds, before the first report fails, what would make it fail, and says what mends it."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from tests.world import CATALOGUE, Json, World

# A Jira that a busy machine makes slow is no finding.
PATIENCE = {"JIRA_TIMEOUT_SECONDS": "20"}
REGION = {
    "id": "customfield_10231",
    "name": "Region",
    "schema": {"type": "any"},
    "allowedValues": ["North", "South"],
}
TEAM = {"id": "customfield_10232", "name": "Team", "allowedValues": ["Blue", "Red"]}


def findings(world: World, code: int, **env: str) -> list[Json]:
    """What the doctor finds, when it ends with this code."""
    done = world.friction("doctor", "--json", **env)
    assert done.returncode == code, done.stdout + done.stderr
    told = json.loads(done.stdout)
    assert told["ok"] is (code == 0)
    found: list[Json] = told["findings"]
    return found


def about(found: list[Json], verdict: str) -> str:
    """All that was found of one kind, as one text."""
    return "\n".join(f"{f['subject']}: {f['words']} -> {f['cure']}" for f in found if f["verdict"] == verdict)


def test_from_nothing_to_a_sound_installation(
    make_world: Callable[..., World], database_url: str, deployment: str
) -> None:
    world = make_world(database_url=database_url, deployment=deployment, **PATIENCE)
    assert "run `friction migrate`" in about(findings(world, 1), "failed")

    world.friction("migrate")
    told = world.friction("doctor")
    assert told.returncode == 0, told.stdout
    lines = told.stdout.splitlines()
    # Nobody is named beside the owner, nor who reads matters of security: it keeps the loop from nothing, and is said.
    off = [line for line in lines if line.startswith("off ")]
    assert [line.split(": ")[1] for line in off[:2]] == ["nobody is named for VPN, Wiki"] * 2
    assert "security: no place is named" in off[2]
    assert all(line.startswith("ok ") for line in lines if line not in off[:3] and "→ Set " not in line), told.stdout
    name = "Cloud" if deployment == "cloud" else "Data Center"
    assert any(name in line for line in lines)
    for subject in ("Slack token", "Socket Mode", "channel C0LEADS", "direct messages", "project NET", "product wiki"):
        assert any(f" {subject}: " in line for line in lines), subject


@pytest.mark.parametrize("deployment", ["cloud", "datacenter"])
def test_each_fault_is_named_with_its_cure(make_world: Callable[..., World], sqlite_url: str, deployment: str) -> None:
    world = make_world(database_url=sqlite_url, deployment=deployment, **PATIENCE)
    world.friction("migrate")
    world.catalogue.write_text(CATALOGUE.replace('project = "NET"', 'project = "NET"\ncomponent = "Client"'))
    statuses = [["To Do", "new"], ["Parked for good", "done"]]
    resolutions = ["Done", "Out of budget"]
    world.sandbox.change(
        world.sandbox.jira,
        "projects",
        key="NET",
        required_fields=[REGION, TEAM],
        components=["Server"],
        statuses=statuses,
        resolutions=resolutions,
    )
    world.jira("permissions", user="bot", project="WIKI", link=False)
    world.slack("channels", id="C0LEADS", name="leads", members=["U1ANN"])
    world.slack("app", scopes=["commands", "chat:write", "channels:history"])

    found = findings(world, 1)
    failed, off = about(found, "failed"), about(found, "off")
    assert "Jira requires “Region” (customfield_10231)" in failed
    assert 'customfield_10231 = "North" (one of: North, South)' in failed
    assert "Team" not in failed
    assert "form of vpn: it asks reporters for “Team”" in about(found, "ok")
    assert 'NET does not offer "Client" as Components' in failed
    assert "project WIKI: we may not: Link issues" in failed
    assert "channel C0LEADS" in failed
    assert "invite the bot" in failed
    assert "scope im:write" in failed
    assert "scope files:write: digests come without their chart" in off
    assert "status “Parked for good”, resolution “Out of budget”" in about(found, "unmapped")

    # The cures it names are the cures.
    world.slack("channels", id="C0LEADS", name="leads", members=["U1ANN", "U0BOT"])
    world.slack("app", scopes=["commands", "chat:write", "im:write", "channels:history"])
    world.jira("permissions", user="bot", project="WIKI", link=True)
    mended = CATALOGUE.replace(
        'project = "NET"',
        'project = "NET"\n[products.jira.fields]\ncustomfield_10231 = "North"',
    )
    world.catalogue.write_text(mended + '\n[jira.outcomes]\ndeclined = ["Parked for good", "Out of budget"]\n')
    found = findings(world, 0)
    assert about(found, "unmapped") == ""
    assert "scope files:write" in about(found, "off")
    world.slack("app", messages_tab=False)
    assert "direct messages: Slack rejects it" in (failed := about(findings(world, 1), "failed"))
    assert "switch on the Messages tab" in failed
    assert world.direct("U0OWNER") == []


def test_what_is_missing_or_refused_is_said_and_the_rest_is_looked_at(
    make_world: Callable[..., World], sqlite_url: str
) -> None:
    world = make_world(database_url=sqlite_url, **PATIENCE)
    world.friction("migrate")
    failed = about(findings(world, 1, SLACK_APP_TOKEN="", JIRA_API_TOKEN="a-token-that-has-expired"), "failed")
    assert "SLACK_APP_TOKEN is missing" in failed
    assert "JIRA_EMAIL and JIRA_API_TOKEN" in failed
    world.catalogue.write_text("nonsense")
    found = findings(world, 1, SLACK_BOT_TOKEN="xoxb-revoked")
    assert "not TOML" in about(found, "failed")
    assert "Slack refuses the bot's token" in about(found, "failed")
