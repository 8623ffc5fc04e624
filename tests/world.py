"""A world for stories: a sandbox Slack and Jira, the product as its own process, and the people who use it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import update

from storage.database import Database
from storage.outbox import Owed
from tests import leaks, nursery
from tests.nursery import Process

Json = dict[str, Any]

CATALOGUE = """
[[tracks]]
key = "network"
name = "Access and network"
target_rate = 0.5

[[products]]
key = "vpn"
name = "VPN"
aliases = ["remote access"]
track = "network"
owner = "U0OWNER"
[products.jira]
project = "NET"

[[products]]
key = "wiki"
name = "Wiki"
track = "network"
owner = "maria@example.com"
[products.jira]
project = "WIKI"

[[digests]]
name = "weekly"
channel = "C0LEADS"
cron = "0 9 * * mon"
timezone = "Europe/Berlin"

[admin]
channel = "C0ADMIN"
"""

# Real durations, short enough to wait for.
HURRY = {
    "POLL_INTERVAL_SECONDS": "0.3",
    "RECHECK_MINUTES": "0.04",
    "OUTCOME_DEBOUNCE_SECONDS": "0.1",
    "OUTBOX_LEASE_SECONDS": "2",
    "UNKNOWN_GRACE_SECONDS": "0.6",
    "SLACK_UNKNOWN_GRACE_SECONDS": "0.4",
    "PARKED_RETRY_SECONDS": "1",
    "JIRA_TIMEOUT_SECONDS": "2",
    "REPORTS_PER_MINUTE": "100000",
    "REMINDER_DAYS": "0",  # a clock that is turned by a week makes nobody late
    "CARD_REMINDER_DAYS": "0",
    "ME_TOO_SECONDS": "0",
    "LOG_FORMAT": "json",
}

# How long Slack waits for an answer, and a form for whoever opens it. A busy machine stalls any process for longer than
# Slack's own three seconds: they are for the stories that are about them.
PATIENT = {"ack_seconds": 20, "trigger_seconds": 20}
PUNCTUAL = {"ack_seconds": 3, "trigger_seconds": 3}


class Sandbox:
    """The local Slack and Jira, and their control API."""

    def __init__(self, deployment: str, log: Path) -> None:
        said, command = log.with_suffix(".json"), ("sandbox", "--jira-deployment", deployment)
        self._process = nursery.start(*command, env=dict(os.environ), cwd=log.parent, stdout=said, stderr=log)
        urls = json.loads(eventually(said.read_text, self._process, log))
        self.deployment = deployment
        self.slack, self.jira, self.model = urls["slack"], urls["jira"], urls["model"]
        # No TLS here, and reading the authorities takes its time. No limits: a soak asks from hundreds of threads.
        self._http = httpx.Client(timeout=60, verify=False, limits=httpx.Limits())

    def close(self) -> None:
        self._http.close()
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(timeout=60)

    def tell(self, url: str, what: str, **asked: Any) -> Json:
        return self._send("POST", url, what, asked)

    def change(self, url: str, what: str, **asked: Any) -> Json:
        return self._send("PUT", url, what, asked)

    def _send(self, method: str, url: str, what: str, asked: Json) -> Json:
        # Not httpx's own JSON, which cannot hold the lone surrogates that Slack sends escaped.
        body, kind = json.dumps(asked), {"Content-Type": "application/json"}
        answer = self._http.request(method, f"{url}/sandbox/{what}", content=body, headers=kind)
        assert answer.is_success, (what, asked, answer.status_code, answer.text)
        told: Json = answer.json() if answer.content else {}
        return told

    def see(self, url: str, what: str, **query: Any) -> Any:
        return self._http.get(f"{url}/sandbox/{what}", params=query).raise_for_status().json()

    def forget_faults(self, url: str) -> None:
        self._http.delete(f"{url}/sandbox/faults").raise_for_status()


class World:
    """One installation in one directory. Processes of the product are started by name and die with the world."""

    def __init__(
        self, directory: Path, *, database_url: str, mode: str = "socket", deployment: str = "cloud", **env: str
    ) -> None:
        self.directory = directory
        self.sandbox = Sandbox(deployment, directory / "sandbox.log")
        self.mode = mode
        self.catalogue = directory / "loop.toml"
        self.catalogue.write_text(CATALOGUE)
        self.processes: list[Process] = []
        self.env = self._environment(database_url) | env
        self._people_and_projects()

    def _environment(self, database_url: str) -> dict[str, str]:
        cloud = {"JIRA_EMAIL": "bot@example.com", "JIRA_API_TOKEN": "sandbox-token"}
        datacenter = {"JIRA_PAT": "sandbox-pat"}
        inherited = {
            name: value
            for name, value in os.environ.items()
            if name in ("PATH", "HOME", "TMPDIR", "LANG", "PYTHONPATH")
        }
        return (
            inherited
            | HURRY
            | {
                "SLACK_BOT_TOKEN": "xoxb-sandbox",
                **(
                    {"SLACK_APP_TOKEN": "xapp-sandbox"}
                    if self.mode == "socket"
                    else {"SLACK_SIGNING_SECRET": "sandbox-signing-secret", "PORT": "0"}
                ),
                "SLACK_API_URL": f"{self.sandbox.slack}/api/",
                "JIRA_URL": self.sandbox.jira,
                **(cloud if self.sandbox.deployment == "cloud" else datacenter),
                "DATABASE_URL": database_url,
                "FRICTION_CATALOGUE": str(self.catalogue),
            }
        )

    def _people_and_projects(self) -> None:
        self.slack("app", **PATIENT)
        for user, name in (("U1ANN", "ann"), ("U2BOB", "bob"), ("U3CAT", "cat"), ("U0OWNER", "olga")):
            self.slack("users", id=user, name=name, real_name=name.title(), email=f"{name}@example.com")
        for channel, name in (("C0LEADS", "leads"), ("C0ADMIN", "friction-admin"), ("C1TALK", "talk")):
            self.slack("channels", id=channel, name=name, members=["U1ANN", "U2BOB", "U3CAT", "U0BOT"])
        for project in ("NET", "WIKI"):
            self.jira("projects", key=project, name=project.title())
        person = {"accountId": "olga", "name": "olga", "displayName": "Olga", "emailAddress": "olga@example.com"}
        self.jira("users", **person)

    # The product

    def friction(self, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
        """Run one command of the product to its end."""
        leaks.configured(self.env | env)
        done = nursery.run("friction", *arguments, env=self.env | env, cwd=self.directory)
        with (self.directory / "commands.log").open("a") as said:
            said.write(done.stdout + done.stderr)
        return done

    def start(self, mode: str, **env: str) -> Process:
        """Start a process of the product and wait until it can be spoken to."""
        (process,) = self.start_all((mode, env))
        return process

    def start_all(self, *wanted: tuple[str, dict[str, str]]) -> list[Process]:
        """Start processes, each a mode and what its environment has beside the world's, and wait for all of them."""
        spawned = [self._spawn(mode, env) for mode, env in wanted]
        for (mode, env), (process, log) in zip(wanted, spawned, strict=True):
            if mode in ("run", "web"):
                self._until_reachable(process, log)
            elif (self.env | env).get("PORT"):
                eventually(partial(_says, log, "health pages"), process, log)
        return [process for process, _ in spawned]

    def _spawn(self, mode: str, env: dict[str, str]) -> tuple[Process, Path]:
        leaks.configured(self.env | env)
        log = self.directory / f"{mode}-{len(self.processes)}.log"
        process = nursery.start("friction", mode, env=self.env | env, cwd=self.directory, stderr=log)
        self.processes.append(process)
        return process, log

    def _until_reachable(self, process: Process, log: Path) -> None:
        if self.mode == "socket":
            eventually(lambda: self.sandbox.see(self.sandbox.slack, "connections")["connections"], process, log)
            return
        address = eventually(lambda: _address_in(log.read_text()), process, log)
        self.slack("app", request_url=f"http://{address}/slack/events")

    def stop(self, process: Process, number: int = signal.SIGTERM) -> int:
        """Stop a process with a signal; returns its exit code."""
        process.send_signal(number)
        return process.wait(timeout=30)

    def close(self) -> None:
        for process in self.processes:
            if process.poll() is None:
                process.kill()
                process.wait(timeout=60)
        self.sandbox.close()

    @property
    def address(self) -> str:
        """Where the product serves HTTP, in HTTP mode."""
        return self.addresses[0]

    @property
    def addresses(self) -> list[str]:
        """The same, of every process that does."""
        shown = (_address_in(log.read_text()) for log in sorted(self.directory.glob("*.log")))
        return [f"http://{address}" for address in shown if address]

    def logs(self) -> str:
        """What the processes of the product logged."""
        return "\n".join(path.read_text() for path in sorted(self.directory.glob("*-[0-9]*.log")))

    # Slack

    def slack(self, what: str, **asked: Any) -> Json:
        return self.sandbox.tell(self.sandbox.slack, what, **asked)

    def command(self, user: str, text: str, **more: Any) -> Json:
        return self.slack("command", user=user, channel="C1TALK", command="/friction", text=text, **more)

    def report(self, user: str, product: str, text: str) -> str:
        """Report in one go, and once more where a busy machine was too late; returns the reference."""
        reference: str = eventually(lambda: self._said_back(self.command(user, f"{product}: {text}")))
        return reference

    def _said_back(self, told: Json) -> str:
        text = (told["response"] or {}).get("text", "")
        return reference_in(text) if "FR-" in text else ""

    def file(self, user: str, product: str, text: str) -> tuple[str, Json]:
        """Report, and wait until the receipt shows the issue; returns the reference and the issue."""
        reference = self.report(user, product, text)
        return reference, self.filed(user, reference)

    def filed(self, user: str, reference: str) -> Json:
        """Wait until a report is in Jira and its receipt says so; returns the issue."""
        issue: Json = eventually(lambda: self.issues_of(reference))[0]
        self.until_receipt_shows(user, reference, "Filed as")
        return issue

    def until_receipt(self, user: str, reference: str) -> Json:
        """Wait for a report's receipt."""
        receipt: Json = eventually(lambda: self.receipts(user, reference))[0]
        return receipt

    def until_receipt_shows(self, user: str, reference: str, words: str) -> None:
        eventually(lambda: self.receipt_shows(user, reference, words))

    def receipts(self, user: str, reference: str) -> list[Json]:
        """The messages that name the report in their first line; there should be one."""
        return [message for message in self.direct(user) if reference in message["text"]]

    def receipt_shows(self, user: str, reference: str, words: str) -> bool:
        return any(
            words in json.dumps(receipt.get("blocks") or receipt["text"]) for receipt in self.receipts(user, reference)
        )

    def views(self, user: str) -> list[Json]:
        found: list[Json] = self.sandbox.see(self.sandbox.slack, "views", user=user)["views"]
        return found

    def home(self, user: str) -> list[Json]:
        """The blocks of a person's home; none before it was published."""
        found: Json = self.sandbox.see(self.sandbox.slack, "views", user=user)["home"] or {}
        return list(found.get("blocks", []))

    def messages(self, channel: str) -> list[Json]:
        found: list[Json] = self.sandbox.see(self.sandbox.slack, "messages", channel=channel)["messages"]
        return found

    def direct(self, user: str) -> list[Json]:
        """The bot's direct messages with a person, oldest first."""
        return sorted(self.messages("D" + user[1:]), key=lambda message: float(message["ts"]))

    def notices(self, user: str, words: str) -> list[Json]:
        return [message for message in self.direct(user) if words in message["text"]]

    def until_told(self, user: str, words: str) -> Json:
        """Wait for a direct message whose first line holds these words."""
        notice: Json = eventually(lambda: self.notices(user, words))[0]
        return notice

    def slack_ledger(self, kind: str) -> list[Json]:
        found: list[Json] = self.sandbox.see(self.sandbox.slack, "ledger", kind=kind)["entries"]
        return found

    def slack_calls(self, method: str) -> list[Json]:
        found: list[Json] = self.sandbox.see(self.sandbox.slack, "ledger", kind="api", method=method)["entries"]
        return found

    def deliveries(self, kind: str) -> list[Json]:
        """What Slack sent to the app: `slash_commands`, or the type of an interactive payload."""
        entries = self.slack_ledger("delivery")
        return [entry for entry in entries if kind in (entry["type"], entry["payload"].get("type"))]

    def click(self, user: str, message: Json, action_id: str, **more: Any) -> Json:
        where = {"user": user, "channel": message["channel"], "message_ts": message["ts"]}
        return self.slack("click", **where, action_id=action_id, **more)

    # Jira

    def jira(self, what: str, **asked: Any) -> Json:
        return self.sandbox.tell(self.sandbox.jira, what, **asked)

    def issues(self) -> list[Json]:
        found: list[Json] = self.sandbox.see(self.sandbox.jira, "issues")["issues"]
        return found

    def issues_of(self, reference: str) -> list[Json]:
        return [issue for issue in self.issues() if any(label.endswith(reference) for label in issue["labels"])]

    def jira_requests(self, method: str, path: str) -> list[Json]:
        """What Jira was asked, oldest first; `path` is the end of its address."""
        asked = {"kind": "request", "method": method, "path": path}
        found: list[Json] = self.sandbox.see(self.sandbox.jira, "ledger", **asked)["entries"]
        return found

    def see_issue(self, issue: Json) -> Json:
        """The issue as it truly is now, wherever it has moved."""
        return next(now for now in self.issues() if now["id"] == issue["id"])

    def after_more_polls(self, count: int = 4) -> None:
        """Wait until the product has searched Jira so many times more: what it owes by then, is under way."""
        before = self._polls()
        eventually(lambda: self._polls() >= before + count)

    def searches(self) -> list[Json]:
        """What was searched for, oldest first."""
        return self.jira_requests("GET", "/search/jql" if self.sandbox.deployment == "cloud" else "/api/2/search")

    def _polls(self) -> int:
        return sum("updated >=" in entry["query"]["jql"][0] for entry in self.searches())

    def until_nothing_is_owed(self) -> None:
        """Wait until every write that is owed has been done, and that is recorded."""
        eventually(lambda: self.friction("outbox", "list", "--all", "--json").stdout.strip() == "[]")

    def let_time_pass(self, *kinds: str) -> None:
        """Let it be over for owed writes of these kinds that have yet to wait."""
        database = Database(self.env["DATABASE_URL"])
        with database.transaction() as session:
            session.execute(update(Owed).where(Owed.kind.in_(kinds), Owed.due.is_not(None)).values(due=0.0))
        database.close()

    def until_schedules_begin(self) -> None:
        """Wait for the first period of the digests, which tells nothing: from it on they are owed."""
        eventually(lambda: "schedule begins" in self.logs())

    def after_more_reconciling(self, count: int = 2) -> None:
        """Wait until the product has compared Jira with its database so many times more."""
        before = self._reconciliations()
        eventually(lambda: self._reconciliations() >= before + count)

    def _reconciliations(self) -> int:
        return sum("labels is not EMPTY" in entry["query"]["jql"][0] for entry in self.searches())

    def act(self, issue: Json, do: str, **more: Any) -> Json:
        return self.jira("act", issue=issue["key"], actor="olga", do=do, **more)

    def close_issue(self, issue: Json, resolution: str | None) -> None:
        self.act(issue, "transition", status="Done", resolution=resolution)

    def reopen_issue(self, issue: Json) -> None:
        self.act(issue, "transition", status="To Do")


def reference_in(text: str) -> str:
    return next(word.strip("*,.:") for word in text.split() if word.strip("*").startswith("FR-"))


def eventually(
    what: Callable[[], Any], process: Process | None = None, log: Path | None = None, seconds: float = 60
) -> Any:
    """Return the first true value of `what`, asked again and again."""
    pause = threading.Event()
    end = time.monotonic() + seconds
    while not (value := what()):
        if process is not None and process.poll() is not None:
            raise AssertionError(f"it ended with {process.returncode}: {log.read_text() if log else ''}")
        assert time.monotonic() < end, f"waited in vain; {log.read_text() if log else ''}"
        pause.wait(0.05)
    return value


def _says(log: Path, words: str) -> bool:
    return words in log.read_text()


def _address_in(log: str) -> str | None:
    for line in log.splitlines():
        if '"listening"' in line:
            return str(json.loads(line)["addresses"][0]).removeprefix("http://")
    return None
