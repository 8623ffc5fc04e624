"""Time returned: what a shipped issue gives back each month, claimed by the loop from what its reporters said.

People × minutes × times a month × rate. Low counts who said so themselves, high everybody behind the issue; of minutes
and times the middle one counts and, of two in the middle, the smaller.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from statistics import median_low

from config.catalogue import Catalogue, CatalogueFile, MoneyTerms
from config.clock import Clock
from config.words import Benefit
from loop import owing
from loop.money.amounts import Amount, rounded
from loop.money.asking import desk_of
from loop.money.wording import returned_formula
from storage import figures
from storage import money as stored
from storage.database import Database, Session
from storage.event import Stamp
from storage.figures import Unclaimed
from storage.money import Claim

ESTIMATOR = "friction"
# What shipped longer ago is claimed, and asked about by nobody: the day money is switched on is no storm.
ASKED_WITHIN = timedelta(days=30)
BATCH = 100
_MINUTES = 60


class Returns:
    """Claims what shipped issues return, each once however many processes look."""

    def __init__(self, database: Database, catalogue: CatalogueFile, clock: Clock) -> None:
        self._database = database
        self._catalogue = catalogue
        self._clock = clock

    def claim(self) -> None:
        """Claim for every issue that has shipped since the last look, and owe its owner the question."""
        catalogue = self._catalogue.current()
        if catalogue.money is None:
            return
        with self._database.reading() as session:
            if not figures.any_unclaimed(session):
                return
        with self._database.transaction() as session:
            for one in figures.unclaimed(session, BATCH):
                _book(session, one, catalogue, catalogue.money, self._clock.now())


def _book(session: Session, one: Unclaimed, catalogue: Catalogue, terms: MoneyTerms, now: datetime) -> None:
    stamp = Stamp(ESTIMATOR, one.submitted_at, now)
    number = stored.record_claim(session, returned(one, terms), stamp, one.issue_id)
    desk = desk_of(catalogue.find_product(one.product), now.date())
    if desk and one.shipped_at >= now - ASKED_WITHIN:
        owing.owe_claim(session, number, desk)


def returned(one: Unclaimed, terms: MoneyTerms) -> Claim:
    """Compute the claim of an issue. One who said it twice counts once, with the last word."""
    minutes = median_low([said.minutes for said in one.said])
    times = median_low([terms.times[said.often] for said in one.said])
    people, everybody = len(one.said), max(one.people, len(one.said))
    each = Decimal(minutes) * Decimal(str(times)) * Decimal(str(terms.rate_per_hour)) / _MINUTES
    amount = Amount(rounded(people * each), rounded(everybody * each))
    basis = {"people_low": people, "people_high": everybody, "minutes": minutes, "times_a_month": times}
    return Claim(
        benefit=Benefit.RETURNED,
        currency=terms.currency,
        low=amount.low,
        high=amount.high,
        formula=returned_formula(people, everybody, minutes, times, terms.rate_per_hour, terms.currency),
        estimator=ESTIMATOR,
        evidence="what its reporters said in their reports",
        report_id=one.report_id,
        monthly=True,
        months=terms.counted_months,
        basis={**basis, "rate_per_hour": terms.rate_per_hour},
    )
