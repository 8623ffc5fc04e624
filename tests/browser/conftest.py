"""A page written by the command line, and a browser that has it open."""

from __future__ import annotations

import csv
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import nursery
from tests.browser.driver import Browser

CATALOGUE = """
[[tracks]]
key = "desk"
name = "Desk </title><img src=x onerror=alert(1)>"
outcome = "</script><script>alert(1)</script>"
baseline_rate = 0.1
target_rate = 0.45
review_date = 2025-12-20
[[tracks]]
key = "assets"
name = "Assets"
[[products]]
key = "portal"
name = "Portal"
track = "desk"
owner = "U0MARIA"
jira.project = "DESK"
[[products]]
key = "printing"
name = "Printing"
track = "desk"
owner = "U0TOM"
jira.project = "PRT"
[[products]]
key = "laptops"
name = "Laptops"
track = "assets"
owner = "U0ANN"
jira.project = "LAP"
"""
HOSTILE = (
    "</td></table><script>fetch('https://evil.example')</script>",
    '"><img src="https://evil.example/x.png" onerror="alert(1)">',
    '=HYPERLINK("https://evil.example")',
    "\u202eelif daeh <!--",
)


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with a database: the worked example, 233 reports and 107 shipped, and a small track beside it."""
    directory = tmp_path_factory.mktemp("page")
    (directory / "loop.toml").write_text(CATALOGUE)
    with (directory / "history.csv").open("w", newline="") as file:
        sheet = csv.writer(file)
        sheet.writerow(("submitted_at", "reporter", "product", "text", "outcome", "outcome_at", "issue_key"))
        for number in range(233):
            text = HOSTILE[number] if number < len(HOSTILE) else f"Report {number} of the old tool"
            ended = "integrated" if number < 107 else "declined" if number < 180 else ""
            product = "portal" if number % 3 else "printing"
            end = f"2025-{1 + number % 9:02}-20" if ended else ""
            sheet.writerow(
                (f"2025-{1 + number % 9:02}-11", f"U{number}", product, text, ended, end, f"OLD-{number + 1}")
            )
        for number in range(4):
            sheet.writerow(("2025-06-11", f"U{number}", "laptops", f"Laptop {number}", "", "", f"LAP-{number + 1}"))
    for command in (("migrate",), ("import", "--csv", "history.csv")):
        done = friction(directory, *command)
        assert done.returncode == 0, done.stderr
    return directory


def friction(directory: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run one command of the product there."""
    return nursery.run("friction", *arguments, env={"PATH": os.environ["PATH"]}, cwd=directory)


@pytest.fixture(scope="session")
def page(installation: Path) -> Path:
    """The page of that installation as of the end of 2025."""
    done = friction(installation, "scorecard", "--as-of", "2026-01-01", "--html", "page.html")
    assert done.returncode == 0, done.stderr
    return installation / "page.html"


@pytest.fixture
def browser(page: Path, tmp_path: Path) -> Iterator[Browser]:
    """A browser that shows the page; whatever a test does in it, nothing goes wrong and nobody is asked."""
    browser = Browser(tmp_path / "profile")
    browser.open(page)
    yield browser
    browser.close()
    assert browser.complaints == []
    # The browser draws its own fields for dates with pictures of its own, which are data.
    assert {url.partition(":")[0] for url in browser.requests} <= {"file", "blob", "data"}
    assert {url for url in browser.requests if url.startswith("file:")} <= {page.as_uri()}
