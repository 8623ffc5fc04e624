"""The people (and bots) of the workspace."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.slack import identity


@dataclass
class User:
    """One account. A deactivated one is `deleted`; a guest is `is_restricted`."""

    id: str
    name: str = ""
    real_name: str = ""
    email: str | None = None
    tz: str = "Etc/UTC"
    deleted: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_stranger: bool = False
    """From another company, through Slack Connect."""
    is_bot: bool = False
    is_admin: bool = False
    team_id: str = identity.TEAM

    def __post_init__(self) -> None:
        self.name = self.name or self.id.lower()
        self.real_name = self.real_name or self.name.capitalize()

    def seen(self, *, with_email: bool) -> dict[str, Any]:
        """Return the user object of `users.info`; the e-mail only for an app that may read it."""
        profile = {"real_name": self.real_name, "display_name": self.name, "team": self.team_id}
        if with_email and self.email:
            profile["email"] = self.email
        zone = datetime.now(ZoneInfo(self.tz))
        flags = {
            "deleted": self.deleted, "is_restricted": self.is_restricted, "is_bot": self.is_bot,
            "is_ultra_restricted": self.is_ultra_restricted, "is_admin": self.is_admin, "is_owner": False,
            "is_app_user": False,
        }  # fmt: skip
        stranger = {"is_stranger": True} if self.is_stranger else {}
        return {
            "id": self.id, "team_id": self.team_id, "name": self.name, "real_name": self.real_name, "color": "9f69e7",
            "tz": self.tz, "tz_label": zone.tzname(),
            "tz_offset": int((zone.utcoffset() or timedelta()).total_seconds()),
            "profile": profile, "updated": 0, **flags, **stranger,
        }  # fmt: skip
