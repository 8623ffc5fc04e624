"""Starts processes of product and sandbox quickly: they are forked from one that has imported both already.

Importing is most of what a start costs, and the suite starts thousands. What is forked is a program as it stands after
its imports, in a process of its own with its own environment, directory and outputs; it ends as Python ends.
Standard input of the process that forks is closed when the tests are over: then all it has started are killed.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import json
import os
import pkgutil
import select
import signal
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from sqlalchemy.orm import configure_mappers

PROGRAMS = {"friction": "bot.cli", "sandbox": "sandbox.__main__"}


class Process:
    """A process; what the tests use of subprocess.Popen."""

    def __init__(self, pid: int, args: list[str]) -> None:
        self.pid = pid
        self.args = args
        self.returncode: int | None = None
        self._asking = threading.Lock()
        self._ended = os.pidfd_open(pid)  # readable when the process has ended, whoever its parent is

    def poll(self) -> int | None:
        """The exit code, negative for a signal; None while it runs."""
        with self._asking:  # a number that was closed twice might be somebody else's by then
            if self.returncode is None and select.select([self._ended], [], [], 0)[0]:
                self.returncode = _nursery.ask({"reap": self.pid})
                os.close(self._ended)
            return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the end. Raises subprocess.TimeoutExpired."""
        if self.returncode is None:
            select.select([self._ended], [], [], timeout)
        code = self.poll()
        if code is None:
            raise subprocess.TimeoutExpired(self.args, timeout or 0.0)
        return code

    def send_signal(self, number: int) -> None:
        """Send it a signal, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)


class _Nursery:
    """The process that forks, seen from the tests; it is started when it is first asked."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None

    def ask(self, what: dict[str, Any]) -> int:
        with self._lock:
            if self._process is None:
                # One thread: a fork takes only the one that forks along.
                env = os.environ | {"OPENBLAS_NUM_THREADS": "1"}
                command = [sys.executable, "-m", "tests.nursery"]
                pipe = subprocess.PIPE
                self._process = subprocess.Popen(command, env=env, stdin=pipe, stdout=pipe, text=True)
                atexit.register(self._close)
            asking, answering = self._process.stdin, self._process.stdout
            assert asking is not None
            assert answering is not None
            asking.write(json.dumps(what) + "\n")
            asking.flush()
            return int(answering.readline())

    def _close(self) -> None:
        if self._process is not None:
            self._process.communicate()


_nursery = _Nursery()


def start(*command: str, env: dict[str, str], cwd: Path, stderr: Path, stdout: Path | None = None) -> Process:
    """Start one of the programs. Its outputs are there, empty, when this returns."""
    for output in filter(None, (stdout, stderr)):
        output.write_bytes(b"")
    asked = {"argv": command, "env": env, "cwd": str(cwd), "err": str(stderr), "out": str(stdout or os.devnull)}
    return Process(_nursery.ask(asked), list(command))


def run(*command: str, env: dict[str, str], cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run one of the programs to its end."""
    with tempfile.TemporaryDirectory() as outputs:
        out, err = Path(outputs, "out"), Path(outputs, "err")
        process = start(*command, env=env, cwd=cwd, stdout=out, stderr=err)
        code = process.wait(timeout=60)
        return subprocess.CompletedProcess(process.args, code, out.read_text(), err.read_text())


def _born(asked: dict[str, Any]) -> None:
    """Become what was asked for."""
    for number, path in ((0, os.devnull), (1, asked["out"]), (2, asked["err"])):
        opened = os.open(path, os.O_RDONLY if number == 0 else os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
        os.dup2(opened, number)
    os.closerange(3, 1024)
    os.chdir(asked["cwd"])
    os.environ.clear()
    os.environ.update(asked["env"])
    time.tzset()
    sys.argv = asked["argv"]


def _forks(asking: IO[str], answering: IO[str]) -> bool:
    """Do what is asked; True in a process that was just born, False in the parent when there is nothing left to ask."""
    running: set[int] = set()
    for line in asking:
        asked = json.loads(line)
        if "reap" in asked:
            _, status = os.waitpid(asked["reap"], 0)
            running.discard(asked["reap"])
            answer = os.waitstatus_to_exitcode(status)
        else:
            answer = os.fork()
            if answer == 0:
                _born(asked)
                return True
            running.add(answer)
        answering.write(f"{answer}\n")
        answering.flush()
    for pid in running:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    return False


def _import_all() -> None:
    for program in PROGRAMS.values():
        importlib.import_module(program)
    bot = importlib.import_module("bot")
    for module in pkgutil.walk_packages(bot.__path__, "bot."):
        if not module.name.endswith("__main__") and not module.name.startswith("bot.demo"):
            importlib.import_module(module.name)
    importlib.import_module("loop.charts")
    configure_mappers()  # else every process does when it first asks its database
    gc.freeze()


if __name__ == "__main__":
    # Outputs of a child are its own: what is answered goes another way.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    _import_all()
    if _forks(os.fdopen(os.dup(0)), answers):
        importlib.import_module(PROGRAMS[sys.argv[0]]).main()
