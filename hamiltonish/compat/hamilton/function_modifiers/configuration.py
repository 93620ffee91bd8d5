"""`config` and `hamilton_exclude`: which functions take part in the graph."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from hamiltonish.compat.hamilton.function_modifiers.base import hang
from hamiltonish.modifiers.config import Comparison, When
from hamiltonish.modifiers.made import Made
from hamiltonish.modifiers.spec import Build, F, Spec, Stage
from hamiltonish.node import replaced

__all__ = ["Condition", "Excluded", "condition", "config", "hamilton_exclude"]


@dataclass(frozen=True, slots=True)
class Condition(When):
    """The spec of `config.when` and its kin: a key that is not in the config counts as None."""

    target_name: str = ""

    def chooses(self, config: Mapping[str, object]) -> bool:
        """Whether the config chooses the function."""
        return all((config.get(key) in values) is self.is_wanted for key, values in self.conditions)

    def node_name(self, name: str) -> str:
        """Cut a function's name at its last double underscore, if no name was given."""
        return self.target_name or name.rpartition("__")[0] or name

    def rewrite(self, made: Made, build: Build) -> Made:
        """Keep what the function makes if the config chooses it, and tag it with the keys."""
        if not self.chooses(build.config):
            return made.of((), ())
        keys = ",".join(self.keys) if self.keys else "__UNKNOWN__"
        return made.of(
            replaced(node, tags={**node.tags, "hamilton.config": keys}) for node in made.own
        )


@dataclass(frozen=True, slots=True)
class Resolver(Condition):
    """The spec of `config` with a function that looks at the whole config."""

    resolves: Callable[[dict[str, Any]], bool] = bool
    config_used: tuple[str, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """The config keys that it says it reads."""
        return self.config_used

    @property
    def is_wanted(self) -> bool:
        """Whether it asks for values; nobody can tell."""
        return False

    def chooses(self, config: Mapping[str, object]) -> bool:
        """Whether the config chooses the function."""
        known = dict(config)
        if self.config_used:
            known = {key: config.get(key) for key in self.config_used}
        return bool(self.resolves(known))

    def __str__(self) -> str:
        return f"config({getattr(self.resolves, '__name__', '…')})"


def condition(
    comparison: Comparison, conditions: Mapping[str, Collection[Any]], name: str | None = None
) -> Condition:
    """Make the spec of a condition on the config; without any, it always holds."""
    pairs = tuple((key, tuple(values)) for key, values in conditions.items())
    return Condition(comparison, pairs, name or "")


def _singles(conditions: Mapping[str, object]) -> dict[str, tuple[object]]:
    return {key: (value,) for key, value in conditions.items()}


class config:  # noqa: N801  # the peer's name
    """Use a function only if a function of the config says so.

    Args:
        resolves: Takes the config, and tells whether the function takes part.
        target_name: The node's name, if it is not the function's up to its last ``__``.
        config_used: The keys that it reads; it sees only these if there are any.
    """

    def __init__(
        self,
        resolves: Callable[[dict[str, Any]], bool],
        target_name: str | None = None,
        config_used: Collection[str] | None = None,
    ) -> None:
        used = tuple(config_used or ())
        self._spec: Condition = Resolver(Comparison.IS, (), target_name or "", resolves, used)

    def __call__(self, fn: F) -> F:
        """Decorate a function."""
        return hang(fn, self._spec)

    @staticmethod
    def when(name: str | None = None, **conditions: object) -> Callable[[F], F]:
        """Use a function only if the config has these values."""
        return _decorator(condition(Comparison.IS, _singles(conditions), name))

    @staticmethod
    def when_not(name: str | None = None, **conditions: object) -> Callable[[F], F]:
        """Use a function only if the config has none of these values."""
        return _decorator(condition(Comparison.IS_NOT, _singles(conditions), name))

    @staticmethod
    def when_in(name: str | None = None, **conditions: Collection[Any]) -> Callable[[F], F]:
        """Use a function only if each config value is among those listed for its key."""
        return _decorator(condition(Comparison.IN, conditions, name))

    @staticmethod
    def when_not_in(**conditions: Collection[Any]) -> Callable[[F], F]:
        """Use a function only if no config value is among those listed for its key."""
        return _decorator(condition(Comparison.NOT_IN, conditions))


def _decorator(spec: Spec) -> Callable[[F], F]:
    return lambda function: hang(function, spec)


@dataclass(frozen=True, slots=True)
class Excluded(Spec):
    """The spec of a function that makes no node; it needs no annotations either."""

    stage: ClassVar[Stage] = Stage.CHOICE
    leaves_out: ClassVar[bool] = True

    text: str = "hamilton_exclude"

    def rewrite(self, made: Made, build: Build) -> Made:
        """Leave the function out."""
        return made.of((), ())

    def __str__(self) -> str:
        return self.text


def hamilton_exclude(fn: F) -> F:
    """Leave a function out of the graph, whatever its name, with or without annotations."""
    return hang(fn, Excluded())
