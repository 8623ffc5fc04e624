"""Which way a report goes: at once to Jira, or first to a person, as its product's policy says."""

from __future__ import annotations

from config.catalogue import Product
from loop import owing
from storage.database import Session
from storage.report import Report


def set_course(session: Session, report: Report, product: Product, *, delay: float = 0.0) -> None:
    """Owe the filing of a report, after `delay` seconds, or, where somebody looks at it first, let it wait; owe the
    card that shows it.
    """
    report.awaits_triage = product.policy == "review"
    if not report.awaits_triage:
        owing.owe_filing(session, report, delay=delay)
    report.desk = desk_of(product)
    if report.desk:
        owing.owe_card(session, report)


def desk_of(product: Product) -> str:
    """Where the cards of a product stand: in its triage channel, else with its owner; empty where nobody wants any."""
    if product.triage_channel:
        return product.triage_channel
    return (product.owner_slack_id or "") if product.policy == "review" else ""
