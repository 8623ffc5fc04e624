"""A tree to a test of issues."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any

from sandbox.jira.jql.dates import moment
from sandbox.jira.jql.fields import ALIASES, DATES, SETS, TEXTS, Asking, known_ids
from sandbox.jira.jql.parser import Both, Clause, Either, Not, Value
from sandbox.jira.jql.words import text_test
from sandbox.jira.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.jira.issues import Issue
    from sandbox.jira.jql.parser import Node

    Test = Callable[[Issue], bool]

_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}
_EQUALITIES = ("=", "!=", "in", "not in", "is", "is not")


def issue_test(asking: Asking, node: Node) -> Test:
    """Return the test that a query stands for. Raises Refusal (400) for fields, operators and values there are not."""
    if isinstance(node, Both):
        parts = [issue_test(asking, part) for part in node.parts]
        return lambda issue: all(part(issue) for part in parts)
    if isinstance(node, Either):
        parts = [issue_test(asking, part) for part in node.parts]
        return lambda issue: any(part(issue) for part in parts)
    if isinstance(node, Not):
        inner = issue_test(asking, node.part)
        return lambda issue: not inner(issue)
    return _clause_test(asking, node)


def _clause_test(asking: Asking, clause: Clause) -> Test:
    name = clause.field.lower()
    field = ALIASES.get(name, name)
    if field in TEXTS:
        return _text_test(clause, field)
    if field in DATES:
        return _date_test(asking, clause, field)
    if field == "key":
        return _key_test(asking, clause)
    if field in SETS:
        return _set_test(asking, clause, field)
    raise Refusal(400, f"Field '{clause.field}' does not exist or you do not have permission to view it.")


def _unsupported(clause: Clause) -> Refusal:
    return Refusal(400, f"The operator '{clause.operator}' is not supported by the '{clause.field}' field.")


def _text_test(clause: Clause, field: str) -> Test:
    read = TEXTS[field]
    if clause.operator in ("is", "is not") and field != "text":
        wanted = clause.operator == "is not"
        return lambda issue: bool(read(issue)) is wanted
    if clause.operator not in ("~", "!~"):
        raise _unsupported(clause)
    matches = text_test(clause.field, clause.values[0].text)
    if clause.operator == "~":
        return lambda issue: matches(read(issue))
    return lambda issue: bool(read(issue)) and not matches(read(issue))


def _date_test(asking: Asking, clause: Clause, field: str) -> Test:
    read = DATES[field]
    if any(value.empty for value in clause.values):
        return _emptiness(clause, lambda issue: read(issue) is None)
    now = asking.site.clock.now()
    moments = [moment(clause.field, value, now) for value in clause.values]
    if clause.operator in _COMPARISONS:
        compare, limit = _COMPARISONS[clause.operator], moments[0]
        return lambda issue: (at := read(issue)) is not None and compare(at, limit)
    if clause.operator in ("=", "in"):
        return lambda issue: read(issue) in moments
    if clause.operator in ("!=", "not in"):
        return lambda issue: (at := read(issue)) is not None and at not in moments
    raise _unsupported(clause)


def _set_test(asking: Asking, clause: Clause, field: str) -> Test:
    """Return the test of a field that holds ids. As in Jira, != and "not in" never match where it is empty."""
    read = SETS[field]
    if clause.operator not in _EQUALITIES:
        raise _unsupported(clause)
    empty = [v for v in clause.values if v.empty or (field == "resolution" and v.text.lower() == "unresolved")]
    if empty and len(clause.values) == 1:
        return _emptiness(clause, lambda issue: not read(issue))
    wanted = {known for value in clause.values if value not in empty for known in known_ids(asking, field, value)}
    if clause.operator in ("=", "in"):
        return lambda issue: not wanted.isdisjoint(read(issue)) or (bool(empty) and not read(issue))
    return lambda issue: bool(held := read(issue)) and wanted.isdisjoint(held)


def _emptiness(clause: Clause, is_empty: Test) -> Test:
    if clause.operator in ("=", "is", "in"):
        return is_empty
    if clause.operator in ("!=", "is not", "not in"):
        return lambda issue: not is_empty(issue)
    raise _unsupported(clause)


def _key_test(asking: Asking, clause: Clause) -> Test:
    if clause.operator in ("is", "is not", "~", "!~"):
        raise _unsupported(clause)
    found = [issue for value in clause.values if (issue := _named(asking, clause.field, value))]
    if clause.operator in _COMPARISONS:
        compare = _COMPARISONS[clause.operator]
        return lambda issue: any(
            issue.project == other.project and compare(issue.number, other.number) for other in found
        )
    numbers = {issue.id for issue in found}
    if clause.operator in ("=", "in"):
        return lambda issue: issue.id in numbers
    return lambda issue: issue.id not in numbers


def _named(asking: Asking, field: str, value: Value) -> Issue | None:
    """Return the issue of that id or key, moved ones too. A missing one is an error to the strict, else nothing."""
    issue = asking.site.existing(value.text)
    if issue is not None and asking.site.directory.may(asking.user, "browse", issue.project):
        return issue
    if not asking.strict:
        return None
    if value.text.isdecimal():
        raise Refusal(400, f"A value with ID '{value.text}' does not exist for the field '{field}'.")
    raise Refusal(400, f"An issue with key '{value.text}' does not exist for field '{field}'.")
