"""What is known is found by whoever says it again; what ended without help is not offered."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from loop.triage.similar import Similar
from storage.database import Database
from storage.event import Stamp
from storage.note import keep_revision
from storage.report import Report
from storage.tables import metadata
from tests.world import World, eventually

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def test_what_was_filed_is_found_by_its_report_and_by_what_jira_calls_it_now(world: World) -> None:
    _, drops = world.file("U1ANN", "vpn", "The VPN drops every hour, and I log in again")
    _, refused = world.file("U2BOB", "wiki", "Tables cannot be sorted in the wiki")
    world.close_issue(refused, "Won't Do")
    world.until_told("U2BOB", "will not be done")
    world.act(drops, "edit", fields={"summary": "Session lost whenever the laptop changes network"})

    world.after_more_polls()
    assert _asked(world, "laptop loses its session", "vpn dropped", "sorting tables") == [
        [(drops["key"], "open")],
        [(drops["key"], "open")],
        [],
    ]

    world.close_issue(drops, "Fixed")
    world.until_told("U1ANN", "shipped")
    assert _asked(world, "vpn drops") == [[(drops["key"], "shipped")]]
    shown = world.friction("similar", "vpn drops").stdout
    assert f"{drops['key']}  Session lost whenever the laptop changes network  (vpn, shipped, 1 person)" in shown


def _asked(world: World, *texts: str) -> list[list[tuple[str, str]]]:
    """What is found for each text, as one batch."""
    batch = world.directory / "batch.jsonl"
    # As Windows writes it, and with a sign inside that ends lines elsewhere.
    rows = [{"id": number, "text": f"{text}\u2028"} for number, text in enumerate(texts)]
    batch.write_text("\n\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8-sig")
    told = world.friction("similar", "--batch", str(batch))
    assert told.returncode == 0, told.stderr
    answers = [json.loads(line) for line in told.stdout.splitlines()]
    assert [answer["id"] for answer in answers] == list(range(len(texts)))
    return [[(match["id"], match["state"]) for match in answer["similar"]] for answer in answers]


@pytest.fixture
def database(database_url: str) -> Database:
    made = Database(database_url)
    metadata.create_all(made.engine)
    return made


def submit(database: Database, what: str, number: int | None = None) -> str:
    with database.transaction() as session:
        fields = {"id": number} if number else {}
        report = Report.submit(
            session,
            Stamp.now("U1ANN", NOW),
            product="vpn",
            reporter="U1ANN",
            source="slash",
            title=what,
            what=what,
            **fields,
        )
        return report.reference


def test_an_index_catches_up_also_with_a_number_that_was_committed_late(database: Database) -> None:
    similar = Similar(database)
    assert similar.find("printer") == []
    similar.refresh_aside()
    eventually(lambda: similar.ready)
    submit(database, "The printer jams", 900)
    similar.refresh()
    late = submit(database, "The scanner is slow", 899)
    similar.refresh()
    similar.refresh()
    (match,) = similar.find("slow scanner")
    assert (match.known.reference, match.known.title) == (late, "")  # its words are its reporter's until it is filed
    database.close()


def test_a_withdrawn_report_is_not_offered_to_an_index_that_still_has_it(database: Database) -> None:
    similar = Similar(database)
    reference = submit(database, "The printer jams")
    similar.refresh()
    assert [match.known.reference for match in similar.find("printer")] == [reference]
    with database.transaction() as session:
        session.get_one(Report, 1).withdraw(Stamp.now("U1ANN", NOW))
    assert similar.find("printer") == []
    database.close()


def test_an_edited_report_is_found_by_its_new_words_alone(database: Database) -> None:
    similar = Similar(database)
    reference = submit(database, "The printer jams")
    similar.refresh()
    with database.transaction() as session:
        report, stamp = session.get_one(Report, 1), Stamp.now("U1ANN", NOW)
        keep_revision(session, report, stamp)
        report.revise("The scanner is slow", "The scanner is slow", stamp)
    for _ in range(2):
        similar.refresh()
    assert similar.find("printer jams") == []
    assert [match.known.reference for match in similar.find("slow scanner")] == [reference]
    assert len(similar._ranking.search("scanner", 5)) == 1
    database.close()


def test_erased_words_find_nothing_any_more(database: Database) -> None:
    similar = Similar(database)
    submit(database, "The printer jams")
    submit(database, "The printer smokes")
    similar.refresh()
    assert len(similar.find("printer")) == 2
    with database.transaction() as session:
        report = session.get_one(Report, 1)
        report.what, report.title, report.erased_at = "", "", NOW
    similar.refresh()
    assert len(similar._ranking.search("printer", 5)) == 1  # the index itself has let them go
    database.close()
