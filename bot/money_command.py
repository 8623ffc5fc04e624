"""`friction money`: the entries behind the sums, and writing new ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import typer

from bot.asked import Asked
from bot.compose.parts import Parts
from bot.compose.services import make_books
from bot.instants import instant
from bot.messages.money import WHAT
from bot.money_records import listed
from bot.opening import StartRefusedError, WrongCallError
from bot.privacy import known_as
from config.settings import Settings
from config.words import Benefit, Expense
from loop.money import Amount, Booked, NoAmountError, NotBookedError, Running, Stated, amount_of, moneys
from storage.database import Database

SUMS: Mapping[str, Callable[[Booked], bool]] = {
    "money": lambda _: True,
    "money_confirmed": lambda one: one.confirmed and one.benefit is not Benefit.COST,
    "money_claimed": lambda one: not one.confirmed and one.benefit is not Benefit.COST,
    "money_cost": lambda one: one.benefit is Benefit.COST,
}
"""The sums of money that `friction why` opens to the entries in them."""

NO_TERMS = "The catalogue has no [money], so nothing is counted in money; give currency and rate_per_hour there."


@dataclass(frozen=True)
class Claimed:
    """What the command line says of a claim, as it was typed. of: the tool that was retired, or the expense."""

    of: str
    low: str
    high: str
    formula: str
    evidence: str
    since: str
    until: str
    monthly: bool

    @property
    def amount(self) -> Amount:
        """The amount; one end alone stands for both."""
        if not (self.low or self.high):
            raise WrongCallError("Give the amount: --low 500 --high 900, or one of them if it is certain.")
        return Amount(amount_of(self.low or self.high), amount_of(self.high or self.low))


def list_money(settings: Settings, database: Database, asked: Asked, form: str) -> None:
    """Print every entry as text, csv or json."""
    show_entries(settings, database, "money", asked, form)


def show_entries(settings: Settings, database: Database, figure: str, asked: Asked, form: str) -> None:
    """Print the entries behind one of `SUMS`."""
    told = asked.read(settings, database)
    as_of = told.as_of
    if told.catalogue.money is None:
        raise WrongCallError(NO_TERMS)
    if not told.excerpt.is_whole:
        raise WrongCallError("Money belongs to a track as a whole; leave out --product, --owner, --since and --until.")
    with database.reading() as session:
        found = moneys(session, told.catalogue, as_of, known_at=told.known_at, tracks=told.tracks)
    chosen = (one for money in found.values() for one in money.entries if SUMS[figure](one))
    typer.echo(listed(chosen, as_of, form))


def claim_money(parts: Parts, benefit: Benefit, name: str, said: Claimed, by: str) -> None:
    """Write a claim: of a report or issue what it avoided or returns, of a track what was retired or is spent."""
    books, person, now = make_books(parts), _person(parts, by), parts.clock.now()
    with _refusing():
        stated = Stated(said.amount, said.formula, said.evidence)
        since = instant(said.since, now)
        if benefit is Benefit.RETIRED:
            number = books.claim_retired(name, said.of, stated, since, person)
        elif benefit is Benefit.COST:
            running = Running(since, instant(said.until, now) if said.until else None, said.monthly)
            number = books.claim_cost(name, _expense(said.of), stated, running, person)
        else:
            number = books.claim_gain(benefit, name, stated, person)
    typer.echo(f"M-{number} is claimed: {WHAT[benefit]}.")


def confirm_money(parts: Parts, name: str, low: str, high: str, reason: str, by: str) -> None:
    """Confirm a claim, as it is or with other amounts."""
    with _refusing():
        amount = Amount(amount_of(low or high), amount_of(high or low)) if low or high else None
        entry = make_books(parts).confirm(_number(name), _person(parts, by), amount=amount, reason=reason, anew=True)
    typer.echo(f"{entry.name} is confirmed.")


def withdraw_money(parts: Parts, name: str, reason: str, by: str) -> None:
    """Take a claim out of the books."""
    with _refusing():
        entry = make_books(parts).withdraw(_number(name), _person(parts, by), reason)
    typer.echo(f"{entry.name} is withdrawn; as of earlier instants it stands.")


def plan_money(parts: Parts, track: str, quarter: str, amount: str, by: str) -> None:
    """Note what a track is to bring in a quarter."""
    with _refusing():
        make_books(parts).plan(track, quarter, amount_of(amount), _person(parts, by))
    typer.echo(f"The plan of {track} for {quarter} is recorded.")


def _person(parts: Parts, by: str) -> str:
    return known_as(parts.slack, by).names[0] if by else ""


def _number(name: str) -> int:
    digits = name.strip().upper().removeprefix("M-")
    if not digits.isdecimal():
        raise WrongCallError(f'"{name}" is no entry; give what `friction money list` shows, such as M-12.')
    return int(digits)


def _expense(word: str) -> Expense:
    if word not in set(Expense):
        raise WrongCallError(f"Say what the loop costs that for: --of {', '.join(Expense)}.")
    return Expense(word)


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except NoAmountError as error:
        raise WrongCallError(str(error)) from error
    except NotBookedError as error:
        raise StartRefusedError(str(error)) from error
