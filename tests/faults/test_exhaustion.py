"""A process runs out of files or memory: it ends, its supervisor starts another, and the lease covers its work."""

from __future__ import annotations

import resource
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.world import World


def memory_of(pid: int) -> int:
    """The address space of a process, in bytes."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[0]) * resource.getpagesize()


# Fault 62.
@pytest.mark.parametrize("lack", ["files", "memory"])
def test_fault_62_a_worker_that_can_no_longer_work_ends(
    make_world: Callable[..., World], database_url: str, lack: str
) -> None:
    world = make_world(database_url=database_url, mode="http")
    assert world.friction("migrate").returncode == 0
    web, clock, worker = world.start_all(("web", {}), ("clock", {}), ("worker", {}))
    world.file("U1ANN", "vpn", "The VPN drops every hour")
    for process in (worker, clock):
        if lack == "files":
            resource.prlimit(process.pid, resource.RLIMIT_NOFILE, (3, 3))
        else:
            resource.prlimit(process.pid, resource.RLIMIT_AS, (memory_of(process.pid) + 2**20,) * 2)
    reference = world.report("U2BOB", "vpn", "I lose the VPN all the time")
    assert [process.wait(timeout=60) for process in (worker, clock)] == [1, 1]
    world.start_all(("worker", {}), ("clock", {}))
    world.filed("U2BOB", reference)
    assert len(world.issues()) == 2
    assert [len(world.direct(user)) for user in ("U1ANN", "U2BOB")] == [1, 1]
    assert web.poll() is None
