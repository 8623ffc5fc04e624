"""The two servers of the demo: the sandbox, and the product as anybody would run it. Both stop with the demo."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, closing
from pathlib import Path
from typing import TextIO

import bot
from bot.demo.controls import Control
from bot.demo.out_directory import OutDirectory
from bot.demo.trouble import DemoFailedError

# What a process of this machine needs to run at all. Nothing else of the user's environment reaches the product.
_INHERITED = ("PATH", "HOME", "TMPDIR", "LANG", "LC_ALL", "SYSTEMROOT", "LD_LIBRARY_PATH", "MPLCONFIGDIR")
_START_SECONDS = 30.0
_STOP_SECONDS = 20.0
_PAUSE_SECONDS = 0.05

# Real time, in seconds: short enough for a fortnight in half a minute.
_RHYTHM = {
    "POLL_INTERVAL_SECONDS": "0.1",
    "OUTCOME_DEBOUNCE_SECONDS": "0.05",
    "SUMMARY_ABOVE": "1000",  # a day passes in a second or two: what ends on one day would be told together
    "REMINDER_DAYS": "0",  # who of the demo's people answers late, or never, is part of its script
    "OUTBOX_LEASE_SECONDS": "10",
    "UNKNOWN_GRACE_SECONDS": "0.5",
    "SLACK_UNKNOWN_GRACE_SECONDS": "0.5",
    "PARKED_RETRY_SECONDS": "1",
    "JIRA_TIMEOUT_SECONDS": "10",
    "ME_TOO_SECONDS": "0",
    "REPORTS_PER_MINUTE": "100000",  # a fortnight of one person's reports passes in seconds
}


class Processes:
    """Starts the servers, and stops in `close` whatever was started."""

    def __init__(self, out: OutDirectory) -> None:
        self._out = out
        self._running: dict[str, subprocess.Popen[str]] = {}
        self._opened = ExitStack()

    def start_sandbox(self) -> tuple[Control, Control]:
        """Start the sandbox; returns the control of its Slack and of its Jira. Raises DemoFailedError."""
        process = self._start("sandbox", ["-m", "sandbox", "--exit-with-parent"], _system())
        line = process.stdout.readline() if process.stdout else ""
        if not line:
            raise DemoFailedError(
                f"The sandbox did not start; {self._out.file('sandbox_log')} says why. "
                "It needs the package aiohttp: `make setup` installs it."
            )
        urls = json.loads(line)
        slack, jira = (self._opened.enter_context(closing(Control(urls[name]))) for name in ("slack", "jira"))
        return slack, jira

    def start_product(self, slack: Control, jira: Control, *, recheck_minutes: float) -> None:
        """Start the product, pointed at the sandbox, and wait until it listens. Raises DemoFailedError."""
        environment = (
            _system()
            | _RHYTHM
            | {
                "SLACK_BOT_TOKEN": "xoxb-sandbox",
                "SLACK_APP_TOKEN": "xapp-sandbox",
                "SLACK_API_URL": f"{slack.url}/api/",
                "JIRA_URL": jira.url,
                "JIRA_EMAIL": "bot@example.com",
                "JIRA_API_TOKEN": "sandbox-token",
                "DATABASE_URL": database_url(self._out),
                "FRICTION_CATALOGUE": str(self._out.file("catalogue")),
                "FRICTION_CLOCK": str(self._out.clock),
                "RECHECK_MINUTES": str(recheck_minutes),
                "LOG_FORMAT": "json",
                # One thread per target: issues get their keys in the order of the reports, and a seed repeats a run.
                "OUTBOX_WORKERS": "1",
            }
        )
        self._start("product", ["-m", "bot", "run"], environment)
        deadline = time.monotonic() + _START_SECONDS
        while not slack.see("connections")["connections"]:
            self.check()
            if time.monotonic() > deadline:
                raise DemoFailedError(f"The product did not connect; {self._out.file('product_log')} says why.")
            time.sleep(_PAUSE_SECONDS)

    def check(self) -> None:
        """Raise DemoFailedError if one of the servers is gone."""
        for name, process in self._running.items():
            if process.poll() is not None:
                log = self._out.file(f"{name}_log")
                raise DemoFailedError(f"The {name} ended with code {process.returncode}; {log} says why.")

    def ask_product_to_stop(self) -> None:
        """Tell the product to stop; `close` waits for it."""
        self._running["product"].terminate()

    def close(self) -> None:
        """Stop everything, the product first; kill what does not stop in time."""
        try:
            for name in ("product", "sandbox"):
                if name in self._running:
                    _stop(self._running[name])
                    del self._running[name]
        finally:  # somebody may lose patience while we wait
            for process in self._running.values():
                process.kill()
            self._opened.close()

    def _start(self, name: str, arguments: list[str], environment: dict[str, str]) -> subprocess.Popen[str]:
        log: TextIO = self._opened.enter_context(self._out.file(f"{name}_log").open("w"))
        # A directory of its own: a .env where the user stands must not reach the product.
        nowhere = self._opened.enter_context(tempfile.TemporaryDirectory(prefix="friction-demo-"))
        process = subprocess.Popen(  # noqa: S603  (our own modules, by this interpreter)
            [sys.executable, *arguments],
            cwd=nowhere,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE if name == "sandbox" else log,  # the sandbox says where it listens
            stderr=log,
            text=True,
        )
        self._running[name] = process
        return process


def database_url(out: OutDirectory) -> str:
    """Return the address of the demo's database."""
    return f"sqlite:///{out.file('database')}"


def _system() -> dict[str, str]:
    home = str(Path(bot.__file__).parents[1])  # where our packages are, installed or not
    return {name: os.environ[name] for name in _INHERITED if name in os.environ} | {"PYTHONPATH": home}


def _stop(process: subprocess.Popen[str]) -> None:
    if process.poll() is None:
        process.terminate()
    try:
        process.communicate(timeout=_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
