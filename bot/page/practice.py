"""How the loop is used and how well it works, on the page: each figure with who answers for it."""

from __future__ import annotations

from bot.messages.pen import percent
from bot.page.markup import Html, element, joined
from bot.page.opens import opens
from bot.page.tables import folded, table
from loop.scorecard import REGISTER, Figure, Practice, Scorecard

_GROUPS = {"adoption": "Adoption", "efficiency": "Efficiency", "quality": "Quality", "risk": "Risk"}


def practice_section(card: Scorecard, practice: Practice) -> Html:
    """Return the figures beside the rate, in their four groups."""
    groups = (
        element("div", element("h3", words), element("dl", *_figures(card, practice, group)))
        for group, words in _GROUPS.items()
    )
    return element("div", *groups, class_="practice")


def _figures(card: Scorecard, practice: Practice, group: str) -> list[Html]:
    return [
        element(
            "div",
            element("dt", REGISTER[key].name, title=REGISTER[key].meaning),
            element("dd", _told(card, key, value)),
        )
        for key, value in practice.figures.items()
        if key.startswith(f"{group}.")
    ]


def _told(card: Scorecard, key: str, value: Figure) -> Html | str:
    """A figure opens to the reports that it is read from."""
    behind, shown = REGISTER[key].behind, _shown(card, key, value)
    return opens(card, behind, shown) if behind and value not in (None, {}) else shown


def _shown(card: Scorecard, key: str, value: Figure) -> str:
    if value is None:
        return "\N{EN DASH}"
    if isinstance(value, dict):
        names = {part.key: part.name for part in card.products}
        parts = (f"{names.get(name, name.replace('_', ' '))} {count}" for name, count in value.items())
        return ", ".join(parts) or "\N{EN DASH}"
    if REGISTER[key].unit == "share":
        return percent(value)
    return f"{value:.1f}" if isinstance(value, float) else str(value)


def definitions() -> Html:
    """Return what these figures mean, where they come from and who answers for them."""
    columns = [
        ("figure", "Figure"),
        ("unit", "Unit"),
        ("meaning", "Means"),
        ("source", "Source"),
        ("owner", "Answers for it"),
    ]
    rows = (
        [
            (one.name, key),
            (one.unit, one.unit),
            (one.meaning, one.meaning),
            (one.source, one.source),
            (one.owner, one.owner),
        ]
        for key, one in REGISTER.items()
    )
    content = table("definitions", "The figures beside the rate", columns, rows)
    return element("section", folded("What each figure means, and who answers for it", joined(content)))
