"""`friction scorecard`: every figure of the tracks, for people and for programs."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import quote

import typer

from bot.asked import Asked
from bot.figure_tables import TABLES
from bot.messages.digest import in_no_track, only_part, scorecard_text
from bot.messages.money import in_brief
from bot.messages.pen import TERMINAL
from bot.messages.text import counted
from bot.opening import StartRefusedError, WrongCallError
from bot.page import Contents, beside, gather, page
from bot.sheet import as_table
from config.settings import Settings
from loop.gates import gates
from loop.money import moneys
from loop.scorecard import as_json, left_over, practices, scorecards
from storage.database import Database


def show_scorecards(settings: Settings, database: Database, asked: Asked, *, json_wanted: bool) -> None:
    """Print the scorecards; nothing is changed and nobody is asked."""
    told = asked.read(settings, database)
    as_of, known_at, excerpt = told.as_of, told.known_at, told.excerpt
    with database.reading() as session:
        cards = scorecards(session, told.catalogue, as_of, known_at=known_at, tracks=told.tracks, excerpt=excerpt)
        further = practices(session, told.catalogue, cards, as_of, known_at=known_at, now=told.is_now, excerpt=excerpt)
        whole = excerpt.is_whole
        worth = moneys(session, told.catalogue, as_of, known_at=known_at, tracks=told.tracks) if whole else {}
        gate = gates(session, cards, as_of, known_at=known_at) if whole else {}
        groups = beside(further, gate, worth)
        lost = left_over(session, told.catalogue, as_of, known_at=known_at) if whole and not told.tracks else {}
    if json_wanted:
        print(json.dumps(as_json(as_of, cards, groups, lost)))  # noqa: T201  (it is the command's output)
        return
    text = scorecard_text(cards, {track: in_brief(TERMINAL, one) for track, one in worth.items()})
    around = (only_part(TERMINAL, excerpt, told.name_of), text, in_no_track(TERMINAL, lost))
    print("\n\n".join(filter(None, around)))  # noqa: T201  (it is the command's output)


def show_table(settings: Settings, database: Database, asked: Asked, name: str, *, as_json: bool) -> None:
    """Print one of the tables behind the figures as CSV or JSON. Raises WrongCallError for an unknown one."""
    if name not in TABLES:
        raise WrongCallError(f'There is no table "{name}"; there are: {", ".join(TABLES)}.')
    table = TABLES[name]
    records = list(table.records(_contents(settings, database, asked)))
    print(json.dumps(records) if as_json else as_table(table.columns, records), end="\n" if as_json else "")  # noqa: T201  (it is the command's output)


def write_page(settings: Settings, database: Database, asked: Asked, file: Path) -> None:
    """Write the scorecards as one HTML file. Raises StartRefusedError when the file cannot be written."""
    contents = _contents(settings, database, asked)
    try:
        file.write_text(page(contents), encoding="utf-8")
    except OSError as error:
        raise StartRefusedError(f"{file} cannot be written ({error.strerror}); name another file.") from None
    tracks = counted(len(contents.cards), "track", "tracks")
    reports = counted(len(contents.reports), "report", "reports")
    typer.echo(f"{file} is written: {tracks}, {reports}.", err=True)


def _contents(settings: Settings, database: Database, asked: Asked) -> Contents:
    """Everything that a page shows, and that is behind its figures."""
    told = asked.read(settings, database)
    site = settings.jira_site if settings.jira_url else ""
    return gather(
        database,
        told.catalogue,
        told.as_of,
        lambda key: f"{site}/browse/{quote(key)}" if site else "",
        known_at=told.known_at,
        tracks=told.tracks,
        now=told.is_now,
        excerpt=told.excerpt,
    )
