"""What mends a write that Jira rejected, read from its own complaints: one pure table."""

from __future__ import annotations

from collections.abc import Mapping

PERMIT = "Give the bot's Jira account the permission in the project: create and edit issues, add comments."
PARENT_FIELD = "Name the field of the Epic Link as parent_field under [products.jira] of the catalogue."
_PROJECT = (
    "Name a project that exists, is not archived and in which the bot may create issues, under [products.jira] of the "
    "catalogue, or bring it back in Jira."
)
_ISSUE_TYPE = "Name an issue type that the project has as issue_type under [products.jira] of the catalogue."
_REQUIRED = "Give a value for it under [products.jira.fields] of the catalogue."
_LABELS = "Add the field Labels to the project's create screen in Jira: by its label a lost issue is found again."
_OWN_FIELD = "Add the field to the project's create screen in Jira, or take it out of the catalogue."
_REPORTER = (
    'Give the bot\'s account Modify reporter in the project, or set reporter = "text" under [jira] of the catalogue.'
)
_VALUE = "Put a value that Jira accepts into the catalogue."
# Fields that the loop fills by itself; of all others the catalogue says what is in them.
_OURS = ("summary", "description", "labels", "project", "issuetype")


def cure_of(fields: Mapping[str, str], said: str) -> str:
    """Say what mends these complaints, given as Jira's field names and words, or as all it said; empty where nobody
    can tell.
    """
    if not fields and "for the field 'project'" in said:  # a search in a project that is not there
        return _PROJECT
    return " ".join(dict.fromkeys(_cure(name, words.casefold()) for name, words in fields.items())).strip()


def _cure(name: str, words: str) -> str:
    if name in ("project", "pid"):
        return _PROJECT
    if name == "issuetype":
        return _ISSUE_TYPE
    if name == "reporter":
        return _REPORTER
    if "cannot be set" in words:
        return _LABELS if name == "labels" else _OWN_FIELD
    if "required" in words:
        return _REQUIRED
    return "" if name in _OURS else _VALUE
