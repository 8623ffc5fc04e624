"""The weekly digest and the scorecard's page of the sample company: its made-up history, imported and read."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from bot.demo.business_clock import BEGIN
from bot.demo.sample_history import write_history
from bot.messages.digest import digest_message
from bot.owners import named
from bot.page import gather
from bot.page import page as scorecard_page
from config.catalogue import Catalogue, load_catalogue
from loop.digest import digest_content, digest_picture
from loop.importing import import_history, read_rows
from sandbox.slack.pictures.browser import screenshot
from sandbox.slack.pictures.page import Theme, page
from sandbox.slack.pictures.scene import Scene
from storage.database import Database
from storage.schema import migrate

ROOT = Path(__file__).parents[2]
PEOPLE = {"U0OWNER01": "Noor", "U0OWNER02": "Sam", "U0OWNER03": "Ada", "U0OWNER04": "Kim", "U0EXEC001": "Erin"}
PEOPLE |= {"maria@example.com": "Maria", "": ""}
_SEED = 1
_WIDTH, _TALLEST = 720, 4000
_PAGE_WIDTH, _FIRST_SCREENS = 900, 1500


def draw(directory: Path) -> None:
    """Draw both, light and dark."""
    with tempfile.TemporaryDirectory() as scratch, _company(Path(scratch)) as (database, catalogue):
        for suffix, theme in _THEMES.items():
            _draw_digest(Path(scratch), directory / f"digest{suffix}.png", theme, database, catalogue)
            _draw_page(Path(scratch), directory / f"scorecard{suffix}.png", theme, database, catalogue)


_THEMES: dict[str, Theme] = {"": "light", "-dark": "dark"}


@contextmanager
def _company(directory: Path) -> Iterator[tuple[Database, Catalogue]]:
    """The sample catalogue, whose first track is due for its review, and fourteen months of reports."""
    catalogue = load_catalogue(ROOT / "loop.toml")
    first, *others = catalogue.tracks
    due = first.model_copy(update={"review_date": date(2026, 2, 20)})
    catalogue = catalogue.model_copy(update={"tracks": (due, *others)})
    database = Database(f"sqlite:///{directory}/company.db")
    migrate(database)
    write_history(directory / "history.csv", catalogue, BEGIN, _SEED)
    import_history(database, read_rows(directory / "history.csv", {}, catalogue), BEGIN)
    yield database, catalogue
    database.close()


def _draw_digest(scratch: Path, to: Path, theme: Theme, database: Database, catalogue: Catalogue) -> None:
    with database.reading() as session:
        content = digest_content(
            session, catalogue, catalogue.digest("leads"), BEGIN, lambda key: f"https://jira/{key}"
        )
    content = named(content, PEOPLE)
    chart = digest_picture(content)
    (scratch / "chart.png").write_bytes(chart.png)
    posted = {"ts": f"{BEGIN.timestamp():.6f}", "bot_id": "B0"}
    file = {"id": "F1", "name": "chart.png", "mimetype": "image/png", "title": "Integration rate", "alt_txt": chart.alt}
    shown: list[dict[str, Any]] = [
        {**digest_message(content).arguments(), **posted},
        {"text": "", "files": [file], **posted},
    ]
    html = scratch / "digest.html"
    scene = Scene(people=PEOPLE, files=scratch, now=BEGIN)
    html.write_text(page(shown, scene, theme=theme, width=_WIDTH), encoding="utf-8")
    screenshot(html, to, _WIDTH, _TALLEST)


def _draw_page(scratch: Path, to: Path, theme: Theme, database: Database, catalogue: Catalogue) -> None:
    text = scorecard_page(gather(database, catalogue, BEGIN, lambda _key: "", now=False))
    if theme == "dark":
        # A browser without a screen has no dark mode of its own: what stands for it in the page is made to hold always.
        text = text.replace("(prefers-color-scheme: dark)", "all").replace("Content-Security-Policy", "x-none")
        text = text.replace("color-scheme: light dark", "color-scheme: dark")
    html = scratch / "scorecard.html"
    html.write_text(text, encoding="utf-8")
    screenshot(html, to, _PAGE_WIDTH, _FIRST_SCREENS)
