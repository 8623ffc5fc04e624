"""What a digest says: the scorecards of its tracks, what shipped, what waits and with whom, what cannot be read."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from config.catalogue import Catalogue, CatalogueFile, DigestPlan
from loop.gates import Gate, gates
from loop.money import Money, money_picture, moneys
from loop.ownership import telling_gaps
from loop.places import is_channel, places
from loop.queue_digest import QueueContent, queue_content
from loop.scorecard import WHOLE, Excerpt, Scorecard, scene_of, scorecards
from loop.statistics import Verdict
from loop.told import told_before
from storage import figures
from storage.database import Database, Session
from storage.figures import AsOf, Listed, Unread

if TYPE_CHECKING:
    from loop.charts import Chart, Theme

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
    """One track: its figures, and the lists behind them, each with the most telling first. executive: who decides at
    its gate, as the catalogue names them until somebody puts their name there. money: for executives alone. unowned:
    by role, the names of products for which nobody has it.
    """

    card: Scorecard
    shipped: Sequence[Item]
    waiting: Sequence[Item]
    owners: Sequence[Owner]
    unread: Sequence[Unread]
    gate: Gate
    executive: str = ""
    money: Money | None = None
    unowned: Mapping[str, Sequence[str]] = field(default_factory=dict)


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

    def queues(self, name: str, as_of: datetime, *, late: bool = False) -> dict[str, QueueContent]:
        """Return the queues that a digest of this name tells, each by the place where it is posted."""
        catalogue = self._catalogue.current()
        plan = catalogue.digest(name)
        with self._database.reading() as session:
            return {
                place: queue_content(
                    session, catalogue, plan, products, as_of, self._url_of, late=late, for_many=is_channel(place)
                )
                for place, products in places(catalogue, plan).items()
            }

    def kind(self, name: str) -> str:
        """Whom a digest is for; empty if the catalogue has none of that name."""
        return next((plan.kind for plan in self._catalogue.current().digests if plan.name == name), "")

    def tracks_of(self, name: str) -> Sequence[str]:
        """The tracks that a digest is about; none named: all. Raises KeyError."""
        return self._catalogue.current().digest(name).tracks

    def charts_of(self, name: str) -> Sequence[str]:
        """The pictures that go with a digest, by their names."""
        parts = {"integration": ("rate",), "executive": ("rate", "funnel", "incidence")}.get(self.kind(name), ())
        counts_money = self.kind(name) == "executive" and self._catalogue.current().money is not None
        return (*parts, "money") if counts_money else parts

    def has_page(self, name: str) -> bool:
        """Whether the scorecard's page goes with a digest, into its thread."""
        return self.kind(name) == "executive"

    def chart(self, content: DigestContent, part: str = "rate") -> Chart | None:
        """Draw a picture that goes with a digest; None where there is nothing to draw."""
        if part == "money":
            return money_picture([track.money for track in content.tracks if track.money is not None])
        draw = {"rate": digest_picture, "funnel": funnel_picture, "incidence": incidence_picture}
        return draw[part](content)


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
    told = told_before(session, plan, as_of)
    lines = _Lines(catalogue, as_of, url_of)
    products = scene_of(session, catalogue, plan.tracks).products(as_of)
    then = AsOf(as_of)
    shipped = _by_track(figures.shipped_between(session, products, told.at, then, learnt_after=told.known_at))
    waiting = _by_track(figures.oldest_open(session, products, then))
    unread = _by_track(figures.unread_statuses(session, products, then))
    gate = gates(session, cards, as_of)
    worth = moneys(session, catalogue, as_of, tracks=plan.tracks) if plan.kind == "executive" else {}
    owners = lines.owners(figures.waiting_by_product(session, products, then))
    tracks = [
        TrackDigest(
            card=card,
            shipped=[lines.item(row) for row in shipped.get(card.track.key, ())],
            waiting=[lines.item(row) for row in waiting.get(card.track.key, ())],
            owners=owners.get(card.track.key, ()),
            unread=unread.get(card.track.key, ()),
            gate=gate[card.track.key],
            executive=card.track.executive_owner or "",
            money=worth.get(card.track.key),
            unowned=telling_gaps(catalogue, card.track.key),
        )
        for card in cards
    ]
    return DigestContent(plan.name, as_of, told.at, late, tracks, cards[0].jira_last_read if cards else None)


def waiting_owners(
    session: Session,
    catalogue: Catalogue,
    as_of: datetime,
    tracks: Sequence[str],
    *,
    known_at: datetime | None = None,
    excerpt: Excerpt = WHOLE,
) -> dict[str, list[Owner]]:
    """Return by track the products with open reports, the longest silent first."""
    scene = scene_of(session, catalogue, tracks, known_at=known_at, excerpt=excerpt)
    rows = figures.waiting_by_product(session, scene.products(as_of), scene.as_of(as_of), window=excerpt.window)
    return _Lines(catalogue, as_of, lambda _key: "").owners(rows)


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


def funnel_picture(content: DigestContent, theme: Theme = "light") -> Chart:
    """Draw how far what was reported came, of all tracks together."""
    from loop.charts import funnel_chart

    cards = [track.card for track in content.tracks]
    n, shipped = sum(card.total.n for card in cards), sum(card.total.integrated for card in cards)
    still_open = sum(card.open for card in cards)
    steps = [
        ("Reported", n),
        ("Filed", sum(card.filed for card in cards)),
        ("Ended", n - still_open),
        ("Shipped", shipped),
        ("Confirmed fixed", sum(card.verified.fixed for card in cards)),
    ]
    waits = "1 is still open" if still_open == 1 else f"{still_open:,} are still open"
    title = (
        f"{shipped:,} of {n:,} {'report has' if n == 1 else 'reports have'} shipped; {waits}"
        if n
        else "Nothing has been reported yet"
    )
    return funnel_chart(steps, title=title, theme=theme)


def incidence_picture(content: DigestContent, theme: Theme = "light") -> Chart:
    """Draw how soon reports ship, a curve for each track, those with most reports first."""
    from loop.charts import Curve, incidence_chart

    cards = sorted((track.card for track in content.tracks), key=lambda card: -card.total.n)
    curves = [
        Curve(card.track.name, {days: point.probability for days, point in card.curve.items() if point is not None})
        for card in cards
    ]
    at_90 = [(card.track.name, point.probability) for card in cards if (point := card.incidence.get(90)) is not None]
    if not at_90:
        return incidence_chart(curves, title="Too little has been seen yet to say how soon it ships", theme=theme)
    name, best = max(at_90, key=lambda one: one[1])
    share = f"{round(100 * best)}\N{NO-BREAK SPACE}% ships within 90 days"
    title = f"{name} ships soonest: {share}" if len(at_90) > 1 else share
    return incidence_chart(curves, title=title, theme=theme)
