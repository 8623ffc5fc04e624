"""Faults on demand: what goes wrong with the next requests."""

from __future__ import annotations

import itertools
import random
import re
from dataclasses import dataclass, field, fields
from typing import Any

_EFFECT_BY_KIND = {
    "lost": True,
    "truncated": True,
    "drip": True,
    "disconnect": False,
    "hang": False,
    "status": False,
    "html": False,
}


@dataclass
class Fault:
    """One thing going wrong with requests of `method` whose path matches `path` and whose query matches `query`.

    lost        the effect happens, `late_seconds` after the connection was cut without an answer
    disconnect  the connection is cut before any effect
    hang        nothing is said for `seconds`, then the connection is cut; the effect, if wished, comes first
    status      `status` with `headers` and `body`; with `effect` the work was done all the same
    html        200 with a login page instead of JSON
    truncated   the work is done, the answer is half of its JSON
    drip        the work is done, the answer comes a byte each `seconds`
    """

    kind: str
    method: str = "*"
    path: str = ""
    query: str = ""
    times: int = 1
    """How many more requests it strikes; -1: all."""
    probability: float = 1.0
    seed: int = 0
    status: int = 500
    headers: dict[str, str] = field(default_factory=dict)
    body: Any = None
    """What a `status` fault says: a string is sent as a page, anything else as JSON."""
    effect: bool | None = None
    """Whether the request does its work; None: the kind's own way."""
    seconds: float | None = None
    late_seconds: float = 0.0
    id: int = 0
    hits: int = 0
    _dice: random.Random = field(init=False, repr=False)

    def __post_init__(self) -> None:
        if self.kind not in _EFFECT_BY_KIND:
            raise ValueError(f"no fault of kind {self.kind!r}; there are {', '.join(_EFFECT_BY_KIND)}")
        re.compile(self.path)
        re.compile(self.query)
        self._dice = random.Random(self.seed)

    @property
    def takes_effect(self) -> bool:
        """Whether the request does its work although its answer is spoilt."""
        return _EFFECT_BY_KIND[self.kind] if self.effect is None else self.effect

    def strikes(self, method: str, path: str, query: str) -> bool:
        """Whether this request is hit; a hit uses up one of `times`."""
        if self.times == 0 or self.method not in ("*", method):
            return False
        if not re.search(self.path, path) or not re.search(self.query, query):
            return False
        if self._dice.random() >= self.probability:
            return False
        self.times -= 1 if self.times > 0 else 0
        self.hits += 1
        return True

    def shown(self) -> dict[str, Any]:
        """Return it as control shows it."""
        return {f.name: getattr(self, f.name) for f in fields(self) if not f.name.startswith("_")}


class Faults:
    """The faults now set; of several that fit a request the one set first strikes."""

    def __init__(self) -> None:
        self._set: list[Fault] = []
        self._ids = itertools.count(1)

    def add(self, wish: dict[str, Any]) -> Fault:
        """Set one fault. Raises ValueError, TypeError or re.error for what is not one."""
        fault = Fault(**wish)
        fault.id = next(self._ids)
        self._set.append(fault)
        return fault

    def clear(self) -> None:
        self._set.clear()

    def all(self) -> list[Fault]:
        """Return the faults now set, used up or not."""
        return list(self._set)

    def strike(self, method: str, path: str, query: str) -> Fault | None:
        """Return the fault that hits this request, if any."""
        return next((fault for fault in self._set if fault.strikes(method, path, query)), None)
