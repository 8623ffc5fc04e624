"""A sandbox Jira served from a thread, and a hand on its control."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import requests
from aiohttp import web

from sandbox.jira.app import make_app


class Sandbox:
    def __init__(self, url: str) -> None:
        self.url = url

    def control(self, what: str, /, *, method: str = "POST", **wishes: Any) -> Any:
        if method == "GET":
            answer = requests.get(f"{self.url}/sandbox/{what}", params=wishes, timeout=60)
        else:
            answer = requests.request(method, f"{self.url}/sandbox/{what}", json=wishes, timeout=60)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def act(self, issue: str, do: str, **wishes: Any) -> dict[str, str]:
        done: dict[str, str] = self.control("act", issue=issue, do=do, **wishes)
        return done

    def fault(self, kind: str, **wishes: Any) -> None:
        answer = requests.post(f"{self.url}/sandbox/faults", json={"kind": kind, **wishes}, timeout=60)
        assert answer.status_code == 200, answer.text

    def issues(self, **only: str) -> list[dict[str, Any]]:
        issues: list[dict[str, Any]] = self.control("issues", method="GET", **only)["issues"]
        return issues

    def ledger(self, **only: Any) -> list[dict[str, Any]]:
        entries: list[dict[str, Any]] = self.control("ledger", method="GET", **only)["entries"]
        return entries


class Rest:
    """Raw requests, signed in as the bot unless told otherwise."""

    def __init__(self, sandbox: Sandbox, version: str, auth: tuple[str, str]) -> None:
        self._base = f"{sandbox.url}/rest/api/{version}/"
        self._session = requests.Session()
        self._session.auth = auth

    def __call__(self, method: str, path: str, body: Any = None, **kwargs: Any) -> requests.Response:
        return self._session.request(method, self._base + path, json=body, timeout=10, **kwargs)

    def close(self) -> None:
        self._session.close()


@contextmanager
def serving(deployment: str) -> Iterator[Sandbox]:
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()

    async def start() -> web.AppRunner:
        runner = web.AppRunner(make_app(deployment=deployment), shutdown_timeout=1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        return runner

    runner = asyncio.run_coroutine_threadsafe(start(), loop).result(60)
    try:
        yield Sandbox(f"http://127.0.0.1:{runner.addresses[0][1]}")
    finally:
        asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result(60)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(60)
        loop.close()
