"""What `/friction admin` answers: private to the administrator who asked."""

from __future__ import annotations

from collections.abc import Sequence

from bot.messages.text import counted, cut, inline
from storage.outbox import Owed

HELP = """*For administrators of the friction loop*
`/friction admin` lists what waits for a person
`/friction admin retry NUMBER` looks whether it was done and, if not, does it
`/friction admin drop NUMBER` gives it up for good; its reporter is told"""

NOTHING = "Nothing waits for a person: everything owed to Jira and Slack is done, or on its way."
_MOST_LISTED = 20


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
