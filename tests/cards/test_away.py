"""An owner who is away: who acts for them decides, is written to, and everybody reads it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.messages.away import acting_for
from config.catalogue import Catalogue, CatalogueFile, parse_catalogue
from config.errors import ConfigurationError
from loop.course import set_course
from loop.money.asking import desk_of
from loop.ownership import gaps
from loop.rights import Rights
from storage.database import Database
from storage.event import Stamp
from storage.report import Report
from storage.schema import migrate
from tests.world import CATALOGUE

AWAY = CATALOGUE.replace(
    'owner = "U0OWNER"', 'owner = "U0OWNER"\npolicy = "review"\ndeputy = "U2BOB"\naway_until = 2026-12-01'
)
LAST, AFTER = datetime(2026, 12, 1, 23, tzinfo=UTC), datetime(2026, 12, 2, 1, tzinfo=UTC)


@dataclass
class Clock:
    at: datetime

    def now(self) -> datetime:
        return self.at


class Directory:
    def members(self, group: str) -> frozenset[str]:
        return frozenset()

    def address(self, person: str) -> str:
        return ""


@pytest.fixture
def catalogue() -> Catalogue:
    return parse_catalogue(AWAY.encode())


@pytest.mark.parametrize(("at", "acting"), [(LAST, "U2BOB"), (AFTER, "U0OWNER")])
def test_who_acts_decides_and_is_written_to_while_the_owner_is_away(
    tmp_path: Path, catalogue: Catalogue, at: datetime, acting: str
) -> None:
    (tmp_path / "loop.toml").write_text(AWAY)
    database = Database(f"sqlite:///{tmp_path / 'away.db'}")
    migrate(database)
    product = catalogue.product("vpn")
    rights = Rights(database, Directory(), CatalogueFile(tmp_path / "loop.toml"), Clock(at))
    assert rights.may_triage("U0OWNER", product)  # on a beach, too
    assert rights.may_triage("U2BOB", product) is (acting == "U2BOB")
    assert [one.key for one in rights.products_of("U2BOB")] == (["vpn"] if acting == "U2BOB" else [])
    with database.transaction() as session:
        words = {"what": "It drops", "title": "It drops", "source": "slash"}
        report = Report.submit(session, Stamp.now("U1ANN", at), product="vpn", reporter="U1ANN", **words)
        set_course(session, report, product, catalogue, Stamp.now("U1ANN", at))
        assert report.desk == acting
    assert desk_of(product, at.date()) == acting
    database.close()


def test_it_is_said_openly_and_names_nobody_who_is_away(catalogue: Catalogue) -> None:
    product = catalogue.product("vpn")
    assert acting_for(product, LAST.date()) == "The owner is away until 01 Dec 2026; <@U2BOB> acts for them"
    assert acting_for(product, AFTER.date()) == ""
    assert acting_for(catalogue.product("wiki"), date(2026, 1, 1)) == ""


def test_whoever_is_away_needs_a_deputy() -> None:
    with pytest.raises(ConfigurationError, match="an owner who is away and no deputy; add one by Slack id"):
        parse_catalogue(AWAY.replace('deputy = "U2BOB"\n', "").encode())
    with pytest.raises(ConfigurationError, match="give a Slack user id"):
        parse_catalogue(AWAY.replace('"U2BOB"', '"bob@example.com"').encode())


def test_gaps_in_ownership_are_named(catalogue: Catalogue) -> None:
    assert gaps(catalogue.products) == {"technical_owner": ["VPN", "Wiki"], "risk_owner": ["VPN", "Wiki"]}
