"""A catalogue, files to import, and both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config.catalogue import Catalogue, parse_catalogue
from storage.database import Database
from storage.tables import metadata

CATALOGUE = b"""
[[tracks]]
key = "network"
name = "Network"
[[products]]
key = "vpn"
name = "VPN Client"
aliases = ["remote access"]
track = "network"
owner = "U0MARIA"
[products.jira]
project = "NET"
[products.jira.outcomes]
integrated = ["Rolled out"]
[[products]]
key = "wifi"
name = "Office Wi-Fi"
track = "network"
owner = "U0MARIA"
jira.project = "WIFI"
"""

Write = Callable[..., Path]


@pytest.fixture
def catalogue() -> Catalogue:
    return parse_catalogue(CATALOGUE)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a file and return its path; a text is written as it is, without the platform's line ends."""

    def write_file(content: str | bytes, name: str = "history.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write_file


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """An empty database of either kind."""
    database = Database(database_url)
    metadata.create_all(database.engine)
    yield database
    database.close()
