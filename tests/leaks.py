"""Hostile input 45: what a test plants or configures as a secret stands in no log that the suite has written.

The fixture `no_log_tells_a_secret` reads the logs of all processes once, at the end, in each worker of the test run.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from config.addresses import passwords

_SECRET_VARIABLE = re.compile(r"TOKEN|SECRET|PASSWORD|_PAT$|_KEY$")
# Every secret of this test run, by all of its tests.
_secrets: set[str] = set()


def plant(*secrets: str) -> None:
    """Remember secrets that people or servers write where the product reads them."""
    _secrets.update(secrets)


def configured(env: Mapping[str, str]) -> None:
    """Remember the secrets in the environment of a process, as they are and as they travel in headers."""
    found = {value for name, value in env.items() if _SECRET_VARIABLE.search(name) and value}
    user = env.get("JIRA_EMAIL") or env.get("JIRA_USER") or ""
    pairs = {base64.b64encode(f"{user}:{value}".encode()).decode() for value in found}
    url = env.get("DATABASE_URL", "")
    plant(*found, *pairs, *(passwords(url) if "://" in url else ()))


def planted() -> frozenset[str]:
    """Everything that no log may hold."""
    return frozenset(_secrets)


def leaks(directory: Path, secrets: Iterable[str]) -> list[str]:
    """Name every log below a directory that holds a secret, and how the secret begins."""
    known = sorted(secrets)
    found = []
    for log in sorted(directory.rglob("*.log")):
        text = log.read_text(errors="replace")
        found += [f"{log}: {secret[:6]}…" for secret in known if secret in text]
    return found
