"""Playing the script: step by step through ten working days, waiting after each until the loop has come to rest."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.demo.business_clock import BEGIN, STEPS, BusinessClock, moment_of, monday_after
from bot.demo.controls import Control
from bot.demo.decisions import Decisions
from bot.demo.employees import Employees, Reported
from bot.demo.hitches import Hitches
from bot.demo.news import Fresh, News, Notice
from bot.demo.register import Register
from bot.demo.script import Fate, Planned, Script
from bot.demo.settling import Settling
from bot.demo.telling import Telling

# What people do at a moment is done by then; the loop is asked for all that happened before the minute after it.
_MEANWHILE = timedelta(minutes=1)
_LAST_LOOK = timedelta(minutes=30)

# What reporters say when they are asked whether it is fixed: out of a hundred. The rest says nothing.
_ANSWERS = (("verify_fixed", 58), ("verify_broken", 8), ("verify_unsure", 12))


@dataclass(frozen=True)
class Stage:
    """Everything that the play needs."""

    slack: Control
    jira: Control
    clock: BusinessClock
    employees: Employees
    decisions: Decisions
    register: Register
    hitches: Hitches
    settling: Settling
    telling: Telling


class Fortnight:
    """Plays one script. `patient`: wait at each step also for what the loop believes only after a while."""

    def __init__(self, stage: Stage, script: Script, *, patient: bool) -> None:
        self._stage = stage
        self._script = script
        self._patient = patient
        self._news = News(stage.slack, stage.register)
        self._unanswered: list[Notice] = []

    def play(self, moment: Callable[[datetime], None]) -> None:
        """Play it all; `moment` hears of every moment as it comes. Raises DemoFailedError."""
        self._turn(BEGIN)
        self._settle()
        for step in range(STEPS):
            moment(moment_of(step))
            self._play_step(step)
            monday = monday_after(step)
            if monday is not None:
                moment(monday)
                self._turn(monday)
                self._settle()
                self._hear({})
        self._turn(self._stage.clock.now + _LAST_LOOK)
        self._settle(everything=True)
        self._hear({})

    def _play_step(self, step: int) -> None:
        self._turn(moment_of(step))
        self._answer()
        self._stage.decisions.make(step)
        reports = self._script.reported_at(step)
        self._stage.hitches.begin(reports)
        taken = {planned.number: self._report(planned) for planned in reports}
        self._stage.hitches.end(reports)
        self._turn(self._stage.clock.now + _MEANWHILE)
        self._settle()
        self._hear(taken)

    def _turn(self, now: datetime) -> None:
        self._stage.clock.turn(now, self._stage.slack, self._stage.jira)

    def _settle(self, *, everything: bool = False) -> None:
        deleted = self._stage.decisions.deleted if self._patient or everything else ()
        self._stage.settling.wait(self._stage.clock.now, deleted)

    def _report(self, planned: Planned) -> Reported:
        reported = self._stage.employees.report(planned)
        self._stage.register.note_reference(planned, reported.reference)
        return reported

    def _answer(self) -> None:
        """Let reporters answer what they were asked at the step before."""
        asked, self._unanswered = self._unanswered, []
        for notice in asked:
            number = self._stage.register.number_of(notice.jira_id)
            action = self._wish(notice, number)
            if number is not None and action is not None:
                self._stage.employees.answer(notice.person, notice.message, action)
                self._stage.telling.pressed(notice.person, action, number)

    def _wish(self, notice: Notice, number: int | None) -> str | None:
        planned = None if number is None else self._script.reports[number]
        if planned is not None and planned.fate is Fate.REOPEN and planned.person == notice.person:
            return "verify_broken" if notice.end == 1 else "verify_fixed"
        points = random.Random(f"{self._script.seed}:{notice.person.id}:{number}:{notice.end}").randrange(100)
        for action, share in _ANSWERS:
            points -= share
            if points < 0:
                return action
        return None

    def _hear(self, taken: dict[int, Reported]) -> None:
        """Tell what became of the reports of this step, and what the product posted besides."""
        fresh = self._news.fresh()
        for number, reported in taken.items():
            self._tell_report(self._script.reports[number], reported, fresh)
        self._stage.telling.news(fresh)
        self._unanswered += [notice for notice in fresh.notices if notice.jira_id]

    def _tell_report(self, planned: Planned, reported: Reported, fresh: Fresh) -> None:
        issue = self._stage.register.note_issue(planned)
        hitch = self._stage.hitches.settled(planned) if planned.twist else ""
        receipt = fresh.receipts.get(reported.reference)
        self._stage.telling.report(planned, reported, receipt, issue.key if issue else "", hitch)
