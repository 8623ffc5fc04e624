"""Does a later report find the earlier ones it repeats? Recall, reciprocal rank, and intervals of differences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.triage.rankers import RANKERS, Scores
from benchmarks.triage.rows import Report

DEPTHS = (1, 5, 10)
_DRAWS = 10_000
_SEED = 1


def measure_duplicates(reports: Sequence[Report]) -> dict[str, Any]:
    """Every figure per ranker, and ours minus each other one with its paired bootstrap interval (95 %)."""
    queries = [place for place, report in enumerate(reports) if report.earlier]
    texts = [report.text for report in reports]
    wanted = [reports[query].earlier for query in queries]
    measured = {
        name: [_figures(scores, right) for scores, right in zip(rank(texts, queries), wanted, strict=True)]
        for name, rank in RANKERS.items()
    }
    table = {name: np.array([list(row.values()) for row in rows]) for name, rows in measured.items()}
    names = list(next(iter(measured.values()))[0]) if queries else []
    return {
        "rows": len(reports),
        "queries": len(queries),
        "figures": {
            ranker: dict(zip(names, values.mean(0).round(4).tolist(), strict=True)) for ranker, values in table.items()
        }
        if queries
        else {},
        "ours_minus": {
            ranker: {name: _interval(table["ours"][:, at] - values[:, at]) for at, name in enumerate(names)}
            for ranker, values in table.items()
            if ranker != "ours" and queries
        },
    }


def _figures(scores: Scores, right: frozenset[int]) -> dict[str, float]:
    """Of one query. Ties go to the earlier row; a row that scores nothing is not found."""
    order = np.argsort(-scores, kind="stable")
    ranks = {int(place): rank for rank, place in enumerate(order, 1) if scores[place] > 0}
    found = sorted(ranks[place] for place in right if place in ranks)
    recalls = {f"recall@{depth}": sum(rank <= depth for rank in found) / len(right) for depth in DEPTHS}
    return recalls | {"mrr": 1 / found[0] if found else 0.0}


def _interval(differences: NDArray[np.float64]) -> dict[str, float]:
    draws = np.random.default_rng(_SEED).integers(0, len(differences), (_DRAWS, len(differences)))
    low, high = np.percentile(differences[draws].mean(1), [2.5, 97.5])
    return {"mean": round(float(differences.mean()), 4), "low": round(float(low), 4), "high": round(float(high), 4)}
