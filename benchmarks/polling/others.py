"""Two pollers as they are usually written, to compare with."""

from __future__ import annotations

import math
from collections.abc import Sequence

from benchmarks.polling.site import LoadedJira

_PAGE = 100


class Naive:
    """Reads every open issue by itself, each time. Misses nothing."""

    def __init__(self, jira: LoadedJira, watched: Sequence[str]) -> None:
        self._jira = jira
        self._watched = watched
        self.ended: set[str] = set()

    def poll(self) -> None:
        """One GET per issue that was open at the last look."""
        for jira_id in self._watched:
            if jira_id not in self.ended:
                fields = self._jira.http.get(f"/rest/api/3/issue/{jira_id}?fields=status").json()["fields"]
                if fields["status"]["statusCategory"]["key"] == "done":
                    self.ended.add(jira_id)


class Watermark:
    """Searches for what was updated since it last looked, and believes the search."""

    def __init__(self, jira: LoadedJira, now: float) -> None:
        self._jira = jira
        self._since = now
        self.ended: set[str] = set()

    def poll(self, now: float) -> None:
        """now: Jira's time in seconds since 1970. JQL knows minutes only."""
        minutes = math.ceil((now - self._since) / 60)
        jql = f'project = NET AND updated >= "-{minutes}m" ORDER BY updated ASC'
        token: str | None = None
        while True:
            asked = {"jql": jql, "fields": "status", "maxResults": _PAGE, **({"nextPageToken": token} if token else {})}
            page = self._jira.http.get("/rest/api/3/search/jql", params=asked).raise_for_status().json()
            done = [i for i in page["issues"] if i["fields"]["status"]["statusCategory"]["key"] == "done"]
            self.ended |= {issue["id"] for issue in done}
            token = page.get("nextPageToken")
            if token is None:
                break
        self._since = now
