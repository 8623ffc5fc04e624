"""A PNG of a page, taken by a headless Chromium."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from PIL import Image, ImageChops

SCALE = 2
"""Pixels of the PNG per pixel of the page: pictures stay sharp on dense screens."""
LONGEST_SECONDS = 60
_QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage", "--hide-scrollbars",
)  # fmt: skip


class NoPictureError(Exception):
    """No picture could be taken; the sentence says why."""


def screenshot(html_path: Path, png_path: Path, width: int, height: int) -> None:
    """Write a PNG of a page, `width` pixels wide and at most `height` high: empty rows below the content are cut off.

    Raises NoPictureError when there is no Chromium or it fails.
    """
    chromium = shutil.which("chromium")
    if chromium is None:
        raise NoPictureError(
            "There is no `chromium` on the PATH, so no picture can be taken. The HTML page is complete."
        )
    with tempfile.TemporaryDirectory(prefix="picture-") as profile:
        raw = Path(profile) / "raw.png"
        _run(
            [
                chromium, *_QUIET, f"--user-data-dir={profile}", f"--window-size={width},{height}",
                f"--force-device-scale-factor={SCALE}", f"--screenshot={raw}", html_path.resolve().as_uri(),
            ]
        )  # fmt: skip
        if not raw.exists():
            raise NoPictureError(f"Chromium wrote no picture of {html_path.name}.")
        _write_trimmed(raw, png_path)


def _run(command: list[str]) -> None:
    try:
        # The command is ours; the page's path is the only part that is given, and it stands as one argument.
        subprocess.run(command, capture_output=True, timeout=LONGEST_SECONDS, check=True)  # noqa: S603
    except subprocess.TimeoutExpired:
        raise NoPictureError(f"Chromium took longer than {LONGEST_SECONDS} seconds.") from None
    except subprocess.CalledProcessError as failure:
        said = failure.stderr.decode(errors="replace").strip().splitlines()
        raise NoPictureError(f"Chromium failed: {said[-1] if said else failure.returncode}") from failure


def _write_trimmed(raw: Path, png_path: Path) -> None:
    """Write the picture without the rows below its content, in 256 colours, which text and charts do with."""
    with Image.open(raw) as opened:
        picture = opened.convert("RGB")
    empty = Image.new("RGB", picture.size, picture.getpixel((0, picture.height - 1)))
    content = ImageChops.difference(picture, empty).getbbox()
    if content:
        picture = picture.crop((0, 0, picture.width, min(picture.height, content[3] + 8 * SCALE)))
    picture.quantize(256, dither=Image.Dither.NONE).save(png_path, optimize=True)
