"""Business time: the one clock that periods, ages, schedules and events go by."""

from __future__ import annotations

import math
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import structlog

from config.errors import ConfigurationError
from config.watched import WatchedFile

if TYPE_CHECKING:
    from config.settings import Settings

log = structlog.get_logger(__name__)


class Clock(Protocol):
    """Says what time it is; everything that needs the time is given one."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        ...


class SystemClock:
    """The host's clock."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        return datetime.now(UTC)


class FileClock:
    """A clock that a demo or a test turns for every process at once, by rewriting a file.

    The file holds an ISO instant, at which time stands still (UTC unless it says otherwise), or a number of seconds by
    which time runs ahead of the host's clock (behind, when negative). A broken file leaves the last good setting.
    """

    def __init__(self, path: Path) -> None:
        self._file = WatchedFile(path)
        self._lock = threading.Lock()
        self._broken = False
        try:
            self._setting = _setting((self._file.read_if_changed() or b"").decode())
        except (OSError, ValueError) as error:
            raise ConfigurationError(
                f"FRICTION_CLOCK names {path}, which gives no time ({_reason(error)}); "
                "write an instant such as 2026-03-02T09:00:00Z into it, or an offset in seconds such as 86400."
            ) from None

    def now(self) -> datetime:
        """The present instant, aware, in UTC. Costs one stat while the file rests."""
        with self._lock:
            self._look()
            setting = self._setting
        return setting if isinstance(setting, datetime) else datetime.now(UTC) + setting

    def _look(self) -> None:
        try:
            content = self._file.read_if_changed()
            if content is None:
                return
            self._setting = _setting(content.decode())
            self._broken = False
        except (OSError, ValueError) as error:
            if not self._broken:
                log.warning("Clock file refused; the last setting stays", reason=_reason(error))
            self._broken = True


def make_clock(settings: Settings) -> Clock:
    """The clock the settings ask for; raises ConfigurationError when its file gives no time."""
    return FileClock(settings.friction_clock) if settings.friction_clock else SystemClock()


def _setting(text: str) -> datetime | timedelta:
    """An instant or an offset; raises ValueError when it is neither, or further away than time can be counted."""
    text = text.strip()
    try:
        return _offset(float(text)) if _is_number(text) else _instant(text)
    except OverflowError:
        raise ValueError(f"{text} lies outside the calendar") from None


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False


def _offset(seconds: float) -> timedelta:
    offset = timedelta(seconds=seconds)
    _ = datetime.now(UTC) + offset  # raises OverflowError here and not at each look at the clock
    return offset


def _instant(text: str) -> datetime:
    instant = datetime.fromisoformat(text)
    return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)


def _reason(error: OSError | ValueError) -> str:
    return error.strerror or type(error).__name__ if isinstance(error, OSError) else str(error)
