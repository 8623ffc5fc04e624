"""`friction scorecard`: every figure of the tracks, for people and for programs."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

import typer

from bot.instants import instant
from bot.messages.digest import scorecard_text
from bot.messages.money import in_brief
from bot.messages.pen import TERMINAL
from bot.opening import StartRefusedError, WrongCallError
from bot.page import beside, gather, page
from config.catalogue import Catalogue, load_catalogue
from config.clock import make_clock
from config.settings import Settings
from loop.gates import gates
from loop.money import moneys
from loop.scorecard import as_json, practices, scorecards
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
        further = practices(session, catalogue, cards, as_of, known_at=known_at, now=not asked.as_of)
        worth = moneys(session, catalogue, as_of, known_at=known_at, tracks=tracks)
        groups = beside(further, gates(session, cards, as_of, known_at=known_at), worth)
    text = scorecard_text(cards, {track: in_brief(TERMINAL, one) for track, one in worth.items()})
    print(json.dumps(as_json(as_of, cards, groups)) if json_wanted else text)  # noqa: T201  (it is the command's output)


def write_page(settings: Settings, database: Database, asked: Asked, file: Path) -> None:
    """Write the scorecards as one HTML file. Raises StartRefusedError when the file cannot be written."""
    catalogue, as_of, known_at = asked.read(settings)
    site = settings.jira_site if settings.jira_url else ""
    contents = gather(
        database,
        catalogue,
        as_of,
        lambda key: f"{site}/browse/{quote(key)}" if site else "",
        known_at=known_at,
        tracks=[asked.track] if asked.track else [],
        now=not asked.as_of,
    )
    try:
        file.write_text(page(contents), encoding="utf-8")
    except OSError as error:
        raise StartRefusedError(f"{file} cannot be written ({error.strerror}); name another file.") from None
    typer.echo(f"{file} is written: {len(contents.cards)} tracks, {len(contents.reports)} reports.", err=True)
