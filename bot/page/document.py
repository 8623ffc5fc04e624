"""The page as a whole: one file that asks nobody for anything."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib.resources import files
from typing import Any

from bot.messages.digest import in_no_track, only_part
from bot.messages.pen import TERMINAL, percent
from bot.page.charts import range_chart
from bot.page.markup import Html, data_block, element, joined
from bot.page.opens import opens
from bot.page.practice import definitions
from bot.page.reports import Listed, reports_section
from bot.page.tables import table
from bot.page.track import VERDICTS, track_section
from config.catalogue import Product
from loop.digest import Owner, finding
from loop.gates import Gate
from loop.money import Money
from loop.scorecard import RATES, Excerpt, Practice, Scorecard, as_json


@dataclass(frozen=True)
class Contents:
    """What a page is made of: the cards of its tracks with the figures beside them, every report newest first with the
    figures it is in, the catalogue's products by key, and the link of an issue's key ("" for none). Of a part of a
    track there are neither gates nor money.
    """

    as_of: datetime
    excerpt: Excerpt
    cards: Sequence[Scorecard]
    practices: Mapping[str, Practice]
    gates: Mapping[str, Gate]
    owners: Mapping[str, Sequence[Owner]]
    moneys: Mapping[str, Money]
    in_no_track: Mapping[str, int]
    reports: Sequence[Listed]
    products: Mapping[str, Product]
    url_of: Callable[[str], str]

    def name_of(self, product: str) -> str:
        """A product's name; its key once it has left the catalogue."""
        return self.products[product].name if product in self.products else product

    def as_json(self) -> dict[str, Any]:
        """The figures as `friction scorecard --json` prints them."""
        return as_json(self.as_of, self.cards, beside(self.practices, self.gates, self.moneys), self.in_no_track)


def beside(
    practices: Mapping[str, Practice], gates: Mapping[str, Gate], moneys: Mapping[str, Money]
) -> dict[str, dict[str, Any]]:
    """What is printed of each track beside its scorecard; of gate and money nothing where none is given."""
    return {
        track: practice.as_json()
        | ({"gate": gates[track].as_json()} if track in gates else {})
        | ({"money": moneys[track].as_json()} if track in moneys else {})
        for track, practice in practices.items()
    }


def page(contents: Contents) -> str:
    """Return the page as HTML."""
    style, script = _part("style.css"), _part("script.js")
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=_policy(style, script)),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("meta", name="referrer", content="no-referrer"),
        element("title", f"Integration rate, {TERMINAL.day(contents.as_of)}"),
        element("style", Html(style)),
    )
    body = element(
        "body", _skip(), _header(contents), _main(contents), _data(contents), element("script", Html(script))
    )
    return f"<!doctype html>\n{element('html', head, body, lang='en')}\n"


def _part(name: str) -> str:
    return files("bot.page").joinpath(name).read_text(encoding="utf-8")


def _policy(style: str, script: str) -> str:
    """Allow nothing but the two parts that are known by their hash."""
    allowed = {
        "default-src": "'none'",
        "style-src": _hash(style),
        "script-src": _hash(script),
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return "; ".join(f"{what} {where}" for what, where in allowed.items())


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _skip() -> Html:
    return element("a", "Skip to the reports", href="#reports", class_="skip")


def _header(contents: Contents) -> Html:
    tracks = [element("a", card.track.name, href=f"#track-{card.track.key}") for card in contents.cards]
    links = [*tracks, element("a", "Reports", href="#reports")]
    read = contents.cards[0].jira_last_read if contents.cards else None
    fresh = f"Jira last read {read:%Y-%m-%d %H:%M} UTC" if read else "Jira has not been read yet"
    return element(
        "header",
        element("p", f"Integration rate \N{MIDDLE DOT} as of {contents.as_of:%Y-%m-%d %H:%M} UTC", class_="quiet"),
        element("h1", _finding(contents.cards)),
        element("p", only) if (only := only_part(TERMINAL, contents.excerpt, contents.name_of)) else None,
        element("p", f"{fresh}. Every number that is underlined opens to the reports behind it.", class_="quiet"),
        element("p", lost) if (lost := in_no_track(TERMINAL, contents.in_no_track)) else None,
        element("nav", element("ul", *(element("li", link) for link in links)), aria_label="Tracks"),
    )


def _finding(cards: Sequence[Scorecard]) -> str:
    if len(cards) == 1 and cards[0].total.rate is not None:
        return f"{cards[0].track.name}: {percent(cards[0].total.rate)} of what was reported has shipped"
    return finding(cards)


def _main(contents: Contents) -> Html:
    return element(
        "main",
        _overview(contents.cards) if len(contents.cards) > 1 else None,
        *(_track(contents, card) for card in contents.cards),
        reports_section(contents.reports, contents.cards, contents.products, contents.url_of),
        definitions(),
        id="content",
    )


def _track(contents: Contents, card: Scorecard) -> Html:
    key = card.track.key
    return track_section(
        card, contents.practices[key], contents.gates.get(key), contents.owners.get(key, ()), contents.moneys.get(key)
    )


def _overview(cards: Sequence[Scorecard]) -> Html:
    columns = [
        ("track", "Track"),
        ("rate", "Shipped"),
        ("interval", "0 to 100 %, one in three marked"),
        ("n", "Of reports"),
    ]
    columns += [("matured_rate", "Older reports"), ("verdict", "Verdict")]
    rows = table("overview", "All tracks", columns, [_overview_row(card) for card in cards])
    return element("section", element("h2", "At a glance", id="overview-name"), rows, aria_labelledby="overview-name")


def _overview_row(card: Scorecard) -> list[tuple[Html | str, str]]:
    total, matured, interval = card.total, card.matured, card.total.wilson95
    return [
        (element("a", card.track.name, href=f"#track-{card.track.key}"), card.track.key),
        (_percent(total.rate), _written(total.rate)),
        (range_chart(card), f"{interval.low:.4f} to {interval.high:.4f}" if interval else ""),
        (opens(card, "n", str(total.n), rate="rate"), str(total.n)),
        (_percent(matured.rate), _written(matured.rate)),
        (VERDICTS[card.verdict], card.verdict.value),
    ]


def _percent(rate: float | None) -> str:
    return "\N{EN DASH}" if rate is None else percent(rate)


def _written(rate: float | None) -> str:
    return "" if rate is None else f"{rate:.4f}"


def _data(contents: Contents) -> Html:
    """Return what the script and other programs read: the figures as `friction scorecard --json` prints them."""
    rates = {name: asdict(rate) for name, rate in RATES.items()}
    return joined(data_block("figures", contents.as_json()), data_block("rates", rates))
