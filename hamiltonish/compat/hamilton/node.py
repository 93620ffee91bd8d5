"""A node as adapters are given it: its name, type and tags, and what computes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

__all__ = ["Node"]


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A node on its way through an adapter.

    Attributes:
        name: Its name.
        type: The type that its function says it returns.
        tags: Its tags, the name of its module among them.
        callable: Computes it, from keyword arguments.
        input_types: The type of each parameter.
        documentation: The docstring.
    """

    name: str
    type: Any
    tags: dict[str, Any]
    callable: Callable[..., Any]
    input_types: dict[str, Any]
    documentation: str = ""

    def __call__(self, **kwargs: Any) -> Any:
        """Compute it."""
        return self.callable(**kwargs)
