"""The shapes of secrets that are well known, as their issuers document them. What was measured: docs/decisions/0007.

kind → shape. A group named `secret` is the part that is masked; without one it is all of the match. Slack waits while
we search: what begins at many places is bounded, or one text could keep us for minutes.
"""

from __future__ import annotations

import re

_NAMED = r"[\"']?\s{0,3}(?:=>|[:=])\s{0,3}[\"']?(?P<secret>[^\s\"',;]{6,})"

SHAPES: dict[str, re.Pattern[str]] = {
    "private key": re.compile(
        r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----.*?(?:-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----|\Z)"
        r"|\bPuTTY-User-Key-File-\d:.*?(?:\n[ \t]*\n|\Z)",
        re.DOTALL,
    ),
    "Slack token": re.compile(r"\b(?:xoxe\.)?xox[abeoprs]-[A-Za-z0-9-]{8,}|\bxapp-[A-Za-z0-9-]{8,}"),
    "Slack webhook": re.compile(r"https://hooks\.slack\.com/(?P<secret>(?:services|workflows|triggers)/[\w/-]{10,})"),
    "GitHub token": re.compile(r"\bgh[pousr]_[A-Za-z0-9]{20,}|\bgithub_pat_\w{20,}"),
    "GitLab token": re.compile(r"\bgl(?:pat|ptt|dt|rt|cbt|oas|ft|soat|imt|agent)-[\w-]{16,}"),
    "AWS access key": re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"),
    "Google key": re.compile(r"\bAIza[\w-]{35}|\bya29\.[\w-]{20,}|\bGOCSPX-[\w-]{20,}"),
    "Azure key": re.compile(r"\bAccountKey=(?P<secret>[\w+/]{40,}={0,2})", re.IGNORECASE),
    "Azure client secret": re.compile(r"(?<![\w~.-])[\w~.-]{3}\dQ~[\w~.-]{31,34}"),
    "Azure signature": re.compile(r"[?&]sig=(?P<secret>[\w%+/-]{30,})"),
    "Atlassian token": re.compile(r"\bAT(?:ATT|CTT|BB)[A-Za-z0-9_=-]{20,}"),
    "Stripe key": re.compile(r"\b[rs]k_(?:live|test)_[A-Za-z0-9]{10,}|\bwhsec_[A-Za-z0-9]{20,}"),
    "npm token": re.compile(r"\bnpm_[A-Za-z0-9]{30,}"),
    "PyPI token": re.compile(r"\bpypi-[\w-]{30,}"),
    "SendGrid key": re.compile(r"\bSG\.[\w-]{16,}\.[\w-]{16,}"),
    "Twilio key": re.compile(r"\b(?:SK|AC)[0-9a-f]{32}\b"),
    "mail service key": re.compile(r"\b[0-9a-f]{32}-us\d{1,2}\b|\bkey-[0-9a-f]{32}\b"),
    "Discord token": re.compile(r"\b[MNO][\w-]{23,26}\.[\w-]{6}\.[\w-]{27,38}\b"),
    "Telegram token": re.compile(r"\b\d{8,10}:AA[\w-]{33}"),
    "service token": re.compile(
        r"\b(?:hf_[A-Za-z0-9]{30,}|dop_v1_[0-9a-f]{40,}|dapi[0-9a-f]{32}|hvs\.[\w-]{24,}|glsa_[A-Za-z0-9]{24,}\w*"
        r"|dckr_pat_[\w-]{20,}|lin_api_[A-Za-z0-9]{30,}|ntn_[A-Za-z0-9]{40,}|PMAK-[0-9a-f]{24}-[0-9a-f]{30,}"
        r"|NRAK-[A-Z0-9]{27}|sntry[su]_[\w=+/-]{40,}|AKCp[A-Za-z0-9]{40,}|shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}"
        r"|sq0(?:atp|csp)-[\w-]{22,})"
    ),
    "model provider key": re.compile(r"\bsk-(?:ant-|proj-)?[A-Za-z0-9_-]{20,}"),
    "signed token": re.compile(r"\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}"),
    "password in an address": re.compile(r"://[^\s/:@]{0,200}:(?P<secret>[^\s/@]{1,200})@", re.IGNORECASE),
    "authorization header": re.compile(
        r"\bauthorization\s*[:=]\s*(?:basic|bearer)\s+(?P<secret>[\w.=+/~-]{8,})", re.IGNORECASE
    ),
    "cookie": re.compile(r"\bcookie:[ \t]{0,3}(?P<secret>[\w.-]{1,60}=[^\s]{8,}[^\n]{0,2000})", re.IGNORECASE),
    # An underscore may stand before the name: DB_PASSWORD.
    "password": re.compile(
        r"(?<![^\W_])(?:password|passwd|passphrase|passcode|pwd|pw|passwort|kennwort|mot de passe|contraseña|wachtwoord"
        r"|senha|secret|api[_ -]?key|access[_ -]?(?:token|key)|auth[_ -]?token)(?:\s+is)?" + _NAMED,
        re.IGNORECASE,
    ),
    # Without a sign between, only a digit tells "my password is hunter2" from "my password is refused".
    "password in a sentence": re.compile(
        r"\b(?:password|passphrase|passcode|passwort|kennwort|pwd|pw)\s+(?:is|was|ist|war|lautet)\s+[\"']?"
        r"(?P<secret>(?=[^\s\"',;]{0,60}\d)[^\s\"',;]{6,})",
        re.IGNORECASE,
    ),
}

# What has no beginning of its own by which a piece of it would be known: it is looked for on one line only.
WHOLE = frozenset(
    {
        "private key",
        "password in an address",
        "password",
        "password in a sentence",
        "cookie",
        "authorization header",
        "mail service key",
        "Azure client secret",
        "Azure signature",
        "Discord token",
        "Telegram token",
    }
)
