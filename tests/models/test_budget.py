"""The day's tokens: counted for all processes, never more than there are, and forgotten after a while."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from storage.database import Database
from storage.model_budget import correct, reserve, sweep_days
from storage.schema import migrate

DAY = "2026-03-14"


def test_many_ask_and_no_more_is_spent_than_there_is(database_url: str) -> None:
    database = Database(database_url, pool_size=8)
    migrate(database)

    def ask(day: str, tokens: int = 100) -> bool:
        return database.carry_out(lambda session: reserve(session, day, tokens, 550))

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(lambda _: ask(DAY), range(20))) == 5
    assert ask(DAY, 50)
    assert not ask(DAY, 1)
    assert not ask("2026-03-15", 551)
    assert ask("2026-03-15", 550)
    database.carry_out(lambda session: correct(session, DAY, -40))
    assert ask(DAY, 40)
    database.carry_out(lambda session: sweep_days(session, "2026-03-15"))
    assert ask(DAY)
    database.close()
