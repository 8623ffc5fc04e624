"""The digest as plain text: for a terminal, and for wherever the picture cannot go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.messages.digest import gates, lists, sentences
from bot.messages.digest.message import caught_up
from bot.messages.pen import TERMINAL
from loop.digest import DigestContent, TrackDigest, finding
from loop.scorecard import Scorecard

_MOST = 10


def digest_text(content: DigestContent) -> str:
    """Write a digest in full, all tracks in the order of the catalogue, with longer lists than the message has."""
    parts = [finding([track.card for track in content.tracks])] if len(content.tracks) != 1 else []
    parts += [_track(content, track) for track in content.tracks]
    late = caught_up(TERMINAL.day, content) if content.late else ""
    return "\n\n".join([*parts, f"{late}{sentences.last_read(TERMINAL, content)}"])


def scorecard_text(cards: Sequence[Scorecard], moneys: Mapping[str, str] | None = None) -> str:
    """Write the figures of tracks, without the lists behind them. moneys: what to say of money, by track."""
    parts = [[*_figures(card), (moneys or {}).get(card.track.key, "")] for card in cards]
    parts += [[sentences.last_read(TERMINAL, card)] for card in cards[:1]]
    return "\n\n".join("\n".join(line for line in part if line) for part in parts)


def _figures(card: Scorecard) -> list[str]:
    return [
        sentences.headline(TERMINAL, card),
        sentences.meaning(card),
        sentences.beside(card),
        sentences.whereabouts(card),
    ]


def _track(content: DigestContent, track: TrackDigest) -> str:
    card = track.card
    lines = [
        *_figures(card),
        lists.shipped(TERMINAL, content, track, _MOST) if card.total.n else "",
        lists.waiting(TERMINAL, track, _MOST),
        lists.silent(TERMINAL, track, _MOST),
        lists.unread(TERMINAL, track, _MOST),
        lists.unowned(TERMINAL, track, _MOST),
        gates.overdue(TERMINAL, track.gate, track.executive),
        gates.on_the_command_line(track.gate),
    ]
    return "\n".join(line for line in lines if line)
