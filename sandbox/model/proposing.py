"""What the sandbox's model proposes: the first words as a title and, gullible as models are, what the text orders."""

from __future__ import annotations

import json
import re
from typing import Any

_ORDER = re.compile(r"PROPOSE (\{.*\})")


def proposal_for(text: str) -> dict[str, Any]:
    """A proposal for the text between the first two equal lines: that is how a question sets a report off."""
    fence = text.splitlines()[1]
    report = text.split(fence)[1].strip()
    ordered = _ORDER.search(report)
    proposal = {
        "severity": "blocks" if "cannot" in report else "slows",
        "kind": "defect",
        "title": f"In short: {report.splitlines()[0][:60]}",
        "summary": "Somebody cannot get on with their work.",
        "missing": ["steps"],
        "reason": "It says so.",
    }
    return proposal | (json.loads(ordered[1]) if ordered else {})
