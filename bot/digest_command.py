"""`friction digest NAME`: what a digest says, and posting it by hand."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime

from bot.compose import Parts, make_digests, make_slack_workers
from bot.messages.digest import digest_text
from bot.opening import StartRefusedError, WrongCallError
from config.catalogue import DigestPlan
from loop.schedule import take_by_hand
from storage.outbox import OwedState, owed_of

_LONGEST_WAIT = 60.0


def show_digest(parts: Parts, name: str, as_of: str) -> None:
    """Print a digest; nothing is posted and no period is taken."""
    _plan(parts, name)
    print(digest_text(make_digests(parts).content(name, _instant(parts, as_of))))  # noqa: T201  (it is the command's output)


def post_digest(parts: Parts, name: str, as_of: str) -> None:
    """Take the digest's present period and post it now. A period that was taken is refused."""
    parts.settings.require_slack("api_only")
    if _instant(parts, as_of) > parts.clock.now():
        raise WrongCallError(f'"{as_of}" lies in the future; a digest is posted of what has been.')
    key = take_by_hand(parts.work, _plan(parts, name), _instant(parts, as_of))
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


def _instant(parts: Parts, text: str) -> datetime:
    if not text:
        return parts.clock.now()
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise WrongCallError(f'"{text}" is no instant; write it like 2026-11-23T09:00:00Z or 2026-11-23.') from None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
