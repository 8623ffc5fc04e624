"""Which rule of the catalogue says how much harm a report may do, and which rules cannot stand."""

from __future__ import annotations

import pytest

from config.catalogue import parse_catalogue
from config.errors import ConfigurationError
from config.words import Tier
from loop.destination import destination_of
from loop.triage.risk import risk_of
from tests.world import CATALOGUE

RULES = """
[security]
channel = "C7SEC"
project = "SEC"
[[risk]]
tier = "medium"
sensitivity = ["confidential"]
[[risk]]
tier = "high"
products = ["vpn"]
words = ["salary", "pay slip"]
[[risk]]
tier = "security"
words = ["keycard"]
audience = ["customer"]
"""
CONFIDENTIAL = CATALOGUE.replace('project = "NET"', 'project = "NET"\n').replace(
    'owner = "U0OWNER"', 'owner = "U0OWNER"\nsensitivity = "confidential"\naudience = "customer"'
)


@pytest.mark.parametrize(
    ("product", "text", "tier", "why"),
    [
        ("vpn", "It is slow", Tier.MEDIUM, "is about VPN"),
        ("vpn", "My PAY SLIP is gone", Tier.HIGH, "says “pay slip”"),
        ("vpn", "The pay slips are gone", Tier.MEDIUM, "is about VPN"),
        ("vpn", "Somebody's keycard opens it", Tier.SECURITY, "says “keycard”"),
        ("wiki", "Somebody's keycard opens it, my salary too", Tier.LOW, ""),
        ("wiki", "There is a vulnerability", Tier.SECURITY, "says “vulnerability”"),
        ("wiki", "Found a _vulnerability_ in it", Tier.SECURITY, "says “vulnerability”"),
        ("wiki", "SQL-injection at the login page", Tier.SECURITY, "says “SQL injection”"),
        ("wiki", "My stolen\u200b lap\u200btop was in it", Tier.SECURITY, "says “stolen laptop”"),
        ("wiki", "I can see other people\u2019s pay", Tier.SECURITY, "says “see other people's”"),
        ("wiki", "\uff23\uff36\uff25 of last week", Tier.SECURITY, "says “CVE”"),
    ],
)
def test_the_gravest_rule_that_holds_decides(product: str, text: str, tier: Tier, why: str) -> None:
    catalogue = parse_catalogue((CONFIDENTIAL + RULES).encode())
    risk = risk_of(text, catalogue.product(product), catalogue)
    assert (risk.tier, risk.why) == (tier, why)


def test_without_a_place_that_few_read_a_person_sees_to_it_first() -> None:
    catalogue = parse_catalogue(CATALOGUE.encode())
    risk = risk_of("There is a vulnerability", catalogue.product("wiki"), catalogue)
    assert (risk.tier, risk.why) == (Tier.HIGH, "says “vulnerability”")


def test_what_a_person_cleared_is_no_matter_of_security() -> None:
    catalogue = parse_catalogue((CONFIDENTIAL + RULES).encode())
    product = catalogue.product("vpn")
    assert risk_of("A vulnerability of my salary", product, catalogue, cleared=True).tier is Tier.HIGH
    place = destination_of(product, catalogue, restricted=True)
    assert (place.project, place.component, place.priorities) == ("SEC", None, {})


@pytest.mark.parametrize(
    ("rules", "sentence"),
    [
        ('[[risk]]\ntier = "high"', "names no words, products, sensitivity or audience"),
        (
            '[[risk]]\ntier = "grave"\nwords = ["x"]',
            "tier is 'grave'; it must be 'low', 'medium', 'high' or 'security'",
        ),
        ('[[risk]]\ntier = "security"\nwords = ["x"]', "add [security] with its channel"),
        ('[[risk]]\ntier = "high"\nproducts = ["vnp"]', 'unknown product "vnp"; did you mean "vpn"?'),
        ('[[risk]]\ntier = "high"\nproducts = ["wiki"]', 'product "wiki" has [[risk]] rules that let reports wait'),
        ("[security]\nmembers = []", "lacks channel"),
    ],
)
def test_a_rule_that_cannot_stand_is_refused_in_a_sentence(rules: str, sentence: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        parse_catalogue(f"{CATALOGUE}\n{rules}\n".encode())
    assert sentence in str(refused.value)


def test_a_risk_owner_who_is_told_is_known_by_slack_id() -> None:
    by_mail = CATALOGUE.replace('owner = "U0OWNER"', 'owner = "U0OWNER"\nrisk_owner = "rita@example.com"')
    parse_catalogue(by_mail.encode())
    with pytest.raises(ConfigurationError, match="give a Slack id"):
        parse_catalogue(f'{by_mail}\n[[risk]]\ntier = "high"\nproducts = ["vpn"]\n'.encode())
