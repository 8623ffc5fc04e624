"""`friction erase` and `friction export`: what is held about a person, and forgetting it."""

from __future__ import annotations

import json
import re
import threading
import time
from dataclasses import asdict, dataclass

from slack_sdk import WebClient

from bot.compose.parts import Parts
from bot.messages.text import counted
from bot.opening import StartRefusedError
from bot.sheet import as_table
from bot.slack_failures import speaking
from loop.answers import AnswerError
from loop.erasing import Erased, Erasing
from loop.exporting import Record, held_about, report_record
from storage.holdings import every_report

# A message that is being sent is through after this many seconds, or its worker's lease has run out.
_LONGEST_WAIT = 60.0
_SLACK_ID = re.compile(r"<?@?([UW][A-Z0-9]{2,})(?:\|[^>]*)?>?", re.IGNORECASE)


@dataclass(frozen=True)
class Known:
    """What a person goes by. remark: what Slack would not tell, empty if it told all."""

    names: tuple[str, ...]
    remark: str = ""


def known_as(client: WebClient, user: str) -> Known:
    """Find the e-mail address to a Slack id, or the id to an address. Slack tells only an app that may ask."""
    user = user.strip()
    try:
        with speaking(writing=False):
            if "@" in user and not user.startswith(("@", "<")):
                found = client.users_lookupByEmail(email=user)["user"]
                return Known((str(found["id"]), user))
            mentioned = _SLACK_ID.fullmatch(user)
            if mentioned is None:
                return Known((user,))
            user = mentioned[1].upper()
            email = client.users_info(user=user)["user"]["profile"].get("email", "")
    except AnswerError as problem:
        return Known((user,), f"Slack did not tell what else {user} goes by: {problem.reason}.")
    if email:
        return Known((user, str(email)))
    return Known((user,), f"Slack did not tell the e-mail address of {user}.")


def erase_person(parts: Parts, user: str, *, as_json: bool) -> None:
    """Erase a person and say what was done."""
    known = known_as(parts.slack, user)
    erased = _through(parts, known.names)
    clean = _forget_overwritten(parts)
    if as_json:
        told = asdict(erased) | {"names": known.names, "remark": known.remark, "log_cleaned": clean}
        print(json.dumps(told))  # noqa: T201  (it is the command's output)
        return
    print("\n".join(_told(known, erased, clean=clean)))  # noqa: T201  (it is the command's output)


def _through(parts: Parts, names: tuple[str, ...]) -> Erased:
    erasing = Erasing(parts.work, parts.settings.unknown_grace_seconds)
    pause, deadline = threading.Event(), time.monotonic() + _LONGEST_WAIT
    while (erased := erasing.erase(names, parts.clock.now())).in_hand:
        if time.monotonic() > deadline:
            raise StartRefusedError("A message to this person is being sent; nothing was erased. Run it again.")
        pause.wait(0.2)
    return erased


def _forget_overwritten(parts: Parts) -> bool:
    pause, deadline = threading.Event(), time.monotonic() + 5.0
    while not parts.work.forget_overwritten():
        if time.monotonic() > deadline:
            return False
        pause.wait(0.2)
    return True


def _told(known: Known, erased: Erased, *, clean: bool) -> list[str]:
    names = " or ".join(known.names)
    found = erased.reports or erased.drafts or erased.history or erased.messages
    lines = [_counts(erased) if found else f"Nothing is held about {names}."]
    if erased.withdrawn:
        lines.append(f"{counted(erased.withdrawn, 'report was', 'reports were')} not filed yet; now withdrawn.")
    if erased.still_waiting:
        waiting = counted(erased.still_waiting, "write to Jira or Slack waits", "writes to Jira and Slack wait")
        lines.append(
            f"{waiting} for a worker; `friction outbox list --all` shows them. Run this again when they are done."
        )
    if known.remark:
        lines.append(f"{known.remark} What is kept under another name is not reached: give that one, too.")
    if not clean:
        lines.append("The database's log file was in use, so it may hold old text still; run this again.")
    lines.append("Backups, Jira's own history of an issue and posts in channels are not reached: docs/privacy.md.")
    return lines


def _counts(erased: Erased) -> str:
    parts = [
        counted(erased.reports, "report", "reports"),
        counted(erased.drafts, "draft", "drafts"),
        counted(erased.messages, "direct message", "direct messages"),
        counted(erased.issues, "Jira issue", "Jira issues"),
        counted(erased.history, "other entry of the history", "other entries of the history"),
    ]
    return f"Erased: {', '.join(parts)}. The reports still count, without name and words."


def export(parts: Parts, user: str, *, as_csv: bool) -> None:
    """Print what is held about a person, or of everybody's reports when nobody is named."""
    known = known_as(parts.slack, user) if user else None
    with parts.work.reading() as session:
        if known is None:
            held: Record = {"reports": [report_record(report) for report in every_report(session)]}
        else:
            held = {"names": list(known.names), "remark": known.remark, **held_about(session, known.names)}
    if as_csv:
        print(as_table(list(next(iter(held["reports"]), ())), held["reports"]), end="")  # noqa: T201  (it is the command's output)
    else:
        print(json.dumps(held, ensure_ascii=False, indent=2))  # noqa: T201  (it is the command's output)
