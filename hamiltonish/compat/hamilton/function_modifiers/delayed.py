"""`resolve`: a decorator that the config writes. No config key has to allow it, as in the peer."""

from __future__ import annotations

import enum
from collections.abc import Callable
from typing import Any

from hamiltonish.compat.hamilton.function_modifiers.base import hang
from hamiltonish.modifiers.resolving import Resolve
from hamiltonish.modifiers.spec import F

__all__ = ["ResolveAt", "resolve", "resolve_from_config"]


class ResolveAt(enum.Enum):
    """When a decorator is written."""

    CONFIG_AVAILABLE = "config_available"
    """When the graph is built."""


def resolve(*, when: ResolveAt, decorate_with: Callable[..., Any]) -> Callable[[F], F]:
    """Let the config write a decorator, when the graph is built.

    Args:
        when: There is only one time.
        decorate_with: Takes config values by the names of its parameters, and returns a decorator.

    Raises:
        ValueError: If it is another time.
    """
    if when is not ResolveAt.CONFIG_AVAILABLE:
        raise ValueError("resolve needs when=ResolveAt.CONFIG_AVAILABLE")
    return resolve_from_config(decorate_with=decorate_with)


def resolve_from_config(*, decorate_with: Callable[..., Any]) -> Callable[[F], F]:
    """Let the config write a decorator, when the graph is built.

    Args:
        decorate_with: Takes config values by the names of its parameters, and returns a decorator.
    """
    return lambda function: hang(function, Resolve(decorate_with))
