"""Setting the world up: projects, people, permissions, the clock, the index."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sandbox.jira.clock import stamp
from sandbox.jira.people import PERMISSIONS, User
from sandbox.jira.projects import (
    DEFAULT_ISSUE_TYPES,
    DEFAULT_RESOLUTIONS,
    DEFAULT_STATUSES,
    ExtraField,
    Project,
    Version,
)

if TYPE_CHECKING:
    from sandbox.jira.projects import Named, Status
    from sandbox.jira.site import Site


def new_project(site: Site, wishes: dict[str, Any]) -> dict[str, Any]:
    """Make a project: `key`, and what differs from the usual one."""
    key = str(wishes["key"]).upper()
    if site.project(key):
        raise ValueError(f"there is a project {key} already")
    project = Project(
        id=str(site.next_id("project")),
        key=key,
        name=str(wishes.get("name", key)),
        lead="bot",
        statuses=_statuses(site, [{"name": n, "category": c} for n, c in DEFAULT_STATUSES]),
        resolutions=_named(site, "resolution", DEFAULT_RESOLUTIONS),
        issue_types=_named(site, "issuetype", DEFAULT_ISSUE_TYPES),
    )
    _shape(site, project, wishes)
    site.projects[project.id] = project
    return _shown(project)


def change_project(site: Site, wishes: dict[str, Any]) -> dict[str, Any]:
    """Change a project at run time; `new_key` renames its key, `archived` hides it."""
    project = _project(site, wishes)
    _shape(site, project, wishes)
    if new := wishes.get("new_key"):
        site.rekey(project, str(new).upper())
    return _shown(project)


def delete_project(site: Site, wishes: dict[str, Any]) -> dict[str, Any]:
    """Delete a project and, silently, its issues."""
    project = _project(site, wishes)
    bot = site.directory.users["bot"]
    for issue in [i for i in site.issues.values() if i.project == project.id and not i.deleted]:
        site.commit(replace(issue, deleted=True), bot, "deleted")
    project.archived = True
    return {"ok": True}


def _project(site: Site, wishes: dict[str, Any]) -> Project:
    project = site.project(str(wishes["key"]))
    if project is None:
        raise KeyError(f"no project {wishes['key']}")
    return project


def _shape(site: Site, project: Project, wishes: dict[str, Any]) -> None:
    """Give a project what is wished; whole lists replace whole lists."""
    if "name" in wishes:
        project.name = str(wishes["name"])
    if "lead" in wishes:
        project.lead = _user(site, wishes["lead"]).id
    if "statuses" in wishes:
        project.statuses = _statuses(site, wishes["statuses"])
        _follow_statuses(site, project)
    for name, kind in (("resolutions", "resolution"), ("issue_types", "issuetype"), ("components", "component")):
        if name in wishes:
            setattr(project, name, _named(site, kind, wishes[name]))
    if "versions" in wishes:
        project.versions = [_version(site, given) for given in wishes["versions"]]
    if "required_fields" in wishes or "optional_fields" in wishes:
        given = [(f, True) for f in wishes.get("required_fields", [])]
        given += [(f, False) for f in wishes.get("optional_fields", [])]
        project.extra_fields = {f["id"]: _field(f, required=required) for f, required in given}
    project.archived = bool(wishes.get("archived", project.archived))
    project.next_number = max(project.next_number, int(wishes.get("next_number", 0)))


def _statuses(site: Site, given: list[Any]) -> list[Status]:
    """Return statuses from names with categories: {"name", "category"} or ["name", "category"]."""
    pairs = [(s["name"], s["category"]) if isinstance(s, dict) else tuple(s) for s in given]
    return [site.status(str(name), str(category)) for name, category in pairs]


def _follow_statuses(site: Site, project: Project) -> None:
    """Bring issues whose status is gone to the first one of the same category, as a workflow migration does."""
    for issue in [i for i in site.issues.values() if i.project == project.id and i.status not in project.statuses]:
        status = next((s for s in project.statuses if s.category == issue.status.category), project.statuses[0])
        site.commit(replace(issue, status=status), site.directory.users["bot"], "migrated", touch=False)


def _named(site: Site, kind: str, names: list[Any]) -> list[Named]:
    return [site.named(kind, str(name)) for name in names]


def _version(site: Site, given: dict[str, Any]) -> Version:
    known = site.named("version", str(given["name"]))
    return Version(known.id, known.name, bool(given.get("released")), given.get("releaseDate"))


def _field(given: dict[str, Any], *, required: bool) -> ExtraField:
    schema = given.get("schema") or {"type": "string", "custom": "sandbox:textfield"}
    allowed = [
        value if isinstance(value, dict) else {"value": str(value)} for value in given.get("allowedValues") or []
    ]
    options = tuple({"id": str(number), **value} for number, value in enumerate(allowed, 10_100))
    return ExtraField(str(given["id"]), str(given.get("name", given["id"])), schema, options, required)


def _shown(project: Project) -> dict[str, Any]:
    return {
        "id": project.id,
        "key": project.key,
        "name": project.name,
        "archived": project.archived,
        "issue_types": [{"id": t.id, "name": t.name} for t in project.issue_types],
        "statuses": [{"id": s.id, "name": s.name, "category": s.category} for s in project.statuses],
    }


def _user(site: Site, name: Any) -> User:
    user = site.directory.find(str(name))
    if user is None:
        raise KeyError(f"no user {name}")
    return user


def put_user(site: Site, wishes: dict[str, Any]) -> dict[str, Any]:
    """Register a person, or change one: their secrets too, which are the sandbox's own unless said otherwise."""
    number = str(wishes.get("accountId") or wishes["name"])
    old = site.directory.users.get(number)
    user = old or User(number, str(wishes.get("name", number)), str(wishes.get("displayName", number)), "")
    names = {"displayName": "display_name", "emailAddress": "email", "accountId": "id"}
    given = {names.get(key, key): value for key, value in wishes.items()}
    site.directory.add(replace(user, **given))
    return {"ok": True, "id": number}


def permissions(site: Site, wishes: dict[str, Any]) -> dict[str, Any]:
    """Give (true) or take (false) permissions of a user in a project, by the names in PERMISSIONS."""
    user = _user(site, wishes["user"])
    project = site.project(str(wishes["project"]))
    if project is None:
        raise KeyError(f"no project {wishes['project']}")
    for name in PERMISSIONS:
        if name in wishes:
            site.directory.allow(user, project.id, name, allowed=bool(wishes[name]))
    return {"ok": True}


def clock(site: Site, wishes: dict[str, Any]) -> dict[str, Any]:
    """Turn Jira's clock: {"now": ISO instant} or {"offset": seconds from real time}."""
    site.clock.set(now=wishes.get("now"), offset=wishes.get("offset"))
    return {"now": stamp(site.clock.now())}


def search(site: Site, wishes: dict[str, Any]) -> dict[str, Any]:
    """Set how far searches are behind, what they never see again, and whether bulkfetch names what it cannot find."""
    if "index_lag" in wishes:
        site.index.set_lag(float(wishes["index_lag"]))
    if "never_index" in wishes:
        names = [str(name) for name in wishes["never_index"]]
        site.index.never_index(site.everyone_of(names), names)
    if "missing_in_errors" in wishes:
        site.missing_in_errors = bool(wishes["missing_in_errors"])
    return {"ok": True, "index_lag": site.index.lag}
