"""`python -m tests.pictures`: draw the pictures of docs/messages.md that no longer show what the product says.

Needs Chromium; `--all` draws the others too, and the digest and the page of the sample company. `make pictures` calls
it without.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from sandbox.slack.pictures.browser import NoPictureError, screenshot
from sandbox.slack.pictures.page import Theme, page
from sandbox.slack.pictures.scene import Scene
from tests.pictures import company
from tests.pictures.drawn import DRAWN, PICTURES, fingerprints, stale
from tests.pictures.leading import charts
from tests.pictures.scenes import NOON, Payload, scenes

# Dark is looked at where there is most of it.
ALSO_DARK = ("form", "card", "home", "executive")
PEOPLE = {"U0OLGA": "Olga", "U1ANN": "ann", "U0ERIN": "Erin"}
_WIDTH, _TALLEST = 720, 4000


def main() -> int:
    """Draw, and note what the pictures show."""
    shown_now, everything = scenes(), "--all" in sys.argv[1:]
    try:
        for name in shown_now if everything else [name for name in stale() if name in shown_now]:
            shown = shown_now[name]
            _draw(name, shown, "light")
            if name in ALSO_DARK:
                _draw(f"{name}-dark", shown, "dark")
        if everything:
            company.draw(PICTURES)
        for suffix, theme in (("", "light"), ("-dark", "dark")):
            for name, chart in charts(theme).items():
                (PICTURES / f"{name}{suffix}.png").write_bytes(chart.png)
    except NoPictureError as problem:
        print(problem, file=sys.stderr)  # noqa: T201 - a command line's way to say why it failed
        return 1
    DRAWN.write_text(json.dumps(fingerprints(), indent=1) + "\n")
    return 0


def _draw(name: str, shown: list[Payload], theme: Theme) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        html = Path(scratch, f"{name}.html")
        html.write_text(
            page(shown, Scene(people=PEOPLE, channels={"C2": "vpn-triage"}, now=NOON), theme=theme, width=_WIDTH),
            encoding="utf-8",
        )
        screenshot(html, PICTURES / f"{name}.png", _WIDTH, _TALLEST)


if __name__ == "__main__":
    raise SystemExit(main())
