"""What settings must satisfy, alone and together.

A validator's refusal continues a sentence that begins with the variable's name.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import SecretStr

    from config.settings import Settings

_INSTANCE = re.compile(r"[a-z0-9]([a-z0-9-]{0,18}[a-z0-9])?")
# Nothing in which a browser runs anything, and no text: what stands in a picture nobody copies a secret from, and what
# stands in a text file nobody has masked. By the ending of their names.
FILE_KINDS = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "heic": "image/heic",
    "pdf": "application/pdf",
    "mp4": "video/mp4",
    "mov": "video/quicktime",
    "webm": "video/webm",
}
_FOREIGN_PREFIXES = {
    "slack_bot_token": {"xapp-": "an app-level token", "xoxp-": "a person's token", "xoxc-": "a browser's token"},
    "slack_app_token": {"xoxb-": "a bot token", "xoxp-": "a person's token"},
    "slack_signing_secret": {"xoxb-": "a bot token", "xapp-": "an app-level token"},
}


def token(value: SecretStr) -> SecretStr:
    """A token fit for an HTTP header: pasted quotes and line breaks are refused here, not by Slack at noon."""
    text = value.get_secret_value()
    if text[0] in "\"'" or text[-1] in "\"'":
        raise ValueError("has quotation marks around its value; remove them")
    if not re.fullmatch(r"[\x21-\x7e]+", text):
        raise ValueError("holds white space or a character that no token has; copy it again")
    return value


def instance_name(name: str) -> str:
    """A name that can stand in a Jira label between two hyphens."""
    if not _INSTANCE.fullmatch(name):
        raise ValueError(
            "is not fit for a Jira label; use up to 20 lower-case letters, digits and inner hyphens, such as staging"
        )
    return name


def file_kinds(kinds: str) -> str:
    """Endings of file names, of those that are known to do no harm."""
    strange = {kind.strip().lower() for kind in kinds.split(",") if kind.strip()} - {*FILE_KINDS, "none"}
    if strange:
        raise ValueError(
            f"names {', '.join(sorted(strange))}, which stays in Slack; leave some of: {', '.join(FILE_KINDS)}"
        )
    return kinds


def problems(settings: Settings) -> Iterator[str]:
    """A sentence for each variable that is wrong only in the light of another."""
    for field, foreign in _FOREIGN_PREFIXES.items():
        value = getattr(settings, field)
        for prefix, kind in foreign.items():
            if value and value.get_secret_value().startswith(prefix):
                yield f"{field.upper()} holds {kind} ({prefix}…); copy the value that belongs here."
    if settings.friction_clock and not settings.on_loopback:
        yield (
            "FRICTION_CLOCK turns business time and is for demo and tests: it is refused unless SLACK_API_URL and "
            "JIRA_URL are both on loopback (127.0.0.1, ::1, localhost). Unset it."
        )
