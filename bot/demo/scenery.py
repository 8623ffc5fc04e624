"""The scene in the sandbox: the accounts, channels and Jira projects that the catalogue and the play need."""

from __future__ import annotations

from collections.abc import Sequence

from bot.demo.controls import Control
from bot.demo.people import SIMULATED, Person, everybody, named_in
from config.catalogue import Catalogue, Product
from config.words import Outcome

PATIENCE_SECONDS = 20.0
"""Real seconds that the sandbox's Slack waits for the product: Slack's own three may pass on a machine that is busy
with something else, and nothing of a play is said twice."""

TALK = "C0ITCHAT"
"""The channel in which employees talk, and from which they report."""

BOT_USER = "U0BOT"

SHIPPED = "Done"
DECLINED = "Won't Do"
NOT_REPRODUCED = "Cannot Reproduce"
DUPLICATE = "Duplicate"
KNOWN = "Known Error"
UNMAPPED = "Budget frozen"
"""A resolution that no outcome map names: the loop must not guess what it means."""

_RESOLUTIONS = (SHIPPED, "Fixed", DECLINED, "Won't Fix", DUPLICATE, NOT_REPRODUCED, KNOWN, UNMAPPED)


def set_scene(slack: Control, jira: Control, catalogue: Catalogue, reporters: Sequence[Person]) -> None:
    """Create everybody and everything, in an empty sandbox."""
    # Nobody in the play reports by what an event tells: events would only be more to deliver.
    slack.tell("app", event_subscriptions=[], ack_seconds=PATIENCE_SECONDS, trigger_seconds=PATIENCE_SECONDS)
    named = named_in(catalogue)
    everyone = everybody([*reporters, *named.values()])
    for person in everyone:
        slack.tell("users", id=person.id, name=person.name, real_name=person.real_name, email=person.email)
    _channels(slack, catalogue, [person.id for person in everyone])
    for person in everybody(list(named.values())):
        label = f"{person.real_name} ({SIMULATED})"
        jira.tell("users", accountId=person.id, name=person.name, displayName=label, emailAddress=person.email)
    for project in dict.fromkeys(product.jira.project for product in catalogue.products):
        _project(
            jira, project, [product for product in catalogue.products if product.jira.project == project], catalogue
        )


def channels_of(catalogue: Catalogue) -> dict[str, str]:
    """Return the channels of the scene: id to name."""
    channels = {TALK: "it-chat"}
    channels |= {p.triage_channel: f"triage-{p.key}" for p in catalogue.products if p.triage_channel}
    channels |= {rule.id: f"help-{rule.product}" for rule in catalogue.channels}
    channels |= {plan.channel: f"digest-{plan.name}" for plan in catalogue.digests if plan.channel}
    return channels | ({catalogue.admin.channel: "friction-admin"} if catalogue.admin else {})


def _channels(slack: Control, catalogue: Catalogue, members: list[str]) -> None:
    for channel, name in channels_of(catalogue).items():
        slack.tell("channels", id=channel, name=name, members=[*members, BOT_USER])
    for group in (*catalogue.roles.triage, *catalogue.roles.lead, *catalogue.roles.admin):
        if group.startswith("S"):
            slack.tell("usergroups", id=group, users=members[:3])


def _project(jira: Control, key: str, products: Sequence[Product], catalogue: Catalogue) -> None:
    """Create a project in which every name of the outcome maps is a resolution."""
    maps = [catalogue.jira.outcomes, *(product.jira.outcomes for product in products)]
    names = [name for outcomes in maps for names in outcomes.values() for name in names]
    jira.tell(
        "projects",
        key=key,
        name=" and ".join(product.name for product in products),
        issue_types=list(dict.fromkeys(["Task", "Bug", *(product.jira.issue_type for product in products)])),
        components=list(dict.fromkeys(product.jira.component for product in products if product.jira.component)),
        resolutions=list(dict.fromkeys([*_RESOLUTIONS, *names])),
    )


def shipped_as(catalogue: Catalogue, product: Product) -> str:
    """Return the name under which this product's issues ship: its own word for it, if the catalogue gives one."""
    own = product.jira.outcomes.get(Outcome.INTEGRATED) or catalogue.jira.outcomes.get(Outcome.INTEGRATED)
    return own[0] if own else SHIPPED


def answered_as(product: Product) -> str:
    """Return the name under which this product's issues are answered."""
    own = product.jira.outcomes.get(Outcome.ANSWERED)
    return own[0] if own else KNOWN
