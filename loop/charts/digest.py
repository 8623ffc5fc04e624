"""Every track of a digest in one picture: its rate and interval against one in three, grouped by what it is."""

from __future__ import annotations

from collections.abc import Sequence

from loop.charts.card import LEADING, MARGIN, Card, Chart, Plot, Theme
from loop.charts.lettering import HEADLINE, drawable, fitted, headline, measured, spoken
from loop.charts.readings import MOST_SPOKEN, TrackRate, between, percent, reports
from loop.statistics import ONE_THIRD, Verdict

MOST_TRACKS = 40
"""Rows of one picture; beyond them those with the least to say are left to the digest's text."""

_ROW, _HEADING, _SCALE, _FOOT = 33.0, 26.0, 24.0, 30.0
_SMALL, _NAME, _RATE = 11.0, 12.0, 14.0
_WIDEST_NAME = 0.36  # of the card
_GROUPS = {
    Verdict.LOOP: "A loop",
    Verdict.NOT_ENOUGH_EVIDENCE: "Not enough evidence yet",
    Verdict.SUGGESTION_BOX: "A suggestion box",
}
_MARKERS = {Verdict.LOOP: "o", Verdict.NOT_ENOUGH_EVIDENCE: "D", Verdict.SUGGESTION_BOX: "s"}


def digest_chart(tracks: Sequence[TrackRate], *, title: str, width: float = 400, theme: Theme = "light") -> Chart:
    """Draw one row per track, grouped by verdict, the highest rate first; the height follows from their number.

    Beyond `MOST_TRACKS` the tracks without a verdict and with the fewest reports are counted, not drawn. `title` states
    the finding: it heads the picture, on up to three lines, and the alt text. `width` is in pixels as read.
    """
    drawn = sorted(tracks, key=_weight, reverse=True)[:MOST_TRACKS]
    groups = [(verdict, rows) for verdict in _GROUPS if (rows := _by_rate(drawn, verdict))]
    lines = headline(title, width - 2 * MARGIN)
    top = MARGIN + len(lines) * HEADLINE * LEADING + _SCALE
    bottom = top + len(groups) * _HEADING + max(1, len(drawn)) * _ROW
    card = Card(width, bottom + _FOOT, theme)
    card.paragraph(lines, MARGIN - 2, size=HEADLINE, color=card.palette.ink, bold=True)
    plot = _plot(card, drawn, top, bottom)
    _scale(card, plot)
    y = top
    for verdict, rows in groups:
        card.text(_GROUPS[verdict], MARGIN, y + 14, size=_SMALL, color=_color(card, verdict), bold=True, covering=True)
        y += _HEADING
        for track in rows:
            _row(card, plot, track, y + _ROW / 2)
            y += _ROW
    _foot(card, plot, len(tracks) - len(drawn))
    return Chart(card.png(), _alt(groups, len(tracks) - len(drawn), title))


def _weight(track: TrackRate) -> tuple[bool, int]:
    return track.verdict is not Verdict.NOT_ENOUGH_EVIDENCE, track.latest.n if track.latest else 0


def _by_rate(tracks: Sequence[TrackRate], verdict: Verdict) -> list[TrackRate]:
    """Return the tracks of a verdict, highest rate first, those with nothing reported last; ties by name."""
    ranked = [
        (-track.latest.rate if track.latest else 1, track.name, track) for track in tracks if track.verdict is verdict
    ]
    return [track for _, _, track in sorted(ranked, key=lambda entry: entry[:2])]


def _plot(card: Card, tracks: Sequence[TrackRate], top: float, bottom: float) -> Plot:
    """Place the plot between the names, which take what they need up to a limit, and the rates."""
    widths = [max(measured(drawable(t.name), _NAME), measured(_base(t), _SMALL)) for t in tracks]
    names = min(max(widths, default=0), _WIDEST_NAME * card.width)
    rates = measured(percent(1), _RATE, bold=True)
    plot = card.plot(MARGIN + names + 20, top, card.width - MARGIN - rates - 14, bottom)
    plot.axes.set_xlim(0, 1)
    plot.axes.set_ylim(bottom, top)  # a row's place on the card is its place on the axis
    return plot


def _base(track: TrackRate) -> str:
    return reports(track.latest.n) if track.latest else "nothing reported"


def _scale(card: Card, plot: Plot) -> None:
    for share in (0, 0.5, 1):
        plot.axes.axvline(share, color=card.palette.grid, linewidth=1, zorder=0, clip_on=False)
    plot.axes.axvline(ONE_THIRD, color=card.palette.third, linewidth=1.6, dashes=(5, 2), zorder=2)
    y, quiet = plot.top - 9, card.palette.quiet
    card.text(percent(0), plot.left + 6, y, size=_SMALL, color=quiet, align="right")  # leaves room for "one in three"
    card.text("one in three", plot.x(ONE_THIRD), y, size=_SMALL, color=card.palette.third, align="center")
    card.text(percent(1), plot.right, y, size=_SMALL, color=quiet, align="center")


def _row(card: Card, plot: Plot, track: TrackRate, y: float) -> None:
    for name in fitted(track.name, plot.left - MARGIN - 16, size=_NAME):
        card.text(name, MARGIN, y - 7, size=_NAME, color=card.palette.ink)
    card.text(_base(track), MARGIN, y + 7.5, size=_SMALL, color=card.palette.quiet)
    if track.latest is None:
        return
    latest, color, marker = track.latest, _color(card, track.verdict), _MARKERS[track.verdict]
    card.text(percent(latest.rate), card.width - MARGIN, y, size=_RATE, color=color, bold=True, align="right")
    plot.axes.hlines(y, latest.low, latest.high, color=color, alpha=0.35, linewidth=8, zorder=3)
    plot.axes.plot([latest.rate], [y], marker, markersize=8, color=color, zorder=5, clip_on=False)
    if track.target is not None:
        plot.axes.vlines(track.target, y - 9, y + 9, color=card.palette.target, linewidth=2.2, zorder=4)


def _color(card: Card, verdict: Verdict) -> str:
    colors = {Verdict.LOOP: card.palette.rate, Verdict.SUGGESTION_BOX: card.palette.third}
    return colors.get(verdict, card.palette.quiet)


def _foot(card: Card, plot: Plot, left_out: int) -> None:
    words = "Bar: 95\N{NO-BREAK SPACE}% interval · upright tick: target"
    if left_out:
        words += f" · {left_out} more not drawn"
    card.text(words, MARGIN, plot.bottom + 14, size=_SMALL, color=card.palette.quiet)


def _alt(groups: Sequence[tuple[Verdict, Sequence[TrackRate]]], left_out: int, title: str) -> str:
    """Return the title, then every track with its numbers, as many as an alt text holds."""
    said = f"{spoken(title, 300).rstrip('.')}. One in three is {percent(ONE_THIRD)}."
    tracks = [track for _, rows in groups for track in rows]
    for count, track in enumerate(tracks):
        sentence = f" {_alt_track(track)}."
        if len(said) + len(sentence) > MOST_SPOKEN - 30:
            return f"{said} And {len(tracks) - count + left_out} more tracks."
        said += sentence
    return f"{said} And {left_out} more tracks." if left_out else said


def _alt_track(track: TrackRate) -> str:
    name = spoken(track.name, 60)
    if track.latest is None:
        return f"{name}: nothing reported yet"
    interval = between(track.latest.low, track.latest.high)
    goal = "" if track.target is None else f", target {percent(track.target)}"
    verdict = _GROUPS[track.verdict].lower()
    return f"{name}: {percent(track.latest.rate)} of {reports(track.latest.n)}, {interval}{goal}, {verdict}"
