"""What the peer's decorators share: which nodes one applies to, and the order of their turns.

The peer runs decorators by kind, in whatever order they are written: config, what creates nodes,
what goes before the function, families, what transforms results, and tags in the end. The stages of
the core are these kinds. Within a kind the innermost comes first, and what `resolve` makes last.
"""

from __future__ import annotations

from collections.abc import Collection
from types import EllipsisType
from typing import Final, TypeAlias

from hamiltonish.errors import ModifierError
from hamiltonish.errors.text import listed
from hamiltonish.modifiers.made import Made
from hamiltonish.modifiers.resolving import Resolve
from hamiltonish.modifiers.spec import F, Spec, remark, specs_of
from hamiltonish.node import Node

__all__ = [
    "NON_FINAL_TAG",
    "InvalidDecoratorException",
    "TargetType",
    "final_node",
    "final_nodes",
    "hang",
    "hang_first",
    "target_names",
    "target_text",
]

InvalidDecoratorException = ModifierError
"""Decorators that do not fit; raised when the graph is built, not when the module is imported."""

NON_FINAL_TAG: Final = "hamilton.non_final_node"
"""The tag of nodes of a graph within the graph, which are not what a function gives in the end."""

TargetType: TypeAlias = str | Collection[str] | EllipsisType | None
"""Which nodes of a function: those named, all with ``...``, the final ones with None."""


def hang(function: F, spec: Spec) -> F:
    """Hang a spec on a function, outside of those that it has but inside of what waits for config.

    Args:
        function: The function.
        spec: The spec.
    """
    specs = (*specs_of(function), spec)
    known = (one for one in specs if not isinstance(one, Resolve))
    return remark(function, (*known, *(one for one in specs if isinstance(one, Resolve))))


def hang_first(function: F, spec: Spec) -> F:
    """Hang a spec on a function, so that it has its turn before all others of its stage.

    Only those that have the attribute `goes_first`, as yet, come before it.

    Args:
        function: The function.
        spec: The spec.
    """
    specs = specs_of(function)
    first = (one for one in specs if getattr(one, "goes_first", False))
    rest = (one for one in specs if not getattr(one, "goes_first", False))
    return remark(function, (*first, spec, *rest))


def final_nodes(made: Made) -> list[Node]:
    """List the nodes that no other node of the function reads."""
    read = {parameter.name for node in made for parameter in node.parameters}
    return [
        node for node in made if node.name not in read and not node.tags.get(NON_FINAL_TAG, False)
    ]


def final_node(made: Made, modifier: object) -> Node:
    """Give the one node that no other node of the function reads.

    Raises:
        ModifierError: If there are several, so that the modifier has no meaning.
    """
    found = final_nodes(made)
    if len(found) == 1:
        return found[0]
    names = listed([node.name for node in found], at_most=3)
    problem = f"needs a function that gives one node in the end; it gives {len(found)} ({names})"
    raise ModifierError(
        made.own[0].place, (str(modifier),), problem, "take it apart, a function for each node."
    )


def target_names(made: Made, target: TargetType) -> tuple[str, ...]:
    """List the nodes that a decorator applies to; those that are named may be missing."""
    if target is None:
        return tuple(node.name for node in final_nodes(made))
    if isinstance(target, EllipsisType):
        return tuple(node.name for node in made)
    return (target,) if isinstance(target, str) else tuple(target)


def target_text(target: TargetType) -> list[str]:
    """Write a target as an argument, if one was given."""
    if target is None:
        return []
    return [f"target_={'...' if isinstance(target, EllipsisType) else repr(target)}"]
