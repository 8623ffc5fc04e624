"""E-mail addresses and phone numbers in what people type: not secrets, but not for everybody either (PERSONAL_DATA)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Policy = Literal["mask", "warn", "off"]

KINDS: dict[str, re.Pattern[str]] = {
    "e-mail address": re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,8}[A-Za-z]{2,24}\b"),
    # Grouped as people write them; a bare row of digits may be anything.
    "phone number": re.compile(
        r"(?<![\w+])\+\d[\d ()/.-]{6,18}\d\b|(?<!\w)\(\d{3}\) ?\d{3}-\d{4}\b"
        r"|(?<![\w.-])0\d{1,4}[ /]\d{3,8}(?: \d{2,5}){0,3}\b"
    ),
}


@dataclass(frozen=True)
class Treated:
    """A text after the policy: what kinds were taken out of it, and what kinds were left in."""

    text: str
    masked: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


def treat(text: str, policy: Policy) -> Treated:
    """Do with personal data in a text what the policy says."""
    if policy == "off":
        return Treated(text)
    kinds = tuple(kind for kind, shape in KINDS.items() if shape.search(text))
    return Treated(without(text), masked=kinds) if policy == "mask" else Treated(text, left=kinds)


def without(text: str) -> str:
    """The text with `[masked: kind]` instead of personal data."""
    for kind, shape in KINDS.items():
        text = shape.sub(f"[masked: {kind}]", text)
    return text
