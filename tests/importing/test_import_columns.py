"""`--map field=Column`, and how columns are found."""

from __future__ import annotations

import pytest

from loop.importing import BadFileError, MappingError, parse_mapping
from loop.importing.columns import find_places


def test_pairs_are_read_with_blanks_and_equal_signs_in_column_names() -> None:
    assert parse_mapping(["text = Description", "issue_key=Issue id", "reason=a=b"]) == {
        "text": "Description",
        "issue_key": "Issue id",
        "reason": "a=b",
    }


@pytest.mark.parametrize(
    ("pairs", "said"),
    [
        (["text"], "names no column"),
        (["text="], "names no column"),
        (["body=Description"], "there is no field"),
        (["text=A", "text=B"], "text=A+B"),
    ],
)
def test_what_cannot_be_meant_is_refused(pairs: list[str], said: str) -> None:
    with pytest.raises(MappingError, match=said.replace("+", r"\+")):
        parse_mapping(pairs)


def test_a_plus_joins_columns_unless_a_column_is_called_so() -> None:
    mapping = {"text": "Summary + Description"}
    assert find_places(mapping, ["summary", "description"], ["text"], 1) == {"text": ("summary", "description")}
    assert find_places(mapping, ["summary + description"], ["text"], 1) == {"text": ("summary + description",)}


def test_what_is_mapped_or_needed_must_be_there_once_and_the_rest_need_not() -> None:
    with pytest.raises(BadFileError) as refused:
        find_places({"outcome": "Ende"}, ["text", "text", "notes"], ["text", "product"], 3)
    there = 'There are "text", "text", "notes".'
    or_all = ", or give all rows one: --product KEY"
    assert refused.value.problems == [
        'line 3: several columns are called "text"; rename the one that holds the text.',
        f'line 3: there is no column "Ende"; say which one holds outcome: --map outcome=Column. {there}',
        f'line 3: there is no column "product"; say which one holds product: --map product=Column{or_all}. {there}',
    ]
    assert find_places({}, ["text", "notes", "notes"], ["text"], 1) == {"text": ("text",)}
