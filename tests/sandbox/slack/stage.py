"""The sandbox's control API as the tests speak it, and the apps they try it with."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import httpx
from slack_sdk import WebClient

from tests.world import PATIENT, eventually

if TYPE_CHECKING:
    from collections.abc import Callable

Json = dict[str, Any]


class Stage:
    """One running sandbox Slack, with two people and two channels."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "sandbox", "--only", "slack", "--exit-with-parent"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        self.url = json.loads(self.process.stdout.readline())["slack"]
        self.http = httpx.Client(base_url=self.url, timeout=60)
        self.web = WebClient("xoxb-sandbox", base_url=f"{self.url}/api/", retry_handlers=[])
        self.do("app", **PATIENT)
        self.do("users", id="U1", name="ann", email="ann@example.com")
        self.do("users", id="U2", name="bob", email="bob@example.com")
        self.do("channels", id="C1", name="general", members=["U1", "U2", "U0BOT"])
        self.do("channels", id="C2", name="elsewhere", members=["U1"])

    def close(self) -> None:
        self.http.close()
        self.process.terminate()
        self.process.communicate(timeout=60)

    def do(self, what: str, *, status: int = 200, **asked: Any) -> Json:
        """POST to the control API and return its answer, which must have this status."""
        answer = self.http.post(f"/sandbox/{what}", json=asked)
        assert answer.status_code == status, answer.text
        told: Json = answer.json()
        return told

    def see(self, what: str, **query: str) -> Any:
        """GET from the control API."""
        return self.http.get(f"/sandbox/{what}", params=query).raise_for_status().json()

    def messages(self, **query: str) -> list[Json]:
        found: list[Json] = self.see("messages", **query)["messages"]
        return found

    def ledger(self, kind: str) -> list[Json]:
        found: list[Json] = self.see("ledger", kind=kind)["entries"]
        return found


def wait_for(what: Callable[[], Any]) -> Any:
    """Return the first true value of `what`, asked again and again."""
    return eventually(what)
