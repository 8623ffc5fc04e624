"""A sandbox Jira Cloud full of open issues, and its control API."""

from __future__ import annotations

import json
import subprocess
import sys
from types import TracebackType
from typing import Any, Self

import httpx

CREDENTIALS = ("bot@example.com", "sandbox-token")


class LoadedJira:
    """One sandbox process; it ends with the block it is used in."""

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", "sandbox", "--exit-with-parent", "--jira-deployment", "cloud"]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own sandbox
        assert self._process.stdout is not None  # noqa: S101 - it is a pipe
        self.url = str(json.loads(self._process.stdout.readline())["jira"])
        self.http = httpx.Client(base_url=self.url, auth=CREDENTIALS, timeout=600)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.http.close()
        self._process.terminate()
        self._process.wait(timeout=30)

    def tell(self, what: str, **asked: Any) -> dict[str, Any]:
        """Order something from the control API."""
        answer: dict[str, Any] = self.http.post(f"/sandbox/{what}", json=asked).raise_for_status().json()
        return answer

    def requests(self) -> int:
        """How many requests Jira's own API has had."""
        return sum(self.http.get("/sandbox/requests").raise_for_status().json().values())

    def fill(self, count: int) -> list[str]:
        """Open so many issues a month ago, so that none counts as changed; returns their ids."""
        self.tell("projects", key="NET")
        self.tell("clock", offset=-30 * 86_400)
        first, last = self.tell("load", project="NET", count=count)["ids"]
        self.tell("clock", offset=0)
        return [str(number) for number in range(int(first), int(last) + 1)]
