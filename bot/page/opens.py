"""Numbers that open to their reports."""

from __future__ import annotations

from bot.page.markup import Html, element
from loop.scorecard import Scorecard


def opens(card: Scorecard, figure: str, shown: str, *, rate: str = "", product: str = "") -> Html:
    """Return a number that opens to its reports; `figure` is one of `FIGURES`, `rate` the rate it is read in, `product`
    the only one whose reports it counts.
    """
    words = {"data_track": card.track.key, "data_figure": figure, "data_rate": rate or None}
    words["data_product"] = product or None
    return element("a", shown, href="#reports", **words, class_="opens")
