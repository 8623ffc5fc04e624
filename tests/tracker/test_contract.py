"""Everything the tracker does, against both shapes of Jira; each request it sent stands in the recorded table."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from loop.answers import NotFoundError, RejectedError
from loop.tracker.client import JiraTracker
from loop.tracker.connection import Connection, Wire
from loop.tracker.model import Filed, Forgotten, Heading, IssueDraft, Line, Mark, Quoted, Release
from loop.tracker.site import Site
from tests.sandbox.jira.serving import Sandbox, serving
from tests.tracker.requests import REQUESTS, row_of

MARK = Mark("a" * 32, "b" * 32, "main", "FR-7K2Q", "vpn", "U1ANN", datetime(2026, 11, 1, tzinfo=UTC))
SCREEN = [
    {"id": "customfield_1", "name": "Region", "schema": {"type": "option"}, "allowedValues": ["North"]},
    {"id": "customfield_2", "name": "People", "schema": {"type": "number"}},
]
VERSIONS = [("5.0", False, "2026-01-01"), ("4.3", True, None), ("4.2", True, "2026-11-20"), ("4.1", True, "2026-09-01")]


@pytest.fixture(params=["cloud", "datacenter"])
def deployment(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def jira(deployment: str) -> Iterator[Sandbox]:
    with serving(deployment) as sandbox:
        versions = [{"name": name, "released": out, "releaseDate": day} for name, out, day in VERSIONS]
        sandbox.control(
            "projects", key="NET", name="Network", components=["VPN"], optional_fields=SCREEN, versions=versions
        )
        sandbox.control("users", accountId="ann", name="ann", displayName="Ann", emailAddress="ann@example.com")
        yield sandbox


@pytest.fixture
def wire(jira: Sandbox, deployment: str) -> Wire:
    cloud = deployment == "cloud"
    basic = ("bot@example.com", "sandbox-token") if cloud else None
    return Wire(Connection(jira.url, jira.url, basic, None if cloud else "sandbox-pat", cloud=None))


def draft(reference: str = "FR-7K2Q") -> IssueDraft:
    mark = replace(MARK, reference=reference)
    description = [
        Heading("What happens"),
        Quoted("It drops {html} <b>"),
        Line("Reported by Ann"),
        Line("Reports so far: 1"),
    ]
    labels = [f"fr-main-{reference}", "friction"]
    fields = {"components": [{"name": "VPN"}], "customfield_1": "North"}
    return IssueDraft("NET", "Task", "It drops", description, labels, mark, fields)


def test_every_request_stands_in_the_table_and_every_row_is_sent(jira: Sandbox, wire: Wire, deployment: str) -> None:
    tracker, site = JiraTracker(wire), Site(wire)

    assert site.which()[0] is (deployment == "cloud")
    assert site.our_name() == "Friction Bot"
    assert site.lacking("NET", ["CREATE_ISSUES"]) == []
    assert "Fixed" in site.ends("NET", "Task").resolutions
    assert site.project_is_archived("NET") is False
    assert tracker.project_is_visible("NET")
    assert not tracker.project_is_visible("NOPE")

    assert tracker.newest_number("NET") == 0
    kept, other = tracker.create(draft()), tracker.create(draft("FR-8888"))
    assert tracker.newest_number("NET") == other.number
    assert tracker.find_marked("NET", 0, MARK.report, "fr-main-FR-7K2Q")[0] == kept
    assert {hint.jira_id for hint in tracker.changed(["NET"], 10)} == {kept.jira_id, other.jira_id}
    assert {found.jira_id for found in tracker.labelled(["NET"], 10)} == {kept.jira_id, other.jira_id}

    (past, _) = tracker.past("project = NET ORDER BY created ASC")
    assert (past.jira_id, past.components, past.reporter) == (kept.jira_id, ("VPN",), "Friction Bot")
    assert past.text.startswith("It drops")

    tracker.comment(
        kept.jira_id,
        [Line("U1ANN says this is still broken for them. Reopen the issue if you agree. Ref FR-7K2Q/1")],
        "m1",
    )
    assert tracker.has_comment(kept.jira_id, "m1", "nothing")
    tracker.add_labels(kept.jira_id, ["fr-main-FR-8888"])
    tracker.link_duplicates(other.key, kept.key)
    assert tracker.fetch([other.jira_id]).seen[0].duplicate_links == (kept.jira_id,)
    tracker.show_reach(kept.jira_id, {}, "Reports so far: 2, from 2 people")
    tracker.show_reach(kept.jira_id, {"customfield_2": 2}, "")
    assert tracker.prioritise(kept.jira_id, "High", "")
    jira.control("act", issue=kept.key, do="edit", fields={"priority": {"name": "Low"}})
    assert not tracker.prioritise(kept.jira_id, "Highest", "High")
    assert tracker.account_of("ann@example.com") == "ann"
    assert tracker.account_of("an") == ""
    tracker.credit(kept.jira_id, "ann", as_reporter=True)
    tracker.credit(kept.jira_id, "ann", as_reporter=False)
    tracker.attach(kept.jira_id, "FR-7K2Q-1-shot.png", "image/png", io.BytesIO(b"12345"))
    looks = [("FR-7K2Q-1-shot.png", 5), ("FR-7K2Q-1-shot.png", 4), ("FR-7K2R-1-shot.png", 5)]
    assert [tracker.has_file(kept.jira_id, *look) for look in looks] == [True, False, False]
    jira.control("act", issue=kept.key, do="transition", status="Done", resolution="Fixed")
    _has_one_history_however_it_is_read(tracker, kept, other)
    tracker.forget(kept.jira_id, Forgotten("Erased", ("FR-7K2Q",), frozenset(["m1"])))
    assert not tracker.has_file(kept.jira_id, *looks[0])
    assert tracker.fetch([kept.jira_id, "4711"]).missing == ["4711"]
    assert tracker.url_of(kept.key) == f"{jira.url}/browse/{kept.key}"

    _stands_in_what_was_released_first(jira, tracker, kept)
    with pytest.raises(RejectedError):
        tracker.create(IssueDraft("NOPE", "Task", "It drops", [Line("x")], ["fr-main-FR-9999"], MARK))
    with pytest.raises(NotFoundError):
        tracker.forget("4711", Forgotten("Erased", (), frozenset()))

    sent = {row_of(entry, deployment).name for entry in jira.ledger(kind="request")}
    assert sent == {row.name for row in REQUESTS if deployment in row.where}


def _stands_in_what_was_released_first(jira: Sandbox, tracker: JiraTracker, issue: Filed) -> None:
    for versions, release in (([], None), (["5.0"], None), (["4.3", "5.0", "4.2"], Release("4.2", date(2026, 11, 20)))):
        named = [{"name": version} for version in versions]
        jira.control("act", issue=issue.key, do="edit", fields={"fixVersions": named})
        assert tracker.fetch([issue.jira_id]).seen[0].release == release
        assert next(tracker.past(f"key = {issue.key}")).release == release


def _has_one_history_however_it_is_read(tracker: JiraTracker, ended: Filed, still_open: Filed) -> None:
    alone = tracker.histories([ended.jira_id])[ended.jira_id]
    assert alone[-1].resolution == "Fixed"
    assert tracker.histories([still_open.jira_id, ended.jira_id]) == {still_open.jira_id: [], ended.jira_id: alone}
