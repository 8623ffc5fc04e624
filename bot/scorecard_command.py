"""`friction scorecard`: every figure of the tracks, for people and for programs."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from bot.instants import instant
from bot.messages.digest import scorecard_text
from bot.opening import WrongCallError
from config.catalogue import Catalogue, load_catalogue
from config.clock import make_clock
from config.settings import Settings
from loop.scorecard import as_json, scorecards
from storage.database import Database


@dataclass(frozen=True)
class Asked:
    """What the command line asks for: of which track (empty: all), as of when (empty: now), as known when."""

    track: str = ""
    as_of: str = ""
    known_at: str = ""

    def read(self, settings: Settings) -> tuple[Catalogue, datetime, datetime | None]:
        """Return the catalogue, the instant, and by when it had to be known. Raises WrongCallError."""
        catalogue, now = load_catalogue(settings.friction_catalogue), make_clock(settings).now()
        if self.track and self.track not in {track.key for track in catalogue.tracks}:
            known = ", ".join(track.key for track in catalogue.tracks)
            raise WrongCallError(f'The catalogue has no track "{self.track}"; it has: {known}.')
        return catalogue, instant(self.as_of, now), instant(self.known_at, now) if self.known_at else None


def show_scorecards(settings: Settings, database: Database, asked: Asked, *, json_wanted: bool) -> None:
    """Print the scorecards; nothing is changed and nobody is asked."""
    catalogue, as_of, known_at = asked.read(settings)
    with database.reading() as session:
        tracks = [asked.track] if asked.track else []
        cards = scorecards(session, catalogue, as_of, known_at=known_at, tracks=tracks)
    print(json.dumps(as_json(as_of, cards)) if json_wanted else scorecard_text(cards))  # noqa: T201  (it is the command's output)
