"""What a digest says: the scorecards of its tracks, what shipped, what waits and with whom, what cannot be read."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from config.catalogue import Catalogue, CatalogueFile, DigestPlan
from loop.gates import Gate, gates
from loop.schedule import latest_due, schedule_name
from loop.scorecard import Scorecard, scorecards
from loop.statistics import Verdict
from storage import figures
from storage.database import Database, Session
from storage.figures import AsOf, Listed, Unread

if TYPE_CHECKING:
    from loop.charts import Chart

_WEEK = timedelta(days=7)
_ONE_YEAR = timedelta(
    days=365
)  # nobody has digests more rarely; without it, the first would list all that ever shipped

_Row = TypeVar("_Row", Listed, Unread)


@dataclass(frozen=True, slots=True)
class Item:
    """An issue, or a report without one, as a line of the digest. `label`: its key or reference; `url` may be empty.

    product: by name. owner: as the catalogue names them, until somebody puts their name there; empty for a product that
    has left the catalogue. days: how long it has been waiting, or how long ago it shipped.
    """

    label: str
    url: str
    title: str
    product: str
    owner: str
    people: int
    days: int


@dataclass(frozen=True, slots=True)
class Owner:
    """A product whose reports wait: `open` of them, the oldest for `oldest_days`, its side silent for `silent_days`."""

    product: str
    owner: str
    open: int
    oldest_days: int
    silent_days: int


@dataclass(frozen=True, slots=True)
class TrackDigest:
    """One track: its figures, and the lists behind them, each with the most telling first."""

    card: Scorecard
    shipped: Sequence[Item]
    waiting: Sequence[Item]
    owners: Sequence[Owner]
    unread: Sequence[Unread]
    gate: Gate


@dataclass(frozen=True, slots=True)
class DigestContent:
    """A digest as of an instant. `since`: what has shipped is told from then on. `late`: it is caught up with."""

    name: str
    as_of: datetime
    since: datetime
    late: bool
    tracks: Sequence[TrackDigest]
    jira_last_read: datetime | None


class Digests:
    """Reads what digests say. `url_of` makes the link of an issue's key."""

    def __init__(self, database: Database, catalogue: CatalogueFile, url_of: Callable[[str], str]) -> None:
        self._database = database
        self._catalogue = catalogue
        self._url_of = url_of

    def content(self, name: str, as_of: datetime, *, late: bool = False) -> DigestContent:
        """Return the digest of this name as of an instant. Raises KeyError if the catalogue has none of that name."""
        catalogue = self._catalogue.current()
        plan = catalogue.digest(name)
        with self._database.reading() as session:
            return digest_content(session, catalogue, plan, as_of, self._url_of, late=late)

    def chart(self, content: DigestContent) -> Chart:
        """Draw the picture that goes with a digest."""
        return digest_picture(content)


def digest_content(
    session: Session,
    catalogue: Catalogue,
    plan: DigestPlan,
    as_of: datetime,
    url_of: Callable[[str], str],
    *,
    late: bool = False,
) -> DigestContent:
    """Read a plan's digest as of an instant. What shipped before the digest before, unknown to it, is told in this."""
    cards = scorecards(session, catalogue, as_of, tracks=plan.tracks)
    told = _told_before(session, plan, as_of)
    lines = _Lines(catalogue, as_of, url_of)
    now = {product.key: product.track for product in catalogue.products}
    products = figures.membership(session, now).at(as_of, [card.track.key for card in cards])
    then = AsOf(as_of)
    shipped = _by_track(figures.shipped_between(session, products, told.at, then, learnt_after=told.known_at))
    waiting = _by_track(figures.oldest_open(session, products, then))
    unread = _by_track(figures.unread_statuses(session, products, then))
    gate = gates(session, cards, as_of)
    owners = lines.owners(figures.waiting_by_product(session, products, then))
    tracks = [
        TrackDigest(
            card=card,
            shipped=[lines.item(row) for row in shipped.get(card.track.key, ())],
            waiting=[lines.item(row) for row in waiting.get(card.track.key, ())],
            owners=owners.get(card.track.key, ()),
            unread=unread.get(card.track.key, ()),
            gate=gate[card.track.key],
        )
        for card in cards
    ]
    return DigestContent(plan.name, as_of, told.at, late, tracks, cards[0].jira_last_read if cards else None)


def waiting_owners(
    session: Session, catalogue: Catalogue, as_of: datetime, tracks: Sequence[str]
) -> dict[str, list[Owner]]:
    """Return by track the products with open reports, the longest silent first."""
    now = {product.key: product.track for product in catalogue.products}
    products = figures.membership(session, now).at(as_of, tracks)
    rows = figures.waiting_by_product(session, products, AsOf(as_of))
    return _Lines(catalogue, as_of, lambda _key: "").owners(rows)


@dataclass(frozen=True, slots=True)
class _Told:
    """Up to where the digest before told: of what had happened by `at`, as far as it was known by `known_at`."""

    at: datetime
    known_at: datetime


def _told_before(session: Session, plan: DigestPlan, as_of: datetime) -> _Told:
    """Find the digest before; where there was none, the schedule's last due time stands for it."""
    period = figures.previous_period(session, schedule_name(plan), as_of)
    if period is not None and period.due_at >= as_of - _ONE_YEAR:
        return _Told(period.due_at, max(period.due_at, period.taken_at))
    due = max(latest_due(plan, as_of) or as_of - _WEEK, as_of - _ONE_YEAR)
    return _Told(due, due)


def _by_track(rows: Sequence[_Row]) -> Mapping[str, Sequence[_Row]]:
    found: dict[str, list[_Row]] = {}
    for row in rows:
        found.setdefault(row.track, []).append(row)
    return found


@dataclass(frozen=True)
class _Lines:
    """Turns rows into lines: products by name, issues with links, instants into days."""

    catalogue: Catalogue
    as_of: datetime
    url_of: Callable[[str], str]

    def item(self, row: Listed) -> Item:
        name, owner = self._product(row.product)
        url = self.url_of(row.key) if row.key else ""
        return Item(row.key or row.reference, url, row.title, name, owner, row.people, (self.as_of - row.at).days)

    def owners(self, rows: Sequence[figures.Waiting]) -> dict[str, list[Owner]]:
        """Return per track the products with open reports, the longest silent first."""
        found: dict[str, list[Owner]] = {}
        for row in rows:
            name, owner = self._product(row.product)
            oldest, silent = (self.as_of - row.oldest).days, (self.as_of - row.silent_since).days
            found.setdefault(row.track, []).append(Owner(name, owner, row.open, oldest, silent))
        for owners in found.values():
            owners.sort(key=lambda its: (-its.silent_days, -its.open, its.product))
        return found

    def _product(self, key: str) -> tuple[str, str]:
        product = next((product for product in self.catalogue.products if product.key == key), None)
        return (product.name, product.owner) if product else (key, "")


def finding(cards: Collection[Scorecard]) -> str:
    """Say in one line what the figures of several tracks come to."""
    of = f"of {len(cards)} tracks"
    counts = {verdict: sum(card.verdict is verdict for card in cards) for verdict in Verdict}
    loops, boxes = counts[Verdict.LOOP], counts[Verdict.SUGGESTION_BOX]
    if boxes:
        rest = f"; {loops} {'is a loop' if loops == 1 else 'are loops'}" if loops else ""
        return f"{boxes} {of} {'is a suggestion box' if boxes == 1 else 'are suggestion boxes'}{rest}"
    if loops:
        return f"{loops} {of} {'is a loop' if loops == 1 else 'are loops'}; none is known to be a suggestion box"
    return f"No track of {len(cards)} has enough evidence yet to tell a loop from a suggestion box"


def digest_picture(content: DigestContent) -> Chart:
    """Draw one track's rate over time, or where several stand."""
    # Only who draws waits for matplotlib, which takes longer to import than all the rest of the program.
    from loop.charts import RatePoint, TrackRate, digest_chart, rate_chart

    def points(card: Scorecard) -> list[RatePoint]:
        found = []
        for point in card.history:
            rate, interval = point.share.rate, point.share.wilson95
            if rate is not None and interval is not None:
                found.append(RatePoint(point.at, rate, interval.low, interval.high, point.share.n))
        return found

    cards = [track.card for track in content.tracks]
    if len(cards) == 1:
        card = cards[0]
        return rate_chart(card.track.name, points(card), target=card.track.target_rate, title=_title(card))
    rates = [
        TrackRate(card.track.name, next(reversed(points(card)), None), card.verdict, card.track.target_rate)
        for card in cards
    ]
    return digest_chart(rates, title=finding(cards))


def _title(card: Scorecard) -> str:
    if card.total.rate is None:
        return f"{card.track.name}: nothing has been reported yet"
    shipped = f"{card.track.name}: {round(100 * card.total.rate)} % of what was reported has shipped"
    # The verdict is about matured reports: it must not be worded as if it followed from the rate beside it.
    match card.verdict:
        case Verdict.LOOP:
            return f"{shipped} (a loop)"
        case Verdict.SUGGESTION_BOX:
            return f"{shipped} (a suggestion box)"
        case _:
            return shipped
