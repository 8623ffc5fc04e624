"""One log record as one line: nothing a user types can forge a second record or move the cursor of a terminal."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping
from itertools import islice
from typing import Any, Literal

from config.scrubbing import Scrubber

_LONGEST_TEXT = 10_000
_LONGEST_SECRET = 1_000
_MOST_ITEMS = 100
_DEEPEST = 6
# Control characters, line and paragraph separators, controls of writing direction, lone surrogates.
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_SHORT = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}
_PLAIN_VALUE = re.compile(r"[^\s\"=]+")
_FIRST = ("timestamp", "level", "event", "logger", "exception", "stack")

Renderer = Callable[[Any, str, Mapping[str, Any]], str]


def rendered(log_format: Literal["console", "json"], scrubber: Scrubber) -> Renderer:
    """The last step of the chain: scrub the values, make the line, and scrub the line."""
    line = _json if log_format == "json" else _console

    def render(_logger: Any, _method: str, record: Mapping[str, Any]) -> str:
        clean = {str(name): _clean(value, scrubber) for name, value in record.items()}
        return scrubber.scrub(one_line(line(clean)))

    return render


def one_line(text: str) -> str:
    """The text with everything escaped that would not show as itself on one line."""
    return _UNPRINTABLE.sub(lambda match: _SHORT.get(match[0], f"\\u{ord(match[0]):04x}"), text)


def _clean(value: Any, scrubber: Scrubber, depth: int = 0) -> Any:
    """A value as JSON can hold it, without secrets, and not endless."""
    match value:
        case float() if not math.isfinite(value):
            return str(value)  # JSON has no word for it
        case None | bool() | int() | float():
            return value
        case Mapping() if depth < _DEEPEST:
            return {
                _text(key, scrubber): _clean(inner, scrubber, depth + 1)
                for key, inner in islice(value.items(), _MOST_ITEMS)
            }
        case list() | tuple() | set() | frozenset() if depth < _DEEPEST:
            return [_clean(inner, scrubber, depth + 1) for inner in islice(value, _MOST_ITEMS)]
        case _:
            return _text(value, scrubber)


def _text(value: Any, scrubber: Scrubber) -> str:
    try:
        text = value if isinstance(value, str) else str(value)
    except Exception:  # noqa: BLE001 - whatever a foreign __str__ raises, the record matters more
        return f"<{type(value).__name__} that cannot be shown>"
    surplus = len(text) - _LONGEST_TEXT
    clean = scrubber.scrub(text[: _LONGEST_TEXT + _LONGEST_SECRET])  # a secret across the cut is seen whole
    return clean if surplus <= 0 else f"{clean[:_LONGEST_TEXT]}… ({surplus} more characters)"


def _json(record: Mapping[str, Any]) -> str:
    return json.dumps(record)


def _console(record: Mapping[str, Any]) -> str:
    """Time, level and event first, then the bound values, then what went wrong."""
    words = [record.get("timestamp", ""), f"{record.get('level', ''):<8}", str(record.get("event", ""))]
    words += [f"{name}={_value(value)}" for name, value in record.items() if name not in _FIRST]
    words.append(f"[{record.get('logger', '')}]")
    words += [f"| {record[name]}" for name in ("stack", "exception") if record.get(name)]
    return " ".join(words)


def _value(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if _PLAIN_VALUE.fullmatch(text) else json.dumps(text, ensure_ascii=False)
