"""What Jira takes and refuses when an issue is created or edited."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.jira.serving import Rest, Sandbox

FIELDS = {"project": {"key": "NET"}, "issuetype": {"name": "Task"}, "summary": "The VPN drops"}
DOCUMENT = {
    "type": "doc",
    "version": 1,
    "content": [
        {"type": "heading", "attrs": {"level": 2}, "content": [{"type": "text", "text": "What"}]},
        {"type": "paragraph", "content": [{"type": "text", "text": "Every hour", "marks": [{"type": "strong"}]}]},
    ],
}


def test_properties_are_set_in_the_moment_of_creation(cloud: Sandbox, rest2: Rest) -> None:
    properties = [{"key": "friction.report", "value": {"id": "FR-1"}}]
    answer = rest2("POST", "issue", {"fields": FIELDS, "properties": properties})
    assert answer.status_code == 201
    assert answer.json() == {"id": "10001", "key": "NET-1", "self": f"{cloud.url}/rest/api/2/issue/10001"}
    [issue] = cloud.issues()
    assert issue["properties"] == {"friction.report": {"id": "FR-1"}}


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"summary": "two\nlines"}, "summary", "newline"),
        ({"summary": "x" * 256}, "summary", "255"),
        ({"summary": " "}, "summary", "must specify a summary"),
        ({"description": "x" * 32_768}, "description", "32,767"),
        ({"description": DOCUMENT}, "description", "string"),
        ({"labels": ["two words"]}, "labels", "contains spaces"),
        ({"components": [{"name": "None such"}]}, "components", "'None such' is not valid"),
        ({"issuetype": {"name": "Epic saga"}}, "issuetype", "valid issue type"),
        ({"project": {"key": "NOPE"}}, "project", "valid project"),
        ({"reporter": {"accountId": "nobody"}}, "reporter", "not a user"),
        ({"priority": {"name": "Whatever"}}, "priority", "priority selected is invalid"),
        ({"customfield_10050": "x"}, "customfield_10050", "not on the appropriate screen"),
    ],
)
def test_a_wrong_field_is_named(cloud: Sandbox, rest2: Rest, change: dict[str, Any], field: str, words: str) -> None:
    answer = rest2("POST", "issue", {"fields": {**FIELDS, **change}})
    assert answer.status_code == 400
    assert answer.json()["errorMessages"] == []
    assert list(answer.json()["errors"]) == [field]
    assert words in answer.json()["errors"][field]
    assert cloud.issues() == []


def test_a_field_that_became_required_is_asked_for_until_it_is_given(cloud: Sandbox, rest2: Rest) -> None:
    severity = {
        "id": "customfield_10050",
        "name": "Severity",
        "schema": {"type": "option", "custom": "select", "customId": 10050},
        "allowedValues": ["High", "Low"],
    }
    cloud.control("projects", method="PUT", key="NET", required_fields=[severity])
    answer = rest2("POST", "issue", {"fields": FIELDS})
    assert answer.json() == {"errorMessages": [], "errors": {"customfield_10050": "Severity is required."}}
    types = rest2("GET", "issue/createmeta/NET/issuetypes").json()["issueTypes"]
    screen = rest2("GET", f"issue/createmeta/NET/issuetypes/{types[0]['id']}").json()["fields"]
    asked = next(field for field in screen if field["fieldId"] == "customfield_10050")
    assert (asked["required"], asked["hasDefaultValue"]) == (True, False)
    assert [option["value"] for option in asked["allowedValues"]] == ["High", "Low"]
    assert rest2("POST", "issue", {"fields": {**FIELDS, "customfield_10050": {"value": "Middling"}}}).status_code == 400
    assert rest2("POST", "issue", {"fields": {**FIELDS, "customfield_10050": {"value": "Low"}}}).status_code == 201
    assert cloud.issues()[0]["fields"]["customfield_10050"]["value"] == "Low"


def test_data_center_has_its_own_shape_of_create_screens(datacenter_rest: Rest) -> None:
    types = datacenter_rest("GET", "issue/createmeta/NET/issuetypes").json()
    assert [t["name"] for t in types["values"]] == ["Task", "Bug", "Story", "Improvement"]
    screen = datacenter_rest("GET", f"issue/createmeta/NET/issuetypes/{types['values'][0]['id']}").json()
    assert {f["fieldId"] for f in screen["values"] if f["required"]} == {"summary", "issuetype", "project"}


def test_version_3_takes_and_gives_documents(cloud: Sandbox, rest2: Rest, rest3: Rest) -> None:
    key = rest3("POST", "issue", {"fields": {**FIELDS, "description": DOCUMENT}}).json()["key"]
    assert rest3("GET", f"issue/{key}").json()["fields"]["description"] == DOCUMENT
    assert rest2("GET", f"issue/{key}").json()["fields"]["description"] == "What\nEvery hour"
    assert rest3("POST", f"issue/{key}/comment", {"body": DOCUMENT}).status_code == 201
    rest2("POST", f"issue/{key}/comment", {"body": "one\n\ntwo"})
    bodies = [c["body"] for c in rest3("GET", f"issue/{key}/comment").json()["comments"]]
    assert bodies[0] == DOCUMENT
    assert [p["content"] for p in bodies[1]["content"]] == [
        [{"type": "text", "text": "one"}], [], [{"type": "text", "text": "two"}],
    ]  # fmt: skip


@pytest.mark.parametrize(
    "description",
    [
        "a string",
        {"type": "doc", "content": []},
        {"type": "doc", "version": 1, "content": [{"type": "text", "text": "loose"}]},
        {"type": "doc", "version": 1, "content": [{"type": "paragraph", "content": [{"type": "text", "text": ""}]}]},
        {"type": "doc", "version": 1, "content": [{"type": "bulletList", "content": []}]},
        {"type": "doc", "version": 1, "content": [{"type": "marquee"}]},
        {"type": "doc", "version": 1, "content": [{"type": ["paragraph"]}, 3]},
        {"type": "doc", "version": 1, "content": [{"type": "heading", "attrs": {"level": []}}]},
        {
            "type": "doc",
            "version": 1,
            "content": [
                {
                    "type": "paragraph",
                    "content": [{"type": "text", "text": "x", "marks": [{"type": "link", "attrs": ["href"]}]}],
                }
            ],
        },
    ],
)
def test_version_3_refuses_what_is_no_document(rest3: Rest, description: Any) -> None:
    answer = rest3("POST", "issue", {"fields": {**FIELDS, "description": description}})
    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == ["description"]


def test_an_edit_is_done_whole_or_not_at_all(cloud: Sandbox, rest2: Rest) -> None:
    rest2("POST", "issue", {"fields": FIELDS})
    wrong = {"fields": {"summary": "New"}, "update": {"labels": [{"add": "two words"}]}}
    assert rest2("PUT", "issue/NET-1", wrong).status_code == 400
    assert cloud.issues()[0]["summary"] == "The VPN drops"
    assert rest2("PUT", "issue/NET-1?notifyUsers=false", {"fields": {"summary": "New"}}).status_code == 204
    assert cloud.issues()[0]["summary"] == "New"


def test_an_edit_with_a_link_of_no_known_type_changes_nothing(cloud: Sandbox, rest2: Rest) -> None:
    cloud.control("load", project="NET", count=2)
    link = {"add": {"type": {"name": "Marries"}, "outwardIssue": {"key": "NET-2"}}}
    assert (
        rest2("PUT", "issue/NET-1", {"fields": {"summary": "x"}, "update": {"issuelinks": [link]}}).status_code == 404
    )
    assert cloud.issues()[0]["changelog"] == []
    link["add"]["type"] = {"name": "Duplicate"}
    both = {"issuelinks": [link], "components": [{"add": {"name": "VPN"}}, {"remove": {"name": "VPN"}}]}
    assert rest2("PUT", "issue/NET-1", {"update": both}).status_code == 204
    assert [(x["direction"], x["to"]) for x in cloud.issues()[0]["links"]] == [("outward", "NET-2")]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "issue", {"fields": []}),
        ("POST", "issue", {"fields": {**FIELDS, "labels": "x", "components": {}, "project": "NET", "priority": 3}}),
        ("POST", "issue", {"fields": {**FIELDS, "reporter": "ann", "assignee": 7}}),
        ("POST", "issue", {"fields": FIELDS, "properties": {"a": 1}}),
        ("PUT", "issue/NET-1", {"update": {"labels": "x"}}),
        ("PUT", "issue/NET-1", {"update": {"labels": [{"add": 7}]}}),
        ("PUT", "issue/NET-1", {"update": {"issuelinks": [{"add": {"type": {"name": "Blocks"}, "inwardIssue": 3}}]}}),
        ("PUT", "issue/NET-1", {"update": {"comment": [{"add": {"body": 3}}]}}),
        ("POST", "issue/NET-1/transitions", {"transition": 31}),
        ("POST", "issue/NET-1/transitions", {"transition": {"id": "31"}, "fields": {"resolution": "Fixed"}}),
        ("POST", "issue/NET-1/comment", {"body": None}),
        ("POST", "issue/bulkfetch", {"issueIdsOrKeys": "NET-1"}),
        ("POST", "changelog/bulkfetch", {"issueIdsOrKeys": ["NET-1"], "maxResults": "many"}),
        ("POST", "search/jql", {"jql": "project = NET", "fields": "summary"}),
        ("POST", "search/jql", {"jql": "project = NET", "maxResults": "many"}),
        ("POST", "search/jql", {"jql": "project = NET", "nextPageToken": "made up"}),
        ("POST", "issueLink", {"type": "Duplicate", "inwardIssue": {"key": "NET-1"}, "outwardIssue": {"key": "NET-1"}}),
        ("POST", "issue/NET-1/remotelink", {"object": "here"}),
    ],
)
def test_nonsense_is_refused_without_harm(cloud: Sandbox, rest2: Rest, method: str, path: str, body: Any) -> None:
    cloud.control("load", project="NET", count=1)
    before = cloud.issues()
    assert rest2(method, path, body).status_code == 400
    assert cloud.issues() == before
    assert not any("crash" in entry for entry in cloud.ledger(kind="request"))


def test_a_comment_carries_its_properties(rest2: Rest) -> None:
    rest2("POST", "issue", {"fields": FIELDS})
    properties = [{"key": "friction.comment", "value": "c1"}]
    made = rest2("POST", "issue/NET-1/comment", {"body": "Hello", "properties": properties}).json()
    assert "properties" not in rest2("GET", "issue/NET-1/comment").json()["comments"][0]
    shown = rest2("GET", "issue/NET-1/comment?expand=properties").json()["comments"][0]
    assert shown["properties"] == properties
    assert rest2("GET", f"comment/{made['id']}/properties/friction.comment").json()["value"] == "c1"


def test_numbers_of_keys_are_never_used_again(cloud: Sandbox, rest2: Rest) -> None:
    rest2("POST", "issue", {"fields": FIELDS})
    assert rest2("DELETE", "issue/NET-1").status_code == 204
    cloud.control("projects", method="PUT", key="NET", next_number=150)
    assert rest2("POST", "issue", {"fields": FIELDS}).json()["key"] == "NET-150"


def test_a_file_needs_the_token_that_shows_it_is_no_forgery(cloud: Sandbox, rest2: Rest) -> None:
    rest2("POST", "issue", {"fields": FIELDS})
    file = {"file": ("a.txt", b"hello", "text/plain")}
    assert rest2("POST", "issue/NET-1/attachments", files=file).status_code == 403
    answer = rest2("POST", "issue/NET-1/attachments", files=file, headers={"X-Atlassian-Token": "no-check"})
    assert [(a["filename"], a["size"], a["mimeType"]) for a in answer.json()] == [("a.txt", 5, "text/plain")]
    assert cloud.issues()[0]["attachments"] == [{"filename": "a.txt", "size": 5, "text": "hello"}]
