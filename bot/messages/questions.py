"""What is answered to a question: private to whoever asked, or shared in their name."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement

from bot.messages.digest import sentences
from bot.messages.pen import SLACK
from bot.messages.text import Message, counted, cut, day, inline, link, plain, section, small
from config.words import State
from loop.scorecard import Behind, Scorecard
from storage.felt import Felt
from storage.figures import Member

SHARE = "share_answer"
MOST_LISTED = 20
MOST_TRACKS = 12

NOTHING_OPEN = "Nothing that was reported and filed is open."
NO_TRACKS = "No track has been set up yet."


def answer(paragraphs: Sequence[str], question: str, *, shareable: bool) -> Message:
    """The answer to a question, for the eyes of whoever asked. shareable: there is somebody here to share it with."""
    blocks: list[Block] = [section(paragraph) for paragraph in paragraphs]
    if shareable:
        blocks.append(ActionsBlock(elements=[ButtonElement(text="Share here", action_id=SHARE, value=question)]))
    return Message(text=cut("\n".join(paragraphs), 3000), blocks=blocks)


def shared(paragraphs: Sequence[str], question: str, person: str) -> Message:
    """The same in a channel, with the name of whoever shares it."""
    whose = small(f"<@{person}> shares the answer to `/friction {inline(question, 60)}`")
    return Message(text=plain(paragraphs[0]), blocks=[*(section(paragraph) for paragraph in paragraphs), whose])


def not_shared(question: str) -> Message:
    """Tell whoever wanted to share that I cannot post there."""
    first = f"I could not share the answer to `/friction {inline(question, 60)}`"
    cure = "I am not in that channel. Invite me with `/invite @friction`, ask again there, and share."
    return Message(text=plain(first), blocks=[section(f"*{first}*\n{cure}")])


def unknown_track(word: str, known: Sequence[str]) -> str:
    """What to ask for instead."""
    return f"I know no track called “{inline(word, 60)}”. I know: {_named(known)}."


def which_track(known: Sequence[str]) -> str:
    """Ask for one."""
    return f"Why what? Name a track: `/friction why TRACK`. I know: {_named(known)}." if known else NO_TRACKS


def _named(keys: Sequence[str]) -> str:
    return ", ".join(f"`{inline(key, 40)}`" for key in keys[:MOST_TRACKS])


def top(felt: Sequence[Felt], url_of: Callable[[str], str], name_of: Callable[[str], str]) -> list[str]:
    """The most felt open friction."""
    if not felt:
        return [NOTHING_OPEN]
    lines = [felt_line(row, url_of, name_of) for row in felt]
    return ["\n".join(["*Open friction that most people feel*", *lines])]


def felt_line(row: Felt, url_of: Callable[[str], str], name_of: Callable[[str], str]) -> str:
    """One open issue in one line."""
    minutes = f", {counted(row.minutes, 'minute', 'minutes')} lost each time" if row.minutes else ""
    return (
        f"• {link(url_of(row.key), row.key)}: {inline(row.title, 70)} · {inline(name_of(row.product), 40)} · "
        f"felt by {counted(row.people, 'person', 'people')}{minutes}, since {day(row.since)}"
    )


def rates(cards: Sequence[Scorecard]) -> list[str]:
    """The figures of some tracks: one in full, of several the headline and the verdict."""
    if not cards:
        return [NO_TRACKS]
    if len(cards) == 1:
        (card,) = cards
        lines = [
            sentences.headline(SLACK, card),
            sentences.meaning(card),
            sentences.beside(card),
            sentences.whereabouts(card),
        ]
    else:
        lines = [sentences.brief(SLACK, card) for card in cards[:MOST_TRACKS]]
        if len(cards) > MOST_TRACKS:
            lines.append(f"and {counted(len(cards) - MOST_TRACKS, 'more track', 'more tracks')}")
    return ["\n".join([*filter(None, lines), sentences.last_read(SLACK, cards[0])])]


def why(found: Behind, url_of: Callable[[str], str]) -> list[str]:
    """The reports behind a track's rate, newest first, as far as they fit."""
    shipped = sum(member.outcome == "integrated" for member in found.members)
    head = f"*{inline(found.track.name, 60)}*: {counted(found.n, 'report counts', 'reports count')}, {shipped} shipped"
    head += f"; {len(found.left_out)} not counted, {found.why_left_out}" if found.left_out else ""
    newest = list(reversed(found.members))[:MOST_LISTED]
    rest = len(found.members) - len(newest)
    foot = [f"and {rest} older; `friction why {found.track.key}` on the command line lists them all"] if rest else []
    return ["\n".join([head, *(_member(member, url_of) for member in newest), *foot])]


def _member(member: Member, url_of: Callable[[str], str]) -> str:
    stands = member.outcome.value.replace("_", " ") if member.outcome else member.state.value
    ended = f" {day(member.ended_at)}" if member.ended_at else ""
    # The words of what is not filed are its reporter's alone.
    title = "not filed yet" if member.state is State.RECEIVED else inline(member.title, 60)
    name = link(url_of(member.key), member.key) if member.key else member.reference
    return f"• {name}: {title} · {stands}{ended}"
