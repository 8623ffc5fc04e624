"""What the pictures of docs/messages.md show: the product's own messages and views, with made-up reports in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.messages import ends, follow_up, form, home, known, me_too, own_report, receipt, summary, talk
from bot.messages.card import Alike, CardFace, Hints, card
from bot.messages.text import Message, section
from config.catalogue import JiraDestination, Product
from config.words import Outcome, State
from loop.tracker.screen import FieldAsked
from loop.triage.priority import Score
from loop.triage.queue import Ranked
from loop.triage.reading import Part
from storage.felt import Felt
from tests.figures import test_digest_message as digests
from tests.pictures import leading

Payload = dict[str, Any]

NOON = datetime(2026, 3, 3, 12, 5, tzinfo=UTC)
SITE = "https://jira.example/browse/"
WORDS = "The VPN drops every hour on the train, and I have to log in again"
TITLE = "VPN drops every hour on the train"
VPN = Product(key="vpn", name="VPN", track="network", owner="U0OLGA", jira=JiraDestination(project="NET"))
SCREEN = (
    FieldAsked("customfield_1", "Region", kind="option", allowed=("North", "South")),
    FieldAsked("customfield_2", "Client version"),
    FieldAsked("customfield_3", "Needed by", kind="date"),
)
OFFERS = (
    known.OfferFace("1", "NET-88", f"{SITE}NET-88", "VPN reconnects on every change of network", False, 12, "1"),
    known.OfferFace(
        jira_id="2",
        key="NET-41",
        url=f"{SITE}NET-41",
        title="VPN asks for the code twice",
        shipped=True,
        people=30,
        answer="2",
        shipped_at=NOON - timedelta(days=40),
        note="From client 5.1 on the code is asked for once a day.",
        can_answer=True,
    ),
)
RECEIPT = receipt.ReceiptFace("FR-7K2Q", TITLE, "VPN", State.RECEIVED, None)
FILED = replace(RECEIPT, state=State.FILED, key="NET-93", url=f"{SITE}NET-93")
END = ends.EndFace(
    jira_id="3",
    end=1,
    key="NET-93",
    url=f"{SITE}NET-93",
    title=TITLE,
    outcome=Outcome.INTEGRATED,
    said="",
    references=("FR-7K2Q",),
    reported_at=NOON,
    others=12,
    released_in="5.3",
    last=ends.LastWord("Maria", "It kept one session for each cell. Restart the client once to get it.", "1"),
)
NOT_DONE = replace(
    END,
    key="NET-90",
    url=f"{SITE}NET-90",
    title="No split tunnel for video calls",
    outcome=Outcome.DECLINED,
    said="Won't Do",
    hears=True,
    last=ends.LastWord("Maria", "The vendor ends this client in June; the new one has it.", "2"),
)
CARD = CardFace(
    reference="FR-7K2Q",
    title=TITLE,
    what=f"{WORDS}.\nIt began with client 5.2.",
    expected="One session for the whole ride",
    product="VPN",
    reporter="ann",
    reported_at=NOON,
    impact=("Every day", "about 10 minutes each time", "My team", "Region: North", "Client version: 5.2"),
    permalink="https://talks.slack.com/archives/C1/p1",
    state=State.RECEIVED,
    outcome=None,
    waits=True,
    here=True,
)
HINTS = Hints(
    product="VPN",
    why="95% sure: says “VPN”",
    similar=(Alike("NET-88", f"{SITE}NET-88", "", "VPN reconnects on every change of network", 12, shipped=False),),
    to_ask=Part.STEPS,
    priority="41: 1 person × 10 min × daily × slows down",
    sort="Something is broken (70% sure: says “drops”) · slows people down (50% sure: no word says otherwise)",
)


def scenes() -> dict[str, list[Payload]]:
    """Each picture by its name: the messages, or the view, that stand in it."""
    return {
        "form": [_form()],
        "receipt": [_said(receipt.receipt(replace(RECEIPT, to_ask=Part.STEPS))), _said(receipt.receipt(_kept_back()))],
        "is-it-this": [_said(_held(), visible_to="U1ANN")],
        "me-too": [_said(me_too.me_too_notice(_joined()))],
        "card": [_said(card(CARD, HINTS))],
        "question": [_said(own_report.question("FR-7K2Q", TITLE, "Which client do you use, and on which network?"))],
        "declined": [
            _said(own_report.refusal("FR-7K2Q", TITLE, "VPN", "The vendor ends this client in June.")),
            _said(ends.end_notice(NOT_DONE)),
        ],
        "end": [_said(ends.end_notice(END)), _said(ends.end_notice(replace(END, answer="fixed")))],
        "reminder": [_said(summary.reminder([summary.SummaryLine(END)], "reminder"))],
        "bulk-close": [_said(summary.summary(_lines(), "summary", 5))],
        "comment": [_said(talk.speech(_comment()))],
        "follow-up": [_said(follow_up.follow_up(_taken()))],
        "home": [_home()],
        **{name: [_said(message)] for name, message in leading.messages().items()},
    }


def _said(message: Message, **more: Any) -> Payload:
    return {**message.arguments(), "ts": f"{NOON.timestamp():.6f}", "bot_id": "B0", **more}


def _form() -> Payload:
    fill = form.FormFill(
        token="token",
        product=VPN,
        what=WORDS,
        why="I chose it because your text says “VPN”.",
        offers=OFFERS,
        asks_for=VPN.key,
        details=SCREEN,
        file_kinds=("png", "pdf"),
    )
    return form.report_form([VPN], fill)


def _kept_back() -> receipt.ReceiptFace:
    why = "only gif, heic, jpeg, jpg, mov, mp4, pdf, png, webm, webp may leave Slack"
    return replace(FILED, masked=("Slack token",), kept_back=(("client.log", why),))


def _held() -> Message:
    first = f"Got it: *FR-7K2Q* · {TITLE}"
    return Message(first, [section(first), *known.offer_blocks(OFFERS[:1], known.HELD)])


def _joined() -> me_too.MeTooFace:
    return me_too.MeTooFace(7, "NET-88", f"{SITE}NET-88", OFFERS[0].title, 12, stands=True)


def _taken() -> follow_up.FollowUpFace:
    return follow_up.FollowUpFace(7, "NET-41", f"{SITE}NET-41", OFFERS[1].title, None, "token")


def _lines() -> list[summary.SummaryLine]:
    ended = (
        ("The login page is blank on phones", Outcome.INTEGRATED, "fixed"),
        ("VPN asks for the code twice", Outcome.INTEGRATED, ""),
        ("No split tunnel for video calls", Outcome.DECLINED, ""),
        ("The client freezes after sleep", Outcome.NOT_REPRODUCIBLE, ""),
        ("The list of gateways is out of date", Outcome.INTEGRATED, ""),
    )
    return [
        summary.SummaryLine(
            replace(
                END,
                jira_id=str(number),
                key=f"NET-{61 + number}",
                url=f"{SITE}NET-{61 + number}",
                title=title,
                outcome=outcome,
                answer=answer,
            )
        )
        for number, (title, outcome, answer) in enumerate(ended)
    ]


def _comment() -> talk.Speech:
    words = "We could reproduce it: the session ends when the train changes cells. A fix is planned for May."
    return talk.Speech(talk.Voice.OWNER, "", words, "VPN", "NET-93", f"{SITE}NET-93")


def _home() -> Payload:
    felt = [
        Felt("NET-88", "VPN reconnects on every change of network", "vpn", 12, 85, NOON - timedelta(days=40)),
        Felt("NET-93", TITLE, "vpn", 5, 50, NOON - timedelta(days=3)),
        Felt("WIKI-7", "The wiki search finds nothing new", "wiki", 4, 20, NOON - timedelta(days=9)),
    ]
    face = home.HomeFace(
        shown_at=NOON,
        mine=[FILED, replace(RECEIPT, reference="FR-7K31", title="The wiki search finds nothing new", product="Wiki")],
        told=[(line, NOON - timedelta(days=1)) for line in _lines()[:2]],
        felt=felt,
        cards=[digests.card(233, 107, name="Access and network", key="network")],
        owned=["VPN"],
        undecided=[home.Undecided("FR-7K35", "The client asks for the code twice", "VPN", NOON, "C2")],
        undecided_in_all=1,
        queue=_ranked(felt[:2]),
    )
    return home.home(face, lambda key: f"{SITE}{key}", {"vpn": "VPN", "wiki": "Wiki"}.__getitem__)


def _ranked(felt: Sequence[Felt]) -> list[Ranked]:
    return [
        Ranked(felt[0], Score(62, "62: 12 people × 10 min × daily × slows down")),
        Ranked(felt[1], Score(41, "41: 5 people × 10 min × daily × slows down")),
    ]
