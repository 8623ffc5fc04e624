"""The digest in words: what it says, and that it fits into Slack whatever there is to say."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.messages.digest import digest_message, digest_text
from bot.messages.text import Message
from config.catalogue import Track
from config.words import Outcome
from loop.digest import DigestContent, Item, Owner, TrackDigest
from loop.gates import Gate
from loop.scorecard import WHOLE, Scorecard, Share, Verification
from loop.scorecard.card import Judged
from loop.statistics import Verdict, clustered_wilson
from sandbox.slack.rules.blocks import check_blocks
from storage.figures import Unread
from tests.figures.conftest import day

NOW = day(100)
HOSTILE = (
    "<!channel> <@U1> *bold* _it_ `x` ~s~ &amp; <https://evil.example|https://corp.example> \u202e\x1b[2J🔥é" * 5
)[:255]


def card(n: int, integrated: int, *, name: str = "Ticketing", key: str = "ticketing", **changes: Any) -> Scorecard:
    share = Share(n, integrated)
    return replace(
        Scorecard(
            track=Track(key=key, name=name),
            as_of=NOW,
            excerpt=WHOLE,
            products=[],
            total=share,
            matured=share,
            outcomes={Outcome.INTEGRATED: integrated},
            open=n - integrated,
            withdrawn=0,
            imported=Share(0, 0),
            decided=Share(0, 0),
            issues=share,
            filed=n,
            incidence={},
            curve={},
            median_days=None,
            answer_rate=share.rate,
            verified=Verification(0, 0, 0, 0),
            verdict=Verdict.NOT_ENOUGH_EVIDENCE,
            judged=Judged(NOW, share, clustered_wilson(integrated, [1] * n)),
            reason="Judged on 1 Apr 2024 by 233 reports that were 180 days to two years old: 126 are still open, "
            "all of Printing.",
            change=None,
            history=[],
            jira_last_read=NOW,
        ),
        **changes,
    )


def item(number: int, title: str = "Prints twice", **changes: Any) -> Item:
    label = f"NET-{number}"
    made = Item(label, f"https://jira.example.com/browse/{label}", title, "Printing", "Tom", 12, 143)
    return replace(made, **changes)


def track(figures: Scorecard, **lists: Any) -> TrackDigest:
    return TrackDigest(
        figures,
        lists.get("shipped", ()),
        lists.get("waiting", ()),
        lists.get("owners", ()),
        lists.get("unread", ()),
        Gate(figures.track, lists.get("overdue"), None, ()),
        unowned=lists.get("unowned", {}),
    )


def content(*tracks: TrackDigest, late: bool = False, read: datetime | None = NOW) -> DigestContent:
    return DigestContent("leads", NOW, NOW - timedelta(days=7), late, tracks, read)


def shown(message: Message) -> str:
    return "\n".join(
        text["text"]
        for block in message.arguments()["blocks"]
        for text in [block.get("text"), *block.get("elements", [])]
        if text and "action_id" not in text
    ).replace("\N{NO-BREAK SPACE}", " ")


def said(*tracks: TrackDigest, **how: Any) -> str:
    return shown(digest_message(content(*tracks, **how)))


def test_the_first_line_stands_alone() -> None:
    figures = card(233, 107, verdict=Verdict.LOOP, change=0.03)
    message = digest_message(content(track(figures)))
    first = (
        "Ticketing · 46 % of what was reported has shipped (107 of 233, 95 % between 40 and 52 %), "
        "up 3 points in 90 days"
    )
    assert message.text.replace("\N{NO-BREAK SPACE}", " ") == first
    assert "A loop: even the low end of older reports (40 %) is above one in three." in shown(message)


@pytest.mark.parametrize(
    ("n", "integrated", "sentence"),
    [
        (7, 4, "Seven reports cannot tell a loop from a suggestion box; at this rate about eight more would."),
        (1, 1, "One report cannot tell a loop from a suggestion box; at this rate about one more would."),
        (12, 5, "Twelve reports cannot tell a loop from a suggestion box; at this rate about 100 more would."),
        (15, 5, "15 reports cannot tell a loop from a suggestion box; this near to one in three, no likely number of"),
    ],
)
def test_too_little_to_say(n: int, integrated: int, sentence: str) -> None:
    text = said(track(card(n, integrated)))
    assert f"% shipped ({integrated} of {n})*." in text
    assert sentence in text
    assert "95 %" not in text


def test_nothing_reported_yet() -> None:
    assert said(track(card(0, 0))).startswith("*Ticketing*: nothing has been reported yet.")


@pytest.mark.parametrize(
    ("verdict", "integrated", "sentence"),
    [
        (Verdict.SUGGESTION_BOX, 20, "A suggestion box: even the high end of older reports (13 %) is below"),
        (Verdict.NOT_ENOUGH_EVIDENCE, 78, "Not enough evidence yet"),
        (Verdict.NOT_ENOUGH_EVIDENCE, 20, "Not settled: one month-end reads it as a suggestion box"),
        (Verdict.LOOP, 78, "Still a loop; the last month-end does not bear that out"),
    ],
)
def test_the_verdict_in_words(verdict: Verdict, integrated: int, sentence: str) -> None:
    assert sentence in said(track(card(233, integrated, verdict=verdict)))


def test_lists_show_the_most_telling_and_count_the_rest() -> None:
    full = track(
        card(233, 107),
        shipped=[item(number) for number in range(1, 12)],
        waiting=[item(number) for number in range(50, 90)],
        owners=[Owner("Printing", "Tom", 3, 40, 24), Owner("VPN", "U0A", 1, 9, 13)],
        unread=[Unread("ticketing", "Parked", "", 2), Unread("ticketing", "Done", "Out of budget", 1)],
    )
    text = said(full)
    assert "(11)*\n• <https://jira.example.com/browse/NET-1|NET-1> Prints twice, 12 people\n" in text
    assert "• and 8 more shipped" in text
    assert "NET-50> Prints twice · Printing, 143 days with Tom, 12 people" in text
    assert "• and 37 more waiting" in text
    assert "No sign from Tom, who owns Printing, in 24 days (3 reports wait)" in text
    assert "VPN" not in text
    assert "3 issues ended in ways I cannot read as shipped or not: “Parked” (2) and “Out of budget” (1)." in text
    assert "<@" not in text  # a digest pings nobody


# Issue 7, line 7: the gaps stand in the digest, by name while they are few.
def test_who_has_nobody_to_answer_for_it_is_named() -> None:
    gaps = {"technical_owner": ["VPN"], "risk_owner": ["VPN", "Wiki", "Printing", "Mail", "Chat"]}
    words = "VPN has no technical owner; VPN, Wiki, Printing and 2 more have no risk owner."
    assert words in said(track(card(233, 107), unowned=gaps))
    assert "no technical owner" not in said(track(card(233, 107), unowned={"technical_owner": []}))
    assert "VPN has no technical owner" in digest_text(content(track(card(233, 107), unowned=gaps)))


@pytest.mark.parametrize(
    ("read", "words"),
    [
        (None, "Jira has not been read yet."),
        (NOW, "Jira last read just now."),
        (NOW - timedelta(minutes=2), "Jira last read 2 minutes ago."),
        (NOW - timedelta(hours=5), "Jira last read 5 hours ago. What happened there since is missing."),
        (NOW - timedelta(days=9), "|01 Apr 2024>. What happened there since is missing."),
        (NOW + timedelta(days=9), "|19 Apr 2024>."),
    ],
)
def test_how_fresh_it_is(read: datetime | None, words: str) -> None:
    assert said(track(card(233, 107)), read=read).endswith(words)


def test_a_late_digest_says_so() -> None:
    assert "This digest is late: it was due on" in said(track(card(9, 1)), late=True)
    assert "This digest is late: it was due on 10 Apr 2024" in digest_text(content(track(card(9, 1)), late=True))


def crowd(tracks: int, issues: int, title: str) -> DigestContent:
    verdicts = list(Verdict)
    return content(
        *(
            track(
                card(233, 107, name=title[:100], key=f"t{number}", verdict=verdicts[number % 3], change=-0.04),
                shipped=[item(one, title, product=title[:100]) for one in range(issues)],
                waiting=[item(one, title, product=title[:100]) for one in range(issues)],
                owners=[Owner(title[:100], title[:100], 9, 99, 99)] * 50,
                unread=[Unread("t", title, title, 1)] * 100,
                unowned={"technical_owner": [title[:100]] * 50, "risk_owner": [title[:100]] * 50},
            )
            for number in range(tracks)
        ),
        late=True,
    )


@pytest.mark.parametrize("title", ["Prints twice", HOSTILE, "🔥" * 255, "&" * 255, "x" * 255])
@pytest.mark.parametrize(("tracks", "issues"), [(1, 3000), (2, 3000), (4, 3000), (5, 100), (40, 100), (400, 1)])
def test_it_fits_into_slack_at_any_size(tracks: int, issues: int, title: str) -> None:
    message = digest_message(crowd(tracks, issues, title))
    blocks = message.arguments()["blocks"]
    assert 3 <= len(blocks) <= 50
    assert len(json.dumps(blocks)) < 13_000
    assert len(message.text) < 3000
    assert check_blocks(blocks, surface="message") == []
    assert "more" in shown(message)
    assert "Jira last read just now." in shown(message)
    assert digest_text(crowd(tracks, 5, title))


@pytest.mark.parametrize("sign", ["<!channel>", "<@U1>", "<https://evil.example"])
def test_what_people_typed_stays_words(sign: str) -> None:
    message = digest_message(crowd(2, 10, HOSTILE))
    assert sign not in shown(message)
    assert sign not in message.text
    assert "\x1b" not in digest_text(crowd(2, 10, HOSTILE))


def test_of_many_tracks_the_suggestion_boxes_come_first_and_all_are_named_or_counted() -> None:
    message = digest_message(crowd(40, 3, "Printing"))
    text = shown(message)
    assert message.text == "13 of 40 tracks are suggestion boxes; 14 are loops"
    assert text.index(", a suggestion box") < text.index(", a loop") < text.index(", not enough evidence yet")
    assert text.rindex(", a suggestion box") < text.index(", a loop")
    assert text.count("107 of 233") == 40


def test_few_tracks_keep_the_order_of_the_catalogue() -> None:
    text = said(
        track(card(233, 107, name="Ticketing", verdict=Verdict.LOOP)),
        track(card(233, 20, name="Assets", key="assets", verdict=Verdict.SUGGESTION_BOX)),
    )
    assert text.index("Ticketing") < text.index("Assets")


def test_plain_text_has_no_markup() -> None:
    text = digest_text(content(track(card(233, 107), waiting=[item(1)])))
    assert not {"*", "<", "|"} & set(text)
    assert "- NET-1 Prints twice · Printing, 143 days with Tom, 12 people" in text


def test_a_bound_that_rounds_to_one_third_is_said_to_be_just_beside_it() -> None:
    for integrated, verdict, said in (
        (24, Verdict.LOOP, "(33 %) is just above one in three."),
        (40, Verdict.LOOP, "(64 %) is above one in three."),
    ):
        share, interval = Share(52, integrated), clustered_wilson(integrated, [1] * 52)
        told = card(52, integrated, verdict=verdict, judged=Judged(NOW, share, interval))
        assert said in digest_text(content(track(told))).replace("\u00a0", " ")
