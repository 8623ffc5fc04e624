"""Faults on demand: what goes wrong with the next calls of a method."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

KINDS = ("ratelimited", "http_500", "http_502", "lost", "hang", "error", "html", "disconnect")


@dataclass
class Fault:
    """One thing going wrong.

    ratelimited   429 with Retry-After; no effect
    http_500/502  an HTML error page; no effect unless `effect`
    html          200 with a login page instead of JSON; no effect unless `effect`
    error         ok=false with `error`; no effect
    disconnect    the connection is cut before any effect
    lost          the effect happens, `late_seconds` after the connection was cut without an answer
    hang          the effect happens unless `effect` is false; the answer (without effect: a cut) comes `seconds` later
    """

    kind: str
    method: str = "*"
    times: int = 1
    """How many more calls it strikes; -1: all."""
    probability: float = 1.0
    seed: int = 0
    channel: str | None = None
    """Strike only calls for this channel."""
    retry_after: int = 1
    seconds: float = 30.0
    late_seconds: float = 0.0
    error: str = "internal_error"
    effect: bool | None = None
    """None: the kind's own way."""
    _dice: random.Random = field(init=False, repr=False)

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"no fault of kind {self.kind!r}; there are {', '.join(KINDS)}")
        self._dice = random.Random(self.seed)

    @property
    def takes_effect(self) -> bool:
        """Whether the call does its work although its answer is spoilt."""
        return self.kind in ("lost", "hang") if self.effect is None else self.effect

    def strikes(self, method: str, channel: str | None) -> bool:
        """Whether this call is hit; a hit uses up one of `times`."""
        if self.times == 0 or self.method not in ("*", method) or (self.channel and self.channel != channel):
            return False
        if self._dice.random() >= self.probability:
            return False
        self.times -= 1 if self.times > 0 else 0
        return True


class Faults:
    """The faults now set; of several that fit a call the one set first strikes."""

    def __init__(self) -> None:
        self._set: list[Fault] = []

    def add(self, wish: dict[str, Any]) -> Fault:
        """Set one fault. Raises ValueError or TypeError for what is not one."""
        fault = Fault(**wish)
        self._set.append(fault)
        return fault

    def clear(self) -> None:
        self._set.clear()

    def strike(self, method: str, channel: str | None) -> Fault | None:
        """Return the fault that hits this call, if any."""
        return next((fault for fault in self._set if fault.strikes(method, channel)), None)
