"""Logging: our own records and the libraries', one line each, without secrets, on standard error.

Code logs with `structlog.get_logger(__name__).info("What happened", key=value)`. What a piece of work is about is bound
around it, and then stands in every record below: `with structlog.contextvars.bound_contextvars(report="FR-7K2"): …`.
"""

from __future__ import annotations

import logging
import sys
import threading
from types import TracebackType
from typing import TYPE_CHECKING, Literal, TextIO

import structlog

from config.records import rendered
from config.scrubbing import Scrubber

if TYPE_CHECKING:
    from collections.abc import Iterable

    from config.settings import Settings

# Below these levels the libraries log headers and bodies, or every request.
_LOWEST = {
    "slack_sdk": logging.INFO,
    "slack_bolt": logging.WARNING,  # at INFO it logs the whole body of every delivery whose signature is wrong
    "jira": logging.INFO,
    "alembic": logging.WARNING,
    "urllib3": logging.WARNING,
    "requests": logging.WARNING,
    "httpx": logging.WARNING,
    "httpcore": logging.WARNING,
    "sqlalchemy": logging.WARNING,
    "apscheduler": logging.ERROR,  # it warns of every wake that finds the last one still at work
    "matplotlib": logging.WARNING,
    "PIL": logging.WARNING,
}


class RecordHandler(logging.StreamHandler[TextIO]):
    """Writes records; one that cannot be written is dropped with a word, and never disturbs the work it was about."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record may pass: a library's own level, however low it was set, does not open it further."""
        lowest = _LOWEST.get(record.name.partition(".")[0], logging.NOTSET)
        return record.levelno >= lowest and bool(super().filter(record))

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the name in the standard library
        """Say that a record was lost, without its content: it has not been scrubbed."""
        try:
            self.stream.write(f"log record lost: {record.name} {record.levelname} ({_failure()})\n")
        except (OSError, ValueError):
            return  # a full disk or a closed stream


def configure_logging(settings: Settings, stream: TextIO | None = None) -> None:
    """Send every record of the process to the stream, in the settings' format, without the settings' secrets."""
    install(settings.log_format, settings.secret_values(), stream)


def install(log_format: Literal["console", "json"], secrets: Iterable[str] = (), stream: TextIO | None = None) -> None:
    """The same without settings, for commands that have none. A second call replaces the first."""
    handler = RecordHandler(stream or sys.stderr)
    handler.setFormatter(_formatter(log_format, Scrubber(secrets)))
    root = logging.getLogger()
    for earlier in [old for old in root.handlers if isinstance(old, RecordHandler)]:
        root.removeHandler(earlier)
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )


def log_uncaught() -> None:
    """Send what no code caught, in any thread, through the log: Python's own report would not be scrubbed."""
    log = structlog.get_logger(__name__)

    def from_main(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            return
        log.critical("Uncaught exception", exc_info=(kind, error, trace))

    def from_thread(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None and not issubclass(args.exc_type, SystemExit):
            name = args.thread.name if args.thread else "unknown"
            log.critical(
                "Uncaught exception", thread=name, exc_info=(args.exc_type, args.exc_value, args.exc_traceback)
            )

    sys.excepthook = from_main
    threading.excepthook = from_thread


def _formatter(log_format: Literal["console", "json"], scrubber: Scrubber) -> logging.Formatter:
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[structlog.contextvars.merge_contextvars],
        processors=[
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            rendered(log_format, scrubber),
        ],
    )


def _failure() -> str:
    kind = sys.exc_info()[0]
    return kind.__name__ if kind else "unknown"
