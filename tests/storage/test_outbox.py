"""The outbox on both databases: one owner at a time, leases that run out, buckets that let one probe through."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from storage import bucket, outbox
from storage.database import Database, database_seconds
from storage.outbox import Claim, LeaseLostError, OwedState, claim, hold, owe
from storage.schema import migrate

KINDS = {"file"}


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url.replace("postgresql://", "postgresql+psycopg://"))
    migrate(database)
    yield database
    database.close()


def _owe(database: Database, *keys: str, bucket: str = "") -> None:
    with database.transaction() as session:
        for key in keys:
            owe(session, target="jira", kind="file", key=key, bucket=bucket)


def _state(database: Database, key: str) -> OwedState:
    with database.reading() as session:
        row = outbox.owed_of(session, key)
        assert row is not None
        return row.state


def _claim(database: Database, lease: float = 30.0) -> Claim:
    claimed = claim(database, "jira", lease, KINDS)
    assert claimed is not None
    return claimed


def _let_pass(seconds: float) -> None:
    threading.Event().wait(seconds)


def test_a_key_is_owed_once(database: Database) -> None:
    with database.transaction() as session:
        assert owe(session, target="jira", kind="file", key="a")
        assert not owe(session, target="jira", kind="file", key="a")


def test_what_is_owed_goes_with_the_fact(database: Database) -> None:
    def fact_that_fails() -> None:
        with database.transaction() as session:
            owe(session, target="jira", kind="file", key="a")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fact_that_fails()
    assert claim(database, "jira", 30, KINDS) is None


def test_eight_workers_share_forty_rows_and_none_is_taken_twice(database: Database) -> None:
    _owe(database, *(f"row-{n}" for n in range(40)))

    def drain() -> list[str]:
        taken = []
        while (claimed := claim(database, "jira", 30, KINDS)) is not None:
            taken.append(claimed.key)
            with database.transaction() as session:
                outbox.finish(session, hold(session, claimed))
        return taken

    with ThreadPoolExecutor(8) as pool:
        taken = [key for keys in pool.map(lambda _: drain(), range(8)) for key in keys]
    # A claim that finds every candidate locked by others comes back empty although rows are left.
    while (rest := claim(database, "jira", 30, KINDS)) is not None:
        taken.append(rest.key)
    assert sorted(taken) == sorted(f"row-{n}" for n in range(40))


def test_a_lease_that_ran_out_passes_to_another_and_the_first_can_no_longer_write(database: Database) -> None:
    _owe(database, "a")
    first = _claim(database, lease=1)
    assert claim(database, "jira", 30, KINDS) is None
    _let_pass(1.1)
    second = _claim(database)
    assert second.fence == first.fence + 1
    with pytest.raises(LeaseLostError), database.transaction() as session:
        hold(session, first)
    with database.transaction() as session:
        outbox.finish(session, hold(session, second))
    assert _state(database, "a") is OwedState.DONE


def test_nothing_is_sent_on_a_lease_that_ran_out_even_if_nobody_took_the_row(database: Database) -> None:
    _owe(database, "a")
    claimed = _claim(database, lease=0.05)
    _let_pass(0.1)
    with pytest.raises(LeaseLostError), database.transaction() as session:
        hold(session, claimed, 30.0)


def test_a_heartbeat_keeps_the_lease(database: Database) -> None:
    _owe(database, "a")
    claimed = _claim(database, lease=0.2)
    outbox.renew(database, [(claimed.id, claimed.fence)], 30.0)
    _let_pass(0.3)
    assert claim(database, "jira", 30, KINDS) is None


def test_claims_are_counted_before_the_work_and_forgotten_when_it_settles(database: Database) -> None:
    _owe(database, "a")
    for number in (1, 2, 3):
        assert _claim(database, lease=0.01).claims == number
        _let_pass(0.05)
    last = _claim(database)
    with database.transaction() as session:
        outbox.postpone(session, hold(session, last), 0.0, "later")
    assert _claim(database).claims == 1


def test_a_blocked_bucket_holds_up_only_its_own_rows(database: Database) -> None:
    _owe(database, "a", bucket="jira:create")
    _owe(database, "b", bucket="jira:issue:7")
    with database.transaction() as session:
        bucket.block(session, "jira:create", 60, "slow down")
    assert _claim(database).key == "b"
    assert claim(database, "jira", 30, KINDS) is None


def test_the_whole_target_can_be_blocked(database: Database) -> None:
    _owe(database, "a", bucket="jira:create")
    with database.transaction() as session:
        bucket.block(session, "jira", 60, "maintenance")
    assert claim(database, "jira", 30, KINDS) is None


def test_a_recovering_bucket_lets_one_probe_through_until_it_succeeds(database: Database) -> None:
    _owe(database, "a", "b", "c")
    with database.transaction() as session:
        bucket.block(session, "jira", 0.05, "slow down")
    _let_pass(0.1)
    probe = _claim(database)
    assert claim(database, "jira", 30, KINDS) is None
    with database.transaction() as session:
        outbox.finish(session, hold(session, probe))
        bucket.clear(session, {"jira"}, probe.claimed_at)
    assert {_claim(database).key, _claim(database).key} == {"b", "c"}


def test_an_answer_to_an_older_question_lifts_no_newer_block(database: Database) -> None:
    with database.transaction() as session:
        asked_at = database_seconds(session) - 1
        bucket.block(session, "jira", 60, "slow down")
        bucket.clear(session, {"jira"}, asked_at)
        assert bucket.is_blocked(session, "jira")


def test_twelve_failures_are_the_end_and_a_person_can_begin_anew(database: Database) -> None:
    _owe(database, "a")
    for _ in range(outbox.MOST_FAILURES):
        claimed = _claim(database)
        with database.transaction() as session:
            outbox.fail(session, hold(session, claimed), 0.0, "broken")
    assert _state(database, "a") is OwedState.DEAD
    with database.transaction() as session:
        assert outbox.redrive(session, claimed.id) is not None
    assert _claim(database).failures == 0


def test_only_what_nobody_has_begun_can_be_cancelled(database: Database) -> None:
    _owe(database, "a", "b")
    _claim(database)
    with database.transaction() as session:
        assert not outbox.cancel(session, "a")
        assert outbox.cancel(session, "b")
    assert claim(database, "jira", 30, KINDS) is None


def test_done_rows_are_swept_after_their_time_and_others_never(database: Database) -> None:
    _owe(database, "a", "b")
    claimed = _claim(database)
    with database.transaction() as session:
        outbox.finish(session, hold(session, claimed))
    _let_pass(0.05)
    with database.transaction() as session:
        assert outbox.sweep(session, 60) == 0
        assert outbox.sweep(session, 0.01) == 1
    assert _state(database, "b") is OwedState.READY


def test_what_waits_in_one_bucket_follows_at_a_distance(database: Database) -> None:
    _owe(database, "first", "second", bucket="jira:issue:1")
    _owe(database, "elsewhere", bucket="jira:issue:2")
    _owe(database, "of all")
    first = _claim(database)
    assert first.key == "first"
    with database.transaction() as session:
        row = hold(session, first)
        outbox.finish(session, row)
        outbox.space(session, row, 600)
        spaced = database_seconds(session) + 600
    taken = [_claim(database) for _ in range(2)]
    assert [claimed.key for claimed in taken] == ["elsewhere", "of all"]
    assert claim(database, "jira", 30, KINDS) is None
    with database.transaction() as session:
        second = outbox.owed_of(session, "second")
        assert second is not None
        assert second.due == pytest.approx(spaced, abs=30)
        outbox.space(session, hold(session, taken[1]), 600)  # of no issue: nothing else waits for it
    _owe(database, "later")
    assert _claim(database).key == "later"
