"""Markup that is safe by how it is made: whatever is not markup already is escaped when it becomes a child."""

from __future__ import annotations

import html
import json
import unicodedata
from typing import Any

_TURNS = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})
VOID = frozenset({"br", "circle", "col", "input", "line", "meta", "path", "polygon", "polyline", "rect"})


class Html(str):
    """Text that is markup. Only this module makes it of what is not."""

    __slots__ = ()


Child = Html | str | int | None
Attribute = str | float | bool | None


def element(name: str, /, *children: Child, **attributes: Attribute) -> Html:
    """Return an element. `class_` stands for class, an underscore within a name for a hyphen, True for no value; a
    None, as child or attribute, is left out.
    """
    said = "".join(_attribute(key, value) for key, value in attributes.items())
    return Html(f"<{name}{said}/>" if name in VOID else f"<{name}{said}>{joined(*children)}</{name}>")


def joined(*children: Child) -> Html:
    """Return children one after the other."""
    return Html("".join(str(text(child)) for child in children if child is not None))


def text(words: Child) -> Html:
    """Return words as markup that shows exactly them, and moves no cursor and turns no direction."""
    return words if isinstance(words, Html) else Html(html.escape(_printable(str(words))))


def data_block(name: str, content: Any) -> Html:
    """Return data for scripts and programs; no string in it can end the element."""
    safe = json.dumps(content).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return Html(f'<script type="application/json" id="{name}">{safe}</script>')


def _attribute(key: str, value: Attribute) -> str:
    if value is None or value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{html.escape(_printable(_written(value)))}"'


def _written(value: Attribute) -> str:
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)


def _printable(words: str) -> str:
    """Turn what moves the cursor, or turns the direction of what follows, into spaces."""
    return "".join(" " if _steers(sign) else sign for sign in words)


def _steers(sign: str) -> bool:
    return unicodedata.category(sign) in ("Cc", "Cs") or unicodedata.bidirectional(sign) in _TURNS
