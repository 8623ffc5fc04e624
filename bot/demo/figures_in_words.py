"""The figures of a demo as sentences."""

from __future__ import annotations

from bot.demo.figures import Counts, Figures
from bot.messages.text import counted
from config.words import Outcome
from loop.scorecard import Scorecard


def figures_in_words(figures: Figures) -> list[str]:
    """Return the figures, each with its base."""
    share = figures.live.share
    lines = [_counted("In the fortnight", figures.live), _counted("Before it, imported", figures.baseline)]
    if share.rate is not None and share.wilson95 is not None:
        low, high = share.wilson95.low, share.wilson95.high
        rate = f"{share.rate:.1%} ({share.integrated} of {share.n}), 95 % between {low:.1%} and {high:.1%}"
        lines.append(f"Integration rate of the fortnight: {rate}.")
    lines += [_track(card) for card in figures.cards]
    posted = "was posted" if figures.digest_posted else "was not posted"
    people = counted(figures.reporters_told, "person", "people")
    return [*lines, f"{people} heard how something they reported ended; the digest {posted}."]


def _counted(what: str, counts: Counts) -> str:
    ends = [f"{counts.outcomes[end]} {end.value.replace('_', ' ')}" for end in Outcome if counts.outcomes[end]]
    ends.append(f"{counts.open} open")
    ends += [f"{counts.withdrawn} withdrawn"] if counts.withdrawn else []
    reports = counted(counts.share.n + counts.withdrawn, "report", "reports")
    return f"{what}: {reports}, {counted(counts.issues, 'issue', 'issues')}: {', '.join(ends)}."


def _track(card: Scorecard) -> str:
    """Say how a track stands with its whole history."""
    if card.total.rate is None:
        return f"{card.track.name}: nothing reported yet."
    matured = "none old enough" if card.matured.rate is None else f"{card.matured.rate:.0%} of {card.matured.n}"
    shares = f"{card.total.rate:.0%} of {card.total.n} shipped (older than {card.track.maturity_days} days: {matured})"
    return f"{card.track.name}, all reports: {shares}. {card.verdict.value.replace('_', ' ').capitalize()}."
