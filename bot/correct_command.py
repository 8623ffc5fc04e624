"""`friction correct` and `friction replay`: outcomes that were wrong, by a person's word or by a corrected map."""

from __future__ import annotations

import json
from dataclasses import asdict

import typer

from bot.compose.parts import Parts
from bot.compose.services import make_correcting, make_replaying
from bot.messages.pen import TERMINAL
from bot.messages.text import counted
from bot.opening import StartRefusedError, WrongCallError
from bot.privacy import known_as
from config.words import Outcome
from loop.correcting import NotCorrectedError
from loop.replaying import Reread


def correct_outcome(parts: Parts, name: str, outcome: Outcome, reason: str, by: str) -> None:
    """Correct the outcome of an issue or a report. by: a Slack id or an e-mail address."""
    person = known_as(parts.slack, by).names[0]
    try:
        done = make_correcting(parts).correct(name, outcome, reason, person)
    except NotCorrectedError as error:
        raise StartRefusedError(str(error)) from error
    typer.echo(f"{done.name}: {_word(done.before)} is corrected to {_word(done.outcome)}, of {_reports(done.reports)}.")


def replay_maps(parts: Parts, project: str, *, dry_run: bool, as_json: bool) -> None:
    """Read the ends so far through the present outcome maps; with `dry_run` only say what would be corrected."""
    products = None
    if project:
        products = [product.key for product in parts.catalogue.current().products if product.jira.project == project]
        if not products:
            raise WrongCallError(f"No product of the catalogue files into {project}; give the key of a Jira project.")
    found = list(make_replaying(parts).replay(products, dry_run=dry_run))
    if as_json:
        typer.echo(json.dumps([asdict(one) for one in found]))
        return
    for one in found:
        typer.echo(_line(one))
    did = "would be corrected; nothing was changed" if dry_run else "corrected"
    typer.echo(f"{counted(len(found), 'outcome', 'outcomes')} {did}.")


def _line(one: Reread) -> str:
    said = TERMINAL.safe(one.said, 60)
    went = f" Its reports went along to {one.survivor}." if one.survivor else ""
    return f"{one.name}: “{said}” was read as {_word(one.before)} and means {_word(one.outcome)} now.{went}"


def _word(outcome: Outcome) -> str:
    return outcome.value.replace("_", " ")


def _reports(count: int) -> str:
    return counted(count, "report", "reports")
