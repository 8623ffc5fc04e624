"""Does a later report find the earlier ones it repeats? Recall, reciprocal rank, and intervals of differences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.triage.rankers import RANKERS, Scores
from benchmarks.triage.rows import Report

DEPTHS = (1, 5, 10)
NAMES = (*(f"recall@{depth}" for depth in DEPTHS), "mrr")
_DRAWS = 10_000
_SEED = 1


Table = dict[str, NDArray[np.float64]]
"""Per ranker a row for each query, in the order of `NAMES`."""


def measure_duplicates(sets: Mapping[str, Sequence[Report]]) -> dict[str, Any]:
    """Every figure per ranker, and ours minus each other one with its paired bootstrap interval (95 %). Of several
    sets each alone, and all their queries pooled.
    """
    tables = {name: _table(reports) for name, reports in sets.items()}
    alone = {name: _summary(len(sets[name]), table) for name, table in tables.items()}
    if len(sets) == 1:
        return next(iter(alone.values()))
    pooled = {ranker: np.concatenate([table[ranker] for table in tables.values()]) for ranker in RANKERS}
    return {"sets": alone, "pooled": _summary(sum(map(len, sets.values())), pooled)}


def _table(reports: Sequence[Report]) -> Table:
    queries = [place for place, report in enumerate(reports) if report.earlier]
    texts = [report.text for report in reports]
    wanted = [reports[query].earlier for query in queries]
    return {
        ranker: np.array(
            [_figures(scores, right) for scores, right in zip(rank(texts, queries), wanted, strict=True)]
        ).reshape(-1, len(NAMES))
        for ranker, rank in RANKERS.items()
    }


def _summary(rows: int, table: Table) -> dict[str, Any]:
    queries = len(table["ours"])
    if not queries:
        return {"rows": rows, "queries": 0, "figures": {}, "ours_minus": {}}
    return {
        "rows": rows,
        "queries": queries,
        "figures": {
            ranker: dict(zip(NAMES, values.mean(0).round(4).tolist(), strict=True)) for ranker, values in table.items()
        },
        "ours_minus": {
            ranker: {name: _interval(table["ours"][:, at] - values[:, at]) for at, name in enumerate(NAMES)}
            for ranker, values in table.items()
            if ranker != "ours"
        },
    }


def _figures(scores: Scores, right: frozenset[int]) -> list[float]:
    """Of one query, in the order of `NAMES`. Ties go to the earlier row; a row that scores nothing is not found."""
    order = np.argsort(-scores, kind="stable")
    ranks = {int(place): rank for rank, place in enumerate(order, 1) if scores[place] > 0}
    found = sorted(ranks[place] for place in right if place in ranks)
    return [*(sum(rank <= depth for rank in found) / len(right) for depth in DEPTHS), 1 / found[0] if found else 0.0]


def _interval(differences: NDArray[np.float64]) -> dict[str, float]:
    draws = np.random.default_rng(_SEED).integers(0, len(differences), (_DRAWS, len(differences)))
    low, high = np.percentile(differences[draws].mean(1), [2.5, 97.5])
    return {"mean": round(float(differences.mean()), 4), "low": round(float(low), 4), "high": round(float(high), 4)}
