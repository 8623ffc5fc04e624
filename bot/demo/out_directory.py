"""The directory that a demo leaves behind: its own files of an earlier run are replaced, nobody else's are touched."""

from __future__ import annotations

from pathlib import Path

from bot.demo.trouble import DemoFailedError

ARTIFACTS = {
    "transcript": "transcript.md",
    "chart": "digest-chart.png",
    "digest": "digest.json",
    "catalogue": "loop.toml",
    "history": "history.csv",
    "slack_ledger": "slack_ledger.json",
    "slack_messages": "slack_messages.json",
    "jira_ledger": "jira_ledger.json",
    "jira_issues": "jira_issues.json",
    "database": "friction.db",
    "product_log": "product.log",
    "sandbox_log": "sandbox.log",
}
"""What `--json` calls a file, and the file's name."""

_CLOCK = "clock"
_BESIDES = (_CLOCK, f"{_CLOCK}.new", "friction.db-wal", "friction.db-shm", "friction.db-journal")
_MARK = ".made-by-friction-demo"


class OutDirectory:
    """A directory taken for one run. Raises DemoFailedError if it cannot be, and then has changed nothing."""

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()
        mine = (*ARTIFACTS.values(), *_BESIDES)
        try:
            self._refuse_foreign(mine)
            self.path.mkdir(parents=True, exist_ok=True)
            (self.path / _MARK).write_text("The files beside this one are replaced by the next `friction demo`.\n")
            for name in mine:
                (self.path / name).unlink(missing_ok=True)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise DemoFailedError(f"{path} cannot be written ({reason}); choose another --out.") from error

    @property
    def clock(self) -> Path:
        """The file by which business time is turned."""
        return self.path / _CLOCK

    def file(self, artifact: str) -> Path:
        """Return where an artifact goes."""
        return self.path / ARTIFACTS[artifact]

    def artifacts(self) -> dict[str, str]:
        """Return the artifacts that there are: name to absolute path."""
        return {name: str(self.file(name)) for name in ARTIFACTS if self.file(name).exists()}

    def tidy(self) -> None:
        """Remove what only the running demo needed."""
        for name in (_CLOCK, f"{_CLOCK}.new"):
            (self.path / name).unlink(missing_ok=True)

    def _refuse_foreign(self, mine: tuple[str, ...]) -> None:
        if (self.path / _MARK).exists():
            return
        foreign = [name for name in mine if (self.path / name).exists()]
        if foreign:
            raise DemoFailedError(
                f"{self.path} has files that no demo made ({', '.join(foreign)}) and the demo would replace; "
                "choose another --out."
            )
