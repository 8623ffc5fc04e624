"""How Slack's failures read: one table from what `slack_sdk` raises to the words of `loop.answers`."""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.error import URLError

from slack_sdk.errors import SlackApiError, SlackRequestError

from loop.answers import (
    AnswerError,
    RefusedError,
    RejectedError,
    Scope,
    TryLaterError,
    UnclearError,
    UndeliverableError,
)

# The token no longer does: nothing can be sent until a person acts.
_REFUSED = frozenset(
    {
        "access_denied",
        "account_inactive",
        "app_uninstalled",
        "ekm_access_denied",
        "invalid_auth",
        "not_allowed_token_type",
        "not_authed",
        "org_login_required",
        "team_disabled",
        "token_expired",
        "token_revoked",
    }
)
# The person cannot be written to, or the message is gone: now and later.
_GONE = frozenset(
    {
        "cannot_dm_bot",
        "cannot_reply_to_message",
        "cant_delete_message",
        "cant_update_message",
        "edit_window_closed",
        "is_bot",
        "message_not_found",
        "thread_not_found",
        "user_disabled",
        "user_not_found",
        "user_not_visible",
        "users_not_found",
    }
)
# Slack's own trouble: it may have posted or not.
_TROUBLE = frozenset(["fatal_error", "internal_error", "request_timeout", "service_unavailable", "team_added_to_org"])
# It does not take the message as it is laid out.
_UNREADABLE = frozenset(
    ["invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long", "cannot_parse_attachment"]
)
# We may not write there. Whether that takes a person is for whoever wanted to write to say.
_CLOSED = frozenset(["channel_not_found", "is_archived", "not_in_channel", "restricted_action"])
_CURES = {
    "not_in_channel": "invite the bot to the channel with /invite",
    "channel_not_found": "check the channel id in the catalogue, and invite the bot if the channel is private",
    "is_archived": "the channel is archived: unarchive it or name another one in the catalogue",
    "not_enabled": "switch on the Home tab of the app's home",
    "messages_tab_disabled": "switch on the Messages tab of the app's home",
}


class MissingScopeError(RejectedError):
    """The app was installed without a scope that this needs."""


class ClosedError(RejectedError):
    """The bot is not in the channel, or nobody like it may write there."""


class UnreadableError(RejectedError):
    """Slack finds the message too long, or laid out in a way it does not take."""


@contextmanager
def speaking(*, writing: bool, limit: Scope = Scope.OWN) -> Iterator[None]:
    """Translate whatever `slack_sdk` raises. With `writing`, an answer that proves nothing is unclear. `limit` is what
    has to wait when Slack asks to slow down: it limits posts per channel, and every other method as a whole.
    """
    try:
        yield
    except SlackApiError as error:
        raise _from_answer(error, writing=writing, limit=limit) from error
    except (URLError, http.client.HTTPException, OSError, SlackRequestError) as error:
        reason = f"no answer from Slack ({type(error).__name__})"
        if writing and not _never_sent(error):
            raise UnclearError(reason) from error
        raise TryLaterError(reason, scope=Scope.WHOLE) from error


def _from_answer(error: SlackApiError, *, writing: bool, limit: Scope) -> AnswerError:
    response = error.response
    status = int(getattr(response, "status_code", 200))
    code = str(response.get("error", "") if hasattr(response, "get") else "")
    if status == http.HTTPStatus.TOO_MANY_REQUESTS or code == "ratelimited":
        return TryLaterError("Slack asks us to slow down", seconds=_retry_after(response), scope=limit)
    if status >= http.HTTPStatus.INTERNAL_SERVER_ERROR or code in _TROUBLE or "non-JSON" in code:
        reason = f"Slack is in trouble ({code or status})"
        return UnclearError(reason) if writing else TryLaterError(reason, scope=Scope.WHOLE)
    if code in _REFUSED:
        return RefusedError(f"Slack refuses the bot's token ({code}); put a valid SLACK_BOT_TOKEN in place")
    if code in _GONE:
        return UndeliverableError(f"there is nobody, or nothing, to write to ({code})")
    if code == "missing_scope":
        needed = response.get("needed", "")
        return MissingScopeError(f"Slack wants the scope {needed}: add it to the app and install it again")
    cure = _CURES.get(code, "the code stands in Slack's documentation")
    kind = UnreadableError if code in _UNREADABLE else ClosedError if code in _CLOSED else RejectedError
    return kind(f"Slack rejects it ({code}): {cure}", {"error": code})


def _retry_after(response: object) -> float | None:
    headers = getattr(response, "headers", None) or {}
    for name, value in headers.items():
        if str(name).lower() == "retry-after":
            text = value[0] if isinstance(value, list) else value
            try:
                return max(0.0, float(text))
            except (TypeError, ValueError):
                return None
    return None


def _never_sent(error: Exception) -> bool:
    """Whether the connection was never made: then nothing can have been sent."""
    cause = error.reason if isinstance(error, URLError) else error
    return isinstance(cause, ConnectionRefusedError | socket.gaierror | ssl.SSLCertVerificationError)
