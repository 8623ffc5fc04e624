"""E-mail addresses and phone numbers are taken out, told of, or left alone, as the settings say (hostile input 43)."""

from __future__ import annotations

import pytest

from loop.personal_data import treat

TEXT = "Ask ann.smith@mail.example.com or +49 30 1234567, see FR-7K2Q of 2026-11-21, build 10.0.19045.3803"


def test_input_43_each_policy_does_what_it_says() -> None:
    assert treat(TEXT, "off").text == TEXT
    warned = treat(TEXT, "warn")
    assert (warned.text, warned.left) == (TEXT, ("e-mail address", "phone number"))
    masked = treat(TEXT, "mask")
    assert masked.text == (
        "Ask [masked: e-mail address] or [masked: phone number], see FR-7K2Q of 2026-11-21, build 10.0.19045.3803"
    )
    assert masked.masked == ("e-mail address", "phone number")


@pytest.mark.parametrize("harmless", ["12:30@home", "2026-11-21 10:22:33", "10.0.0.12", "order 0123456789", "a@b"])
def test_what_is_no_address_and_no_number_is_left_alone(harmless: str) -> None:
    assert treat(harmless, "mask").text == harmless
