"""Many issues at once, for benchmarks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.jira.changes.creating import add
from sandbox.jira.changes.transitioning import move_to
from sandbox.jira.texts import Text

if TYPE_CHECKING:
    from sandbox.jira.site import Site


def load(site: Site, wishes: dict[str, Any]) -> dict[str, Any]:
    """Create `count` issues in `project`; `open_share` of them (0..1, default 1) stay open, evenly spread."""
    project = site.project(str(wishes["project"]))
    if project is None:
        raise KeyError(f"no project {wishes['project']}")
    count, open_share = int(wishes["count"]), float(wishes.get("open_share", 1.0))
    bot = site.directory.users["bot"]
    done = next(status for status in project.statuses if status.done)
    first = project.next_number
    labels = tuple(str(label) for label in wishes.get("labels", []))
    for number in range(count):
        values = {
            "summary": f"Loaded issue {number}",
            "description": Text(f"Issue {number} of a load of {count}."),
            "type": project.issue_types[0],
            "reporter": bot.id,
            "priority": site.priorities[2],
            "labels": labels,
        }
        issue = add(site, bot, project, values)
        if int((number + 1) * open_share) == int(number * open_share):
            move_to(site, bot, issue, done, project.resolutions[0], {})
    last = project.next_number - 1
    ids = [str(site.issue(bot, f"{project.key}-{number}").id) for number in (first, last)] if count else []
    return {"first": f"{project.key}-{first}", "last": f"{project.key}-{last}", "ids": ids, "count": count}


def resolve(site: Site, wishes: dict[str, Any]) -> dict[str, Any]:
    """Bring `count` of the open issues in `project` to an end, evenly spread, and answer their ids."""
    project = site.project(str(wishes["project"]))
    if project is None:
        raise KeyError(f"no project {wishes['project']}")
    bot = site.directory.users["bot"]
    done = next(status for status in project.statuses if status.done)
    still_open = [i for i in site.issues.values() if i.project == project.id and not (i.deleted or i.status.done)]
    count = min(int(wishes["count"]), len(still_open))
    chosen = [still_open[number * len(still_open) // count] for number in range(count)]
    for issue in chosen:
        move_to(site, bot, issue, done, project.resolutions[0], {})
    return {"ids": [str(issue.id) for issue in chosen]}
