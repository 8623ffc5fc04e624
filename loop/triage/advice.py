"""What a person who decides should know beside the report: the likeliest product, and what is similar."""

from __future__ import annotations

from dataclasses import dataclass

from config.catalogue import CatalogueFile
from loop.triage.judging import Judgement, Judging
from loop.triage.proposal import Proposal
from loop.triage.routing import Routing
from loop.triage.similar import Match, Similar
from storage.report import Report

MOST_SIMILAR = 3
# Below this, texts share little more than the words that most reports share (docs/triage.md).
_ALIKE = 0.2


@dataclass(frozen=True)
class Advice:
    """`proposal`: of the product, None where nothing points anywhere. `judged`: kind and severity."""

    proposal: Proposal | None
    judged: Judgement
    similar: tuple[Match, ...]


class Adviser:
    """Advises from one index and one experience per process. Safe to share between threads."""

    def __init__(self, similar: Similar, routing: Routing, judging: Judging, catalogue: CatalogueFile) -> None:
        self._similar = similar
        self._routing = routing
        self._judging = judging
        self._catalogue = catalogue

    def advise(self, report: Report) -> Advice:
        """Read a report that waits. It may take a second: the index catches up first."""
        text = f"{report.title}\n{report.what}"
        self._similar.refresh()
        found = self._similar.find(text, MOST_SIMILAR + 1)
        similar = [match for match in found if match.score >= _ALIKE and match.known.reference != report.reference]
        proposal = self._routing.propose(text, self._catalogue.current())
        return Advice(proposal, self._judging.judge(report.what), tuple(similar[:MOST_SIMILAR]))
