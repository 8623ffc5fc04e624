"""The check-up of Slack: the tokens, what the app was granted, and the channels it is to write to."""

from __future__ import annotations

import time
from collections.abc import Iterator

from slack_sdk import WebClient

from bot.people import granted
from bot.slack_failures import MissingScopeError, speaking
from config.catalogue import Catalogue
from loop.answers import RejectedError, UndeliverableError
from loop.checkup import Finding, Verdict

# Every scope of the manifest (a test compares them): None where nothing works without it, else what is off.
SCOPES: dict[str, str | None] = {
    "commands": None,
    "chat:write": None,
    "im:write": None,
    "files:write": "digests come without their chart",
    "files:read": "files that people attach stay in Slack; their receipts say so",
    "users:read": "guests, bots and people of other companies cannot be told from members, so nobody is refused",
    "users:read.email": "nobody is found by e-mail address: `erase` and `export` take Slack ids; Jira names nobody, and"
    " reports that are to name people to a field of Jira are parked;"
    " gates reach executive owners by Slack id alone",
    "usergroups:read": "user groups in [roles] give nobody a right; people who are named keep theirs",
    "app_mentions:read": "mentions of the bot are not heard",
    "reactions:read": "the emoji that makes a report of a message is not heard",
    "im:history": "replies to receipts are not heard; a direct message whose answer was lost cannot be looked up:"
    " AMBIGUOUS_NOTICE decides",
    "channels:history": "the same for public channels and triage cards there",
    "groups:history": "the same for private channels",
}
# Slack schedules no message for later than 120 days; this one is never sent.
_FAR_AHEAD = 100 * 24 * 3600
_NEVER_SENT = "`friction doctor` looked whether I may write to you."
_INSTALL = "Add it to the Slack app under OAuth & Permissions (slack-manifest.yaml has all) and install the app again."


class SlackCheckup:
    """Looks at one workspace, and leaves nothing behind. app_token: that of Socket Mode, None in HTTP mode."""

    def __init__(self, client: WebClient, app_token: str | None, catalogue: Catalogue | None) -> None:
        self._client = client
        self._app_token = app_token
        self._catalogue = catalogue

    def look(self) -> Iterator[Finding]:
        """Yield what is found. Raises AnswerError when Slack is away or refuses the token."""
        with speaking(writing=False):
            answer = self._client.auth_test()
        yield Finding(Verdict.OK, "Slack token", f"we are {answer.get('user')} in {answer.get('team')}")
        yield from self._look_at_scopes(granted(answer.headers))
        if self._app_token is not None:
            yield self._look_at_socket(self._app_token)
        for channel, use in self._channels().items():
            yield self._look_at_channel(channel, use)
        yield self._look_at_direct_messages()

    def _look_at_scopes(self, scopes: frozenset[str]) -> Iterator[Finding]:
        if not scopes:
            yield Finding(
                Verdict.OFF, "Slack scopes", "Slack does not say which ones the app has; they are not checked"
            )
            return
        if all(scope in scopes for scope, without in SCOPES.items() if without is None):
            yield Finding(Verdict.OK, "Slack scopes", "all that the loop cannot do without are granted")
        for scope, without in SCOPES.items():
            if scope not in scopes:
                verdict = Verdict.FAILED if without is None else Verdict.OFF
                yield Finding(verdict, f"scope {scope}", without or "nothing works without it", _INSTALL)

    def _look_at_socket(self, token: str) -> Finding:
        """Ask for an address to connect to, as Socket Mode does; nothing is connected."""
        try:
            with speaking(writing=False):
                self._client.apps_connections_open(app_token=token)
        except RejectedError as error:
            return Finding(Verdict.FAILED, "Socket Mode", error.reason, "Switch Socket Mode on in the app's settings.")
        return Finding(Verdict.OK, "Socket Mode", "Slack takes the app-level token")

    def _channels(self) -> dict[str, str]:
        """The channels that the catalogue names, and for what."""
        if self._catalogue is None:
            return {}
        uses: dict[str, list[str]] = {}
        for plan in self._catalogue.digests:
            if plan.channel:
                uses.setdefault(plan.channel, []).append(f"digest {plan.name}")
        for product in self._catalogue.products:
            if product.triage_channel:
                uses.setdefault(product.triage_channel, []).append(f"triage of {product.key}")
        for rule in self._catalogue.channels:
            uses.setdefault(rule.id, []).append(f"reports about {rule.product}")
        if self._catalogue.security:
            uses.setdefault(self._catalogue.security.channel, []).append("matters of security")
        if self._catalogue.admin:
            uses.setdefault(self._catalogue.admin.channel, []).append("alerts")
        return {channel: ", ".join(dict.fromkeys(names)) for channel, names in uses.items()}

    def _look_at_channel(self, channel: str, use: str) -> Finding:
        """Read its newest message: only members may, and the right to list channels is not needed for it."""
        subject = f"channel {channel}"
        try:
            with speaking(writing=False):
                self._client.conversations_history(channel=channel, limit=1)
        except MissingScopeError:
            return Finding(Verdict.OFF, subject, f"not checked ({use}): that needs channels:history or groups:history")
        except RejectedError as error:
            return Finding(Verdict.FAILED, subject, f"{error.reason} ({use})")
        return Finding(Verdict.OK, subject, f"the bot is in it ({use})")

    def _look_at_direct_messages(self) -> Finding:
        """Only a message tells whether the app's home has a Messages tab: one is scheduled, and taken back at once."""
        subject = "direct messages"
        person = self._somebody()
        if person is None:
            return Finding(Verdict.OFF, subject, "not checked: the catalogue names nobody by Slack id to write to")
        try:
            with speaking(writing=False):
                channel = self._client.conversations_open(users=person)["channel"]["id"]
                later = int(time.time()) + _FAR_AHEAD
                kept = self._client.chat_scheduleMessage(channel=channel, post_at=later, text=_NEVER_SENT)
                self._client.chat_deleteScheduledMessage(
                    channel=channel, scheduled_message_id=kept["scheduled_message_id"]
                )
        except RejectedError as error:
            known = error.fields.get("error") == "messages_tab_disabled"
            return Finding(Verdict.FAILED if known else Verdict.OFF, subject, f"{error.reason} (receipts and news)")
        except UndeliverableError as error:
            return Finding(Verdict.OFF, subject, f"not checked with {person}: {error.reason}")
        return Finding(Verdict.OK, subject, "Slack takes them")

    def _somebody(self) -> str | None:
        """Whom the catalogue names by Slack id, administrators first."""
        if self._catalogue is None:
            return None
        named = [member for member in self._catalogue.roles.admin if not member.startswith("S")]
        return next(iter([*named, *filter(None, (each.owner_slack_id for each in self._catalogue.products))]), None)
