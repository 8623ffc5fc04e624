"""Instants as people type them on the command line."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.opening import WrongCallError


def instant(text: str, now: datetime) -> datetime:
    """Read an ISO date or instant, UTC where it names no zone; `now` where nothing was typed. Raises WrongCallError."""
    if not text:
        return now
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise WrongCallError(f'"{text}" is no instant; write it like 2026-11-23T09:00:00Z or 2026-11-23.') from None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
