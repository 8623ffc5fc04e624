"""A changed catalogue is picked up, a broken one is refused and the old one stays."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from config.catalogue import CatalogueFile
from config.errors import ConfigurationError
from config.watched import WatchedFile

SOUND = """\
[[tracks]]
key = "network"
name = "Network"
[[products]]
key = "vpn"
name = "VPN"
track = "network"
owner = "U0MARIA"
jira.project = "NET"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "loop.toml"
    path.write_text(SOUND)
    return path


def test_the_same_catalogue_while_the_file_rests(file: Path) -> None:
    source = CatalogueFile(file)
    assert source.current() is source.current()
    assert source.error is None


def test_a_change_is_seen_even_within_one_tick_of_the_file_system(file: Path) -> None:
    source = CatalogueFile(file)
    stamp = file.stat()
    for owner in ("U0MARI1", "U0MARI2", "U0MARI3"):
        file.write_text(SOUND.replace("U0MARIA", owner))
        os.utime(file, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
        assert source.current().product("vpn").owner == owner


def test_a_comment_changes_nothing(file: Path) -> None:
    source = CatalogueFile(file)
    before = source.current()
    file.write_text("# note\n" + SOUND)
    assert source.current() is before


def test_a_broken_change_is_refused_until_it_is_mended(file: Path) -> None:
    source = CatalogueFile(file)
    file.write_text(SOUND.replace("owner", "ownr"))
    assert source.current().product("vpn").owner == "U0MARIA"
    assert source.error is not None
    assert "loop.toml, line 8: " in source.error
    file.write_text(SOUND.replace("U0MARIA", "U0TOM"))
    assert source.current().product("vpn").owner == "U0TOM"
    assert source.error is None


def test_going_back_to_what_stood_before_clears_the_error(file: Path) -> None:
    source = CatalogueFile(file)
    file.write_text("[[")
    assert source.current().product("vpn")
    assert source.error
    file.write_text(SOUND)
    source.current()
    assert source.error is None


def test_a_file_taken_away_leaves_the_old_catalogue(file: Path) -> None:
    source = CatalogueFile(file)
    file.unlink()
    assert source.current().product("vpn")
    assert source.error == "loop.toml cannot be read (No such file or directory); put it back."
    file.write_text(SOUND)
    source.current()
    assert source.error is None


def test_nothing_starts_on_a_broken_or_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="does not exist"):
        CatalogueFile(tmp_path / "loop.toml")
    (tmp_path / "loop.toml").write_text("[[")
    with pytest.raises(ConfigurationError, match="this is not TOML"):
        CatalogueFile(tmp_path / "loop.toml")


def test_threads_may_ask_while_it_changes(file: Path) -> None:
    source = CatalogueFile(file)

    def ask(turn: int) -> bool:
        if turn % 10 == 0:
            file.write_text(SOUND.replace("U0MARIA", f"U0MARI{turn // 10 % 10}"))
        return source.current().product("vpn").owner.startswith("U0MARI")

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(ask, range(200)))


def test_a_settled_file_costs_no_read(tmp_path: Path) -> None:
    path = tmp_path / "settled"
    path.write_text("a")
    os.utime(path, (1_700_000_000, 1_700_000_000))
    watched = WatchedFile(path)
    assert watched.read_if_changed() == b"a"
    path.write_text("b")
    os.utime(path, (1_700_000_000, 1_700_000_000))
    assert watched.read_if_changed() is None  # same stamp, long ago: not even opened
    os.utime(path)
    assert watched.read_if_changed() == b"b"
