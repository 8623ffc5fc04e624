"""An inverted index in memory: the cosine of one text with every text that was added, by TF-IDF weights.

One thread adds, any number search meanwhile: a search works on the snapshot that was published last. Rows are numbered
in the order in which they were added.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Integers = NDArray[np.int32]

# Rows that came since the last sorting are searched one by one; past this share of the whole everything is sorted anew.
_LARGEST_TAIL_SHARE = 8
_SMALLEST_TAIL = 64
# What one search reads at most, rarest terms first: a bound on its time that under some ten thousand rows never binds.
_MOST_READ = 400_000


@dataclass(frozen=True)
class _Snapshot:
    """`starts[t]:starts[t + 1]` are the places of term t in `rows` and `weights`; the tail is sorted by row instead."""

    starts: NDArray[np.int64]
    rows: Integers
    weights: Floats
    tail_terms: Integers
    tail_rows: Integers
    tail_weights: Floats
    rarity: Floats
    norms: Floats


class Postings:
    """Texts as bags of terms. A term's weight is (1 + ln tf) · (1 + ln((1 + n) / (1 + df))), as is usual."""

    def __init__(self) -> None:
        self._terms: dict[str, int] = {}
        self._tail: list[tuple[Integers, Floats]] = []
        self._counts = np.zeros(0, np.int32)
        self._sorted = 0
        nothing, none = np.zeros(0, np.float32), np.zeros(0, np.int32)
        self._snapshot = _Snapshot(np.zeros(1, np.int64), none, nothing, none, none, nothing, nothing, nothing)

    def __len__(self) -> int:
        return len(self._snapshot.norms)

    def extend(self, bags: Iterable[Sequence[str]]) -> None:
        """Add texts, and publish them to those who search."""
        self._tail.extend(self._encoded(bag) for bag in bags)
        self._count_terms()
        if len(self._tail) > max(_SMALLEST_TAIL, self._sorted // _LARGEST_TAIL_SHARE):
            self._sort()
        else:
            self._publish_tail()

    def cosines(self, bag: Sequence[str]) -> Floats:
        """The likeness of a text with every row, 0 to 1."""
        now = self._snapshot
        known, weights, norm = self._weighed(bag, now)
        sums = np.zeros(len(now.norms), np.float32)
        for place, weight in _places(now, known, weights):
            sums[now.rows[place]] += now.weights[place] * weight
        if len(now.tail_terms):
            wanted = np.zeros(len(now.rarity), np.float32)
            wanted[known] = weights
            sums += np.bincount(now.tail_rows, wanted[now.tail_terms] * now.tail_weights, len(sums)).astype(np.float32)
        return sums / (now.norms * norm) if norm else sums

    def _weighed(self, bag: Sequence[str], now: _Snapshot) -> tuple[list[int], list[np.float32], float]:
        """The terms that any row has, their weights (rarity of both sides included), and the length of the query."""
        newest = _rarity(np.zeros(1, np.int32), len(now.norms))[0]
        known, weights, square = [], [], 0.0
        for term, count in Counter(bag).items():
            number = self._terms.get(term, len(now.rarity))
            seen = number < len(now.rarity)
            rarity = now.rarity[number] if seen else newest
            weight = np.float32(1 + np.log(count)) * rarity
            square += float(weight) ** 2
            if seen:
                known.append(number)
                weights.append(np.float32(weight * rarity))
        return known, weights, square**0.5

    def _encoded(self, bag: Sequence[str]) -> tuple[Integers, Floats]:
        counts = Counter(bag)
        terms = np.fromiter((self._terms.setdefault(term, len(self._terms)) for term in counts), np.int32, len(counts))
        return terms, (1 + np.log(np.fromiter(counts.values(), np.float32, len(counts)))).astype(np.float32)

    def _count_terms(self) -> None:
        """How many rows have each term: those sorted in, and those of the tail."""
        sorted_in = np.diff(self._snapshot.starts)
        self._counts = np.zeros(len(self._terms), np.int32)
        self._counts[: len(sorted_in)] = sorted_in
        if self._tail:
            self._counts += np.bincount(np.concatenate([terms for terms, _ in self._tail]), minlength=len(self._terms))

    def _sort(self) -> None:
        old = self._snapshot
        tail_terms, tail_rows, tail_weights = self._flat_tail()
        places = np.arange(len(old.starts) - 1, dtype=np.int32)
        terms = np.concatenate([np.repeat(places, np.diff(old.starts)), tail_terms])
        order = np.argsort(terms, kind="stable")
        rows = np.concatenate([old.rows, tail_rows])
        weights = np.concatenate([old.weights, tail_weights])
        self._sorted += len(self._tail)
        self._tail = []
        rarity = _rarity(self._counts, self._sorted)
        self._snapshot = _Snapshot(
            starts=np.concatenate([[0], np.cumsum(self._counts, dtype=np.int64)]),
            rows=rows[order],
            weights=weights[order],
            tail_terms=np.zeros(0, np.int32),
            tail_rows=np.zeros(0, np.int32),
            tail_weights=np.zeros(0, np.float32),
            rarity=rarity,
            norms=_norms(rows, weights * rarity[terms], self._sorted),
        )

    def _publish_tail(self) -> None:
        """Put the tail beside what is sorted, whose norms keep the rarities of their sorting until the next one."""
        old = self._snapshot
        terms, rows, weights = self._flat_tail()
        total = self._sorted + len(self._tail)
        rarity = _rarity(self._counts, total)
        norms = _norms(rows - self._sorted, weights * rarity[terms], len(self._tail))
        self._snapshot = _Snapshot(
            starts=old.starts,
            rows=old.rows,
            weights=old.weights,
            tail_terms=terms,
            tail_rows=rows,
            tail_weights=weights,
            rarity=rarity,
            norms=np.concatenate([old.norms[: self._sorted], norms]),
        )

    def _flat_tail(self) -> tuple[Integers, Integers, Floats]:
        if not self._tail:
            return np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0, np.float32)
        sizes = [len(terms) for terms, _ in self._tail]
        rows = np.repeat(np.arange(self._sorted, self._sorted + len(self._tail), dtype=np.int32), sizes)
        columns: tuple[Any, ...] = tuple(zip(*self._tail, strict=True))
        return np.concatenate(columns[0]), rows, np.concatenate(columns[1])


def _places(now: _Snapshot, terms: list[int], weights: list[np.float32]) -> Iterator[tuple[slice, np.float32]]:
    """Where each term stands among what is sorted, the rarest first, until enough is read."""
    found = [
        (int(now.starts[term]), int(now.starts[term + 1]), weight)
        for term, weight in zip(terms, weights, strict=True)
        if term + 1 < len(now.starts)
    ]
    read = 0
    for start, end, weight in sorted(found, key=lambda place: place[1] - place[0]):
        if read + end - start > _MOST_READ:
            return
        read += end - start
        yield slice(start, end), weight


def _rarity(counts: Integers, rows: int) -> Floats:
    return (1 + np.log((1 + rows) / (1 + counts))).astype(np.float32)


def _norms(rows: Integers, weights: Floats, count: int) -> Floats:
    squares = np.bincount(rows, weights.astype(np.float64) ** 2, count)
    norms: Floats = np.sqrt(np.maximum(squares, 1e-12)).astype(np.float32)
    return norms
