"""The figures as they stand, to be compared before and after something was forgotten."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from config.catalogue import load_catalogue
from loop.scorecard import Scorecard, scorecards
from storage.database import Database
from tests.world import World


def figures(world: World, database_url: str) -> list[Scorecard]:
    """Every scorecard as of one instant long after all, but for when Jira was read: that goes on."""
    database = Database(database_url.replace("postgresql://", "postgresql+psycopg://"))
    at, catalogue = datetime(2100, 1, 1, tzinfo=UTC), load_catalogue(world.catalogue)
    with database.reading() as session:
        cards = [replace(card, jira_last_read=None) for card in scorecards(session, catalogue, at)]
    database.close()
    return cards
