"""Setting faults."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sandbox.jira.site import Site


def add(site: Site, wishes: dict[str, Any]) -> dict[str, Any]:
    """Set a fault and return it."""
    return site.faults.add(wishes).shown()


def every(site: Site, _wishes: dict[str, Any]) -> dict[str, Any]:
    """Return the faults now set, with how often each has struck."""
    return {"faults": [fault.shown() for fault in site.faults.all()]}


def clear(site: Site, _wishes: dict[str, Any]) -> dict[str, Any]:
    """Take all faults away."""
    site.faults.clear()
    return {"ok": True}
