"""An older and a newer version work on the same rows, as in a rolling deploy or after going back to the one before."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import JSON, Connection, Engine, Integer, bindparam, create_engine, text

from tests.story.test_ways_in import CHANNELS
from tests.world import CATALOGUE, World, eventually

# What only the other version knows: a kind of write, a kind of event, a field of what is owed.
OTHER = "of_tomorrow"
OWED = "SELECT id, target, kind, state, fence, payload FROM outbox ORDER BY id"
OWE = f"""INSERT INTO outbox (target, kind, key, bucket, payload, state, due, fence, claims, failures, error, created)
          VALUES (:target, '{OTHER}', :target, :target, '{{}}', 'ready', 0, 0, 0, 0, '', 0)"""
RECORD = f"""INSERT INTO events (kind, report_id, actor, occurred_at, recorded_at, product, state, outcome, data)
             SELECT '{OTHER}', report_id, actor, occurred_at, recorded_at, product, state, outcome, data FROM events"""


# Fault 9: what is known here is done, whatever else the other version wrote into it; what is not known is left to the
# other, and costs nobody anything.
def test_fault_09_old_and_new_versions_work_together(make_world: Callable[..., World], database_url: str) -> None:
    world = make_world(database_url=database_url, mode="http")
    world.catalogue.write_text(CATALOGUE + CHANNELS)
    world.slack("channels", id="C2VPN", name="vpn", members=["U2BOB", "U0BOT"])
    assert world.friction("migrate").returncode == 0
    world.start("web")
    reference = world.report("U1ANN", "vpn", "The VPN drops every hour")
    world.slack("message", user="U2BOB", channel="C2VPN", text="<@U0BOT> It asks for my password twice")
    with connecting(database_url) as engine:
        eventually(lambda: "capture" in [row.kind for row in owed(engine)])
        with engine.begin() as other:
            write_as_another_version(other)
        processes = world.start_all(("worker", {}), ("clock", {}))
        issue = world.filed("U1ANN", reference)
        eventually(lambda: len(world.issues()) == 2)
        world.close_issue(issue, "Done")
        world.until_told("U1ANN", "shipped")
        for command in (("export", "--user", "U1ANN"), ("erase", "U1ANN")):
            done = world.friction(*command)
            assert done.returncode == 0, done.stderr
        eventually(lambda: not world.direct("U1ANN"))
        world.after_more_polls()
        left = [(row.target, row.state, row.fence) for row in owed(engine) if row.kind == OTHER]
    assert left == [("jira", "ready", 0), ("slack", "ready", 0)]
    assert len(world.issues()) == 2
    assert world.messages("C0ADMIN") == []
    assert [process.poll() for process in processes] == [None, None]


@contextmanager
def connecting(url: str) -> Iterator[Engine]:
    engine = create_engine(url)
    yield engine
    engine.dispose()


def owed(engine: Engine) -> list[Any]:
    """The rows of the outbox, oldest first."""
    with engine.begin() as looking:
        return list(looking.execute(text(OWED).columns(id=Integer, payload=JSON)))


def write_as_another_version(connection: Connection) -> None:
    for target in ("jira", "slack"):
        connection.execute(text(OWE), {"target": target})
    connection.execute(text(RECORD))
    more = text("UPDATE outbox SET payload = :payload WHERE id = :id").bindparams(bindparam("payload", type_=JSON))
    for row in connection.execute(text(OWED).columns(id=Integer, payload=JSON)).all():
        connection.execute(more, {"id": row.id, "payload": {**row.payload, OTHER: ["more"]}})
