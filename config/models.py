"""Which model may make proposals: its provider, its name, where it answers, and what it costs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from config.errors import ConfigurationError

if TYPE_CHECKING:
    from pydantic import SecretStr

    from config.variables import Variables


class Provider(StrEnum):
    """Whose way of speaking a model understands; most servers, local ones too, understand the first."""

    OPENAI = "openai"
    ANTHROPIC = "anthropic"


@dataclass(frozen=True)
class ModelChoice:
    """A model, and what its tokens cost: money per million, None without prices."""

    provider: Provider
    model: str
    key: SecretStr | None
    url: str | None
    price_in: float | None
    price_out: float | None

    @property
    def name(self) -> str:
        """As it stands in the settings."""
        return f"{self.provider.value}:{self.model}"[:128]

    def cost(self, tokens_in: int, tokens_out: int) -> float | None:
        """What so many tokens cost; None where no prices are known."""
        if self.price_in is None or self.price_out is None:
            return None
        return (tokens_in * self.price_in + tokens_out * self.price_out) / 1_000_000


def model_name(name: str) -> str:
    """A provider and a model, as in openai:gpt-5-mini."""
    provider, _, model = name.partition(":")
    if provider not in set(Provider) or not model.strip():
        raise ValueError(
            "names no provider that is known; write openai:MODEL (any server that speaks like it) or anthropic:MODEL"
        )
    return name


def model_problems(settings: Variables) -> list[str]:
    """A sentence for each variable of the model that is wrong only in the light of another."""
    found = []
    if settings.friction_ai_model and not settings.friction_ai_key and not settings.friction_ai_url:
        found.append(
            "FRICTION_AI_KEY is missing: FRICTION_AI_MODEL is set, and its provider asks for a key. Set it, or "
            "FRICTION_AI_URL if the model is your own."
        )
    if (settings.friction_ai_price_in is None) != (settings.friction_ai_price_out is None):
        found.append("FRICTION_AI_PRICE_IN and FRICTION_AI_PRICE_OUT go together: set both, or neither.")
    return found


def chosen_model(settings: Variables) -> ModelChoice | None:
    """The model of the settings; None without one."""
    if not settings.friction_ai_model:
        return None
    provider, _, model = settings.friction_ai_model.partition(":")
    return ModelChoice(
        Provider(provider),
        model,
        settings.friction_ai_key,
        settings.friction_ai_url,
        settings.friction_ai_price_in,
        settings.friction_ai_price_out,
    )


def missing_packages() -> ConfigurationError:
    """What is said where a model is set, and the packages for it are not installed."""
    return ConfigurationError(
        "FRICTION_AI_MODEL is set, and the packages for models are not installed: install the extra "
        "`models` (pip install '.[models]'), or unset it."
    )
