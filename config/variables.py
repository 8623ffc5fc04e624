"""The variables of the environment, one field each: its name in lower case, its type, its default, its meaning."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from config.addresses import cloud_site, database_address, web_address
from config.models import model_name
from config.settings_checks import file_kinds, instance_name, token

SLACK_API = "https://slack.com/api/"

Token = Annotated[SecretStr, AfterValidator(token)]
Address = Annotated[str, AfterValidator(web_address)]
Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Duration = Annotated[float, Field(ge=0, allow_inf_nan=False)]
# Not for ever: a hundred years is beyond every date that is reckoned with.
Days = Annotated[float, Field(gt=0, le=36_500)]
Count = Annotated[int, Field(ge=1, le=256)]


class Variables(BaseSettings):
    """Each variable checked by itself. Immutable, and safe to print: no secret, no database address."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    slack_bot_token: Token | None = Field(None, description="Bot token of the Slack app (xoxb-…).")
    slack_app_token: Token | None = Field(
        None, description="App-level token (xapp-…) for Socket Mode: no public address is needed. Wins over HTTP."
    )
    slack_signing_secret: Token | None = Field(
        None, description="Signing secret for HTTP mode: Slack posts to /slack/events."
    )
    slack_api_url: Annotated[Address, AfterValidator(lambda url: f"{url}/")] = Field(
        SLACK_API, description="Where Slack's Web API answers; another address only for a local Slack."
    )

    jira_url: Annotated[Address, AfterValidator(cloud_site)] | None = Field(
        None, description="Jira's address, with its context path if it has one: https://company.atlassian.net."
    )
    jira_site_url: Annotated[Address, AfterValidator(cloud_site)] | None = Field(
        None, description="Address for people's links, when JIRA_URL is Atlassian's API gateway. Default: JIRA_URL."
    )
    jira_email: str | None = Field(None, description="Jira Cloud: e-mail address of the bot's account.")
    jira_api_token: Token | None = Field(None, description="Jira Cloud: API token of that account.")
    jira_pat: Token | None = Field(None, description="Jira Data Center: personal access token.")
    jira_user: str | None = Field(None, description="Jira Data Center without personal tokens: user name.")
    jira_password: SecretStr | None = Field(None, description="Jira Data Center: password of that user.")
    jira_cloud: Literal["auto", "true", "false"] = Field(
        "auto", description="Whether Jira is Cloud; auto asks Jira itself."
    )
    jira_timeout_seconds: Positive = Field(30.0, description="Longest wait for one answer of Jira.")

    jira_requests_per_minute: Annotated[int, Field(ge=10, le=100_000)] | None = Field(
        None,
        description="All processes together stay below it: watching and importing wait, filing counts and never waits.",
    )

    database_url: Annotated[str, AfterValidator(database_address)] = Field(
        "sqlite:///friction.db",
        repr=False,
        description="SQLite file (one host) or PostgreSQL: postgresql://user:password@host/name.",
    )
    friction_catalogue: Path = Field(Path("loop.toml"), description="The catalogue: products, tracks, owners, digests.")
    friction_instance: Annotated[str, AfterValidator(instance_name)] = Field(
        "main", description="Name of this installation in Jira labels; keeps two bots on one project apart."
    )
    friction_ai_model: Annotated[str, AfterValidator(model_name)] | None = Field(
        None,
        description="Model that proposes on cards that wait: openai:MODEL (any server that speaks like it) or "
        "anthropic:MODEL. Unset: no model, and nothing leaves the house.",
    )
    friction_ai_key: Token | None = Field(None, description="Key for that model's provider.")
    friction_ai_url: Address | None = Field(
        None, description="Where the model answers, if not at its provider's own address, such as https://host/v1."
    )
    friction_ai_seconds: Positive = Field(20.0, description="Longest wait for an answer of the model. No report waits.")
    friction_ai_budget: Annotated[int, Field(ge=1)] = Field(
        200_000, description="So many tokens a day (UTC), by all processes; then the model is not asked until the next."
    )
    friction_ai_price_in: Duration | None = Field(
        None, description="What a million tokens that the model reads cost, for the record of calls."
    )
    friction_ai_price_out: Duration | None = Field(None, description="The same for tokens that it writes.")
    friction_clock: Path | None = Field(
        None, description="Demo and tests: file with an instant or an offset that turns business time. Loopback only."
    )

    poll_interval_seconds: Positive = Field(60.0, description="Pause between two incremental searches in Jira.")
    recheck_minutes: Positive = Field(30.0, description="Within this time every open issue is read again by its id.")
    reconcile_minutes: Positive = Field(
        60.0, description="How often Jira is searched for issues made twice, or unknown to a restored database."
    )
    stale_news_hours: Duration = Field(
        24.0, description="After a restored backup: ends older than this show on receipts and are not told."
    )
    outcome_debounce_seconds: Duration = Field(300.0, description="How long an end must stand before people are told.")
    summary_above: Annotated[int, Field(ge=1, le=1000)] = Field(
        5, description="When more of one person's reports end at once, they are told in one message."
    )
    reminder_days: Annotated[Duration, Field(le=36_500)] = Field(
        5.0, description="Who was told of an end and has not answered is asked once more after so long. 0: never."
    )
    card_reminder_days: Annotated[int, Field(ge=0, le=365)] = Field(
        2, description="A triage card that waits is brought up once in its thread after so many working days. 0: never."
    )
    follow_up_hours: Annotated[Duration, Field(le=24 * 365)] = Field(
        24.0, description="Who took a known answer instead of reporting is asked after so long if it helped. 0: never."
    )
    outbox_lease_seconds: Positive = Field(
        30.0, description="A stopped worker's jobs pass to another after this long; renewed each third of it."
    )
    outbox_workers: Count = Field(2, description="Threads per target (Slack, Jira) in a worker process.")
    unknown_grace_seconds: Duration = Field(
        60.0, description="After an unclear answer of Jira: wait before looking whether the issue was made."
    )
    slack_unknown_grace_seconds: Duration = Field(10.0, description="The same for a message to Slack.")
    parked_retry_seconds: Positive = Field(
        900.0, description="How often a job that waits for a person's cure is tried again by itself."
    )
    ambiguous_notice: Literal["once", "at_least_once"] = Field(
        "once", description="A notice nobody can look up after an unclear answer: risk losing it, or doubling it."
    )

    reports_per_minute: Annotated[int, Field(ge=1, le=100_000)] = Field(
        60, description="How many reports one person may send in a minute; the rest is asked to wait."
    )
    me_too_seconds: Duration = Field(
        15.0, description="A report that may be known waits so long to be filed: its reporter may say me too instead."
    )

    file_types: Annotated[str, AfterValidator(file_kinds)] = Field(
        "png,jpg,jpeg,gif,webp,heic,pdf,mp4,mov,webm",
        description="Kinds of files that go along to Jira, some of these or `none`. Text could hold secrets.",
    )
    file_max_mb: Annotated[float, Field(gt=0, le=100)] = Field(10.0, description="Larger files stay in Slack.")
    file_seconds: Positive = Field(30.0, description="A file that Slack hands over more slowly stays there.")

    capture_emoji: str = Field(
        "construction", description="The reaction that turns a message into a report, where [[channels]] has emoji on."
    )

    deadman_hours: Annotated[float, Field(ge=0, le=24 * 120, allow_inf_nan=False)] = Field(
        0.0,
        description="When Jira was not read for so long, Slack itself warns the admin channel. 0: never.",
    )
    rights_cache_seconds: Duration = Field(
        60.0, description="How long what Slack says of people and user groups counts: a lost role is lost within it."
    )
    personal_data: Literal["mask", "warn", "off"] = Field(
        "warn", description="E-mail addresses and phone numbers in reports: take out, tell the reporter, or neither."
    )
    retention_done_days: Days = Field(7.0, description="How long a write to Jira or Slack is kept once it is done.")
    retention_dead_days: Days = Field(
        30.0, description="How long one that was given up is kept; the filing of a report stays until a person decides."
    )
    retention_delivery_days: Annotated[Days, Field(le=7)] = Field(
        7.0, description="How long Slack's deliveries are known again, with what was answered. At most 7."
    )
    retention_draft_days: Days = Field(7.0, description="How long a form that was opened and not sent is kept.")
    retention_text_days: Annotated[Duration, Field(le=36_500)] = Field(
        548.0, description="Name and words of a report are erased this long after it ended; 0 keeps them."
    )
    retention_removed_days: Annotated[Duration, Field(le=36_500)] = Field(
        30.0,
        description="So long after the app was removed from Slack, all names and words are erased; 0 keeps them.",
    )
    upkeep_minutes: Positive = Field(10.0, description="How often the clock process forgets what is due.")

    host: str | None = Field(None, description="Interface to listen on. Default: 127.0.0.1 for run, 0.0.0.0 for web.")
    port: int | None = Field(
        None,
        ge=0,
        le=65535,
        description="Port to listen on (0: any free one). HTTP mode: 3000 if unset. Socket Mode: health pages if set.",
    )
    web_threads: Count = Field(
        32, description="Requests served at once in HTTP mode; as many connections to the database serve them."
    )
    log_format: Literal["console", "json"] = Field("console", description="Records for eyes or for machines.")
    crash_at: str | None = Field(
        None, pattern=r"^([a-z0-9_]+:)?[a-z0-9_]+$", description="Tests: die at this named point, as a power cut would."
    )
