"""`resolve`: a modifier that the config writes."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from hamiltonish.errors import ModifierError
from hamiltonish.errors.text import listed
from hamiltonish.modifiers.made import Made
from hamiltonish.modifiers.spec import Build, F, Spec, mark, specs_of
from hamiltonish.node import Node

__all__ = ["Resolve", "resolve"]


@dataclass(frozen=True, slots=True)
class Resolve(Spec):
    """The spec of `resolve`."""

    decorate_with: Callable[..., Any]

    @property
    def keys(self) -> tuple[str, ...]:
        """The config keys that it reads: the parameters of the function that makes the modifier."""
        return tuple(inspect.signature(self.decorate_with).parameters)

    def resolved(self, node: Node, config: Mapping[str, object]) -> tuple[Spec, ...]:
        """Let the config write the modifier."""
        parameters = inspect.signature(self.decorate_with).parameters
        missing = tuple(
            key for key, p in parameters.items() if key not in config and p.default is p.empty
        )
        if missing:
            verb = "is" if len(missing) == 1 else "are"
            problem = f"needs {listed(missing)}, which {verb} not in the config"
            hint = f"give it: `config={{{', '.join(f'{key!r}: …' for key in missing)}}}`."
            raise ModifierError(node.place, (str(self),), problem, hint)
        given = {key: config[key] for key in parameters if key in config}
        return _specs(self.decorate_with(**given))

    def rewrite(self, made: Made, build: Build) -> Made:
        """Change nothing: the modifiers that it became do."""
        return made

    def __str__(self) -> str:
        return f"resolve({', '.join(self.keys)})"


def _specs(decorator: Any) -> tuple[Any, ...]:
    """Find what a decorator would hang on a function, on one that is made for it."""

    def blank() -> None: ...

    if not callable(decorator) or decorator(blank) is not blank:
        raise TypeError("resolve needs a function of config values that returns a modifier")
    return specs_of(blank)


def resolve(decorate_with: Callable[..., Any]) -> Callable[[F], F]:
    """Let the config write a modifier, when the graph is built.

    Args:
        decorate_with: Takes config values by the names of its parameters, and returns a modifier.

    Raises:
        TypeError: If it is no function.

    Example:
        >>> import hamiltonish as hm
        >>> from hamiltonish.modifiers import parameterize
        >>> @resolve(lambda windows: parameterize(**{f"pace_{d}d": {"days": d} for d in windows}))
        ... def pace(spend: float, days: int) -> float:
        ...     return spend / days
        >>> list(hm.Graph(pace, config={"windows": [7, 30]}))
        ['spend', 'pace_7d', 'pace_30d']
    """
    if not inspect.isfunction(decorate_with):
        raise TypeError("resolve needs a function: @resolve(lambda windows: parameterize(…))")
    return lambda function: mark(function, Resolve(decorate_with))
