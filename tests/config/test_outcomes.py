"""What Jira's names mean."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.catalogue import parse_catalogue
from config.errors import ConfigurationError
from config.outcomes import OutcomeMap, fold
from config.words import Outcome

BUILT_IN = OutcomeMap({})
HEAD = """\
[[tracks]]
key = "t"
name = "T"
[[products]]
key = "p"
name = "P"
track = "t"
owner = "U1"
[products.jira]
project = "AB"
"""


def stated(product: str = "", shared: str = "") -> OutcomeMap:
    catalogue = parse_catalogue(f"{HEAD}[products.jira.outcomes]\n{product}\n[jira.outcomes]\n{shared}\n".encode())
    return catalogue.outcome_map(catalogue.product("p"))


@pytest.mark.parametrize(
    ("resolution", "outcome"),
    [
        ("Done", Outcome.INTEGRATED),
        ("FIXED", Outcome.INTEGRATED),
        ("Won't Do", Outcome.DECLINED),
        ("Won’t Fix", Outcome.DECLINED),  # noqa: RUF001 - the apostrophe of a word processor
        ("WONTFIX", Outcome.DECLINED),
        ("Canceled", Outcome.DECLINED),
        ("Duplicate", Outcome.DUPLICATE),
        ("Cannot  Reproduce", Outcome.NOT_REPRODUCIBLE),
        ("Incomplete", Outcome.NOT_REPRODUCIBLE),
        ("Known Error", Outcome.ANSWERED),
        ("Hardware failure", None),
        ("Out of budget", None),
        ("Closed", None),
    ],
)
def test_built_in_resolutions_whatever_the_status(resolution: str, outcome: Outcome | None) -> None:
    assert BUILT_IN.outcome(resolution, "Closed") is outcome
    assert BUILT_IN.outcome(resolution, "Done") is outcome


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        ("Done", Outcome.INTEGRATED),
        ("Released", Outcome.INTEGRATED),
        ("Rejected", Outcome.DECLINED),
        ("Closed", None),
        ("Incomplete", None),
        ("", None),
    ],
)
@pytest.mark.parametrize("resolution", [None, "", " "])
def test_built_in_statuses_where_no_resolution_is_set(
    status: str, outcome: Outcome | None, resolution: str | None
) -> None:
    assert BUILT_IN.outcome(resolution, status) is outcome


def test_the_product_wins_over_the_shared_map_and_that_over_the_built_in() -> None:
    names = stated(product='answered = ["Parked"]', shared='declined = ["Parked", "Done"]')
    assert names.outcome("Parked", "Closed") is Outcome.ANSWERED
    assert names.outcome("Done", "Closed") is Outcome.DECLINED
    assert names.outcome("Fixed", "Closed") is Outcome.INTEGRATED


def test_a_stated_status_counts_beside_a_resolution_that_nobody_mapped() -> None:
    names = stated(product='integrated = ["Live"]')
    assert names.outcome("Finished", "Live") is Outcome.INTEGRATED
    assert names.outcome("Won't Do", "Live") is Outcome.DECLINED


def test_unknown_takes_a_built_in_name_out() -> None:
    names = stated(product='unknown = ["Done"]')
    assert names.outcome("Done", "Closed") is None
    assert names.outcome(None, "Done") is None


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        (
            'integrated = ["Live"]\ndeclined = ["LIVE"]',
            'has "LIVE" under integrated and under declined; leave it under one',
        ),
        ('removed = ["Deleted"]', "removed, which means that the issue was deleted"),
        ('shipped = ["Live"]', 'has the unknown outcome "shipped"; known: integrated, declined'),
        ('integrated = "Live"', "must be a list in brackets"),
        ("integrated = [1]", "must be text in quotes"),
    ],
)
def test_a_wrong_map_is_refused(table: str, sentence: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        stated(product=table)
    assert sentence in str(caught.value)
    assert "loop.toml, line 1" in str(caught.value)


@given(st.text(), st.text())
def test_any_name_has_an_answer(resolution: str, status: str) -> None:
    BUILT_IN.outcome(resolution, status)


@given(st.text())
def test_folding_twice_changes_nothing(name: str) -> None:
    once = fold(name)
    assert fold(once) == once


@pytest.mark.parametrize(
    ("resolution", "status", "outcome"),
    [
        (None, "Closed", Outcome.INTEGRATED),
        ("", "Verified", Outcome.INTEGRATED),
        # What a name tells comes first.
        (None, "Rejected", Outcome.DECLINED),
        ("Won't Do", "Closed", Outcome.DECLINED),
        ("Duplicate", "Done", Outcome.DUPLICATE),
        # A resolution that nobody has mapped may well decline: it is left unknown, and listed to be mapped.
        ("Abgelehnt", "Closed", None),
        ("Out of budget", "Done", None),
    ],
)
def test_a_released_version_tells_where_no_name_does(
    resolution: str | None, status: str, outcome: Outcome | None
) -> None:
    assert BUILT_IN.outcome(resolution, status, released=True) is outcome


def test_names_stated_to_say_nothing_leave_it_to_the_release() -> None:
    silent = stated('unknown = ["Done"]')
    for resolution, status in (("Done", "Closed"), (None, "Done")):
        assert silent.outcome(resolution, status) is None
        assert silent.outcome(resolution, status, released=True) is Outcome.INTEGRATED
    assert silent.outcome("Done", "Won't Do", released=True) is None
    parked = stated('unknown = ["Done"]\ndeclined = ["Parked"]')
    assert parked.outcome("Done", "Parked", released=True) is Outcome.DECLINED
