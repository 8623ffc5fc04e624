"""The real jira package against both deployments: the everyday way of an issue."""

from __future__ import annotations

import io

import pytest
from jira import JIRA, JIRAError

from tests.sandbox.jira.serving import Sandbox

FIELDS = {"project": {"key": "NET"}, "issuetype": {"name": "Task"}, "summary": "The VPN drops", "labels": ["fr-main-1"]}


@pytest.fixture(params=["cloud_jira", "datacenter_jira"])
def client(request: pytest.FixtureRequest) -> JIRA:
    jira: JIRA = request.getfixturevalue(request.param)
    return jira


def test_the_server_says_what_it_is(cloud_jira: JIRA, datacenter_jira: JIRA) -> None:
    assert cloud_jira.deploymentType == "Cloud"
    assert datacenter_jira.deploymentType == "Server"
    assert datacenter_jira._version == (9, 12, 4)
    assert cloud_jira.myself()["accountId"] == "bot"
    assert datacenter_jira.myself()["name"] == "bot"


def test_an_issue_is_created_read_and_found(client: JIRA) -> None:
    made = client.create_issue(fields={**FIELDS, "description": "Every hour."}, prefetch=False)
    issue = client.issue(made.id)
    assert (issue.key, issue.fields.summary, issue.fields.description) == ("NET-1", "The VPN drops", "Every hour.")
    assert issue.fields.status.statusCategory.key == "new"
    assert issue.fields.resolution is None
    found = client.search_issues('project = "NET" AND labels = "fr-main-1"', maxResults=10, fields="summary,labels")
    assert [i.key for i in found] == ["NET-1"]


def test_names_instead_of_ids_work_through_the_package(client: JIRA) -> None:
    issue = client.create_issue(project="NET", issuetype="Bug", summary="By names")
    assert issue.fields.issuetype.name == "Bug"


def test_an_issue_walks_through_its_workflow(client: JIRA) -> None:
    issue = client.create_issue(fields=FIELDS)
    assert [t["name"] for t in client.transitions(issue)] == ["To Do", "In Progress", "Done"]
    client.transition_issue(issue, "Done", fields={"resolution": {"name": "Won't Do"}}, comment="Not this year")
    ended = client.issue(issue.key, expand="changelog")
    assert ended.fields.resolution
    assert ended.fields.resolution.name == "Won't Do"
    stepped = next(h for h in ended.changelog.histories if h.items[0].field == "resolution")
    assert ended.fields.resolutiondate == stepped.created
    assert [c.body for c in ended.fields.comment.comments] == ["Not this year"]
    assert {i.field for h in ended.changelog.histories for i in h.items} == {"status", "resolution"}
    client.transition_issue(issue, "In Progress")
    reopened = client.issue(issue.key)
    assert (reopened.fields.resolution, reopened.fields.resolutiondate) == (None, None)


def test_an_issue_is_edited_by_values_and_by_verbs(client: JIRA) -> None:
    issue = client.create_issue(fields=FIELDS)
    issue.update(summary="The VPN drops hourly", update={"labels": [{"add": "reach-3"}, {"remove": "fr-main-1"}]})
    issue.update(update={"components": [{"add": {"name": "VPN"}}]})
    again = client.issue(issue.key)
    assert (again.fields.summary, again.fields.labels) == ("The VPN drops hourly", ["reach-3"])
    assert [c.name for c in again.fields.components] == ["VPN"]


def test_comments_files_links_watchers_and_properties(client: JIRA) -> None:
    one, two = client.create_issue(fields=FIELDS), client.create_issue(fields=FIELDS)
    comment = client.add_comment(one, "Seen it too")
    comment.update(body="Seen it twice")
    assert [c.body for c in client.comments(one)] == ["Seen it twice"]
    comment.delete()
    assert client.comments(one) == []

    attached = client.add_attachment(one.key, io.BytesIO(b"line\r\n\x00\xff"), filename="räte.log")
    assert client.issue(one.key).fields.attachment[0].filename == "räte.log"
    assert attached.get() == b"line\r\n\x00\xff"

    client.create_issue_link("Duplicate", inwardIssue=two.key, outwardIssue=one.key)
    [link] = client.issue(two.key).fields.issuelinks
    assert (link.outwardIssue.key, link.type.outward) == (one.key, "duplicates")
    assert client.issue(one.key).fields.issuelinks[0].inwardIssue.key == two.key
    client.delete_issue_link(link.id)
    assert client.issue(one.key).fields.issuelinks == []

    client.add_watcher(one.key, "ann-1" if client._is_cloud else "ann")
    assert client.watchers(one.key).watchCount == 1

    client.add_issue_property(one.key, "friction.report", {"id": "FR-1"})
    assert client.issue_property(one.key, "friction.report").value.id == "FR-1"


def test_a_remote_link_is_replaced_by_its_global_id(client: JIRA) -> None:
    issue = client.create_issue(fields=FIELDS)
    for title in ("first", "second"):
        client.add_remote_link(issue.key, {"url": "https://chat.example/p1", "title": title}, globalId="slack=p1")
    assert [r.object.title for r in client.remote_links(issue.key)] == ["second"]


def test_people_and_projects_are_listed(client: JIRA) -> None:
    found = client.search_users(query="ann@") if client._is_cloud else client.search_users(user="ann")
    assert [u.displayName for u in found] == ["Ann Lee"]
    assert [p.key for p in client.projects()] == ["NET"]
    assert client.project("NET").name == "Network"
    assert "Cannot Reproduce" in [r.name for r in client.resolutions()]
    assert [s.name for s in client.statuses()] == ["To Do", "In Progress", "Done"]
    assert [c.name for c in client.project_components("NET")] == ["VPN"]


def test_a_missing_issue_is_404_with_jiras_sentence(client: JIRA) -> None:
    with pytest.raises(JIRAError, match="does not exist or you do not have permission") as error:
        client.issue("NET-9")
    assert error.value.status_code == 404


def test_all_pages_are_read(cloud: Sandbox, datacenter: Sandbox, cloud_jira: JIRA, datacenter_jira: JIRA) -> None:
    for sandbox, client in ((cloud, cloud_jira), (datacenter, datacenter_jira)):
        sandbox.control("load", project="NET", count=230, open_share=0.5)
        found = client.search_issues(
            "project = NET and statusCategory != Done order by key", maxResults=0, fields="key"
        )
        assert len({issue.key for issue in found}) == 115


def test_scoped_tokens_come_through_the_gateway(cloud: Sandbox) -> None:
    gateway = f"{cloud.url}/ex/jira/11111111-2222-3333-4444-555555555555"
    client = JIRA(gateway, basic_auth=("bot@example.com", "sandbox-token"), max_retries=0, timeout=(60, 60))
    issue = client.create_issue(fields=FIELDS)
    issue.update(summary="Edited at its own address")
    assert issue.self == f"{gateway}/rest/api/2/issue/{issue.id}"
    client.close()  # type: ignore[no-untyped-call] # the package leaves it bare
