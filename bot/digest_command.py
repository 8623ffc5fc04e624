"""`friction digest NAME`: what a digest says, and posting it by hand."""

from __future__ import annotations

import threading
import time

from bot.compose import Parts, make_digests, make_slack_workers
from bot.instants import instant
from bot.messages.digest import digest_text
from bot.opening import StartRefusedError, WrongCallError
from bot.owners import with_names
from config.catalogue import DigestPlan
from loop.schedule import take_by_hand
from storage.outbox import OwedState, owed_of

_LONGEST_WAIT = 60.0


def show_digest(parts: Parts, name: str, as_of: str) -> None:
    """Print a digest as it would be posted; nothing is posted and no period is taken."""
    _plan(parts, name)
    content = make_digests(parts).content(name, instant(as_of, parts.clock.now()))
    if parts.settings.slack_bot_token:
        content = with_names(content, parts.slack)
    print(digest_text(content))  # noqa: T201  (it is the command's output)


def post_digest(parts: Parts, name: str, as_of: str) -> None:
    """Take the digest's present period and post it now. A period that was taken is refused."""
    parts.settings.require_slack("api_only")
    if instant(as_of, parts.clock.now()) > parts.clock.now():
        raise WrongCallError(f'"{as_of}" lies in the future; a digest is posted of what has been.')
    key = take_by_hand(parts.work, _plan(parts, name), instant(as_of, parts.clock.now()))
    if key is None:
        raise StartRefusedError(f'The present period of "{name}" was posted already; it is posted once.')
    workers = make_slack_workers(parts)
    workers.start()
    state = _settled(parts, key)
    workers.stop(_LONGEST_WAIT)
    if state is not OwedState.DONE:
        raise StartRefusedError(f'"{name}" is owed and could not be posted yet; see `friction outbox list --all`.')
    print(f'"{name}" is posted.')  # noqa: T201  (it is the command's output)


def _settled(parts: Parts, key: str) -> OwedState | None:
    """Wait until the digest is posted or stands aside."""
    pause, deadline = threading.Event(), time.monotonic() + _LONGEST_WAIT
    while time.monotonic() < deadline:
        with parts.work.reading() as session:
            row = owed_of(session, key)
            state = row.state if row else None
        if state not in (OwedState.READY, OwedState.LEASED, OwedState.UNKNOWN):
            return state
        pause.wait(0.1)
    return None


def _plan(parts: Parts, name: str) -> DigestPlan:
    catalogue = parts.catalogue.current()
    try:
        return catalogue.digest(name)
    except KeyError:
        known = ", ".join(plan.name for plan in catalogue.digests) or "none"
        raise WrongCallError(f'The catalogue has no digest "{name}"; it has: {known}.') from None
