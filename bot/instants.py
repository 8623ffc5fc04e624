"""Instants as people type them on the command line."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.opening import WrongCallError

# Nothing was reported before and nobody plans beyond; a typing error would be taken for a wish.
_FIRST_YEAR, _LAST_YEAR = 1970, 2199


def instant(text: str, now: datetime) -> datetime:
    """Read an ISO date or instant, UTC where it names no zone; `now` where nothing was typed. Raises WrongCallError."""
    if not text:
        return now
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise WrongCallError(f'"{text}" is no instant; write it like 2026-11-23T09:00:00Z or 2026-11-23.') from None
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise WrongCallError(f'"{text}" is too far away; give an instant between {_FIRST_YEAR} and {_LAST_YEAR}.')
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def yet_to_come(as_of: datetime, now: datetime) -> str:
    """Say what figures as of an instant to come are worth; empty of one that has been."""
    if as_of <= now:
        return ""
    return f"{as_of:%Y-%m-%d %H:%M} UTC is yet to come: everything is taken to stay as it stands now."
