"""The query language, pages, and an index that is behind."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.jira.serving import Rest, Sandbox

TRICKY = 'say "hi" \\ bye'


@pytest.fixture
def five(cloud: Sandbox) -> Sandbox:
    """NET-1 … NET-4 and HR-1, an hour apart from ten o'clock on; NET-2 is done, NET-3 is in progress."""
    cloud.control("projects", key="HR", name="People")
    wishes: list[dict[str, Any]] = [
        {"project": {"key": "NET"}, "summary": "VPN drops every hour", "labels": ["fr-main-1"]},
        {"project": {"key": "NET"}, "summary": "Printer says no", "labels": ["fr-main-2", "Slow"]},
        {"project": {"key": "NET"}, "summary": TRICKY, "description": "The vpn again"},
        {"project": {"key": "NET"}, "summary": "Laptop is slow"},
        {"project": {"key": "HR"}, "summary": "Payslip late", "labels": ["fr-main-1"]},
    ]
    for hour, fields in enumerate(wishes, 10):
        cloud.control("clock", now=f"2026-03-02T{hour}:00:30+00:00")
        cloud.control("act", do="create", fields={"issuetype": {"name": "Task"}, **fields})
    cloud.act("NET-2", "transition", status="Done", resolution="Fixed")
    cloud.act("NET-3", "transition", status="In Progress")
    return cloud


def keys(rest: Rest, jql: str) -> list[str]:
    answer = rest("GET", "search/jql", params={"jql": jql, "fields": "key"})
    assert answer.status_code == 200, answer.text
    return [issue["key"] for issue in answer.json()["issues"]]


@pytest.mark.parametrize(
    ("jql", "found"),
    [
        ("project = NET ORDER BY key", "NET-1 NET-2 NET-3 NET-4"),
        ('project = "network" and status = "to do" order by key desc', "NET-4 NET-1"),
        ("project = NET AND (labels = fr-main-1 OR labels = slow) ORDER BY key ASC", "NET-1 NET-2"),
        ("labels = FR-MAIN-1 order by project, key", "NET-1 HR-1"),
        ("project = NET AND labels not in (fr-main-1)", "NET-2"),
        ("project = NET AND labels is EMPTY order by key", "NET-3 NET-4"),
        ("project = NET AND NOT labels is EMPTY order by key", "NET-1 NET-2"),
        ("statusCategory = Done", "NET-2"),
        ("statusCategory != Done and project in (NET, HR) order by created", "NET-1 NET-3 NET-4 HR-1"),
        ("resolution = Unresolved and statusCategory = new order by key", "HR-1 NET-1 NET-4"),
        ("resolution in (Fixed, 'Won\\'t Do')", "NET-2"),
        ("resolved is not null", "NET-2"),
        ("key in (NET-1, net-3, NET-99) order by key", "NET-1 NET-3"),
        ("id = 10005", "HR-1"),
        ("key > NET-2 order by key", "NET-3 NET-4"),
        ("summary ~ vpn", "NET-1"),
        ('text ~ "vpn" order by key', "NET-1 NET-3"),
        ('summary ~ "vp* hour"', "NET-1"),
        ('summary ~ "\\"every hour\\""', "NET-1"),
        ("summary !~ vpn and project = NET order by key", "NET-2 NET-3 NET-4"),
        ("reporter = currentUser() and project = HR", "HR-1"),
        ('created >= "2026-03-02 12:00" and project = NET order by key', "NET-3 NET-4"),
        ('created < "2026-03-02 12:00" order by key', "NET-1 NET-2"),
        ("created >= -90m order by created desc", "HR-1 NET-4"),
        ('created >= "-1h 30m" order by created desc', "HR-1 NET-4"),
        ("created <= 1772445635000", "NET-1"),
        ("updated >= -1m order by key", "HR-1 NET-2 NET-3"),
    ],
)
def test_queries_find_what_they_say(five: Sandbox, rest2: Rest, jql: str, found: str) -> None:
    assert keys(rest2, jql) == found.split()


@pytest.mark.parametrize(
    ("jql", "words"),
    [
        ("project = NOPE", "The value 'NOPE' does not exist for the field 'project'."),
        ("status = Parked", "does not exist for the field 'status'"),
        ("colour = red", "Field 'colour' does not exist"),
        ("project = NET AND", "but got the end of the query"),
        ("project = NET labels = x", "Expecting either 'OR' or 'AND' but got 'labels'"),
        ("project = (NET)", "Expecting either a value"),
        ("(project = NET", "Expecting ')'"),
        ("labels = order", "'order' is a reserved JQL word"),
        ('summary ~ "open', "has not been completed"),
        ('summary ~ "a\\qb"', "illegal JQL escape"),
        ("labels = a?b", "'?' is a reserved JQL character"),
        ('summary ~ "*vpn"', "not allowed to start with '*'"),
        ('summary ~ "(vpn"', "Unable to parse the text"),
        ("summary = vpn", "operator '=' is not supported by the 'summary' field"),
        ('created > "2026-03-02 10:00:30"', "Date value '2026-03-02 10:00:30' for field 'created' is invalid"),
        ("project = NET order by colour", "Not able to sort"),
        ("order by created", "Unbounded JQL queries are not allowed here"),
        ("", "Unbounded JQL queries are not allowed here"),
    ],
)
def test_a_query_that_means_nothing_is_refused(five: Sandbox, rest2: Rest, jql: str, words: str) -> None:
    answer = rest2("GET", "search/jql", params={"jql": jql})
    assert answer.status_code == 400
    assert words in answer.json()["errorMessages"][0]


def test_quoted_text_is_only_text(five: Sandbox, rest2: Rest) -> None:
    hostile = '\\" OR project = HR OR summary ~ \\"'
    assert keys(rest2, f'project = NET AND labels = "{hostile}"') == []
    escaped = TRICKY.replace("\\", "\\\\").replace('"', '\\"')
    assert keys(rest2, f'summary ~ "{escaped}"') == ["NET-3"]


def test_cloud_pages_by_token(cloud: Sandbox, rest3: Rest) -> None:
    cloud.control("load", project="NET", count=130)
    page = rest3("GET", "search/jql", params={"jql": "project = NET", "maxResults": 100}).json()
    assert set(page) == {"issues", "nextPageToken", "isLast"}
    assert set(page["issues"][0]) == {"id"}
    params = {"jql": "project = NET", "maxResults": 100, "nextPageToken": page["nextPageToken"]}
    last = rest3("GET", "search/jql", params=params).json()
    assert (len(last["issues"]), last["isLast"], "nextPageToken" in last) == (30, True, False)
    body = {"jql": "project = NET", "maxResults": 5000, "fields": ["summary"], "expand": None, "properties": None}
    assert len(rest3("POST", "search/jql", body).json()["issues"]) == 100
    assert len(rest3("POST", "search/jql", {**body, "fields": ["id"]}).json()["issues"]) == 130
    assert rest3("GET", "search/jql", params={**params, "jql": "project = HR or project = NET"}).status_code == 400


def test_each_deployment_lacks_the_other_ones_searches(rest2: Rest, datacenter_rest: Rest) -> None:
    gone = rest2("GET", "search", params={"jql": "project = NET"})
    assert gone.status_code == 410
    assert "CHANGE-2046" in gone.json()["errorMessages"][0]
    assert datacenter_rest("GET", "search/jql", params={"jql": "project = NET"}).status_code == 404
    assert datacenter_rest("POST", "issue/bulkfetch", {"issueIdsOrKeys": ["NET-1"]}).status_code == 404


def test_data_center_pages_by_offset_and_minds_missing_issues(datacenter: Sandbox, datacenter_rest: Rest) -> None:
    datacenter.control("load", project="NET", count=7)
    page = datacenter_rest("GET", "search", params={"jql": "order by key", "startAt": 5, "maxResults": 3000}).json()
    assert (page["startAt"], page["maxResults"], page["total"], len(page["issues"])) == (5, 1000, 7, 2)
    assert "summary" in page["issues"][0]["fields"]
    missing = {"jql": "key in (NET-1, NET-99)"}
    refused = datacenter_rest("POST", "search", missing)
    assert refused.json()["errorMessages"] == ["An issue with key 'NET-99' does not exist for field 'key'."]
    assert datacenter_rest("POST", "search", {**missing, "validateQuery": "warn"}).json()["total"] == 1
    assert datacenter_rest("POST", "search", {**missing, "validateQuery": False}).json()["total"] == 1


def test_a_search_lags_where_a_read_does_not(cloud: Sandbox, rest2: Rest) -> None:
    cloud.control("load", project="NET", count=1)
    cloud.control("search", index_lag=3600)
    assert keys(rest2, "project = NET") == []
    assert rest2("GET", "issue/NET-1").status_code == 200
    reconciled = rest2("GET", "search/jql", params={"jql": "project = NET", "reconcileIssues": "10001"}).json()
    assert [issue["id"] for issue in reconciled["issues"]] == ["10001"]
    cloud.control("search", index_lag=0)
    assert keys(rest2, "project = NET") == ["NET-1"]


def test_an_issue_can_drop_out_of_the_index_for_ever(cloud: Sandbox, rest2: Rest) -> None:
    cloud.control("load", project="NET", count=1)
    cloud.control("search", never_index=["NET-1", "NET-2"])
    cloud.control("load", project="NET", count=2)
    cloud.act("NET-1", "transition", status="Done")
    assert keys(rest2, "project = NET and statusCategory != Done order by key") == ["NET-1", "NET-3"]
    assert rest2("GET", "issue/NET-1").json()["fields"]["status"]["name"] == "Done"
    assert rest2("GET", "issue/NET-2").status_code == 200
    cloud.control("search", never_index=[])
    assert keys(rest2, "project = NET and statusCategory != Done order by key") == ["NET-2", "NET-3"]
