"""Issues of Jira that the loop did not file, as rows of history: filed by hand, or by another tool."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime

from config.catalogue import Catalogue, OutcomeMap, Product
from config.words import Outcome
from loop.cleaning import clean
from loop.importing.complaints import BadFileError
from loop.importing.rows import UNKNOWN_PERSON, Ending, HistoryRow, outcome_of_words
from loop.masking import mask
from loop.outcomes import shipped_at
from loop.searching import batches
from loop.tracker.model import PastSeen, project_of
from loop.triage.risk import is_sealed
from storage.database import Database
from storage.issue import known_versions


def rows_of_issues(
    found: Iterable[PastSeen], database: Database, catalogue: Catalogue, now: datetime, default_product: str = ""
) -> list[HistoryRow]:
    """Make a row of each issue that the loop does not watch already. Raises BadFileError when one fits no product."""
    seen = {issue.jira_id: issue for issue in found}
    rows = []
    strange: Counter[str] = Counter()
    for number, issue in enumerate(_not_watched(list(seen.values()), database), 1):
        product = _product_of(issue, catalogue, default_product)
        if product is None:
            strange[project_of(issue.key)] += 1
        else:
            rows.append(_row(number, issue, product, catalogue, now))
    if strange:
        raise BadFileError([_not_ours(project, count) for project, count in strange.items()])
    return rows


def _not_ours(project: str, count: int) -> str:
    return f"{project}: no product of the catalogue owns its issues ({count:,} found); name one: --product KEY."


def _not_watched(seen: list[PastSeen], database: Database) -> Iterator[PastSeen]:
    with database.reading() as session:
        for batch in batches([issue.jira_id for issue in seen]):
            watched = known_versions(session, list(batch))
            yield from (issue for issue in seen if issue.jira_id in batch and issue.jira_id not in watched)


def _product_of(issue: PastSeen, catalogue: Catalogue, default_product: str) -> Product | None:
    """The product that files into the issue's project, by its component where several do."""
    there = [product for product in catalogue.products if product.jira.project == project_of(issue.key)]
    by_component = [product for product in there if product.jira.component in issue.components]
    plain = [product for product in there if product.jira.component is None]
    fitting = by_component or plain or there
    if len(fitting) == 1:
        return fitting[0]
    return catalogue.find_product(default_product) if default_product else None


def _row(number: int, issue: PastSeen, product: Product, catalogue: Catalogue, now: datetime) -> HistoryRow:
    text, outcomes = mask(clean(issue.text)), catalogue.outcome_map(product)
    return HistoryRow(
        line=number,
        submitted_at=issue.created_at,
        reporter=issue.reporter or UNKNOWN_PERSON,
        product=product.key,
        text=text.text,
        masked=tuple(text.kinds),
        issue_key=issue.key,
        ending=_ending(issue, issue.ended_at, outcomes, now) if issue.ended_at is not None else None,
        level=issue.level,
        of_security=is_sealed(text.text, catalogue),
        identity=f"jira:{issue.jira_id}",
    )


def _ending(issue: PastSeen, ended_at: datetime, outcomes: OutcomeMap, now: datetime) -> Ending:
    resolution, released = issue.resolution or "", issue.release is not None
    outcome = outcome_of_words(outcomes, resolution, issue.status, released=released)
    if outcomes.is_left_to_release(resolution, issue.status):
        ended_at = shipped_at(ended_at, issue.release, now)
    return Ending(
        max(ended_at, issue.created_at),
        outcome or Outcome.UNKNOWN,
        resolution or issue.status,
        unmapped=outcome is None,
        by_status=not resolution,
        released_in=issue.release.name if issue.release else "",
    )
