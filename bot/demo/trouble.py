"""What can go wrong with a demo, as sentences for whoever started it."""

from __future__ import annotations


class DemoFailedError(Exception):
    """The demo cannot begin, or could not be played to its end; the message says why and what to do."""


class NotTakenError(DemoFailedError):
    """The product did not take something a person did in Slack: it answered with something else, or not at all."""
