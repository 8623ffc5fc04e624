"""The sandbox's control API: how the demo sets the scene, and acts for everybody who is not the product."""

from __future__ import annotations

from typing import Any

import httpx

from bot.demo.trouble import DemoFailedError

Json = dict[str, Any]

# The slowest thing asked for is a delivery that the product never acknowledges, after its suggestions: scenery.py says
# how long each of them is waited for.
_TIMEOUT_SECONDS = 60.0


class Control:
    """The control API of one of the sandbox's two servers. `url` is the server's address."""

    def __init__(self, url: str) -> None:
        self.url = url
        # trust_env=False: a proxy in the environment has no business between two processes of this machine.
        self._http = httpx.Client(base_url=f"{url}/sandbox/", timeout=_TIMEOUT_SECONDS, trust_env=False)

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def tell(self, what: str, **asked: Any) -> Json:
        """Have something done; returns what the server says of it. Raises DemoFailedError."""
        answer = self._ask("POST", what, json=asked)
        told: Json = answer.json() if answer.content else {}
        return told

    def see(self, what: str, **query: Any) -> Json:
        """Look at something. Raises DemoFailedError."""
        seen: Json = self._ask("GET", what, params=query).json()
        return seen

    def content(self, what: str) -> bytes:
        """Return the bytes of a file. Raises DemoFailedError."""
        return self._ask("GET", what).content

    def forget_faults(self) -> None:
        """Let everything go well again."""
        self._ask("DELETE", "faults")

    def _ask(self, method: str, what: str, **how: Any) -> httpx.Response:
        try:
            answer = self._http.request(method, what, **how)
        except httpx.HTTPError as error:
            raise DemoFailedError(f"The sandbox does not answer any more ({type(error).__name__}).") from error
        if not answer.is_success:
            raise DemoFailedError(f"The sandbox refused {what!r} (HTTP {answer.status_code}): {answer.text[:300]}")
        return answer
