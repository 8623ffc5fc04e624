"""Text as people send it, made safe to keep: what no database, log or screen can take is removed, the rest stays."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 50_000
_MOST_MARKS_IN_A_ROW = 8

# Controls that turn the reading direction: text could be made to look like other text.
_DIRECTION = dict.fromkeys([0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2066, 0x2067, 0x2068, 0x2069])
# NUL is refused by PostgreSQL, lone surrogates by every encoder, the other controls by people.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def clean(text: str) -> str:
    """Remove what cannot be stored or shown, fold line ends, and cap runs of combining marks and the whole length."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _CONTROLS.sub("", text).translate(_DIRECTION)
    return _without_piles(text)[:LONGEST].strip()


def says_something(text: str) -> bool:
    """Tell whether it holds a letter or digit of any script: blanks, signs and emoji alone describe nothing."""
    return any(unicodedata.category(sign)[0] in "LN" for sign in re.sub(r":[a-z0-9_+-]+:", "", text))


def _without_piles(text: str) -> str:
    kept: list[str] = []
    run = 0
    for sign in text:
        run = run + 1 if unicodedata.combining(sign) else 0
        if run <= _MOST_MARKS_IN_A_ROW:
            kept.append(sign)
    return "".join(kept)
