"""The catalogue: what it answers, and how it words what is wrong."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from config.catalogue import Catalogue, load_catalogue, parse_catalogue
from config.errors import ConfigurationError
from config.words import Outcome

SMALL = """\
[[tracks]]
key = "network"
name = "Network"

[[products]]
key = "vpn"
name = "VPN Client"
aliases = ["remote access"]
track = "network"
owner = "U0MARIA"
[products.jira]
project = "NET"
"""


def parse(text: str) -> Catalogue:
    return parse_catalogue(text.encode())


def problems(text: str) -> list[str]:
    with pytest.raises(ConfigurationError) as caught:
        parse(text)
    return list(caught.value.problems)


def test_only_the_required_keys_are_needed() -> None:
    catalogue = parse(SMALL)
    product = catalogue.product("vpn")
    assert (product.policy, product.audience, product.triage_channel) == ("auto", "employee", None)
    assert (product.jira.project, product.jira.issue_type, product.jira.labels) == ("NET", "Task", ())
    assert (catalogue.track("network").maturity_days, catalogue.track("network").target_rate) == (180, None)
    assert (catalogue.roles.admin, catalogue.quiet_hours, catalogue.admin) == ((), None, None)


@pytest.mark.parametrize("word", ["vpn", "VPN", " vpn\tclient ", "Remote   Access", "REMOTE ACCESS"])
def test_a_product_goes_by_key_name_and_alias(word: str) -> None:
    found = parse(SMALL).find_product(word)
    assert found is not None
    assert found.key == "vpn"


@pytest.mark.parametrize("word", ["", "vp", "remote", "vpn client 2", "\x00"])
def test_other_words_are_no_product(word: str) -> None:
    assert parse(SMALL).find_product(word) is None


def test_unknown_keys_of_code_are_errors_of_code() -> None:
    with pytest.raises(KeyError):
        parse(SMALL).product("nope")
    with pytest.raises(KeyError):
        parse(SMALL).track("nope")


def test_an_owner_is_a_slack_id_or_an_address() -> None:
    by_id = parse(SMALL).product("vpn")
    assert (by_id.owner_slack_id, by_id.owner_email) == ("U0MARIA", None)
    by_mail = parse(SMALL.replace("U0MARIA", "maria@acme.example")).product("vpn")
    assert (by_mail.owner_slack_id, by_mail.owner_email) == (None, "maria@acme.example")


def test_the_fingerprint_follows_the_meaning_not_the_layout() -> None:
    first = parse(SMALL).fingerprint
    assert parse("# a comment\n\n" + SMALL.replace(" = ", "=")).fingerprint == first
    assert parse(SMALL.replace("U0MARIA", "U0TOM")).fingerprint != first


def test_dates_in_fixed_fields_become_json() -> None:
    catalogue = parse(SMALL + "[products.jira.fields]\nduedate = 2027-01-31\ncustomfield_1 = { value = 'EU' }\n")
    assert catalogue.product("vpn").jira.fields == {"duedate": "2027-01-31", "customfield_1": {"value": "EU"}}
    assert catalogue.fingerprint


def test_a_channel_captures_one_way_or_several() -> None:
    catalogue = parse(
        SMALL
        + '[[channels]]\nid = "C1"\nproduct = "vpn"\ncapture = "message"\n'
        + '[[channels]]\nid = "C2"\nproduct = "vpn"\ncapture = ["mention", "emoji"]\nupdates = true\n'
    )
    assert [rule.capture for rule in catalogue.channels] == [("message",), ("mention", "emoji")]
    assert [rule.updates for rule in catalogue.channel_rules("C2")] == [True]
    assert catalogue.channel_rules("C3") == ()


class TestMistakes:
    @pytest.mark.parametrize(
        ("old", "new", "sentence"),
        [
            ('owner = "U0MARIA"', "", 'line 5: product "vpn" lacks owner; add owner = "U0123ABCD".'),
            ("aliases", "alias", 'line 8: product "vpn" has the unknown key "alias"; did you mean "aliases"?'),
            (
                'track = "network"',
                'track = "netwrk"',
                'line 9: product "vpn" is in the unknown track "netwrk"; did you',
            ),
            ('"NET"', '"net"', 'line 12: product "vpn": jira.project is "net"; give the project\'s key'),
            ('"NET"', '"NET OR project = HR"', "give the project's key"),
            ("U0MARIA", "@maria", 'owner is "@maria"; give a Slack user id (U…'),
            ('key = "vpn"', 'key = "My VPN"', 'key is "My VPN"; use up to 40 lower-case letters'),
            ("remote access", "vpn: home", 'aliases holds "vpn: home"; an alias is a word or two without a colon'),
            ('name = "VPN Client"', "name = 7", 'line 7: product "vpn": name must be text in quotes.'),
            ('name = "VPN Client"', 'name = " "', "name is empty"),
            ('["remote access"]', '"remote access"', "aliases must be a list in brackets"),
            ('project = "NET"', 'project = "NET"\naliases = ["x"]', "write it above the line [products.jira]."),
            ('project = "NET"', 'project = "NET"\nlabels = ["two words"]', "a Jira label has no spaces"),
            (
                'project = "NET"',
                'project = "NET"\nfields = {Summary = "x"}',
                "sets summary, which the loop writes itself",
            ),
            (
                'name = "Network"',
                'name = "Network"\ntarget_rate = 45',
                'line 4: track "network": target_rate must be at',
            ),
            ('name = "Network"', 'name = "Network"\nmaturity_days = 0', "maturity_days must be more than 0"),
            (
                "[[products]]",
                "[priority]\nfull = inf\n[[products]]",
                "full must be more than 0, and a trillion",
            ),
            ('owner = "U0MARIA"', 'owner = "U0MARIA"\naudience = "staff"', "it must be 'customer', 'employee' or"),
            ('owner = "U0MARIA"', 'owner = "U0MARIA"\ntriage_channel = "#net"', "give the channel's id (C…)"),
            ('owner = "U0MARIA"', 'owner = "U0MARIA"\npolicy = "ask"', "it must be 'auto' or 'review'"),
        ],
    )
    def test_a_wrong_entry(self, old: str, new: str, sentence: str) -> None:
        assert old in SMALL
        [problem] = problems(SMALL.replace(old, new))
        assert problem.startswith("loop.toml, line ")
        assert sentence in problem

    def test_review_needs_a_place_for_its_cards(self) -> None:
        by_address = SMALL.replace('owner = "U0MARIA"', 'policy = "review"\nowner = "maria@example.com"')
        [problem] = problems(by_address)
        assert "has no triage_channel nor an owner by Slack id; add one" in problem
        with_channel = by_address.replace("policy =", 'triage_channel = "C0NET"\npolicy =')
        assert parse(with_channel).product("vpn").policy == "review"

    def test_several_at_once_in_the_order_of_the_file(self) -> None:
        found = problems(SMALL.replace("owner =", "ownr =").replace('"NET"', '"n"'))
        assert [problem.split(":")[0] for problem in found] == [
            "loop.toml, line 5",
            "loop.toml, line 10",
            "loop.toml, line 12",
        ]

    @pytest.mark.parametrize("alias", ["VPN", "vpn  client", "Remote Access"])
    def test_one_word_for_two_products(self, alias: str) -> None:
        second = SMALL[SMALL.index("[[products]]") :].replace("vpn", "wifi").replace("VPN Client", "Wi-Fi")
        [problem] = problems(SMALL + second.replace("remote access", alias))
        assert problem.startswith("loop.toml, line 16: ")
        assert f'"{alias}" stands for two products, "vpn" and "wifi"' in problem

    def test_a_key_given_twice(self) -> None:
        [problem] = problems(SMALL + '[[tracks]]\nkey = "network"\nname = "Again"\n')
        assert problem == 'loop.toml, line 13: tracks lists "network" twice; rename one or remove it.'

    @pytest.mark.parametrize(
        ("plan", "sentence"),
        [
            ('kind = "executive"', 'digest "d" has no channel; add one'),
            ('kind = "queue"\ntracks = ["network"]', 'digest "d" is a queue; choose its products instead of tracks'),
            ('channel = "C1"\nproducts = ["vpn"]', 'digest "d" is about tracks; name tracks instead of products'),
            ('kind = "queue"\nproducts = ["vpm"]', 'digest "d" lists the unknown product "vpm"; did you mean "vpn"?'),
        ],
    )
    def test_a_digest_has_a_place_and_is_about_what_its_kind_is_about(self, plan: str, sentence: str) -> None:
        assert any(sentence in one for one in problems(SMALL + f'[[digests]]\nname = "d"\n{plan}\n'))

    def test_unknown_names_in_digests_and_channels(self) -> None:
        found = problems(
            SMALL
            + '[[digests]]\nname = "leads"\nchannel = "C1"\ntracks = ["network", "hr"]\n'
            + '[[channels]]\nid = "C1"\nproduct = "vnp"\n'
        )
        assert 'line 16: digest "leads" lists the unknown track "hr"; known: network' in found[0]
        assert 'line 19: channel C1 listens for the unknown product "vnp"; did you mean "vpn"?' in found[1]

    def test_an_unknown_table(self) -> None:
        [problem] = problems(SMALL + '[[product]]\nkey = "x"\n')
        assert 'the file has the unknown key "product"; did you mean "products"?' in problem

    def test_an_empty_file_names_no_product(self) -> None:
        assert "names no product; add a [[products]] table" in problems("")[0]

    @pytest.mark.parametrize(
        ("text", "sentence"),
        [
            ('[[tracks]]\nkey = "a\n', "loop.toml, line 2: this is not TOML"),
            ("[[tracks]]\nkey = ", "this is not TOML"),
            ('[[tracks]\nkey = "a"', "loop.toml, line 1: this is not TOML"),
        ],
    )
    def test_what_is_no_toml(self, text: str, sentence: str) -> None:
        assert sentence in problems(text)[0]

    def test_what_is_no_text(self) -> None:
        with pytest.raises(ConfigurationError, match=r"loop\.toml is not UTF-8 text"):
            parse_catalogue(b"\xff\xfe")

    def test_a_byte_order_mark_is_no_mistake(self) -> None:
        assert parse_catalogue(b"\xef\xbb\xbf" + SMALL.encode()).product("vpn")

    def test_a_missing_file(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigurationError, match=r"does not exist; copy the sample loop.toml there"):
            load_catalogue(tmp_path / "loop.toml")
        with pytest.raises(ConfigurationError, match=r"cannot be read"):
            load_catalogue(tmp_path)


class TestSchedules:
    @pytest.mark.parametrize("cron", ["0 9 * * mon", "*/15 8-17 * * MON-FRI", "0 9 1 jan,jul *", "0 9 last * *"])
    def test_accepted(self, cron: str) -> None:
        assert self.digest(cron).digest("leads").cron == cron.lower()

    @pytest.mark.parametrize(
        ("cron", "sentence"),
        [
            ("0 9 * * 1", "weekdays go by name (mon, tue, … sun)"),
            ("0 9 * * 1-5", "weekdays go by name"),
            ("0 9 * * mon,3", "weekdays go by name"),
            ("0 9 * *", "give five fields, minute hour day month weekday"),
            ("0 0 9 * * mon", "give five fields"),
            ("@weekly", "give five fields"),
            ("99 9 * * mon", "is no schedule"),
            ("0 9 * * someday", "is no schedule"),
            ("0 9 31 feb *", "a day that never comes"),
        ],
    )
    def test_refused(self, cron: str, sentence: str) -> None:
        with pytest.raises(ConfigurationError) as caught:
            self.digest(cron)
        assert 'loop.toml, line 16: digest "leads": cron is ' in str(caught.value)
        assert sentence in str(caught.value)

    @pytest.mark.parametrize("zone", ["Europe/Berln", "../../etc/passwd", "CEST", "/etc/localtime", "Europe"])
    def test_an_unknown_zone(self, zone: str) -> None:
        with pytest.raises(ConfigurationError, match="an unknown time zone; use a name such as"):
            self.digest("0 9 * * mon", zone)

    @staticmethod
    def digest(cron: str, zone: str = "Europe/Berlin") -> Catalogue:
        plan = f'[[digests]]\nname = "leads"\nchannel = "C1"\ncron = "{cron}"\ntimezone = "{zone}"\n'
        return parse(SMALL + plan)


class TestTheSample:
    sample = load_catalogue(Path(__file__).parents[2] / "loop.toml")

    def test_starts_with_the_loop_itself(self) -> None:
        assert self.sample.products[0].key == "friction"

    def test_covers_three_tracks_and_digests_them_weekly(self) -> None:
        assert [len(self.sample.products_of(track)) for track in self.sample.tracks] == [2, 1, 2]
        assert self.sample.digest("leads").cron == "0 9 * * mon"

    def test_maps_its_own_words_over_the_shared_ones(self) -> None:
        desk = self.sample.outcome_map(self.sample.product("helpdesk"))
        assert desk.outcome(None, "rolled out") is Outcome.INTEGRATED
        assert desk.outcome("Not Planned", "Closed") is Outcome.DECLINED
        vpn = self.sample.outcome_map(self.sample.product("vpn"))
        assert vpn.outcome(None, "Rolled out") is None


LINES = (Path(__file__).parents[2] / "loop.toml").read_text().splitlines()
VALUES = [number for number, line in enumerate(LINES) if re.match(r"\w+ = ", line)]


JUNK = ["1", "true", '""', "[]", "[[1]]", "{}", "{ x = 1 }", "1979-05-27", "inf", '"☃\\u0000"']


@pytest.mark.parametrize("junk", JUNK)
def test_any_value_anywhere_is_taken_or_refused_with_its_line(junk: str) -> None:
    refused: list[str] = []
    for number in VALUES:
        lines = [*LINES]
        lines[number] = re.sub(r"= .*", lambda _: f"= {junk}", lines[number])
        try:
            parse("\n".join(lines))
        except ConfigurationError as error:
            refused.extend(error.problems)
    assert len(refused) > len(VALUES) / 2
    assert [problem for problem in refused if not re.match(r"loop\.toml, line \d+: .*[.?]$", problem)] == []
