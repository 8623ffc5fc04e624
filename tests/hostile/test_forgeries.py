"""What comes with a click or a form is a claim: whose report it is and where it came from is looked up here."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from tests.conftest import empty_database
from tests.world import Json, World, eventually

MAINTENANCE = {"kind": "status", "status": 503, "headers": {"Retry-After": "1"}, "times": -1}


@pytest.fixture(scope="module", params=["socket-sqlite", "http-postgresql"])
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One process for all forgers, in either mode and on either database."""
    mode, kind = request.param.split("-")
    directory = tmp_path_factory.mktemp("forged")
    made = World(directory, database_url=empty_database(request, kind, directory), mode=mode)
    made.start("run")
    yield made
    made.close()


def button(action_id: str, value: str) -> Json:
    return {
        "actions": [{"type": "button", "block_id": "x", "action_id": action_id, "value": value, "action_ts": "1.0"}]
    }


def test_input_14_a_button_that_names_somebody_elses_report(world: World) -> None:
    _, bobs = world.file("U2BOB", "wiki", "The editor loses what I typed")
    mine = world.until_receipt("U2BOB", world.report("U2BOB", "wiki", "The search finds nothing"))
    _, anns = world.file("U1ANN", "vpn", "The VPN drops every hour")
    world.close_issue(anns, "Done")
    world.until_told("U1ANN", "shipped")
    world.close_issue(bobs, "Done")
    notice = world.until_told("U2BOB", "shipped")
    for value in (f"{anns['id']}:1", f"{anns['id']}:x", f"{anns['id']}", "", "0:0", "x" * 2000, "1 OR 1=1:1"):
        for action in ("verify_broken", "verify_fixed"):
            assert world.click("U2BOB", notice, "verify_unsure", override=button(action, value))["acked"]
    draft = {"type": "button", "block_id": "x", "action_id": "open_form", "value": "x" * 24, "action_ts": "1.0"}
    assert world.click("U2BOB", notice, "verify_unsure", override={"actions": [draft]})["acked"]
    world.slack("close", user="U2BOB")
    world.after_more_polls()
    assert world.see_issue(anns)["comments"] == []
    assert world.see_issue(bobs)["comments"] == []
    assert mine["channel"] == notice["channel"]


def test_input_16_a_form_that_claims_to_be_another_one(world: World) -> None:
    said = world.slack("message", user="U1ANN", channel="C1TALK", text="The VPN drops whenever I am on a train")
    where = {"channel": "C1TALK", "message_ts": said["ts"]}
    world.slack("shortcut", user="U1ANN", type="message", callback_id="friction_message", **where)
    anns = eventually(lambda: world.views("U1ANN"))[0]
    assert anns["private_metadata"]
    world.slack("shortcut", user="U2BOB", type="global", callback_id="friction_new")
    world.slack("close", user="U1ANN")
    claims = json.dumps({"report": "FR-AAAA", "channel": "C0LEADS", "team": "T0OTHER", "reporter": "U1ANN"})
    for metadata in (anns["private_metadata"], claims, "x" * 3000):
        view = world.views("U2BOB")[0]
        text = f"The printer on floor {len(metadata)} is out of toner"
        state = json.loads(json.dumps(view["state"]))
        state["values"]["what"] = {"what": {"type": "plain_text_input", "value": text}}
        forged = {**view, "private_metadata": metadata, "state": state}
        values = {"product": "wiki", "what": text}
        world.slack("submit", user="U2BOB", values=values, override={"view": _with_product(forged)})
        issue = eventually(lambda text=text: [i for i in world.issues() if i["summary"] == text])[0]
        for word in ("C1TALK", "U1ANN", "C0LEADS", "FR-AAAA", "The conversation in Slack"):
            assert word not in json.dumps([issue["description"], issue["description_adf"]])
        assert "U2BOB" in issue["description"]
        world.slack("shortcut", user="U2BOB", type="global", callback_id="friction_new")


def _with_product(view: Json) -> Json:
    """The view as it is submitted, with a tool chosen."""
    chosen = {"text": {"type": "plain_text", "text": "Wiki"}, "value": "wiki"}
    element = next(iter(view["state"]["values"]["product"]))
    entry = {**view["state"]["values"]["product"][element], "selected_option": chosen}
    view["state"]["values"]["product"] = {element: entry}
    return view


def test_input_17_37_what_is_not_yours_and_what_does_not_exist_look_the_same(world: World) -> None:
    theirs, issue = world.file("U1ANN", "vpn", "Nobody else shall read this")
    missing = world.command("U2BOB", "status FR-0000")["response"]
    odd = ["../../rest/api/3/user", "FRIC-1?x=", "FRIC-1%2f..", "FR-\x00", "'OR'1'='1", "FR-" + "9" * 3000]
    odd += ["FR-\ud800"] if world.mode == "socket" else []  # a form cannot carry it
    before = len(world.sandbox.see(world.sandbox.jira, "ledger", kind="request")["entries"])
    for asked in (theirs, theirs.lower(), issue["key"], *odd):
        assert world.command("U2BOB", f"status {asked}", raw=True)["response"] == missing, asked
    asked_of_jira = world.sandbox.see(world.sandbox.jira, "ledger", kind="request")["entries"][before:]
    assert not [entry["path"] for entry in asked_of_jira if "user" in entry["path"] or "FRIC-1" in entry["path"]]


def test_input_19_two_submissions_of_one_form(world: World) -> None:
    world.slack("shortcut", user="U3CAT", type="global", callback_id="friction_new")
    values = {"product": "wiki", "what": "The double click makes two of everything"}
    assert world.slack("submit", user="U3CAT", values=values)["acked"]
    (first,) = [d for d in world.deliveries("view_submission") if d["payload"]["user"]["id"] == "U3CAT"]
    # At once over HTTP; the socket cannot tell one acknowledgement of an envelope from another.
    with ThreadPoolExecutor(4 if world.mode == "http" else 1) as pool:
        again = list(pool.map(lambda _: world.slack("redeliver", seq=first["seq"]), range(4)))
    assert all(answer["acked"] for answer in again)
    eventually(lambda: world.receipt_shows("U3CAT", "FR-", "Filed as"))
    world.file("U2BOB", "wiki", "And the next report has been filed since")
    assert len([issue for issue in world.issues() if issue["summary"] == values["what"]]) == 1
    assert len(world.direct("U3CAT")) == 1


@contextmanager
def listener() -> Iterator[tuple[str, list[str]]]:
    """A server that somebody would like us to call; its address, and what it was asked."""
    asked: list[str] = []

    class Noting(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        do_GET = do_POST  # noqa: N815  (the standard library's names)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the standard library's name)
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Noting)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/", asked
    server.shutdown()
    server.server_close()
    thread.join()


def test_input_20_a_response_url_elsewhere_is_never_called(world: World) -> None:
    with listener() as (url, asked):
        forged = {"response_url": url}
        for text in ("help", "mine", "vpn: It drops again", "nothing: like this", ""):
            assert world.command("U2BOB", text, override=forged)["acked"]
        world.command("U2BOB", "vpn: It drops", override={**forged, "team_id": "T0OTHER"})
        world.slack("shortcut", user="U2BOB", type="global", callback_id="friction_new", override=forged)
        _, issue = world.file("U2BOB", "vpn", "It stops at noon")
        world.close_issue(issue, "Done")
        notice = world.until_told("U2BOB", issue["key"])
        world.click("U2BOB", notice, "verify_fixed", override=forged)
        world.after_more_polls()
        assert asked == []
