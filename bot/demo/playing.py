"""`friction demo` from its options to its end: set up, play, read the figures, keep the evidence."""

from __future__ import annotations

import shutil
import time
from collections.abc import Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import bot
from bot.demo.business_clock import BEGIN, BusinessClock
from bot.demo.chronicle import Chronicle
from bot.demo.controls import Control
from bot.demo.decisions import Decisions
from bot.demo.employees import Employees
from bot.demo.evidence import Evidence, gather, keep
from bot.demo.figures import Figures, read_figures
from bot.demo.file_script import file_script
from bot.demo.fortnight import Fortnight, Stage
from bot.demo.hitches import Hitches
from bot.demo.out_directory import OutDirectory
from bot.demo.owners import Owners
from bot.demo.people import EMPLOYEES, everybody, named_in
from bot.demo.processes import Processes, database_url
from bot.demo.progress import Watch, watching
from bot.demo.register import Register
from bot.demo.sample_history import write_history
from bot.demo.sample_script import sample_script
from bot.demo.scenery import channels_of, set_scene
from bot.demo.script import Script
from bot.demo.settling import Settling
from bot.demo.summary import Run, summary
from bot.demo.telling import Telling
from bot.demo.transcript import transcript
from bot.demo.trouble import DemoFailedError
from config.catalogue import Catalogue, load_catalogue
from loop.importing import HistoryRow, import_history, read_rows
from loop.importing.past_issues import past_issues
from storage.database import Database
from storage.schema import migrate

SAMPLE_CATALOGUE = Path(bot.__file__).parents[1] / "loop.toml"

# Beyond so many reports single beats are not shown, and what takes the loop long to believe is awaited at the end only.
_MANY = 100
# Every open issue is read again by its id within this time: with many of them less often, or it would do nothing else.
_RECHECK_MINUTES = 0.01
_RECHECKED_A_MINUTE = 5_000


@dataclass(frozen=True)
class Options:
    """What the user asked for. `reports`: a file to play in place of the sample; `mapping`: its --map pairs."""

    seed: int
    out: Path
    reports: Path | None = None
    mapping: Sequence[str] = ()


@dataclass(frozen=True)
class Played:
    """A demo that came to its end."""

    figures: Figures
    lines: list[str]
    seconds: float
    artifacts: dict[str, str]

    def as_json(self) -> dict[str, Any]:
        """The one object that `--json` prints."""
        return {**self.figures.as_json(), "seconds": round(self.seconds, 1), "artifacts": self.artifacts}


def play_demo(options: Options) -> Played:
    """Play a demo. Whatever was started is stopped, however it ends. Raises DemoFailedError."""
    began = time.monotonic()
    catalogue = _catalogue()
    script = _script(options, catalogue)
    out = OutDirectory(options.out)
    shutil.copyfile(SAMPLE_CATALOGUE, out.file("catalogue"))
    with watching(quiet=len(script.reports) > _MANY) as watch:
        return _Demo(out, catalogue, script, watch, began).run()


def _catalogue() -> Catalogue:
    if not SAMPLE_CATALOGUE.exists():
        raise DemoFailedError(
            "The sample catalogue loop.toml is not beside the program; run the demo in a clone of the project."
        )
    return load_catalogue(SAMPLE_CATALOGUE)


def _script(options: Options, catalogue: Catalogue) -> Script:
    if options.reports is None:
        return sample_script(options.seed)
    return file_script(options.reports, options.mapping, catalogue, options.seed).script


class _Demo:
    """One run."""

    def __init__(self, out: OutDirectory, catalogue: Catalogue, script: Script, watch: Watch, began: float) -> None:
        self._out = out
        self._catalogue = catalogue
        self._script = script
        self._watch = watch
        self._began = began
        self._chronicle = Chronicle(watch.beat)
        self._people = everybody([*script.reporters, *EMPLOYEES, *named_in(catalogue).values()])
        self._names = {person.id: person.real_name for person in self._people} | channels_of(catalogue)

    def run(self) -> Played:
        """Play it, with everything open that it takes."""
        with ExitStack() as opened:
            opened.callback(self._out.tidy)
            processes = opened.enter_context(closing(Processes(self._out)))
            self._watch.doing("Starting a Slack and a Jira on this machine")
            slack, jira = processes.start_sandbox()
            database = opened.enter_context(closing(Database(database_url(self._out))))
            history = self._import_history(database)
            clock = self._set_scene(slack, jira)
            self._watch.doing("Starting the product")
            patient = len(self._script.reports) <= _MANY
            processes.start_product(slack, jira, recheck_minutes=self._recheck_minutes())
            stage = self._stage(slack, jira, clock, database, processes)
            Fortnight(stage, self._script, patient=patient).play(self._watch.moment)
            processes.ask_product_to_stop()
            return self._conclude(slack, jira, clock, database, len(past_issues(history)))

    def _import_history(self, database: Database) -> list[HistoryRow]:
        """Bring the past in, by the code behind `friction import --csv`."""
        self._watch.doing("Importing fourteen months of history")
        migrate(database)
        write_history(self._out.file("history"), self._catalogue, BEGIN, self._script.seed)
        rows = read_rows(self._out.file("history"), {}, self._catalogue)
        import_history(database, rows, BEGIN)
        return rows

    def _set_scene(self, slack: Control, jira: Control) -> BusinessClock:
        clock = BusinessClock(self._out.clock)
        clock.turn(BEGIN, slack, jira)
        set_scene(slack, jira, self._catalogue, self._people)
        return clock

    def _recheck_minutes(self) -> float:
        return max(_RECHECK_MINUTES, len(self._script.reports) / _RECHECKED_A_MINUTE)

    def _stage(
        self, slack: Control, jira: Control, clock: BusinessClock, database: Database, processes: Processes
    ) -> Stage:
        register = Register(database, self._catalogue)
        employees = Employees(slack, database, self._catalogue)
        telling = Telling(self._chronicle, self._catalogue, register, self._names, lambda: clock.now)
        return Stage(
            slack,
            jira,
            clock,
            employees,
            Decisions(Owners(jira, self._catalogue), register, self._script, telling),
            register,
            Hitches(jira, employees, register, processes.check),
            Settling(database, self._catalogue, processes.check, recheck_minutes=self._recheck_minutes()),
            telling,
        )

    def _conclude(
        self, slack: Control, jira: Control, clock: BusinessClock, database: Database, imported_issues: int
    ) -> Played:
        """Read the figures from the product, keep the evidence from the sandbox, and write the transcript."""
        self._watch.doing("Reading the figures")
        evidence = gather(slack, jira, self._catalogue)
        keep(evidence, slack, self._out)
        figures = read_figures(
            database,
            self._catalogue,
            BEGIN,
            clock.now,
            reporters=everybody(self._script.reporters),
            jira_ids=[issue["id"] for issue in evidence.issues],
            imported_issues=imported_issues,
            digest_posted=bool(evidence.digests),
        )
        return self._written(figures, evidence)

    def _written(self, figures: Figures, evidence: Evidence) -> Played:
        seconds = time.monotonic() - self._began
        digest = evidence.digests[-1] if evidence.digests else None
        told = transcript(self._chronicle.beats, figures, self._script.seed)
        self._out.file("transcript").write_text(told, encoding="utf-8")
        run = Run(self._script, self._chronicle.beats, figures, digest, self._names, self._out, seconds)
        return Played(figures, summary(run), seconds, self._out.artifacts())
