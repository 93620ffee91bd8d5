"""How a modifier is hung on a function: a frozen spec on the function, which stays itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol, TypeVar, runtime_checkable

from hamiltonish.node import Node

__all__ = ["Spec", "mark", "specs_of"]

F = TypeVar("F", bound=Callable[..., Any])

_ATTRIBUTE = "__hamiltonish__"


@runtime_checkable
class Spec(Protocol):
    """What a modifier asks for: a pure rewrite of nodes into nodes."""

    def rewrite(self, nodes: tuple[Node, ...], config: Mapping[str, object]) -> tuple[Node, ...]:
        """Rewrite the nodes that the function makes so far; the first is the function's own.

        Args:
            nodes: One node at first; more once a modifier further in has added some.
            config: The driver's config.

        Returns:
            The nodes to put in their place; none to leave the function out.

        Raises:
            hamiltonish.errors.GraphError: If the modifier does not fit.
        """
        ...

    def __str__(self) -> str:
        """Write the modifier as one writes it above a function, without the ``@``."""
        ...


def mark(function: F, spec: Spec) -> F:
    """Hang a spec on a function, outside of those that it has, and return the same function."""
    setattr(function, _ATTRIBUTE, (*specs_of(function), spec))
    return function


def specs_of(function: Callable[..., Any]) -> tuple[Spec, ...]:
    """List the specs of a function, the innermost first."""
    specs: tuple[Spec, ...] = getattr(function, _ATTRIBUTE, ())
    return specs
