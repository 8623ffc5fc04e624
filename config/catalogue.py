"""The catalogue: the tools people use, who owns them, and where friction with them goes (`loop.toml`)."""

from __future__ import annotations

import hashlib
import json
import threading
import tomllib
from functools import cached_property
from pathlib import Path

import structlog
from pydantic import ValidationError

from config.catalogue_checks import contradictions
from config.catalogue_errors import locate, sentences, syntax_sentence
from config.entries import (
    Admin,
    Capture,
    ChannelRule,
    Comments,
    DigestPlan,
    Entry,
    JiraDestination,
    JiraShared,
    MoneyTerms,
    Priority,
    Product,
    Reporters,
    RiskRule,
    Roles,
    Security,
    Track,
)
from config.entry_checks import SECURITY_WORDS
from config.errors import ConfigurationError
from config.outcomes import OutcomeMap, fold, stated
from config.quiet_hours import QuietHours
from config.watched import WatchedFile

__all__ = [
    "Admin",
    "Capture",
    "Catalogue",
    "CatalogueFile",
    "ChannelRule",
    "Comments",
    "DigestPlan",
    "JiraDestination",
    "MoneyTerms",
    "OutcomeMap",
    "Priority",
    "Product",
    "QuietHours",
    "Reporters",
    "RiskRule",
    "Roles",
    "Security",
    "Track",
    "load_catalogue",
    "parse_catalogue",
]

log = structlog.get_logger(__name__)


class Catalogue(Entry):
    """Everything `loop.toml` says, checked. Immutable: a changed file gives another catalogue."""

    tracks: tuple[Track, ...] = ()
    products: tuple[Product, ...] = ()
    jira: JiraShared = JiraShared()
    digests: tuple[DigestPlan, ...] = ()
    channels: tuple[ChannelRule, ...] = ()
    roles: Roles = Roles()
    reporters: Reporters = Reporters()
    comments: Comments = Comments()
    priority: Priority = Priority()
    money: MoneyTerms | None = None
    risk: tuple[RiskRule, ...] = ()
    security: Security | None = None
    quiet_hours: QuietHours | None = None
    admin: Admin | None = None

    def product(self, key: str) -> Product:
        """The product with this key; raises KeyError."""
        return self._products[key]

    def find_product(self, word: str) -> Product | None:
        """The product that people mean by its key, name or an alias; case and white space do not matter."""
        return self._words.get(fold(word))

    def track(self, key: str) -> Track:
        """The track with this key; raises KeyError."""
        return self._tracks[key]

    def products_of(self, track: Track | str) -> tuple[Product, ...]:
        """The products of a track, in the order of the file."""
        key = track if isinstance(track, str) else track.key
        return tuple(product for product in self.products if product.track == key)

    def digest(self, name: str) -> DigestPlan:
        """The digest with this name; raises KeyError."""
        return {plan.name: plan for plan in self.digests}[name]

    def channel_rules(self, channel: str) -> tuple[ChannelRule, ...]:
        """What the bot does in a channel; nothing in most."""
        return tuple(rule for rule in self.channels if rule.id == channel)

    @property
    def files_restricted(self) -> bool:
        """Whether there is a place in Jira where few may look, for matters of security."""
        return self.security is not None and bool(self.security.project or self.security.level)

    @property
    def security_words(self) -> tuple[str, ...]:
        """What a matter of security is known by."""
        return self.security.words if self.security else SECURITY_WORDS

    @property
    def projects(self) -> set[str]:
        """The projects of Jira that reports are filed in."""
        own = {self.security.project} if self.security and self.security.project else set()
        return {product.jira.project for product in self.products} | own

    def outcome_map(self, product: Product | None) -> OutcomeMap:
        """What resolutions and statuses mean for a product's issues. None: one that has left the catalogue keeps what
        holds for all.
        """
        return OutcomeMap(stated(self.jira.outcomes, product.jira.outcomes if product else {}))

    @cached_property
    def fingerprint(self) -> str:
        """The same for two catalogues exactly when they say the same; comments and layout of the file do not count."""
        content = json.dumps(self.model_dump(mode="json", by_alias=True), sort_keys=True)
        return hashlib.sha256(content.encode()).hexdigest()

    @cached_property
    def _products(self) -> dict[str, Product]:
        return {product.key: product for product in self.products}

    @cached_property
    def _tracks(self) -> dict[str, Track]:
        return {track.key: track for track in self.tracks}

    @cached_property
    def _words(self) -> dict[str, Product]:
        return {fold(word): product for product in self.products for word in product.words}


def load_catalogue(path: Path) -> Catalogue:
    """The catalogue in a file; raises ConfigurationError with a sentence per mistake: file, line, what, cure."""
    try:
        return parse_catalogue(path.read_bytes(), path.name)
    except OSError as error:
        reason = "does not exist" if isinstance(error, FileNotFoundError) else f"cannot be read ({error.strerror})"
        raise ConfigurationError(
            f"The catalogue {path} {reason}; copy the sample loop.toml there, or set FRICTION_CATALOGUE to where it is."
        ) from None


def parse_catalogue(content: bytes, file: str = "loop.toml") -> Catalogue:
    """The catalogue in the bytes of a file of this name; raises ConfigurationError."""
    try:
        text = content.decode("utf-8-sig")
        document = tomllib.loads(text)
    except UnicodeDecodeError:
        raise ConfigurationError(f"{file} is not UTF-8 text; save it as UTF-8.") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(syntax_sentence(file, error)) from None
    try:
        catalogue = Catalogue.model_validate(document)
    except ValidationError as error:
        raise ConfigurationError(*locate(file, text, sentences(error, document, Catalogue))) from None
    found = locate(file, text, contradictions(catalogue))
    if found:
        raise ConfigurationError(*found)
    return catalogue


class CatalogueFile:
    """Picks up a changed file without a restart and refuses a broken one. Safe to share between threads.

    `error` holds the sentences about a refused change, or None; it goes away when the file is mended. The first read
    happens here and raises ConfigurationError: nothing starts without a catalogue.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.error: str | None = None
        self._file = WatchedFile(path)
        self._lock = threading.Lock()
        try:
            self._catalogue = parse_catalogue(self._file.read_if_changed() or b"", path.name)
        except OSError:
            self._catalogue = load_catalogue(path)  # says in a sentence why it cannot be read

    def current(self) -> Catalogue:
        """The newest sound catalogue. Costs one stat while the file rests."""
        with self._lock:
            try:
                content = self._file.read_if_changed()
            except OSError as error:
                self._refuse(f"{self.path.name} cannot be read ({error.strerror}); put it back.")
                return self._catalogue
            if content is not None:
                self._take(content)
            return self._catalogue

    def _take(self, content: bytes) -> None:
        try:
            catalogue = parse_catalogue(content, self.path.name)
        except ConfigurationError as error:
            self._refuse(str(error))
            return
        self.error = None
        if catalogue.fingerprint != self._catalogue.fingerprint:
            log.info("Catalogue changed", file=self.path.name, fingerprint=catalogue.fingerprint[:12])
            self._catalogue = catalogue

    def _refuse(self, reason: str) -> None:
        if reason != self.error:
            log.error("Catalogue refused; the old one stays", reason=reason)
        self.error = reason
