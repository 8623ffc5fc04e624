"""Learning from decisions: which label people gave to texts like this one, and how sure that is.

Multinomial logistic regression over TF-IDF of stems and of how words begin, in numpy. Its probabilities are stretched
by one number (a temperature), fitted on texts a regression had not seen: 80 % is to mean right four times in five.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from loop.triage.words import beginnings_of, words_of

Matrix = NDArray[np.float64]

# Fewer than this teach nothing that a person would call experience.
FEWEST = 40
# Strength of the pull towards zero, in texts; 1 is scikit-learn's default too. At 0.1 accuracy is half a point lower.
_PULL = 1.0
_ROUNDS = 300
# No weight is pulled harder than this any more: going on gains nothing (accuracy was the same at a twentieth of it).
_STILL = 4e-4
# Each text is once among the third that is held back to fit the temperature.
_FOLDS = 3
_TEMPERATURES = np.geomspace(0.2, 3, 60)


@dataclass(frozen=True)
class _Rows:
    """Texts as sparse rows of length 1; every row has at least the entry of term 0, which weighs nothing."""

    starts: NDArray[np.int64]
    terms: NDArray[np.int64]
    values: Matrix

    def __len__(self) -> int:
        return len(self.starts)

    def times(self, weights: Matrix) -> Matrix:
        product: Matrix = np.add.reduceat(weights[self.terms] * self.values[:, None], self.starts)
        return product


class Classifier:
    """Fitted once, then it answers. Labels that one text alone has are learnt too, with the doubt they deserve."""

    def __init__(self, texts: Sequence[str], labels: Sequence[str]) -> None:
        """Learn. Takes some seconds for 2,000 texts; raises ValueError under FEWEST texts or two labels."""
        self.labels = sorted(set(labels))
        if len(texts) < FEWEST or len(self.labels) < 2:  # noqa: PLR2004  (one label leaves nothing to tell apart)
            raise ValueError(f"{len(texts)} texts with {len(self.labels)} labels are too few to learn from")
        bags = [_bag_of(text) for text in texts]
        self._terms, self._rarity = _vocabulary(bags)
        numbers = {label: number for number, label in enumerate(self.labels)}
        right = np.array([numbers[label] for label in labels])
        self._shares = np.bincount(right) / len(right)
        rows = [self._entries(bag) for bag in bags]
        size = (len(self._terms) + 1, len(numbers))
        unseen = _unseen_logits(rows, right, size)
        self._temperature = min(_TEMPERATURES, key=lambda warmth: _surprise(unseen / warmth, right))
        self._weights = _fit(_stacked(rows), right, size)

    def probabilities(self, text: str) -> dict[str, float]:
        """How likely each label is; they sum to 1. A text without a known word gets the labels' shares so far."""
        row = _stacked([self._entries(_bag_of(text))])
        known = len(row.terms) > 1
        shares = _softmax(_logits(row, self._weights) / self._temperature)[0] if known else self._shares
        return dict(zip(self.labels, shares.tolist(), strict=True))

    def _entries(self, bag: Counter[str]) -> tuple[list[int], Matrix]:
        known = [(self._terms[term], count) for term, count in bag.items() if term in self._terms]
        terms = [0, *(term for term, _ in known)]
        values = np.array([0.0, *((1 + np.log(count)) * self._rarity[term] for term, count in known)])
        length = float(np.linalg.norm(values))
        return terms, values / length if length else values


def learnt_from(texts: Sequence[str], labels: Sequence[str]) -> Classifier | None:
    """A classifier, or None where there is too little to learn from."""
    try:
        return Classifier(texts, labels)
    except ValueError:
        return None


def _bag_of(text: str) -> Counter[str]:
    return Counter([*words_of(text), *beginnings_of(text)])


def _vocabulary(bags: Sequence[Counter[str]]) -> tuple[dict[str, int], Matrix]:
    """Terms by number, from 1, and how rare each is."""
    counts = Counter(term for bag in bags for term in bag)
    terms = {term: number for number, term in enumerate(counts, 1)}
    seen = np.array([0, *counts.values()])
    return terms, 1 + np.log((1 + len(bags)) / (1 + seen))


def _stacked(rows: Sequence[tuple[list[int], Matrix]]) -> _Rows:
    sizes = [len(terms) for terms, _ in rows]
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.int64)
    return _Rows(starts, np.concatenate([terms for terms, _ in rows]), np.concatenate([values for _, values in rows]))


def _unseen_logits(rows: list[tuple[list[int], Matrix]], right: NDArray[np.int64], size: tuple[int, int]) -> Matrix:
    """What each text gets from a regression that was fitted without it."""
    unseen = np.zeros((len(rows), size[1]))
    # Shuffled, by a fixed seed: what comes in turns would else be learnt without one of its turns.
    folds = np.random.default_rng(1).permutation(len(rows)) % _FOLDS
    for fold in range(_FOLDS):
        seen, held = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold).tolist()
        weights = _fit(_stacked([rows[place] for place in seen.tolist()]), right[seen], size)
        unseen[held] = _logits(_stacked([rows[place] for place in held]), weights)
    return unseen


def _fit(rows: _Rows, right: NDArray[np.int64], size: tuple[int, int]) -> Matrix:
    """Weights per term and label, the last row the labels' own, by Nesterov's accelerated descent."""
    terms, labels = size
    order = np.argsort(rows.terms, kind="stable")
    row_of = np.repeat(np.arange(len(rows)), np.diff([*rows.starts, len(rows.terms)]))[order]
    present, starts = np.unique(rows.terms[order], return_index=True)
    values = rows.values[order][:, None]
    truth = np.eye(labels)[right]
    pull = _PULL / len(rows)
    step = 1 / (0.5 * (_largest_stretch(rows, terms) + 1) + pull)
    weights = ahead = np.zeros((terms + 1, labels))
    for turn in range(_ROUNDS):
        errors = (_softmax(_logits(rows, ahead)) - truth) / len(rows)
        slope = np.concatenate([pull * ahead[:-1], errors.sum(0, keepdims=True)])
        slope[present] += np.add.reduceat(errors[row_of] * values, starts)
        before, weights = weights, ahead - step * slope
        ahead = weights + turn / (turn + 3) * (weights - before)
        if np.abs(slope).max() < _STILL:
            break
    return weights


def _largest_stretch(rows: _Rows, terms: int) -> float:
    """How much the rows stretch a vector at most, squared, per row: what a safe step size depends on."""
    row_of = np.repeat(np.arange(len(rows)), np.diff([*rows.starts, len(rows.terms)]))
    vector = np.full(terms, 1 / np.sqrt(terms))
    size = 0.0
    for _ in range(12):
        there = rows.times(vector[:, None])[:, 0]
        back = np.bincount(rows.terms, rows.values * there[row_of], terms)
        size = float(np.linalg.norm(back))
        vector = back / max(size, 1e-12)
    return size / len(rows)


def _logits(rows: _Rows, weights: Matrix) -> Matrix:
    logits: Matrix = rows.times(weights) + weights[-1]
    return logits


def _softmax(logits: Matrix) -> Matrix:
    shares: Matrix = np.exp(logits - logits.max(1, keepdims=True))
    shares /= shares.sum(1, keepdims=True)
    return shares


def _surprise(logits: Matrix, right: NDArray[np.int64]) -> float:
    return float(-np.log(np.maximum(_softmax(logits)[np.arange(len(right)), right], 1e-12)).mean())
