"""`config.when` and its kin: variants of a node, of which the config chooses one.

Variants of one node stand in one module under names such as ``tax__us`` and ``tax__eu``; what
follows the double underscore tells them apart for Python and is no part of the node's name.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import ClassVar

from hamiltonish.modifiers.made import Made
from hamiltonish.modifiers.spec import Build, F, Spec, Stage, mark

__all__ = [
    "Comparison",
    "When",
    "base_name",
    "condition",
    "when",
    "when_in",
    "when_not",
    "when_not_in",
]


class Comparison(enum.Enum):
    """How a config value is compared."""

    IS = "when"
    """Equal to the value."""
    IS_NOT = "when_not"
    """Not equal to the value; also when the key is missing."""
    IN = "when_in"
    """Equal to one of the values."""
    NOT_IN = "when_not_in"
    """Equal to none of the values; also when the key is missing."""


@dataclass(frozen=True, slots=True)
class When(Spec):
    """The spec of the four decorators: all of its conditions must hold."""

    stage: ClassVar[Stage] = Stage.CHOICE

    comparison: Comparison
    conditions: tuple[tuple[str, tuple[object, ...]], ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """The config keys that it reads."""
        return tuple(key for key, _ in self.conditions)

    @property
    def unseen(self) -> object:
        """The condition: the node is the same, whatever chose it."""
        return self.comparison.value, self.conditions

    def chooses(self, config: Mapping[str, object]) -> bool:
        """Whether the config chooses the function."""
        return all(
            (key in config and config[key] in values) is self.is_wanted
            for key, values in self.conditions
        )

    @property
    def is_wanted(self) -> bool:
        """Whether it asks for the values, and not for others."""
        return self.comparison in (Comparison.IS, Comparison.IN)

    def node_name(self, name: str) -> str:
        """Name the node of which a function of this name is a variant."""
        return base_name(name)

    def rewrite(self, made: Made, build: Build) -> Made:
        """Keep what the function makes if the config chooses it."""
        return made if self.chooses(build.config) else made.of((), ())

    def __str__(self) -> str:
        many = self.comparison in (Comparison.IN, Comparison.NOT_IN)
        terms = (
            f"{key}={list(values) if many else values[0]!r}" for key, values in self.conditions
        )
        return f"config.{self.comparison.value}({', '.join(terms)})"


def base_name(name: str) -> str:
    """Name the node that a function is a variant of.

    Example:
        >>> base_name("tax__us")
        'tax'
    """
    return name.partition("__")[0] or name


def when(**conditions: object) -> Callable[[F], F]:
    """Use a function only if the config has these values.

    Example:
        >>> import hamiltonish as hm
        >>> @when(region="us")
        ... def tax__us(price: float) -> float:
        ...     return price * 0.07
        >>> @when(region="eu")
        ... def tax__eu(price: float) -> float:
        ...     return price * 0.20
        >>> driver = hm.Driver(tax__us, tax__eu, config={"region": "eu"})
        >>> driver.values("tax", inputs={"price": 50.0})
        {'tax': 10.0}
    """
    return _decorator(Comparison.IS, {key: (value,) for key, value in conditions.items()})


def when_not(**conditions: object) -> Callable[[F], F]:
    """Use a function only if the config has none of these values."""
    return _decorator(Comparison.IS_NOT, {key: (value,) for key, value in conditions.items()})


def when_in(**conditions: Collection[object]) -> Callable[[F], F]:
    """Use a function only if each config value is among those listed for its key."""
    return _decorator(Comparison.IN, conditions)


def when_not_in(**conditions: Collection[object]) -> Callable[[F], F]:
    """Use a function only if no config value is among those listed for its key."""
    return _decorator(Comparison.NOT_IN, conditions)


def _decorator(
    comparison: Comparison, conditions: Mapping[str, Collection[object]]
) -> Callable[[F], F]:
    spec = condition(comparison, conditions)
    return lambda function: mark(function, spec)


def condition(comparison: Comparison, conditions: Mapping[str, Collection[object]]) -> When:
    """Make the spec of a condition on the config.

    Raises:
        TypeError: If it is empty.
    """
    if not conditions:
        raise TypeError(
            f"config.{comparison.value} needs a condition: @config.{comparison.value}(key=…)"
        )
    return When(comparison, tuple((key, tuple(values)) for key, values in conditions.items()))
