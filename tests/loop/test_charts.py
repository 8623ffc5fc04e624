"""Charts by what can be measured: size, bytes, words, contrast, names that would break them. Looks are for eyes."""

from __future__ import annotations

import io
import random
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from loop.charts import Chart, QuarterSums, RatePoint, Theme, TrackRate, digest_chart, money_chart, rate_chart
from loop.charts.card import PALETTES, SHARPNESS
from loop.charts.lettering import HEADLINE, drawable, fitted, headline, measured, spoken
from loop.charts.money import MOST_QUARTERS
from loop.charts.rate import clear_of
from loop.scale import brief
from loop.statistics import Verdict, wilson

START = datetime(2025, 3, 3, 9, tzinfo=UTC)
HOSTILE = [
    "$x_1$ and $\\frac{1}{0}$",
    "\\",
    "$",
    "a\\\n\tb\r\n\x00\x1b[2J",
    "🚀 Launch 👩‍💻",
    "שלום VPN",
    "مرحبا بالعالم",
    "東京オフィス",
    "\u202egnp.exe",
    "e" + "\u0301" * 200,
    "W" * 200,
    "word " * 40,
    "",
    "   ",
    "\ud800 lone surrogate",
]


def point(integrated: int, n: int, *, days: float = 0) -> RatePoint:
    interval = wilson(integrated, n)
    assert interval is not None
    return RatePoint(START + timedelta(days=days), integrated / n, interval.low, interval.high, n)


def track(name: str, integrated: int, n: int, verdict: Verdict = Verdict.NOT_ENOUGH_EVIDENCE) -> TrackRate:
    return TrackRate(name, point(integrated, n) if n else None, verdict, 0.4)


def size_of(chart: Chart) -> tuple[int, int]:
    with Image.open(io.BytesIO(chart.png)) as image:
        image.load()
        return image.size


# -- One track over time

SERIES = {
    "nothing": [],
    "one": [point(4, 7)],
    "two": [point(0, 3), point(1, 3, days=30)],
    "two at one instant": [point(1, 3), point(1, 3)],
    "tiny": [point(1, 1), point(1, 2, days=7)],
    "never": [point(0, 9 * k, days=30 * k) for k in range(1, 8)],
    "always": [point(9 * k, 9 * k, days=30 * k) for k in range(1, 8)],
    "ten years": [point(k // 3, k, days=k) for k in range(1, 3650)],
}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("series", SERIES)
@pytest.mark.parametrize("target", [None, 0.0, 1 / 3, 0.5, 1.0])
def test_any_series_is_drawn_at_its_size(series: str, target: float | None, theme: Theme) -> None:
    chart = rate_chart("Ticketing", SERIES[series], target=target, title="A finding", theme=theme)
    assert size_of(chart) == (400 * SHARPNESS, 270 * SHARPNESS)


def test_equal_input_gives_equal_bytes_without_date_or_version() -> None:
    points = [point(20, 60), point(107, 233, days=90)]
    first, second = (rate_chart("Ticketing", points, target=0.5, title="46 % shipped") for _ in range(2))
    backwards = rate_chart("Ticketing", points[::-1], target=0.5, title="46 % shipped")
    assert first == second == backwards
    with Image.open(io.BytesIO(first.png)) as image:
        assert set(image.info) == {"dpi"}


def test_the_alt_text_says_title_and_numbers() -> None:
    points = [point(20, 60), point(107, 233, days=90)]
    alt = rate_chart("Ticketing", points, target=0.5, title="Ticketing is a loop").alt.replace(
        "\N{NO-BREAK SPACE}", " "
    )
    assert alt == (
        "Ticketing is a loop. Ticketing: 46 % of 233 reports shipped by 1 Jun 2025 (95 % between 40 and 52 %). "
        "On 3 Mar 2025 it was 33 %. One in three is 33 %; the target is 50 %."
    )


def test_the_alt_text_of_nothing_invents_nothing() -> None:
    alt = rate_chart("Assets", [], target=None, title="Assets has no reports").alt.replace("\N{NO-BREAK SPACE}", " ")
    assert alt == "Assets has no reports. Assets: nothing reported yet. One in three is 33 %."


@pytest.mark.parametrize("name", HOSTILE)
def test_no_name_breaks_a_chart(name: str) -> None:
    rates = rate_chart(name, [point(4, 7)], target=0.5, title=name)
    digest = digest_chart([track(name, 4, 7)], title=name)
    assert size_of(rates) == (1000, 675)
    assert max(len(rates.alt), len(digest.alt)) <= 1000


@given(st.text(st.characters()))
@settings(max_examples=30, deadline=None)
def test_no_text_breaks_a_chart(name: str) -> None:
    assert digest_chart([track(name, 4, 7)], title=name).png


def test_figures_that_cannot_be_are_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        RatePoint(START.replace(tzinfo=None), 0.5, 0.4, 0.6, 10)
    for rate, low, high, n in [(46, 40, 52, 233), (0.5, 0.6, 0.7, 10), (0.5, 0.4, 0.6, 0), (float("nan"), 0, 1, 5)]:
        with pytest.raises(ValueError, match="no rate"):
            RatePoint(START, rate, low, high, n)


@pytest.mark.parametrize("size", [(300, 270), (400, 200)])
def test_a_size_nobody_can_read_is_refused(size: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="pixels"):
        rate_chart("Ticketing", [], target=None, title="A finding", size=size)


@given(st.floats(0, 200), st.lists(st.floats(0, 200), max_size=2))
def test_labels_at_the_end_of_lines_never_overlap(middle: float, wished: list[float]) -> None:
    taken = (middle - 18, middle + 19)
    placed = clear_of(taken, sorted(wished))
    tall = 14.0
    stretches = sorted([taken, *((y - tall / 2, y + tall / 2) for y in placed)])
    assert placed == sorted(placed)
    assert all(a[1] <= b[0] + 1e-9 for a, b in pairwise(stretches))


# -- Many tracks


@pytest.mark.parametrize("count", [0, 1, 2, 12, 40, 61])
def test_a_digest_of_any_number_of_tracks(count: int) -> None:
    tracks = [track(f"Track {k}", k, 3 * k, list(Verdict)[k % 3]) for k in range(count)]
    chart = digest_chart(tracks, title="A finding")
    shuffled = random.Random(1).sample(tracks, count)
    assert digest_chart(shuffled, title="A finding") == chart
    width, height = size_of(chart)
    assert width == 1000
    assert height < 2.5 * (160 + 3 * 26 + 40 * 33)


def test_the_digest_says_each_track_with_its_verdict() -> None:
    tracks = [
        track("Printing", 0, 0),
        track("Assets", 4, 7),
        track("VPN", 31, 150, Verdict.SUGGESTION_BOX),
        track("Ticketing", 107, 233, Verdict.LOOP),
    ]
    alt = digest_chart(tracks, title="One of four is a loop").alt.replace("\N{NO-BREAK SPACE}", " ")
    assert alt == (
        "One of four is a loop. One in three is 33 %. "
        "Ticketing: 46 % of 233 reports, between 40 and 52 %, target 40 %, a loop. "
        "Assets: 57 % of 7 reports, between 25 and 84 %, target 40 %, not enough evidence yet. "
        "Printing: nothing reported yet. VPN: 21 % of 150 reports, between 15 and 28 %, target 40 %, a suggestion box."
    )


def test_tracks_that_do_not_fit_are_counted() -> None:
    alt = digest_chart([track(f"Track {k}", 1, 5) for k in range(61)], title="A finding").alt
    spoken_of = alt.count("of 5")
    assert 5 < spoken_of < 61
    assert alt.endswith(f"And {61 - spoken_of} more tracks.")
    assert len(alt) <= 1000


# -- Lettering and colour


@pytest.mark.parametrize(
    ("typed", "drawn"),
    [
        ("$x_1$ \\alpha", "$x_1$ \\alpha"),
        ("🚀 Launch  pad\n", "Launch pad"),
        ("東京 VPN", "▯▯ VPN"),
        ("\u202egnp.exe\x00", "gnp.exe"),
        ("e\u0301\u0301\u0301\u0301", "é\u0301\u0301"),
        ("46\N{NO-BREAK SPACE}%", "46\N{NO-BREAK SPACE}%"),
        ("שלום", "שלום"),
    ],
)
def test_what_is_drawn_of_what_was_typed(typed: str, drawn: str) -> None:
    assert drawable(typed) == drawn


def test_an_alt_text_keeps_every_script() -> None:
    assert spoken("東京\n👩‍💻 \u202eVPN\x00", 100) == "東京 👩‍💻 VPN"
    assert spoken("x" * 50, 10) == "x" * 9 + "…"


@given(st.text("abcdefghijk  W", max_size=300), st.integers(60, 400), st.integers(1, 3))
@settings(max_examples=40, deadline=None)
def test_lines_stay_within_their_width(words: str, width: int, most: int) -> None:
    lines = fitted(words, width, size=12, most_lines=most)
    assert len(lines) <= most
    assert all(measured(line, 12) <= width for line in lines)
    whole = " ".join(lines)
    assert whole == drawable(words) or whole.endswith("…")


def test_a_headline_leaves_no_word_alone() -> None:
    lines = headline("Printing · nothing of the 30 reports has shipped", 368)
    assert len(lines) == 2
    widths = [measured(line, HEADLINE, bold=True) for line in lines]
    assert min(widths) > 0.5 * max(widths)


@pytest.mark.parametrize("theme", PALETTES)
def test_words_stand_out_from_the_card(theme: Theme) -> None:
    palette = PALETTES[theme]
    for color in (palette.ink, palette.quiet, palette.rate, palette.third, palette.target):
        lighter, darker = sorted([luminance(color), luminance(palette.card)], reverse=True)
        assert (lighter + 0.05) / (darker + 0.05) >= 4.5  # WCAG 2.2, 1.4.3


def luminance(color: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    channels = [int(color[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_drawing_needs_no_pyplot_and_no_screen() -> None:
    program = "import sys, loop.charts as c; c.digest_chart([], title=''); sys.exit('matplotlib.pyplot' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def quarter(number: int, **sums: Any) -> QuarterSums:
    nothing = {"confirmed": None, "claimed": None, "cost": None, "planned": None}
    return QuarterSums(f"{2024 + number // 4}-Q{number % 4 + 1}", **{**nothing, **sums})


def test_money_is_told_ledger_by_ledger_and_never_added() -> None:
    quarters = [
        quarter(0, claimed=(2000, 8000), cost=119.0, planned=500.0),
        quarter(1, confirmed=(694.26, 694.26), claimed=(0, 0)),
        quarter(2),
    ]
    chart = money_chart(quarters, currency="EUR", title="EUR 694 confirmed so far")
    assert chart.alt == (
        "EUR 694 confirmed so far. In EUR, by quarter: 2024-Q1: claimed 2,000 to 8,000, own cost 119, planned 500. "
        "2024-Q2: confirmed 694, claimed 0. 2024-Q3: nothing."
    )
    assert money_chart(quarters, currency="EUR", title="EUR 694 confirmed so far") == chart


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    "quarters",
    [
        [],
        [quarter(0)],
        [quarter(0, confirmed=(-900, -200))],
        [quarter(n, claimed=(-5, 9e9), cost=1e6) for n in range(30)],
    ],
)
def test_any_money_can_be_drawn(quarters: list[QuarterSums], theme: Theme) -> None:
    chart = money_chart(quarters, currency="EUR", title="Nothing is confirmed yet", theme=theme)
    assert chart.png.startswith(b"\x89PNG")
    assert chart.alt.count("-Q") == min(len(quarters), MOST_QUARTERS)


@pytest.mark.parametrize(
    ("value", "written"),
    [(0, "0"), (500, "500"), (2500, "2 500"), (12_000, "12 k"), (1_500_000, "1.5 M"), (-20_000, "-20 k")],
)
def test_amounts_on_a_scale_are_short(value: float, written: str) -> None:
    assert brief(value).replace("\N{NO-BREAK SPACE}", " ") == written
