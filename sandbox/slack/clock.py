"""The workspace's wall clock, which control can turn, and the message timestamps made from it."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from decimal import Decimal


class Clock:
    """Real time plus an offset. `ts` values are unique, like Slack's, which are ids as much as times."""

    def __init__(self) -> None:
        self.offset = 0.0
        self._given: set[int] = set()

    def now(self) -> float:
        """Return the sandbox's time in epoch seconds."""
        return time.time() + self.offset

    def set(self, *, now: str | None = None, offset: float | None = None) -> None:
        """Turn the clock to the ISO instant `now`, or `offset` seconds away from real time. Raises ValueError."""
        if now is not None:
            instant = datetime.fromisoformat(now)
            if instant.tzinfo is None:
                instant = instant.replace(tzinfo=UTC)
            self.offset = instant.timestamp() - time.time()
        elif offset is not None:
            self.offset = float(offset)
        else:
            raise ValueError('give {"now": ISO instant} or {"offset": seconds}')

    def ts(self, at: float | None = None) -> str:
        """Return a new unique "seconds.micros" for the time `at` (default: now)."""
        micros = round((self.now() if at is None else at) * 1_000_000)
        while micros in self._given:
            micros += 1
        self._given.add(micros)
        return f"{micros // 1_000_000}.{micros % 1_000_000:06d}"


def normal_ts(given: object) -> str:
    """Return a timestamp argument in the six-decimals form that messages carry. Raises ArithmeticError for nonsense."""
    return f"{Decimal(str(given)):.6f}"
