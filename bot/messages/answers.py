"""What `/friction` answers in place: private to whoever asked."""

from __future__ import annotations

from collections.abc import Sequence

from bot.messages.receipt import ReceiptFace
from bot.messages.text import cut, inline, link, masked_sentence, noticed_sentence
from bot.messages.words import ENDS
from config.words import Outcome, State
from loop.intake import Taken

MOST_LISTED = 20

HELP = """*Report what gets in your way, and hear what becomes of it.*
`/friction` opens a form
`/friction what happens` opens it filled in
`/friction PRODUCT: what happens` files in one go, when I know the product by that name
`/friction mine` lists your reports
`/friction status FR-…` tells where one stands, by its reference or its key in Jira, also where you said “me too”
`/friction top` shows the open friction that most people feel
`/friction rate`, or `rate TRACK`, shows how much of what was reported has shipped
`/friction why TRACK` lists the reports behind that number
`/friction help` shows this
Only you see the answers, until you press *Share here*."""

NOT_SAVED = "I could not save that just now, so nothing was filed. Please try again in a minute."
TOO_MANY = "That is a lot of reports at once, so I have not saved this one. Please send it again in a minute."
NOTHING_IN_IT = "There is nothing in it that describes what happens. Try `/friction PRODUCT: what happens`."
NOT_FOUND = "I do not find that among your reports. `/friction mine` lists them."
NOT_YOURS = "I do not find that among your reports, so I did nothing. `/friction mine` lists them."
NOT_ADMIN = (
    "Only the administrators of the friction loop can do that, and you are not one of them. "
    "`/friction help` shows what you can do."
)
NOT_LEAD = "Only the leads of the friction loop read the rates, and you are not one of them."
NO_REPORTS = "You have not reported anything yet. `/friction` opens the form."
PRESS_AGAIN = "That did not work just now. Please press the button once more in a moment."
DIRECT = "A message to me is not a report yet. Shall I open the form with it?"
DIRECT_TALK = "Glad to talk. When a tool gets in your way, the form is here:"
WHICH_TOOL = "I noted what you pointed me to, but not which tool it is about. The form is filled in with it:"
ASKS_MORE = "Jira asks a little more about reports on this tool. Fill that in, and I file it."
WANTS_MORE = (
    "I noted what you pointed me to. Jira asks a little more about reports on this tool; the form has the rest:"
)
FORM_LATE = "Slack took too long to open the form. What you wrote is kept:"


_ELSEWHERE = "This belongs to another workspace or app than the one I serve, so I took nothing in."
_REFUSALS = {
    "guest": "Guests cannot report here yet, so I took nothing in. Please ask a member of this workspace to report it.",
    "stranger": "I take reports from members of my own workspace only. Please tell the person you work with here.",
    "bot": "I take reports from people only.",
    "deactivated": "This account is deactivated, so I took nothing in.",
}


def refusal(why: str) -> str:
    """Why somebody is not let in, in a sentence for them."""
    return _REFUSALS.get(why, _ELSEWHERE)


def taken(done: Taken) -> str:
    """The answer to a report made in one go."""
    lines = [
        f"Got it: *{done.reference}* · {inline(done.title)}",
        f"{_goes(done)} the receipt comes as a direct message.",
    ]
    lines += [masked_sentence(done.masked)] if done.masked else []
    lines += [noticed_sentence(done.noticed)] if done.noticed else []
    return "\n".join(lines)


def _goes(done: Taken) -> str:
    if done.restricted:
        return "It reads like a matter of security, so only those who look after that read it;"
    return f"It goes to the owner of {inline(done.product)};"


def unknown_product(word: str, known: Sequence[str]) -> str:
    """The sentence on top of the form when the product was not known."""
    some = ", ".join(inline(name, 40) for name in known[:8])
    return f"I do not know a tool called “{inline(word, 60)}”, so please choose one. Among those I know: {some}."


def standing(face: ReceiptFace) -> str:
    """Where one report stands, in one line."""
    words = ENDS[face.outcome or Outcome.UNKNOWN]
    key = link(face.url, face.key) if face.key and words.linked else face.key
    parts = [f"*{face.reference}*", inline(face.title, 80), inline(face.product, 40), f"{key} {_state(face)}".strip()]
    return " · ".join(parts)


def mine(faces: Sequence[ReceiptFace]) -> str:
    """One's own reports, newest first."""
    if not faces:
        return NO_REPORTS
    return cut("\n".join(standing(face) for face in faces[:MOST_LISTED]), 3000)


def _state(face: ReceiptFace) -> str:
    match face.state:
        case State.RECEIVED:
            if face.waits:
                return "waits for a decision"
            return "held up: the admins know" if face.held_up else "being filed"
        case State.FILED:
            return "is open"
        case State.WITHDRAWN:
            return "withdrawn"
        case _:
            return ENDS[face.outcome or Outcome.UNKNOWN].headline
