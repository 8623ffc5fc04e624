"""What the command line asks figures of: which tracks, products and reports, as of when, as known when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import typer

from bot.instants import instant, yet_to_come
from bot.opening import WrongCallError
from config.catalogue import Catalogue, load_catalogue
from config.clock import make_clock
from config.settings import Settings
from loop.scorecard import Excerpt, Scene, scene_of
from storage.database import Database
from storage.figures import Window


@dataclass(frozen=True)
class Understood:
    """What was asked, checked against the catalogue. tracks: by key, none: all. is_now: `as_of` is the present."""

    catalogue: Catalogue
    as_of: datetime
    known_at: datetime | None
    is_now: bool
    tracks: Sequence[str]
    excerpt: Excerpt

    def name_of(self, product: str) -> str:
        """A product's name; its key once it has left the catalogue."""
        return next((one.name for one in self.catalogue.products if one.key == product), product)


@dataclass(frozen=True)
class Asked:
    """The words as they were typed; what is empty was not given."""

    track: str = ""
    as_of: str = ""
    known_at: str = ""
    product: str = ""
    owner: str = ""
    since: str = ""
    until: str = ""

    @property
    def is_of_a_part(self) -> bool:
        """Whether it is about less than whole tracks."""
        return bool(self.product or self.owner or self.since or self.until)

    def read(self, settings: Settings, database: Database) -> Understood:
        """Understand it. Raises WrongCallError."""
        catalogue, now = load_catalogue(settings.friction_catalogue), make_clock(settings).now()
        if self.track and self.track not in {track.key for track in catalogue.tracks}:
            known = ", ".join(track.key for track in catalogue.tracks)
            raise WrongCallError(f'The catalogue has no track "{self.track}"; it has: {known}.')
        as_of = instant(self.as_of, now)
        if remark := yet_to_come(as_of, now):
            typer.echo(remark, err=True)
        known_at = instant(self.known_at, now) if self.known_at else None
        tracks, window = [self.track] if self.track else [], self._window(now)
        products = None
        if self.product or self.owner:
            with database.reading() as session:
                scene = scene_of(session, catalogue, tracks, known_at=known_at)
                products = self._products(catalogue, scene)
                tracks = _holding(scene, products, as_of)
        return Understood(catalogue, as_of, known_at, not self.as_of, tracks, Excerpt(products, window))

    def _window(self, now: datetime) -> Window:
        since = instant(self.since, now) if self.since else None
        until = instant(self.until, now) if self.until else None
        if since is not None and until is not None and until <= since:
            raise WrongCallError("The window ends before it begins; give --until a later day than --since.")
        return Window(since, until)

    def _products(self, catalogue: Catalogue, scene: Scene) -> frozenset[str]:
        named, owned = self._named(catalogue, scene), self._owned(catalogue)
        if named is None or owned is None:
            return named or owned or frozenset()
        if not named & owned:
            raise WrongCallError(f"{self.product} is not a product of {self.owner}; leave one of the two out.")
        return named & owned

    def _named(self, catalogue: Catalogue, scene: Scene) -> frozenset[str] | None:
        if not self.product:
            return None
        product = catalogue.find_product(self.product)
        key = product.key if product else self.product
        if product is None and key not in scene.membership.ever:
            known = ", ".join(product.key for product in catalogue.products)
            raise WrongCallError(f'The catalogue has no product "{self.product}"; it has: {known}.')
        return frozenset({key})

    def _owned(self, catalogue: Catalogue) -> frozenset[str] | None:
        if not self.owner:
            return None
        meant = self.owner.strip().casefold()
        owned = frozenset(product.key for product in catalogue.products if product.owner.casefold() == meant)
        if not owned:
            known = ", ".join(sorted({product.owner for product in catalogue.products}))
            raise WrongCallError(f'No product of the catalogue has the owner "{self.owner}"; owners are: {known}.')
        return owned


def _holding(scene: Scene, products: frozenset[str], as_of: datetime) -> list[str]:
    """The tracks in which some of these products were read then."""
    held = [track for track, keys in scene.products(as_of).items() if products & set(keys)]
    if not held:
        where = f"the track {scene.tracks[0].key}" if len(scene.tracks) == 1 else "any track of the catalogue"
        raise WrongCallError(
            f"{', '.join(sorted(products))} was not read in {where} then; name another track, or none."
        )
    return held


def form_of(*, as_json: bool, as_csv: bool) -> str:
    """How the output is asked for: text, json or csv. Raises WrongCallError."""
    if as_json and as_csv:
        raise WrongCallError("Give --json or --csv, and not both.")
    return "json" if as_json else "csv" if as_csv else "text"
