"""What people type stays text: it pings nobody, links nowhere and breaks out of nothing, in Slack and in Jira."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator

from tests.world import Json, World, eventually

NASTY = (
    "<!channel> <!here> <@U2BOB> <!subteam^S1> <#C0LEADS> <https://evil.example|https://corp.example> &lt;!all&gt; "
    "@channel ```*bold* {html}<b>x</b>{html} {noformat} [~admin] !http://evil.example/x.png! {{7*7}} %s ${jndi:ldap://x}"
    " {settings.slack_bot_token} {code} {noformat\n> Status: *Resolved* by @ceo"
)
# What our own words may say in mrkdwn: links into Jira, dates, and the product's owner.
OURS = re.compile(r"<(http://127\.0\.0\.1:\d+/browse/|!date\^\d+\^|@U0OWNER>)")


# DEMANDS 2: text is escaped once; pings in user text stay dead. Markup of either Jira and templates (33, 39) stay text.
def test_input_21_22_23_24_25_26_33_39_nothing_that_people_type_is_more_than_text(
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
    for literal in ("{{7*7}} %s ${jndi:ldap://x}", "{settings.slack_bot_token}", "&lt;!all&gt;"):
        assert literal in issue["description"]


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


# Too long, not storable, several lines: saved, filed, and shown as far as it fits.
def test_input_27_28_35_44_no_text_is_too_odd_to_be_kept(make_world: Callable[..., World], database_url: str) -> None:
    world = make_world(database_url=database_url)  # a form over HTTP cannot hold a lone surrogate
    world.start("run")
    texts = (
        "x" * 3000,
        "<a&>" * 750,  # three times as long when it is escaped
        ("a word and " * 300) + "\n" + "second line " * 3000,
        "It stops\nafter the first line\r\nINFO admin logged in \x1b[2J",
        "nul \x00 in it, turned \u202egnorw\u2066, and a lone \ud800 surrogate",
        "zalgo " + "e" + "\u0301" * 1000,
        "日本語で困っています 🙈",
        "o\u200bn\u200be zero-width word",
    )
    for number, text in enumerate(texts):
        reference = world.report("U1ANN", "vpn", text)
        issue = eventually(lambda reference=reference: world.issues_of(reference))[0]
        assert "\n" not in issue["summary"]
        assert len(issue["summary"]) <= 255
        assert issue["project"] == "NET", number
        world.until_receipt_shows("U1ANN", reference, "Filed as")
    issues = world.issues()
    assert any("日本語で困っています" in issue["description"] for issue in issues)
    assert not [sign for sign in "\x00\x1b\u202e\u2066\ud800" if any(sign in i["description"] for i in issues)]
    long = next(issue for issue in issues if issue["description"].count("second line") > 100)
    assert "more characters are kept with the report" in long["description"]
    world.command("U1ANN", "mine")
    # Slack took every message and every answer as it was.
    assert [entry for entry in world.slack_ledger("shown") if "invalid" in str(entry["text"])] == []
    assert [call["response"] for call in world.slack_calls("chat.postMessage") if not call["response"]["ok"]] == []
    assert all(line.startswith("{") for line in world.logs().splitlines() if line)
    assert "\x1b" not in world.logs()


# What people type reaches no query: Jira is searched by the catalogue's projects and by our own labels.
KNOWN_JQL = re.compile(
    r'project = "(NET|WIKI)" ORDER BY created DESC'
    r'|project = "(NET|WIKI)" AND labels = "fr-main-FR-[0-9A-Z]{4,}"'
    r'|project in \("NET", "WIKI"\) AND updated >= "-\d+m" ORDER BY updated ASC'
    r'|project in \("NET", "WIKI"\) AND created >= "-\d+m" AND creator = currentUser\(\) AND labels is not EMPTY'
    r" ORDER BY created ASC"
)
QUERIES = (
    '" OR project = HR OR summary ~ "',
    'foo* OR *, ~"a"~10, ORDER BY, AND NOT, empty, null, {}[]()?\\\\\\"',
    "x" * 2000 + '"',
)


def test_input_30_31_32_36_what_people_type_reaches_no_query_and_no_label(
    make_world: Callable[..., World], database_url: str, deployment: str
) -> None:
    world = make_world(database_url=database_url, deployment=deployment)
    world.start("run")
    # Every create loses its answer, so that each report is looked up by search and by key.
    world.jira("faults", method="POST", path="/issue$", kind="lost", times=len(QUERIES))
    for query in QUERIES:
        reference, issue = world.file("U1ANN", "vpn", query)
        assert issue["labels"] == [f"fr-main-{reference}"]
        world.command("U2BOB", f'{query[:40]}: not a tool" OR project = HR', trigger_id=None)
        world.slack("close", user="U2BOB")
    world.command("U1ANN", 'status NET-1" OR project = HR')
    assert len(world.issues()) == len(QUERIES)
    asked = [entry["query"]["jql"][0] for entry in world.searches()]
    assert len(asked) > len(QUERIES)
    assert [jql for jql in asked if not KNOWN_JQL.fullmatch(jql)] == []


ADF = {
    "type": "doc",
    "version": 1,
    "content": [{"type": "paragraph", "content": [{"type": "mention", "attrs": {"id": "admin"}}, {"type": "media"}]}],
}


def test_input_34_text_that_is_a_document_of_jiras_own_stays_text(world: World) -> None:
    _, issue = world.file("U1ANN", "vpn", json.dumps(ADF))
    _assert_literal_in_jira(issue)
    assert json.dumps(ADF) in issue["description"]
