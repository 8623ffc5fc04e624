"""How long a search takes and what the process weighs, at sizes beyond the data: rows past its end are made up.

A made-up row is a real one with a third of its words exchanged, seven in ten for words of other rows and the others for
new words: lengths and frequencies stay as they are.
"""

from __future__ import annotations

import random
import resource
import time
from collections.abc import Sequence
from typing import Any

import numpy as np

from loop.triage.ranking import Ranking

SIZES = (1_000, 10_000, 100_000)
_SEARCHES = 200
_BATCH = 5_000
_SEED = 1


def measure_speed(texts: Sequence[str], sizes: Sequence[int] = SIZES) -> list[dict[str, Any]]:
    """p50 and p95 of one search at each size. CPU time stands beside it: a busy machine stretches the clock's."""
    rng = random.Random(_SEED)
    words = [word for text in texts for word in text.split(" ")]
    rows = [text if place < len(texts) else "" for place, text in enumerate([*texts, *[""] * max(sizes)][: max(sizes)])]
    rows[len(texts) :] = [_made_up(rng, texts, words) for _ in rows[len(texts) :]]
    questions = [_made_up(rng, texts, words) for _ in range(_SEARCHES)]
    return [_at(rows[:size], questions, len(texts)) for size in sizes]


def _made_up(rng: random.Random, texts: Sequence[str], words: Sequence[str]) -> str:
    own = rng.choice(texts).split(" ")
    for _ in range(max(1, len(own) // 3)):
        new = rng.choice(words) if rng.random() < 0.7 else f"x{rng.randrange(200_000)}"
        own[rng.randrange(len(own))] = new
    return " ".join(own)


def _at(rows: Sequence[str], questions: Sequence[str], real: int) -> dict[str, Any]:
    begun = time.perf_counter()
    ranking: Ranking[int] = Ranking()
    for start in range(0, len(rows), _BATCH):
        ranking.add(enumerate(rows[start : start + _BATCH], start))
    built = time.perf_counter() - begun
    wall, work = [], []
    for question in questions:
        begun, worked = time.perf_counter(), time.process_time()
        ranking.search(question, 10)
        wall.append(1000 * (time.perf_counter() - begun))
        work.append(1000 * (time.process_time() - worked))
    return {
        "rows": len(rows),
        "made_up": max(0, len(rows) - real),
        "p50_ms": round(float(np.percentile(wall, 50)), 2),
        "p95_ms": round(float(np.percentile(wall, 95)), 2),
        "p95_cpu_ms": round(float(np.percentile(work, 95)), 2),
        "built_seconds": round(built, 2),
        "peak_process_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),  # Linux counts in KiB
    }
