"""Timing the figures: ours, and a plain reference that fetches every event and goes through them one by one."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from typing import Any

from benchmarks.figures.history import END, TRACKS
from config.catalogue import parse_catalogue
from loop.scorecard import scorecards
from storage import figures
from storage.database import Database
from storage.figures import AsOf

_PRODUCTS = {track: [f"{track}-{number}" for number in range(count)] for track, count in TRACKS.items()}
_MATURITY, _JUDGED = timedelta(days=180), timedelta(days=730)
_REMARKS = {"observed", "told", "verified"}


def catalogue_text() -> str:
    """The catalogue of the made-up products."""
    tracks = (f'[[tracks]]\nkey = "{track}"\nname = "{track}"\n' for track in TRACKS)
    products = (
        f'[[products]]\nkey = "{key}"\nname = "{key}"\ntrack = "{track}"\nowner = "U0OWNER"\njira.project = "NET"\n'
        for track, keys in _PRODUCTS.items()
        for key in keys
    )
    return "".join([*tracks, *products])


def measure(database: Database, *, tries: int = 3) -> Iterator[dict[str, Any]]:
    """Time each figure as of three instants of the past and yield the best of the tries; every rate found is checked
    against the reference's.
    """
    now, before = END, END - timedelta(days=365)
    catalogue = parse_catalogue(catalogue_text().encode())
    seconds, reference = _timed(lambda: replayed(database, [now, before]))
    yield {"figure": "every event fetched and replayed in Python (2 instants)", "seconds": seconds}

    with database.reading() as session:
        for name, at in (("now", now), ("a year ago", before)):
            best = _best(lambda at=at: _rates(session, at), tries, reference[at])
            yield {"figure": f"the rates of all tracks, {name}", "seconds": best}
        matured = dict.fromkeys(TRACKS, now - _MATURITY)
        best = _best(
            lambda: {
                track: (look.n, look.integrated)
                for track, look in figures.looked(
                    session, _PRODUCTS, AsOf(now), matured, judged_since=now - _JUDGED
                ).items()
            },
            tries,
            reference[now],
        )
        yield {"figure": "one look: rates, distinct issues, what the verdict rests on", "seconds": best}
        best = _best(
            lambda: {
                card.track.key: (card.total.n, card.total.integrated) for card in scorecards(session, catalogue, now)
            },
            1,
            reference[now],
        )
        yield {"figure": "whole scorecards: 24 months, incidence, answers, verdict", "seconds": best}


def _rates(session: Any, at: Any) -> dict[str, tuple[int, int]]:
    (counted,) = figures.course(session, [key for keys in _PRODUCTS.values() for key in keys], [at])
    return {
        track: (sum(counted[key][0] for key in keys), sum(counted[key][1] for key in keys))
        for track, keys in _PRODUCTS.items()
    }


def replayed(database: Database, instants: list[Any]) -> dict[Any, dict[str, tuple[int, int]]]:
    """Fetch every event in the order it happened and keep where each report stood: no index, no stretch, no trick."""
    with closing(database.engine.raw_connection()) as connection:
        cursor = connection.cursor()
        cursor.execute(
            "SELECT report_id, kind, occurred_at, product, state, outcome FROM events ORDER BY occurred_at, id"
        )
        stands: dict[int, tuple[str, str, str | None]] = {}
        due, found = sorted(instants), {}
        for report, kind, at, product, state, outcome in cursor:
            while due and str(at)[:19] > f"{due[0]:%Y-%m-%d %H:%M:%S}":
                found[due.pop(0)] = _counted(stands)
            if kind not in _REMARKS:
                stands[report] = (product, state, outcome)
        return found | {at: _counted(stands) for at in due}


def _counted(stands: dict[int, tuple[str, str, str | None]]) -> dict[str, tuple[int, int]]:
    counts = {key: [0, 0] for keys in _PRODUCTS.values() for key in keys}
    for product, state, outcome in stands.values():
        counts[product][0] += state != "withdrawn"
        counts[product][1] += outcome == "integrated"
    return {
        track: (sum(counts[key][0] for key in keys), sum(counts[key][1] for key in keys))
        for track, keys in _PRODUCTS.items()
    }


def _best(figure: Callable[[], Any], tries: int, right: Any) -> float:
    """Return the seconds of the quickest try. Raises AssertionError for figures other than the reference's."""
    found = []
    for _ in range(tries):
        seconds, value = _timed(figure)
        if value != right:
            raise AssertionError(f"the figures differ: {value}, and by replaying {right}")
        found.append(seconds)
    return min(found)


def _timed(what: Callable[[], Any]) -> tuple[float, Any]:
    begin = time.perf_counter()
    value = what()
    return time.perf_counter() - begin, value
