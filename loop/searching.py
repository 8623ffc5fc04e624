"""Searches over all projects that are not spoilt by one of them, and batches of what they find."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

import structlog

from loop.answers import RejectedError

log = structlog.get_logger(__name__)

# As many issues as Jira reads at once.
BATCH = 100

Found = TypeVar("Found")


def search_projects(projects: Sequence[str], search: Callable[[Sequence[str]], Iterator[Found]]) -> list[Found]:
    """Search all projects at once; if Jira rejects that, one of them may be gone: search them one by one."""
    try:
        return list(search(projects))
    except RejectedError:
        if len(projects) == 1:
            raise
    found: list[Found] = []
    for project in projects:
        try:
            found += search([project])
        except RejectedError as rejected:
            log.warning("a project cannot be searched", project=project, reason=rejected.reason)
    return found


def batches(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """Cut a sequence into what Jira reads at once."""
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]
