"""Who may come in, and what they may see."""

from __future__ import annotations

import pytest
import requests

from tests.sandbox.jira.serving import Rest, Sandbox

FIELDS = {"project": {"key": "NET"}, "issuetype": {"name": "Task"}, "summary": "The VPN drops"}


@pytest.mark.parametrize("auth", [None, ("bot@example.com", "wrong"), ("bot", "sandbox-token"), ("x", "")])
def test_wrong_credentials_are_refused_on_cloud(cloud: Sandbox, auth: tuple[str, str] | None) -> None:
    answer = requests.get(f"{cloud.url}/rest/api/3/myself", auth=auth, timeout=60)
    assert answer.status_code == 401
    assert "AUTHENTICATED_FAILED" in answer.headers["X-Seraph-LoginReason"]


@pytest.mark.parametrize(
    ("header", "status"),
    [("Bearer sandbox-pat", 200), ("Bearer wrong", 401), ("Bearer", 401), ("Basic !", 401), ("", 401)],
)
def test_data_center_takes_access_tokens(datacenter: Sandbox, header: str, status: int) -> None:
    answer = requests.get(f"{datacenter.url}/rest/api/2/myself", headers={"Authorization": header}, timeout=60)
    assert answer.status_code == status


def test_anyone_may_ask_which_jira_it_is(cloud: Sandbox) -> None:
    info = requests.get(f"{cloud.url}/rest/api/2/serverInfo", timeout=60).json()
    assert info["deploymentType"] == "Cloud"


def test_a_token_can_be_revoked_and_replaced(cloud: Sandbox, rest2: Rest) -> None:
    cloud.control("users", accountId="bot", token="fresh")
    assert rest2("GET", "myself").status_code == 401
    answer = requests.get(f"{cloud.url}/rest/api/2/myself", auth=("bot@example.com", "fresh"), timeout=60)
    assert answer.json()["displayName"] == "Friction Bot"


def test_a_manager_works_with_credentials_of_her_own(cloud: Sandbox) -> None:
    ann = Rest(cloud, "2", ("ann@example.com", "sandbox-token"))
    ann("POST", "issue", {"fields": FIELDS})
    assert cloud.issues()[0]["creator"] == "ann-1"
    ann.close()


def test_a_hidden_project_looks_like_none(cloud: Sandbox, rest2: Rest) -> None:
    cloud.control("load", project="NET", count=1)
    cloud.control("permissions", user="bot", project="NET", browse=False)
    hidden, missing = rest2("GET", "issue/NET-1"), rest2("GET", "issue/NET-2")
    assert hidden.status_code == missing.status_code == 404
    assert hidden.json() == missing.json()
    assert rest2("GET", "project/NET").status_code == 404
    assert rest2("GET", "project/search").json()["values"] == []
    refused = rest2("GET", "search/jql", params={"jql": "project = NET"})
    assert refused.json()["errorMessages"] == ["The value 'NET' does not exist for the field 'project'."]
    assert rest2("GET", "search/jql", params={"jql": "created <= now()"}).json()["issues"] == []
    assert rest2("POST", "issue/bulkfetch", {"issueIdsOrKeys": ["NET-1"]}).json()["issues"] == []
    cloud.control("permissions", user="bot", project="NET", browse=True)
    assert rest2("GET", "issue/NET-1").status_code == 200


def test_permissions_are_refused_one_by_one(cloud: Sandbox, rest2: Rest) -> None:
    cloud.control("load", project="NET", count=1)
    cloud.control("permissions", user="bot", project="NET", create=False, edit=False, transition=False, comment=False)
    assert list(rest2("POST", "issue", {"fields": FIELDS}).json()["errors"]) == ["project"]
    assert rest2("PUT", "issue/NET-1", {"fields": {"summary": "x"}}).status_code == 403
    assert rest2("PUT", "issue/NET-1/properties/a", 1).status_code == 403
    assert rest2("POST", "issue/NET-1/comment", {"body": "x"}).status_code == 403
    assert rest2("GET", "issue/NET-1/transitions").json()["transitions"] == []
    assert rest2("POST", "issue/NET-1/transitions", {"transition": {"id": "31"}}).status_code == 403
    wish = {"permissions": "CREATE_ISSUES,BROWSE_PROJECTS", "projectKey": "NET"}
    mine = rest2("GET", "mypermissions", params=wish).json()["permissions"]
    assert {key: each["havePermission"] for key, each in mine.items()} == {
        "CREATE_ISSUES": False,
        "BROWSE_PROJECTS": True,
    }


def test_an_archived_project_takes_nothing_more(cloud: Sandbox, rest2: Rest) -> None:
    cloud.control("load", project="NET", count=1)
    cloud.control("projects", method="PUT", key="NET", archived=True)
    assert list(rest2("POST", "issue", {"fields": FIELDS}).json()["errors"]) == ["project"]
    assert rest2("PUT", "issue/NET-1", {"fields": {"summary": "x"}}).status_code == 400
    assert rest2("GET", "search/jql", params={"jql": "project = NET"}).status_code == 400
    cloud.control("projects", method="PUT", key="NET", archived=False)
    assert rest2("POST", "issue", {"fields": FIELDS}).status_code == 201


def test_a_hidden_address_is_not_shown_and_finds_nobody(cloud: Sandbox, rest2: Rest) -> None:
    cloud.control("users", accountId="ann-1", email_hidden=True)
    assert rest2("GET", "user/search", params={"query": "ann@example.com"}).json() == []
    [ann] = rest2("GET", "user/search", params={"query": "ann"}).json()
    assert (ann["accountId"], "emailAddress" in ann, "name" in ann) == ("ann-1", False, False)


def test_people_have_names_on_data_center(datacenter: Sandbox, datacenter_rest: Rest) -> None:
    fields = {**FIELDS, "assignee": {"name": "ann"}, "reporter": {"name": "ann"}}
    key = datacenter_rest("POST", "issue", {"fields": fields}).json()["key"]
    shown = datacenter_rest("GET", f"issue/{key}").json()["fields"]
    assert (shown["assignee"]["name"], shown["reporter"]["key"]) == ("ann", "ann-1")
    assert "accountId" not in shown["assignee"]
    by_id = datacenter_rest("POST", "issue", {"fields": {**FIELDS, "assignee": {"accountId": "ann-1"}}})
    assert list(by_id.json()["errors"]) == ["assignee"]


def test_data_center_has_no_version_3(datacenter: Sandbox) -> None:
    answer = requests.get(f"{datacenter.url}/rest/api/3/myself", auth=("bot", "sandbox-password"), timeout=60)
    assert answer.status_code == 404
