"""Secrets in reports are seen by nobody: not by Slack, not by Jira, not in the logs, not in the database."""

from __future__ import annotations

import base64
import json
from functools import partial
from pathlib import Path

import psycopg

from tests.leaks import plant
from tests.world import World, eventually

# By the door they come through. Cut in two, so that no scanner takes this file for a leak.
SLASH = "xoxb-" + "2222222222-abcdefghijklmnop"
FORM = "ghp_" + "abcdefghijklmnopqrstuvwxyz012345"
EXPECTED = "AKIA" + "IOSFODNN7EXAMPLE"
MESSAGE = "hunter2-" + "correct-horse"
DRAFT = "glpat-" + "abcdefghijklmnopqrst"
SPLIT = "ghp_" + "ABCDEFGHIJKLM\u200bNOPQRSTUVWXYZ543210"
WRAPPED = "ghp_" + "ZYXWVUTSRQPON\nMLKJIHGFEDCBA9876543210"
ENCODED = base64.b64encode(f"aws_access_key_id={'AKIA' + 'QQQQQQQQ7EXAMPLE'}".encode()).decode()
SECRETS = (
    *(SLASH, FORM, EXPECTED, MESSAGE, DRAFT, SPLIT, SPLIT.replace("\u200b", "")),
    *(WRAPPED, WRAPPED.replace("\n", " "), WRAPPED.replace("\n", ""), *WRAPPED.split("\n"), ENCODED),
)
plant(*SECRETS)


# DEMANDS 2: known secret shapes masked; the reporter is told which kind, and never sees it again.
def test_input_40_41_a_secret_is_masked_wherever_it_is_written(world: World, database_url: str) -> None:
    told = world.command("U1ANN", f"vpn: The bot says {SLASH} is refused")["response"]["text"]
    assert "(Slack token)" in told
    world.command("U1ANN", f"vpn: The token {SPLIT} is refused too")
    world.command("U1ANN", f"vpn: It says {WRAPPED} and the config holds {ENCODED} twice")
    world.slack("shortcut", user="U2BOB", type="global", callback_id="friction_new")
    values = {"product": "wiki", "what": f"The import with {FORM} fails", "expected": f"It takes {EXPECTED}"}
    world.slack("submit", user="U2BOB", values=values)
    said = world.slack("message", user="U3CAT", channel="C1TALK", text=f"It refuses password: {MESSAGE} since Monday")
    where = {"channel": "C1TALK", "message_ts": said["ts"]}
    world.slack("shortcut", user="U3CAT", type="message", callback_id="friction_message", **where)
    eventually(lambda: world.views("U3CAT"))
    world.slack("submit", user="U3CAT", values={"product": "wiki"})
    world.command("U0OWNER", f"I never sent this one: {DRAFT}")
    eventually(lambda: len(world.issues()) == 5)
    for user in ("U1ANN", "U2BOB", "U3CAT"):
        eventually(partial(_is_told_of_masking, world, user))

    written = _written_to(world, database_url)
    assert "[masked: Slack token]" in written["Jira"]
    assert {place: _seen_in(text) for place, text in written.items()} == {place: [] for place in written}


def _is_told_of_masking(world: World, user: str) -> bool:
    return "I masked" in json.dumps(world.direct(user))


def _written_to(world: World, database_url: str) -> dict[str, str]:
    """All that was written where others can read it: what Slack sent us itself is not among it."""
    calls = [entry["arguments"] for entry in world.slack_ledger("api") if entry["method"] != "views.open"]
    answers = [entry.get("ack") for entry in world.slack_ledger("delivery")]
    return {
        "Slack": json.dumps([calls, answers], ensure_ascii=False),
        "Jira": json.dumps(world.issues(), ensure_ascii=False),
        "the logs": world.logs(),
        "the database": _everything_in(database_url),
    }


def _everything_in(database_url: str) -> str:
    if database_url.startswith("sqlite"):
        files = Path(database_url.removeprefix("sqlite:///")).parent.glob("friction.db*")
        return "".join(file.read_bytes().decode(errors="replace") for file in files)
    with psycopg.connect(database_url) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        rows = [connection.execute(f"SELECT t::text FROM {table} t").fetchall() for (table,) in tables]
    return "\n".join(row for table in rows for (row,) in table)


def _seen_in(text: str) -> list[str]:
    return [secret[:6] for secret in SECRETS if secret in text]
