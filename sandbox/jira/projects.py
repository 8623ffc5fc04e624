"""Projects: their workflow, resolutions, issue types and extra fields."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

CATEGORIES = {
    "new": (2, "To Do", "blue-gray"),
    "indeterminate": (4, "In Progress", "yellow"),
    "done": (3, "Done", "green"),
}
"""Key of a status category to its id, name and colour: fixed in every Jira."""

PRIORITIES = ("Highest", "High", "Medium", "Low", "Lowest")
DEFAULT_STATUSES = [("To Do", "new"), ("In Progress", "indeterminate"), ("Done", "done")]
DEFAULT_RESOLUTIONS = ["Done", "Fixed", "Won't Do", "Won't Fix", "Duplicate", "Cannot Reproduce", "Known Error"]
DEFAULT_ISSUE_TYPES = ["Task", "Bug", "Story", "Improvement"]


@dataclass(frozen=True)
class Named:
    """An id with a name: a resolution, a priority, an issue type, a component."""

    id: str
    name: str


@dataclass(frozen=True)
class Version(Named):
    """A version of a project; `release_date` is a day, 2026-11-20."""

    released: bool = False
    release_date: str | None = None


@dataclass(frozen=True)
class Status:
    """A step of a workflow; `category` is a key of CATEGORIES."""

    id: str
    name: str
    category: str

    @property
    def done(self) -> bool:
        """Whether an issue in this status has ended."""
        return self.category == "done"


@dataclass(frozen=True)
class ExtraField:
    """A field beside Jira's own, `customfield_…`. `allowed` is empty where any value goes."""

    id: str
    name: str
    schema: dict[str, Any]
    allowed: tuple[dict[str, Any], ...] = ()
    required: bool = True

    def choice(self, given: Any) -> Any:
        """Return the value to keep for what was given. Raises ValueError with Jira's sentence."""
        if isinstance(given, list):
            return [self.choice(each) for each in given]
        if not self.allowed:
            return given
        wanted = given.items() if isinstance(given, dict) else [("value", given)]
        for option in self.allowed:
            if any(str(option.get(key, "")) == str(value) for key, value in wanted):
                return self._with_child(option, given)
        raise ValueError(f"Specify a valid 'id' or 'name' for {self.name}")

    def _with_child(self, option: dict[str, Any], given: Any) -> dict[str, Any]:
        """Return a choice of two steps as it is kept: the option with its one child, if any was given."""
        chosen = {key: value for key, value in option.items() if key != "children"}
        wanted = given.get("child") if isinstance(given, dict) else None
        if wanted is None:
            return chosen
        for child in option.get("children", ()):
            if child.get("value") == wanted.get("value"):
                return {**chosen, "child": child}
        raise ValueError(f"The option '{wanted.get('value')}' is not a child of '{option.get('value')}'")


@dataclass
class Project:
    """A project. Its statuses form a free workflow: from any status to any, by a transition named as the status."""

    id: str
    key: str
    name: str
    lead: str
    statuses: list[Status]
    resolutions: list[Named]
    issue_types: list[Named]
    components: list[Named] = field(default_factory=list)
    versions: list[Version] = field(default_factory=list)
    extra_fields: dict[str, ExtraField] = field(default_factory=dict)
    old_keys: list[str] = field(default_factory=list)
    archived: bool = False
    next_number: int = 1
    """The number of the next key. Numbers are never used again, so that control can leave a gap."""

    def status_named(self, name: str) -> Status | None:
        """Return the status of that name, case aside."""
        return next((s for s in self.statuses if s.name.lower() == name.lower()), None)

    def transition(self, number: str) -> Status | None:
        """Return where the transition of that id leads."""
        return next((s for s in self.statuses if self.transition_id(s) == number), None)

    def transition_id(self, status: Status) -> str:
        """Return the id of the transition into a status: 11, 21, 31, … as Jira numbers them."""
        return f"{self.statuses.index(status) + 1}1"


def pick(choices: Sequence[Named], given: Any) -> Named | None:
    """Return the choice that {"id": …} or {"name": …} stands for; an id wins."""
    if not isinstance(given, dict):
        return None
    if "id" in given:
        return next((c for c in choices if c.id == str(given["id"])), None)
    return next((c for c in choices if c.name == given.get("name")), None)
