"""What administrators read: the answers of `/friction admin`, private to whoever asked, and the dead man's message."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.messages.text import Message, counted, cut, inline, moment, section, small
from storage.outbox import Owed

HELP = """*For administrators of the friction loop*
`/friction admin` lists what waits for a person
`/friction admin retry NUMBER` looks whether it was done and, if not, does it
`/friction admin drop NUMBER` gives it up for good; its reporter is told"""

# The beginning by which the message is known among those that Slack has scheduled.
SILENCE = "The friction loop has been silent"

NOTHING = "Nothing waits for a person: everything owed to Jira and Slack is done, or on its way."
_MOST_LISTED = 20


def silence(read_at: datetime, ahead: timedelta) -> Message:
    """What Slack posts by itself when nobody has put it off any more."""
    hours = f"{ahead.total_seconds() / 3600:g}"
    return Message(
        text=f"{SILENCE} for {hours} hours",
        blocks=[
            section(
                f"*{SILENCE} for {hours} hours*\nI last read Jira on {moment(read_at)}. Since then nobody is told how "
                "their reports end, and nothing may be filed."
            ),
            small(
                "Either no `friction run` or `friction clock` lives, or Jira does not let itself be read: look at the "
                "processes, then at `/readyz`, which names what they wait for. When this is mended they go on by "
                "themselves; nothing is lost."
            ),
        ],
    )


def held_up(rows: Sequence[Owed]) -> str:
    """What waits for a person, oldest first, and what to do about it."""
    if not rows:
        return NOTHING
    lines = [f"*{counted(len(rows), 'write waits', 'writes wait')} for a person.* Nothing in it is lost."]
    lines += [
        f"`{row.id}` {row.state.value} · {inline(row.key, 80)} · {inline(row.error, 200)}"
        for row in rows[:_MOST_LISTED]
    ]
    more = len(rows) - _MOST_LISTED
    lines += [f"… and {more} more: `friction outbox list` shows all."] if more > 0 else []
    lines.append("When the cause is mended: `/friction admin retry NUMBER`, or `drop NUMBER` to give it up.")
    return cut("\n".join(lines), 3000)


def retried(number: int) -> str:
    """It is on its way again."""
    return f"Number {number} is tried again now. If it may have been done, I look first."


def not_to_retry(number: int) -> str:
    """There is nothing to try again."""
    return f"Number {number} does not exist, or waits for nobody: `/friction admin` lists what does."


def dropped(number: int) -> str:
    """It will not be done."""
    return f"Number {number} is given up."


def not_to_drop(number: int) -> str:
    """It cannot be given up."""
    return (
        f"Number {number} does not exist, is done already, or is being worked on: `/friction admin` lists what waits."
    )
