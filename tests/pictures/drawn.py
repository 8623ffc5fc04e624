"""What the pictures in docs/pictures show, by fingerprint: so that none goes stale unnoticed."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from tests.pictures.leading import charts
from tests.pictures.scenes import scenes

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
DRAWN = PICTURES / "drawn.json"


def fingerprints() -> dict[str, str]:
    """For each picture, what stands for the messages in it as the product makes them now."""
    words = {name: _plain(shown) for name, shown in scenes().items()}
    words |= {name: chart.alt for name, chart in charts("light").items()}
    return {name: hashlib.sha256(said.encode()).hexdigest()[:16] for name, said in words.items()}


def stale() -> list[str]:
    """The pictures that no longer show what the product says, or are not there."""
    drawn = json.loads(DRAWN.read_text()) if DRAWN.exists() else {}
    now = fingerprints()
    return [name for name in now if drawn.get(name) != now[name] or not (PICTURES / f"{name}.png").exists()]


def _plain(shown: list[dict[str, object]]) -> str:
    return json.dumps(shown, sort_keys=True, ensure_ascii=False)
