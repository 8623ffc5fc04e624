"""Takes secrets out of text that is about to be logged: the configured ones by value, foreign ones by their shape."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from urllib.parse import quote, quote_plus

HIDDEN = "***"
# Shorter values are words: hiding "demo" everywhere would make the log unreadable and betray the value by its absence.
_SHORTEST_SECRET = 6

_BEFORE_NAME = r"[?&\s]|^|\\?[\"']"
_NAME = r"[a-z_]{0,40}(?:token|secret|password|passwd)|api_?key"
_BEFORE_VALUE = r"\\?[\"']?(?:=|\s*:\s*\\?[\"'])"

_SHAPES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        # Slack's tokens, rotated ones included (xoxe.xoxb-…)
        (r"x(?:ox[a-z]|app|wfp)(?:\.xox[a-z])?-[A-Za-z0-9-]{4,}", HIDDEN),
        # Slack's own addresses that let anyone who knows them post
        (r"(https://hooks\.slack\.com/)[^\s\"'<>]+", rf"\1{HIDDEN}"),
        # Atlassian API tokens
        (r"\bATATT[\w=-]{10,}", HIDDEN),
        # Headers, as lines, as JSON and as the repr of a dict
        (
            r"(?i)((?:proxy-)?authorization\\?[\"']?\s*[:=]\s*\\?[\"']?)(?:(?:basic|bearer)\s+)?[^\s\"'\\,}]+",
            rf"\1{HIDDEN}",
        ),
        (r"(?i)((?:set-)?cookie\\?[\"']?\s*:\s*\\?[\"']?)[^\r\n\"'\\]+", rf"\1{HIDDEN}"),
        (r"(?i)(x-(?:slack|hub)-signature\\?[\"']?\s*:\s*\\?[\"']?)[^\s\"'\\,}]+", rf"\1{HIDDEN}"),
        # Their values alone; a digit or a = tells a credential from "basic authentication"
        (r"(?i)\b(basic|bearer)\s+(?=[^\s\"']*[0-9=])[\w+/=.~-]{6,}", rf"\1 {HIDDEN}"),
        # user:password@ in an address
        (r"(\b[A-Za-z][A-Za-z0-9+.-]{0,30}://[^\s:/@\"']*:)[^\s/\"']*@", rf"\1{HIDDEN}@"),
        # Form fields and JSON keys
        (rf"(?i)((?:{_BEFORE_NAME})(?:{_NAME})(?:{_BEFORE_VALUE}))(?!\*\*\*)[^\s&\"'\\,}}]+", rf"\1{HIDDEN}"),
    )
)


class Scrubber:
    """Replaces every secret in a text by asterisks. Idempotent, and safe to share between threads."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        forms = {form for secret in secrets if len(secret) >= _SHORTEST_SECRET for form in _forms(secret)}
        longest_first = sorted(forms, key=len, reverse=True)
        self._values = re.compile("|".join(map(re.escape, longest_first))) if forms else None

    def scrub(self, text: str) -> str:
        """The text without secrets."""
        if self._values:
            text = self._values.sub(HIDDEN, text)
        for shape, replacement in _SHAPES:
            text = shape.sub(replacement, text)
        return text


def _forms(secret: str) -> set[str]:
    """A secret as it stands in itself, in an address, in a form, in Python's repr and in JSON."""
    in_json = {json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1]}
    return {secret, quote(secret, safe=""), quote_plus(secret), repr(secret)[1:-1]} | in_json
