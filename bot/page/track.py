"""One track on the page: its rate and verdict, every rate with the way to its reports, charts and tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from bot.messages.digest import sentences
from bot.messages.pen import TERMINAL, percent
from bot.messages.text import counted
from bot.page.charts import STEPS, bar, incidence_chart, range_chart, spread, trend_chart
from bot.page.gate import gate_section, waiting_section
from bot.page.markup import Html, element, joined
from bot.page.money import money_section
from bot.page.opens import opens
from bot.page.practice import practice_section
from bot.page.products import products_table, shown_shares
from bot.page.tables import folded, table
from config.words import Outcome
from loop.digest import Owner
from loop.gates import Gate
from loop.money import Money
from loop.scorecard import RATES, Practice, RateAt, Scorecard
from loop.statistics import Incidence, Verdict

VERDICTS = {
    Verdict.LOOP: "A loop",
    Verdict.SUGGESTION_BOX: "A suggestion box",
    Verdict.NOT_ENOUGH_EVIDENCE: "Not enough evidence yet",
}


def track_section(
    card: Scorecard, practice: Practice, gate: Gate | None, owners: Sequence[Owner], money: Money | None
) -> Html:
    """Return everything of one track."""
    key = card.track.key
    return element(
        "section",
        element("h2", card.track.name, id=f"{key}-name"),
        element("p", card.track.outcome, class_="purpose") if card.track.outcome else None,
        _headline(card),
        element("p", *_verdict(card), class_="verdict"),
        element("dl", *(_rate(card, name) for name in shares(card)), *_further(card), class_="figures"),
        element(
            "div",
            trend_chart(card, f"{key}-trend"),
            incidence_chart(card, f"{key}-incidence"),
            _funnel(card),
            class_="charts",
        ),
        products_table(card) if len(card.products) > 1 else None,
        practice_section(card, practice),
        money_section(money) if money is not None else None,
        gate_section(gate) if gate is not None else None,
        waiting_section(card.track.key, owners),
        folded("The figures of the charts, and how everything ended", joined(*_tables(card))),
        id=f"track-{key}",
        aria_labelledby=f"{key}-name",
    )


def shares(card: Scorecard) -> dict[str, tuple[str, int, int]]:
    """Return every rate that opens, by its name in `RATES`: its words, and the two counts it is made of."""
    verified, total = card.verified, card.total
    old = counted(card.track.maturity_days, "day", "days")
    replied = round((card.answer_rate or 0.0) * total.n)
    return {
        "rate": ("Shipped, of everything reported", total.integrated, total.n),
        "matured": (
            f"Of reports older than {old}",
            card.matured.integrated,
            card.matured.n,
        ),
        "decided_rate": ("Of what was decided", card.decided.integrated, card.decided.n),
        "answer_rate": ("Shipped, or refused with a reason", replied, total.n),
        "verified": ("Confirmed fixed, of who could say", verified.fixed, verified.fixed + verified.still_broken),
    }


def _headline(card: Scorecard) -> Html:
    rate, interval = card.total.rate, card.total.wilson95
    if rate is None or interval is None:
        return element("p", f"{sentences.nothing(card).capitalize()}.", class_="headline")
    said = joined(
        opens(card, "integrated", str(card.total.integrated), rate="rate"), " of ",
        opens(card, "n", str(card.total.n), rate="rate"),
        f" {'report' if card.total.n == 1 else 'reports'} shipped, {spread(interval)}",
    )  # fmt: skip
    return element(
        "div",
        element("p", element("span", percent(rate), class_="hero"), element("span", said), class_="headline"),
        range_chart(card),
        class_="standing",
    )


def _verdict(card: Scorecard) -> tuple[Html, str]:
    """Say the verdict and what it rests on; the sentence may begin with the verdict's words itself."""
    words, meaning = VERDICTS[card.verdict], sentences.meaning(card) or "There is nothing to judge."
    said = meaning.startswith(words)
    return element("strong", words if said else f"{words}."), meaning.removeprefix(words) if said else f" {meaning}"


def _rate(card: Scorecard, name: str) -> Html:
    words, counts, of = shares(card)[name]
    rate = percent(counts / of) if of else "\N{EN DASH}"
    opened = RATES[name]
    base = joined(
        opens(card, opened.counts, str(counts), rate=name),
        " of ",
        opens(card, opened.of, str(of), rate=name),
    )
    return _figure(words, rate, base)


def _further(card: Scorecard) -> Iterator[Html]:
    issues = card.issues
    if issues.rate is not None:
        yield _figure("Of distinct issues", percent(issues.rate), f"{issues.integrated} of {issues.n}; duplicates once")
    yield _figure("Not counted", str(card.withdrawn), joined(opens(card, "withdrawn", "withdrawn"), " before filing"))


def _figure(words: str, number: str, base: Html | str) -> Html:
    return element("div", element("dt", words), element("dd", element("b", number), element("span", base)))


def _funnel(card: Scorecard) -> Html:
    funnel: dict[str, int] = card.as_json()["funnel"]
    rows = [
        element(
            "tr",
            element("th", words, scope="row"),
            element("td", bar(funnel[step] / card.total.n if card.total.n else 0.0)),
            element("td", opens(card, step, str(funnel[step])), class_="number"),
        )
        for step, words in STEPS.items()
    ]
    came = counted(card.total.n, "report", "reports")
    lost = f"{funnel['integrated']} of {came} came through, {counted(card.open, 'is', 'are')} still on the way"
    caption = element("figcaption", lost)
    return element("figure", caption, element("table", element("tbody", *rows), class_="funnel"), class_="chart")


def _tables(card: Scorecard) -> Iterator[Html]:
    key, name = card.track.key, card.track.name
    yield table(
        f"{key}-outcomes",
        f"How the reports of {name} ended",
        [("standing", "How it stands"), ("reports", "Reports")],
        [*_outcomes(card)],
    )
    yield table(
        f"{key}-rates",
        f"The rate of {name} at each month-end",
        [
            ("as_of", "As of"),
            ("integrated", "Shipped"),
            ("n", "Reports"),
            ("rate", "Rate"),
            ("low", "Low"),
            ("high", "High"),
        ],
        [_month(point) for point in card.history],
    )
    yield table(
        f"{key}-within",
        f"Shipped within so many days, {name}",
        [("days", "Days"), ("share", "Shipped"), ("low", "Low"), ("high", "High"), ("at_risk", "Still waiting then")],
        [_within(one) for one in card.incidence.values() if one is not None],
    )  # fmt: skip


def _outcomes(card: Scorecard) -> Iterator[list[tuple[Any, str]]]:
    for outcome in Outcome:
        count = card.outcomes.get(outcome, 0)
        words = outcome.value.replace("_", " ")
        yield [(words, outcome.value), (opens(card, outcome.value, str(count)), str(count))]
    yield [("still open", "open"), (opens(card, "open", str(card.open)), str(card.open))]
    yield [
        ("withdrawn, not counted", "withdrawn"),
        (opens(card, "withdrawn", str(card.withdrawn)), str(card.withdrawn)),
    ]


def _month(point: RateAt) -> list[tuple[Any, str]]:
    share, interval = point.share, point.share.wilson95
    counts = [(share.integrated, str(share.integrated)), (share.n, str(share.n))]
    bounds = shown_shares(share.rate, *((interval.low, interval.high) if interval else (None, None)))
    return [(TERMINAL.day(point.at), point.at.isoformat()), *counts, *bounds]


def _within(one: Incidence) -> list[tuple[Any, str]]:
    shares = shown_shares(one.probability, one.interval.low, one.interval.high)
    return [(f"{one.days:.0f}", f"{one.days:.0f}"), *shares, (one.at_risk, str(one.at_risk))]
