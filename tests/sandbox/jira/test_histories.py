"""Moves, deletions, changelogs, and many issues at once."""

from __future__ import annotations

from tests.sandbox.jira.serving import Rest, Sandbox


def test_a_moved_issue_keeps_its_id_and_answers_to_its_old_key(cloud: Sandbox, rest2: Rest) -> None:
    cloud.control("projects", key="HR")
    cloud.control("load", project="NET", count=1)
    assert cloud.act("NET-1", "move", project="HR") == {"id": "10001", "key": "HR-1"}
    for name in ("NET-1", "net-1", "HR-1", "10001"):
        assert rest2("GET", f"issue/{name}").json()["key"] == "HR-1"
    fetched = rest2("POST", "issue/bulkfetch", {"issueIdsOrKeys": ["NET-1"], "fields": ["project"]}).json()
    assert [(i["key"], i["fields"]["project"]["key"]) for i in fetched["issues"]] == [("HR-1", "HR")]
    found = rest2("GET", "search/jql", params={"jql": "key = NET-1", "fields": "key"}).json()
    assert found["issues"][0]["key"] == "HR-1"
    [change] = cloud.issues()[0]["changelog"]
    assert {"field": "Key", "from": "NET-1", "to": "HR-1"} in change["items"]


def test_a_renamed_project_carries_its_issues_along(cloud: Sandbox, rest2: Rest) -> None:
    cloud.control("load", project="NET", count=1)
    cloud.control("projects", method="PUT", key="NET", new_key="WIRE")
    assert rest2("GET", "issue/NET-1").json()["key"] == "WIRE-1"
    assert rest2("GET", "project/NET").json()["key"] == "WIRE"
    jql = {"jql": "project = NET", "fields": "key"}
    assert rest2("GET", "search/jql", params=jql).json()["issues"][0]["key"] == "WIRE-1"


def test_a_deleted_issue_is_gone_for_every_reader(cloud: Sandbox, rest2: Rest) -> None:
    cloud.control("load", project="NET", count=2)
    cloud.act("NET-2", "link", type="Duplicate", to="NET-1")
    cloud.act("NET-1", "delete")
    assert rest2("GET", "issue/10001").status_code == 404
    assert rest2("GET", "issue/NET-2").json()["fields"]["issuelinks"] == []
    fetched = rest2("POST", "issue/bulkfetch", {"issueIdsOrKeys": ["10001", "10002"]}).json()
    assert [i["id"] for i in fetched["issues"]] == ["10002"]
    assert [i["deleted"] for i in cloud.issues()] == [True, False]


def test_bulkfetch_leaves_missing_issues_out_unless_told_to_name_them(cloud: Sandbox, rest3: Rest) -> None:
    cloud.control("load", project="NET", count=2)
    wish = {"issueIdsOrKeys": ["NET-2", "NET-77", "NET-1"], "fields": ["labels"], "properties": ["friction.report"]}
    rest3("PUT", "issue/NET-1/properties/friction.report", {"id": "FR-1"})
    answer = rest3("POST", "issue/bulkfetch", wish).json()
    assert [(i["key"], i["properties"]) for i in answer["issues"]] == [
        ("NET-1", {"friction.report": {"id": "FR-1"}}),
        ("NET-2", {}),
    ]
    assert answer["issueErrors"] == []
    cloud.control("search", missing_in_errors=True)
    assert [e["id"] for e in rest3("POST", "issue/bulkfetch", wish).json()["issueErrors"]] == ["NET-77"]
    too_many = {"issueIdsOrKeys": [f"NET-{n}" for n in range(101)]}
    assert rest3("POST", "issue/bulkfetch", too_many).status_code == 400
    assert rest3("POST", "issue/bulkfetch", {**wish, "properties": list("abcdef")}).status_code == 400


def test_the_changelog_has_three_forms(cloud: Sandbox, datacenter: Sandbox, rest3: Rest, datacenter_rest: Rest) -> None:
    for sandbox in (cloud, datacenter):
        sandbox.control("load", project="NET", count=1)
        sandbox.control("clock", now="2026-11-21T10:00:00+00:00")
        sandbox.act("NET-1", "transition", actor="ann-1", status="Done", resolution="Fixed")
        sandbox.act("NET-1", "edit", fields={"summary": "Shipped"})

    paged = rest3("GET", "issue/NET-1/changelog", params={"maxResults": 1}).json()
    assert (paged["total"], paged["isLast"], len(paged["values"])) == (2, False, 1)
    first = paged["values"][0]
    assert first["author"]["accountId"] == "ann-1"
    assert first["created"].startswith("2026-11-21T10:00:0")
    assert first["created"].endswith("+0000")
    status = next(item for item in first["items"] if item["field"] == "status")
    assert (status["fieldId"], status["fromString"], status["toString"]) == ("status", "To Do", "Done")

    newest_first = rest3("GET", "issue/NET-1", params={"expand": "changelog"}).json()["changelog"]["histories"]
    assert [h["items"][0]["field"] for h in newest_first] == ["summary", "resolution"]
    oldest_first = datacenter_rest("GET", "issue/NET-1", params={"expand": "changelog"}).json()["changelog"]
    assert [h["items"][0]["field"] for h in oldest_first["histories"]] == ["resolution", "summary"]
    assert datacenter_rest("GET", "issue/NET-1/changelog").status_code == 404

    wish = {"issueIdsOrKeys": ["NET-1"], "fieldIds": ["status", "resolution"]}
    [log] = rest3("POST", "changelog/bulkfetch", wish).json()["issueChangeLogs"]
    assert log["issueId"] == "10001"
    assert [entry["id"] for entry in log["changeHistories"]] == [first["id"]]
    assert log["changeHistories"][0]["created"] // 1000 == 1_795_255_200


def test_a_workflow_is_migrated_under_open_issues(cloud: Sandbox, rest2: Rest) -> None:
    cloud.control("load", project="NET", count=1)
    statuses = [["Backlog", "new"], ["Shipped", "done"]]
    cloud.control("projects", method="PUT", key="NET", statuses=statuses, resolutions=["Live"])
    assert rest2("GET", "issue/NET-1").json()["fields"]["status"]["name"] == "Backlog"
    shown = rest2("GET", "issue/NET-1/transitions", params={"expand": "transitions.fields"}).json()["transitions"]
    assert [(t["id"], t["name"], "resolution" in t["fields"]) for t in shown] == [
        ("11", "Backlog", False),
        ("21", "Shipped", True),
    ]
    wrong = {"transition": {"id": "11"}, "fields": {"resolution": {"name": "Live"}}}
    assert list(rest2("POST", "issue/NET-1/transitions", wrong).json()["errors"]) == ["resolution"]
    assert rest2("POST", "issue/NET-1/transitions", {"transition": {"id": "31"}}).status_code == 400
    assert rest2("POST", "issue/NET-1/transitions", {"transition": {"id": "21"}}).status_code == 204
    ended = rest2("GET", "issue/NET-1").json()["fields"]
    assert (ended["status"]["statusCategory"]["key"], ended["resolution"]) == ("done", None)


def test_the_clock_stamps_everything(cloud: Sandbox, rest2: Rest) -> None:
    cloud.control("clock", now="2024-02-29T23:59:00Z")
    cloud.control("load", project="NET", count=1)
    cloud.control("clock", offset=0)
    cloud.act("NET-1", "comment", text="Years later")
    fields = rest2("GET", "issue/NET-1").json()["fields"]
    assert fields["created"].startswith("2024-02-29T23:59:0")
    assert fields["updated"] == fields["comment"]["comments"][0]["created"] > "2026"
