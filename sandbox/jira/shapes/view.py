"""Who is looking, from where, through which version: what every shape depends on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sandbox.jira.calls import Call
    from sandbox.jira.people import User
    from sandbox.jira.site import Site


@dataclass(frozen=True)
class View:
    """One onlooker's view of the site."""

    site: Site
    user: User
    api: str
    origin: str
    version: str

    @classmethod
    def of(cls, site: Site, call: Call) -> View:
        """Return the view that a call's answer is drawn for."""
        return cls(site, call.user, call.api, call.origin, call.version)

    def page(self, items: list[Any], *, start: int, most: int, key: str = "values") -> dict[str, Any]:
        """Return one page of all `items`, in the form of the older paged addresses."""
        most = max(most, 0)
        shown = items[start : start + most]
        return {"startAt": start, "maxResults": most, "total": len(items), key: shown}
