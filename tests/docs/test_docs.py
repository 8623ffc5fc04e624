"""What the documents say about the code is compared with the code."""

from __future__ import annotations

import re
from pathlib import Path

from bot.figure_tables import tables_table
from bot.report_records import COLUMNS
from config.catalogue import load_catalogue
from config.settings import settings_table
from config.words import State
from loop.scorecard import FIGURES, OPENED, register_table
from storage.report import MOVES

ROOT = Path(__file__).parents[2]


def test_the_diagram_of_states_in_the_readme_is_the_table_in_the_code() -> None:
    diagram = (ROOT / "README.md").read_text().split("stateDiagram-v2")[1].split("```")[0]
    drawn = set(re.findall(r"(\S+) --> (\S+)", diagram))
    moves = {(before.value, after.value) for before, afters in MOVES.items() for after in afters}
    ends = {(state.value, "[*]") for state in State if not MOVES[state]}
    assert drawn == moves | ends | {("[*]", State.RECEIVED.value)}


def test_the_table_of_settings_is_the_one_the_code_prints() -> None:
    page = (ROOT / "docs" / "operations.md").read_text()
    assert page.split("<!-- settings -->")[1].split("<!-- /settings -->")[0].strip() == settings_table().strip()


def test_the_table_of_figures_is_the_one_the_code_prints() -> None:
    page = (ROOT / "docs" / "figures.md").read_text()
    assert page.split("<!-- figures -->")[1].split("<!-- /figures -->")[0].strip() == register_table()


def test_the_tables_and_columns_that_are_promised_are_those_that_the_code_prints() -> None:
    page = (ROOT / "docs" / "figures.md").read_text()
    assert page.split("<!-- tables -->")[1].split("<!-- /tables -->")[0].strip() == tables_table()
    assert f"`{', '.join(COLUMNS)}`" in page
    assert all(f"`{name}`" in page for name in (*FIGURES, *OPENED))


def test_the_sample_catalogue_begins_with_the_loop_itself() -> None:
    assert load_catalogue(ROOT / "loop.toml").products[0].key == "friction"


def test_every_document_that_is_linked_exists() -> None:
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    for page in pages:
        for target in re.findall(r"\]\(([^)#]+)", page.read_text()):
            if "://" not in target:
                assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_every_test_that_a_document_names_exists() -> None:
    """Named as `tests/….py::name`, as a file of tests, or by the name alone."""
    functions = {
        file.relative_to(ROOT).as_posix(): set(re.findall(r"^def (test_\w+)", file.read_text(), re.MULTILINE))
        for file in (ROOT / "tests").rglob("*.py")
    }
    everywhere = set().union(*functions.values())
    for page in (ROOT / "docs").rglob("*.md"):
        text = page.read_text()
        for file, name in re.findall(r"\b(tests/[\w/]+\.py)(?:::(\w+))?", text):
            assert file in functions, f"{page.name} names {file}"
            assert not name or name in functions[file], f"{page.name} names {file}::{name}"
        missing = set(re.findall(r"`(test_\w+)`", text)) - everywhere
        assert not missing, f"{page.name} names {missing}"
