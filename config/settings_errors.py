"""What pydantic finds wrong with a variable, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import SecretStr

from config.errors import ConfigurationError
from config.variables import Variables

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

_LONGEST_SHOWN = 60


def sentences(error: ValidationError, variables: Mapping[str, str | None]) -> Iterator[str]:
    """One sentence per problem; `variables` holds the values by field name, to be quoted where they are no secret."""
    for detail in error.errors(include_url=False, include_input=False):
        cause = detail.get("ctx", {}).get("error")
        if isinstance(cause, ConfigurationError):
            yield from cause.problems
        else:
            name = str(detail["loc"][0])
            yield f"{name.upper()} {_predicate(detail, _shown(name, variables))}."


def _predicate(detail: ErrorDetails, shown: str) -> str:
    context: dict[str, Any] = detail.get("ctx", {})
    match detail["type"]:
        case "value_error":
            return str(context["error"])
        case "float_parsing" | "finite_number":
            return f"is {shown}, which is not a number; write it like 60 or 0.5"
        case "int_parsing" | "int_from_float" | "int_parsing_size":
            return f"is {shown}, which is not a whole number"
        case "greater_than":
            return f"is {shown}; it must be more than {context['gt']:g}"
        case "greater_than_equal":
            return f"is {shown}; it must be {context['ge']:g} or more"
        case "less_than_equal":
            return f"is {shown}; it must be {context['le']:g} or less"
        case "literal_error":
            return f"is {shown}; it must be {context['expected']}"
        case _:
            return f"is {shown}, which is refused: {detail['msg']}"


def _shown(name: str, variables: Mapping[str, str | None]) -> str:
    """The value as it may stand in a message: secrets and the database's address never do."""
    annotation = str(Variables.model_fields[name].annotation)
    if SecretStr.__name__ in annotation or not Variables.model_fields[name].repr:
        return "set to something"
    return repr((variables.get(name) or "")[:_LONGEST_SHOWN])
