"""Jira behaves badly: reports are taken and kept, people hear of it once, and all of it goes on by itself."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable

import pytest

from tests.world import CATALOGUE, Json, World, eventually

CREATE: Json = {"method": "POST", "path": r"/rest/api/\d/issue$"}
LIMIT: Json = {"kind": "status", "status": 429, "times": 1}
WAIT = 5.0


def limited(reason: str) -> Json:
    return LIMIT | {"headers": {"Retry-After": str(WAIT), "RateLimit-Reason": reason}}


def told_of_end(world: World, user: str, issue: Json) -> Json:
    world.close_issue(issue, "Done")
    return world.until_told(user, f"{issue['key']} shipped")


# Fault 35: a limit on writing one issue holds up that issue alone; one on searching holds up no writing.
def test_fault_35_each_limit_holds_up_what_it_is_about(make_world: Callable[..., World], database_url: str) -> None:
    world = make_world(database_url=database_url)
    world.start("run")
    _, busy = world.file("U1ANN", "vpn", "The VPN drops every hour")
    _, free = world.file("U2BOB", "vpn", "I lose the VPN all the time")
    world.jira("faults", method="POST", path=f"{busy['id']}/comment", **limited("jira-per-issue-on-write"))
    told = {user: told_of_end(world, user, issue) for user, issue in (("U1ANN", busy), ("U2BOB", free))}
    world.click("U1ANN", told["U1ANN"], "verify_broken")
    refused = eventually(lambda: world.jira_requests("POST", f"{busy['id']}/comment"))[0]
    world.click("U2BOB", told["U2BOB"], "verify_broken")
    eventually(lambda: world.see_issue(busy)["comments"] and world.see_issue(free)["comments"])
    waited, went_on = (world.jira_requests("POST", f"{issue['id']}/comment")[-1] for issue in (busy, free))
    assert waited["at"] - refused["at"] >= WAIT
    assert went_on["at"] < waited["at"]

    world.jira("faults", method="GET", path="/search", query="updated", **limited("jira-burst-based"))
    limit = eventually(lambda: [search for search in world.searches() if search["fault"]])[0]
    world.file("U3CAT", "wiki", "The search finds nothing")
    created = world.jira_requests("POST", "/issue")[-1]
    assert created["at"] - limit["at"] < WAIT


# More than are told of a delay in one transaction.
MANY = 60


# Faults 36 and 37, P8: maintenance. The receipt says once that it is delayed; afterwards everything is filed, once,
# and Jira was asked ever more rarely meanwhile, by one at a time. On PostgreSQL: test_long_outages.py.
def test_fault_37_maintenance(make_world: Callable[..., World], sqlite_url: str) -> None:
    # A lease for which nobody is too slow: whoever asks, asks alone until it is over.
    world = make_world(database_url=sqlite_url, OUTBOX_LEASE_SECONDS="30", JIRA_TIMEOUT_SECONDS="20")
    world.start("run")
    early = world.report("U1ANN", "vpn", "Before it was known")
    world.filed("U1ANN", early)
    world.jira("faults", kind="status", status=503, times=-1)
    many = [world.report("U0OWNER", "wiki", f"It finds nothing, {number} times") for number in range(MANY)]
    references = {user: world.report(user, "vpn", "The VPN drops") for user in ("U1ANN", "U2BOB")}
    for user, reference in references.items():
        world.until_receipt_shows(user, reference, "filing is delayed")
    references["U3CAT"] = world.report("U3CAT", "vpn", "It does not find the gateway")
    world.until_receipt_shows("U3CAT", references["U3CAT"], "filing is delayed")
    for reference in many:
        world.until_receipt_shows("U0OWNER", reference, "filing is delayed")
    asked = [entry["at"] for entry in _refused(world)]
    world.sandbox.forget_faults(world.sandbox.jira)
    for user, reference in references.items():
        world.filed(user, reference)
    eventually(lambda: len(world.issues()) == 4 + MANY)
    assert len(world.messages("C0ADMIN")) == 1
    assert [len(world.direct(user)) for user in references] == [2, 1, 1]
    pauses = [later - sooner for sooner, later in itertools.pairwise(asked[4:])]
    assert min(pauses, default=9) > 2  # backing off from 1, 2, 4 seconds, with jitter
    assert len(asked) < 12


def _refused(world: World) -> list[Json]:
    found: list[Json] = world.sandbox.see(world.sandbox.jira, "ledger", kind="request")["entries"]
    return [entry for entry in found if entry["fault"]]


# Fault 38: the answer to a create trickles in a byte at a time: after the time for one answer it is looked up.
@pytest.mark.parametrize("deployment", ["cloud", "datacenter"])
def test_fault_38_one_byte_a_second(make_world: Callable[..., World], sqlite_url: str, deployment: str) -> None:
    world = make_world(database_url=sqlite_url, deployment=deployment, JIRA_TIMEOUT_SECONDS="1")
    world.start("run")
    world.jira("faults", **CREATE, kind="drip", seconds=0.5)
    world.file("U1ANN", "vpn", "The VPN drops every hour")
    (sent,) = world.jira_requests("POST", "/issue")
    looked = next(entry for entry in world.searches() if "labels =" in entry["query"]["jql"][0])
    assert looked["at"] - sent["at"] < 20  # the whole answer would take more than forty seconds
    assert len(world.issues()) == 1


# Fault 40: a login page, a redirect to one, a captcha: nobody takes that for an answer.
@pytest.mark.parametrize(
    "page",
    [
        {"kind": "html"},
        {"kind": "status", "status": 302, "headers": {"Location": "/login.jsp"}, "body": ""},
        {"kind": "status", "status": 403, "headers": {"X-Seraph-LoginReason": "AUTHENTICATION_DENIED"}},
    ],
    ids=["page", "redirect", "captcha"],
)
def test_fault_40_a_login_page(make_world: Callable[..., World], sqlite_url: str, page: Json) -> None:
    # As in earnest, a lease outlasts a request: else one that was asked in the trouble may be answered after its end.
    world = make_world(database_url=sqlite_url, JIRA_TIMEOUT_SECONDS="20", OUTBOX_LEASE_SECONDS="30")
    world.start("run")
    world.file("U1ANN", "vpn", "The VPN drops every hour")
    world.jira("faults", **page, times=-1)
    reference = world.report("U2BOB", "vpn", "I lose the VPN all the time")
    alert = eventually(lambda: world.messages("C0ADMIN"))[0]
    assert alert["text"] == "Jira does not take what the loop sends"
    assert "login page" in str(alert["blocks"]) or "captcha" in str(alert["blocks"])
    world.until_receipt_shows("U2BOB", reference, "filing is delayed")
    world.sandbox.forget_faults(world.sandbox.jira)
    world.filed("U2BOB", reference)
    assert (len(world.issues()), len(world.messages("C0ADMIN"))) == (2, 1)


CURES: dict[str, tuple[Json, Json, str]] = {
    # what changed in Jira, what mends it there, and what the administrators are told
    "archived": ({"archived": True}, {"archived": False}, "is not archived"),
    "issue type removed": ({"issue_types": ["Story"]}, {"issue_types": ["Task"]}, "issue_type"),
    "option removed": (
        {"required_fields": [{"id": "customfield_1", "name": "Team", "schema": {"type": "any"}}]},
        {"required_fields": []},
        "products.jira.fields",
    ),
}


# Faults 43 and 44: parked with Jira's reason and the cure, and filed by itself after it.
@pytest.mark.parametrize("change", CURES)
def test_faults_43_44_a_project_changes(make_world: Callable[..., World], sqlite_url: str, change: str) -> None:
    world = make_world(database_url=sqlite_url)
    world.start("run")
    broken, mended, cure = CURES[change]
    world.sandbox.change(world.sandbox.jira, "projects", key="NET", **broken)
    references = {user: world.report(user, "vpn", "The VPN drops every hour") for user in ("U1ANN", "U2BOB")}
    for user, reference in references.items():
        world.until_receipt_shows(user, reference, "is saved, but not filed yet")
    (alert,) = eventually(lambda: world.messages("C0ADMIN"))
    assert cure in json.dumps(alert["blocks"])
    world.sandbox.change(world.sandbox.jira, "projects", key="NET", **mended)
    for user, reference in references.items():
        world.filed(user, reference)
    assert (len(world.issues()), len(world.messages("C0ADMIN"))) == (2, 1)


# Fault 43: the project's key changes: known issues are followed, and another project is enough for what waits.
def test_fault_43_a_project_gets_another_key(make_world: Callable[..., World], sqlite_url: str) -> None:
    world = make_world(database_url=sqlite_url)
    world.start("run")
    reference, issue = world.file("U1ANN", "vpn", "The VPN drops every hour")
    world.sandbox.change(world.sandbox.jira, "projects", key="NET", new_key="NETS")
    renamed = world.see_issue(issue)
    world.close_issue(renamed, "Done")
    world.until_told("U1ANN", f"{renamed['key']} shipped")
    world.until_receipt_shows("U1ANN", reference, "NETS-1")
    world.sandbox.change(world.sandbox.jira, "projects", key="NETS", archived=True)
    waits = world.report("U2BOB", "vpn", "I lose the VPN all the time")
    world.until_receipt_shows("U2BOB", waits, "is saved, but not filed yet")
    world.catalogue.write_text(CATALOGUE.replace('project = "NET"', 'project = "WIKI"'))
    assert world.filed("U2BOB", waits)["project"] == "WIKI"


# Fault 44: a create screen without Labels. The sentence names the true cure.
def test_fault_44_labels_are_not_on_the_screen(make_world: Callable[..., World], sqlite_url: str) -> None:
    world = make_world(database_url=sqlite_url)
    world.start("run")
    words = "Field 'labels' cannot be set. It is not on the appropriate screen, or unknown."
    world.jira("faults", **CREATE, kind="status", status=400, times=2, body={"errors": {"labels": words}})
    reference = world.report("U1ANN", "vpn", "The VPN drops every hour")
    alert = eventually(lambda: world.messages("C0ADMIN"))[0]
    assert "Add the field Labels to the project's create screen" in json.dumps(alert["blocks"])
    assert "products.jira.fields" not in json.dumps(alert["blocks"])
    world.filed("U1ANN", reference)


# Fault 45: more than Jira takes, on more lines than a summary has.
@pytest.mark.parametrize("deployment", ["cloud", "datacenter"])
def test_fault_45_more_than_jira_takes(make_world: Callable[..., World], sqlite_url: str, deployment: str) -> None:
    world = make_world(database_url=sqlite_url, deployment=deployment)
    world.start("run")
    world.jira("faults", method="POST", path="/attachments$", kind="lost", times=1)
    words = "It drops\nand {drops}\n" + "again and again " * 2500
    reference, issue = world.file("U1ANN", "vpn", words)
    assert "\n" not in issue["summary"]
    assert len(issue["summary"]) <= 255
    assert "more characters are kept with the report" in issue["description"]
    # The answer to the attaching is lost; what is attached is found, and not attached again.
    asked = f"/issue/{issue['id']}"
    eventually(lambda: [look for look in world.jira_requests("GET", asked) if "attachment" in str(look["query"])])
    world.after_more_polls()
    (file,) = world.see_issue(issue)["attachments"]
    assert file["filename"] == f"{reference}-whole-text.txt"
    assert file["text"].strip() == words.strip()
    assert world.messages("C0ADMIN") == []


# Fault 49: the workflow is renamed: an end is told by its category, and names nobody knows are not guessed at.
def test_fault_49_a_renamed_workflow(make_world: Callable[..., World], sqlite_url: str) -> None:
    world = make_world(database_url=sqlite_url)
    world.start("run")
    _, ended = world.file("U1ANN", "vpn", "The VPN drops every hour")
    _, open_still = world.file("U2BOB", "vpn", "I lose the VPN all the time")
    new = [["Neu", "new"], ["In Arbeit", "indeterminate"], ["Erledigt", "done"]]
    world.sandbox.change(world.sandbox.jira, "projects", key="NET", statuses=new)
    world.act(open_still, "transition", status="In Arbeit")
    world.act(ended, "transition", status="Erledigt", resolution=None)
    world.until_told("U1ANN", f"{ended['key']} was closed; I cannot tell whether it shipped")
    world.after_more_polls()
    assert len(world.direct("U2BOB")) == 1


# Fault 55: a page's token is refused half way: the search begins anew, and misses nothing. No recheck helps here.
@pytest.mark.parametrize("deployment", ["cloud", "datacenter"])
def test_fault_55_a_page_is_refused(make_world: Callable[..., World], sqlite_url: str, deployment: str) -> None:
    world = make_world(database_url=sqlite_url, deployment=deployment, RECHECK_MINUTES="60")
    world.jira("load", project="NET", count=150)
    world.start("run")
    _, issue = world.file("U1ANN", "vpn", "The VPN drops every hour")
    world.after_more_polls()  # so that what only filing changed has been read
    later = "nextPageToken=" if deployment == "cloud" else "startAt=[1-9]"
    refusal = {"errorMessages": ["The provided next page token is invalid or expired."]}
    world.jira("faults", method="GET", path="/search", query=later, kind="status", status=400, body=refusal)
    world.close_issue(issue, "Done")
    world.until_told("U1ANN", "shipped")
    assert len(_refused(world)) == 1
    world.after_more_polls()
    assert len(world.direct("U1ANN")) == 2


# Fault 56: two installations file into one project, and their answers get lost: none takes the other's issue.
def test_fault_56_two_instances_on_one_project(make_world: Callable[..., World], sqlite_url: str) -> None:
    world = make_world(database_url=sqlite_url, mode="http")
    world.start("run")
    other = {"FRICTION_INSTANCE": "staging", "DATABASE_URL": sqlite_url.replace("friction.db", "other.db")}
    world.start("run", **other)
    world.jira("faults", **CREATE, kind="lost", times=4)
    reporters = ("U1ANN", "U1ANN", "U2BOB", "U2BOB", "U1ANN", "U2BOB")
    references = []
    for number, user in enumerate(reporters):
        world.slack("app", request_url=f"{world.addresses[number % 2]}/slack/events")
        references.append(world.report(user, "vpn", f"It drops, number {number}"))
    eventually(lambda: len(world.issues()) >= len(reporters))
    for reference, user in zip(references, reporters, strict=True):
        world.filed(user, reference)
    labels = [label for issue in world.issues() for label in issue["labels"]]
    assert len(labels) == len(world.issues()) == len(reporters)
    assert {label.rsplit("-FR")[0] for label in labels} == {"fr-main", "fr-staging"}
    for issue in world.issues():
        world.close_issue(issue, "Done")
    eventually(lambda: all(len(world.notices(user, "shipped")) == 3 for user in ("U1ANN", "U2BOB")))
    assert [len(world.direct(user)) for user in ("U1ANN", "U2BOB")] == [6, 6]
