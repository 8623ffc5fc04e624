"""Four ways to rank the earlier rows for a later one. Each gives a score per earlier row; higher is more alike.

The libraries see the whole file when they count words; ours sees, as in life, only what came before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from loop.triage.ranking import Ranking

Scores = NDArray[np.float64]
Ranker = Callable[[Sequence[str], Sequence[int]], Iterator[Scores]]


def ours(texts: Sequence[str], queries: Sequence[int]) -> Iterator[Scores]:
    """What the product does, row after row."""
    ranking: Ranking[int] = Ranking()
    added = 0
    for query in queries:
        ranking.add(enumerate(texts[added:query], added))
        added = query
        scores = np.zeros(query)
        for place, score in ranking.search(texts[query], query):
            scores[place] = score
        yield scores


def bm25(texts: Sequence[str], queries: Sequence[int]) -> Iterator[Scores]:
    """Plain BM25 as bm25s gives it."""
    import bm25s

    index = bm25s.BM25()
    index.index(bm25s.tokenize(list(texts), stopwords=None, show_progress=False), show_progress=False)
    words = bm25s.tokenize([texts[query] for query in queries], stopwords=None, show_progress=False, return_ids=False)
    for query, asked in zip(queries, words, strict=True):
        yield index.get_scores(asked)[:query] if asked else np.zeros(query)


def tfidf(texts: Sequence[str], queries: Sequence[int]) -> Iterator[Scores]:
    """Cosine of scikit-learn's TF-IDF, its defaults."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    rows = TfidfVectorizer().fit_transform(texts)
    for query in queries:
        yield (rows[query] @ rows[:query].T).toarray().ravel()


def rapidfuzz(texts: Sequence[str], queries: Sequence[int]) -> Iterator[Scores]:
    """token_set_ratio of first lines, without case and punctuation: whole texts do worse with every scorer of it."""
    from rapidfuzz import fuzz, process, utils

    plain = [utils.default_process(text.partition("\n")[0]) for text in texts]
    for query in queries:
        yield process.cdist([plain[query]], plain[:query], scorer=fuzz.token_set_ratio)[0].astype(float)


RANKERS: dict[str, Ranker] = {"ours": ours, "bm25": bm25, "tfidf": tfidf, "rapidfuzz": rapidfuzz}
