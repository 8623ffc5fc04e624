"""What becomes owed because of what: one function per kind of write, each with the key that makes it happen once."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from loop.tracker.text import LONGEST_QUOTE
from storage.attachment import files_of
from storage.co_report import CoReport
from storage.database import Session, database_seconds
from storage.deflection import Deflection
from storage.home import home_of
from storage.issue import Issue
from storage.message import CARD, Message, cards_of, message_of, messages_under
from storage.note import Note, notes_of
from storage.outbox import Owed, owe, waits_for
from storage.report import Report

JIRA = "jira"
SLACK = "slack"
MODEL = "model"
# Seconds: much changes together, and the home is shown once for it.
HOME_DELAY = 0.5
CARD_REMINDER = "card_reminder"
REMOVAL = "removal"
# Seconds: Slack may say that the app is removed a moment before it refuses the token.
REMOVAL_DELAY = 5.0


def filing_key(report: Report) -> str:
    """The outbox key of a report's filing."""
    return f"file:{report.reference}"


def receipt_key(report: Report) -> str:
    """The outbox key of a report's receipt."""
    return receipt_key_of(report.reference)


def receipt_key_of(reference: str) -> str:
    """The same, of a report known by its reference."""
    return f"receipt:{reference}"


def card_key(report: Report, desk: str) -> str:
    """The outbox key of a report's card in one place: a channel, or the id of an owner."""
    return f"card:{report.reference}:{desk}"


def addition_key(report: Report, note: Note | None) -> str:
    """The outbox key of the comment that carries what was said later or, without a note, a merged report's words."""
    return f"addition:{report.reference}:{note.id if note else 'merged'}"


def addition_keys(session: Session, report: Report) -> list[str]:
    """The outbox keys of all comments that may carry this reporter's words."""
    return [addition_key(report, note) for note in (None, *notes_of(session, report))]


def end_key(jira_id: str, end: int, person: str) -> str:
    """The outbox key of the news of an issue's so-manieth end to one person."""
    return f"end:{jira_id}:{end}:{person}"


def still_broken_key(jira_id: str, end: int, person: str) -> str:
    """The outbox key of the comment that a person says an end did not mend it."""
    return f"still-broken:{jira_id}:{end}:{person}"


def owe_filing(session: Session, report: Report, *, delay: float = 0.0) -> None:
    """Owe the Jira issue of a report, after `delay` seconds."""
    owe(session, target=JIRA, kind="file", key=filing_key(report), report_id=report.id, delay=delay)


def owe_receipt(session: Session, report: Report) -> None:
    """Owe the reporter's receipt."""
    owe_home(session, report.reporter)
    _owe_slack(session, "receipt", receipt_key(report), report.reporter, report_id=report.id)


def owe_receipt_update(session: Session, report: Report, why: str) -> None:
    """Owe the receipt's new face; `why` names the change, so that each change is shown once."""
    if report.erased_at is not None:
        return
    owe_home(session, report.reporter)
    key = f"receipt-update:{report.reference}:{why}"
    _owe_slack(session, "receipt_update", key, report.reporter, report_id=report.id)
    if report.channel:
        _owe_channel(session, "captured_update", f"captured-update:{report.reference}:{why}", report)


def owe_capture(session: Session, person: str, what: dict[str, Any]) -> None:
    """Owe taking in a message of Slack that a person pointed at: where it stands, and what was read of it already."""
    message = f"{what['channel']}:{what['ts']}"
    key, name = f"capture:{message}:{person}", f"slack:capture:{message}"
    owe(session, target=SLACK, kind="capture", key=key, bucket=name, payload={"person": person, **what})


def owe_removal(session: Session, event: str, now: datetime, *, gone: bool) -> None:
    """Owe a look whether Slack still takes our token: an event said that it does not, or even that the app is `gone`.
    While Slack refuses us, this waits with all else, and says since when.
    """
    payload = {"at": now.isoformat(), "gone": gone}
    owe(session, target=SLACK, kind=REMOVAL, key=f"{REMOVAL}:{event}", payload=payload, delay=REMOVAL_DELAY)


def captured_key(report: Report) -> str:
    """The outbox key of the word in the thread that a message became this report."""
    return f"captured:{report.reference}"


def owe_captured(session: Session, report: Report) -> None:
    """Owe that word, where a message of a channel became the report. Of a matter of security nothing is said there."""
    if report.channel and not report.restricted:
        _owe_channel(session, "captured", captured_key(report), report)


def owe_update(session: Session, report: Report, why: str) -> None:
    """Owe every message that shows a report its new face: the receipt, and the cards."""
    owe_receipt_update(session, report, why)
    owe_card_updates(session, report, why)


def owe_filed(session: Session, report: Report, issue: Issue) -> None:
    """Owe what follows from a report's being filed: its new face, and what was said of it while that was under way."""
    owe_update(session, report, "filed")
    if len(report.what) > LONGEST_QUOTE:
        owe_whole_text(session, report, issue)
    owe_files(session, report, issue)
    for note in notes_of(session, report):
        if note.as_comment:
            owe_addition(session, issue, report, note)


def owe_whole_text(session: Session, report: Report, issue: Issue) -> None:
    """Owe an issue, as a file, the words of a report that its description could not hold."""
    key, payload = f"whole-text:{report.reference}", {"issue": issue.id}
    bucket = f"jira:files:{issue.jira_id}"  # nothing else on the issue waits for it
    owe(session, target=JIRA, kind="whole_text", key=key, bucket=bucket, payload=payload, report_id=report.id)


def owe_standing(session: Session, issue: Issue) -> None:
    """Owe every message that shows how an issue stands its new face, of reports and of everyone who said "me too"."""
    why = f"{issue.jira_id}:{issue.ends}:{issue.ended}"
    for report in issue.reports:
        owe_update(session, report, why)
    for co_report in issue.joined:
        owe_me_too_update(session, co_report, why)


def owe_files(session: Session, report: Report, issue: Issue) -> None:
    """Owe an issue the files that came with a report. They wait apart: nothing else on the issue waits for Slack."""
    for file in files_of(session, report.id):
        if not file.problem:
            key, bucket = f"attach:{report.reference}:{file.id}", f"jira:files:{issue.jira_id}"
            payload = {"issue": issue.id, "file": file.id}
            owe(session, target=JIRA, kind="attach", key=key, bucket=bucket, payload=payload, report_id=report.id)


def owe_card(session: Session, report: Report) -> None:
    """Owe a report's card where it is decided on now; if one stands there, it will show how things are."""
    key = card_key(report, report.desk)
    if message_of(session, key) is None:
        _owe_desk(session, CARD, key, report, report.desk)


def owe_card_updates(session: Session, report: Report, why: str) -> None:
    """Owe all cards of a report their new face. One whose post is under way looks for itself what has changed."""
    for card in cards_of(session, report.id):
        _owe_desk(session, "card_update", f"card-update:{why}:{card.key}"[:255], report, card.key.rpartition(":")[2])


def owe_card_reminder(session: Session, card: Message, report: Report) -> None:
    """Owe the thread of a card the word that it waits."""
    _owe_desk(session, CARD_REMINDER, f"{CARD_REMINDER}:{card.key}"[:255], report, report.desk)


def owe_question(session: Session, report: Report, note: Note) -> None:
    """Owe the reporter what somebody who triages wants to know."""
    key = f"question:{report.reference}:{note.id}"
    _owe_slack(session, "question", key, report.reporter, {"note": note.id}, report_id=report.id)


def owe_risk(session: Session, report: Report, person: str, why: str) -> None:
    """Owe whoever answers for a product's risks the news of a report of high risk, with the rule that says so."""
    _owe_slack(session, "risk", f"risk:{report.reference}:{person}", person, {"why": why}, report_id=report.id)


def owe_proposal(session: Session, report: Report) -> None:
    """Owe a report that waits for a person the proposal of a model, once."""
    owe(session, target=MODEL, kind="propose", key=f"propose:{report.reference}", report_id=report.id)


def owe_refusal(session: Session, report: Report) -> None:
    """Owe the reporter the news that their report was declined before it was filed, with the reason."""
    _owe_slack(session, "declined", f"declined:{report.reference}", report.reporter, report_id=report.id)


def owe_addition(session: Session, issue: Issue, report: Report, note: Note | None = None) -> None:
    """Owe an issue what a reporter said later or, without a note, the words of a report that was merged into it."""
    key = addition_key(report, note)
    bucket = f"jira:issue:{issue.jira_id}"
    payload = {"issue": issue.id, "person": report.reporter, "note": note.id if note else None}
    owe(session, target=JIRA, kind="addition", key=key, bucket=bucket, payload=payload, report_id=report.id)


def owe_home(session: Session, person: str, delay: float = HOME_DELAY) -> None:
    """Owe a person's home its new face, if they have ever opened it. delay: seconds in which more may change."""
    if home_of(session, person) is not None:
        _owe_slack(session, "home", f"home:{secrets.token_hex(6)}:{person}", person, delay=delay)


def owe_empty_home(session: Session, person: str) -> None:
    """Owe the home of somebody who was erased the face of one of whom nothing is known."""
    key = f"home-emptied:{secrets.token_hex(6)}"
    owe(session, target=SLACK, kind="home_emptied", key=key, bucket="slack:retract", payload={"user": person})


def owe_end(session: Session, issue: Issue, debounce: float) -> None:
    """Owe everyone concerned the news that an issue ended, once the end has stood for `debounce` seconds."""
    for person in _people(issue):
        if issue.corrected_at and _came_after_end(issue, person):
            continue  # they were answered by it, before and after
        if message_of(session, end_key(issue.jira_id, issue.ends, person)) is not None:
            continue  # told long ago, and its row was swept: somebody merged in later does not make it news again
        payload = {"issue": issue.id, "end": issue.ends}
        _owe_slack(session, "end", end_key(issue.jira_id, issue.ends, person), person, payload, delay=debounce)


def owe_reopened(session: Session, issue: Issue, debounce: float) -> None:
    """Owe everyone who was told of the end the news that it no longer stands."""
    for person in _people(issue):
        payload = {"issue": issue.id, "end": issue.ends, "told_by": end_key(issue.jira_id, issue.ends, person)}
        key = f"reopened:{issue.jira_id}:{issue.ends}:{person}"
        _owe_slack(session, "reopened", key, person, payload, delay=debounce)


def owe_reopened_later(session: Session, payload: dict[str, Any], number: int, delay: float) -> None:
    """Owe the same, so many seconds later: the news of the end is still on its way, so nobody knows yet whether it was
    told. number: of the row that found it so, which makes this happen once.
    """
    end, _, person = payload["told_by"].rpartition(":")
    key = f"reopened:{end.partition(':')[2]}.{number}:{person}"
    _owe_slack(session, "reopened", key, person, payload, delay=delay)


def me_too_key(number: int) -> str:
    """The outbox key of the word to somebody that their "me too" counts."""
    return f"me-too:{number}"


def owe_me_too(session: Session, co_report: CoReport) -> bool:
    """Owe a co-reporter the word that they will hear of the end. False if they were sent it before."""
    owe_home(session, co_report.person)
    return _owe_slack(session, "me_too", me_too_key(co_report.id), co_report.person, _about(co_report))


def owe_me_too_update(session: Session, co_report: CoReport, why: str) -> None:
    """Owe that message its new face; `why` names the change."""
    owe_home(session, co_report.person)
    key = f"me-too-update:{co_report.id}:{why}"
    _owe_slack(session, "me_too_update", key, co_report.person, _about(co_report))


def follow_up_key(number: int) -> str:
    """The outbox key of the question whether an answer helped."""
    return f"follow-up:{number}"


def owe_follow_up(session: Session, taken: Deflection) -> None:
    """Owe whoever took a known answer the question whether it helped."""
    # Who took it anew after it had not helped is asked anew.
    key = follow_up_key(taken.id)
    if not _owe_slack(session, "follow_up", key, taken.person, {"number": taken.id}):
        owe_follow_up_update(session, taken, f"again-{taken.taken_at}")


def owe_follow_up_update(session: Session, taken: Deflection, why: str) -> None:
    """Owe that message its new face; `why` names the change."""
    key = f"follow-up-update:{taken.id}:{why}"
    _owe_slack(session, "follow_up_update", key, taken.person, {"number": taken.id})


def owe_form(session: Session, person: str, token: str, sentence: str) -> None:
    """Owe a person a button that opens the form again, because it could not be opened in time."""
    _owe_slack(session, "form", f"form:{token}", person, {"token": token, "sentence": sentence})


def owe_summary(session: Session, person: str, rows: Sequence[Owed], *, most: int) -> None:
    """Owe one summary instead of news that waits for one person, once the youngest of it has stood long enough."""
    now = database_seconds(session)
    items = [{"key": row.key, "kind": row.kind, **row.payload} for row in rows]
    _owe_page(session, person, items, most, delay=max(0.0, *((row.due or now) - now for row in rows)))


def owe_next_page(session: Session, page: dict[str, Any], thread_ts: str | None, *, most: int) -> None:
    """Owe what did not fit on a page of a summary, in the thread of the first one; None: none was posted yet."""
    if page["rest"]:
        _owe_page(session, page["person"], page["rest"], most, thread_ts=thread_ts)


def _owe_page(
    session: Session,
    person: str,
    items: list[dict[str, Any]],
    most: int,
    *,
    delay: float = 0.0,
    thread_ts: str | None = None,
) -> None:
    payload = {"items": items[:most], "rest": items[most:], "thread_ts": thread_ts}
    _owe_slack(session, "summary", f"summary:{items[0]['key']}", person, payload, delay=delay)


def reminder_key(told: str) -> str:
    """The outbox key of the reminder of what was told under a key."""
    return f"reminder:{told}"[:255]


def owe_reminder(session: Session, person: str, ends: Sequence[Message]) -> None:
    """Owe a person one reminder of all these ends that they were told."""
    items = [
        {"key": reminder_key(told.key), "kind": "reminder", "issue": told.issue_id, "end": told.end} for told in ends
    ]
    _owe_slack(session, "reminder", str(items[0]["key"]), person, {"items": items})


def claim_key(number: int, desk: str) -> str:
    """The outbox key of the question to a product's owner, or in a channel, whether a claim of money is right."""
    return f"money:{number}:{desk}"


def owe_claim(session: Session, number: int, desk: str) -> None:
    """Owe that question."""
    _owe_money(session, "money", claim_key(number, desk), number, desk)


def owe_claim_update(session: Session, number: int, why: str) -> None:
    """Owe that message its new face, wherever it was posted; `why` names the change. One whose post is under way looks
    for itself what has changed.
    """
    for asked in messages_under(session, claim_key(number, "")):
        desk = asked.key.rpartition(":")[2]
        _owe_money(session, "money_update", f"money-update:{number}:{why}:{desk}"[:255], number, desk)


def _owe_money(session: Session, kind: str, key: str, number: int, desk: str) -> None:
    payload = {"number": number, "desk": desk}
    owe(session, target=SLACK, kind=kind, key=key, bucket=f"slack:{desk}", payload=payload)


def owe_share(session: Session, person: str, channel: str, question: str, asked_at: str) -> None:
    """Owe a channel the answer to somebody's question, once for the answer that was given them there at asked_at."""
    payload = {"person": person, "channel": channel, "question": question}
    key = f"share:{channel}:{asked_at}:{person}"
    owe(session, target=SLACK, kind="share", key=key, bucket=f"slack:{channel}", payload=payload)


def owe_answer_shown(session: Session, post: str, person: str, why: int | str) -> None:
    """Owe the update of the message that told of an end, alone or with others: it shows what its reader answered, and
    what was said about it. why: names the change.
    """
    owe_home(session, person)
    key = f"answer-shown:{post}:{why}"[:255]
    _owe_slack(session, "answer_shown", key, person, {"post": post})


def owe_still_broken(session: Session, issue: Issue, end: int, person: str) -> None:
    """Owe the issue a comment that somebody says it is not fixed."""
    key = still_broken_key(issue.jira_id, end, person)
    bucket = f"jira:issue:{issue.jira_id}"
    payload = {"issue": issue.id, "person": person, "end": end}
    owe(session, target=JIRA, kind="still_broken", key=key, bucket=bucket, payload=payload)


def owe_issue_erasure(
    session: Session, issue: Issue, references: list[str], markers: list[str], title: str, delay: float = 0.0
) -> None:
    """Owe an issue that it forgets who reported it and in which words. references: of the reports that are erased;
    markers: of the comments that the loop wrote for their reporter. delay: seconds until a lost write must be there.
    """
    payload = {"issue": issue.id, "references": references, "markers": markers, "title": title}
    key = f"erase:{issue.jira_id}:{secrets.token_hex(6)}"
    bucket = f"jira:issue:{issue.jira_id}"
    owe(session, target=JIRA, kind="erase", key=key, bucket=bucket, payload=payload, delay=delay)


def owe_retraction(session: Session, channel: str, ts: str, token: str) -> None:
    """Owe the deletion of a message that was posted, or may have been: then it is found by its token."""
    payload = {"channel": channel, "ts": ts, "token": token}
    key = f"retract:{secrets.token_hex(6)}"
    owe(session, target=SLACK, kind="retract", key=key, bucket="slack:retract", payload=payload)


def owe_labels(session: Session, survivor: Issue, labels: list[str]) -> None:
    """Owe the survivor of a merge the labels of what was merged into it."""
    key = f"labels:{survivor.jira_id}:{','.join(sorted(labels))}"[:255]
    bucket = f"jira:issue:{survivor.jira_id}"
    owe(session, target=JIRA, kind="labels", key=key, bucket=bucket, payload={"issue": survivor.id, "labels": labels})


def owe_credit(session: Session, report: Report, issue: Issue) -> None:
    """Owe it to the issue that Jira, too, knows who reported it."""
    bucket = f"jira:issue:{issue.jira_id}"
    key = f"credit:{report.reference}"
    owe(session, target=JIRA, kind="credit", key=key, bucket=bucket, payload={"issue": issue.id}, report_id=report.id)


def owe_reach(session: Session, issue: Issue, delay: float) -> None:
    """Owe an issue how many people it concerns by now. It is read when it is written, so one that waits is enough;
    delay: seconds in which further changes are gathered. Of what only an imported file knows, Jira is told nothing.
    """
    if issue.imported:
        return
    bucket = f"jira:issue:{issue.jira_id}"
    if not waits_for(session, "reach", bucket):
        key = f"reach:{issue.jira_id}:{secrets.token_hex(6)}"
        owe(session, target=JIRA, kind="reach", key=key, bucket=bucket, payload={"issue": issue.id}, delay=delay)


def owe_duplicate_link(session: Session, survivor: Issue, duplicate: Issue) -> None:
    """Owe the link from an issue that was made twice to the one that was kept."""
    key = f"link:{duplicate.jira_id}:{survivor.jira_id}"
    payload = {"duplicate": duplicate.id, "survivor": survivor.id}
    owe(session, target=JIRA, kind="link", key=key, bucket=f"jira:issue:{duplicate.jira_id}", payload=payload)


def owe_stuck(session: Session, row: Owed, person: str) -> None:
    """Owe whoever waits for a write the news that it was given up until an administrator decides."""
    payload = {"of": row.key, **({"issue": row.payload["issue"]} if "issue" in row.payload else {})}
    _owe_slack(session, "stuck", f"stuck:{row.id}:{row.fence}", person, payload, report_id=row.report_id)


def owe_alert(session: Session, channel: str, topic: str, words: dict[str, str]) -> None:
    """Owe the administrators one message about a topic: its headline, reason and cure."""
    owe(
        session,
        target=SLACK,
        kind="alert",
        key=f"alert:{topic}"[:255],
        bucket=f"slack:{channel}",
        payload={"channel": channel, **words},
    )


def owe_digest(
    session: Session, name: str, places: Collection[str], period: str, as_of: datetime, *, late: bool
) -> list[str]:
    """Owe a digest of a period in each of its places, channels or people; returns the outbox keys."""
    keys = []
    for place in places:
        key = f"digest:{name}:{period}" if len(places) == 1 else f"digest:{name}:{period}:{place}"
        payload = {"name": name, "channel": place, "period": period, "as_of": as_of.isoformat(), "late": late}
        owe(session, target=SLACK, kind="digest", key=key, bucket=f"slack:{place}", payload=payload)
        keys.append(key)
    return keys


def owe_digest_part(session: Session, kind: str, payload: dict[str, Any], message_ts: str, part: str) -> None:
    """Owe a picture, or the page, that belongs to a digest that was posted."""
    owe(
        session,
        target=SLACK,
        kind=kind,
        key=f"digest-{part}:{payload['name']}:{payload['period']}",
        bucket=f"slack:{payload['channel']}",
        payload={**payload, "message_ts": message_ts, "part": part},
    )


def gate_key(track: str, review: str) -> str:
    """The outbox key of the evidence for the review of a track on a date."""
    return f"gate:{track}:{review}"


def owe_gate(session: Session, track: str, review: str, owner: str, as_of: datetime) -> None:
    """Owe a track's executive owner the evidence for its review."""
    payload = {"track": track, "review": review, "as_of": as_of.isoformat()}
    _owe_slack(session, "gate", gate_key(track, review), owner, payload)


def owe_gate_update(session: Session, track: str, review: str, owner: str | None) -> None:
    """Owe that message its new face, if there is one: it was decided."""
    if owner is not None and message_of(session, gate_key(track, review)) is not None:
        _owe_slack(session, "gate_update", f"gate-update:{track}:{review}", owner, {"track": track, "review": review})


def _owe_desk(session: Session, kind: str, key: str, report: Report, desk: str) -> None:
    owe(session, target=SLACK, kind=kind, key=key, bucket=f"slack:{desk}", payload={"desk": desk}, report_id=report.id)


def _owe_channel(session: Session, kind: str, key: str, report: Report) -> None:
    where = f"slack:{report.channel}"
    payload = {"person": report.reporter}
    owe(session, target=SLACK, kind=kind, key=key, bucket=where, payload=payload, report_id=report.id)


def _owe_slack(
    session: Session,
    kind: str,
    key: str,
    person: str,
    payload: dict[str, Any] | None = None,
    *,
    report_id: int | None = None,
    delay: float = 0.0,
) -> bool:
    return owe(
        session,
        target=SLACK,
        kind=kind,
        key=key,
        # Slack limits messages per channel, and a person's direct messages are one channel.
        bucket=f"slack:{person}",
        payload={"person": person, **(payload or {})},
        report_id=report_id,
        delay=delay,
    )


def _about(co_report: CoReport) -> dict[str, Any]:
    return {"co_report": co_report.id, "issue": co_report.issue_id}


def _people(issue: Issue) -> list[str]:
    """Everyone whose report the issue carries, in the order they reported, and who said "me too". Imported and erased
    reports have nobody to tell.
    """
    told = [report for report in issue.reports if not report.imported and report.erased_at is None]
    joined = [co_report.person for co_report in issue.joined]
    return list(dict.fromkeys([*(report.reporter for report in told), *joined]))


def _came_after_end(issue: Issue, person: str) -> bool:
    """Whether all that a person reported came when the issue had ended already."""
    theirs = [report for report in issue.reports if report.reporter == person]
    return bool(theirs) and all(report.came_after_end for report in theirs)
