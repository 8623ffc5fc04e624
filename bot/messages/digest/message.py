"""The digest as Slack shows it. However much there is to say, it fits: the most telling first, the rest counted."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from slack_sdk.models.blocks import Block, DividerBlock

from bot.messages.digest import gates, lists, sentences
from bot.messages.digest.buttons import track_buttons
from bot.messages.pen import SLACK
from bot.messages.text import SECTION, Message, counted, plain, section, small
from loop.digest import DigestContent, TrackDigest, finding
from loop.statistics import Verdict

# Slack takes 50 blocks, and refuses somewhere above 13,000 characters of them (DEMANDS 29); what is sent is measured
# as JSON in which every letter that is not ASCII takes six characters or twelve, so there is room to spare.
MOST_BLOCKS = 48
MOST_CHARACTERS = 12_000

IN_FULL = 4
"""So many tracks at most are shown in full; the others get a line."""

# How many lines a list may have, the longest that fits: of one track, and where several want to be read.
_LENGTHS = (3, 1, 0)
_LENGTHS_OF_SEVERAL = (2, 1, 0)
_TELLING = (Verdict.SUGGESTION_BOX, Verdict.LOOP, Verdict.NOT_ENOUGH_EVIDENCE)


@dataclass
class _Page:
    """Blocks so far, and the room left for more."""

    blocks: list[Block] = field(default_factory=list)
    room: int = MOST_CHARACTERS

    def add(self, blocks: Sequence[Block], keep: int = 0) -> bool:
        """Add all of these blocks, if then at least `keep` characters are left; else none of them."""
        size = sum(len(json.dumps(block.to_dict())) + 2 for block in blocks)
        if size > self.room - keep or len(self.blocks) + len(blocks) > MOST_BLOCKS:
            return False
        self.blocks += blocks
        self.room -= size
        return True


InFull = Callable[[DigestContent, TrackDigest, int], list[Block]]
"""How one track is shown in full, with lists of at most so many lines."""


def digest_message(content: DigestContent) -> Message:
    """Render a digest for leads."""
    return rendered(content, _in_full, _foot(content))


def rendered(content: DigestContent, in_full: InFull, foot_text: str) -> Message:
    """Render a digest with the tracks that there is room for in full, the others in a line."""
    page = _Page()
    foot = small(foot_text)
    page.room -= len(json.dumps(foot.to_dict())) + 2
    tracks = _most_telling_first(content.tracks)
    first = _first_line(content)
    if len(tracks) != 1:
        page.add([section(f"*{first}*")])
    shown = _add_in_full(page, content, tracks[:IN_FULL], in_full)
    _add_briefly(page, tracks[shown:])
    return Message(text=plain(first), blocks=[*page.blocks, foot])


def _first_line(content: DigestContent) -> str:
    if len(content.tracks) == 1:
        return sentences.headline(SLACK, content.tracks[0].card)
    return finding([track.card for track in content.tracks])


def _most_telling_first(tracks: Sequence[TrackDigest]) -> list[TrackDigest]:
    """Few tracks keep the order of the catalogue; of many, those come first that somebody must do something about."""
    if len(tracks) <= IN_FULL:
        return list(tracks)
    return sorted(tracks, key=lambda track: (_TELLING.index(track.card.verdict), -track.card.total.n))


def _add_in_full(page: _Page, content: DigestContent, tracks: Sequence[TrackDigest], in_full: InFull) -> int:
    """Add as many of the tracks in full as there is room for, the first ones; return how many."""
    for count in range(len(tracks), 0, -1):
        trial = _Page(list(page.blocks), page.room)
        brief = len(content.tracks) - count
        if all(
            _add_track(trial, content, track, in_full, shares=count - number + bool(brief))
            for number, track in enumerate(tracks[:count])
        ):
            page.blocks, page.room = trial.blocks, trial.room
            return count
    return 0


def _add_track(page: _Page, content: DigestContent, track: TrackDigest, in_full: InFull, *, shares: int) -> bool:
    """Add a track with lists as long as its share of the room allows; False if it does not allow any."""
    keep = page.room - page.room // shares
    lengths = _LENGTHS if len(content.tracks) == 1 else _LENGTHS_OF_SEVERAL
    return any(page.add(in_full(content, track, most), keep) for most in lengths)


def _in_full(content: DigestContent, track: TrackDigest, most: int) -> list[Block]:
    card = track.card
    paragraphs = [
        _lines([sentences.headline(SLACK, card), sentences.meaning(card)]),
        lists.shipped(SLACK, content, track, most) if card.total.n else "",
        _lines([lists.waiting(SLACK, track, most), lists.silent(SLACK, track, most)]),
        gates.overdue(SLACK, track.gate, track.executive),
    ]
    beside = "" if sentences.says_too_little(card) else sentences.beside(card)
    gaps = [lists.unread(SLACK, track, most), lists.unowned(SLACK, track, most)]
    small_print = _lines([beside, sentences.whereabouts(card), *gaps])
    blocks: list[Block] = [DividerBlock()] if len(content.tracks) > 1 else []
    blocks += [section(paragraph) for paragraph in paragraphs if paragraph]
    blocks += [small(small_print)] if small_print else []
    return [*blocks, track_buttons(track.gate, content.as_of)] if card.total.n or track.gate.is_due else blocks


def _lines(sentences_: Sequence[str]) -> str:
    return "\n".join(sentence for sentence in sentences_ if sentence)


def _add_briefly(page: _Page, tracks: Sequence[TrackDigest]) -> None:
    """Add a line for each of these tracks; those without room are counted."""
    if not tracks:
        return
    page.add([DividerBlock()])
    lines = [sentences.brief(SLACK, track.card) for track in tracks]
    for kept in range(len(lines), -1, -1):
        left = len(lines) - kept
        rest = [f"and {counted(left, 'more track', 'more tracks')}"] if left else []
        if page.add([section(text) for text in _paragraphs([*lines[:kept], *rest])]):
            return


def _paragraphs(lines: Sequence[str]) -> Iterator[str]:
    """Join lines to texts that each fit into a section."""
    text = ""
    for line in lines:
        if text and len(text) + 1 + len(line) > SECTION:
            yield text
            text = ""
        text = f"{text}\n{line}" if text else line
    if text:
        yield text


def _foot(content: DigestContent) -> str:
    fresh = sentences.last_read(SLACK, content)
    return f"{caught_up(SLACK.day, content)}{fresh}" if content.late else fresh


def caught_up(day: Callable[..., str], content: DigestContent) -> str:
    """Say why it comes late, and that those before it do not come any more."""
    return (
        f"This digest is late: it was due on {day(content.as_of)} and shows that time. Others missed are not posted. "
    )
