"""SIGTERM: what is in hand is finished, nothing new is begun, and the process ends well before it would be killed."""

from __future__ import annotations

import ctypes
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.world import World, eventually

# DEMANDS 2: SIGTERM drains and exits within 25 s.
LONGEST_STOP = 25.0


# Fault 9: the answer of a create trickles in while the worker is told to stop: it is heard and recorded.
@pytest.mark.parametrize("mode", ["socket", "http"])
def test_fault_09_what_is_in_hand_is_finished(make_world: Callable[..., World], database_url: str, mode: str) -> None:
    world = make_world(database_url=database_url, mode=mode, JIRA_TIMEOUT_SECONDS="20")
    first = world.start("run")
    world.jira("faults", method="POST", path=r"/rest/api/\d/issue$", kind="drip", seconds=0.01)
    reference = world.report("U1ANN", "vpn", "The VPN drops every hour")
    eventually(lambda: world.issues_of(reference))
    first.send_signal(signal.SIGTERM)
    assert first.wait(timeout=LONGEST_STOP) == 0

    world.start("run")
    world.filed("U1ANN", reference)
    assert len(world.jira_requests("POST", "/issue")) == 1
    # It was recorded before the end: nobody had to look for it.
    assert [entry for entry in world.searches() if reference in entry["query"]["jql"][0]] == []


# Fault 9: every mode of running ends with 0.
def test_fault_09_every_process_stops(make_world: Callable[..., World], database_url: str) -> None:
    world = make_world(database_url=database_url, mode="http")
    assert world.friction("migrate").returncode == 0
    processes = world.start_all(("web", {}), ("worker", {}), ("clock", {}))
    world.file("U1ANN", "vpn", "The VPN drops every hour")
    for process in processes:
        process.send_signal(signal.SIGTERM)
    for process in processes:
        assert process.wait(timeout=LONGEST_STOP) == 0, process.args


# Fault 9: the kernel may hand the signal to any thread, and nothing wakes the main one: it ends all the same.
@pytest.mark.parametrize("mode", ["run", "worker", "clock"])
def test_fault_09_another_thread_takes_the_signal(make_world: Callable[..., World], sqlite_url: str, mode: str) -> None:
    world = make_world(database_url=sqlite_url)
    assert world.friction("migrate").returncode == 0
    process = world.start(mode, PORT="0")

    def taken() -> bool:
        threads = {int(thread.name) for thread in Path(f"/proc/{process.pid}/task").iterdir()} - {process.pid}
        # Some threads live only for a moment: one that has just ended takes nothing.
        return any(ctypes.CDLL(None).tgkill(process.pid, thread, signal.SIGTERM) == 0 for thread in sorted(threads))

    eventually(taken)
    assert process.wait(timeout=LONGEST_STOP) == 0
