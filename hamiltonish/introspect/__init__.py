"""Look: from what a user gives to nodes, with everything that was seen on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from operator import attrgetter
from typing import Any

from hamiltonish.errors import EmptyGraphError, GraphError, GraphErrors
from hamiltonish.introspect.sources import functions_in, hint_for_empty, source_text
from hamiltonish.introspect.variants import Variant, variant_of
from hamiltonish.modifiers.config import When, base_name
from hamiltonish.modifiers.made import Made
from hamiltonish.modifiers.spec import Build, Spec, specs_of
from hamiltonish.node import Node, replaced
from hamiltonish.signatures import node_of, problems_of, unbound_problems_of

__all__ = ["Look", "Variant", "look"]


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


@dataclass
class _Notes:
    """What one look collects while it goes through the sources."""

    config: Mapping[str, object]
    nodes: list[Node] = field(default_factory=list)
    excluded: dict[str, str] = field(default_factory=dict)
    variants: list[Variant] = field(default_factory=list)
    config_keys: set[str] = field(default_factory=set)
    problems: list[GraphError] = field(default_factory=list)
    cache: dict[Any, Any] = field(default_factory=dict)

    @cached_property
    def build(self) -> Build:
        """What modifiers see of it."""
        return Build(self.config, _nodes_in, self.cache)


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
    specs = specs_of(function)
    problems = list(problems_of(node, notes.cache))
    if problems or not specs:
        problems.extend(unbound_problems_of(node))
        notes.problems.extend(problems)
        if not problems:
            notes.nodes.append(node)
        return
    try:
        made = _rewritten(node, specs, notes)
    except GraphError as problem:
        notes.problems.append(problem)
        return
    nodes = made.nodes()
    problems = [problem for one in nodes for problem in unbound_problems_of(one)]
    notes.problems.extend(problems)
    if not problems:
        notes.nodes.extend(nodes)


def _rewritten(node: Node, specs: tuple[Spec, ...], notes: _Notes) -> Made:
    """Apply modifiers to a node, stage by stage; conditions on the config are noted in any case."""
    for spec in specs:
        notes.config_keys.update(spec.keys)
    resolved = [one for spec in specs for one in spec.resolved(node, notes.config)]
    resolved.sort(key=attrgetter("stage"))
    conditions = [spec for spec in resolved if isinstance(spec, When)]
    if conditions:
        node = replaced(node, name=base_name(node.name))
        notes.variants.extend(variant_of(node, one, notes.config) for one in conditions)
    made = Made((node,), (), tuple(resolved))
    for spec in resolved:
        if made.own:
            made = spec.rewrite(made, notes.build)
    return made


def _nodes_in(sources: Iterable[object], config: Mapping[str, object]) -> tuple[Node, ...]:
    """Read the nodes of a graph within the graph.

    Raises:
        GraphError: The problems that it has.
    """
    found = look(sources, config)
    if found.problems:
        problems = found.problems
        raise problems[0] if len(problems) == 1 else GraphErrors(problems)
    return found.nodes
