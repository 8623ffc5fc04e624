"""How many people an issue concerns, as its owner reads it in Jira."""

from __future__ import annotations

from config.catalogue import parse_catalogue
from loop.reach import Reach, reach_fields, reach_line, reach_of
from storage.report import Report

CATALOGUE = b"""
[[tracks]]
key = "network"
name = "Network"
[[products]]
key = "vpn"
name = "VPN"
track = "network"
owner = "U0OWNER"
[products.jira]
project = "NET"
reach = { people = "customfield_1", minutes = "customfield_2" }
"""


def report(reporter: str, minutes: int | None = None) -> Report:
    return Report(reporter=reporter, minutes=minutes)


def test_who_reports_and_says_me_too_counts_once() -> None:
    reports = [report("U1ANN", 10), report("U2BOB"), report("U1ANN", 15)]
    reach = reach_of(reports, {"U1ANN", "U2BOB", "U3CAT", "U4DAN"})
    assert reach == Reach(reports=3, reporters=2, joined=2, minutes=15)
    assert reach_line(reach) == (
        "Reports so far: 3, from 2 people; 2 more said “me too”; together they lose about 15 minutes each time"
    )
    place = parse_catalogue(CATALOGUE).product("vpn").jira
    assert reach_fields(reach, place) == {"customfield_1": 4, "customfield_2": 15}


def test_an_issue_that_only_me_too_is_behind() -> None:
    reach = reach_of([], {"U3CAT"})
    assert reach == Reach(reports=0, reporters=0, joined=1, minutes=0)
    assert reach_line(reach) == "Reports so far: 0, from 0 people; 1 more said “me too”"
