"""Questions to the loop, and what is answered. Whoever asks sees the answer; rights are asked each time."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime

from bot.faces import Faces
from bot.messages import answers
from bot.messages import questions as words
from bot.messages.me_too import standing
from bot.messages.text import Message
from config.catalogue import Catalogue, CatalogueFile, Track
from config.clock import Clock
from loop.rights import Refusal, Rights
from loop.scorecard import behind, scorecards
from storage.co_report import co_report_on
from storage.database import Database
from storage.felt import most_felt
from storage.report import Report, own_report, reports_of

MOST_FELT = 10
_REFERENCE = re.compile(r"fr-[0-9a-z]{4,13}")

Paragraphs = Sequence[str]


class RefusedQuestionError(Exception):
    """The question is not answered to this person, for a reason that is a sentence."""


class Questions:
    """Answers `mine`, `status`, `top`, `rate`, `why` and `help`."""

    def __init__(
        self,
        database: Database,
        faces: Faces,
        rights: Rights,
        catalogue: CatalogueFile,
        clock: Clock,
        url_of: Callable[[str], str],
    ) -> None:
        self._database = database
        self._faces = faces
        self._rights = rights
        self._catalogue = catalogue
        self._clock = clock
        self._url_of = url_of

    def answer(self, person: str, text: str, channel: str) -> Message | str | None:
        """Answer a question in a channel; None: it is none, but a report, such as “rate limits hit us every day”."""
        try:
            paragraphs = self.paragraphs(person, text, for_others=False)
        except RefusedQuestionError as refused:
            return str(refused)
        if paragraphs is None:
            return None
        # A conversation of two people has nobody else in it, and I am not in it either.
        return words.answer(paragraphs, text, shareable=not channel.startswith("D"))

    def paragraphs(self, person: str, text: str, *, for_others: bool) -> Paragraphs | None:
        """What is answered, None if it is no question. for_others: in a channel, where hidden names stay hidden.

        Raises RefusedQuestionError.
        """
        word, _, rest = text.strip().partition(" ")
        match word.casefold(), rest.strip():
            case "help", "":
                return [answers.HELP]
            case "mine" | "status", "":
                return self._mine(person, for_others=for_others)
            case "status", what if " " not in what:
                return self._status(person, what, for_others=for_others)
            case reference, "" if _REFERENCE.fullmatch(reference):
                return self._status(person, reference, for_others=for_others)
            case "top", "":
                return self._top()
            case "rate" | "why" as asked, what:
                return self._rate(person, asked, what)
            case _:
                return None

    def _mine(self, person: str, *, for_others: bool) -> Paragraphs:
        with self._database.reading() as session:
            mine = [report for report in reports_of(session, person) if not (for_others and _is_private(report))]
            return [answers.mine([self._faces.receipt(session, report) for report in mine])]

    def _status(self, person: str, what: str, *, for_others: bool) -> Paragraphs:
        """Another's report and a missing one look the same, and take the same way."""
        with self._database.reading() as session:
            report = own_report(session, person, what)
            if report is not None and not (for_others and _is_private(report)):
                return [answers.standing(self._faces.receipt(session, report))]
            joined = co_report_on(session, person, what) if report is None else None
            face = self._faces.me_too(session, joined.id, person) if joined else None
            if joined and face and not (for_others and joined.issue.is_for_few):
                return [standing(face)]
        self._rights.note_refused(person, "status", Refusal.NOT_YOURS)
        raise RefusedQuestionError(answers.NOT_FOUND)

    def _top(self) -> Paragraphs:
        with self._database.reading() as session:
            felt = most_felt(session, MOST_FELT)
        return words.top(felt, self._url_of, self._faces.product_name)

    def _rate(self, person: str, asked: str, what: str) -> Paragraphs | None:
        catalogue = self._catalogue.current()
        track = _track(catalogue, what)
        if track is None and " " in what:
            return None
        if not self._rights.may_read_rates(person):
            self._rights.note_refused(person, asked, Refusal.NOT_LEAD)
            raise RefusedQuestionError(answers.NOT_LEAD)
        if track is None and what:
            raise RefusedQuestionError(words.unknown_track(what, [track.key for track in catalogue.tracks]))
        if asked == "why" and not what:
            if len(catalogue.tracks) != 1:
                raise RefusedQuestionError(words.which_track([track.key for track in catalogue.tracks]))
            track = catalogue.tracks[0]
        now = self._clock.now()
        with self._database.reading() as session:
            if asked == "why" and track is not None:
                return words.why(behind(session, catalogue, track.key, "n", now), self._url_of)
            return words.rates(scorecards(session, catalogue, now, tracks=[track.key] if track else []))

    def why(self, person: str, track: str, at: datetime) -> Message | str:
        """What stood behind a track's rate at an instant, for the eyes of whoever asks, if they may read rates."""
        if not self._rights.may_read_rates(person):
            self._rights.note_refused(person, "why", Refusal.NOT_LEAD)
            return answers.NOT_LEAD
        catalogue = self._catalogue.current()
        try:
            with self._database.reading() as session:
                found = behind(session, catalogue, track, "n", at)
        except KeyError:
            return words.unknown_track(track, [known.key for known in catalogue.tracks])
        return words.answer(words.why(found, self._url_of), f"why {track}", shareable=False)


def _is_private(report: Report) -> bool:
    """Whether nobody else may learn of it."""
    return report.name_hidden or report.restricted or (report.issue is not None and report.issue.is_for_few)


def _track(catalogue: Catalogue, word: str) -> Track | None:
    meant = word.casefold()
    return next((track for track in catalogue.tracks if meant in (track.key.casefold(), track.name.casefold())), None)
