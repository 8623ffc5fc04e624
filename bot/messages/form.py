"""The form in which an employee reports friction: 20 seconds, two fields that must be filled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    CheckboxesElement,
    ExternalDataSelectElement,
    InputBlock,
    MarkdownTextObject,
    NumberInputElement,
    Option,
    PlainTextInputElement,
    StaticSelectElement,
)
from slack_sdk.models.blocks.basic_components import DispatchActionConfig
from slack_sdk.models.views import View

from bot.messages.details import detail_blocks
from bot.messages.known import OfferFace, offer_blocks
from bot.messages.text import Message, plain, section
from bot.messages.words import KINDS
from config.catalogue import Product
from config.words import FREQUENCIES, Kind
from loop.tracker.screen import FieldAsked

CALLBACK = "friction_report"
OPEN_FORM = "open_form"
LONGEST_INPUT = 3000
MOST_OPTIONS = 100
MOST_MINUTES = 10_000
HIDE_NAME = "hide_name"

WHO_ELSE = {
    "only_me": "Only me, as far as I know",
    "my_team": "My team",
    "several_teams": "Several teams",
    "everybody": "Everybody who uses it",
}


_SORTS = {kind.value: words for kind, words in KINDS.items()} | {Kind.ACCESS.value: "I am kept out"}
# For each kind a question, and what helps whoever is to mend it.
_ASKS: dict[Kind, tuple[str, str | None]] = {
    Kind.DEFECT: ("What should have happened?", "And what you did just before: then they can make it happen too."),
    Kind.GAP: ("What should it do?", "And how you get by without it today."),
    Kind.USABILITY: ("What would be easy?", "And what you tried first."),
    Kind.PERFORMANCE: ("How long should it take?", "And how long it takes now; minutes go below."),
    Kind.ACCESS: ("What do you need to get at?", "And what you need it for. No passwords."),
}


@dataclass(frozen=True)
class FormFill:
    """What a form opens with. `token` finds the draft again when it is submitted; `sentence` stands on top; `why` says
    why the product is proposed; `offers` are known issues that it may be; `details` are what Jira requires of reports
    about the product with the key `asks_for`; `file_kinds` are the kinds of files that may come along; `kind` is the
    sort of trouble that was chosen in it.
    """

    token: str
    product: Product | None = None
    what: str = ""
    sentence: str = ""
    why: str = ""
    offers: Sequence[OfferFace] = ()
    asks_for: str = ""
    details: Sequence[FieldAsked] = ()
    file_kinds: Sequence[str] = ()
    kind: Kind | None = None


def notice(sentence: str) -> dict[str, Any]:
    """Render a sentence as a view, for whoever cannot be answered in a channel."""
    return View(type="modal", title="Friction", close="Close", blocks=[section(sentence)]).to_dict()


def report_form(products: Sequence[Product], fill: FormFill) -> dict[str, Any]:
    """Render the form as a view for views.open."""
    blocks: list[Block] = [section(fill.sentence)] if fill.sentence else []
    blocks += [
        InputBlock(
            block_id="product",
            label="Which tool is it?",
            hint=fill.why or None,
            dispatch_action=True,  # Jira may require more of some products' reports
            element=product_select(products, fill.product),
        ),
        InputBlock(
            block_id="what",
            label="What happens?",
            dispatch_action=True,
            element=PlainTextInputElement(
                action_id="what",
                multiline=True,
                max_length=LONGEST_INPUT,
                initial_value=fill.what[:LONGEST_INPUT] or None,
                placeholder="The VPN drops every hour on the train, and I have to log in again",
                focus_on_load=True,
                dispatch_action_config=DispatchActionConfig(trigger_actions_on=["on_character_entered"]),
            ),
        ),
        *offer_blocks(fill.offers),
        *detail_blocks(fill.asks_for, fill.details),
        InputBlock(
            block_id="kind",
            label="What sort of trouble is it?",
            optional=True,
            dispatch_action=True,  # each sort is asked its own question
            element=_select("kind", _SORTS, fill.kind),
        ),
        *_expected(fill.kind),
        InputBlock(block_id="frequency", label="How often?", optional=True, element=_select("frequency", FREQUENCIES)),
        InputBlock(
            block_id="minutes",
            label="Minutes lost each time",
            optional=True,
            element=NumberInputElement(
                action_id="minutes",
                placeholder="10",
                is_decimal_allowed=False,
                min_value="0",
                max_value=str(MOST_MINUTES),
            ),
        ),
        InputBlock(
            block_id="who_else", label="Who else feels this?", optional=True, element=_select("who_else", WHO_ELSE)
        ),
        *_files(fill.file_kinds),
        InputBlock(block_id="privacy", label="Your name", optional=True, element=_hide_name()),
    ]
    view = View(
        type="modal",
        callback_id=CALLBACK,
        title="Report friction",
        submit="Report",
        close="Cancel",
        private_metadata=fill.token,
        blocks=blocks,
    )
    return view.to_dict()


def product_options(products: Sequence[Product], typed: str = "") -> list[Option]:
    """The products whose name or alias contains what was typed, best known first, at most what Slack shows."""
    wanted = typed.casefold().strip()
    found = [p for p in products if not wanted or any(wanted in word.casefold() for word in p.words)]
    return [_option(product) for product in found[:MOST_OPTIONS]]


def form_offer(token: str, sentence: str) -> Message:
    """Offer to open the form again."""
    button = ButtonElement(text="Open the form", action_id=OPEN_FORM, value=token, style="primary")
    return Message(text=plain(sentence), blocks=[section(sentence), ActionsBlock(elements=[button])])


def product_select(
    products: Sequence[Product], chosen: Product | None
) -> StaticSelectElement | ExternalDataSelectElement:
    """A menu of the products or, where there are more than a menu holds, a field in which one is found by typing."""
    initial = _option(chosen) if chosen else None
    if len(products) <= MOST_OPTIONS:
        return StaticSelectElement(
            action_id="product",
            placeholder="Choose a tool",
            options=[_option(product) for product in products],
            initial_option=initial,
        )
    return ExternalDataSelectElement(
        action_id="product", placeholder="Type a tool's name", initial_option=initial, min_query_length=1
    )


def _option(product: Product) -> Option:
    name = product.name if len(product.name) <= 75 else product.name[:74] + "…"  # noqa: PLR2004  (Slack's limit)
    return Option(text=name, value=product.key)


def _files(kinds: Sequence[str]) -> list[Block]:
    """The input for files; none where they must stay in Slack."""
    if not kinds:
        return []
    # The SDK has no class for this element. Without max_files Slack takes ten, as we do of a message.
    element = {"type": "file_input", "action_id": "files", "filetypes": list(kinds)}
    hint = "They go along to Jira. What is in a picture I cannot mask."
    return [InputBlock(block_id="files", label="Pictures or files", hint=hint, optional=True, element=element)]


def _expected(kind: Kind | None) -> list[Block]:
    """The question that a kind of trouble leaves open; what is typed stays when another is asked in its place."""
    label, hint = _ASKS[kind] if kind else ("What did you expect?", None)
    field = PlainTextInputElement(action_id="expected", multiline=True, max_length=LONGEST_INPUT)
    return [InputBlock(block_id="expected", label=label, hint=hint, optional=True, element=field)]


def _hide_name() -> CheckboxesElement:
    """An honest offer: hidden is not anonymous."""
    option = Option(
        value=HIDE_NAME,
        text="Hide my name from Jira and channels",
        description=MarkdownTextObject(text="The loop still knows it, to tell you how it ends. Its admins can see it."),
    )
    return CheckboxesElement(action_id="privacy", options=[option])


def _select(action_id: str, words: dict[str, str], chosen: str | None = None) -> StaticSelectElement:
    options = {value: Option(text=text, value=value) for value, text in words.items()}
    first = options[chosen] if chosen else None
    return StaticSelectElement(
        action_id=action_id, placeholder="Choose", options=list(options.values()), initial_option=first
    )
