"""Fault 57: the database is yesterday's. Jira remembers what it forgot, and nothing is done or told a second time."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import psycopg

from tests.world import World, eventually

CREATE = {"method": "POST", "path": r"/rest/api/\d/issue$"}
A_WHILE_HOURS = 30


class Backup:
    """A copy of a database that nobody is using, and the way back to it."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._file = Path(url.removeprefix("sqlite:///"))
        self._copy(self._name, f"{self._name}_backup")

    def put_back(self) -> None:
        self._copy(f"{self._name}_backup", self._name)

    @property
    def _name(self) -> str:
        return str(self._file) if self._url.startswith("sqlite") else self._url.partition("?")[0].rpartition("/")[2]

    def _copy(self, source: str, target: str) -> None:
        if self._url.startswith("sqlite"):
            for ending in ("", "-wal", "-shm"):
                Path(target + ending).unlink(missing_ok=True)
            with sqlite3.connect(source) as there, sqlite3.connect(target) as here:
                there.backup(here)
            return
        with psycopg.connect(self._url.replace(f"/{self._name}?", "/postgres?"), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {target}")
            connection.execute(f"CREATE DATABASE {target} TEMPLATE {source}")


def shown(world: World, user: str, reference: str) -> str:
    told = eventually(lambda: world.command(user, f"status {reference}")["response"])
    return str(told["text"])


def stop(world: World) -> None:
    world.stop(world.processes[-1])


# What was owed at the time of the backup was filed since; what was submitted since is unknown; what ended was told.
def test_nothing_is_filed_or_told_twice(make_world: Callable[..., World], database_url: str, deployment: str) -> None:
    world = make_world(database_url=database_url, deployment=deployment, RECONCILE_MINUTES="0.02")
    world.start("run")
    _, ended = world.file("U1ANN", "vpn", "The VPN drops every hour")
    world.jira(
        "faults", **CREATE, kind="status", status=503, times=-1, headers={"Retry-After": "1"}, body={"errors": {}}
    )
    owed = world.report("U2BOB", "vpn", "I lose the VPN all the time")
    world.until_receipt("U2BOB", owed)
    stop(world)
    backup = Backup(database_url)

    world.sandbox.forget_faults(world.sandbox.jira)
    world.start("run")
    filed = world.filed("U2BOB", owed)
    forgotten, unknown = world.file("U3CAT", "wiki", "The search finds nothing at all")
    world.close_issue(ended, "Done")
    world.until_told("U1ANN", "shipped")
    stop(world)

    backup.put_back()
    world.start("run")
    eventually(lambda: world.messages("C0ADMIN"))
    eventually(lambda: filed["key"] in shown(world, "U2BOB", owed))
    assert unknown["key"] in shown(world, "U3CAT", forgotten)
    fresh, _ = world.file("U1ANN", "vpn", "And now it is slow as well")
    world.close_issue(unknown, "Done")
    world.until_told("U3CAT", f"{unknown['key']} shipped")
    world.after_more_reconciling()
    assert [len(world.issues_of(each)) for each in (owed, forgotten, fresh)] == [1, 1, 1]
    assert len(world.issues()) == 4
    assert len(world.notices("U1ANN", "shipped")) == 1
    assert [message["text"] for message in world.messages("C0ADMIN") if "older than Jira" not in message["text"]] == []
    assert len(world.messages("C0ADMIN")) == 1
    assert "2 of 4" in world.friction("digest", "weekly").stdout


# News that is older than STALE_NEWS_HOURS when the backup is put back is shown, and not told; younger news is told.
def test_stale_news_is_shown_and_not_told(make_world: Callable[..., World], database_url: str) -> None:
    world = make_world(database_url=database_url)
    world.jira("clock", offset=-(A_WHILE_HOURS + 1) * 3600)
    world.start("run")
    old_reference, old = world.file("U1ANN", "vpn", "The VPN drops every hour")
    _, young = world.file("U2BOB", "vpn", "I lose the VPN all the time")
    stop(world)
    backup = Backup(database_url)

    world.start("run")
    world.file("U3CAT", "wiki", "The search finds nothing at all")
    stop(world)
    world.jira("clock", offset=-A_WHILE_HOURS * 3600)
    world.close_issue(old, "Done")
    world.jira("clock", offset=0)
    world.close_issue(young, "Done")

    backup.put_back()
    world.start("run")
    world.until_told("U2BOB", "shipped")
    world.until_receipt_shows("U1ANN", old_reference, "shipped")
    world.after_more_polls()
    assert world.notices("U1ANN", "shipped") == []


# Until Jira could be asked after a start, reports are taken and receipts sent, and nothing is created.
def test_creating_waits_until_jira_was_asked(make_world: Callable[..., World], database_url: str) -> None:
    world = make_world(database_url=database_url)
    # Under a label like ours, so that it has to be read; and reading it fails.
    fields = {"project": {"key": "NET"}, "issuetype": {"name": "Task"}, "summary": "?", "labels": ["fr-main-FR-0000"]}
    world.jira("act", do="create", fields=fields)
    world.jira("faults", method="POST", path="/bulkfetch", kind="status", status=400, times=-1, body={"errors": {}})
    world.start("run")
    reference = world.report("U1ANN", "vpn", "The VPN drops every hour")
    world.until_receipt("U1ANN", reference)
    world.after_more_reconciling()
    assert world.jira_requests("POST", "/issue") == []
    world.sandbox.forget_faults(world.sandbox.jira)
    world.filed("U1ANN", reference)
