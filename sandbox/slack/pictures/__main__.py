"""python -m sandbox.slack.pictures INPUT.json --out page.html: what the control API shows, as people would see it."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.slack.pictures.browser import NoPictureError, screenshot
from sandbox.slack.pictures.page import page
from sandbox.slack.pictures.scene import Scene

TALLEST = 4000


def main(argv: Sequence[str] | None = None) -> int:
    """Write the page and, if asked, the picture; returns the exit code."""
    options = _parser().parse_args(argv)
    try:
        content = page(_read(options.input), _scene(options), theme=options.theme, width=options.width)
        options.out.write_text(content, encoding="utf-8")
        if options.png:
            screenshot(options.out, options.png, options.width, TALLEST)
    except (OSError, ValueError, NoPictureError) as problem:
        print(problem, file=sys.stderr)  # noqa: T201 - a command line's way to say why it failed
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sandbox.slack.pictures", description=__doc__)
    parser.add_argument("input", type=Path, help="JSON of GET /sandbox/messages or /sandbox/views, or a part of it")
    parser.add_argument("--out", type=Path, required=True, help="the HTML page to write")
    parser.add_argument("--png", type=Path, help="also a picture of it; needs chromium")
    parser.add_argument("--theme", choices=("light", "dark"), default="light")
    parser.add_argument("--width", type=int, default=720, help="of the page, in pixels")
    parser.add_argument("--files", type=Path, help="directory with the pictures of messages, named by file id or name")
    parser.add_argument("--names", type=Path, help="JSON object with the names of people and channels by their ids")
    parser.add_argument("--timezone", type=ZoneInfo, default=ZoneInfo("UTC"), help="the reader's, e.g. Europe/Berlin")
    return parser


def _read(path: Path) -> Any:
    """Return a file's JSON. Raises OSError or ValueError, which names the file."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except ValueError as problem:
        raise ValueError(f"{path}: {problem}") from problem


def _scene(options: argparse.Namespace) -> Scene:
    names = _read(options.names) if options.names else {}
    return Scene(people=names, channels=names, files=options.files, zone=options.timezone)


if __name__ == "__main__":
    raise SystemExit(main())
