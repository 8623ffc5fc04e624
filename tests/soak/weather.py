"""Bad weather: how Jira and Slack misbehave during a run. All dice are seeded, in the sandbox itself."""

from __future__ import annotations

import itertools
import random
from typing import Any

from tests.soak.plan import INDEX_LAG, LATEST_COMMIT
from tests.world import World

CREATE = {"method": "POST", "path": r"/rest/api/\d/issue$"}
POST = "chat.postMessage"
Fault = dict[str, Any]

# Each with its share of all creates; together about 14 % whose answer does not tell whether the issue was made.
CREATES: list[tuple[float, Fault]] = [
    (0.03, {"kind": "lost"}),
    (0.02, {"kind": "lost", "late_seconds": LATEST_COMMIT}),
    (0.02, {"kind": "status", "status": 500, "effect": True}),
    (0.02, {"kind": "status", "status": 502, "effect": True}),
    (0.02, {"kind": "truncated"}),
    (0.01, {"kind": "html", "effect": True}),
    (0.005, {"kind": "hang", "effect": True, "seconds": 4}),
    (0.01, {"kind": "disconnect"}),
    (0.005, {"kind": "status", "status": 502}),
]
# The same for messages to Slack.
POSTS: list[tuple[float, Fault]] = [
    (0.03, {"kind": "lost"}),
    (0.02, {"kind": "lost", "late_seconds": LATEST_COMMIT}),
    (0.02, {"kind": "http_500", "effect": True}),
    (0.02, {"kind": "http_502", "effect": True}),
    (0.02, {"kind": "html", "effect": True}),
    (0.01, {"kind": "disconnect"}),
    (0.005, {"kind": "error", "error": "fatal_error"}),
    (0.01, {"kind": "ratelimited", "retry_after": 1}),
]
# What Jira is read by fails too, more rarely: each such answer makes everybody wait a moment.
READS: list[tuple[float, Fault]] = [
    (0.003, {"kind": "disconnect", "path": "/search"}),
    (0.01, {"kind": "status", "status": 500, "path": "/bulkfetch$"}),
]
STORMS: list[Fault] = [
    {"kind": "status", "status": 429, "headers": {"Retry-After": "1"}},
    {"kind": "status", "status": 503, "headers": {"Retry-After": "1"}},
    {
        **CREATE,
        "kind": "status",
        "status": 429,
        "headers": {"Retry-After": "1", "RateLimit-Reason": "jira-burst-based"},
    },
]
_CLEAR = (429, 503)


class Weather:
    """The misbehaviour of one run."""

    def __init__(self, world: World, seed: int) -> None:
        self._world = world
        self._dice = random.Random(f"weather {seed}")
        self._seeds = itertools.count(seed)

    def begin(self) -> None:
        """Let answers be lost from now on, and searches lag."""
        world = self._world
        world.jira("search", index_lag=INDEX_LAG)
        for share, fault in CREATES:
            self._always(world.sandbox.jira, share, {**CREATE, **fault})
        for share, fault in READS:
            self._always(world.sandbox.jira, share, fault)
        for share, fault in POSTS:
            self._always(world.sandbox.slack, share, {"method": POST, **fault})

    def storm(self) -> None:
        """Let Jira refuse the next requests, one of which is a probe each time, and ask everybody to wait."""
        self._world.jira("faults", **self._dice.choice(STORMS), times=self._dice.randint(1, 3))

    def _always(self, url: str, share: float, fault: Fault) -> None:
        self._world.sandbox.tell(url, "faults", **fault, probability=share, seed=next(self._seeds), times=-1)


def is_ambiguous_create(entry: dict[str, Any]) -> bool:
    """Whether this answer of Jira left open if the issue was made."""
    return bool(entry["fault"]) and entry["path"].endswith("/issue") and entry["status"] not in _CLEAR


def is_ambiguous_post(entry: dict[str, Any]) -> bool:
    """Whether this answer of Slack left open if the message was posted."""
    return entry["method"] == POST and entry["fault"] not in (None, "ratelimited")
