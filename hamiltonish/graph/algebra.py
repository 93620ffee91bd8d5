"""From graphs to graphs: pure functions that rename, bind, replace and cut nodes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Any

from hamiltonish.assemble import Assembly, look_of
from hamiltonish.bindings import Binding
from hamiltonish.errors import AmbiguousFunctionError, ModifierError, UnknownNodeError
from hamiltonish.errors.graph import one_of
from hamiltonish.introspect import Look, look
from hamiltonish.introspect.variants import reason_for_none
from hamiltonish.modifiers.binding import rebound, renamed
from hamiltonish.modifiers.nodes import Call
from hamiltonish.topology import reachable

__all__ = ["bound", "cut", "prefixed", "put_in", "substitute_of", "without"]


def prefixed(assembly: Assembly, prefix: str, kept: AbstractSet[str]) -> Look:
    """Put a prefix and a dot before every name but some, those of the config included."""

    def named(name: str) -> str:
        return name if name in kept else f"{prefix}.{name}"

    names = {name: named(name) for name in assembly.nodes if name not in kept}
    before = look_of(assembly)
    variants = (
        replace(
            one,
            name=named(one.name),
            wanted=(named(one.wanted[0]), one.wanted[1]) if one.wanted else (),
        )
        for one in before.variants
    )
    return replace(
        before,
        nodes=tuple(renamed(node, names) for node in before.nodes),
        excluded={named(name): reason for name, reason in before.excluded.items()},
        variants=tuple(variants),
        config={named(key): value for key, value in before.config.items()},
        config_keys=frozenset(map(named, before.config_keys)),
        made={function: tuple(map(named, made)) for function, made in before.made.items()},
        fed=frozenset(map(named, before.fed)),
    )


def bound(assembly: Assembly, bindings: Mapping[str, Binding]) -> Look:
    """Bind inputs to nodes of other names, or to values.

    Raises:
        ModifierError: If one is computed, or a value does not fit.
    """
    written = f".bind({', '.join(f'{name}={binding}' for name, binding in bindings.items())})"
    problems: list[ModifierError] = []
    for name in bindings:
        if not (node := assembly.nodes[name]).is_input:
            hint = f"take it out before, `graph.without({name!r})`."
            problem = f"binds `{name}`, which the function computes"
            problems.append(ModifierError(node.place, (written,), problem, hint))
    nodes = []
    for node in assembly.nodes.values():
        try:
            nodes.append(rebound(node, bindings, written))
        except ModifierError as problem:
            problems.append(problem)
    if problems:
        raise one_of(problems)
    return look_of(assembly, nodes)


def substitute_of(
    function: Callable[..., Any] | Call, name: str, config: Mapping[str, object]
) -> tuple[tuple[str, ...], Look]:
    """Read a function that is put in the place of nodes.

    Args:
        function: The function, or what `node` gives.
        name: The name that its node takes; empty for its own.
        config: The config of the graph.

    Returns:
        The names of the nodes that stand for its result, and what it makes.

    Raises:
        GraphError: If it does not make a node.
        UnknownNodeError: If the config does not choose it.
        AmbiguousFunctionError: If it makes a family, which cannot take one name.
    """
    found = look([function], config)
    if found.problems:
        raise one_of(found.problems)
    names = tuple(n for made in found.made.values() for n in made)
    if not found.nodes:
        reason = reason_for_none(found.variants, config)
        raise UnknownNodeError(found.variants[0].name, "Graph.replace", (), reason)
    if not name or names == (name,):
        return names, found
    if len(names) != 1:
        raise AmbiguousFunctionError(getattr(function, "__name__", name), names)
    nodes = tuple(renamed(node, {names[0]: name}) for node in found.nodes)
    made = dict.fromkeys(found.made, (name,))
    return (name,), replace(found, nodes=nodes, made=made)


def put_in(assembly: Assembly, substitutes: Iterable[Look]) -> Look:
    """Put what functions make in the place of the nodes of the same names."""
    nodes = dict(assembly.nodes)
    made: dict[Callable[..., Any], tuple[str, ...]] = {}
    excluded, variants, keys = assembly.excluded, assembly.variants, assembly.modifier_keys
    for found in substitutes:
        nodes.update((node.name, node) for node in found.nodes)
        made.update(found.made)
        excluded = {**excluded, **found.excluded}
        variants = (*variants, *found.variants)
        keys |= found.config_keys
    new = {name for names in made.values() for name in names}
    for function, names in assembly.made.items():
        rest = tuple(name for name in names if name not in new)
        made[function] = (*made.get(function, ()), *rest)
    changed = replace(assembly, excluded=excluded, variants=variants, modifier_keys=keys, made=made)
    return look_of(changed, nodes.values())


def without(assembly: Assembly, names: AbstractSet[str]) -> Look:
    """Take nodes out, so that they are inputs where they are read."""
    return look_of(assembly, (node for name, node in assembly.nodes.items() if name not in names))


def cut(assembly: Assembly, outputs: Iterable[str], inputs: AbstractSet[str]) -> Look:
    """Keep what outputs need when inputs are given."""
    edges = {n: () if n in inputs else needed for n, needed in assembly.dependencies.items()}
    kept = set(reachable(edges, outputs)) - inputs
    return look_of(assembly, (node for name, node in assembly.nodes.items() if name in kept))
