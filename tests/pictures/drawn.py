"""What the pictures in docs/pictures show, by fingerprint: so that none goes stale unnoticed."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from tests.pictures.scenes import scenes

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
DRAWN = PICTURES / "drawn.json"


def fingerprints() -> dict[str, str]:
    """For each picture, what stands for the messages in it as the product makes them now."""
    return {name: hashlib.sha256(_plain(shown).encode()).hexdigest()[:16] for name, shown in scenes().items()}


def _plain(shown: list[dict[str, object]]) -> str:
    return json.dumps(shown, sort_keys=True, ensure_ascii=False)
