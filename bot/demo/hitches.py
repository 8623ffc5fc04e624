"""What goes wrong in the fortnight: an answer of Jira's that gets lost, and an hour of maintenance."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from bot.demo.controls import Control
from bot.demo.employees import Employees
from bot.demo.register import Register
from bot.demo.script import Planned, Twist
from bot.demo.trouble import DemoFailedError
from config.words import State

_CREATE = r"/rest/api/\d/issue$"
_DOWN = {
    "status": 503,
    "headers": {"Retry-After": "1"},
    "body": {"errorMessages": ["Jira is down for maintenance"], "errors": {}},
}
_WITHDRAW_SECONDS = 20.0
_PAUSE_SECONDS = 0.05


class Hitches:
    """Makes things go wrong in the sandbox's Jira, and tells how they were settled."""

    def __init__(self, jira: Control, employees: Employees, register: Register, alive: Callable[[], None]) -> None:
        self._jira = jira
        self._employees = employees
        self._register = register
        self._alive = alive

    def begin(self, reports: Sequence[Planned]) -> None:
        """Make it go wrong, before these reports are made."""
        twists = {planned.twist for planned in reports}
        if Twist.LOST_ANSWER in twists:
            self._jira.tell("faults", kind="lost", method="POST", path=_CREATE, times=1)
        if twists & {Twist.MAINTENANCE, Twist.WITHDRAWN}:
            self._jira.tell("faults", kind="status", path="/rest/", times=-1, **_DOWN)

    def end(self, reports: Sequence[Planned]) -> None:
        """Let what is to be withdrawn be withdrawn while Jira is still down, and bring it back."""
        for planned in reports:
            if planned.twist is Twist.WITHDRAWN:
                self._withdraw(planned)
        if any(planned.twist in (Twist.MAINTENANCE, Twist.WITHDRAWN) for planned in reports):
            self._jira.forget_faults()

    def _withdraw(self, planned: Planned) -> None:
        """Press Withdraw until it took: at the very moment of a try to file it the product rightly says no."""
        deadline = time.monotonic() + _WITHDRAW_SECONDS
        while self._register.state_of(planned) != State.WITHDRAWN:
            self._alive()
            if time.monotonic() > deadline:
                raise DemoFailedError(f"{self._register.references[planned.number]} could not be withdrawn.")
            self._employees.withdraw(planned.person, self._register.references[planned.number])
            time.sleep(_PAUSE_SECONDS)

    def settled(self, planned: Planned) -> str:
        """Tell what went wrong around a report, and how it was settled."""
        match planned.twist:
            case Twist.LOST_ANSWER:
                return self._lost(planned)
            case Twist.WITHDRAWN:
                return "Jira was down for maintenance. [Withdraw] was pressed before it was back."
            case _:
                return "Jira was down for maintenance. The report was kept, and filed when it was back."

    def _lost(self, planned: Planned) -> str:
        """Tell, by Jira's own ledger, how a lost answer was settled."""
        reference = self._register.references[planned.number]
        requests = [
            entry
            for entry in self._jira.see("ledger", kind="request")["entries"]
            if entry["method"] == "POST" and reference in str(entry["body"]) and entry["path"].endswith("/issue")
        ]
        issues = [
            issue["key"]
            for issue in self._jira.see("issues")["issues"]
            if any(label.endswith(reference) for label in issue["labels"])
        ]
        return (
            f"Jira created it and the connection was cut before it could say so. The loop waited, looked for its mark "
            f"and found {' and '.join(issues)}: {len(requests)} request, {len(issues)} issue."
        )
