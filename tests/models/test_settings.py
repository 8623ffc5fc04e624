"""The settings of a model: off by default, whole or refused, and its key scrubbed from every log."""

from __future__ import annotations

import pytest

from config.errors import ConfigurationError
from config.models import Provider, chosen_model
from config.settings import load_settings

KEY = "sk-" + "planted-for-settings"


def test_without_a_model_there_is_none() -> None:
    assert chosen_model(load_settings({"FRICTION_AI_KEY": KEY})) is None


def test_a_model_has_a_provider_a_price_and_a_key_that_no_log_tells() -> None:
    priced = {"FRICTION_AI_PRICE_IN": "0.25", "FRICTION_AI_PRICE_OUT": "2"}
    settings = load_settings({"FRICTION_AI_MODEL": "anthropic:claude:x", "FRICTION_AI_KEY": KEY, **priced})
    choice = chosen_model(settings)
    assert choice is not None
    assert (choice.provider, choice.model, choice.name) == (Provider.ANTHROPIC, "claude:x", "anthropic:claude:x")
    assert choice.cost(1_000_000, 500_000) == 1.25
    assert KEY in settings.secret_values()
    assert KEY not in repr(settings)


@pytest.mark.parametrize(
    ("env", "said"),
    [
        ({"FRICTION_AI_MODEL": "gpt-x"}, "names no provider that is known"),
        ({"FRICTION_AI_MODEL": "openai:"}, "names no provider that is known"),
        ({"FRICTION_AI_MODEL": "openai:x"}, "FRICTION_AI_KEY is missing"),
        ({"FRICTION_AI_PRICE_IN": "1"}, "go together"),
        ({"FRICTION_AI_URL": "http://models.example/v1"}, "plain http to models.example"),
        ({"FRICTION_AI_BUDGET": "0"}, "FRICTION_AI_BUDGET"),
    ],
)
def test_half_a_model_is_refused_by_name(env: dict[str, str], said: str) -> None:
    with pytest.raises(ConfigurationError, match=said):
        load_settings(env)


def test_a_model_of_ones_own_needs_no_key() -> None:
    assert chosen_model(load_settings({"FRICTION_AI_MODEL": "openai:x", "FRICTION_AI_URL": "http://127.0.0.1:1/v1"}))
