"""`friction digest NAME`: what a digest says, and posting it by hand."""

from __future__ import annotations

import threading
import time
from datetime import datetime

import typer

from bot.compose.parts import Parts
from bot.compose.services import make_digests
from bot.compose.workers import make_slack_workers
from bot.instants import instant, yet_to_come
from bot.messages.digest import digest_text, executive_text, queue_text
from bot.opening import StartRefusedError, WrongCallError
from bot.owners import with_names
from config.catalogue import DigestPlan
from loop.places import places
from loop.schedule import take_by_hand
from storage.outbox import OwedState, owed_of

_LONGEST_WAIT = 60.0


def show_digest(parts: Parts, name: str, as_of: str) -> None:
    """Print a digest as it would be posted; nothing is posted and no period is taken."""
    plan, now = _plan(parts, name), parts.clock.now()
    at = instant(as_of, now)
    if plan.kind == "queue" and as_of:
        raise WrongCallError("A queue is told as it stands now; leave --as-of away.")
    if remark := yet_to_come(at, now):
        typer.echo(remark, err=True)
    print(_queues(parts, plan, at) if plan.kind == "queue" else _rates(parts, plan, at))  # noqa: T201  (it is the command's output)


def _rates(parts: Parts, plan: DigestPlan, at: datetime) -> str:
    content = make_digests(parts).content(plan.name, at)
    if parts.settings.slack_bot_token:
        content = with_names(content, parts.slack)
    return executive_text(content) if plan.kind == "executive" else digest_text(content)


def _queues(parts: Parts, plan: DigestPlan, at: datetime) -> str:
    """Say of each place what would be posted there."""
    told = [
        f"{place}: {queue_text(content) if content.is_news else 'nothing has changed, so nothing would be posted.'}"
        for place, content in make_digests(parts).queues(plan.name, at).items()
    ]
    return "\n\n".join(told) or "No product of this queue has a triage_channel or an owner by Slack id."


def post_digest(parts: Parts, name: str, as_of: str) -> None:
    """Take the digest's present period and post it now. A period that was taken is refused."""
    parts.settings.require_slack("api_only")
    if instant(as_of, parts.clock.now()) > parts.clock.now():
        raise WrongCallError(f'"{as_of}" lies in the future; a digest is posted of what has been.')
    plan = _plan(parts, name)
    where = places(parts.catalogue.current(), plan)
    keys = take_by_hand(parts.work, plan, where, instant(as_of, parts.clock.now()))
    if keys is None:
        raise StartRefusedError(f'The present period of "{name}" was posted already; it is posted once.')
    workers = make_slack_workers(parts)
    workers.start()
    states = [_settled(parts, key) for key in keys]
    workers.stop(_LONGEST_WAIT)
    if any(state is not OwedState.DONE for state in states):
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
