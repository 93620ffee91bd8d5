"""Look: from what a user gives to nodes, with everything that was seen on the way."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from operator import attrgetter
from typing import Any

from hamiltonish.bindings import same_value
from hamiltonish.errors import (
    ConfigClashError,
    EmptyGraphError,
    GraphError,
    ModifierError,
)
from hamiltonish.errors.graph import one_of
from hamiltonish.introspect.sources import functions_in, hint_for_empty, named, source_text
from hamiltonish.introspect.variants import Variant, reason_for_none, variant_of
from hamiltonish.modifiers.config import When
from hamiltonish.modifiers.made import Made
from hamiltonish.modifiers.nodes import Call
from hamiltonish.modifiers.spec import Build, Inner, Spec, Stage, specs_of
from hamiltonish.node import Node, replaced
from hamiltonish.signatures import node_of, problems_of, unbound_problems_of

__all__ = ["Look", "Looked", "Variant", "look"]


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
        made: For each function the names of the nodes that stand for its result.
        fed: The config keys that feed parameters of a graph that was a source.
        joined: Whether a graph was a source.
    """

    nodes: tuple[Node, ...]
    excluded: Mapping[str, str]
    variants: tuple[Variant, ...]
    config: Mapping[str, object]
    config_keys: frozenset[str]
    problems: tuple[GraphError, ...] = ()
    made: Mapping[Callable[..., Any], tuple[str, ...]] = field(default_factory=dict)
    fed: frozenset[str] = frozenset()
    joined: bool = False


class Looked(ABC):
    """A source that was looked at before: a graph."""

    __slots__ = ()

    @abstractmethod
    def __look__(self) -> Look:
        """Give what it holds."""


@dataclass(slots=True)
class _Notes:
    """What one look collects while it goes through the sources."""

    config: Mapping[str, object]
    nodes: list[Node] = field(default_factory=list)
    excluded: dict[str, str] = field(default_factory=dict)
    variants: list[Variant] = field(default_factory=list)
    config_keys: set[str] = field(default_factory=set)
    problems: list[GraphError] = field(default_factory=list)
    made: dict[Callable[..., Any], tuple[str, ...]] = field(default_factory=dict)
    more: dict[Callable[..., Any], list[str]] = field(default_factory=dict)
    fed: set[str] = field(default_factory=set)
    around: frozenset[Callable[..., Any]] = frozenset()
    cache: dict[Any, Any] = field(default_factory=dict)

    def note_made(self, function: Callable[..., Any], names: Iterable[str]) -> None:
        """Note nodes that stand for the result of a function, which may have others."""
        with suppress(TypeError):  # what has no hash cannot be asked by
            self.more.setdefault(function, []).extend(names)

    def all_made(self) -> dict[Callable[..., Any], tuple[str, ...]]:
        """Tabulate which nodes stand for the result of each function."""
        made = dict(self.made)
        for function, names in self.more.items():
            made[function] = tuple(dict.fromkeys((*made.get(function, ()), *names)))
        return made


def look(
    sources: Iterable[object],
    config: Mapping[str, object] | None = None,
    *,
    around: frozenset[Callable[..., Any]] = frozenset(),
) -> Look:
    """Read functions into nodes; raise nothing, collect every problem.

    Args:
        sources: Modules, functions, classes with static methods, instances, dotted names, graphs,
            and what `hamiltonish.modifiers.node` gives.
        config: What decides which variants of a node are used; that of graphs is joined to it.
        around: The functions within whose graphs the sources are.

    Example:
        >>> def double(x: float) -> float:
        ...     return 2 * x
        >>> [node.name for node in look([double]).nodes]
        ['double']
    """
    as_given = tuple(sources)
    known = (named(source) for source in as_given)
    given = [source.__look__() if isinstance(source, Looked) else source for source in known]
    graphs = [source for source in given if isinstance(source, Look)]
    notes = _Notes({}, around=around)
    notes.config = _joined_config(config or {}, graphs, notes.problems)
    seen: set[object] = set()
    for source in given:
        if isinstance(source, Look):
            _take_over(source, notes)
        elif isinstance(source, Call):
            _read_call(source, notes)
        elif isinstance(source, GraphError):
            notes.problems.append(source)
        else:
            for item in functions_in(source):
                if isinstance(item, GraphError):
                    notes.problems.append(item)
                elif item.function is None:
                    notes.excluded[item.name] = item.excluded
                elif item.function not in seen:
                    seen.add(item.function)
                    _read(item.function, notes)
    if not (notes.nodes or notes.variants or notes.problems or graphs):
        texts = tuple(map(source_text, as_given))
        reasons = tuple(notes.excluded.values())
        notes.problems.append(EmptyGraphError(texts, reasons, hint_for_empty(as_given)))
    return Look(
        tuple(notes.nodes),
        notes.excluded,
        tuple(notes.variants),
        notes.config,
        frozenset(notes.config_keys),
        tuple(notes.problems),
        notes.all_made(),
        frozenset(notes.fed),
        bool(graphs),
    )


# -- graphs that are sources ---------------------------------------------------------------------


def _joined_config(
    config: Mapping[str, object], graphs: list[Look], problems: list[GraphError]
) -> dict[str, object]:
    """Join the config that is given with those of graphs; a key with two values is a problem."""
    joined: dict[str, object] = {}
    clashes: dict[str, list[object]] = {}
    for one in (config, *(graph.config for graph in graphs)):
        for key, value in one.items():
            known = joined.setdefault(key, value)
            if not same_value(known, value):
                clashes.setdefault(key, [known]).append(value)
    problems.extend(
        ConfigClashError(key, tuple(f"the value {value!r}" for value in values))
        for key, values in clashes.items()
    )
    return joined


def _take_over(graph: Look, notes: _Notes) -> None:
    """Take what a graph holds as it is."""
    notes.nodes.extend(graph.nodes)
    notes.excluded.update(graph.excluded)
    known = {(one.name, one.condition, one.place) for one in notes.variants}
    notes.variants.extend(
        one for one in graph.variants if (one.name, one.condition, one.place) not in known
    )
    notes.config_keys.update(graph.config_keys)
    notes.fed.update(graph.fed)
    for function, names in graph.made.items():
        notes.note_made(function, names)


# -- functions -----------------------------------------------------------------------------------


def _read_call(call: Call, notes: _Notes) -> None:
    """Read a node that was made of a function and bindings; the function keeps its modifiers."""
    try:
        node = call.node(notes.cache)
        specs = specs_of(call.function)
        families = tuple(str(spec) for spec in specs if spec.makes_family)
        if families:
            problem = "do not go together: a family names its nodes itself"
            hint = "give the function by itself, or take the family apart."
            raise ModifierError(node.place, (str(call), *families), problem, hint)
        made = _rewritten(node, specs, notes) if specs else Made((node,))
    except GraphError as problem:
        notes.problems.append(problem)
        return
    if names := _note(made, notes):
        notes.note_made(call.function, names)


def _read(function: Callable[..., Any], notes: _Notes) -> None:
    """Read one function, and rewrite its node as its modifiers say, the innermost first."""
    specs = specs_of(function)
    for spec in specs:
        if spec.leaves_out:
            name = function.__name__
            notes.excluded[name] = f"`{name}` is no node: it has `@{spec}`"
            return
    node = node_of(function, notes.cache)
    problems = list(problems_of(node, notes.cache))
    if problems or not specs:
        problems.extend(unbound_problems_of(node))
        notes.problems.extend(problems)
        if not problems:
            notes.nodes.append(node)
            notes.made[function] = (node.name,)
        return
    try:
        made = _rewritten(node, specs, notes)
    except GraphError as problem:
        notes.problems.append(problem)
        return
    if names := _note(made, notes):
        notes.made[function] = names


def _note(made: Made, notes: _Notes) -> tuple[str, ...]:
    """Note the nodes that a function has become, or what keeps them from being nodes.

    Returns:
        The names of those that stand for its result.
    """
    nodes = made.nodes()
    problems = [problem for one in nodes for problem in unbound_problems_of(one)]
    notes.problems.extend(problems)
    if problems:
        return ()
    notes.nodes.extend(nodes)
    return tuple([node.name for node in made.own])


def _rewritten(node: Node, specs: tuple[Spec, ...], notes: _Notes) -> Made:
    """Apply modifiers to a node, stage by stage; conditions on the config are noted in any case."""
    for spec in specs:
        notes.config_keys.update(spec.keys)
    resolved = [one for spec in specs for one in spec.resolved(node, notes.config)]
    resolved.sort(key=attrgetter("stage"))
    conditions = [spec for spec in resolved if isinstance(spec, When)]
    for condition in conditions:
        node = replaced(node, name=condition.node_name(node.name))
    notes.variants.extend([variant_of(node, one, notes.config) for one in conditions])
    build = Build(notes.config, partial(_inner, node, notes.around), notes.cache)
    made = Made((node,), (), tuple(resolved))
    for spec in resolved:
        if made.own:
            made = spec.rewrite(made, build)
    return made


def _inner(
    node: Node,
    around: frozenset[Callable[..., Any]],
    sources: Iterable[object],
    config: Mapping[str, object],
) -> Inner:
    """Read a graph within the graph, for a node.

    Raises:
        GraphError: The problems that it has.
    """
    function: Any = node.function
    if function in around:
        problem = "holds a graph that the function itself is part of"
        hint = "put the function in a module of its own, or name the functions that it needs."
        marks = tuple(str(spec) for spec in specs_of(function) if spec.stage is Stage.WITHIN)
        raise ModifierError(node.place, marks, problem, hint)
    found = look(sources, config, around=around | {function})
    if found.problems:
        raise one_of(found.problems)
    computed = {one.name for one in found.nodes}
    tried: dict[str, list[Variant]] = {}
    for variant in found.variants:
        if variant.name not in computed:
            tried.setdefault(variant.name, []).append(variant)
    reasons = {name: reason_for_none(variants, found.config) for name, variants in tried.items()}
    return Inner(found.nodes, found.config, found.config_keys, reasons)
