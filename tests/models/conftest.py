"""A model that answers over real HTTP, alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests import nursery
from tests.world import eventually


@pytest.fixture
def model_url(tmp_path: Path) -> Iterator[str]:
    """The address of the sandbox's model."""
    said, log = tmp_path / "model.json", tmp_path / "model.log"
    process = nursery.start("sandbox", "--only", "model", env={}, cwd=tmp_path, stdout=said, stderr=log)
    yield json.loads(eventually(said.read_text, process, log))["model"]
    process.kill()
    process.wait(timeout=60)


def go_wrong(url: str, fault: str, **how: object) -> None:
    """Let something be wrong with the model's next answer."""
    httpx.post(f"{url}/sandbox/faults", json={"fault": fault, "times": 1, **how}).raise_for_status()
