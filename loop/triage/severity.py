"""How bad a friction is, read from its words: whether people cannot go on, lose time, or are merely annoyed."""

from __future__ import annotations

import re

from config.outcomes import APOSTROPHES
from config.words import Severity
from loop.triage.kind import DENIED

_BLOCKED = re.compile(
    rf"""\b{DENIED}(
        (cannot|can't|can\ not|can\ no\ longer|could\ not|couldn't|unable\ to|am\ not\ able\ to)\ +
            (\w+\ +){{0,2}}?(work|log\ ?in|log\ on|sign\ in|connect|open|access|start|use|send|print|save|submit|go\ on)
      | (is|am|are|was|were|been|totally|completely)\ +(blocked|stuck|locked\ out)
      | blocks?\ +(me|us|my|our|everybody|everyone|work|the\ whole)
      | (down|broken|dead)\ +(for|since)\ +(everybody|everyone|all|hours|days|this|the|yesterday)
      | (completely|totally)\ +(down|broken|unusable) | unusable
      | (data|work)\ +(is|was)\ +lost | lost\ +(my|all|our)\ +work
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
_ANNOYING = re.compile(
    rf"""\b{DENIED}(annoy\w* | ugly | cosmetic | typos? | misspel\w+ | confusing | irritat\w* | minor
      | would\ be\ (nice|good|great) | nice\ to\ have | wish )\b""",
    re.IGNORECASE | re.VERBOSE,
)


def severity_of(text: str) -> tuple[Severity, str]:
    """The gravest that the text speaks of, and the words that say so. It reads English; what it cannot tell costs time,
    as most friction does.
    """
    straight = text.translate(APOSTROPHES)
    for severity, words in ((Severity.BLOCKS, _BLOCKED), (Severity.ANNOYS, _ANNOYING)):
        found = words.search(straight)
        if found:
            return severity, " ".join(found.group().split())
    return Severity.SLOWS, ""
