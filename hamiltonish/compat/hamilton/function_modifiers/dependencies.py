"""What a parameter is bound to: `source`, `value`, `group`, and `configuration` for a subdag."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hamiltonish.bindings import Binding, Group, Source, Value
from hamiltonish.modifiers.binding import group

__all__ = [
    "ConfigDependency",
    "GroupedDependency",
    "LiteralDependency",
    "ParametrizedDependency",
    "UpstreamDependency",
    "configuration",
    "group",
    "literal",
    "source",
    "value",
]

ParametrizedDependency = Source | Value | Group
LiteralDependency = Value
UpstreamDependency = Source
GroupedDependency = Group


@dataclass(frozen=True, slots=True)
class ConfigDependency:
    """A config value of a subdag that is taken from the config around it."""

    source: str

    def __str__(self) -> str:
        return f"configuration({self.source!r})"


def source(dependency_on: Any) -> Source:
    """Bind a parameter to the result of a node.

    Raises:
        TypeError: If it is no text.
    """
    if isinstance(dependency_on, Source):
        return dependency_on
    if not isinstance(dependency_on, str):
        raise TypeError(f"source needs the name of a node: source('spend'), not {dependency_on!r}")
    return Source(dependency_on)


def value(literal_value: Any) -> Value:
    """Bind a parameter to a value; nobody asks whether it is of the parameter's type."""
    return literal_value if isinstance(literal_value, Value) else Value(literal_value)


def configuration(dependency_on: str) -> ConfigDependency:
    """Take a config value of a subdag from the config around it, under another key."""
    return ConfigDependency(dependency_on)


def literal(given: Any) -> Binding:
    """Take what an argument of a step is bound to: anything but a `source` stands for itself."""
    return given if isinstance(given, Source | Value | Group) else Value(given)
