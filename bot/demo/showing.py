"""What `friction demo` prints, and the code it exits with."""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, redirect_stdout

import typer

from bot.demo.playing import Options, Played, play_demo
from bot.demo.trouble import DemoFailedError
from config.errors import ConfigurationError

_FAILED = 1


def demonstrate(options: Options, *, as_json: bool) -> int:
    """Play a demo; the transcript or, for programs, one JSON object goes to standard output. Returns the exit code."""
    try:
        # Whatever a library has to say meanwhile must not stand before the one object.
        with _stopping_on_signals(), redirect_stdout(sys.stderr):
            played = play_demo(options)
    except (DemoFailedError, ConfigurationError) as error:
        typer.echo(str(error), err=True)
        return _FAILED
    except KeyboardInterrupt:
        typer.echo("Interrupted; everything that the demo had started is stopped.", err=True)
        return _FAILED
    _show(played, as_json=as_json)
    return 0


@contextmanager
def _stopping_on_signals() -> Iterator[None]:
    """Make of every request to end what Ctrl-C is, so that the way out is the same: through every `finally`."""
    with ExitStack() as undoing:
        for name in ("SIGTERM", "SIGHUP"):  # Windows has no SIGHUP
            number = getattr(signal, name, None)
            if number is not None:
                undoing.callback(signal.signal, number, signal.signal(number, signal.default_int_handler))
        yield


def _show(played: Played, *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(played.as_json(), indent=2, ensure_ascii=False))
    else:
        typer.echo("\n".join(played.lines))
