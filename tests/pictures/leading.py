"""What leads, executives and owners of products are shown: digests, a review, and the charts beside them."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from bot.messages.digest import executive_message, queue_message
from bot.messages.gate import review
from bot.messages.text import Message
from config.catalogue import Track
from config.words import Course, Outcome
from loop.charts import Chart, QuarterSums, Theme, money_chart
from loop.digest import DigestContent, Item, TrackDigest, funnel_picture, incidence_picture
from loop.gates import Gate
from loop.queue_digest import QueueContent, QueueLine
from loop.scorecard import Scorecard, Verification
from loop.statistics import Incidence, Interval, Verdict
from tests.figures.test_digest_message import card

NOON = datetime(2026, 3, 3, 12, 5, tzinfo=UTC)
SITE = "https://jira.example/browse/"
REVIEWED = Track(
    key="network",
    name="Access and network",
    outcome="Work goes on wherever people are",
    baseline_rate=0.2,
    target_rate=0.45,
    review_date=date(2026, 3, 1),
    executive_owner="U0ERIN",
)


def messages() -> dict[str, Message]:
    """Each message by the name of its picture."""
    track = _track()
    content = DigestContent("board", NOON, NOON - timedelta(days=30), False, [track], NOON)
    return {
        "executive": executive_message(content),
        "review": review(track.card, track.gate, NOON),
        "queue": queue_message(_queue()),
    }


def charts(theme: Theme) -> dict[str, Chart]:
    """Each chart by the name of its picture."""
    other = _card("Asset management", 120, 31, 0.004)
    tracks = [_track(), replace(_track(), card=other)]
    content = DigestContent("board", NOON, NOON - timedelta(days=30), False, tracks, NOON)
    return {
        "funnel": funnel_picture(content, theme),
        "incidence": incidence_picture(content, theme),
        "money": _money(theme),
    }


def _money(theme: Theme) -> Chart:
    quarters = [
        QuarterSums("2025-Q1", None, (0, 0), 1900, None),
        QuarterSums("2025-Q2", (1200, 1200), (2000, 8000), 1900, 4000),
        QuarterSums("2025-Q3", (5200, 5900), (900, 1800), 1900, 4000),
        QuarterSums("2025-Q4", (7400, 9100), (1100, 2600), 2100, 6000),
        QuarterSums("2026-Q1", (5100, 6300), (700, 1900), 1400, 8000),
    ]
    finding = "EUR\N{NO-BREAK SPACE}18\N{NO-BREAK SPACE}900 to 22\N{NO-BREAK SPACE}500 confirmed so far; "
    claimed = "EUR\N{NO-BREAK SPACE}4\N{NO-BREAK SPACE}700 to 14\N{NO-BREAK SPACE}300 is claimed"
    return money_chart(quarters, currency="EUR", title=f"{finding}{claimed}", theme=theme)


def _track() -> TrackDigest:
    figures = replace(_card("Access and network", 233, 107, 0.007), track=REVIEWED)
    shipped = [
        _item("NET-88", "VPN reconnects on every change of network", "VPN", "Olga", 12),
        _item("NET-41", "VPN asks for the code twice", "VPN", "Olga", 30),
        _item("NET-73", "The reset mail never comes", "Sign-in", "Tom", 9),
    ]
    gate = Gate(REVIEWED, 2, Course.EXPAND, ())
    return TrackDigest(figures, shipped, (), (), (), gate, executive="Erin")


def _card(name: str, n: int, integrated: int, speed: float) -> Scorecard:
    reached = integrated / n * 1.25
    curve = {days: _within(days, reached * (1 - math.exp(-speed * days))) for days in (*range(0, 365, 7), 365)}
    return card(
        n,
        integrated,
        name=name,
        verdict=Verdict.LOOP,
        change=0.03,
        reason="Judged on 1 Mar 2026 by 233 reports that were 180 days to two years old: 58 are still open, "
        "most of them of Sign-in (38).",
        open=n // 4,
        filed=n - 4,
        curve=curve,
        incidence={90: _within(90, reached * (1 - math.exp(-speed * 90)))},
        verified=Verification(integrated, integrated // 2, 3, 2),
        jira_last_read=NOON,
    )


def _within(days: float, share: float) -> Incidence:
    return Incidence(days, share, 0.03, Interval(max(0.0, share - 0.06), share + 0.06), 60)


def _item(key: str, title: str, product: str, owner: str, people: int) -> Item:
    return Item(key, f"{SITE}{key}", title, product, owner, people, 12)


def _queue() -> QueueContent:
    new = [_line("NET-93", "VPN drops every hour on the train", 5, 3, 62)]
    new.append(_line("NET-95", "The client asks for a licence", 1, 1, 18))
    aging = [_line("NET-51", "No split tunnel for video calls", 7, 64, 55)]
    answered = [replace(_line("NET-88", "VPN reconnects on every change of network", 12, 2, 70))]
    answered = [replace(answered[0], outcome=Outcome.INTEGRATED)]
    since = NOON - timedelta(days=7)
    return QueueContent("queues", ["VPN", "Sign-in"], NOON, since, False, 12, 2, new, aging, answered, False)


def _line(key: str, title: str, people: int, days: int, points: int) -> QueueLine:
    return QueueLine(key, f"{SITE}{key}", title, people, days, points)
