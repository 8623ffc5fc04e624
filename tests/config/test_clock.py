"""Business time, and how a demo or a test turns it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from config.clock import FileClock, SystemClock, make_clock
from config.errors import ConfigurationError
from config.settings import load_settings

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "now"
    path.write_text("2026-03-02T09:00:00Z\n")
    return path


def test_the_system_clock_is_aware_and_utc() -> None:
    before = datetime.now(UTC)
    now = SystemClock().now()
    assert before <= now <= datetime.now(UTC)
    assert now.utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    "text", ["2026-03-02T09:00:00Z", "2026-03-02 09:00", "2026-03-02T10:00:00+01:00", "  2026-03-02T09:00:00+00:00\n"]
)
def test_an_instant_stands_still(file: Path, text: str) -> None:
    file.write_text(text)
    clock = FileClock(file)
    assert clock.now() == clock.now() == NINE
    assert clock.now().utcoffset() == timedelta(0)


@pytest.mark.parametrize(("text", "offset"), [("86400", 86400), ("+0.5", 0.5), ("-3600", -3600), ("0", 0)])
def test_an_offset_runs_on(file: Path, text: str, offset: float) -> None:
    file.write_text(text)
    clock = FileClock(file)
    early = datetime.now(UTC) + timedelta(seconds=offset)
    assert early <= clock.now() <= datetime.now(UTC) + timedelta(seconds=offset)


def test_every_turn_is_seen_at_once(file: Path) -> None:
    clock = FileClock(file)
    for minute in range(60):
        file.write_text(f"2026-03-02T09:{minute:02}:00Z")
        assert clock.now() == NINE + timedelta(minutes=minute)


@pytest.mark.parametrize("text", ["", "tomorrow", "nan", "inf", "1e300", "\x00", "0001-01-01T00:00:00+14:00"])
def test_a_broken_file_leaves_the_last_setting(
    file: Path, text: str, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    clock = FileClock(file)
    file.write_text(text)
    assert [clock.now() for _ in range(3)] == [NINE] * 3
    assert (caplog.text + "".join(capsys.readouterr())).count("Clock file refused") == 1
    file.write_text("2026-03-03T09:00:00Z")
    assert clock.now() == NINE + timedelta(days=1)


def test_a_file_taken_away_leaves_the_last_setting(file: Path) -> None:
    clock = FileClock(file)
    file.unlink()
    assert clock.now() == NINE


def test_bytes_that_are_no_text_leave_the_last_setting(file: Path) -> None:
    clock = FileClock(file)
    file.write_bytes(b"\xff\xfe\x00")
    assert clock.now() == NINE


@pytest.mark.parametrize("text", [None, "", "soon"])
def test_a_clock_that_says_nothing_stops_the_start(tmp_path: Path, text: str | None) -> None:
    path = tmp_path / "clock"
    if text is not None:
        path.write_text(text)
    with pytest.raises(
        ConfigurationError, match=r"FRICTION_CLOCK names .*clock, which gives no time .* offset in seconds"
    ):
        FileClock(path)


def test_the_settings_choose(file: Path) -> None:
    assert isinstance(make_clock(load_settings({})), SystemClock)
    local = {"SLACK_API_URL": "http://127.0.0.1:1/api/", "JIRA_URL": "http://127.0.0.1:2", "FRICTION_CLOCK": str(file)}
    assert make_clock(load_settings(local)).now() == NINE
