"""Progress on standard error while a demo runs: the days as they pass, and what happens in them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from bot.demo.business_clock import STEPS
from bot.demo.chronicle import Beat

_LONGEST_LINE = 150
_WEEKS = 2


class Watch:
    """Shows a demo to whoever waits for it. `quiet` leaves out the single beats: there are too many of them."""

    def __init__(self, progress: Progress, task: TaskID, *, quiet: bool) -> None:
        self._progress = progress
        self._task = task
        self._quiet = quiet
        self._day = ""

    def doing(self, what: str) -> None:
        """Say what is going on."""
        self._progress.update(self._task, description=escape(what))

    def moment(self, at: datetime) -> None:
        """Say what time it is now in the demo."""
        self.doing(f"{at:%A %d %B, %H:%M}")
        self._progress.advance(self._task)
        day = f"{at:%A %d %B}"
        if day != self._day:
            self._day = day
            self._progress.console.print(f"[bold]{day}[/bold]")

    def beat(self, beat: Beat) -> None:
        """Show something that happened, on one line."""
        if self._quiet:
            return
        line = " ".join(f"{beat.who} {beat.did}".split())
        shown = line if len(line) <= _LONGEST_LINE else line[: _LONGEST_LINE - 1] + "…"
        self._progress.console.print(f"  {beat.at:%H:%M}  {escape(shown)}", highlight=False)


@contextmanager
def watching(*, quiet: bool) -> Iterator[Watch]:
    """Show progress during the block."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    console = Console(stderr=True, soft_wrap=True)
    with Progress(*columns, console=console, transient=True) as progress:
        yield Watch(progress, progress.add_task("Starting", total=STEPS + _WEEKS), quiet=quiet)
