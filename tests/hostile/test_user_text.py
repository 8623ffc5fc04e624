"""What people type stays text: it pings nobody, links nowhere and breaks out of nothing, in Slack and in Jira."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator

import pytest

from tests.world import Json, World

# Hostile inputs 21 to 26, 33, 34 and 39.
NASTY = (
    "<!channel> <!here> <@U2BOB> <!subteam^S1> <#C0LEADS> <https://evil.example|https://corp.example> &lt;!all&gt; "
    "@channel ```*bold* {html}<b>x</b>{html} {noformat} [~admin] !http://evil.example/x.png! {{7*7}} %s ${jndi:ldap://x}"
)
# What our own words may say in mrkdwn: links into Jira, dates, and the product's owner.
OURS = re.compile(r"<(http://127\.0\.0\.1:\d+/browse/|!date\^\d+\^|@U0OWNER>)")


# DEMANDS 2: text is escaped once; pings in user text stay dead.
@pytest.mark.parametrize("deployment", ["cloud", "datacenter"])
def test_nothing_that_people_type_is_more_than_text(
    make_world: Callable[..., World], database_url: str, deployment: str
) -> None:
    world = make_world(database_url=database_url, deployment=deployment)
    world.start("run")
    reference, issue = world.file("U1ANN", "vpn", NASTY)
    world.command("U2BOB", f"{NASTY[:60]}: {NASTY}")
    world.command("U1ANN", "mine")
    # What comes back from Jira was typed by somebody, too.
    world.act(issue, "edit", fields={"summary": "<!channel> <https://evil.example|look> it is done"})
    world.close_issue(issue, "Done")
    world.until_told("U1ANN", "shipped")

    for text in _mrkdwn(world):
        assert "<" not in OURS.sub("", text), text
    for call in world.slack_ledger("api"):
        assert not {"link_names", "parse", "mrkdwn"} & set(call["arguments"])
    for post in world.slack_calls("chat.postMessage"):
        assert not _is_on(post["arguments"]["unfurl_links"])
        assert not _is_on(post["arguments"]["unfurl_media"])
    # The receipt shows it as it was typed, escaped once.
    assert "&lt;!channel&gt;" in json.dumps(world.receipts("U1ANN", reference)[0])
    _assert_literal_in_jira(world.see_issue(issue))


def _assert_literal_in_jira(issue: Json) -> None:
    if issue["description_adf"] is not None:
        kinds = set(re.findall(r'"type": "(\w+)"', json.dumps(issue["description_adf"])))
        assert kinds <= {"doc", "heading", "paragraph", "blockquote", "text", "hardBreak"}
        return
    before, quoted, after = issue["description"].split("{noformat}")
    assert "[~admin]" in quoted
    assert "[~admin]" not in before + after


def _mrkdwn(world: World) -> Iterator[str]:
    """Every text that Slack would read as markup: in calls, and in our answers to what it delivered."""
    bodies = [entry["arguments"] for entry in world.slack_ledger("api")]
    bodies += [entry["ack"] for entry in world.slack_ledger("delivery") if isinstance(entry.get("ack"), dict)]
    for body in bodies:
        yield from _texts({**body, "blocks": _parsed(body.get("blocks")), "view": _parsed(body.get("view"))})


def _texts(node: object) -> Iterator[str]:
    if isinstance(node, list):
        for each in node:
            yield from _texts(each)
    elif isinstance(node, dict):
        if node.get("type") == "mrkdwn" or ("type" not in node and isinstance(node.get("text"), str)):
            yield node["text"]
        for name, value in node.items():
            if name != "metadata":
                yield from _texts(value)


def _parsed(value: object) -> object:
    return json.loads(value) if isinstance(value, str) else value


def _is_on(value: object) -> bool:
    return str(value).lower() in ("true", "1")


# Hostile inputs 27, 28, 35 and 44: too long, not storable, several lines: saved, filed, and shown as far as it fits.
def test_no_text_is_too_odd_to_be_kept(world: World) -> None:
    texts = (
        "x" * 3000,
        "It stops\nafter the first line\r\nINFO admin logged in \x1b[2J",
        "nul \x00 in it, turned \u202egnorw, and a lone \ud800 surrogate".encode("utf-16", "surrogatepass").decode(
            "utf-16", "replace"
        ),
        "zalgo " + "e" + "\u0301" * 1000,
        "日本語で困っています 🙈",
    )
    for number, text in enumerate(texts):
        _, issue = world.file("U1ANN", "vpn", text)
        assert "\n" not in issue["summary"]
        assert len(issue["summary"]) <= 255
        assert issue["project"] == "NET", number
    assert any("日本語で困っています" in issue["description"] for issue in world.issues())
    assert all(line.startswith("{") for line in world.logs().splitlines() if line)
