"""The foil: the same errand without the protocols, so that the figures of the soak have something to stand beside.

It is what a careful engineer writes first. A report is saved before Slack is answered, and a delivery that comes twice
is saved once. A worker goes through what is saved: it creates the issue and notes its key, posts the receipt and notes
that; another asks Jira which issues ended, tells the reporter and notes that. Each note is committed at once. Whatever
fails is tried again a second later, for ever, and Retry-After is respected. No report is lost by that. But there is no
intent before a write and no look-up after a lost answer: an answer that does not arrive, or a death before the note, is
a second write. Rows are shared out among the workers by number, so none of its doubles come from two workers at once.

    python foil.py web | worker NUMBER OF | clock
"""

from __future__ import annotations

import json
import os
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import httpx
from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.exc import SQLAlchemyError

PAUSE_SECONDS = 1.0
TABLE = """CREATE TABLE naive (
    trigger_id VARCHAR(64) PRIMARY KEY, number INTEGER NOT NULL UNIQUE, person VARCHAR(32) NOT NULL,
    title TEXT NOT NULL, key VARCHAR(32), received INTEGER DEFAULT 0, told INTEGER DEFAULT 0)"""
UNDONE = "SELECT 'undone', count(*) FROM naive WHERE key IS NULL OR received = 0 HAVING count(*) > 0"
ENDED = "project in (NET, WIKI) AND statusCategory = Done AND updated >= -10m"


def prepare(url: str) -> None:
    """Create the one table."""
    engine = _engine(url)
    with engine.begin() as connection:
        connection.execute(text(TABLE))
    engine.dispose()


def commands(workers: int) -> dict[str, list[str]]:
    """The foil in separate processes like the product's: post → command."""
    start = [sys.executable, __file__]
    mine = {f"worker-{number}": [*start, "worker", str(number), str(workers)] for number in range(workers)}
    return {"web": [*start, "web"], "clock": [*start, "clock"], **mine}


class Desk(BaseHTTPRequestHandler):
    """Takes slash commands in."""

    engine: Engine
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        asked = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        try:
            said = f"Got it: *FR-{self._save(asked)}*"
        except SQLAlchemyError:
            said = "I could not save that."
        answer = json.dumps({"text": said}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def _save(self, asked: dict[str, str]) -> int:
        with self.engine.begin() as connection:
            if self.engine.dialect.name == "postgresql":
                connection.execute(text("LOCK TABLE naive IN EXCLUSIVE MODE"))
            connection.execute(
                text(
                    "INSERT INTO naive (trigger_id, number, person, title) SELECT :t, coalesce(max(number), 0) + 1,"
                    " :p, :x FROM naive WHERE true ON CONFLICT (trigger_id) DO NOTHING"
                ),
                {"t": asked["trigger_id"], "p": asked["user_id"], "x": asked["text"]},
            )
            found = connection.execute(
                text("SELECT number FROM naive WHERE trigger_id = :t"), {"t": asked["trigger_id"]}
            )
            return int(found.scalar_one())

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  (the standard library's signature)
        """Nobody reads it."""


class Hand:
    """Writes to Jira and Slack, and notes what was written."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        auth = (os.environ["JIRA_EMAIL"], os.environ["JIRA_API_TOKEN"])
        self._jira = httpx.Client(base_url=f"{os.environ['JIRA_URL']}/rest/api/3/", auth=auth, timeout=2)
        token = {"Authorization": f"Bearer {os.environ['SLACK_BOT_TOKEN']}"}
        self._slack = httpx.Client(base_url=os.environ["SLACK_API_URL"], headers=token, timeout=10)

    def work(self, mine: int, of: int) -> None:
        """Do what is not noted as done, once through."""
        for row in self._rows("SELECT * FROM naive WHERE (key IS NULL OR received = 0) AND number % :of = :mine",
                              of=of, mine=mine):  # fmt: skip
            try:
                if row.key is None:
                    self._note(row, "key", self._create(row))
                if not row.received:
                    self._post(row.person, f"Got it: *FR-{row.number}* {row.title}")
                    self._note(row, "received", 1)
            except (httpx.HTTPError, KeyError, ValueError) as problem:
                self._wait(problem)

    def tell(self) -> None:
        """Tell of the ends that Jira shows and that are not noted as told."""
        ended = self._ended()
        for row in self._rows("SELECT * FROM naive WHERE key IS NOT NULL AND told = 0"):
            if row.key in ended:
                self._post(row.person, f"{row.key} has ended: {row.title}")
                self._note(row, "told", 1)

    def _create(self, row: Any) -> str:
        product = row.title.partition(":")[0]
        fields = {
            "project": {"key": {"vpn": "NET", "wiki": "WIKI"}[product]},
            "issuetype": {"name": "Task"},
            "summary": row.title,
            "labels": [f"fr-main-FR-{row.number}"],
        }
        answer = self._jira.post("issue", json={"fields": fields}).raise_for_status()
        return str(answer.json()["key"])

    def _post(self, person: str, said: str) -> None:
        opened = self._slack.post("conversations.open", data={"users": person}).raise_for_status().json()
        about = {"channel": opened["channel"]["id"], "text": said}
        answer = self._slack.post("chat.postMessage", json=about).raise_for_status().json()
        if not answer["ok"]:
            raise ValueError(answer["error"])

    def _ended(self) -> set[str]:
        found: set[str] = set()
        asked = {"jql": ENDED, "fields": "key", "maxResults": "5000"}
        while True:
            page = self._jira.get("search/jql", params=asked).raise_for_status().json()
            found |= {issue["key"] for issue in page["issues"]}
            if not page.get("nextPageToken"):
                return found
            asked["nextPageToken"] = page["nextPageToken"]

    def _rows(self, statement: str, **values: int) -> list[Any]:
        with self._engine.connect() as connection:
            return list(connection.execute(text(statement), values))

    def _note(self, row: Any, column: str, value: Any) -> None:
        with self._engine.begin() as connection:
            statement = f"UPDATE naive SET {column} = :value WHERE number = :number"
            connection.execute(text(statement), {"value": value, "number": row.number})

    def _wait(self, problem: Exception) -> None:
        response = problem.response if isinstance(problem, httpx.HTTPStatusError) else None
        asked = response.headers.get("Retry-After") if response is not None else None
        if asked is not None:
            threading.Event().wait(float(asked))


def main() -> None:
    """Run one process until it is killed."""
    engine = _engine(os.environ["DATABASE_URL"])
    if sys.argv[1] == "web":
        Desk.engine = engine
        ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Desk).serve_forever()
    hand, pause = Hand(engine), threading.Event()
    while True:
        try:
            if sys.argv[1] == "worker":
                hand.work(int(sys.argv[2]), int(sys.argv[3]))
            else:
                hand.tell()
        except (SQLAlchemyError, httpx.HTTPError, KeyError, ValueError) as problem:
            sys.stderr.write(f"again in a second: {problem!r}\n")
        pause.wait(PAUSE_SECONDS)


def _engine(url: str) -> Engine:
    engine = create_engine(url, pool_pre_ping=True, pool_size=10)
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def _prepare(connection: Any, _record: Any) -> None:
            connection.execute("PRAGMA busy_timeout = 5000")
            connection.execute("PRAGMA journal_mode = WAL")

    return engine


if __name__ == "__main__":
    main()
