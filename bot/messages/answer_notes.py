"""What is said to somebody who notes what helps."""

from __future__ import annotations

from bot.messages.text import inline
from loop.noting_answers import LONGEST, Noted

HELP = (
    "Tell me what helps: `/friction answer NET-7 Use the web client until then`. While the issue is open it is shown "
    "as a workaround, once it has shipped as what was done, to everybody who is about to report the same. "
    "`/friction answer NET-7 none` takes it away."
)
NO_ISSUE = (
    "I know no issue of that name that is open or shipped. Give the key of one that came from a report, such as NET-7, "
    "or an FR-…"
)
MAY_NOT = "Only those who triage this product can say what helps, and you are not one of them. Its owner can."


def noted(done: Noted) -> str:
    """Say what is shown from now on, and to whom."""
    if not done.words:
        return f"{done.key} has no such note any more."
    kind = "what was done about it" if done.shipped else "the workaround"
    return f"Whoever is about to report {done.key} again reads as {kind}: {inline(done.words, LONGEST)}"
