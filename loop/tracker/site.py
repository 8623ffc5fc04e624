"""What a Jira says of itself: which one it is, what we may do there, what its create screens ask, how things end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from loop.tracker.connection import Wire
from loop.tracker.screen import FieldAsked, field_asked

_PAGE = 100
_DONE = "done"


@dataclass(frozen=True)
class Ends:
    """The names by which things end: statuses of the category done, and resolutions."""

    statuses: tuple[str, ...]
    resolutions: tuple[str, ...]


class Site:
    """Asks one Jira about itself. Every method raises only what stands in `loop.answers`."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    @property
    def is_cloud(self) -> bool:
        """Whether we speak to it as to Cloud: what the settings say, else what Jira says."""
        return self._wire.is_cloud

    def which(self) -> tuple[bool, str]:
        """Whether it is Cloud by its own account, and its version."""
        info = self._wire.get("serverInfo")
        return info.get("deploymentType") == "Cloud", str(info.get("version") or "unknown version")

    def our_name(self) -> str:
        """Who Jira takes us for."""
        me = self._wire.get("myself")
        return str(me.get("displayName") or me.get("name") or "")

    def project_is_archived(self, project: str) -> bool:
        """Whether a project can only be read. Raises NotFoundError when we do not see it."""
        return bool(self._wire.get(f"project/{quote(project)}").get("archived"))

    def lacking(self, project: str, permissions: Sequence[str]) -> list[str]:
        """Which of these permissions, by Jira's keys, we do not have in a project."""
        # The package's my_permissions() cannot name the permissions, without which Cloud refuses to answer.
        asked = {"projectKey": project, "permissions": ",".join(permissions)}
        given = self._wire.get("mypermissions", asked).get("permissions") or {}
        return [key for key in permissions if not (given.get(key) or {}).get("havePermission")]

    def issue_types(self, project: str) -> dict[str, str]:
        """The issue types that we may create in a project: name to id."""
        # The package's project_issue_types() raises on Cloud (FACTS).
        pages = self._pages(f"issue/createmeta/{quote(project)}/issuetypes", "issueTypes")
        return {str(each["name"]): str(each["id"]) for each in pages}

    def create_screen(self, project: str, type_id: str) -> list[FieldAsked]:
        """The fields of an issue type's create screen."""
        pages = self._pages(f"issue/createmeta/{quote(project)}/issuetypes/{quote(type_id)}", "fields")
        return [field_asked(raw) for raw in pages]

    def ends(self, project: str, issue_type: str) -> Ends:
        """The names by which issues of a type can end in a project; resolutions are those of the whole site."""
        types = self._wire.get(f"project/{quote(project)}/statuses")
        mine = [each for each in types if each.get("name") == issue_type] or types
        statuses = [status for each in mine for status in each.get("statuses") or ()]
        done = [str(s["name"]) for s in statuses if (s.get("statusCategory") or {}).get("key") == _DONE]
        resolutions = [str(each["name"]) for each in self._wire.get("resolution")]
        return Ends(tuple(dict.fromkeys(done)), tuple(dict.fromkeys(resolutions)))

    def _pages(self, path: str, cloud_key: str) -> Iterator[dict[str, Any]]:
        """Read page after page of createmeta, whose list has another name on Cloud than on Data Center."""
        start = 0
        while True:
            page = self._wire.get(path, {"startAt": start, "maxResults": _PAGE})
            items = page.get(cloud_key) or page.get("values") or []
            yield from items
            start += len(items)
            total = page.get("total")
            if not items or page.get("isLast") or (total is not None and start >= total):
                return
