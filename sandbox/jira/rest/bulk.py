"""Many issues and many changelogs at once (Cloud), and one issue's changelog by pages (Cloud)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.jira.calls import Answer, Route
from sandbox.jira.clock import epoch_milliseconds
from sandbox.jira.refusals import Refusal
from sandbox.jira.shapes import changelog, issues
from sandbox.jira.shapes.view import View

if TYPE_CHECKING:
    from sandbox.jira.calls import Call
    from sandbox.jira.issues import Change, Issue
    from sandbox.jira.site import Site

_MOST_ISSUES = 100
_MOST_PROPERTIES = 5
_MOST_CHANGELOGS = 1000
_MOST_FIELDS = 10
_MOST_ENTRIES = 10_000
_MOST_ON_PAGE = 100


def fetch(site: Site, call: Call) -> Answer:
    """Answer up to 100 issues by id or key, in the order of ids, moved ones under their new key.

    Those missing or hidden are left out, as the documentation says; a setting of control names them in `issueErrors`.
    """
    body = call.document()
    names = _names(body, _MOST_ISSUES)
    properties = [str(key) for key in body.get("properties") or []]
    if len(properties) > _MOST_PROPERTIES:
        raise Refusal(400, f"No more than {_MOST_PROPERTIES} properties can be requested.")
    found = _readable(site, call, names)
    view = View.of(site, call)
    fields = [str(name) for name in body.get("fields") or ["*navigable"]]
    expand = body.get("expand") or []
    shown = [issues.issue(view, issue, fields, expand=expand, properties=properties) for issue in found]
    return Answer({"expand": "names,schema", "issues": shown, "issueErrors": _errors(site, names, found)})


def _names(body: dict[str, Any], most: int) -> list[str]:
    given = body.get("issueIdsOrKeys")
    if not isinstance(given, list) or not given:
        raise Refusal(400, "issueIdsOrKeys must hold at least one issue.")
    if len(given) > most:
        raise Refusal(400, f"No more than {most} issues can be requested.")
    return [str(name) for name in given]


def _readable(site: Site, call: Call, names: list[str]) -> list[Issue]:
    unique = {issue.id: issue for issue in site.everyone_of(names)}
    return [unique[n] for n in sorted(unique) if site.directory.may(call.user, "browse", unique[n].project)]


def _errors(site: Site, names: list[str], found: list[Issue]) -> list[dict[str, str]]:
    if not site.missing_in_errors:
        return []
    numbers = {issue.id for issue in found}
    missing = [n for n in names if (issue := site.existing(n)) is None or issue.id not in numbers]
    sentence = "Issue does not exist or you do not have permission to see it."
    return [{"id": name, "errorMessage": sentence} for name in missing]


def fetch_changelogs(site: Site, call: Call) -> Answer:
    """Answer the changes of up to 1000 issues, oldest first. Here `created` is in milliseconds since 1970."""
    body = call.document()
    found = _readable(site, call, _names(body, _MOST_CHANGELOGS))
    fields = {str(name) for name in body.get("fieldIds") or []}
    if len(fields) > _MOST_FIELDS:
        raise Refusal(400, f"No more than {_MOST_FIELDS} fields can be requested.")
    start, most = _page(body)
    changes = [(c, i) for i in found for c in i.history if not fields or fields & {item.field_id for item in c.items}]
    changes.sort(key=lambda pair: (pair[0].at, pair[1].id, pair[0].id))
    answer: dict[str, Any] = {"issueChangeLogs": _by_issue(View.of(site, call), changes[start : start + most])}
    if start + most < len(changes):
        answer["nextPageToken"] = f"c{start + most}"
    return Answer(answer)


def _page(body: dict[str, Any]) -> tuple[int, int]:
    token = str(body.get("nextPageToken") or "c0")
    if not token.startswith("c") or not token[1:].isdecimal():
        raise Refusal(400, "The provided next page token is invalid.")
    most = body.get("maxResults") or _MOST_CHANGELOGS
    if not isinstance(most, int) or not 1 <= most <= _MOST_ENTRIES:
        raise Refusal(400, f"maxResults is between 1 and {_MOST_ENTRIES}.")
    return int(token[1:]), most


def _by_issue(view: View, changes: list[tuple[Change, Issue]]) -> list[dict[str, Any]]:
    grouped: dict[int, list[dict[str, Any]]] = {}
    for change, issue in changes:
        entry = {**changelog.entry(view, change), "created": epoch_milliseconds(change.at)}
        grouped.setdefault(issue.id, []).append(entry)
    return [{"issueId": str(number), "changeHistories": entries} for number, entries in grouped.items()]


def page_of_changelog(site: Site, call: Call) -> Answer:
    """Answer a page of an issue's changelog, oldest first."""
    view = View.of(site, call)
    issue = site.issue(call.user, call.params["issue"])
    start, most = call.number("startAt", 0), min(call.number("maxResults", _MOST_ON_PAGE), _MOST_ON_PAGE)
    page = view.page([changelog.entry(view, change) for change in issue.history], start=start, most=most)
    me = f"{view.api}/issue/{issue.key}/changelog"
    answer = {**page, "self": f"{me}?startAt={start}&maxResults={most}", "isLast": start + most >= page["total"]}
    if not answer["isLast"]:
        answer["nextPage"] = f"{me}?startAt={start + most}&maxResults={most}"
    return Answer(answer)


ROUTES = (
    Route("POST", "/issue/bulkfetch", fetch, datacenter=False),
    Route("POST", "/changelog/bulkfetch", fetch_changelogs, datacenter=False),
    Route("GET", "/issue/{issue}/changelog", page_of_changelog, datacenter=False),
)
