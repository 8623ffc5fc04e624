"""The Bolt app, set up so that what we say is saved is saved."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from typing import Any, Protocol

from slack_bolt import App, BoltRequest, BoltResponse
from slack_sdk import WebClient

from bot.deliveries import kind_of
from bot.door import Door
from loop.meters import Meters

_KINDS = frozenset(
    {"command", "shortcut", "message_action", "block_actions", "block_suggestion", "view_submission", "event"}
)


class Surface(Protocol):
    """Some of the ways in which Slack speaks to us."""

    def register(self, app: App) -> None:
        """Tell Bolt what goes where."""


class MeasuredApp(App):
    """An app that notes how long Slack waited for each answer, whichever way the delivery came."""

    def __init__(self, meters: Meters, **options: Any) -> None:
        super().__init__(**options)
        self._meters = meters

    def dispatch(self, req: BoltRequest) -> BoltResponse:
        """Answer a delivery. What nobody signed is not counted: nobody can invent kinds or spoil the measure."""
        began = time.monotonic()
        answer: BoltResponse = super().dispatch(req)
        kind = kind_of(req.body)
        if answer.status == HTTPStatus.OK and kind in _KINDS:
            self._meters.acked(kind, time.monotonic() - began)
        return answer


def make_app(
    client: WebClient,
    meters: Meters,
    signing_secret: str | None,
    door: Door,
    surfaces: Sequence[Surface],
    threads: int,
) -> App:
    """Build the app. Listeners run before the response: they commit, then ack, in the thread of the request.

    Nothing is asked of Slack here: the token is tried where a refusal can be told in a sentence.
    """
    # Bolt finds our token in the environment too, and warns at every start that it will not use it.
    logging.getLogger("slack_bolt.App").addFilter(lambda record: "token` will be unused" not in record.getMessage())
    app = MeasuredApp(
        meters,
        name="friction",  # else Bolt reads the sources of all modules to find one
        client=client,
        signing_secret=signing_secret or "",
        process_before_response=True,
        token_verification_enabled=False,
        request_verification_enabled=signing_secret is not None,
        listener_executor=ThreadPoolExecutor(threads, thread_name_prefix="bolt"),
        raise_error_for_unhandled_request=False,
    )
    # What a surface sifts out goes by before anybody is asked who said it.
    for surface in surfaces:
        surface.register(app)
    app.use(door.admit)
    return app
