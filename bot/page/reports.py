"""The reports behind the numbers: one table, and what narrows it down."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from bot.messages.pen import TERMINAL
from bot.messages.text import counted
from bot.page.markup import Html, element, joined
from bot.page.tables import csv_button, scrolling
from config.catalogue import Product
from loop.scorecard import Scorecard
from storage.figures import Member

MOST_LISTED = 20_000
"""So many reports a browser still filters without a pause."""

COLUMNS = {
    "reference": "Report",
    "issue": "Issue",
    "track": "Track",
    "product": "Product",
    "submitted_at": "Submitted",
    "standing": "How it stands",
    "ended_at": "Ended",
    "title": "What",
}
"""The columns, by their names in a file that the page saves."""

Listed = tuple[Member, Sequence[str]]


def reports_section(
    reports: Sequence[Listed],
    cards: Sequence[Scorecard],
    products: Mapping[str, Product],
    url_of: Callable[[str], str],
) -> Html:
    """Return filters and table. products: those of the catalogue. url_of: the link of an issue's key, "" for none."""
    shown = reports[:MOST_LISTED]
    tracks = {card.track.key: card.track.name for card in cards}
    return element(
        "section",
        element("h2", "The reports behind the numbers", id="reports-name", tabindex="-1"),
        _left_out(len(reports)),
        _filters(shown, tracks, products),
        element("p", counted(len(shown), "report", "reports"), id="shown", role="status", class_="quiet"),
        element("p", id="recounted", role="status", data_cut=len(shown) < len(reports), hidden=True),
        csv_button("reports-table"),
        scrolling(_table(shown, tracks, products, url_of)),
        id="reports",
        aria_labelledby="reports-name",
    )


def _table(
    reports: Sequence[Listed], tracks: Mapping[str, str], products: Mapping[str, Product], url_of: Callable[[str], str]
) -> Html:
    heads = (element("th", words, scope="col", data_column=key) for key, words in COLUMNS.items())
    return element(
        "table",
        element("caption", "Reports, newest first"),
        element("thead", element("tr", *heads)),
        element("tbody", *(_row(report, tracks, products, url_of) for report in reports)),
        id="reports-table",
    )


def standing(member: Member) -> str:
    """Say in a word how a report stands: its outcome, or its state while it has none."""
    return member.outcome.value if member.outcome else member.state.value


def _left_out(count: int) -> Html | None:
    if count <= MOST_LISTED:
        return None
    left = f"The newest {MOST_LISTED} of {count} reports are listed here; friction why TRACK.FIGURE --csv lists all."
    return element("p", left, class_="quiet")


def _filters(reports: Sequence[Listed], tracks: Mapping[str, str], products: Mapping[str, Product]) -> Html:
    keys = sorted({member.product for member, _ in reports})
    owners = sorted({products[key].owner for key in keys if key in products})
    standings = sorted({standing(member) for member, _ in reports})
    return element(
        "form",
        element("p", id="opened", class_="opened", hidden=True),
        _choice("track", "Track", tracks.items()),
        _choice("product", "Product", ((key, _name(key, products)) for key in keys)),
        _choice("owner", "Owner", ((owner, owner) for owner in owners)),
        element("label", "Submitted from ", element("input", type="date", name="since")),
        element("label", "Submitted before ", element("input", type="date", name="until")),
        _choice("standing", "How it stands", ((key, key.replace("_", " ")) for key in standings)),
        element("label", "Words ", element("input", type="search", name="words", autocomplete="off")),
        element("button", "Show all", type="reset"),
        id="filters",
        data_scripted=True,
        hidden=True,
    )


def _choice(name: str, label: str, options: Iterable[tuple[str, str]]) -> Html:
    offered = (element("option", words, value=key) for key, words in options)
    return element("label", f"{label} ", element("select", element("option", "all", value=""), *offered, name=name))


def _name(key: str, products: Mapping[str, Product]) -> str:
    return products[key].name if key in products else key


def _row(
    report: Listed, tracks: Mapping[str, str], products: Mapping[str, Product], url_of: Callable[[str], str]
) -> Html:
    member, figures = report
    url = url_of(member.key) if member.key else ""
    key = element("a", member.key, href=url, rel="noreferrer") if url else member.key
    ended, known = member.ended_at, products.get(member.product)
    owner = known.owner if known else ""
    cells = [
        element("td", key, data_value=member.key),
        element("td", tracks[member.track], data_value=member.track),
        element("td", _name(member.product, products), data_value=member.product),
        element("td", TERMINAL.day(member.submitted_at), data_value=member.submitted_at.isoformat(), class_="day"),
        element("td", standing(member).replace("_", " "), data_value=standing(member)),
        element(
            "td", TERMINAL.day(ended) if ended else "", data_value=ended.isoformat() if ended else "", class_="day"
        ),
        element("td", member.title, dir="auto"),
    ]
    return element(
        "tr", element("th", member.reference, scope="row"), joined(*cells), data_in=" ".join(figures), data_owner=owner
    )
