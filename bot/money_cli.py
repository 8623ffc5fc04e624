"""The subcommands of `friction money`, as Typer takes them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Annotated

import typer

from config.settings import Settings
from config.words import Benefit

_By = Annotated[str, typer.Option(help="Who does it: Slack id or e-mail address.")]
_Low = Annotated[str, typer.Option(help="At least so much.")]
_High = Annotated[str, typer.Option(help="At most so much.")]
_Entry = Annotated[str, typer.Argument(metavar="ENTRY", help="What `money list` shows, such as M-12.")]
_Sentences = Callable[[], AbstractContextManager[None]]


def money_app(sentences: _Sentences, settings_of: Callable[[], Settings]) -> typer.Typer:
    """Build the subcommands. sentences: turns errors into what people read."""
    app = typer.Typer(help="What the loop brought and cost: claimed, confirmed, planned.", no_args_is_help=True)

    @app.command("list")
    def money_list(
        track: Annotated[str, typer.Option(help="Only this track.")] = "",
        as_of: Annotated[str, typer.Option(help="As of this instant: 2026-11-23T09:00:00Z. Without it: now.")] = "",
        known_at: Annotated[str, typer.Option(help="Only what had been recorded by then.")] = "",
        as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
        as_csv: Annotated[bool, typer.Option("--csv", help="For spreadsheets.")] = False,
    ) -> None:
        """Show every entry: who claimed it, how it comes about, who confirmed it, and what it has come to."""
        from bot.asked import Asked, form_of
        from bot.money_command import list_money
        from bot.opening import opened_database

        with sentences():
            settings = settings_of()
            with opened_database(settings) as database:
                asked = Asked(track, as_of, known_at)
                list_money(settings, database, asked, form_of(as_json=as_json, as_csv=as_csv))

    @app.command("claim")
    def money_claim(
        benefit: Annotated[Benefit, typer.Argument(help="What kind of entry.")],
        name: Annotated[str, typer.Argument(help="avoided, returned: a report or Jira key; retired, cost: a track.")],
        of: Annotated[str, typer.Option(help="retired: which tool; cost: hours, licences or models.")] = "",
        low: _Low = "",
        high: _High = "",
        formula: Annotated[str, typer.Option(help="How the amount comes about, in words.")] = "",
        evidence: Annotated[str, typer.Option(help="Where that can be looked up.")] = "",
        since: Annotated[str, typer.Option(help="retired, cost: from this day on. Without it: now.")] = "",
        until: Annotated[str, typer.Option(help="cost: until this day.")] = "",
        once: Annotated[bool, typer.Option("--once", help="cost: once, and not each month.")] = False,
        by: _By = "",
    ) -> None:
        """Claim what something is worth; somebody else confirms it. For returned and retired: a month's amount."""
        from bot.money_command import Claimed, claim_money
        from bot.opening import opened

        with sentences(), opened(settings_of()) as parts:
            said = Claimed(of, low, high, formula, evidence, since, until, not once)
            claim_money(parts, benefit, name, said, by)

    @app.command("confirm")
    def money_confirm(
        entry: _Entry,
        low: _Low = "",
        high: _High = "",
        reason: Annotated[str, typer.Option(help="Why these amounts and not the claim's.")] = "",
        by: _By = "",
    ) -> None:
        """Confirm a claim, as it is or with other amounts."""
        from bot.money_command import confirm_money
        from bot.opening import opened

        with sentences(), opened(settings_of()) as parts:
            confirm_money(parts, entry, low, high, reason, by)

    @app.command("withdraw")
    def money_withdraw(
        entry: _Entry,
        reason: Annotated[str, typer.Option(help="Why it does not count.")] = "",
        by: _By = "",
    ) -> None:
        """Take a claim out of the books from now on; the past stays as it was."""
        from bot.money_command import withdraw_money
        from bot.opening import opened

        with sentences(), opened(settings_of()) as parts:
            withdraw_money(parts, entry, reason, by)

    @app.command("plan")
    def money_plan(
        track: Annotated[str, typer.Argument(help="The track's key.")],
        quarter: Annotated[str, typer.Argument(help="A quarter of the calendar: 2026-Q4.")],
        amount: Annotated[str, typer.Argument(help="What the track is to bring in it, before the loop's own cost.")],
        by: _By = "",
    ) -> None:
        """Record what a track is to bring in a quarter, to be read beside what came."""
        from bot.money_command import plan_money
        from bot.opening import opened

        with sentences(), opened(settings_of()) as parts:
            plan_money(parts, track, quarter, amount, by)

    return app
