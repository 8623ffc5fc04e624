"""What has become of the script's reports so far: their references, and the issues they were filed as."""

from __future__ import annotations

from bot.demo.owners import Queued
from bot.demo.script import Planned
from config.catalogue import Catalogue
from storage.database import Database
from storage.report import find_report


class Register:
    """Knows every report by its number in the script. `database` is only read."""

    def __init__(self, database: Database, catalogue: Catalogue) -> None:
        self._database = database
        self._catalogue = catalogue
        self.references: dict[int, str] = {}
        self.queue: dict[int, Queued] = {}
        self._planned: dict[str, Planned] = {}
        self._number_of_issue: dict[str, int] = {}

    def note_reference(self, planned: Planned, reference: str) -> None:
        """Note under which reference a report was taken."""
        self.references[planned.number] = reference
        self._planned[reference] = planned

    def planned_as(self, reference: str) -> Planned | None:
        """Return the report that has this reference."""
        return self._planned.get(reference)

    def number_of(self, jira_id: str) -> int | None:
        """Return the number of the report that an issue was filed for."""
        return self._number_of_issue.get(jira_id)

    def number_of_key(self, key: str) -> int | None:
        """Return the number of the report whose issue has this key now."""
        return next((number for number, issue in self.queue.items() if issue.key == key), None)

    def note_issue(self, planned: Planned) -> Queued | None:
        """Look up and note the issue of a report; None if it was not filed."""
        with self._database.reading() as session:
            report = find_report(session, self.references[planned.number])
            if report is None or report.issue is None:
                return None
            product = self._catalogue.product(report.product)
            queued = Queued(report.issue.jira_id, report.issue.key, product)
        self.queue[planned.number] = queued
        self._number_of_issue[queued.jira_id] = planned.number
        return queued

    def state_of(self, planned: Planned) -> str:
        """Return the state of a report, in the product's word."""
        with self._database.reading() as session:
            report = find_report(session, self.references[planned.number])
            return report.state.value if report else ""
