"""pydantic: a value validated by a model; the library is the user's, and is not imported here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from hamiltonish.annotations import Kind
from hamiltonish.checks.rules import Rule, value_text

__all__ = ["Model", "is_model"]


def is_model(model: Any) -> bool:
    """Whether something is a model of pydantic, or a `TypeAdapter`."""
    modules = {kind.__module__.partition(".")[0] for kind in _mro(model)}
    return "pydantic" in modules and bool(_validator(model))


def _mro(model: Any) -> tuple[type, ...]:
    return (model if isinstance(model, type) else type(model)).__mro__


def _validator(model: Any) -> Any:
    return getattr(model, "model_validate", None) or getattr(model, "validate_python", None)


@dataclass(frozen=True, slots=True)
class Model(Rule):
    """What a model of pydantic accepts as it is, without turning a type into another.

    What the model makes of the value is thrown away.
    """

    model: Any
    kinds: ClassVar = frozenset({Kind.VALUE})

    def problem(self, value: Any) -> str:
        """See `Rule`."""
        try:
            _validator(self.model)(value, strict=True)
        except ValueError as error:  # `ValidationError`, and what a validator of the user's raises
            return _problem(error)
        return ""

    def __str__(self) -> str:
        return f"model {getattr(self.model, '__name__', type(self.model).__name__)}"


def _problem(error: Any) -> str:
    if not hasattr(error, "errors"):
        return str(error).partition("\n")[0]
    problems = []
    for one in error.errors()[:5]:
        place = ".".join(map(str, one["loc"]))
        text = f"{one['msg'][:1].lower()}{one['msg'][1:]}, not {value_text(one['input'])}"
        problems.append(f"`{place}`: {text}" if place else text)
    return "; ".join(problems)
