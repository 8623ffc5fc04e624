"""The first pass: every row of a file is read and checked before the first one is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from config.catalogue import Catalogue, OutcomeMap
from config.outcomes import fold
from config.words import Outcome, State
from loop.cleaning import clean
from loop.importing.columns import Places, find_places, wanted
from loop.importing.complaints import BadRowError, Complaints, quoted
from loop.importing.moments import read_moment
from loop.importing.tables import Record, read_table
from loop.masking import mask
from loop.triage.risk import is_sealed

UNKNOWN_PERSON = "unknown person"
# How trackers spell that nothing has ended yet.
_OPEN = frozenset({"", "open", "unresolved", "none", "-", "--", "---"})
_OWN_WORDS: Mapping[str, Outcome] = {fold(word): end for end in Outcome for word in (end, end.replace("_", " "))}
_LONGEST_PERSON = 255
_LONGEST_WORD = 100
_LONGEST_KEY = 64


@dataclass(frozen=True)
class Ending:
    """How and when a report ended. `outcome` is None of a withdrawn one; `word` is what the file calls it, or Jira: as
    a resolution or, `by_status`, as the status of an issue without one. released_in: a version; empty: none.
    """

    at: datetime
    outcome: Outcome | None
    word: str
    unmapped: bool = False
    by_status: bool = False
    released_in: str = ""

    @property
    def said(self) -> dict[str, str]:
        """The word under the name by which an event keeps it, and where it was released."""
        told = {"status" if self.by_status else "resolution": self.word}
        return told | ({"released_in": self.released_in} if self.released_in else {})


@dataclass(frozen=True)
class HistoryRow:
    """One report of the past, cleaned, and without its secrets. `product` is a key of the catalogue, or whatever the
    file says where unknown products are kept; `issue_key` is empty where there was no issue; no ending means open.
    """

    line: int
    submitted_at: datetime
    reporter: str
    product: str
    text: str
    masked: tuple[str, ...] = ()
    issue_key: str = ""
    ending: Ending | None = None
    reason: str = ""
    # Whose eyes it is for: a security level of Jira, or those who look after security.
    level: str = ""
    of_security: bool = False
    # What the row is found by where there is something better than all that was submitted: the id of an issue.
    identity: str = ""

    @property
    def state(self) -> State:
        """Where the report stands. Declined and answered without an issue means: ended before it was filed."""
        if self.ending is None:
            return State.FILED if self.issue_key else State.RECEIVED
        if self.ending.outcome is None:
            return State.WITHDRAWN
        if not self.issue_key and self.ending.outcome in (Outcome.DECLINED, Outcome.ANSWERED):
            return State(self.ending.outcome.value)
        return State.RESOLVED


def read_rows(
    path: Path,
    mapping: Mapping[str, str],
    catalogue: Catalogue,
    default_product: str = "",
    *,
    unknown_products: Literal["refuse", "keep"] = "refuse",
    undated: datetime | None = None,
) -> list[HistoryRow]:
    """Read a CSV file, or JSON lines by suffix, in the file's order. Raises BadFileError if any row is wrong.

    `default_product` stands where a row names none, `undated` where it gives no date; without them that is refused.
    """
    complaints = Complaints()
    table = read_table(path, wanted(mapping), complaints)
    keep = unknown_products == "keep"
    needed = ["text"]
    needed += [] if undated else ["submitted_at"]
    needed += [] if default_product or keep else ["product"]
    places = find_places(mapping, table.columns, needed, table.line)
    reader = _RowReader(places, catalogue, default_product, keep, undated)
    rows = []
    for record in table.records:
        try:
            rows.append(reader.read(record))
        except BadRowError as error:
            complaints.add(record.line, str(error))
    complaints.refuse_if_any()
    return rows


@dataclass(frozen=True)
class _RowReader:
    """Makes a row of a record, or raises BadRowError with the first thing that is wrong."""

    places: Places
    catalogue: Catalogue
    default_product: str
    keep_unknown: bool
    undated: datetime | None

    def read(self, record: Record) -> HistoryRow:
        text = mask(clean(self._cell(record, "text", "\n\n")))
        if not text.text:
            raise BadRowError("there is no text; fill it in or take the row out.")
        reason = mask(clean(self._cell(record, "reason")))
        product = self._product(record)
        submitted_at = self._submitted_at(record)
        issue_key = self._words(record, "issue_key", _LONGEST_KEY)
        ending = self._ending(record, product, submitted_at, issue_key)
        return HistoryRow(
            line=record.line,
            submitted_at=submitted_at,
            reporter=self._words(record, "reporter", _LONGEST_PERSON) or UNKNOWN_PERSON,
            product=product,
            text=text.text,
            masked=tuple(dict.fromkeys(text.kinds + reason.kinds)),
            of_security=is_sealed(text.text, self.catalogue),
            issue_key=issue_key,
            ending=ending,
            reason=reason.text if ending else "",
        )

    def _submitted_at(self, record: Record) -> datetime:
        word = self._words(record, "submitted_at", _LONGEST_WORD)
        if not word and self.undated is not None:
            return self.undated
        if not word:
            raise BadRowError("submitted_at is empty; say when it was reported, such as 2020-01-31.")
        return read_moment(word, "submitted_at").at

    def _product(self, record: Record) -> str:
        word = clean(self._cell(record, "product")) or self.default_product
        found = self.catalogue.find_product(word)
        if found is not None:
            return found.key
        if self.keep_unknown:
            return word
        if not word:
            raise BadRowError("it names no product; fill it in, or give one for such rows: --product KEY.")
        known = ", ".join(product.key for product in self.catalogue.products)
        raise BadRowError(f"the catalogue has no product {quoted(word)}; use a key, name or alias of: {known}.")

    def _ending(self, record: Record, product: str, submitted_at: datetime, issue_key: str) -> Ending | None:
        """An open row may carry an outcome_at all the same: trackers export their last change as one."""
        word = self._words(record, "outcome", _LONGEST_WORD)
        if fold(word) in _OPEN:
            return None
        when = self._words(record, "outcome_at", _LONGEST_WORD)
        if not when:
            # Any date we made up would falsify how fast things ship.
            raise BadRowError(
                f"outcome {quoted(word)} has no outcome_at; say when it ended, or leave the outcome empty."
            )
        at = read_moment(when, "outcome_at").not_before(submitted_at)
        if at is None:
            raise BadRowError(f"outcome_at {quoted(when)} is before it was submitted; correct one of the two dates.")
        # Nothing can be withdrawn once it has an issue: there it is what a tracker calls some end of its own.
        if fold(word) == State.WITHDRAWN and not issue_key:
            return Ending(at, None, word)
        outcome = outcome_of_words(self._outcomes(product), word)
        return Ending(at, outcome or Outcome.UNKNOWN, word, unmapped=outcome is None)

    def _outcomes(self, product: str) -> OutcomeMap:
        return self.catalogue.outcome_map(self.catalogue.find_product(product))

    def _words(self, record: Record, field: str, longest: int) -> str:
        """A cell that is a name or a date: on one line, and not a text."""
        words = " ".join(clean(self._cell(record, field)).split())
        if len(words) > longest:
            raise BadRowError(
                f"{field} has {len(words):,} characters, at most {longest}; map the column that holds it."
            )
        return words

    def _cell(self, record: Record, field: str, joint: str = " ") -> str:
        cells = [record.cells.get(column, "") for column in self.places.get(field, ())]
        if None in cells:
            raise BadRowError(f"{field} is neither text nor number; write it as a text.")
        return joint.join(cell for cell in cells if cell and cell.strip())


def outcome_of_words(
    outcomes: OutcomeMap, resolution: str, status: str = "", *, released: bool = False
) -> Outcome | None:
    """What the words for an end mean: an outcome's own name, else as the map says. None: neither."""
    return _OWN_WORDS.get(fold(resolution)) or outcomes.outcome(resolution or None, status, released=released)
