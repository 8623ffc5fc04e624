"""Secrets in reports are masked before anything is stored. Only well-known shapes: a long random word may be an id."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass

from loop.secret_shapes import SHAPES, WHOLE

# Characters that show nothing but split a word: a secret stays one for whoever copies it.
_INVISIBLE = frozenset("\u200b\u200c\u200d\u2060\ufeff\u00ad")

# These are known by how they begin. A line break in such a one is a wrap; in "password: …" it is the end.
_PREFIXED = [kind for kind in SHAPES if kind not in WHOLE]
# Shorter pieces of one are words that stand below each other. No token is longer than the longest: an end to searching.
_PIECE = "{6,1000}"
_REPEATED = re.compile(r"(\[[^\]]+\]|\\w)\{(\d+),?\}")
_ENCODED = re.compile(r"(?<![\w+/-])[\w+/-]{24,}={0,2}")


def _wrapped(shape: re.Pattern[str]) -> re.Pattern[str]:
    """The shape with one line break in its long part. A digit in it tells it from two words with a hyphen."""

    def broken(part: re.Match[str]) -> str:
        sign, least = part.groups()
        halves = rf"{sign}{_PIECE}[ \t]{{0,8}}\n[ \t]{{0,8}}{sign}{_PIECE}"
        return rf"(?=[^\s\d]{{0,40}}\n?[^\s\d]{{0,40}}\d)(?=(?:{sign}\s?){{{least}}}){halves}"

    return re.compile(_REPEATED.sub(broken, shape.pattern))


_WRAPPED = {kind: _wrapped(SHAPES[kind]) for kind in _PREFIXED}


@dataclass(frozen=True)
class Masked:
    """A text without secrets, and the kinds of what was masked, each once, in the order of SHAPES."""

    text: str
    kinds: list[str]


def mask(text: str) -> Masked:
    """Replace every secret of a known shape by `[masked: kind]`."""
    kinds: list[str] = []
    visible = _visible(text)
    for kind, shape in [*SHAPES.items(), *_WRAPPED.items()]:
        if not shape.search(visible):
            continue
        text, found = _mask_shape(text, kind, shape)
        if found:
            kinds += [kind] if kind not in kinds else []
            visible = _visible(text)
    return _mask_encoded(Masked(text, kinds))


def _mask_encoded(masked: Masked) -> Masked:
    """Mask what becomes a secret when it is read as base64, as Kubernetes shows its secrets."""
    kinds = list(masked.kinds)

    def replaced(match: re.Match[str]) -> str:
        kind = next((kind for kind in _PREFIXED if SHAPES[kind].search(_decoded(match[0]))), None)
        if kind is None:
            return match[0]
        kinds.extend([kind] if kind not in kinds else [])
        return f"[masked: {kind}]"

    return Masked(_ENCODED.sub(replaced, masked.text), kinds)


def _decoded(word: str) -> str:
    whole = word.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(whole + "=" * (-len(whole) % 4)).decode("ascii")
    except ValueError:  # no base64, no ASCII inside, or a long word of another script
        return ""


def _visible(text: str) -> str:
    return "".join(sign for sign in text if sign not in _INVISIBLE)


def _mask_shape(text: str, kind: str, shape: re.Pattern[str]) -> tuple[str, bool]:
    """Search in what is visible, cut from what was sent: invisible characters inside a secret do not hide it."""
    places = [place for place, sign in enumerate(text) if sign not in _INVISIBLE]
    pieces, end = [], 0
    for match in shape.finditer(_visible(text)):
        first, last = match.span("secret" if "secret" in shape.groupindex else 0)
        if match.string[first:last].startswith("[masked:"):
            continue
        pieces += [text[end : places[first]], f"[masked: {kind}]"]
        end = places[last - 1] + 1
    return "".join([*pieces, text[end:]]), bool(pieces)
