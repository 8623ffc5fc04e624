"""The scorecard's page in a real browser."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.browser.conftest import HOSTILE, friction
from tests.browser.driver import Browser
from tests.world import eventually

SHOWN = "[...document.querySelectorAll('#reports-table tbody tr')].filter(row => row.checkVisibility()).length"


def test_the_figures_are_those_of_the_command_line(browser: Browser, installation: Path) -> None:
    printed = json.loads(friction(installation, "scorecard", "--json", "--as-of", "2026-01-01").stdout)
    assert browser.read("JSON.parse(document.getElementById('figures').textContent)") == printed
    desk = printed["tracks"][0]
    assert (desk["n"], desk["integrated"], round(desk["rate"], 3)) == (233, 107, 0.459)
    assert browser.read("document.querySelector('#track-desk .hero').textContent") == "46\N{NO-BREAK SPACE}%"


def test_who_has_to_act_stands_on_it(browser: Browser) -> None:
    gate = browser.read("document.querySelector('#track-desk .gate').textContent")
    assert gate.startswith("Gate: baseline 10\N{NO-BREAK SPACE}%, target 45\N{NO-BREAK SPACE}%, review on 2025-12-20.")
    assert "A decision is due for 12 days" in gate
    silent = browser.read("[...document.querySelectorAll('#track-assets .silent')].map(one => one.textContent)")
    assert silent == ["No owner acted on Laptops in 204 days; 4 reports wait."]


def test_a_number_opens_to_its_reports_by_the_keyboard_alone(browser: Browser) -> None:
    assert browser.read(SHOWN) == 237
    browser.tab_to("#track-desk a.opens")
    assert browser.read("document.activeElement.textContent") == "107"
    browser.press("Enter")
    assert eventually(lambda: browser.read(SHOWN) == 107)
    assert browser.read("document.activeElement.id") == "reports-name"
    browser.tab_to("#opened button:nth-of-type(2)")
    assert browser.read("document.activeElement.textContent") == "In its base only (126)"
    browser.press("Enter")
    assert eventually(lambda: browser.read(SHOWN) == 126)
    assert browser.read("document.getElementById('shown').textContent") == "126 of 237 reports shown"
    browser.press("Escape")
    assert eventually(lambda: browser.read(SHOWN) == 237)


def test_every_number_that_opens_shows_as_many_reports_as_it_says(browser: Browser) -> None:
    found = browser.read(
        f"""[...document.querySelectorAll("a.opens")].filter(link => /^\\d+$/.test(link.textContent)).map(link => {{
            link.click();
            return [link.dataset.track, link.dataset.figure, link.dataset.rate ?? "", +link.textContent, {SHOWN}];
        }})"""
    )
    assert len(found) > 40
    assert [row for row in found if row[3] != row[4]] == []


def test_filters_narrow_the_reports_down(browser: Browser) -> None:
    def choose(name: str, value: str) -> int:
        browser.read(
            f"""(() => {{ const field = document.getElementById("filters").elements[{json.dumps(name)}];
            field.value = {json.dumps(value)}; field.dispatchEvent(new Event("input", {{bubbles: true}})); }})()"""
        )
        return int(browser.read(SHOWN))

    assert choose("track", "desk") == 233
    assert choose("product", "printing") == 78
    assert choose("standing", "declined") == 24
    assert choose("product", "") == 73
    # The rate of a choice is counted anew, of all of it, however it stands.
    recounted = "document.getElementById('recounted').textContent.replaceAll('\\u00a0', ' ')"
    said = "Of what these filters choose, however it stands: {} reports shipped, {} % (95 % between {} and {} %)."
    assert browser.read(recounted) == said.format("107 of 233", 46, 40, 52)
    assert choose("owner", "U0TOM") == 24
    assert browser.read(recounted) == said.format("36 of 78", 46, 36, 57)
    assert choose("since", "2025-03-01") + choose("until", "2025-07-01") > 0
    assert browser.read(recounted) == said.format("12 of 26", 46, 29, 65)
    for field in ("since", "until", "owner"):
        choose(field, "")
    browser.press("/")
    browser.type("tool old-121")
    assert eventually(lambda: browser.read(SHOWN) == 1)


def test_input_38_a_saved_table_holds_what_is_shown_and_no_formula(browser: Browser, tmp_path: Path) -> None:
    browser.call("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(tmp_path))
    browser.read('document.querySelector("#track-desk a.opens").click()')
    browser.read("document.querySelector('[data-csv=\"reports-table\"]').click()")
    saved = tmp_path / "reports-table.csv"
    eventually(saved.exists)
    rows = list(csv.DictReader(io.StringIO(saved.read_text())))
    assert len(rows) == 107
    assert set(rows[0]) == {
        "reference", "issue", "track", "product", "submitted_at", "standing", "ended_at", "title",
    }  # fmt: skip
    titles = {row["title"] for row in rows}
    assert f"'{HOSTILE[2]}" in titles
    assert HOSTILE[0] in titles
    assert not any(title.startswith(("=", "+", "-", "@")) for title in titles)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_can_be_read_light_and_dark(browser: Browser, scheme: str) -> None:
    browser.media(scheme)
    contrast = browser.read(
        """(() => {
        const light = (color) => {
            const parts = color.match(/[\\d.]+/g).slice(0, 3).map(part => part / 255)
                .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
            return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
        };
        const paper = light(getComputedStyle(document.body).backgroundColor);
        const against = (selector, what) => {
            const ink = light(getComputedStyle(document.querySelector(selector))[what]);
            return (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
        };
        return {dark: paper < 0.1, ink: against("body", "color"), quiet: against(".quiet", "color"),
            rate: against(".hero", "color"), third: against("svg text.third", "fill"),
            target: against("svg text.target", "fill")};
        })()"""
    )
    assert contrast.pop("dark") is (scheme == "dark")
    assert min(contrast.values()) >= 4.5, contrast


def test_it_fits_a_narrow_window_and_prints_without_its_tools(browser: Browser) -> None:
    browser.width(400)
    assert browser.read("document.documentElement.scrollWidth") <= 400
    browser.media(medium="print")
    assert browser.read("document.getElementById('filters').checkVisibility()") is False
    browser.read("window.dispatchEvent(new Event('beforeprint'))")
    assert browser.read("[...document.querySelectorAll('details')].every(one => one.open)")
    assert browser.read("document.getElementById('reports-table').checkVisibility()")


def test_it_can_be_read_without_script(browser: Browser, page: Path) -> None:
    browser.call("Emulation.setScriptExecutionDisabled", value=True)
    browser.open(page)
    assert browser.read(SHOWN) == 237
    assert browser.read("document.getElementById('filters').checkVisibility()") is False
    assert browser.read("document.querySelectorAll('svg').length") >= 8


def test_what_people_typed_stays_words(browser: Browser) -> None:
    """Hostile inputs 21, 24 and 39, for a page: markup of others is shown, never meant."""
    assert browser.read("document.querySelectorAll('img, script[src], link, iframe').length") == 0
    titles = browser.read(
        "[...document.querySelectorAll('#reports-table td:last-child')].map(cell => cell.textContent)"
    )
    assert {HOSTILE[0], HOSTILE[1], HOSTILE[2]} <= set(titles)
    assert not any("\u202e" in title for title in titles)
    assert browser.read("document.querySelector('#track-desk h2').textContent").startswith("Desk </title><img")
    # The policy of the page itself would stop what got through all the same.
    browser.read(
        """(() => { const added = document.createElement("script"); added.textContent = "window.broken = 1";
        document.body.append(added); })()"""
    )
    assert browser.read("window.broken ?? 0") == 0
    eventually(lambda: browser.read("true") and browser.complaints)  # a complaint comes beside the answers
    assert len(browser.complaints) == 1
    browser.complaints.clear()
