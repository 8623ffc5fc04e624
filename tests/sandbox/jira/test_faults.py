"""What goes wrong on demand, and the ledger that tells what happened all the same."""

from __future__ import annotations

import pytest
import requests
from jira import JIRA, JIRAError

from tests.sandbox.jira.serving import Rest, Sandbox
from tests.world import eventually

FIELDS = {"project": {"key": "NET"}, "issuetype": {"name": "Task"}, "summary": "The VPN drops", "labels": ["fr-main-1"]}
CREATE = {"method": "POST", "path": "/issue$"}


def test_a_lost_create_is_found_by_key_and_by_label(cloud: Sandbox, cloud_jira: JIRA, rest2: Rest) -> None:
    cloud.fault("lost", **CREATE)
    with pytest.raises(requests.ConnectionError):
        cloud_jira.create_issue(fields=FIELDS, prefetch=False)
    by_key = rest2("POST", "issue/bulkfetch", {"issueIdsOrKeys": ["NET-1", "NET-2"], "fields": ["labels"]}).json()
    assert [i["fields"]["labels"] for i in by_key["issues"]] == [["fr-main-1"]]
    by_label = rest2("GET", "search/jql", params={"jql": 'project = "NET" AND labels = "fr-main-1"'}).json()
    assert len(by_label["issues"]) == 1
    [post] = [e for e in cloud.ledger(kind="request") if e["method"] == "POST" and e["path"].endswith("/issue")]
    assert (post["fault"], post["effect"], post["user"]) == ("lost", True, "bot")


def test_a_lost_create_may_commit_late(cloud: Sandbox, rest2: Rest) -> None:
    cloud.fault("lost", late_seconds=0.3, **CREATE)
    with pytest.raises(requests.ConnectionError):
        rest2("POST", "issue", {"fields": FIELDS})
    eventually(lambda: len(cloud.issues()) == 1)
    [post], [created] = cloud.ledger(kind="request"), cloud.ledger(kind="created")
    assert created["at"] >= post["at"] + 0.3


def test_a_disconnect_has_no_effect(cloud: Sandbox, rest2: Rest) -> None:
    cloud.fault("disconnect", **CREATE)
    with pytest.raises(requests.ConnectionError):
        rest2("POST", "issue", {"fields": FIELDS})
    assert cloud.issues() == []
    assert rest2("POST", "issue", {"fields": FIELDS}).status_code == 201


@pytest.mark.parametrize(("effect", "count"), [(True, 1), (False, 0)])
def test_an_error_page_may_hide_a_success(cloud: Sandbox, rest2: Rest, effect: bool, count: int) -> None:
    cloud.fault("status", status=504, effect=effect, **CREATE)
    answer = rest2("POST", "issue", {"fields": FIELDS})
    assert (answer.status_code, answer.headers["Content-Type"].split(";")[0]) == (504, "text/html")
    assert len(cloud.issues()) == count


def test_too_many_requests_says_when_to_come_back(cloud: Sandbox, cloud_jira: JIRA) -> None:
    headers = {"Retry-After": "30", "RateLimit-Reason": "jira-burst-based"}
    cloud.fault("status", status=429, headers=headers, method="GET", path="/issue/")
    with pytest.raises(JIRAError) as error:
        cloud_jira.issue("NET-1")
    assert error.value.status_code == 429
    assert error.value.response is not None
    assert error.value.response.headers["Retry-After"] == "30"
    assert error.value.response.headers["RateLimit-Reason"] == "jira-burst-based"


def test_a_login_page_is_no_json(cloud: Sandbox, rest2: Rest) -> None:
    cloud.fault("html", path="/myself")
    answer = rest2("GET", "myself")
    assert (answer.status_code, "Log in" in answer.text) == (200, True)
    assert rest2("GET", "myself").json()["accountId"] == "bot"


def test_a_truncated_answer_hides_a_success(cloud: Sandbox, rest2: Rest) -> None:
    cloud.fault("truncated", **CREATE)
    answer = rest2("POST", "issue", {"fields": FIELDS})
    assert answer.status_code == 201
    with pytest.raises(requests.JSONDecodeError):
        answer.json()
    assert len(cloud.issues()) == 1


def test_a_hanging_request_outlasts_patience(cloud: Sandbox) -> None:
    cloud.fault("hang", path="/myself")
    with pytest.raises(requests.ReadTimeout):
        requests.get(f"{cloud.url}/rest/api/2/myself", auth=("bot@example.com", "sandbox-token"), timeout=(60, 0.2))


def test_a_dripping_answer_comes_whole_in_the_end(cloud: Sandbox, rest2: Rest) -> None:
    cloud.fault("drip", seconds=0.001, **CREATE)
    assert rest2("POST", "issue", {"fields": FIELDS}).json()["key"] == "NET-1"


def test_faults_strike_as_often_as_wished(cloud: Sandbox, rest2: Rest) -> None:
    cloud.fault("status", status=500, path="/myself", times=-1, probability=0.5, seed=3)
    statuses = [rest2("GET", "myself").status_code for _ in range(40)]
    assert 10 < statuses.count(500) < 30
    [fault] = cloud.control("faults", method="GET")["faults"]
    assert fault["hits"] == statuses.count(500)
    cloud.control("faults", method="DELETE")
    assert {rest2("GET", "myself").status_code for _ in range(10)} == {200}


def test_a_nonsensical_fault_is_refused(cloud: Sandbox) -> None:
    for wish in ({"kind": "earthquake"}, {"kind": "lost", "path": "("}, {"kind": "lost", "colour": 1}):
        assert requests.post(f"{cloud.url}/sandbox/faults", json=wish, timeout=60).status_code == 400


def test_the_ledger_tells_every_request_and_every_change(cloud: Sandbox, rest2: Rest) -> None:
    rest2("POST", "issue", {"fields": FIELDS})
    rest2("POST", "issue/NET-1/comment", {"body": "Hello"})
    cloud.act("NET-1", "transition", actor="ann-1", status="Done", resolution="Fixed")
    kinds = [e["kind"] for e in cloud.ledger()]
    assert kinds == ["request", "created", "request", "commented", "transitioned"]
    [moved] = cloud.ledger(kind="transitioned")
    assert (moved["issue"], moved["actor"], moved["status"], moved["resolution"]) == ("10001", "ann-1", "Done", "Fixed")
    assert cloud.ledger(since=moved["seq"]) == []
    counts = cloud.control("requests", method="GET")
    assert counts == {"POST /rest/api/2/issue": 1, "POST /rest/api/2/issue/{issue}/comment": 1}


def test_bodies_that_are_no_json_are_refused_and_recorded(cloud: Sandbox, rest2: Rest) -> None:
    base = f"{cloud.url}/rest/api/2/issue"
    auth = ("bot@example.com", "sandbox-token")
    json_type = {"Content-Type": "application/json"}
    assert requests.post(base, data=b"{oops", headers=json_type, auth=auth, timeout=60).status_code == 400
    assert requests.post(base, data=b"[1]", headers=json_type, auth=auth, timeout=60).status_code == 400
    assert requests.post(base, data=b"x=1", auth=auth, timeout=60).status_code == 415
    assert rest2("GET", "no/such/thing").status_code == 404
    assert [e["body"] for e in cloud.ledger(kind="request")] == ["{oops", [1], "x=1", None]
    assert not any("crash" in e for e in cloud.ledger(kind="request"))
