"""Does a text find its label? Accuracy and honesty of the stated confidence, on one split for all."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.triage.rows import BadRowError, Labelled
from loop.triage.classifier import FEWEST, Classifier

_SEED = 1
_TEST_SHARE = 0.3
_BINS = 10
_NEIGHBOURS = 10

Shares = list[dict[str, float]]


def measure_routing(rows: Sequence[Labelled]) -> dict[str, Any]:
    """Every figure per way, over the newest 30 % where all rows have dates, else over a stratified 30 %."""
    learnt, asked, how = split(rows)
    if len(learnt) < FEWEST or len({row.label for row in learnt}) < 2 or not asked:
        raise BadRowError(
            f"{len(rows)} labelled texts are too few: {FEWEST} to learn from, of two labels, and some to ask."
        )
    texts, labels = [row.text for row in learnt], [row.label for row in learnt]
    questions, right = [row.text for row in asked], [row.label for row in asked]
    measured = {}
    for name, predict in (("ours", _ours), ("logistic", _logistic), ("neighbours", _neighbours)):
        begun = time.perf_counter()
        shares = predict(texts, labels, questions)
        measured[name] = figures(shares, right) | {"seconds": round(time.perf_counter() - begun, 2)}
    return {"rows": len(rows), "labels": len(set(labels)), "asked": len(asked), "split": how, "figures": measured}


def split(rows: Sequence[Labelled]) -> tuple[list[Labelled], list[Labelled], str]:
    """What is learnt from, what is asked, and how they were told apart."""
    dated = [(row.created_at, place) for place, row in enumerate(rows) if row.created_at]
    if len(dated) == len(rows):
        by_time = [rows[place] for _, place in sorted(dated)]
        edge = round(len(rows) * (1 - _TEST_SHARE))
        return by_time[:edge], by_time[edge:], "by time"
    places: dict[str, list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        places[row.label].append(place)
    rng = np.random.default_rng(_SEED)
    test = {
        int(place)
        for label in sorted(places)
        for place in rng.permutation(places[label])[: round(len(places[label]) * _TEST_SHARE)]
    }
    learnt = [row for place, row in enumerate(rows) if place not in test]
    return learnt, [rows[place] for place in sorted(test)], f"stratified, seed {_SEED}"


def figures(shares: Shares, right: Sequence[str]) -> dict[str, Any]:
    """Accuracy; expected calibration error over ten bins; and what a threshold on the confidence buys."""
    best = [max(share, key=share.__getitem__) for share in shares]
    sure = np.array([share[label] for share, label in zip(shares, best, strict=True)])
    hit = np.array([label == truth for label, truth in zip(best, right, strict=True)])
    bins = np.minimum((sure * _BINS).astype(int), _BINS - 1)
    curve = [_bin(sure[bins == number], hit[bins == number]) for number in range(_BINS) if (bins == number).any()]
    return {
        "accuracy": round(float(hit.mean()), 4),
        "ece": round(sum(abs(b["said"] - b["right"]) * b["count"] for b in curve) / len(hit), 4),
        "reliability": curve,
        "above": {str(level): _above(sure, hit, level) for level in (0.5, 0.7, 0.8, 0.9)},
    }


def _bin(sure: NDArray[np.float64], hit: NDArray[np.bool_]) -> dict[str, float]:
    return {"said": round(float(sure.mean()), 3), "right": round(float(hit.mean()), 3), "count": len(hit)}


def _above(sure: NDArray[np.float64], hit: NDArray[np.bool_], level: float) -> dict[str, float | None]:
    over = sure >= level
    right = round(float(hit[over].mean()), 3) if over.any() else None
    return {"share": round(float(over.mean()), 3), "right": right}


def _ours(texts: list[str], labels: list[str], questions: list[str]) -> Shares:
    classifier = Classifier(texts, labels)
    return [classifier.probabilities(question) for question in questions]


def _logistic(texts: list[str], labels: list[str], questions: list[str]) -> Shares:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    model = make_pipeline(TfidfVectorizer(), LogisticRegression(max_iter=1000)).fit(texts, labels)
    return [dict(zip(model.classes_, row.tolist(), strict=True)) for row in model.predict_proba(questions)]


def _neighbours(texts: list[str], labels: list[str], questions: list[str]) -> Shares:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.neighbors import KNeighborsClassifier
    from sklearn.pipeline import make_pipeline

    nearest = KNeighborsClassifier(min(_NEIGHBOURS, len(texts)), metric="cosine", weights="distance")
    model = make_pipeline(TfidfVectorizer(), nearest).fit(texts, labels)
    return [dict(zip(model.classes_, row.tolist(), strict=True)) for row in model.predict_proba(questions)]
