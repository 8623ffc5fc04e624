"""Which way a report goes: at once to Jira, or first to a person, as its product's policy and its risk say."""

from __future__ import annotations

from datetime import date

from config.catalogue import Catalogue, Product
from config.words import Tier
from loop import owing
from loop.details import Detail
from loop.triage.risk import risk_of
from storage import outbox
from storage.database import Session
from storage.event import Stamp
from storage.report import Report

RULES = "friction"


def set_course(
    session: Session,
    report: Report,
    product: Product,
    catalogue: Catalogue,
    stamp: Stamp,
    *,
    delay: float = 0.0,
    cleared: bool = False,
) -> None:
    """Owe the filing of a report, after `delay` seconds, or, where somebody looks at it first, let it wait; owe the
    card that shows it, and a high risk to whoever answers for it. cleared: a person says it is no matter of security.
    """
    risk = risk_of(_words_of(report), product, catalogue, cleared=cleared)
    report.assess(risk.tier, risk.why, Stamp(RULES, stamp.occurred_at, stamp.recorded_at))
    report.awaits_triage = product.policy == "review" or risk.tier in (Tier.HIGH, Tier.SECURITY)
    if not report.awaits_triage:
        owing.owe_filing(session, report, delay=delay)
    report.desk = _desk_of(report, product, catalogue, stamp.occurred_at.date())
    if report.desk:
        owing.owe_card(session, report)
    if risk.tier is Tier.HIGH and product.risk_owner:
        owing.owe_risk(session, report, product.risk_owner, risk.why)


def _words_of(report: Report) -> str:
    """All that its reporter said in their own words, what Jira's create screen asked for included."""
    return "\n".join([report.what, report.expected, *(Detail.read(detail).shown for detail in report.details)])


def change_course_if_risen(
    session: Session, report: Report, before: str, product: Product, catalogue: Catalogue, stamp: Stamp
) -> None:
    """Let a report go another way whose new words are of more risk than those before. Nobody has begun to file it."""
    tiers = [risk_of(words, product, catalogue).tier for words in (before, report.what)]
    if tiers[1] in (Tier.HIGH, Tier.SECURITY) and tiers[0] is not tiers[1] and not report.restricted:
        outbox.take_back(session, owing.filing_key(report))
        set_course(session, report, product, catalogue, stamp)


def _desk_of(report: Report, product: Product, catalogue: Catalogue, today: date) -> str:
    """Where the card stands: of a matter of security in its channel alone; else in the product's triage channel, or
    with its owner, or who acts for them; empty where nobody wants any.
    """
    if report.restricted and catalogue.security is not None:
        return catalogue.security.channel
    if product.triage_channel:
        return product.triage_channel
    return (product.acting_slack_id(today) or "") if report.awaits_triage else ""
