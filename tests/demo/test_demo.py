"""`friction demo` as a user starts it: two seeds, a file of reports; every figure recounted from the ledgers."""

from __future__ import annotations

import csv
import fcntl
import json
import os
import re
import resource
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.demo.sample_script import sample_script
from tests.demo.recount import ENDS, Leftovers, wilson
from tests.world import eventually

TOOLS = ("VPN", "service portal", "Coffee machine", "laptops", "printer", "sso", "the bot", "")
TROUBLES = (
    "stops working when I open the lid",
    "asks for the same thing twice & forgets <both>",
    "is slower than walking to the other building",
    "shows *yesterday's* numbers, see `report`",
    "cannot be reached from meeting room 3",
)

# What must not reach a demo, wherever its user stands.
STRANGE = {
    "SLACK_BOT_TOKEN": "xoxb-somebody-elses",
    "JIRA_URL": "https://jira.example.invalid",
    "DATABASE_URL": "postgresql://nobody@db.example.invalid/nothing",
    "FRICTION_CATALOGUE": "missing.toml",
    "HTTP_PROXY": "http://proxy.example.invalid:3128",
}


@dataclass(frozen=True)
class Run:
    """A demo that came to its end, and what it left behind."""

    told: dict[str, Any]
    left: Leftovers
    screen: str
    seconds: float
    worked: float  # seconds of processors


def command(out: Path, *options: str) -> list[str]:
    return [sys.executable, "-m", "bot", "demo", "--json", "--out", str(out), *options]


def write_reports(path: Path) -> None:
    """Forty reports of a company that is not the sample one, some by people without a name."""
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["Description", "product", "reporter", "submitted_at"])
        for number in range(40):
            tool, trouble = TOOLS[number % len(TOOLS)], TROUBLES[number % len(TROUBLES)]
            who = "" if number % 7 == 0 else f"Person {number % 9}"
            writer.writerow(
                [f"Number {number}: the {tool or 'thing'} {trouble}.", tool, who, f"2024-0{1 + number % 9}-11"]
            )


SAMPLE = ["seed 1", "seed 2"]
FILE = "forty reports"


@pytest.fixture(scope="module", params=[*SAMPLE, FILE])
def run(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Run:
    """Play once for all processes that test beside each other."""
    base = tmp_path_factory.getbasetemp()
    ended = (base if worker_id == "master" else base.parent) / f"{request.param}.json"
    with ended.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not ended.exists():
            ended.write_text(json.dumps(play(tmp_path_factory.mktemp("demo"), request.param)))
    told, screen, seconds, worked = json.loads(ended.read_text())
    return Run(told, Leftovers(told["artifacts"]), screen, seconds, worked)


def play(directory: Path, what: str) -> tuple[dict[str, Any], str, float, float]:
    """Run a demo to its end; what it told, what it showed, and how long it took and worked."""
    (directory / ".env").write_text("PORT=1\nJIRA_EMAIL=\nSLACK_SIGNING_SECRET=half\nLOG_FORMAT=poetry\n")
    options = ["--seed", what[-1]] if what.startswith("seed") else []
    if not options:
        write_reports(directory / "reports.csv")
        options = ["--reports", "reports.csv", "--map", "text=Description"]
    began, worked = time.monotonic(), processor_seconds()
    done = subprocess.run(
        command(directory / "out", *options),
        cwd=directory,
        env=os.environ | STRANGE,
        capture_output=True,
        text=True,
        timeout=150,
        check=False,
    )
    seconds = time.monotonic() - began
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout), done.stdout + done.stderr, seconds, processor_seconds() - worked


def processor_seconds() -> float:
    """What all processes that were started here and have ended worked."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


# The clock on the wall also counts what the tests beside it take from the machine.
def test_it_ends_by_itself_and_works_for_less_than_a_minute(run: Run) -> None:
    assert 0 < run.worked < 60
    assert run.told["seconds"] <= run.seconds


def test_every_figure_is_what_the_ledgers_say(run: Run) -> None:
    live = run.left.live()
    assert {name: run.told[name] for name in live} == live
    assert run.told["baseline"] == run.left.baseline()
    n = live["reports"] - live["withdrawn"]
    assert sum(live[end] for end in ENDS) + live["open"] == n
    assert run.told["integration_rate"] == pytest.approx(live["integrated"] / n)
    assert run.told["wilson95"] == pytest.approx(list(wilson(live["integrated"], n)))
    assert run.told["reporters_told"] == len({channel for channel, _ in run.left.notices})


def test_everything_that_can_happen_happens(run: Run) -> None:
    assert all(run.told[end] for end in ENDS)
    assert run.told["open"] > 0
    assert run.told["baseline"]["reports"] >= 100
    assert {issue["project"] for issue in run.left.issues} == {"FRIC", "DESK", "ASSET", "NET"}
    assert any(issue["old_keys"] for issue in run.left.issues)


def test_every_report_made_has_one_receipt(run: Run) -> None:
    deliveries = [entry for entry in run.left.slack_ledger if entry["kind"] == "delivery"]
    typed = [e for e in deliveries if e["type"] == "slash_commands" and e["payload"]["text"]]
    submitted = [e for e in deliveries if e["payload"].get("type") == "view_submission"]
    assert len(run.left.receipts) == len(typed) + len(submitted)
    assert {reference: len(found) for reference, found in run.left.receipts.items() if len(found) != 1} == {}


def test_every_filed_report_is_in_one_issue_and_no_withdrawn_one_in_any(run: Run) -> None:
    left = run.left
    assert set(left.filed) == set(left.receipts) - left.withdrawn
    assert {reference: len(found) for reference, found in left.filed.items() if len(found) != 1} == {}
    everything = json.dumps(left.issues)
    assert not [reference for reference in left.withdrawn if reference in everything]
    # A duplicate's label moves on to the issue that survives; nothing else carries two reports' labels.
    labels = Counter(label for issue in left.issues if left.survivor(issue) is issue for label in issue["labels"])
    assert {label: count for label, count in labels.items() if label.startswith("fr-") and count != 1} == {}


def test_an_answer_that_was_lost_makes_no_second_issue(run: Run) -> None:
    creates = [r for r in run.left.requests if r["method"] == "POST" and r["path"].endswith("/issue")]
    lost = [request for request in creates if request["fault"] == "lost"]
    assert len(lost) == 1
    assert lost[0]["effect"]
    assert sum(request["effect"] for request in creates) == len(run.left.issues)


def test_everyone_hears_of_every_end_once(run: Run) -> None:
    owed = run.left.notices_owed()
    assert owed
    assert run.left.notices == owed


def test_the_digest_came_every_monday_with_its_picture(run: Run) -> None:
    digests = [m for m in run.left.said if m["channel"] == "C0ITLEADS"]
    assert run.told["digest_posted"] is True
    assert [bool(message.get("files")) for message in digests] == [False, True, False, True]
    assert Path(run.told["artifacts"]["chart"]).read_bytes().startswith(b"\x89PNG")
    assert json.loads(Path(run.told["artifacts"]["digest"]).read_text())["blocks"] == digests[-2]["blocks"]


def test_what_people_type_stays_text_and_secrets_stay_theirs(run: Run) -> None:
    sent = json.dumps([entry for entry in run.left.slack_ledger if entry["kind"] == "api"])
    assert "<!channel>" not in sent
    typed = json.dumps([entry for entry in run.left.slack_ledger if entry["kind"] == "delivery"])
    for secret in set(re.findall(r"AKIA[0-9A-Z]{16}", typed)):
        assert secret not in sent
        assert secret not in json.dumps([run.left.issues, run.left.requests, run.left.said])
        assert secret not in run.screen
        kept = ("database", "product_log", "transcript", "digest")
        assert not [name for name in kept if secret.encode() in Path(run.told["artifacts"][name]).read_bytes()]
        assert "[masked: AWS access key]" in json.dumps(run.left.issues)


@pytest.mark.parametrize("run", SAMPLE, indirect=True)
def test_the_sample_has_a_secret_a_withdrawal_and_all_three_ways_to_report(run: Run) -> None:
    deliveries = [entry["payload"] for entry in run.left.slack_ledger if entry["kind"] == "delivery"]
    assert re.search(r"AKIA[0-9A-Z]{16}", json.dumps(deliveries))
    assert len(run.left.withdrawn) == 1
    assert {"view_submission", "message_action", "block_actions"} <= {payload.get("type") for payload in deliveries}
    assert any(payload.get("command") and payload["text"] for payload in deliveries)


def test_decisions_are_marked_as_simulated(run: Run) -> None:
    transcript = Path(run.told["artifacts"]["transcript"]).read_text()
    assert "(simulated)** closes " in transcript


@pytest.mark.parametrize("run", [FILE], indirect=True)
def test_the_reports_of_a_file_keep_their_text_and_their_product(run: Run) -> None:
    described = [issue["description"] for issue in run.left.issues]
    assert all(sum(f"Number {number}: the " in text for text in described) == 1 for number in range(40))
    by_tool = {issue["properties"]["friction.report"]["reference"]: issue for issue in run.left.issues}
    vpn = [issue for issue in by_tool.values() if "the VPN " in issue["description"]]
    assert {(issue["old_keys"] or [issue["key"]])[0].split("-")[0] for issue in vpn} == {"NET"}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--reports", "missing.csv"], "missing.csv"),
        (["--reports", "empty.csv"], "empty.csv"),
        (["--reports", "some.csv", "--map", "text=Nothing"], "there is no column"),
        (["--reports", "some.csv", "--map", "nothing"], "--map"),
    ],
)
def test_a_file_that_cannot_be_played_is_refused_with_a_sentence(options: list[str], said: str, tmp_path: Path) -> None:
    (tmp_path / "empty.csv").write_text("text,product\n")
    (tmp_path / "some.csv").write_text("text,product\nIt broke,vpn\n")
    done = _run(tmp_path / "out", options, tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()


def test_files_of_others_are_not_touched(tmp_path: Path) -> None:
    (tmp_path / "loop.toml").write_text("mine")
    (tmp_path / "notes.txt").write_text("mine too")
    done = _run(tmp_path, [], tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert "loop.toml" in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["loop.toml", "notes.txt"]


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="looks for processes in /proc")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_demo_that_is_interrupted_leaves_nothing_running(number: signal.Signals, tmp_path: Path) -> None:
    (tmp_path / "tmp").mkdir()
    env = os.environ | {"TMPDIR": str(tmp_path / "tmp")}  # every process of the demo inherits it: by it they are known
    # A shell that starts these tests in the background has SIGINT ignored, by all who come after it.
    demo = ["env", "--default-signal=INT", *command(tmp_path / "out")]
    process = subprocess.Popen(demo, cwd=tmp_path, env=env, stderr=subprocess.PIPE, text=True)
    log = tmp_path / "out" / "product.log"
    eventually(lambda: log.exists() and '"running"' in log.read_text())
    assert len(_mentioning(str(tmp_path))) == 3
    process.send_signal(number)
    _, said = process.communicate(timeout=120)
    assert process.returncode == 1
    assert "Interrupted" in said
    assert "Traceback" not in said
    assert _mentioning(str(tmp_path)) == []
    assert list((tmp_path / "tmp").iterdir()) == []


def test_a_seed_repeats_its_script_and_another_plays_another() -> None:
    assert sample_script(7) == sample_script(7)
    assert sample_script(7) != sample_script(8)


def _run(out: Path, options: list[str], cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(out, *options), cwd=cwd, capture_output=True, text=True, timeout=120, check=False)


def _mentioning(word: str) -> list[str]:
    """Processes whose environment or command line holds a word."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            known = (process / "environ").read_bytes() + (process / "cmdline").read_bytes()
        except OSError:  # it ended meanwhile, or is somebody else's
            continue
        if word.encode() in known:
            found.append(process.name)
    return found
