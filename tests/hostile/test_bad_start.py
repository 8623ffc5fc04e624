"""A configuration that cannot work is refused before anything starts, in a sentence that names the cure.

On SQLite alone: most of it fails before any database is asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.world import CATALOGUE, World

NOTHING: dict[str, str] = {}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One world for all refusals: nothing of the product stays in it."""
    directory = tmp_path_factory.mktemp("refused")
    made = World(directory, database_url=f"sqlite:///{directory}/friction.db")
    yield made
    made.close()


def sentence(world: World, command: str, code: int, **env: str) -> str:
    """What a command says when it ends with this code: sentences, never a traceback."""
    done = world.friction(command, **env)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr


def catalogue(directory: Path, text: str) -> dict[str, str]:
    path = directory / "loop.toml"
    path.write_text(text)
    return {"FRICTION_CATALOGUE": str(path)}


# DEMANDS 2, bad input: wrong catalogue. File, key and cure.
@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('name = "VPN"', 'nmae = "VPN"', ["loop.toml, line", 'unknown key "nmae"', 'did you mean "name"?']),
        ('key = "vpn"', "key = vpn", ["loop.toml, line", "not TOML"]),
        ('track = "network"\nowner = "U0OWNER"', 'track = "nowhere"\nowner = "U0OWNER"', ["loop.toml", "nowhere"]),
        ('name = "Wiki"', 'name = "Remote Access"', ["loop.toml, line", "Remote Access", "two products"]),
        ('owner = "U0OWNER"', "", ["loop.toml", "owner"]),
        ('owner = "maria@example.com"', 'owner = "m@e.com"\npolicy = "review"', ["loop.toml, line", "triage_channel"]),
    ],
)
def test_a_wrong_catalogue(world: World, tmp_path: Path, old: str, new: str, words: list[str]) -> None:
    said = sentence(world, "run", 2, **catalogue(tmp_path, CATALOGUE.replace(old, new, 1)))
    assert [word for word in words if word not in said] == [], said


def test_a_missing_catalogue(world: World, tmp_path: Path) -> None:
    said = sentence(world, "run", 2, FRICTION_CATALOGUE=str(tmp_path / "none.toml"))
    assert "does not exist" in said
    assert "FRICTION_CATALOGUE" in said


# DEMANDS 2, fault 63: half-set credentials fail at the start, naming the variable.
@pytest.mark.parametrize(
    ("command", "env", "named"),
    [
        ("run", {"JIRA_API_TOKEN": ""}, "JIRA_API_TOKEN"),
        ("run", {"JIRA_EMAIL": ""}, "JIRA_EMAIL"),
        ("run", {"SLACK_BOT_TOKEN": ""}, "SLACK_BOT_TOKEN"),
        ("run", {"SLACK_APP_TOKEN": ""}, "SLACK_APP_TOKEN"),
        ("web", NOTHING, "SLACK_SIGNING_SECRET"),
        ("worker", {"JIRA_URL": ""}, "JIRA_URL"),
        ("run", {"SLACK_BOT_TOKEN": "xapp-sandbox"}, "SLACK_BOT_TOKEN"),
    ],
)
def test_fault_63_half_a_configuration(world: World, command: str, env: dict[str, str], named: str) -> None:
    said = sentence(world, command, 2, **env)
    assert named in said
    assert "sandbox-token" not in said


@pytest.mark.parametrize(
    ("variable", "url"),
    [
        ("JIRA_URL", "http://jira.example.com"),
        ("JIRA_URL", "http://10.0.0.7:8080/jira"),
        ("JIRA_URL", "https://bot:open-sesame@jira.example.com"),
        ("JIRA_SITE_URL", "http://jira.example.com"),
        ("SLACK_API_URL", "http://slack.example.com/api/"),
    ],
)
def test_input_56_an_address_that_would_show_the_tokens_to_the_network(world: World, variable: str, url: str) -> None:
    said = sentence(world, "run", 2, **{variable: url})
    assert variable in said
    assert "open-sesame" not in said


# DEMANDS 2, bad input: a refused token. DESIGN 7: a refused Slack token exits 1.
@pytest.mark.parametrize(
    ("env", "named"),
    [
        ({"SLACK_BOT_TOKEN": "xoxb-wrong"}, "SLACK_BOT_TOKEN"),
        ({"SLACK_APP_TOKEN": "xapp-wrong"}, "SLACK_APP_TOKEN"),
    ],
)
def test_a_refused_slack_token(world: World, env: dict[str, str], named: str) -> None:
    said = sentence(world, "run", 1, **env)
    assert named in said
    assert "invalid_auth" in said
    assert "wrong" not in said


# DESIGN 7: `run` migrates by itself, the others refuse a stale schema.
@pytest.mark.parametrize("command", ["worker", "clock", "poll"])
def test_a_stale_schema(world: World, tmp_path: Path, command: str) -> None:
    said = sentence(world, command, 1, DATABASE_URL=f"sqlite:///{tmp_path}/empty.db")
    assert "friction migrate" in said


# A database address with a password is never shown with it.
def test_input_46_an_unreachable_database(world: World) -> None:
    url = "postgresql://friction:" + "open-sesame@127.0.0.1:1/friction"
    said = sentence(world, "worker", 1, DATABASE_URL=url)
    assert "DATABASE_URL" in said
    assert "open-sesame" not in said
