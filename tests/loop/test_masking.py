"""Secrets of known shapes are masked; what merely looks random is left alone."""

from __future__ import annotations

import pytest

from loop.cleaning import clean, says_something
from loop.masking import mask

# Put together here, so that no scanner of repositories takes the test for a leak.
SECRETS = {
    "Slack token": "xoxb-" + "123456789012-abcdefGHIJKL",
    "GitHub token": "ghp_" + "a1B2" * 9,
    "AWS access key": "AKIA" + "IOSFODNN7EXAMPLE",
    "Atlassian token": "ATATT3" + "xFfGF0" * 6,
    "signed token": "eyJ" + "hbGciOiJIUzI1NiJ9" + ".eyJ" + "zdWIiOiIxMjM0In0" + ".SflKxwRJSMeKKF2QT4",
    "private key": "-----BEGIN RSA PRIVATE" + " KEY-----\nMIIEow\nabc\n-----END RSA PRIVATE KEY-----",
    "model provider key": "sk-" + "ant-" + "api03abcdefghij1234567890",
    "Stripe key": "sk_" + "live_" + "51abcdefghij",
}


@pytest.mark.parametrize(("kind", "secret"), SECRETS.items())
def test_a_secret_is_masked_wherever_it_stands(kind: str, secret: str) -> None:
    for text in (secret, f"it says {secret} and stops", f"({secret})", f"a\n{secret}\nb"):
        masked = mask(text)
        assert secret not in masked.text
        assert masked.kinds == [kind]
        assert f"[masked: {kind}]" in masked.text


def test_only_the_password_of_an_address_is_masked() -> None:
    masked = mask("cannot reach postgres://reports:hunter22@db.example.com/prod")
    assert masked.text == "cannot reach postgres://reports:[masked: password in an address]@db.example.com/prod"


@pytest.mark.parametrize("text", ["password: hunter22!", 'Passwort = "hunter22!"', "my pwd is: hunter22!"])
def test_a_password_that_is_given_as_one_is_masked(text: str) -> None:
    assert "hunter22" not in mask(text).text


# hostile 41
def test_invisible_characters_inside_a_secret_do_not_hide_it() -> None:
    secret = SECRETS["GitHub token"]
    hidden = "\u200b".join(secret)
    assert mask(f"see {hidden}!").text == "see [masked: GitHub token]!"


# hostile 42
@pytest.mark.parametrize(
    "harmless",
    [
        "3f2504e0-4f89-11d3-9a0c-0305e82c3301",
        "9fceb02d0ae598e95dc970b74767f19372d61af8",
        "https://example.com/path?x=1",
        "the password reset page does not load",
        "at 12:30@home",
    ],
)
def test_ids_and_plain_words_are_left_alone(harmless: str) -> None:
    assert mask(harmless).text == harmless


def test_several_kinds_are_named_each_once() -> None:
    both = f"{SECRETS['AWS access key']} {SECRETS['AWS access key']} {SECRETS['Slack token']}"
    assert sorted(mask(both).kinds) == ["AWS access key", "Slack token"]


# hostile 28
def test_what_no_database_takes_is_removed_and_the_rest_stays() -> None:
    assert clean("a\x00b\ud800c\u202ed\r\ne") == "abcd\ne"
    assert len(clean("e" + "\u0301" * 1000)) < 20
    assert len(clean("x" * 100_000)) == 50_000


# hostile 29
@pytest.mark.parametrize("empty", ["", "  \n ", "🙂🙂", ":smile: :tada:", "...!?"])
def test_nothing_but_signs_describes_nothing(empty: str) -> None:
    assert not says_something(empty)


@pytest.mark.parametrize("text", ["a", "5", "日本", "Привет", "mit Ümlaut"])
def test_a_letter_of_any_script_says_something(text: str) -> None:
    assert says_something(text)
