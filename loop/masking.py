"""Secrets in reports are masked before anything is stored. Only well-known shapes: a long random word may be an id."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Characters that show nothing but split a word: a secret stays one for whoever copies it.
_INVISIBLE = frozenset("\u200b\u200c\u200d\u2060\ufeff\u00ad")

# kind → shape. A group named `secret` is the part that is masked; without one it is all of the match.
SHAPES: dict[str, re.Pattern[str]] = {
    "private key": re.compile(
        r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)", re.DOTALL
    ),
    "Slack token": re.compile(r"\bxox[abeoprs]-[A-Za-z0-9-]{8,}|\bxapp-[A-Za-z0-9-]{8,}"),
    "Slack webhook": re.compile(r"https://hooks\.slack\.com/(?P<secret>(?:services|workflows|triggers)/[\w/-]{10,})"),
    "GitHub token": re.compile(r"\bgh[pousr]_[A-Za-z0-9]{20,}|\bgithub_pat_\w{20,}"),
    "GitLab token": re.compile(r"\bgl(?:pat|ptt|dt|rt|cbt)-[\w-]{16,}"),
    "AWS access key": re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"),
    "Google key": re.compile(r"\bAIza[\w-]{35}|\bya29\.[\w-]{20,}"),
    "Atlassian token": re.compile(r"\bAT(?:ATT|CTT|BB)[A-Za-z0-9_=-]{20,}"),
    "Stripe key": re.compile(r"\b[rs]k_(?:live|test)_[A-Za-z0-9]{10,}"),
    "npm token": re.compile(r"\bnpm_[A-Za-z0-9]{30,}"),
    "PyPI token": re.compile(r"\bpypi-[\w-]{30,}"),
    "SendGrid key": re.compile(r"\bSG\.[\w-]{16,}\.[\w-]{16,}"),
    "model provider key": re.compile(r"\bsk-(?:ant-|proj-)?[A-Za-z0-9_-]{20,}"),
    "signed token": re.compile(r"\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}"),
    "password in an address": re.compile(r"\b[a-z][a-z0-9+.-]*://[^\s/:@]+:(?P<secret>[^\s/@]+)@", re.IGNORECASE),
    "authorization header": re.compile(
        r"\bauthorization\s*[:=]\s*(?:basic|bearer)\s+(?P<secret>[\w.=+/~-]{8,})", re.IGNORECASE
    ),
    "password": re.compile(
        r"\b(?:password|passwd|pwd|passwort|secret|api[_ -]?key|access[_ -]?token)\b(?:\s+is)?\s*[:=]\s*"
        r"[\"']?(?P<secret>[^\s\"',;]{6,})",
        re.IGNORECASE,
    ),
}


@dataclass(frozen=True)
class Masked:
    """A text without secrets, and the kinds of what was masked, each once, in the order of SHAPES."""

    text: str
    kinds: list[str]


def mask(text: str) -> Masked:
    """Replace every secret of a known shape by `[masked: kind]`."""
    kinds: list[str] = []
    visible = _visible(text)
    for kind, shape in SHAPES.items():
        if not shape.search(visible):
            continue
        text, found = _mask_shape(text, kind, shape)
        if found:
            kinds.append(kind)
            visible = _visible(text)
    return Masked(text, kinds)


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
