"""The command line. Exit codes: 0 done, 1 failed, 2 the call or the configuration is wrong."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.money_cli import money_app
from config.errors import ConfigurationError
from config.settings import Settings, load_settings
from config.words import Course, Outcome

if TYPE_CHECKING:
    from storage.database import Session

FAILED = 1
WRONG = 2

app = typer.Typer(
    name="friction",
    help="Workplace friction, from Slack to the product owner's Jira queue and back.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
gate_app = typer.Typer(help="Tracks at their review: expand, narrow or retire.", no_args_is_help=True)
app.add_typer(gate_app, name="gate")
outbox_app = typer.Typer(help="Writes owed to Jira and Slack that wait for something.", no_args_is_help=True)
app.add_typer(outbox_app, name="outbox")


@app.command()
def demo(
    seed: Annotated[int, typer.Option(help="Another number plays another fortnight; the same one repeats it.")] = 1,
    reports: Annotated[
        Path | None, typer.Option(help="Play these reports (CSV or JSON lines) instead of the sample ones.")
    ] = None,
    mapping: Annotated[
        list[str] | None, typer.Option("--map", help="Which column of the file holds a field: text=Description.")
    ] = None,
    out: Annotated[Path, typer.Option(help="Where transcript, chart and ledgers go.")] = Path("demo-out"),
    as_json: Annotated[bool, typer.Option("--json", help="For programs: one object with all figures.")] = False,
) -> None:
    """Play the whole loop on this machine, with a local Slack and Jira: a working fortnight in half a minute."""
    from bot.demo.playing import Options
    from bot.demo.showing import demonstrate

    raise typer.Exit(demonstrate(Options(seed, out, reports, tuple(mapping or ())), as_json=as_json))


@app.command()
def run() -> None:
    """Run everything in one process: Socket Mode when SLACK_APP_TOKEN is set, else HTTP on PORT."""
    from bot.modes import run_all

    _start(run_all)


@app.command()
def web() -> None:
    """Serve Slack's deliveries over HTTP; run as many as you like beside workers and clocks."""
    from bot.modes import serve_web

    _start(serve_web)


@app.command()
def worker() -> None:
    """Carry out what is owed to Jira and Slack; run as many as you like."""
    from bot.modes import work

    _start(work)


@app.command()
def clock() -> None:
    """Poll Jira and wake the schedules; several may run, each period still happens once."""
    from bot.modes import keep_time

    _start(keep_time)


@app.command()
def migrate() -> None:
    """Bring the database to the schema of this version."""
    from bot.opening import opened_database

    with _sentences():
        settings = _settings()
        with opened_database(settings, migrating=True):
            pass
        typer.echo(f"{settings.database_url_masked} is at the newest schema.")


@app.command()
def doctor(as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False) -> None:
    """Check tokens, scopes, channels, Jira's projects and fields, and the database: each failure with its cure."""
    from bot.doctor_command import check_up

    with _sentences():
        if not check_up(_settings(), as_json=as_json):
            raise typer.Exit(FAILED)


@app.command()
def poll() -> None:
    """Read Jira once, now: what changed by search, and every open issue by its id."""
    from bot.compose.services import make_poller
    from bot.opening import opened

    with _sentences(), opened(_settings()) as parts:
        make_poller(parts).read_now()
        typer.echo("Jira was read.")


@app.command("import")
def import_(
    csv: Annotated[Path | None, typer.Option("--csv", help="The history: CSV, or JSON lines by its suffix.")] = None,
    jql: Annotated[str, typer.Option(help="The history: what this search finds in Jira.")] = "",
    mapping: Annotated[
        list[str] | None, typer.Option("--map", help="field=Column, or field=A+B; may be given several times.")
    ] = None,
    product: Annotated[str, typer.Option(help="The product of rows that name none, of issues that fit none.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Import a history as a baseline. A file with a bad row is refused whole; a second import adds nothing twice."""
    from bot.history import import_file, import_issues
    from bot.opening import WrongCallError, opened, opened_database

    with _sentences():
        settings = _settings()
        if (csv is None) == (not jql):
            raise WrongCallError("Give --csv FILE, or --jql JQL.")
        if csv is None:
            with opened(settings) as parts:
                import_issues(parts, jql, product, as_json=as_json)
            return
        with opened_database(settings) as database:
            import_file(settings, database, csv, mapping or [], product, as_json=as_json)


@app.command()
def erase(
    user: Annotated[str, typer.Argument(help="A Slack id, an e-mail address, or a name as an imported file had it.")],
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Forget a person: name and words leave the tables at once, Jira and Slack as soon as the workers get there."""
    from bot.opening import opened
    from bot.privacy import erase_person

    with _sentences(), opened(_settings()) as parts:
        erase_person(parts, user, as_json=as_json)


@app.command()
def export(
    user: Annotated[
        str, typer.Option(help="A Slack id, an e-mail address, or a name as an imported file had it.")
    ] = "",
    as_csv: Annotated[bool, typer.Option("--csv", help="Only the reports, as a table.")] = False,
) -> None:
    """Print all that is held about a person as JSON; without --user, every report."""
    from bot.opening import opened
    from bot.privacy import export as print_export

    with _sentences(), opened(_settings()) as parts:
        print_export(parts, user, as_csv=as_csv)


@app.command()
def digest(
    name: Annotated[str, typer.Argument(help="The digest's name in the catalogue.")],
    as_of: Annotated[str, typer.Option(help="Show it as of this instant: 2026-11-23T09:00:00Z.")] = "",
    post: Annotated[bool, typer.Option("--post", help="Post it, and take its period.")] = False,
) -> None:
    """Show exactly what a digest would post, or post it."""
    from bot.digest_command import post_digest, show_digest
    from bot.opening import opened

    with _sentences(), opened(_settings()) as parts:
        if post:
            post_digest(parts, name, as_of)
        else:
            show_digest(parts, name, as_of)


_AsOf = Annotated[str, typer.Option(help="As of this instant: 2026-11-23T09:00:00Z. Without it: now.")]
_KnownAt = Annotated[str, typer.Option(help="Only what had been recorded by then.")]
_OneProduct = Annotated[str, typer.Option("--product", help="Only this product: its key, name or alias.")]
_OneOwner = Annotated[str, typer.Option("--owner", help="Only the products of this owner, as the catalogue has them.")]
_Since = Annotated[str, typer.Option(help="Only reports submitted from this day on.")]
_Until = Annotated[str, typer.Option(help="Only reports submitted before this day.")]


@app.command()
def scorecard(
    track: Annotated[str, typer.Option(help="Only this track.")] = "",
    as_of: _AsOf = "",
    known_at: _KnownAt = "",
    product: _OneProduct = "",
    owner: _OneOwner = "",
    since: _Since = "",
    until: _Until = "",
    table: Annotated[
        str,
        typer.Option(help="A table behind the figures as CSV, with --json as JSON: tracks, reports, and more."),
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    html: Annotated[
        Path | None, typer.Option("--html", help="Write a page with charts and the reports behind each number.")
    ] = None,
) -> None:
    """Show every figure of the tracks, or of a part of them, as of any instant."""
    from bot.asked import Asked
    from bot.opening import opened_database
    from bot.scorecard_command import show_scorecards, show_table, write_page

    with _sentences():
        settings = _settings()
        asked = Asked(track, as_of, known_at, product, owner, since, until)
        with opened_database(settings) as database:
            if html:
                write_page(settings, database, asked, html)
            if table:
                show_table(settings, database, asked, table, as_json=as_json)
            elif as_json or not html:
                show_scorecards(settings, database, asked, json_wanted=as_json)


@app.command()
def why(
    figure: Annotated[str, typer.Argument(help="A track, or TRACK.FIGURE: ticketing.integrated, ticketing.money.")],
    as_of: _AsOf = "",
    known_at: _KnownAt = "",
    product: _OneProduct = "",
    owner: _OneOwner = "",
    since: _Since = "",
    until: _Until = "",
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="For spreadsheets.")] = False,
) -> None:
    """Show the reports, or the entries of money, behind a number."""
    from bot.asked import Asked, form_of
    from bot.opening import opened_database
    from bot.why_command import show_why

    asked = Asked("", as_of, known_at, product, owner, since, until)
    with _sentences():
        settings = _settings()
        with opened_database(settings) as database:
            show_why(settings, database, figure, asked, form_of(as_json=as_json, as_csv=as_csv))


@app.command()
def proposals(
    limit: Annotated[int, typer.Option(min=1, help="How many, the newest first.")] = 50,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """What a model was asked, what it cost, what it proposed, and what people decided."""
    from bot.opening import opened_database
    from bot.proposals_command import show_proposals

    with _sentences(), opened_database(_settings()) as database:
        show_proposals(database, limit, as_json=as_json)


@app.command()
def answers(as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False) -> None:
    """Show how each known answer does: to how many it was shown, who took it, and who is still happy."""
    from bot.answers_command import show_answers
    from bot.opening import opened_database

    with _sentences(), opened_database(_settings()) as database:
        show_answers(database, as_json=as_json)


@app.command()
def correct(
    name: Annotated[str, typer.Argument(metavar="REFERENCE", help="A report's reference, or the key of its issue.")],
    outcome: Annotated[Outcome, typer.Argument(help="How it really ended.")],
    reason: Annotated[str, typer.Option(help="Why, in a sentence; everyone who was told reads it.")] = "",
    by: Annotated[str, typer.Option(help="Who says so, with the right to triage: Slack id or e-mail address.")] = "",
) -> None:
    """Correct a wrong outcome. Whoever was told hears the correction; figures follow, as of when it ended."""
    from bot.correct_command import correct_outcome
    from bot.opening import opened

    with _sentences(), opened(_settings()) as parts:
        correct_outcome(parts, name, outcome, reason, by)


@app.command()
def replay(
    project: Annotated[str, typer.Option(help="Only the products that file into this project of Jira.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only list what would be corrected.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Read every end once more through the outcome maps of the catalogue, after they were corrected."""
    from bot.correct_command import replay_maps
    from bot.opening import opened

    with _sentences(), opened(_settings()) as parts:
        replay_maps(parts, project, dry_run=dry_run, as_json=as_json)


@app.command()
def similar(
    text: Annotated[str, typer.Argument(help="What happens, in the words of whoever meets it.")] = "",
    batch: Annotated[
        Path | None, typer.Option(help='JSON lines {"id", "text"}; one JSON line comes out for each.')
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many to show.")] = 10,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Show the open and shipped issues, and the reports not filed yet, that say what a text says."""
    from bot.opening import WrongCallError, opened_database
    from bot.similar_command import show_similar, show_similar_batch

    with _sentences():
        if bool(text.strip()) == bool(batch):
            raise WrongCallError("Give a text, or --batch FILE.")
        with opened_database(_settings()) as database:
            if batch:
                show_similar_batch(database, batch, limit)
            else:
                show_similar(database, text, limit, as_json=as_json)


@app.command()
def version() -> None:
    """Show the version."""
    typer.echo(installed_version("friction-loop"))


@gate_app.command("list")
def gate_list(as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False) -> None:
    """Show where every track stands at its gate, and what was decided before."""
    from bot.gate_command import list_gates
    from bot.opening import opened_database

    with _sentences():
        settings = _settings()
        with opened_database(settings) as database:
            list_gates(settings, database, as_json=as_json)


@gate_app.command("decide")
def gate_decide(
    track: Annotated[str, typer.Argument(help="The track's key.")],
    decision: Annotated[Course, typer.Argument(help="What was decided.")],
    reason: Annotated[str, typer.Option(help="What speaks for it, in a sentence.")] = "",
    by: Annotated[str, typer.Option(help="Who decided, with the right to it: Slack id or e-mail address.")] = "",
) -> None:
    """Record what was decided about a track, with its reason and the figures of the moment."""
    from bot.gate_command import decide_gate
    from bot.opening import opened

    with _sentences(), opened(_settings()) as parts:
        decide_gate(parts, track, decision, reason, by)


@outbox_app.command("list")
def outbox_list(
    everything: Annotated[bool, typer.Option("--all", help="Also what is merely on its way.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """List what is dead, parked or unknown."""
    from bot.opening import opened_database
    from bot.outbox_list import show

    with _sentences(), opened_database(_settings()) as database:
        show(database, everything=everything, as_json=as_json)


@outbox_app.command("retry")
def outbox_retry(number: Annotated[int, typer.Argument(help="The number that `outbox list` shows.")]) -> None:
    """Try one again. If it may have been done, that is looked up first."""
    from storage.outbox import redrive

    _settle_one(number, redrive, "will be tried again", "is neither dead nor parked nor unknown")


@outbox_app.command("drop")
def outbox_drop(number: Annotated[int, typer.Argument(help="The number that `outbox list` shows.")]) -> None:
    """Give one up for good."""
    from config.clock import make_clock
    from loop.giving_up import give_up

    def drop(session: Session, row_id: int) -> object:
        return give_up(session, row_id, make_clock(_settings()).now())

    _settle_one(number, drop, "is given up", "is done already, or being worked on")


def _settle_one(number: int, how: Callable[..., object], done: str, refused: str) -> None:
    from bot.opening import opened_database

    with _sentences(), opened_database(_settings()) as database:
        with database.transaction() as session:
            row = how(session, number)
        if row is None:
            typer.echo(f"Number {number} does not exist, or {refused}.", err=True)
            raise typer.Exit(FAILED)
        typer.echo(f"Number {number} {done}.")


def _start(mode: Callable[[Settings], None]) -> None:
    with _sentences():
        mode(_settings())


def _settings() -> Settings:
    from config.logging import configure_logging, log_uncaught

    settings = load_settings()
    configure_logging(settings)
    log_uncaught()
    return settings


@contextmanager
def _sentences() -> Iterator[None]:
    """An error that a user meets is a sentence, never a traceback."""
    from bot.opening import StartRefusedError, WrongCallError
    from loop.answers import AnswerError
    from storage.database import StorageError

    try:
        yield
    except ConfigurationError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(WRONG) from None
    except WrongCallError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(WRONG) from None
    except StartRefusedError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(FAILED) from None
    except AnswerError as error:
        typer.echo(error.reason, err=True)
        raise typer.Exit(FAILED) from None
    except StorageError as error:
        typer.echo(f"The database cannot be used ({type(error).__name__}); check DATABASE_URL.", err=True)
        raise typer.Exit(FAILED) from None


app.add_typer(money_app(_sentences, _settings), name="money")


def main() -> None:
    """Run the command line."""
    sys.exit(app())
