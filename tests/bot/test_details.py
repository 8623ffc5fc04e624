"""The inputs for what Jira requires, and what is read from them: functions, without a process."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from bot.details import EMPTY, GONE, NO_DATE, NO_NUMBER, product_in, read_details, unseen
from bot.messages.details import block_of, detail_blocks, detail_options, option_value
from bot.messages.form import FormFill, report_form
from bot.messages.triage_forms import edit_view
from config.catalogue import JiraDestination, Product
from config.words import Feasibility, Kind, Severity
from loop.details import Way, missing, way_of
from loop.tracker.screen import FieldAsked
from sandbox.slack.elements import entered_from_start
from sandbox.slack.rules.views import check_view
from storage.report import Report
from tests.bot.test_messages import HOSTILE

LONG = "x" * 200
PRODUCT = Product(key="vpn", name="VPN", track="t", owner="U0OWNER", jira=JiraDestination(project="NET"))

REPORT = Report(
    title="It drops", what="It drops", kind=Kind.DEFECT, severity=Severity.SLOWS, feasibility=Feasibility.NORMAL
)


def asked(number: int, kind: str, *allowed: str, **more: Any) -> FieldAsked:
    return FieldAsked(f"customfield_{number}", f"Field {number}", required=True, kind=kind, allowed=allowed, **more)


REGION = asked(1, "option", "North", "", LONG)
DEVICES = asked(2, "array", "Laptop", "Phone", items="option")
COST = asked(3, "number")
DUE = asked(4, "date")
AT = asked(5, "datetime")
TEAM = asked(6, "string")
LOG = asked(7, "string", is_text_area=True)
BOSS = asked(8, "user")
CREW = asked(9, "array", items="user")
ALL = (REGION, DEVICES, COST, DUE, AT, TEAM, LOG, BOSS, CREW)
NAMES = {"U1ANN": "Ann"}

read = partial(read_details, name_of=lambda person: NAMES.get(person, ""))


def state(field: FieldAsked, **entry: Any) -> dict[str, Any]:
    return {block_of("vpn", field): {"detail": entry}}


@pytest.mark.parametrize(
    ("field", "entry", "value"),
    [
        (REGION, {"selected_option": {"value": option_value(LONG)}}, LONG),
        (DEVICES, {"selected_options": [{"value": "Phone"}, {"value": "Laptop"}]}, ["Phone", "Laptop"]),
        (COST, {"value": "1e3"}, 1000),
        (COST, {"value": "-0.5"}, -0.5),
        (DUE, {"selected_date": "2026-12-24"}, "2026-12-24"),
        (AT, {"selected_date_time": 1_767_225_600}, "2026-01-01T00:00:00.000+0000"),
        (TEAM, {"value": "  Blue "}, "Blue"),
        (LOG, {"value": "one\ntwo"}, "one\ntwo"),
        (BOSS, {"selected_user": "U1ANN"}, "U1ANN"),
        (CREW, {"selected_users": ["U1ANN", "U2BOB", "<!channel>"]}, ["U1ANN", "U2BOB"]),
    ],
)
def test_a_value_is_read_as_jira_takes_it(field: FieldAsked, entry: dict[str, Any], value: Any) -> None:
    details, errors = read("vpn", [field], state(field, **entry))
    assert (details[0].field_id, details[0].value, errors) == (field.field_id, value, {})
    assert details[0].typed == (field in (TEAM, LOG))
    assert details[0].who == {BOSS: "Ann", CREW: "Ann, U2BOB"}.get(field, "")


@pytest.mark.parametrize(
    ("field", "entry", "error"),
    [
        (REGION, {"selected_option": {"value": "West"}}, GONE),
        (REGION, {"selected_option": {"value": ""}}, GONE),
        (REGION, {"selected_option": None}, EMPTY),
        (DEVICES, {"selected_options": []}, EMPTY),
        (DEVICES, {"selected_options": [{"value": "Phone"}, {"value": "Fax"}]}, GONE),
        (COST, {"value": "many"}, NO_NUMBER),
        (COST, {"value": "inf"}, NO_NUMBER),
        (DUE, {"selected_date": None}, EMPTY),
        (DUE, {"selected_date": "soon"}, NO_DATE),
        (AT, {"selected_date_time": 10**30}, NO_DATE),
        (TEAM, {"value": "  "}, EMPTY),
        (BOSS, {"selected_user": None}, EMPTY),
        (BOSS, {"selected_user": "<!channel>"}, EMPTY),
        (CREW, {"selected_users": []}, EMPTY),
    ],
)
def test_what_is_wrong_is_said_at_its_field(field: FieldAsked, entry: dict[str, Any], error: str) -> None:
    assert read("vpn", [field], state(field, **entry)) == ([], {block_of("vpn", field): error})


def test_what_was_given_is_shown_to_whoever_edits_it_and_read_again_the_same() -> None:
    values = [LONG, ["Phone"], 12.5, "2026-12-24", "2026-01-01T00:00:00.000+0000", "Blue", "one\ntwo"]
    values += ["U1ANN", ["U1ANN", "U2BOB"]]
    given = {field.field_id: value for field, value in zip(ALL, values, strict=True)}
    view = edit_view("token", REPORT, PRODUCT, [PRODUCT], ALL, given)
    assert check_view(view, kind="modal") == []
    state = entered_from_start(view["blocks"])
    assert product_in(state) == "vpn"
    details, errors = read("vpn", ALL, state, optional=True)
    assert ([detail.value for detail in details], errors) == (values, {})
    empty = entered_from_start(edit_view("token", REPORT, PRODUCT, [PRODUCT], ALL, {})["blocks"])
    assert read("vpn", ALL, empty, optional=True) == ([], {})
    assert product_in({}) == ""


def test_a_form_that_did_not_ask_is_known() -> None:
    assert read("vpn", [TEAM], {}) == ([], {})
    assert unseen("vpn", [TEAM, COST], state(TEAM, value="Blue"))
    assert not unseen("vpn", [TEAM], state(TEAM, value="Blue"))
    # Values for another product's field of the same id are not this one's.
    assert unseen("wiki", [TEAM], state(TEAM, value="Blue"))


def test_only_what_nobody_gives_and_a_form_can_ask_is_asked() -> None:
    given = FieldAsked("customfield_8", "Given", required=True)
    own = FieldAsked("summary", "Summary", required=True)
    optional, default = FieldAsked("a", "A"), FieldAsked("b", "B", required=True, has_default=True)
    place = JiraDestination(project="NET", fields={"customfield_8": "x"})
    assert list(missing([given, own, optional, default, TEAM], place)) == [TEAM]
    ways = [Way.ONE, Way.SEVERAL, Way.NUMBER, Way.DAY, Way.MOMENT, Way.WORDS, Way.TEXT, Way.PERSON, Way.PEOPLE]
    assert list(map(way_of, ALL)) == ways
    odd = (asked(9, "group"), asked(9, "any"), asked(9, "array", items="group"))
    assert {way_of(each) for each in odd} == {None}
    assert way_of(asked(9, "option-with-child", "A → B")) is Way.ONE


@pytest.mark.parametrize("text", HOSTILE)
def test_slack_takes_the_form_whatever_jira_calls_its_fields(text: str) -> None:
    many = tuple(f"{text} {number}" for number in range(120))
    fields = [*ALL, FieldAsked("c", text, allowed=(text, *many)), FieldAsked("d", text, allowed=(text,))]
    view = report_form([PRODUCT], FormFill("token", PRODUCT, asks_for="vpn", details=fields))
    assert check_view(view, kind="modal") == []
    assert len(detail_blocks("vpn", fields)) == len(fields) + 1
    assert detail_blocks("vpn", []) == []
    assert 0 < len(detail_options(fields[-2], "")) <= 100
