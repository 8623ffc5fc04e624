"""When something ended, read from what Jira shows."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from loop.outcomes import shipped_at
from loop.tracker.model import Release

ENDED = datetime(2026, 11, 10, 15, 0, tzinfo=UTC)
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("released_on", "shipped"),
    [
        (date(2026, 11, 1), ENDED),
        (date(2026, 11, 10), ENDED),
        (date(2026, 11, 15), datetime(2026, 11, 15, tzinfo=UTC)),
        (date(2026, 11, 20), datetime(2026, 11, 20, tzinfo=UTC)),
        (date(2026, 12, 1), ENDED),
        (None, ENDED),
    ],
)
def test_what_only_a_release_shows_shipped_on_its_day_at_the_earliest(
    released_on: date | None, shipped: datetime
) -> None:
    assert shipped_at(ENDED, Release("4.2", released_on), NOW) == shipped
    assert shipped_at(ENDED, None, NOW) == ENDED
