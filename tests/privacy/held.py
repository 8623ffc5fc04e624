"""Where a person's data may lie: the sandbox's present Jira and Slack, and all that the database holds."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg

from tests.world import World


def jira_now(world: World) -> str:
    """What Jira shows now. Its history of old values is Jira's own."""
    shown = [{key: value for key, value in issue.items() if key != "changelog"} for issue in world.issues()]
    return json.dumps(shown, ensure_ascii=False)


def slack_now(world: World, *channels: str) -> str:
    """The messages that stand in these channels now."""
    return json.dumps([world.messages(channel) for channel in channels], ensure_ascii=False)


def home_now(world: World, user: str) -> str:
    """What a person's home shows now."""
    return json.dumps(world.home(user), ensure_ascii=False)


def rows_now(database_url: str) -> str:
    """Every row of every table."""
    if not database_url.startswith("sqlite"):
        return database_now(database_url)
    with closing(sqlite3.connect(database_url.removeprefix("sqlite:///"))) as connection:
        return "\n".join(connection.iterdump())


def database_now(database_url: str) -> str:
    """Every table of the database and, with SQLite, every byte of its files."""
    if database_url.startswith("sqlite"):
        files = sorted(Path(database_url.removeprefix("sqlite:///")).parent.glob("friction.db*"))
        return "".join(file.read_bytes().decode(errors="replace") for file in files)
    with psycopg.connect(database_url) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        rows = [connection.execute(f"SELECT t::text FROM {table} t").fetchall() for (table,) in tables]
    return "\n".join(row for table in rows for (row,) in table)


def found(words: tuple[str, ...], text: str) -> list[str]:
    """Which of the words stand in a text, in whatever case."""
    return [word for word in words if word.casefold() in text.casefold()]
