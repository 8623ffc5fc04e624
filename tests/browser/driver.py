"""A headless Chromium, driven over the DevTools protocol on a pipe: no port, no driver program."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any, BinaryIO

NAMES = ("chromium", "chromium-browser", "google-chrome")
_FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
    "--disable-background-networking", "--remote-debugging-pipe", "--hide-scrollbars",
)  # fmt: skip
_KEYS = {"Tab": 9, "Enter": 13, "Escape": 27, "/": 191, " ": 32}
_LETTERS = {"Enter": "\r", "/": "/", " ": " "}


class Browser:
    """One page of one browser. What goes wrong in it, and what it asks the network for, is kept."""

    def __init__(self, directory: Path) -> None:
        program = next(filter(None, map(shutil.which, NAMES)), None)
        assert program, "There is no Chromium here: `make browser` installs it, or put one on the PATH."
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self._loaded: set[str] = set()
        self._number = 0
        inward, ours = os.pipe()
        theirs, outward = os.pipe()
        # Chromium reads its commands from descriptor 3 and answers on 4.
        command = f'exec "$@" 3<&{inward} 4>&{outward}'
        self._process = subprocess.Popen(
            ["bash", "-c", command, "bash", program, *_FLAGS, f"--user-data-dir={directory}", "about:blank"],
            pass_fds=(inward, outward), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        os.close(inward)
        os.close(outward)
        self._to: BinaryIO = os.fdopen(ours, "wb", buffering=0)
        self._from: BinaryIO = os.fdopen(theirs, "rb")
        self._session: str | None = None
        target = self._first_page()
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")
        self.call("Page.setLifecycleEventsEnabled", enabled=True)

    def _first_page(self) -> str:
        pages = [one for one in self.call("Target.getTargets")["targetInfos"] if one["type"] == "page"]
        return str(pages[0]["targetId"] if pages else self.call("Target.createTarget", url="about:blank")["targetId"])

    def close(self) -> None:
        session, self._session = self._session, None
        if session:
            self.call("Browser.close")
        self._process.wait(timeout=60)
        self._to.close()
        self._from.close()

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Ask for something and return the answer; what happens meanwhile is noted."""
        self._number += 1
        asked = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            asked["sessionId"] = self._session
        self._to.write(json.dumps(asked).encode() + b"\0")
        while True:
            told = self._next()
            if told.get("id") == self._number:
                assert "error" not in told, (method, told)
                answer: dict[str, Any] = told["result"]
                return answer

    def _next(self) -> dict[str, Any]:
        raw = bytearray()
        while (byte := self._from.read(1)) != b"\0":
            assert byte, "the browser ended"
            raw += byte
        told: dict[str, Any] = json.loads(raw)
        self._note(told.get("method", ""), told.get("params", {}))
        return told

    def _note(self, event: str, said: dict[str, Any]) -> None:
        if event == "Runtime.exceptionThrown":
            self.complaints.append(json.dumps(said["exceptionDetails"]))
        elif event == "Runtime.consoleAPICalled" and said["type"] in ("error", "warning", "assert"):
            self.complaints.append(json.dumps(said["args"]))
        elif event == "Log.entryAdded" and said["entry"]["level"] in ("error", "warning"):
            self.complaints.append(said["entry"]["text"])
        elif event == "Network.requestWillBeSent":
            self.requests.append(said["request"]["url"])
        elif event == "Page.lifecycleEvent" and said["name"] == "load":
            self._loaded.add(said["loaderId"])

    def open(self, page: Path) -> None:
        """Show a page, and wait until it has loaded: it, and not what was shown before."""
        loading = self.call("Page.navigate", url=page.as_uri())["loaderId"]
        while loading not in self._loaded:
            self._next()

    def read(self, expression: str) -> Any:
        """Return what an expression comes to in the page; a promise is waited for."""
        told = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in told, told
        return told["result"].get("value")

    def press(self, key: str) -> None:
        """Press a key and let it go."""
        code = {"key": key, "windowsVirtualKeyCode": _KEYS[key]}
        letter = {"text": _LETTERS[key]} if key in _LETTERS else {}
        self.call("Input.dispatchKeyEvent", type="keyDown", **code, **letter)
        self.call("Input.dispatchKeyEvent", type="keyUp", **code)

    def tab_to(self, selector: str) -> None:
        """Press Tab until something of this kind has the focus."""
        for _ in range(200):
            self.press("Tab")
            if self.read(f"document.activeElement.matches({json.dumps(selector)})"):
                return
        raise AssertionError(f"Tab never leads to {selector}")

    def type(self, words: str) -> None:
        self.call("Input.insertText", text=words)

    def media(self, scheme: str = "light", medium: str = "screen") -> None:
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.call("Emulation.setEmulatedMedia", media=medium, features=features)

    def width(self, pixels: int) -> None:
        self.call("Emulation.setDeviceMetricsOverride", width=pixels, height=900, deviceScaleFactor=1, mobile=False)
