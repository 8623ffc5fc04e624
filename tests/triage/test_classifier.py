"""Learning: what people decided for such texts, said with the confidence it deserves."""

from __future__ import annotations

import random

import pytest

from loop.triage.classifier import FEWEST, Classifier

WORDS = {
    "vpn": ["tunnel", "remote", "drops", "gateway", "home", "session"],
    "printer": ["toner", "paper", "jams", "tray", "scan", "duplex"],
    "wiki": ["page", "table", "sort", "editor", "macro", "space"],
}


def told(label: str, rng: random.Random, doubt: float) -> str:
    """Eight words, some of which say nothing about the label."""
    everything = [word for words in WORDS.values() for word in words]
    return " ".join(rng.choice(everything if rng.random() < doubt else WORDS[label]) for _ in range(8))


def examples(count: int, doubt: float, seed: int) -> tuple[list[str], list[str]]:
    rng = random.Random(seed)
    labels = [rng.choice(sorted(WORDS)) for _ in range(count)]
    return [told(label, rng, doubt) for label in labels], labels


def test_a_clear_text_finds_its_label_and_a_strange_one_leaves_doubt() -> None:
    classifier = Classifier(*examples(120, 0.2, 1))
    sure = classifier.probabilities("the tunnel drops at home")
    assert max(sure, key=sure.__getitem__) == "vpn"
    assert sum(sure.values()) == pytest.approx(1)
    for strange in ("", "nothing known here"):
        assert max(classifier.probabilities(strange).values()) < 0.6 < sure["vpn"]


def test_the_stated_confidence_is_how_often_it_is_right() -> None:
    classifier = Classifier(*examples(150, 0.5, 2))
    texts, labels = examples(600, 0.5, 3)
    shares = [classifier.probabilities(text) for text in texts]
    best = [max(share, key=share.__getitem__) for share in shares]
    right = sum(guess == label for guess, label in zip(best, labels, strict=True)) / len(labels)
    said = sum(share[guess] for share, guess in zip(shares, best, strict=True)) / len(labels)
    assert 0.8 < right < 0.95  # hard enough that confidence could be wrong: unstretched, it says 8 points less
    assert abs(said - right) < 0.05


def test_too_little_experience_is_refused() -> None:
    texts, labels = examples(FEWEST - 1, 0.1, 4)
    with pytest.raises(ValueError, match="too few"):
        Classifier(texts, labels)
    with pytest.raises(ValueError, match="1 labels"):
        Classifier(texts * 3, ["vpn"] * len(texts) * 3)
