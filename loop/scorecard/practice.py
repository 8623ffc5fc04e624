"""Beside the rate, how the loop is used and how well it works: adoption, efficiency, quality and risk of a track."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from config.catalogue import Catalogue
from config.words import Outcome
from loop.scorecard.card import Scorecard
from loop.scorecard.scene import WHOLE, Excerpt, scene_of
from loop.statistics import End, Observation, cumulative_incidence, median_time
from storage import figures
from storage.database import Session
from storage.deflection import deflections_until
from storage.figures import Mishaps, Steps, Usage, Waiting
from storage.model_call import judged_until

SOON_DAYS = 7
_DAY = timedelta(days=1)
_HOURS = 24

Figure = float | int | dict[str, int] | None


@dataclass(frozen=True)
class Practice:
    """The figures of one track under the names of `REGISTER`; None where there is nothing to say."""

    figures: Mapping[str, Figure]

    def as_json(self) -> dict[str, dict[str, Figure]]:
        """The figures by their group."""
        found: dict[str, dict[str, Figure]] = {}
        for key, value in self.figures.items():
            group, _, name = key.partition(".")
            found.setdefault(group, {})[name] = value
        return found


def practices(
    session: Session,
    catalogue: Catalogue,
    cards: Sequence[Scorecard],
    as_of: datetime,
    *,
    known_at: datetime | None = None,
    now: bool = True,
    excerpt: Excerpt = WHOLE,
) -> dict[str, Practice]:
    """Read these figures for the tracks of some scorecards, of the same excerpt. now: `as_of` is the present."""
    scene = scene_of(session, catalogue, [card.track.key for card in cards], known_at=known_at, excerpt=excerpt)
    products, moment, window = scene.products(as_of), scene.as_of(as_of), scene.window
    usage = figures.usage(session, products, moment, window=window)
    steps = figures.steps(session, products, moment, window=window)
    helped = dict(deflections_until(session, as_of, window))
    judged = {product: (fields, overridden) for product, fields, overridden in judged_until(session, as_of, window)}
    caught = figures.duplicates_caught(session, products, moment, window=window)
    waiting = figures.waiting_by_product(session, products, moment, window=window)
    policies = {product.key: product.policy for product in catalogue.products}
    mishaps = figures.mishaps(session, products, moment, now=now and known_at is None, window=window)
    return {
        card.track.key: Practice(
            _adoption(usage[card.track.key], sum(helped.get(key, 0) for key in products[card.track.key]), card)
            | _triage(steps[card.track.key], policies, as_of)
            | _efficiency(steps[card.track.key], card, as_of)
            | _quality(mishaps[card.track.key], card, caught[card.track.key])
            | _silence([row for row in waiting if row.track == card.track.key], as_of)
            | _models([judged[key] for key in products[card.track.key] if key in judged])
        )
        for card in cards
    }


def _adoption(usage: Usage, helped: int, card: Scorecard) -> dict[str, Figure]:
    # An imported history names no people that could be told apart: of nothing else, nothing is known.
    known = usage.reporters or not card.imported.n
    return {
        "adoption.reporters": usage.reporters if known else None,
        "adoption.active_share": _ratio(usage.reporters, card.track.active_employees or 0) if known else None,
        "adoption.return_rate": _ratio(usage.returning, usage.reporters),
        "adoption.ways_in": usage.ways_in,
        "adoption.helped_before": helped,
    }


def _triage(steps: Sequence[Steps], policies: Mapping[str, str], as_of: datetime) -> dict[str, Figure]:
    """By the policy that the catalogue gives a product now; one that has left it is in neither."""
    found: dict[str, Figure] = {}
    for policy in ("review", "auto"):
        waits = [
            _until(step.submitted_at, step.decided_at, as_of) for step in steps if policies.get(step.product) == policy
        ]
        days = median_time(waits)
        found[f"efficiency.hours_to_triage_{policy}"] = None if days is None else days * _HOURS
    return found


def _efficiency(steps: Sequence[Steps], card: Scorecard, as_of: datetime) -> dict[str, Figure]:
    filing = [(step.filed_at - step.submitted_at) / _DAY * _HOURS for step in steps if step.filed_at]
    acts = [_until(step.submitted_at, step.acted_at, as_of) for step in steps]
    soon = cumulative_incidence(acts, [SOON_DAYS])[SOON_DAYS]
    ages = [(as_of - step.submitted_at) / _DAY for step in steps if step.open]
    return {
        "efficiency.hours_to_filing": median(filing) if filing else None,
        "efficiency.acted_within_7_days": soon.probability if soon else None,
        "efficiency.days_to_first_act": median_time(acts),
        "efficiency.days_to_ship": card.median_days,
        "efficiency.open_days": median(ages) if ages else None,
    }


def _until(begin: datetime, end: datetime | None, as_of: datetime) -> Observation:
    return Observation(((end or as_of) - begin) / _DAY, End.EVENT if end else End.CENSORED)


def _silence(waiting: Sequence[Waiting], as_of: datetime) -> dict[str, Figure]:
    return {"risk.days_silent": {row.product: (as_of - row.silent_since).days for row in waiting}}


def _quality(mishaps: Mishaps, card: Scorecard, caught: int) -> dict[str, Figure]:
    decided = card.decided.n
    return {
        "quality.reopened_rate": _ratio(mishaps.reopened, mishaps.ended),
        "quality.reproducible_rate": _ratio(decided - card.outcomes.get(Outcome.NOT_REPRODUCIBLE, 0), decided),
        "quality.complete_rate": _ratio(mishaps.complete, mishaps.read),
        "quality.duplicates_caught": caught,
        "risk.secrets_masked": mishaps.masked,
        "risk.unknown_outcomes": card.unknown,
        "risk.dead_letters": mishaps.dead_letters,
        "risk.audit_gaps": mishaps.audit_gaps,
    }


def _models(judged: Sequence[tuple[int, int]]) -> dict[str, Figure]:
    fields, overridden = (sum(column) for column in zip(*judged, strict=True)) if judged else (0, 0)
    return {"quality.model_override_rate": _ratio(overridden, fields)}


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None
