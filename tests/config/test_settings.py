"""The environment: what is read, what is refused, and that no refusal ever shows a secret."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from config.credentials import Basic, CloudToken, PersonalToken
from config.errors import ConfigurationError
from config.settings import Settings, load_settings, settings_table

SLACK = {"SLACK_BOT_TOKEN": "xoxb-1-bottoken", "SLACK_APP_TOKEN": "xapp-1-apptoken"}
JIRA = {"JIRA_URL": "https://acme.atlassian.net", "JIRA_EMAIL": "bot@acme.example", "JIRA_API_TOKEN": "ATATTsecret"}
LOCAL = {"SLACK_API_URL": "http://127.0.0.1:8001/api", "JIRA_URL": "http://localhost:8002"}


def refusal(env: dict[str, str]) -> str:
    with pytest.raises(ConfigurationError) as caught:
        load_settings(env)
    return str(caught.value)


def test_nothing_set_gives_the_documented_defaults() -> None:
    settings = load_settings({})
    assert settings.database_url == "sqlite:///friction.db"
    assert settings.friction_catalogue == Path("loop.toml")
    assert settings.friction_instance == "main"
    assert settings.slack_api_url == "https://slack.com/api/"
    assert (settings.poll_interval_seconds, settings.recheck_minutes) == (60, 30)
    assert (settings.outbox_lease_seconds, settings.outbox_workers) == (30, 2)
    assert (settings.unknown_grace_seconds, settings.slack_unknown_grace_seconds) == (60, 10)
    assert (settings.outcome_debounce_seconds, settings.parked_retry_seconds) == (300, 900)
    assert (settings.ambiguous_notice, settings.log_format, settings.jira_cloud) == ("once", "console", "auto")
    assert (settings.web_threads, settings.jira_timeout_seconds) == (32, 30)
    assert (settings.host, settings.port, settings.crash_at, settings.friction_clock) == (None, None, None, None)


def test_a_given_environment_is_read_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("FRICTION_INSTANCE", "from-the-process")
    monkeypatch.chdir(tmp_path)
    Path(".env").write_text("LOG_FORMAT=json\n")
    assert load_settings({}).friction_instance == "main"
    assert load_settings({}).log_format == "console"


def test_the_process_environment_wins_over_dotenv(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FRICTION_INSTANCE", "from-the-process")
    Path(".env").write_text("\ufeffLOG_FORMAT=json\nFRICTION_INSTANCE=from-the-file\nSOMETHING_ELSE=1\n", "utf-8")
    settings = load_settings()
    assert (settings.log_format, settings.friction_instance) == ("json", "from-the-process")


def test_a_password_in_dotenv_is_taken_as_it_stands(tmp_path: Path) -> None:
    file = tmp_path / "settings.env"
    file.write_text("JIRA_USER=bot\nJIRA_PASSWORD='a${HOME}b'\n")
    assert "a${HOME}b" in load_settings({}, env_file=file).secret_values()


def test_an_unreadable_dotenv_is_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "settings.env"
    file.write_bytes(b"JIRA_USER=\xff\xfe\n")
    with pytest.raises(ConfigurationError, match=r"settings\.env cannot be read"):
        load_settings({}, env_file=file)


def test_empty_and_blank_count_as_unset() -> None:
    settings = load_settings({"PORT": "", "JIRA_PAT": "  ", "POLL_INTERVAL_SECONDS": " 0.5 "})
    assert (settings.port, settings.jira_pat, settings.poll_interval_seconds) == (None, None, 0.5)


@pytest.mark.parametrize(
    ("env", "sentence"),
    [
        ({"POLL_INTERVAL_SECONDS": "soon"}, "POLL_INTERVAL_SECONDS is 'soon', which is not a number"),
        ({"POLL_INTERVAL_SECONDS": "0"}, "POLL_INTERVAL_SECONDS is '0'; it must be more than 0"),
        ({"OUTCOME_DEBOUNCE_SECONDS": "-1"}, "OUTCOME_DEBOUNCE_SECONDS is '-1'; it must be 0 or more"),
        ({"UNKNOWN_GRACE_SECONDS": "nan"}, "UNKNOWN_GRACE_SECONDS is 'nan', which is not a number"),
        ({"OUTBOX_LEASE_SECONDS": "inf"}, "OUTBOX_LEASE_SECONDS is 'inf', which is not a number"),
        ({"PORT": "70000"}, "PORT is '70000'; it must be 65535 or less"),
        ({"PORT": "http"}, "PORT is 'http', which is not a whole number"),
        ({"OUTBOX_WORKERS": "0"}, "OUTBOX_WORKERS is '0'; it must be 1 or more"),
        ({"LOG_FORMAT": "xml"}, "LOG_FORMAT is 'xml'; it must be 'console' or 'json'"),
        ({"JIRA_CLOUD": "maybe"}, "JIRA_CLOUD is 'maybe'; it must be 'auto', 'true' or 'false'"),
        ({"AMBIGUOUS_NOTICE": "twice"}, "it must be 'once' or 'at_least_once'"),
        ({"FRICTION_INSTANCE": "Prod EU"}, "FRICTION_INSTANCE is not fit for a Jira label"),
        ({"FRICTION_INSTANCE": "a" * 21}, "up to 20 lower-case letters"),
        ({"SLACK_BOT_TOKEN": '"xoxb-1"'}, "SLACK_BOT_TOKEN has quotation marks around its value; remove them"),
        ({"JIRA_PAT": "two\nlines"}, "JIRA_PAT holds white space"),
        ({"SLACK_BOT_TOKEN": "xapp-1-2"}, "SLACK_BOT_TOKEN holds an app-level token (xapp-…)"),
        ({"SLACK_APP_TOKEN": "xoxb-1-2"}, "SLACK_APP_TOKEN holds a bot token (xoxb-…)"),
    ],
)
def test_a_wrong_value_is_refused_by_its_name(env: dict[str, str], sentence: str) -> None:
    assert sentence in refusal(env)


def test_all_problems_are_told_at_once() -> None:
    with pytest.raises(ConfigurationError) as caught:
        load_settings({"PORT": "x", "RECHECK_MINUTES": "y", "DATABASE_URL": "mysql://h/d"})
    assert [problem.split()[0] for problem in caught.value.problems] == ["DATABASE_URL", "RECHECK_MINUTES", "PORT"]


class TestWebAddresses:
    @pytest.mark.parametrize("name", ["JIRA_URL", "JIRA_SITE_URL", "SLACK_API_URL"])
    @pytest.mark.parametrize(
        ("url", "sentence"),
        [
            ("http://jira.acme.example", "is plain http to jira.acme.example, which would show the tokens"),
            ("http://127.0.0.1.evil.example", "is plain http"),
            ("http://localhost.evil.example", "is plain http"),
            ("http://0.0.0.0:1", "is plain http"),
            ("http://10.0.0.7", "is plain http"),
            ("jira.acme.example", "is not a web address"),
            ("ftp://jira.acme.example", "is not a web address"),
            ("https://", "is not a web address"),
            ("https://bot:hunter22@jira.acme.example", "carries a user or password"),
            ("http://127.0.0.1@evil.example", "carries a user or password"),
            ("https://jira.acme.example/?x=1", "ends in a query"),
            ("https://jira.acme.example:99999", "cannot be read as an address"),
            ("https://[::1", "cannot be read as an address"),
            ("https://jira.acme\n.example", "holds white space, a control character"),
            ("https://jira.acme.example\\@evil.example", "or a backslash"),
        ],
    )
    def test_refused(self, name: str, url: str, sentence: str) -> None:
        message = refusal({name: url})
        assert message.startswith(name)
        assert sentence in message
        assert "hunter22" not in message

    @pytest.mark.parametrize("host", ["127.0.0.1:80", "127.8.9.1", "localhost:3000", "[::1]:80"])
    def test_plain_http_reaches_this_machine(self, host: str) -> None:
        assert load_settings({"JIRA_URL": f"http://{host}/"}).jira_base == f"http://{host}"

    def test_private_hosts_over_https_are_normal(self) -> None:
        assert load_settings({"JIRA_URL": "https://10.0.0.7/jira/"}).jira_base == "https://10.0.0.7/jira"

    @pytest.mark.parametrize("url", ["http://localhost:9/api", "http://localhost:9/api/"])
    def test_slacks_address_ends_in_a_slash(self, url: str) -> None:
        assert load_settings({"SLACK_API_URL": url}).slack_api_url == "http://localhost:9/api/"

    def test_a_page_of_jira_cloud_is_no_base(self) -> None:
        message = refusal({"JIRA_URL": "https://acme.atlassian.net/jira/projects"})
        assert "Jira Cloud's address is just https://acme.atlassian.net" in message

    def test_the_gateway_needs_the_site_for_links(self) -> None:
        gateway = {"JIRA_URL": "https://api.atlassian.com/ex/jira/123"}
        with pytest.raises(ConfigurationError, match="JIRA_SITE_URL is missing"):
            _ = load_settings(gateway).jira_site
        with_site = load_settings(gateway | {"JIRA_SITE_URL": "https://acme.atlassian.net/"})
        assert with_site.jira_site == "https://acme.atlassian.net"

    def test_links_start_with_jira_itself_otherwise(self) -> None:
        assert load_settings(JIRA).jira_site == "https://acme.atlassian.net"


class TestDatabase:
    @pytest.mark.parametrize(
        ("url", "driver_url"),
        [
            ("postgres://u:p@h/d", "postgresql+psycopg://u:p@h/d"),
            ("postgresql://u:p@h:5432/d?sslmode=require", "postgresql+psycopg://u:p@h:5432/d?sslmode=require"),
            ("postgresql+psycopg://u@h/d", "postgresql+psycopg://u@h/d"),
            ("postgresql://postgres:@/postgres?host=/run/pg", "postgresql+psycopg://postgres:@/postgres?host=/run/pg"),
            ("sqlite:///friction.db", "sqlite:///friction.db"),
            ("sqlite:////var/lib/my files/f.db", "sqlite:////var/lib/my files/f.db"),
        ],
    )
    def test_the_driver_is_filled_in(self, url: str, driver_url: str) -> None:
        assert load_settings({"DATABASE_URL": url}).database_url == driver_url

    @pytest.mark.parametrize(
        ("url", "sentence"),
        [
            ("mysql://bot:hunter22@h/d", "is neither an SQLite nor a PostgreSQL address"),
            ("postgresql+psycopg2://bot:hunter22@h/d", "is neither"),
            ("postgresql:/bot:hunter22@h/d", "is neither"),
            ("bot:hunter22@h/d", "is neither"),
            ("postgresql://bot:hunter22/x@h/d", "write @ : / # ? % as %40"),
            ("postgresql://bot:hunter22@x@h/d", "write @ : / # ? % as %40"),
            ("postgresql://bot:hunter22#x@h/d", "write @ : / # ? % as %40"),
            ("postgresql://bot:hunter22@/d", "names no host"),
            ("postgresql://bot:hunter22 @h/d", "holds white space"),
            ("sqlite://friction.db", "needs three slashes"),
            ("sqlite:///:memory:", "in memory, where a stop loses every report"),
            ("sqlite://", "sqlite:///friction.db"),
        ],
    )
    def test_a_wrong_address_is_refused_without_its_password(self, url: str, sentence: str) -> None:
        message = refusal({"DATABASE_URL": url})
        assert message.startswith("DATABASE_URL ")
        assert sentence in message
        assert "hunter22" not in message

    @pytest.mark.parametrize(
        ("url", "shown"),
        [
            ("postgresql://bot:hunter22@h/d", "postgresql+psycopg://bot:***@h/d"),
            ("postgresql://bot:hunter%4022@h/d", "postgresql+psycopg://bot:***@h/d"),
            ("postgresql://h/d?user=bot&password=hunter22&x=1", "postgresql+psycopg://h/d?user=bot&password=***&x=1"),
            ("postgresql://h:5432/d", "postgresql+psycopg://h:5432/d"),
            ("sqlite:///friction.db", "sqlite:///friction.db"),
        ],
    )
    def test_shown_masked(self, url: str, shown: str) -> None:
        assert load_settings({"DATABASE_URL": url}).database_url_masked == shown

    def test_the_password_is_known_to_the_scrubber_in_both_forms(self) -> None:
        secrets = load_settings({"DATABASE_URL": "postgresql://bot:hunter%4022@h/d"}).secret_values()
        assert {"hunter%4022", "hunter@22"} <= set(secrets)


class TestJiraCredentials:
    def test_cloud(self) -> None:
        auth = load_settings(JIRA).jira_auth
        assert isinstance(auth, CloudToken)
        assert (auth.email, auth.token.get_secret_value()) == ("bot@acme.example", "ATATTsecret")

    def test_personal_token(self) -> None:
        auth = load_settings({"JIRA_PAT": "pat-value"}).jira_auth
        assert isinstance(auth, PersonalToken)
        assert auth.token.get_secret_value() == "pat-value"

    def test_basic(self) -> None:
        auth = load_settings({"JIRA_USER": "bot", "JIRA_PASSWORD": "with spaces äö"}).jira_auth
        assert isinstance(auth, Basic)
        assert (auth.user, auth.password.get_secret_value()) == ("bot", "with spaces äö")

    @pytest.mark.parametrize(
        ("present", "absent"),
        [
            ("JIRA_EMAIL", "JIRA_API_TOKEN"),
            ("JIRA_API_TOKEN", "JIRA_EMAIL"),
            ("JIRA_USER", "JIRA_PASSWORD"),
            ("JIRA_PASSWORD", "JIRA_USER"),
        ],
    )
    def test_half_of_one_is_refused_at_the_start(self, present: str, absent: str) -> None:
        message = refusal({present: "hunter22"})
        assert message.startswith(f"{absent} is missing: {present} is set")
        assert "hunter22" not in message

    def test_two_at_once_are_refused(self) -> None:
        message = refusal(JIRA | {"JIRA_PAT": "pat-value"})
        assert "more than one way (JIRA_EMAIL with JIRA_API_TOKEN and JIRA_PAT); keep one" in message

    def test_require_jira_names_all_that_is_missing(self) -> None:
        with pytest.raises(ConfigurationError) as caught:
            load_settings({}).require_jira()
        assert [problem.split(" ")[0] for problem in caught.value.problems] == ["JIRA_URL", "Jira"]
        load_settings(JIRA).require_jira()


class TestSlack:
    def test_an_app_token_means_socket_mode(self) -> None:
        both = SLACK | {"SLACK_SIGNING_SECRET": "signing"}
        assert load_settings(both).slack_mode == "socket"
        assert load_settings({"SLACK_SIGNING_SECRET": "signing"}).slack_mode == "http"

    def test_neither_way_in_is_a_sentence(self) -> None:
        with pytest.raises(ConfigurationError, match=r"set SLACK_APP_TOKEN .* or SLACK_SIGNING_SECRET"):
            _ = load_settings({}).slack_mode

    def test_what_a_surface_needs(self) -> None:
        sender = load_settings({"SLACK_BOT_TOKEN": "xoxb-1"})
        sender.require_slack("api_only")
        with pytest.raises(ConfigurationError, match="SLACK_APP_TOKEN is missing, and SLACK_SIGNING_SECRET too"):
            sender.require_slack("socket_or_http")
        load_settings(SLACK).require_slack("socket_or_http")
        with pytest.raises(ConfigurationError, match="SLACK_SIGNING_SECRET is missing"):
            load_settings(SLACK).require_slack("http")
        with pytest.raises(ConfigurationError, match="SLACK_BOT_TOKEN is missing"):
            load_settings({}).require_slack("api_only")


class TestClockSetting:
    def test_allowed_when_slack_and_jira_are_here(self) -> None:
        assert load_settings(LOCAL | {"FRICTION_CLOCK": "now.txt"}).friction_clock == Path("now.txt")

    @pytest.mark.parametrize(
        "env",
        [
            {},
            {"JIRA_URL": LOCAL["JIRA_URL"]},
            {"SLACK_API_URL": LOCAL["SLACK_API_URL"]},
            LOCAL | {"JIRA_URL": "https://acme.atlassian.net"},
            LOCAL | {"SLACK_API_URL": "https://slack.com/api/"},
        ],
    )
    def test_refused_anywhere_else(self, env: dict[str, str]) -> None:
        assert "refused unless SLACK_API_URL and JIRA_URL are both on loopback" in refusal(
            env | {"FRICTION_CLOCK": "now.txt"}
        )


def test_where_http_is_served() -> None:
    assert load_settings({}).listen("run") == ("127.0.0.1", 3000)
    assert load_settings({"PORT": "0"}).listen("web") == ("0.0.0.0", 0)
    assert load_settings({"HOST": "10.1.1.1", "PORT": "80"}).listen("run") == ("10.1.1.1", 80)


def test_no_secret_in_any_form_of_the_settings(caplog: pytest.LogCaptureFixture) -> None:
    env = SLACK | JIRA | {"SLACK_SIGNING_SECRET": "signing-secret", "DATABASE_URL": "postgres://bot:hunter22@h/d"}
    settings = load_settings(env)
    with caplog.at_level(logging.INFO):
        logging.getLogger("test").info("%s %r %s", settings, settings, settings.jira_auth)
    shown = caplog.text + repr(settings) + str(settings)
    assert not [secret for secret in settings.secret_values() if secret in shown]
    assert {"xoxb-1-bottoken", "ATATTsecret", "hunter22", "signing-secret"} <= set(settings.secret_values())


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        load_settings({}).port = 1


def test_the_table_and_the_sample_name_every_variable() -> None:
    sample = (Path(__file__).parents[2] / ".env.sample").read_text()
    for name in Settings.model_fields:
        assert f"| `{name.upper()}` |" in settings_table()
        assert f"\n{name.upper()}=" in sample or f"\n#{name.upper()}=" in sample


def test_the_sample_is_a_sound_environment() -> None:
    sample = Path(__file__).parents[2] / ".env.sample"
    assert load_settings({}, env_file=sample).port is None
