"""The check for secrets in the repository finds what was not planted, and nothing else."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.supply.leaks import PLANTED, leaks, read_planted

ROOT = Path(__file__).parents[2]
# Cut in two, so that the check does not find them here.
SECRETS = {
    "Slack token": "xoxb-" + "2222222222-abcdefghijklmnop",
    "GitHub token": "ghp_" + "abcdefghijklmnopqrstuvwxyz012345",
    "private key": "-----BEGIN RSA " + "PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----",
    "password in an address": "postgresql://loop:" + "correct7horse@db/loop",
    "password": 'signing_secret = "8f742231b10e' + '8888abcd99yyyzzz85a5"',
}


@pytest.mark.parametrize("kind", SECRETS)
def test_a_secret_about_to_be_committed_is_found(tmp_path: Path, kind: str) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    (tmp_path / "notes.md").write_text("secret: str = field.password\nNothing to see.\n")
    assert leaks(tmp_path) == []
    (tmp_path / "settings.py").write_text(f"# Two lines\n{SECRETS[kind]}\n")
    (found,) = [leak for leak in leaks(tmp_path) if leak.kind == kind]
    assert (found.file, found.line) == ("settings.py", 2)

    command = [sys.executable, "-m", "tests.supply.leaks", str(tmp_path)]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert told.returncode == 1
    assert f"settings.py:2: {kind}" in told.stdout
    assert SECRETS[kind] not in told.stdout


def test_every_planted_secret_still_stands_where_the_list_says() -> None:
    there = {(leak.file, leak.digest) for leak in leaks(ROOT)}
    assert read_planted(PLANTED) <= there
