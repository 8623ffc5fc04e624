"""The closed vocabularies of the product: the same words in tables, messages and the catalogue."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """Where a report stands. `declined`, `answered` and `withdrawn` are ends before anything was filed."""

    RECEIVED = "received"
    FILED = "filed"
    RESOLVED = "resolved"
    DECLINED = "declined"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


class Outcome(StrEnum):
    """How a report ended. A second column beside its state, and the only thing the integration rate counts."""

    INTEGRATED = "integrated"
    DECLINED = "declined"
    NOT_REPRODUCIBLE = "not_reproducible"
    DUPLICATE = "duplicate"
    ANSWERED = "answered"
    REMOVED = "removed"
    UNKNOWN = "unknown"

    @property
    def decided(self) -> bool:
        """Whether somebody decided: a deleted issue and an unreadable status are no decisions."""
        return self not in {Outcome.REMOVED, Outcome.UNKNOWN}


class Kind(StrEnum):
    """What sort of friction a report describes."""

    DEFECT = "defect"
    GAP = "gap"
    USABILITY = "usability"
    PERFORMANCE = "performance"
    ACCESS = "access"


class Severity(StrEnum):
    """What a friction does to whoever meets it, the mildest first."""

    ANNOYS = "annoys"
    SLOWS = "slows"
    BLOCKS = "blocks"


class Tier(StrEnum):
    """How much harm a report speaks of may do, the least first. The last is for those who look after security alone."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    SECURITY = "security"


class Feasibility(StrEnum):
    """How hard a product owner thinks it is to remove the cause."""

    EASY = "easy"
    NORMAL = "normal"
    HARD = "hard"


# How often a wall is hit, as the form offers it: a word for the catalogue, and what people read and reports keep.
FREQUENCIES = {
    "once": "Once so far",
    "monthly": "A few times a month",
    "weekly": "A few times a week",
    "daily": "Every day",
    "hourly": "Many times a day",
}


class Course(StrEnum):
    """What may be decided about a track."""

    EXPAND = "expand"
    NARROW = "narrow"
    RETIRE = "retire"


class Benefit(StrEnum):
    """What an entry of money is about: three kinds of gain, and what the loop itself costs."""

    AVOIDED = "avoided"
    RETURNED = "returned"
    RETIRED = "retired"
    COST = "cost"


class Expense(StrEnum):
    """What the loop itself costs money for."""

    HOURS = "hours"
    LICENCES = "licences"
    MODELS = "models"
