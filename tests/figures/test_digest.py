"""What a digest holds, read from both databases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from config.catalogue import Catalogue, CatalogueFile, parse_catalogue
from config.words import Outcome
from loop.digest import DigestContent, Digests, digest_content, digest_picture
from loop.ownership import telling_gaps
from loop.schedule import schedule_name
from storage.database import Database, Session
from storage.period import take_period
from tests.figures.conftest import CATALOGUE, History, day

Read = Callable[..., DigestContent]


def url_of(key: str) -> str:
    return f"https://jira.example.com/browse/{key}"


@pytest.fixture
def read(session: Session, catalogue: Catalogue) -> Read:
    def content(name: str, at: float, *, late: bool = False) -> DigestContent:
        return digest_content(session, catalogue, catalogue.digest(name), day(at), url_of, late=late)

    return content


def told(session: Session, catalogue: Catalogue, due: datetime, taken: datetime | None = None) -> None:
    plan = catalogue.digest("leads")
    take_period(session, schedule_name(plan), f"{due:%Y-%m-%dT%H:%M}", due, taken or due)


def test_a_plan_without_tracks_has_all_of_them_and_one_with_tracks_has_those(read: Read) -> None:
    assert [track.card.track.key for track in read("leads", 5).tracks] == ["ticketing", "assets"]
    assert [track.card.track.key for track in read("desk", 5).tracks] == ["ticketing"]


def test_a_role_that_somebody_has_is_missed_where_nobody_has_it() -> None:
    """Who names nobody at all does without."""
    named = CATALOGUE.replace(b'jira.project = "DESK"', b'jira.project = "DESK"\nrisk_owner = "U0RISK"')
    assert telling_gaps(parse_catalogue(CATALOGUE), "ticketing") == {}
    assert telling_gaps(parse_catalogue(named), "ticketing") == {"risk_owner": ["Printing"]}
    assert telling_gaps(parse_catalogue(named), "assets") == {"risk_owner": ["Laptops"]}


def test_shipped_is_what_shipped_since_the_digest_before(
    history: History, session: Session, catalogue: Catalogue, read: Read
) -> None:
    for days in (3, 10, 17):
        history.ended(0, days, Outcome.INTEGRATED)
    told(session, catalogue, day(8))
    ticketing = read("leads", 15).tracks[0]
    assert [(item.label, item.url, item.days) for item in ticketing.shipped] == [
        ("DESK-4", "https://jira.example.com/browse/DESK-4", 5)
    ]
    told(session, catalogue, day(15))
    assert [item.label for item in read("leads", 22).tracks[0].shipped] == ["DESK-6"]
    assert read("leads", 22).since == day(15)


def test_what_was_learnt_only_after_the_digest_before_is_told_in_this(
    history: History, session: Session, catalogue: Catalogue, read: Read
) -> None:
    _, issue = history.filed(0)
    history.end(issue, Outcome.INTEGRATED, 7.9, recorded=8.1)
    told(session, catalogue, day(8))
    imported = history.report(0, imported=True)
    history.end(history.issue(0, imported), Outcome.INTEGRATED, 2, recorded=9)
    assert [item.label for item in read("leads", 15).tracks[0].shipped] == [issue.key]


def test_before_the_first_digest_the_schedule_says_since_when(read: Read) -> None:
    assert read("leads", 5).since.isoformat() == "2024-01-01T09:00:00+00:00"  # a Monday


def test_waiting_names_product_owner_and_the_people_who_feel_it(history: History, read: Read) -> None:
    reports = [history.report(number, product="printing") for number in range(3)]
    history.issue(3, *reports, product="printing", key="PRT-1", title="Jams")
    history.report(1)
    first, second = read("leads", 10).tracks[0].waiting
    assert (first.label, first.product, first.owner, first.people, first.days) == (
        "PRT-1", "Printing", "tom@example.com", 3, 10,
    )  # fmt: skip
    assert second.label.startswith("FR-")
    assert second.url == ""


def test_owners_are_silent_since_their_last_act_or_since_they_were_first_asked(history: History, read: Read) -> None:
    history.ended(0, 4, Outcome.DECLINED)
    history.filed(1)
    history.filed(7, product="printing")
    owners = read("leads", 30).tracks[0].owners
    assert [(its.product, its.silent_days, its.oldest_days, its.open) for its in owners] == [
        ("Service Desk", 26, 29, 1),
        ("Printing", 23, 23, 1),
    ]


def test_a_product_that_left_the_catalogue_is_not_an_error(history: History, read: Read) -> None:
    history.filed(0, product="gone")
    assert read("leads", 5).tracks[0].card.total.n == 0


def test_the_picture_says_what_the_figures_say(history: History, read: Read) -> None:
    for at in range(30):
        history.ended(at, 5, Outcome.INTEGRATED)
    one, several = digest_picture(read("desk", 300)), digest_picture(read("leads", 300))
    assert one.png.startswith(b"\x89PNG")
    assert one.alt.startswith("Ticketing: 100 % of what was reported has shipped (a loop)")
    assert several.alt.startswith("1 of 2 tracks is a loop")
    assert digest_picture(read("leads", -5)).alt


def test_digests_are_read_by_name_with_the_catalogue_as_it_is_now(database: Database, tmp_path: Path) -> None:
    file = tmp_path / "loop.toml"
    file.write_bytes(CATALOGUE)
    digests = Digests(database, CatalogueFile(file), url_of)
    content = digests.content("desk", day(3), late=True)
    assert (content.name, content.late, content.as_of) == ("desk", True, day(3))
    assert content.as_of - content.since < timedelta(days=7)
    assert digests.chart(content).png
    with pytest.raises(KeyError):
        digests.content("nobody", day(3))
