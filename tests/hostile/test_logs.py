"""What is said to administrators and written to the logs repeats no secret, whoever said it first."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from pathlib import Path

from tests.leaks import configured, leaks, plant, planted
from tests.world import World, eventually

ROOT = Path(__file__).parents[2]
BASIC = base64.b64encode(b"bot@example.com:sandbox-token").decode()


# A proxy that answers with the headers it got, and an exception that carries them.
def test_input_45_a_remote_that_repeats_our_credentials(
    make_world: Callable[..., World], database_url: str, deployment: str
) -> None:
    # Patient with Jira: the one answer that tells is read on a busy machine, too.
    world = make_world(database_url=database_url, deployment=deployment, JIRA_TIMEOUT_SECONDS="20")
    world.start("run")
    token = BASIC if deployment == "cloud" else "sandbox-pat"
    echoed = f"refused {{'Authorization': 'Basic {token}'}}, or Authorization: Bearer {token}, or {token}"
    world.jira("faults", method="POST", path="/issue$", kind="status", status=400, times=1,
               body={"errorMessages": [echoed], "errors": {"labels": echoed}})  # fmt: skip
    reference = world.report("U1ANN", "vpn", "The VPN drops every hour")
    alert = eventually(lambda: world.messages("C0ADMIN"))[0]
    assert "refused" in json.dumps(alert["blocks"])
    world.filed("U1ANN", reference)
    listed = world.friction("outbox", "list", "--json").stdout
    said = json.dumps([call["arguments"] for call in world.slack_ledger("api")]) + listed + world.logs()
    assert token not in said


def test_input_45_the_search_through_all_logs_finds_what_it_looks_for(tmp_path: Path) -> None:
    secret = "a-secret-of-this-test-alone"
    configured({"JIRA_USER": "olga", "JIRA_PASSWORD": secret})
    plant("another-of-this-test")
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "run-0.log").write_text(f'{{"event": "sent {secret}"}}\n')
    (tmp_path / "web-1.log").write_text("basic " + base64.b64encode(f"olga:{secret}".encode()).decode())
    assert [found.split(":")[0] for found in leaks(tmp_path, planted())] == [
        str(tmp_path / "below" / "run-0.log"),
        str(tmp_path / "web-1.log"),
    ]
    # It has done its duty; the search at the end of the run looks below the same directory.
    for log in tmp_path.rglob("*.log"):
        log.unlink()


# An installation gets what was tried: every package by its hash, and none that the lock does not name.
def test_input_61_every_package_is_pinned_by_hash() -> None:
    lock = (ROOT / "requirements.txt").read_text()
    blocks = re.split(r"\n(?=[a-z0-9])", re.sub(r"^ +#.*\n", "", lock, flags=re.MULTILINE).strip())
    unpinned = [block.split("\n")[0] for block in blocks if not re.match(r"[\w.\[\]-]+==\S+", block)]
    assert unpinned == []
    assert [block.split("\n")[0] for block in blocks if "--hash=sha256:" not in block] == []
    pinned = {re.split(r"[=\[]", block)[0].replace("_", "-").lower() for block in blocks}
    wanted = re.findall(r'^    "([\w-]+)', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    runtime = (ROOT / "pyproject.toml").read_text().split("dependencies = [")[1].split("]\n")[0]
    assert set(re.findall(r'^ +"([\w-]+)', runtime, re.MULTILINE)) <= pinned & {*wanted}
    assert "--require-hashes" in (ROOT / "Makefile").read_text()
