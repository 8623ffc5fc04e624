"""Looks for secrets in the files of the repository, by the shapes that are masked in reports: part of `make check`.

`python -m tests.supply.leaks [DIRECTORY]` exits 1 and names each place: file, line, kind and digest, never the secret.
What was planted for a test is listed in `planted.txt` by file and digest; a planted secret in another file is a leak.
"""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from loop.masking import SHAPES

PLANTED = Path(__file__).with_name("planted.txt")
# In code the word "password" stands before names and types: what is assigned must be fit to be a value.
_BY_WORD = "password"
_VALUE = r"(?=[\w+/=-]*\d)(?=[\w+/=-]*[A-Za-z])[\w+/=-]{12,}"
_ASSIGNED = re.compile(
    rf"(?:token|secret|passwo?r?d|api_?key)\w*[\"']?\s*[:=]\s*[\"']?(?P<secret>{_VALUE})(?=[\"'\s,;)]|\Z)",
    re.IGNORECASE,
)
_SHAPES = {**SHAPES, _BY_WORD: _ASSIGNED}


@dataclass(frozen=True)
class Leak:
    """One place where something of a secret's shape stands."""

    file: str
    line: int
    kind: str
    digest: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.kind} ({self.digest})"


def leaks(root: Path, planted: frozenset[tuple[str, str]] = frozenset()) -> list[Leak]:
    """Every secret in the files of a repository, tracked or about to be, but for what was planted."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    files = sorted(name for name in set(listed.split("\0")) if name and (root / name).is_file())
    found = [leak for name in files for leak in _in_file(root, name)]
    return [leak for leak in found if (leak.file, leak.digest) not in planted]


def _in_file(root: Path, name: str) -> Iterator[Leak]:
    text = (root / name).read_text(encoding="utf-8", errors="replace")
    for kind, shape in _SHAPES.items():
        for match in shape.finditer(text):
            secret = match["secret"] if "secret" in shape.groupindex else match[0]
            line = text.count("\n", 0, match.start()) + 1
            yield Leak(name, line, kind, hashlib.sha256(secret.encode()).hexdigest()[:12])


def read_planted(path: Path = PLANTED) -> frozenset[tuple[str, str]]:
    """The list of what was planted: file and digest a line; what follows them is for the reader."""
    lines = [line.split() for line in path.read_text().splitlines() if line and not line.startswith("#")]
    return frozenset((words[0], words[1]) for words in lines)


def main() -> int:
    """Look, and tell."""
    root = Path(sys.argv[1] if len(sys.argv) > 1 else ".")
    found = leaks(root, read_planted())
    for leak in found:
        print(leak)  # noqa: T201  (it is the command's output)
    if found:
        print("Take each out and revoke it; list it in tests/supply/planted.txt only if a test made it up.")  # noqa: T201
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
