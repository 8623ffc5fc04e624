"""What a supervisor sees: `/metrics` of every process, and log records that name the reports they are about."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import httpx
from prometheus_client.parser import text_string_to_metric_families

from tests.world import World, eventually

CREATE = {"method": "POST", "path": r"/rest/api/\d/issue$"}


def scraped(url: str) -> dict[str, float]:
    """Every sample of a page: `name{label=value,…}` → value."""
    answer = httpx.get(f"{url}/metrics", timeout=60)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/plain; version=")
    families = text_string_to_metric_families(answer.text)
    return {
        sample.name + ("{" + ",".join(f"{k}={v}" for k, v in sorted(sample.labels.items())) + "}") * bool(sample.labels)
        : sample.value
        for family in families
        for sample in family.samples
    }  # fmt: skip


def test_the_numbers_follow_what_happens(make_world: Callable[..., World], database_url: str) -> None:
    # Patient with Jira: it is away when the story says so, and not when a busy machine makes it slow.
    world = make_world(database_url=database_url, mode="http", JIRA_TIMEOUT_SECONDS="20")
    world.start("run")
    page = lambda: scraped(world.address)  # noqa: E731  (read anew at each look)
    reference, issue = world.file("U1ANN", "vpn", "The VPN drops every hour")
    before = page()
    assert before["friction_database_up"] == 1
    assert before["friction_outbox_rows{state=ready,target=jira}"] == 0
    assert before["friction_circuit_open{target=jira}"] == 0
    assert 0 <= before["friction_poll_lag_seconds"] < 60
    assert before["friction_ack_seconds_count{kind=command}"] == 1
    assert before["friction_answers_total{kind=ok,target=jira}"] >= 2  # the poll, and the issue
    assert before["friction_claims_total{target=jira}"] >= 1
    assert before["friction_answers_total{kind=later,target=jira}"] == 0

    # Jira goes away: the circuit opens, what is owed grows old, the reading falls behind.
    world.jira("faults", kind="status", status=503, headers={"Retry-After": "1"}, times=-1)
    held_up = world.report("U2BOB", "vpn", "It does not find the gateway")
    eventually(lambda: page()["friction_circuit_open{target=jira}"] == 1)
    eventually(lambda: page()["friction_outbox_oldest_seconds{state=ready,target=jira}"] > 1)
    eventually(lambda: page()["friction_outbox_rows{state=ready,target=jira}"] == 1)  # now and then it is tried
    assert page()["friction_answers_total{kind=later,target=jira}"] >= 1
    eventually(lambda: page()["friction_poll_lag_seconds"] > before["friction_poll_lag_seconds"])
    world.sandbox.forget_faults(world.sandbox.jira)
    world.filed("U2BOB", held_up)
    eventually(lambda: page()["friction_circuit_open{target=jira}"] == 0)

    # Every record about a report carries its reference, from the intake to the news.
    world.close_issue(issue, "Done")
    world.until_told("U1ANN", "shipped")
    records = [json.loads(line) for line in world.logs().splitlines() if line.startswith("{")]
    taken = [record["reports"] for record in records if record["event"] == "report taken"]
    assert taken == [[reference], [held_up]]
    about_work = [record for record in records if "file:" in str(record.get("owed"))]
    assert {reference, held_up} <= {record["owed"].removeprefix("file:") for record in about_work}
    assert all(record["reports"] == [record["owed"].removeprefix("file:")] for record in about_work)


def test_every_number_is_documented(sqlite_url: str, make_world: Callable[..., World]) -> None:
    world = make_world(database_url=sqlite_url, PORT="0")
    world.start("run")
    health = next(json.loads(line) for line in world.logs().splitlines() if '"health pages"' in line)
    shown = {re.sub(r"_(total|bucket|count|sum|created)$", "", name.partition("{")[0])
             for name in scraped(f"http://{health['address']}")}  # fmt: skip
    operations = (Path(__file__).parents[2] / "docs" / "operations.md").read_text()
    rows = re.findall(r"^\| `(friction_\w+)`", operations, re.MULTILINE)
    documented = {re.sub(r"_total$", "", name) for name in rows}
    assert shown | {"friction_ack_seconds"} == documented
