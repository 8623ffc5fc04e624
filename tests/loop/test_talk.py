"""What of people's talk is carried, and what Jira's comments say in plain words."""

from __future__ import annotations

from typing import Any

import pytest

from loop.replies import is_small_talk
from loop.tracker.additions import added, answered
from loop.tracker.comments import still_broken
from loop.tracker.spoken import spoken_of, words_of
from loop.tracker.text import to_adf, to_wiki


@pytest.mark.parametrize("text", ["", ":tada:", "Thanks!", "ok", "thank you so much :pray:", "Great, thanks for that"])
def test_a_word_of_thanks_is_for_people(text: str) -> None:
    assert is_small_talk(text)


@pytest.mark.parametrize(
    "text", ["Yes", "5.2", "it", "Thanks, but it still drops", "Спасибо, не работает", "no", "ok " * 9]
)
def test_what_says_anything_is_carried(text: str) -> None:
    assert not is_small_talk(text)


def comment(**more: Any) -> dict[str, Any]:
    author = {"displayName": "Olga"}
    written = {"id": "7", "author": author, "body": "Which client?", "created": "2026-11-21T10:00:00.000+0000"}
    return {**written, "properties": [], **more}


OUR_PROPERTY = [{"key": "friction.comment", "value": {"id": "x"}}]
INTERNAL = [{"key": "sd.public.comment", "value": {"internal": True}}]


def test_the_loop_knows_its_own_comments() -> None:
    assert spoken_of(comment(properties=OUR_PROPERTY)) is None
    for document in (added("Ann", "Ref FR-7K2Q+1.", "x"), answered("Ref FR-7K2Q+2.", "x")):
        for body in (to_adf(document), to_wiki(document)):
            shown = comment(body=body)
            assert spoken_of(shown) is not None  # somebody has copied the words
            del shown["properties"]
            assert spoken_of(shown) is None  # from a Jira that shows no properties
    broken = comment(body=still_broken("Ann", "Ref FR-7K2Q/1"))
    del broken["properties"]
    assert spoken_of(broken) is None


@pytest.mark.parametrize(
    "kept", [{"visibility": {"type": "role", "value": "Staff"}}, {"jsdPublic": False}, {"properties": INTERNAL}]
)
def test_what_few_may_read_is_not_for_everybody(kept: dict[str, Any]) -> None:
    open_one, closed = spoken_of(comment(jsdPublic=True)), spoken_of(comment(**kept))
    assert open_one is not None
    assert closed is not None
    assert open_one.for_everybody
    assert not closed.for_everybody


def test_a_comment_that_is_none_is_left_out() -> None:
    assert spoken_of({"id": "7", "created": "yesterday"}) is None
    assert spoken_of({"id": "7", "created": "2026-11-21T10:00:00.000+0000", "properties": [None]}) is None


def test_documents_and_markup_are_read_in_plain_words() -> None:
    def paragraph(*nodes: dict[str, Any]) -> dict[str, Any]:
        return {"type": "paragraph", "content": list(nodes)}

    document = {
        "type": "doc",
        "content": [
            paragraph({"type": "mention", "attrs": {"id": "1", "text": "@Ann"}}, {"type": "text", "text": ", try"}),
            {
                "type": "bulletList",
                "content": [{"type": "listItem", "content": [paragraph({"type": "text", "text": "5.3"})]}],
            },
            paragraph({"type": "inlineCard", "attrs": {"url": "https://example.com/x"}}, {"type": "hardBreak"}),
            {"type": "mediaSingle", "content": [{"type": "media", "attrs": {"id": "2"}}]},
        ],
    }
    assert words_of(document).split("\n") == ["@Ann, try", "5.3", "https://example.com/x", "[a file]"]
    assert words_of("{quote}Which?{quote}\nThis {code:java}x{code}") == "Which?\nThis x"
