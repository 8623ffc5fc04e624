"""Clockwork: what is done because its time has come."""

from __future__ import annotations

from datetime import timedelta

from bot.compose.parts import Parts
from bot.compose.services import make_poller, make_reconciler, make_retention, make_turns
from bot.deadman import DeadMan
from loop.alerts import Alerts
from loop.gates import GateReviews
from loop.known_answers import FollowUps
from loop.money.returns import Returns
from loop.reminding import CardReminders, Reminders
from loop.running import Clockwork
from loop.schedule import Schedule
from loop.screens import Screens
from loop.upkeep import Upkeep

# What was filed so long ago is offered to whoever says the same.
_SIMILAR_SECONDS = 2.0
# What people decide changes slowly, and learning from thousands of decisions takes seconds.
_LEARNING_SECONDS = 3600.0


def make_learning(parts: Parts, *, offers: bool) -> Clockwork:
    """Build what keeps a process knowing what people decided and, if it offers what is similar, what was filed."""
    clockwork = Clockwork()
    if offers:
        clockwork.every(_SIMILAR_SECONDS, "similar issues", parts.similar.refresh)
    catalogue = parts.catalogue
    clockwork.every(_LEARNING_SECONDS, "routing", lambda: parts.routing.learn(catalogue.current()), at_once=True)
    clockwork.every(_LEARNING_SECONDS, "judging", parts.judging.learn, at_once=True)
    return clockwork


def make_clockwork(parts: Parts) -> Clockwork:
    """Build what wakes polling, schedules and upkeep."""
    poller = make_poller(parts)
    reconciler = make_reconciler(parts)
    schedule = Schedule(parts.work, parts.catalogue, parts.clock, parts.crashes)
    upkeep = Upkeep(parts.work, parts.catalogue, parts.clock, Alerts(parts.catalogue, parts.clock))
    settings = parts.settings
    clockwork = Clockwork()
    clockwork.every(min(1.0, settings.poll_interval_seconds / 2), "poll", poller.poll_if_due)
    clockwork.every(min(1.0, settings.recheck_minutes * 60 / 8), "recheck", poller.recheck_if_due)
    clockwork.every(min(30.0, settings.reconcile_minutes * 60 / 8), "reconcile", reconciler.reconcile_if_due)
    clockwork.every(1.0, "schedule", lambda: schedule.tick(parts.clock.now()))
    screens = Screens(parts.work, parts.tracker.site, parts.catalogue, make_turns(parts))
    clockwork.every(1.0, "create screens", screens.read_if_due)
    clockwork.every(1.0, "reviews", GateReviews(parts.work, parts.catalogue, parts.clock).hand_out)
    clockwork.every(1.0, "database clock", upkeep.follow_database_clock)
    clockwork.every(1.0, "catalogue", upkeep.notice_catalogue)
    deadman = DeadMan(parts.work, parts.slack, parts.catalogue, parts.clock, settings.deadman_hours)
    if settings.deadman_hours:
        clockwork.every(5.0, "deadman", deadman.put_off_if_due)
    if settings.reminder_days:
        reminders = Reminders(parts.work, parts.clock, timedelta(days=settings.reminder_days))
        clockwork.every(1.0, "reminders", reminders.remind)
    if settings.card_reminder_days:
        cards = CardReminders(parts.work, parts.catalogue, parts.clock, settings.card_reminder_days)
        clockwork.every(5.0, "card reminders", cards.remind)
    if settings.follow_up_hours:
        follow_ups = FollowUps(parts.work, parts.clock, timedelta(hours=settings.follow_up_hours))
        clockwork.every(1.0, "follow-ups", follow_ups.ask)
    returns = Returns(parts.work, parts.catalogue, parts.clock)
    clockwork.every(min(60.0, settings.recheck_minutes * 60 / 2), "money", returns.claim)
    clockwork.every(min(60.0, settings.upkeep_minutes * 60 / 2), "retention", make_retention(parts).forget_if_due)
    return clockwork
