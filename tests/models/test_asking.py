"""Asking a model over HTTP as either kind of provider is asked, and whatever it may answer instead."""

from __future__ import annotations

import subprocess
import sys

import pytest
from pydantic import SecretStr
from pydantic_ai.models.test import TestModel

from config.models import ModelChoice, Provider
from loop.answers import RefusedError, Scope, TryLaterError
from loop.triage.model_asking import ModelAsker
from tests.models.conftest import go_wrong

TEXT = "The report:\n--f--\nI cannot log in\n--f--"
PATHS = {Provider.OPENAI: "/v1", Provider.ANTHROPIC: ""}


def asker(provider: Provider, url: str, seconds: float = 60) -> ModelAsker:
    return ModelAsker(ModelChoice(provider, "sandbox", SecretStr("sk-x"), url + PATHS[provider], None, None), seconds)


@pytest.mark.parametrize("provider", list(Provider))
def test_every_answer_of_a_model_has_one_meaning(provider: Provider, model_url: str) -> None:
    asked = asker(provider, model_url)
    answer = asked.ask("Triage.", TEXT)
    assert answer.written is not None
    assert (answer.written.title, answer.written.severity) == ("In short: I cannot log in", "blocks")
    assert (answer.version, answer.tokens_in, answer.tokens_out) == ("sandbox-model-2026-01", 700, 90)
    for fault in ("no_json", "prose", "strange_status"):
        go_wrong(model_url, fault)
        answer = asked.ask("Triage.", TEXT)
        assert answer.written is None, fault
        assert answer.problem
        assert (answer.tokens_in == 700) is (fault != "strange_status")  # what was answered is paid for
    for nonsense in ({"choices": [], "content": 7}, {"choices": 7, "content": [7]}, {"usage": [], "choices": [{}]}):
        go_wrong(model_url, "instead", **{"with": nonsense})
        answer = asked.ask("Triage.", TEXT)
        assert answer.problem, nonsense
        assert answer.written is None, nonsense
    many = dict.fromkeys(("prompt_tokens", "completion_tokens", "input_tokens", "output_tokens"), 2**40)
    go_wrong(model_url, "instead", **{"with": {"usage": many | {"total_tokens": 2**41}}})
    assert asked.ask("Triage.", TEXT).tokens_in == 10_000_000
    for fault in ("busy", "broken"):
        go_wrong(model_url, fault)
        with pytest.raises(TryLaterError) as later:
            asked.ask("Triage.", TEXT)
        assert later.value.scope is Scope.WHOLE, fault
    go_wrong(model_url, "refused")
    with pytest.raises(RefusedError, match="FRICTION_AI_KEY"):
        asked.ask("Triage.", TEXT)
    go_wrong(model_url, "slow", seconds=30)
    with pytest.raises(TryLaterError, match=r"within 0\.2 seconds"):
        asker(provider, model_url, 0.2).ask("Triage.", TEXT)
    with pytest.raises(TryLaterError, match="nobody there"):
        asker(provider, "http://127.0.0.1:9").ask("Triage.", TEXT)


def test_the_librarys_own_test_model_fills_in_the_form() -> None:
    choice = ModelChoice(Provider.OPENAI, "test", None, None, None, None)
    answer = ModelAsker(choice, 60, model=TestModel(custom_output_args={"title": "No VPN", "missing": ["steps"]})).ask(
        "Triage.", TEXT
    )
    assert answer.written is not None
    assert (answer.written.title, answer.written.missing, answer.written.product) == ("No VPN", ["steps"], "")
    assert answer.tokens_in > 0


def test_nothing_is_imported_before_a_question_is_put() -> None:
    early = "[name for name in ('pydantic_ai', 'openai', 'anthropic') if name in sys.modules]"
    look = f"import sys, bot.compose.slack_app, bot.compose.workers; print({early})"
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
