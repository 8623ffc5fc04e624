"""Ranking texts by how alike they are: the words of the whole, and the letters of the first line.

Why these two and no more stands with its figures in docs/triage.md. A score is absolute, 0 to 1: it does not depend on
what else is in the index, so that it can be compared with a threshold.
"""

from __future__ import annotations

import threading
from collections.abc import Hashable, Iterable
from typing import Generic, TypeVar

import numpy as np

from loop.triage.postings import Postings
from loop.triage.words import head_grams_of, words_of

Key = TypeVar("Key", bound=Hashable)

# A first line says what a report is about, but is short: half the weight. From 0.3 to 1 the figures hardly move.
HEAD_WEIGHT = 0.5


class Ranking(Generic[Key]):
    """Texts under keys. A key may have several texts: the most alike counts. Safe to share between threads."""

    def __init__(self) -> None:
        self._words = Postings()
        self._heads = Postings()
        self._keys: list[Key | None] = []
        self._rows: dict[Key, list[int]] = {}
        self._writing = threading.Lock()

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, texts: Iterable[tuple[Key, str]]) -> None:
        """Add texts under their keys."""
        with self._writing:
            batch = list(texts)
            for key, _ in batch:
                self._rows.setdefault(key, []).append(len(self._keys))
                self._keys.append(key)
            self._heads.extend([head_grams_of(text) for _, text in batch])
            self._words.extend([words_of(text) for _, text in batch])

    def drop(self, keys: Iterable[Key]) -> None:
        """Forget what stands under these keys."""
        with self._writing:
            for key in keys:
                for row in self._rows.pop(key, []):
                    self._keys[row] = None

    def search(self, text: str, limit: int) -> list[tuple[Key, float]]:
        """The keys that are most alike, best first, each once; nothing that has no word in common."""
        words = self._words.cosines(words_of(text))
        heads = self._heads.cosines(head_grams_of(text))[: len(words)]
        scores = (words + HEAD_WEIGHT * heads) / (1 + HEAD_WEIGHT)
        found: dict[Key, float] = {}
        wanted = limit
        while True:
            wanted = min(4 * wanted, len(scores))
            best = np.argpartition(-scores, wanted - 1)[:wanted] if wanted else np.zeros(0, int)
            for row in best[np.lexsort((best, -scores[best]))]:
                key = self._keys[row]
                if key is not None and scores[row] > 0:
                    found.setdefault(key, round(float(scores[row]), 4))
            if len(found) >= limit or wanted == len(scores):
                return list(found.items())[:limit]
