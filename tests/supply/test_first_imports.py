"""Each command of the command line may be the first that imports what it needs. Stories are forked from a process that
has imported all of the product, in an order that no user's command has.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import bot.cli

# Libraries are imported once; each module then in a process of its own.
FORK = """
import importlib, os, sys
for library in ("jira", "pydantic_settings", "rich.table", "slack_bolt", "sqlalchemy.orm", "typer"):
    importlib.import_module(library)
for name in sys.argv[1:]:
    if os.fork() == 0:
        importlib.import_module(name)
        os._exit(0)
    if os.wait()[1]:
        print(name)
"""


def test_every_command_imports_what_it_needs_in_any_order() -> None:
    source = "\n".join(path.read_text() for path in Path(bot.cli.__file__).parent.glob("*cli.py"))
    modules = sorted(set(re.findall(r"^ +from ((?:bot|loop|storage|config)\.[\w.]+) import", source, re.MULTILINE)))
    assert "bot.money_command" in modules
    done = subprocess.run(
        [sys.executable, "-c", FORK, *modules], capture_output=True, text=True, check=True, timeout=120
    )
    assert done.stdout == "", done.stderr
