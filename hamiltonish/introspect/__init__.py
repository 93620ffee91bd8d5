"""Look: from what a user gives to nodes, with everything that was seen on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from hamiltonish.errors import EmptyGraphError, GraphError
from hamiltonish.introspect.functions import node_of, problems_of
from hamiltonish.introspect.sources import functions_in, hint_for_empty, source_text
from hamiltonish.modifiers.config import When, variant_of
from hamiltonish.modifiers.spec import specs_of
from hamiltonish.node import Node

__all__ = ["Look", "Variant", "look"]


@dataclass(frozen=True, slots=True, eq=False)
class Variant:
    """A function that the config may choose as one of a node's variants.

    Attributes:
        name: The node.
        condition: The modifier, as one writes it.
        place: The function, with file and line.
        chosen: Whether the config chooses it.
    """

    name: str
    condition: str
    place: str
    chosen: bool


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """What the sources hold.

    Attributes:
        nodes: The nodes that functions make, in the order of definition.
        excluded: For each function seen that makes no node, the sentence that says why.
        variants: The functions among which the config chooses.
        config: The config that was read.
        config_keys: The keys that modifiers read from the config.
        problems: Everything that is wrong, to be raised once the rest is checked as well.
    """

    nodes: tuple[Node, ...]
    excluded: Mapping[str, str]
    variants: tuple[Variant, ...]
    config: Mapping[str, object]
    config_keys: frozenset[str]
    problems: tuple[GraphError, ...]


@dataclass(slots=True)
class _Notes:
    """What one look collects while it goes through the sources."""

    config: Mapping[str, object]
    nodes: list[Node] = field(default_factory=list)
    excluded: dict[str, str] = field(default_factory=dict)
    variants: list[Variant] = field(default_factory=list)
    config_keys: set[str] = field(default_factory=set)
    problems: list[GraphError] = field(default_factory=list)
    cache: dict[Any, Any] = field(default_factory=dict)


def look(sources: Iterable[object], config: Mapping[str, object] | None = None) -> Look:
    """Read functions into nodes; raise nothing, collect every problem.

    Args:
        sources: Modules, functions, classes with static methods, instances, dotted names.
        config: What decides which variants of a node are used.

    Example:
        >>> def double(x: float) -> float:
        ...     return 2 * x
        >>> [node.name for node in look([double]).nodes]
        ['double']
    """
    notes = _Notes(dict(config or {}))
    given = tuple(sources)
    seen: set[object] = set()
    for source in given:
        for item in functions_in(source):
            if isinstance(item, GraphError):
                notes.problems.append(item)
            elif item.function is None:
                notes.excluded[item.name] = item.excluded
            elif item.function not in seen:
                seen.add(item.function)
                _read(item.function, notes)
    if not notes.nodes and not notes.variants and not notes.problems:
        notes.problems.append(
            EmptyGraphError(
                tuple(map(source_text, given)),
                tuple(notes.excluded.values()),
                hint_for_empty(given),
            )
        )
    return Look(
        tuple(notes.nodes),
        notes.excluded,
        tuple(notes.variants),
        notes.config,
        frozenset(notes.config_keys),
        tuple(notes.problems),
    )


def _read(function: Callable[..., Any], notes: _Notes) -> None:
    """Read one function, and rewrite its node as its modifiers say, the innermost first."""
    node = node_of(function, notes.cache)
    problems = tuple(problems_of(node, notes.cache))
    notes.problems.extend(problems)
    if problems:
        return
    nodes: tuple[Node, ...] = (node,)
    for spec in specs_of(function):
        if isinstance(spec, When):
            notes.config_keys.update(spec.keys)
            chosen = spec.chooses(notes.config)
            notes.variants.append(Variant(variant_of(node.name), str(spec), node.place, chosen))
        if not nodes:
            continue
        try:
            nodes = spec.rewrite(nodes, notes.config)
        except GraphError as problem:
            notes.problems.append(problem)
            return
    notes.nodes.extend(nodes)
