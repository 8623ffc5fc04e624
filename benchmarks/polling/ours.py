"""The product's own poller, composed as the product composes it, over a SQLite file that knows the issues."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.polling.site import CREDENTIALS, LoadedJira
from bot.compose.parts import compose
from bot.compose.services import make_poller
from config.settings import Settings, load_settings
from storage.issue import Issue
from storage.schema import migrate

CATALOGUE = """
[[tracks]]
key = "network"
name = "Network"
[[products]]
key = "vpn"
name = "VPN"
track = "network"
owner = "U0OWNER"
[products.jira]
project = "NET"
"""


def settings_for(jira: LoadedJira, directory: Path, **more: str) -> Settings:
    """The settings of a product that files into this Jira, in a directory of its own."""
    (directory / "loop.toml").write_text(CATALOGUE)
    return load_settings(
        {
            "JIRA_URL": jira.url,
            "JIRA_EMAIL": CREDENTIALS[0],
            "JIRA_API_TOKEN": CREDENTIALS[1],
            "SLACK_API_URL": jira.url,  # never asked; a turned clock wants both on this machine
            "DATABASE_URL": f"sqlite:///{directory}/friction.db",
            "FRICTION_CATALOGUE": str(directory / "loop.toml"),
            "POLL_INTERVAL_SECONDS": "0.001",
            **more,
        }
    )


class Ours:
    """Polls by taking the turn that a clock process takes. `clock` is the file that turns business time."""

    def __init__(self, jira: LoadedJira, directory: Path, watched: Sequence[str], stack: ExitStack) -> None:
        self.clock = directory / "clock"
        self.turn(0)
        self._parts = compose(settings_for(jira, directory, FRICTION_CLOCK=str(self.clock)))
        stack.callback(self._parts.close)
        migrate(self._parts.work)
        self._poller = make_poller(self._parts)
        self._know(watched)

    def turn(self, seconds: float) -> None:
        """Let business time be so many seconds ahead."""
        self.clock.write_text(f"{seconds:+}")

    def poll(self) -> None:
        """Search for changes, and read by id what changed."""
        while not self._poller.poll_if_due():
            pass

    def recheck(self) -> None:
        """Read by id what the rolling reading has in one turn: at most 5,000 issues."""
        self._poller.recheck(older_than_seconds=0.0)

    def ended(self) -> set[str]:
        """What it knows to have ended."""
        with self._parts.work.reading() as session:
            return {issue.jira_id for issue in session.query(Issue).filter(Issue.ended)}

    def _know(self, watched: Sequence[str]) -> None:
        opened = datetime.now(UTC)
        with self._parts.work.transaction() as session:
            for number, jira_id in enumerate(watched, 1):
                session.add(
                    Issue(
                        jira_id=jira_id,
                        key=f"NET-{number}",
                        product="vpn",
                        created_at=opened,
                        updated_at=opened,
                        category="new",
                        status="To Do",
                    )
                )
