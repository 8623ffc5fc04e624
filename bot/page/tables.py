"""Tables that a script can save as CSV under stable column names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.page.markup import Child, Html, element, joined

Cell = tuple[Child, str]
"""What a person reads, and what a program gets."""


def table(name: str, caption: str, columns: Sequence[tuple[str, str]], rows: Iterable[Sequence[Cell]]) -> Html:
    """Return a table. columns: the name for programs and the one for people; the first cell of a row names it."""
    head = [element("th", label, scope="col", data_column=column) for column, label in columns]
    body = element("tbody", *(element("tr", *_cells(row)) for row in rows))
    drawn = element("table", element("caption", caption), element("thead", element("tr", *head)), body, id=name)
    return joined(scrolling(drawn), csv_button(name))


def scrolling(content: Html) -> Html:
    """Return what may be wider than a narrow window, and then moves in it alone."""
    return element("div", content, class_="scroll")


def csv_button(name: str) -> Html:
    """Return the button that saves what the table of this name shows."""
    button = element("button", "Save as CSV", type="button", data_csv=name)
    return element("p", button, class_="tool", data_scripted=True, hidden=True)


def _cells(row: Sequence[Cell]) -> Iterable[Html]:
    for number, (shown, value) in enumerate(row):
        yield (
            element("th", shown, scope="row", data_value=value)
            if number == 0
            else element("td", shown, data_value=value)
        )


def folded(summary: str, content: Html) -> Html:
    """Return content that opens on demand."""
    return element("details", element("summary", summary), content)
