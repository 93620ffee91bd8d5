"""Check: from nodes to a graph that hangs together; every problem is found before one is raised."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from hamiltonish.annotations import Form, Kind, can_feed, form_of, is_assignable, type_text
from hamiltonish.errors import (
    CycleError,
    DuplicateNodeError,
    GraphError,
    GraphErrors,
    TypeMismatchError,
    UnusedConfigError,
)
from hamiltonish.errors.text import closest
from hamiltonish.introspect import Look, Variant
from hamiltonish.node import Node
from hamiltonish.topology import cycles, ordered

__all__ = ["Assembly", "assemble"]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Assembly:
    """A checked graph as plain data.

    Attributes:
        nodes: Every node by name, inputs included, in topological order.
        dependencies: For each node the names of the nodes that it reads.
        config: The values that the config gives.
        config_keys: The keys that the graph reads from the config.
        excluded: For each function seen that is no node, the sentence that says why.
        variants: The functions among which the config chose.
    """

    nodes: Mapping[str, Node]
    dependencies: Mapping[str, tuple[str, ...]]
    config: Mapping[str, object]
    config_keys: tuple[str, ...]
    excluded: Mapping[str, str]
    variants: tuple[Variant, ...]


def assemble(look: Look) -> Assembly:
    """Join nodes by name, add the inputs, and check names, circles, types and config.

    Raises:
        GraphError: The one problem that there is, as itself.
        GraphErrors: All problems, when there are several.
    """
    nodes, duplicates = _by_name(look)
    table = _with_inputs(nodes)
    circles = cycles(table) if (unordered := _order(table)) is None else []
    problems = [
        *look.problems,
        *duplicates,
        *(_cycle_error(circle, nodes) for circle in circles),
        *_type_problems(nodes),
    ]
    config_keys = _config_keys(look, table)
    problems.extend(_config_problems(look, config_keys))
    if problems:
        raise problems[0] if len(problems) == 1 else GraphErrors(problems)
    inputs = _input_nodes(nodes, table)
    order = unordered or []
    return Assembly(
        {name: nodes.get(name) or inputs[name] for name in order},
        {name: table[name] for name in order},
        look.config,
        config_keys,
        look.excluded,
        look.variants,
    )


def _by_name(look: Look) -> tuple[dict[str, Node], list[GraphError]]:
    """Index the nodes by name; the first of each name stands while the rest is checked."""
    chosen = {variant.name for variant in look.variants if variant.chosen}
    nodes: dict[str, Node] = {}
    clashes: dict[str, list[Node]] = {}
    for node in look.nodes:
        first = nodes.setdefault(node.name, node)
        if first is node:
            continue
        if _replaces(node, first):
            nodes[node.name] = node
        else:
            clashes.setdefault(node.name, [first]).append(node)
    return nodes, [
        DuplicateNodeError(name, tuple(node.place for node in claimants), variants=name in chosen)
        for name, claimants in clashes.items()
    ]


def _replaces(node: Node, earlier: Node) -> bool:
    """Whether a function is a newer version of one typed into the same notebook or REPL."""
    return (
        node.module == earlier.module
        and node.qualname == earlier.qualname
        and all(n.location is not None and n.location.is_interactive for n in (node, earlier))
    )


def _with_inputs(nodes: Mapping[str, Node]) -> dict[str, tuple[str, ...]]:
    """Tabulate what each node needs; an input comes right before its first reader."""
    table: dict[str, tuple[str, ...]] = {}
    for name, node in nodes.items():
        needed = tuple(dict.fromkeys([parameter.name for parameter in node.parameters]))
        for dependency in needed:
            if dependency not in nodes and dependency not in table:
                table[dependency] = ()
        table[name] = needed
    return table


def _order(table: dict[str, tuple[str, ...]]) -> list[str] | None:
    try:
        return ordered(table)
    except ValueError:  # graphlib's CycleError
        return None


def _cycle_error(circle: tuple[str, ...], nodes: Mapping[str, Node]) -> CycleError:
    return CycleError(circle, tuple(nodes[name].place for name in circle[:-1]))


# -- types ---------------------------------------------------------------------------------------


def _type_problems(nodes: Mapping[str, Node]) -> Iterator[TypeMismatchError]:
    """Yield every edge on which the giver's type is not one that the reader takes."""
    for reader in nodes.values():
        if reader.frame:
            continue
        for parameter in reader.parameters:
            giver = nodes.get(parameter.name)
            if giver is None:
                continue
            if giver.frame:
                library = form_of(nodes[giver.frame].type).library
                fits = column_fits(library, parameter.type)
            else:
                fits = can_feed(giver.type, parameter.type)
            if not fits:
                yield _mismatch(giver, reader, parameter.type, nodes)


def column_fits(library: str, taken: object) -> bool:
    """Whether a column that was not computed, and so has no type, may be taken as this type."""
    form = form_of(taken)
    if form.kind is Kind.COLUMN:
        return "narwhals" in (library, form.library) or form.library == library
    return taken is Any or taken is object


def _mismatch(
    giver: Node, reader: Node, taken: object, nodes: Mapping[str, Node]
) -> TypeMismatchError:
    if giver.frame:
        library = form_of(nodes[giver.frame].type).library
        given, given_form = f"a column of {library}", Form(Kind.COLUMN, library, False)
    else:
        given, given_form = type_text(giver.type), form_of(giver.type)
    return TypeMismatchError(
        giver.name,
        given,
        giver.place,
        type_text(taken),
        reader.place,
        mismatch_hint(given_form, form_of(taken)),
    )


def mismatch_hint(given: Form, taken: Form) -> str:
    """Say how to mend an edge between these two forms, where that can be told."""
    if given.kind is Kind.COLUMN and taken.kind is Kind.VALUE:
        return "take the column, for example as `pl.Expr`, `pl.Series` or `pd.Series`."
    if given.kind is Kind.VALUE and taken.kind is Kind.COLUMN:
        return "a plain value is no column; take it as the value that it is."
    if given.kind is taken.kind and given.library != taken.library:
        way = f"convert from {given.library} to {taken.library} in a function of yours."
        is_expression = taken.kind is Kind.COLUMN and taken.lazy
        return f"take `nw.Expr`, which runs on any engine; or {way}" if is_expression else way
    if given.kind is Kind.FRAME and taken.kind is Kind.COLUMN:
        return "name columns of the frame with `@extract_columns(…)`, and take those."
    return ""


def _input_nodes(nodes: Mapping[str, Node], table: Mapping[str, object]) -> dict[str, Node]:
    """Make a node for each name that is read and not computed, with the type that readers take."""
    types: dict[str, object] = {}
    for node in nodes.values():
        for parameter in node.parameters:
            if parameter.name in nodes:
                continue
            known = types.setdefault(parameter.name, parameter.type)
            # Where readers differ, the narrowest type is the one that serves them all.
            if known is not parameter.type and is_assignable(parameter.type, known):
                types[parameter.name] = parameter.type
    return {name: Node(name, types[name]) for name in table if name not in nodes}


# -- config --------------------------------------------------------------------------------------


def _config_keys(look: Look, table: Mapping[str, object]) -> tuple[str, ...]:
    """List the keys that modifiers read, and those config values that parameters read."""
    computed = {node.name for node in look.nodes}
    fed = (key for key in look.config if key in table and key not in computed)
    return tuple(dict.fromkeys((*sorted(look.config_keys), *fed)))


def _config_problems(look: Look, known: tuple[str, ...]) -> Iterator[GraphError]:
    unused = tuple(key for key in look.config if key not in known)
    if unused:
        computed = {node.name for node in look.nodes}
        read = (parameter.name for node in look.nodes for parameter in node.parameters)
        candidates = tuple(
            dict.fromkeys((*known, *(name for name in read if name not in computed)))
        )
        yield UnusedConfigError(unused, candidates, closest(unused[0], candidates))
