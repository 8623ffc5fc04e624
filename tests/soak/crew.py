"""The product's processes under a supervisor: whoever dies is started again, as any service manager would do."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field

from tests.world import World, eventually

LOOK_SECONDS = 0.02
# A process that refused to start, its database being away, is tried again after so long.
AGAIN_SECONDS = 1.0
LONGEST_START = 180.0
# What a worker logs when it has begun.
BEGUN = "health pages"
# The web server starts its threads' process again by itself, to die once more: its whole post dies after so long.
DOOMED_WEB_SECONDS = 6.0


@dataclass
class Post:
    """A place in the crew: what its process runs, and the process that fills it now."""

    name: str
    command: list[str]
    env: dict[str, str] = field(default_factory=dict)
    crash_at: str | None = None
    process: subprocess.Popen[bytes] | None = None
    not_before: float = 0.0
    filled: float = 0.0


class Crew:
    """Keeps every post filled, and writes down every death. Times are seconds since 1970 on the host's clock."""

    def __init__(self, world: World, commands: dict[str, list[str]]) -> None:
        self._world = world
        self._port = _free_port()
        self.posts = {name: Post(name, command, self._env_of(name)) for name, command in commands.items()}
        self.deaths: list[tuple[float, str]] = []
        self.crash_points: Counter[str] = Counter()
        self.other_exits: list[tuple[str, int]] = []
        self._next_crash: dict[str, str] = {}
        self._lock = threading.RLock()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._supervise, name="supervisor", daemon=True)

    def start(self) -> None:
        """Fill all posts, and wait until Slack can reach the web."""
        for post in self.posts.values():
            self._fill(post)
        self._thread.start()
        eventually(self._reachable, seconds=LONGEST_START)
        self._world.slack("app", request_url=f"http://127.0.0.1:{self._port}/slack/events")

    def kill(self, name: str, crash_at: str | None = None) -> None:
        """SIGKILL a process and all it started. The next one to fill its post dies at the point `crash_at`."""
        with self._lock:
            if crash_at is not None:
                self._next_crash[name] = crash_at
            process = self.posts[name].process
            if process is not None and process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)

    def kill_all(self) -> None:
        """SIGKILL everything at once."""
        with self._lock:
            for name in self.posts:
                self.kill(name)

    def wait_for_a_worker(self) -> None:
        """Return once one worker more than before has said that it works."""
        before = self._begun()
        eventually(lambda: self._begun() > before, seconds=LONGEST_START)

    def _begun(self) -> int:
        logs = self._world.directory.glob("worker-*.log")
        return sum(log.read_text(errors="replace").count(BEGUN) for log in logs)

    def stop(self) -> None:
        """End the supervision and the processes."""
        self._over.set()
        self._thread.join()
        self.kill_all()
        for post in self.posts.values():
            if post.process is not None:
                post.process.wait()

    def _supervise(self) -> None:
        while not self._over.wait(LOOK_SECONDS):
            with self._lock:
                for post in self.posts.values():
                    self._look_after(post)

    def _look_after(self, post: Post) -> None:
        if post.process is not None and (code := post.process.poll()) is not None:
            self._note_end(post, code)
            post.process = None
        if post.process is None and time.monotonic() >= post.not_before:
            self._fill(post)
        if post.name == "web" and post.crash_at and time.monotonic() > post.filled + DOOMED_WEB_SECONDS:
            self.kill("web")

    def _note_end(self, post: Post, code: int) -> None:
        if code == -signal.SIGKILL:
            self.deaths.append((time.time(), post.name))
            if post.crash_at is not None:
                self.crash_points[post.crash_at] += 1
        else:
            self.other_exits.append((post.name, code))
            post.not_before = time.monotonic() + AGAIN_SECONDS

    def _fill(self, post: Post) -> None:
        post.crash_at = self._next_crash.pop(post.name, None)
        post.filled = time.monotonic()
        dying = {"CRASH_AT": post.crash_at} if post.crash_at else {}
        with (self._world.directory / f"{post.name}.log").open("ab") as log:
            post.process = subprocess.Popen(
                post.command,
                env=self._world.env | post.env | dying,
                cwd=self._world.directory,
                stderr=log,
                start_new_session=True,
            )

    def _env_of(self, name: str) -> dict[str, str]:
        # A fixed port, so that Slack finds the next web process where the last one was.
        return {"PORT": str(self._port), "HOST": "127.0.0.1"} if name == "web" else {"PORT": "0"}

    def _reachable(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self._port)) == 0


def product(workers: int) -> dict[str, list[str]]:
    """The product in separate processes: post → command."""
    modes = {"web": "web", "clock": "clock", **{f"worker-{number}": "worker" for number in range(workers)}}
    return {name: [sys.executable, "-m", "bot", mode] for name, mode in modes.items()}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
