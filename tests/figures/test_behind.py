"""Every number opens to exactly the reports that it counts."""

from __future__ import annotations

import csv
import io
import json
import os
from collections import Counter
from functools import partial
from pathlib import Path

import pytest

from bot.report_records import COLUMNS, record_of
from bot.sheet import as_table
from config.catalogue import Catalogue
from config.words import Outcome
from loop.scorecard import FIGURES, OPENED, RATES, REGISTER, Excerpt, behind, listing, scorecards
from storage.database import Session
from storage.event import Stamp
from storage.figures import AsOf, Window, oldest_open
from tests import nursery
from tests.figures.conftest import CATALOGUE, History, day

END = 900.0


def eventful(history: History) -> None:
    """Something of every kind: each end, open and withdrawn ones, duplicates, an end that came undone."""
    for number, outcome in enumerate(Outcome):
        for again in range(number + 1):
            history.ended(number * 40.0 + again, 12, outcome)
    history.filed(850)
    history.report(890)
    history.report(891).withdraw(Stamp.now("U0001", day(892)))
    issue = history.issue(20, history.report(10), history.report(11), history.report(12))
    history.end(issue, Outcome.INTEGRATED, 30)
    _, undone = history.ended(100, 5, Outcome.INTEGRATED)
    undone.reopen(Stamp.now("jira", day(300)))
    history.ended(200, 5, Outcome.DECLINED, product="laptops")
    for answer in ("fixed", "fixed", "still_broken", "unsure"):
        shipped, _ = history.ended(220, 5, Outcome.INTEGRATED)
        history.answer(shipped, 226, answer)
    told, _ = history.ended(220, 5, Outcome.INTEGRATED)
    history.tell(told, 226)
    declined, _ = history.ended(220, 5, Outcome.DECLINED)
    history.tell(declined, 226, reason="The vendor ends it")


@pytest.mark.parametrize("at", [END, 250.0, 15.0, -1.0])
def test_each_list_is_as_long_as_its_number(
    history: History, session: Session, catalogue: Catalogue, at: float
) -> None:
    eventful(history)
    (card,) = scorecards(session, catalogue, day(at), tracks=["ticketing"])
    counted = {
        "n": card.total.n,
        "matured": card.matured.n,
        "decided": card.decided.n,
        "open": card.open,
        "filed": card.filed,
        "ended": card.total.n - card.open,
        "replied": round((card.answer_rate or 0) * card.total.n),
        "asked": card.verified.asked,
        "told": card.verified.fixed + card.verified.still_broken,
        "fixed": card.verified.fixed,
        "still_broken": card.verified.still_broken,
        "withdrawn": card.withdrawn,
        "judged": card.judged.share.n,
        "imported": card.imported.n,
        "live": card.total.n - card.imported.n,
        "live_open": card.open,
        "reopened": 1 if at > 300 else 0,
        "masked": 0,
        "complete": 0,
        **{outcome.value: card.outcomes[outcome] for outcome in Outcome},
    }
    lists = {figure: behind(session, catalogue, "ticketing", figure, day(at)) for figure in FIGURES}
    assert {figure: len(found.members) for figure, found in lists.items()} == counted
    assert {found.n for found in lists.values()} == {card.total.n}
    withdrawn = card.withdrawn
    assert {len(found.left_out) for name, found in lists.items() if name != "withdrawn"} == {withdrawn}
    assert card.total.n > 0 or at < 0


@pytest.mark.parametrize("at", [END, 250.0])
def test_each_rate_is_what_its_two_lists_come_to(
    history: History, session: Session, catalogue: Catalogue, at: float
) -> None:
    eventful(history)
    (card,) = scorecards(session, catalogue, day(at), tracks=["ticketing"])
    printed = card.as_json()
    read = {name: printed[name]["rate"] if isinstance(printed[name], dict) else printed[name] for name in RATES}
    reports = listing(session, catalogue, day(at), tracks=["ticketing"])
    for name, rate in RATES.items():
        among = [figures for _, figures in reports if rate.of in figures]
        assert read[name] == pytest.approx(sum(rate.counts in figures for figures in among) / len(among)), name
    assert len(reports) == card.total.n + card.withdrawn


@pytest.mark.parametrize("at", [END, 250.0])
def test_a_rate_opens_to_what_it_counts_the_rest_of_its_base_and_what_is_left_out(
    history: History, session: Session, catalogue: Catalogue, at: float
) -> None:
    eventful(history)
    (card,) = scorecards(session, catalogue, day(at), tracks=["ticketing"])
    opened = {name: behind(session, catalogue, "ticketing", name, day(at)) for name in OPENED}
    counts = {name: (len(found.members), len(found.members) + len(found.rest)) for name, found in opened.items()}
    verified, judged = card.verified, card.judged.share
    assert counts == {
        "rate": (card.total.integrated, card.total.n),
        "decided_rate": (card.decided.integrated, card.decided.n),
        "answer_rate": (round((card.answer_rate or 0) * card.total.n), card.total.n),
        "verified": (verified.fixed, verified.fixed + verified.still_broken),
        "matured_rate": (card.matured.integrated, card.matured.n),
        "verdict": (judged.integrated, judged.n),
    }
    everyone = card.total.n + card.withdrawn
    assert {len(found.members) + len(found.rest) + len(found.left_out) for found in opened.values()} == {everyone}
    assert counts["verdict"][1] > 0


def test_the_verdict_opens_to_what_it_was_read_from(history: History, session: Session, catalogue: Catalogue) -> None:
    eventful(history)
    part = Excerpt(window=Window(since=day(END - 400)))
    (card,) = scorecards(session, catalogue, day(END), tracks=["ticketing"], excerpt=part)
    found = behind(session, catalogue, "ticketing", "verdict", day(END), excerpt=part)
    of = len(found.members) + len(found.rest)
    assert (len(found.members), of) == (card.judged.share.integrated, card.judged.share.n)
    assert found.interval == card.judged.interval
    assert found.as_of < day(END)


# Whoever may read a title may have changed since the instant that is asked about.
def test_a_title_is_told_as_far_as_it_may_be_read_now(history: History, session: Session, catalogue: Catalogue) -> None:
    kept = history.issue(13, history.report(10, title="The zebra of Mr Smith"))
    kept.level = "Staff"
    survivor = history.issue(12, history.report(11, title="An open matter"))
    kept.give_way_to(survivor, Stamp.now("jira", day(14)))
    history.report(10, title="Nobody has filed the zebra")
    history.report(10, title="A zebra that was taken back").withdraw(Stamp.now("U1", day(11)))
    session.flush()
    for at in (10.5, 12, 20):
        told = behind(session, catalogue, "ticketing", "n", day(at))
        everything = [*told.members, *told.left_out, *oldest_open(session, {"ticketing": ["desk"]}, AsOf(day(at)))]
        assert not [one.title for one in everything if "zebra" in one.title], at
        assert "Restricted in Jira" in {one.title for one in everything}


def test_every_figure_beside_the_rate_opens_or_says_where_to_look() -> None:
    for key, one in REGISTER.items():
        assert (one.behind in FIGURES) != bool(one.elsewhere), key


def test_a_list_is_of_what_was_known(history: History, session: Session, catalogue: Catalogue) -> None:
    _, issue = history.filed(10)
    history.end(issue, Outcome.INTEGRATED, 20, recorded=50)
    shipped = behind(session, catalogue, "ticketing", "integrated", day(30))
    assert [member.key for member in shipped.members] == [issue.key]
    assert behind(session, catalogue, "ticketing", "integrated", day(30), known_at=day(40)).members == []


def test_input_38_no_cell_of_a_list_is_a_formula(history: History, session: Session, catalogue: Catalogue) -> None:
    titles = ['=HYPERLINK("https://evil.example")', "+1", "-1", "@SUM(A1)", "\tx", 'plain, with "quotes"']
    for number, title in enumerate(titles):
        history.issue(number, history.report(number, title=title))
    members = behind(session, catalogue, "ticketing", "n", day(END)).members
    rows = list(csv.DictReader(io.StringIO(as_table(COLUMNS, map(record_of, members)))))
    assert [row["title"] for row in rows] == [*(f"'{title}" for title in titles[:-1]), titles[-1]]
    assert tuple(rows[0]) == COLUMNS


def test_an_imported_history_on_the_command_line(tmp_path: Path) -> None:
    """The worked example of the definitions: 233 reports, 107 of them integrated."""
    (tmp_path / "loop.toml").write_bytes(CATALOGUE)
    rows = [
        {
            "submitted_at": day(number).date().isoformat(),
            "reporter": f"U{number}",
            "product": "desk",
            "text": f"Report {number} of the old tool",
            "outcome": "integrated" if number < 107 else "declined" if number < 180 else "",
            "outcome_at": day(number + 30).date().isoformat() if number < 180 else "",
            "issue_key": f"OLD-{number + 1}",
        }
        for number in range(233)
    ]
    with (tmp_path / "history.csv").open("w", newline="") as file:
        sheet = csv.DictWriter(file, list(rows[0]))
        sheet.writeheader()
        sheet.writerows(rows)

    friction = partial(nursery.run, "friction", env={"PATH": os.environ["PATH"]}, cwd=tmp_path)
    assert friction("migrate").returncode == 0
    assert friction("import", "--csv", "history.csv").stdout.startswith("233 reports imported, 0 were there already.")
    printed = json.loads(friction("scorecard", "--json", "--track", "ticketing").stdout)
    (track,) = printed["tracks"]
    assert (track["n"], track["integrated"], round(track["rate"], 3)) == (233, 107, 0.459)
    assert [round(bound, 3) for bound in track["wilson95"]] == [0.396, 0.523]
    # How people came is not known of an imported history: that is not nobody.
    assert track["adoption"]["reporters"] is None
    opened = json.loads(friction("why", "ticketing.integrated", "--json").stdout)
    assert (opened["count"], opened["n"]) == (107, 233)
    assert {row["outcome"] for row in opened["reports"]} == {"integrated"}
    # A rate opens to all of its reports, each with its part in it; every table is there for other programs.
    rate = json.loads(friction("why", "ticketing.rate", "--json").stdout)
    assert (rate["count"], rate["of"], rate["not_counted"]["count"]) == (107, 233, 0)
    assert Counter(row["part"] for row in rate["reports"]) == {"counted": 107, "base": 126}
    assert "Not counted: none." in friction("why", "ticketing.rate").stdout
    products = list(csv.DictReader(io.StringIO(friction("scorecard", "--table", "products").stdout)))
    assert [(row["product"], row["owner"], row["n"], row["integrated"]) for row in products] == [
        ("desk", "U0MARIA", "233", "107")
    ]
    # The import has noted which product was in which track: leaving the catalogue takes nothing away.
    (tmp_path / "loop.toml").write_bytes(CATALOGUE.replace(b'key = "desk"', b'key = "counter"'))
    assert json.loads(friction("scorecard", "--json", "--track", "ticketing").stdout)["tracks"][0]["n"] == 233
    (tmp_path / "loop.toml").write_bytes(CATALOGUE)
    assert json.loads(friction("scorecard", "--table", "products", "--json").stdout)[0]["rate"] == 107 / 233
    # Part of it: a product, its owner, a window. What is behind the number is of the same part.
    part = ("--owner", "u0maria", "--product", "service desk", "--since", "2024-01-11", "--until", "2024-04-20")
    printed = json.loads(friction("scorecard", "--json", *part).stdout)
    window = {"since": "2024-01-11T00:00:00+00:00", "until": "2024-04-20T00:00:00+00:00"}
    assert printed["only"] == {"products": ["desk"], **window}
    (track,) = printed["tracks"]
    assert (track["track"], track["n"], track["integrated"], "gate" in track) == ("ticketing", 100, 97, False)
    opened = json.loads(friction("why", "ticketing.integrated", "--json", *part).stdout)
    assert (opened["count"], opened["n"]) == (97, 100)
    told = friction("scorecard", *part).stdout
    assert told.startswith("Only reports on Service Desk, submitted from 11 Jan 2024 on and before 20 Apr 2024.")
    # Before the first of them was submitted there is nothing to divide by.
    (empty,) = json.loads(friction("scorecard", "--json", "--track", "ticketing", "--as-of", "2023-01-01").stdout)[
        "tracks"
    ]
    assert (empty["n"], empty["rate"], empty["wilson95"]) == (0, None, None)
    ahead = friction("scorecard", "--json", "--as-of", "2100-01-01")
    assert "2100-01-01 00:00 UTC is yet to come: everything is taken to stay as it stands now." in ahead.stderr
    assert json.loads(ahead.stdout)["tracks"][0]["n"] == 233
    for wrong in (
        ("scorecard", "--as-of", "0001-01-01T00:00:00+14:00"),
        ("scorecard", "--as-of", "9999-12-31"),
        ("scorecard", "--track", "nope"),
        ("why", "ticketing.nope"),
        ("scorecard", "--as-of", "tomorrow"),
        ("scorecard", "--table", "nope"),
        ("why", "ticketing", "--json", "--csv"),
        ("why", "ticketing.risk.dead_letters"),
        ("why", "ticketing.distinct_issue_rate"),
        ("scorecard", "--product", "nope"),
        ("scorecard", "--owner", "U0NOBODY"),
        ("scorecard", "--product", "desk", "--owner", "U0ANN"),
        ("scorecard", "--product", "desk", "--track", "assets"),
        ("scorecard", "--since", "2024-02-01", "--until", "2024-02-01"),
    ):
        refused = friction(*wrong)
        assert refused.returncode == 2
        assert "Traceback" not in refused.stderr
        assert refused.stderr.strip().endswith(".")
