"""The Bolt app, set up so that what we say is saved is saved."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor

from slack_bolt import App
from slack_sdk import WebClient

from bot.door import Door
from bot.listeners import Listeners


def make_app(client: WebClient, signing_secret: str | None, door: Door, listeners: Listeners, threads: int) -> App:
    """Build the app. Listeners run before the response: they commit, then ack, in the thread of the request.

    Nothing is asked of Slack here: the token is tried where a refusal can be told in a sentence.
    """
    # Bolt finds our token in the environment too, and warns at every start that it will not use it.
    logging.getLogger("slack_bolt.App").addFilter(lambda record: "token` will be unused" not in record.getMessage())
    app = App(
        client=client,
        signing_secret=signing_secret or "",
        process_before_response=True,
        token_verification_enabled=False,
        request_verification_enabled=signing_secret is not None,
        listener_executor=ThreadPoolExecutor(threads, thread_name_prefix="bolt"),
        raise_error_for_unhandled_request=False,
    )
    app.use(door.admit)
    listeners.register(app)
    return app
