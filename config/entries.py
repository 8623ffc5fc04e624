"""The entries of the catalogue: what may stand in each table of `loop.toml`, and what it means.

Only key, name, track, owner and jira.project are required. A validator's refusal continues a sentence that begins with
the entry's and the key's name.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from config import entry_checks as check
from config.words import Outcome, Tier

Key = Annotated[str, AfterValidator(check.key)]
Name = Annotated[str, Field(min_length=1, max_length=100)]
Word = Annotated[str, AfterValidator(check.word)]
Person = Annotated[str, AfterValidator(check.person)]
SlackUser = Annotated[str, AfterValidator(check.slack_user)]
Channel = Annotated[str, AfterValidator(check.channel)]
Zone = Annotated[str, AfterValidator(check.zone)]
Member = Annotated[str, AfterValidator(check.role_member)]
Label = Annotated[str, AfterValidator(check.jira_label)]
OutcomeTable = Annotated[dict[Outcome, tuple[Name, ...]], AfterValidator(check.outcome_table)]
Priorities = Annotated[dict[str, Name], AfterValidator(check.priorities)]
JiraField = Annotated[str, AfterValidator(check.jira_field)]
Weight = Annotated[float, AfterValidator(check.weight)]
Times = Annotated[dict[str, Weight], AfterValidator(check.weights(check.TIMES))]
Severities = Annotated[dict[str, Weight], AfterValidator(check.weights(check.SEVERITIES))]
Feasibilities = Annotated[dict[str, Weight], AfterValidator(check.weights(check.FEASIBILITIES))]
Currency = Annotated[str, AfterValidator(check.currency)]
Audience = Literal["customer", "employee", "back-office"]
Sensitivity = Literal["public", "internal", "confidential"]
Policy = Literal["auto", "review"]
Capture = Literal["mention", "emoji", "message"]


class Entry(BaseModel):
    """A table of the catalogue: immutable, and strict about its keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, validate_default=False)


class Track(Entry):
    """Products whose integration rate is read together."""

    key: Key
    name: Name
    outcome: str = ""  # the business result the track serves, in words
    baseline_rate: Annotated[float, Field(ge=0, le=1)] | None = None  # what shipped before the loop
    target_rate: Annotated[float, Field(gt=0, le=1)] | None = None
    maturity_days: Annotated[int, Field(gt=0)] = 180
    review_date: date | None = None
    executive_owner: Person | None = None
    active_employees: Annotated[int, Field(gt=0)] | None = None  # how many people use its products at work


class ReachFields(Entry):
    """The number fields of Jira that carry how many people an issue concerns, and the minutes they lose each time."""

    people: JiraField | None = None
    minutes: JiraField | None = None


class JiraDestination(Entry):
    """Where a product's issues are filed."""

    project: Annotated[str, AfterValidator(check.project)]
    issue_type: Name = "Task"
    component: Name | None = None
    labels: tuple[Label, ...] = ()
    fields: Annotated[dict[str, Any], AfterValidator(check.jira_fields)] = {}
    priorities: Priorities = {}  # how often it happens, or from which score on, to Jira's priority
    security_level: Name | None = None
    parent: Annotated[str, AfterValidator(check.issue_key)] | None = None  # the epic that new issues belong to
    parent_field: JiraField | None = None  # where Data Center keeps the epic's key
    reach: ReachFields = ReachFields()
    outcomes: OutcomeTable = {}


class Product(Entry):
    """A tool or platform that employees use."""

    key: Key
    name: Name
    track: str
    owner: Person
    jira: JiraDestination
    aliases: tuple[Word, ...] = ()
    keywords: tuple[Word, ...] = ()  # words that hint at the product without naming it; products may share them
    technical_owner: Person | None = None
    risk_owner: Person | None = None
    deputy: SlackUser | None = None
    away_until: date | None = None  # the last day on which the owner is away; their deputy acts for them
    audience: Audience = "employee"
    sensitivity: Sensitivity = "internal"  # of the data that the tool holds
    triage_channel: Channel | None = None
    policy: Policy = "auto"  # review: a person decides on a card before anything is filed

    @property
    def owner_slack_id(self) -> str | None:
        """The owner's Slack id, where the catalogue gives that."""
        return None if "@" in self.owner else self.owner

    def is_away(self, today: date) -> bool:
        """Whether the owner is away, and their deputy acts for them."""
        return self.away_until is not None and today <= self.away_until and self.deputy is not None

    def acting_slack_id(self, today: date) -> str | None:
        """The Slack id of whoever acts as the owner: the deputy while the owner is away."""
        return self.deputy if self.is_away(today) else self.owner_slack_id

    @property
    def owner_email(self) -> str | None:
        """The owner's e-mail address, where the catalogue gives that; Slack knows the id."""
        return self.owner if "@" in self.owner else None

    @property
    def words(self) -> tuple[str, ...]:
        """Everything people may call this product."""
        return (self.key, self.name, *self.aliases)


class DigestPlan(Entry):
    """A message on a schedule: integration, the rates for leads; queue, for product owners what is new, aging and
    answered; executive, the scorecard, monthly where no cron says otherwise. No tracks, or products of a queue, means
    all of them. A queue without a channel is posted where its products are triaged.
    """

    name: Key
    kind: Literal["integration", "queue", "executive"] = "integration"
    channel: Channel | None = None
    tracks: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    cron: Annotated[str, AfterValidator(check.cron)] = "0 9 * * mon"
    timezone: Zone = "UTC"

    @model_validator(mode="before")
    @classmethod
    def _monthly(cls, given: Any) -> Any:
        """An executive scorecard without a cron comes on the first of the month."""
        is_executive = isinstance(given, dict) and given.get("kind") == "executive"
        return {"cron": "0 9 1 * *", **given} if is_executive else given


class ChannelRule(Entry):
    """A channel in which the bot listens for one product, and whether it tells there what became of the reports."""

    id: Channel
    product: str
    capture: Annotated[tuple[Capture, ...], BeforeValidator(check.one_or_more)] = ("mention",)
    updates: bool = False


class Roles(Entry):
    """Slack user and group ids. An empty role: owners triage, everyone reads the rates, nobody administers."""

    triage: tuple[Member, ...] = ()
    lead: tuple[Member, ...] = ()
    admin: tuple[Member, ...] = ()


class Comments(Entry):
    """Whether what is said in the threads of receipts and cards goes to the issue, and its comments to the threads."""

    to_jira: bool = True
    to_slack: bool = True


class Reporters(Entry):
    """Who may report beside the members of the workspace. Strangers, bots and deactivated accounts never may."""

    guests: bool = False


class Priority(Entry):
    """What the score of a queue is made of: people × minutes × times a month × severity × feasibility."""

    minutes: Weight = 5.0  # lost each time, where nobody said
    full: Weight = 100_000.0  # of this product scores 100: about what ten people work in a month, in minutes
    times: Times = check.TIMES  # a month
    severity: Severities = check.SEVERITIES
    feasibility: Feasibilities = check.FEASIBILITIES


class MoneyTerms(Entry):
    """What time is worth, and for how long what was mended goes on counting. Without it no figure is money."""

    currency: Currency
    rate_per_hour: Weight  # what an hour of an employee's work costs the company
    counted_months: Annotated[int, Field(gt=0, le=120)] = 12  # after it shipped, or was retired
    times: Times = check.TIMES  # a month


class RiskRule(Entry):
    """What makes a report a risk: all of the conditions that are given, each met by any of its words."""

    tier: Tier
    words: tuple[Word, ...] = ()
    products: tuple[str, ...] = ()
    sensitivity: tuple[Sensitivity, ...] = ()
    audience: tuple[Audience, ...] = ()

    def concerns(self, product: Product) -> bool:
        """Whether the rule may hold for reports about a product, whatever they say."""
        return (
            product.key in (self.products or (product.key,))
            and product.sensitivity in (self.sensitivity or (product.sensitivity,))
            and product.audience in (self.audience or (product.audience,))
        )


class Security(Entry):
    """Where reports go that look like a matter of security, and who decides about them: nobody else reads them."""

    channel: Channel
    members: tuple[Member, ...] = ()  # Slack user and group ids; none: the administrators
    words: tuple[Word, ...] = check.SECURITY_WORDS
    project: Annotated[str, AfterValidator(check.project)] | None = None  # of its own, in Jira
    issue_type: Name = "Task"
    level: Name | None = None  # Jira's security level of such issues


class Admin(Entry):
    """Where the bot tells its administrators what broke."""

    channel: Channel


class JiraShared(Entry):
    """What holds for the Jira issues of every product.

    reporter: whether whoever reported is Jira's reporter of the issue, a watcher of it, or named in its text alone.
    """

    reporter: Literal["reporter", "watcher", "text"] = "text"
    outcomes: OutcomeTable = {}
