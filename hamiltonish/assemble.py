"""Check: from nodes to a graph that hangs together; every problem is found before one is raised."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from hamiltonish.annotations import (
    Form,
    Kind,
    can_feed,
    form_of,
    is_assignable,
    is_scalar,
    type_text,
)
from hamiltonish.errors import (
    ConfigClashError,
    CycleError,
    DuplicateNodeError,
    GraphError,
    TypeMismatchError,
    UnusedConfigError,
)
from hamiltonish.errors.graph import one_of
from hamiltonish.errors.text import closest, listed
from hamiltonish.introspect import Look, Variant
from hamiltonish.node import Node, Parameter, replaced
from hamiltonish.rows import is_row_function
from hamiltonish.topology import cycles, ordered

__all__ = ["Assembly", "assemble", "extended", "look_of", "row_hint"]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Assembly:
    """A checked graph as plain data.

    Attributes:
        nodes: Every node by name, inputs included, in topological order.
        dependencies: For each node the names of the nodes that it reads.
        config: The values that the config gives.
        config_keys: The keys that the graph reads from the config: modifiers, and parameters.
        modifier_keys: Those of them that modifiers read.
        excluded: For each function seen that is no node, the sentence that says why.
        variants: The functions among which the config chose.
        made: For each function the names of the nodes that stand for its result.
    """

    nodes: Mapping[str, Node]
    dependencies: Mapping[str, tuple[str, ...]]
    config: Mapping[str, object]
    config_keys: tuple[str, ...]
    modifier_keys: frozenset[str]
    excluded: Mapping[str, str]
    variants: tuple[Variant, ...]
    made: Mapping[Callable[..., Any], tuple[str, ...]]


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
        *_type_problems(nodes.values(), nodes),
    ]
    config_keys = _config_keys(look, table)
    problems.extend(_config_problems(look, config_keys))
    problems.extend(_config_clashes(look, nodes))
    if problems:
        raise one_of(problems)
    inputs = _input_nodes(nodes, table)
    order = unordered or []
    return Assembly(
        {name: nodes.get(name) or inputs[name] for name in order},
        {name: table[name] for name in order},
        look.config,
        config_keys,
        look.config_keys,
        look.excluded,
        look.variants,
        look.made,
    )


def look_of(assembly: Assembly, nodes: Iterable[Node] | None = None) -> Look:
    """Take an assembly apart, into what it was assembled from.

    Args:
        assembly: The assembly.
        nodes: Other nodes in the place of its own; they read no more of its config than these did.
    """
    kept = tuple(n for n in (assembly.nodes.values() if nodes is None else nodes) if not n.is_input)
    names = {node.name for node in kept}
    read = {parameter.name for node in kept for parameter in node.parameters} - names
    fed = frozenset(key for key in assembly.config if key in read)
    keys = assembly.modifier_keys
    config = {key: value for key, value in assembly.config.items() if key in keys or key in fed}
    made = {
        function: there
        for function, all_of_it in assembly.made.items()
        if (there := all_of_it if names.issuperset(all_of_it) else _those(all_of_it, names))
    }
    return Look(
        kept, assembly.excluded, assembly.variants, config, keys, (), made, fed, joined=True
    )


def _those(names: Iterable[str], kept: set[str]) -> tuple[str, ...]:
    return tuple(name for name in names if name in kept)


def extended(assembly: Assembly, look: Look) -> Assembly | None:
    """Add nodes at the end, without a look at those that are there.

    Args:
        assembly: A graph.
        look: What is added, with the config of the graph.

    Returns:
        None if what is there reads what is added, so that all has to be assembled anew.

    Raises:
        GraphError: The problems of what is added.
    """
    if look.problems:
        raise one_of(look.problems)
    nodes = dict(assembly.nodes)
    dependencies = dict(assembly.dependencies)
    for node in look.nodes:
        if node.name in nodes:
            return None
        for parameter in node.parameters:
            known = nodes.get(parameter.name)
            if known is None:
                nodes[parameter.name] = Node(parameter.name, parameter.type)
                dependencies[parameter.name] = ()
            elif known.is_input:
                nodes[parameter.name] = replaced(known, type=_narrower(known.type, parameter.type))
        nodes[node.name] = node
        dependencies[node.name] = tuple(dict.fromkeys([p.name for p in node.parameters]))
    if problems := list(_type_problems(look.nodes, nodes)):
        raise one_of(problems)
    fed = (key for key in look.config if key in nodes)
    made = {**assembly.made}
    for function, names in look.made.items():
        made[function] = (*made.get(function, ()), *names)
    return replace(
        assembly,
        nodes=nodes,
        dependencies=dependencies,
        config_keys=tuple(dict.fromkeys((*assembly.config_keys, *look.config_keys, *fed))),
        modifier_keys=assembly.modifier_keys | look.config_keys,
        excluded={**assembly.excluded, **look.excluded},
        variants=(*assembly.variants, *look.variants),
        made=made,
    )


def _by_name(look: Look) -> tuple[dict[str, Node], list[GraphError]]:
    """Index the nodes by name; the first of each name stands while the rest is checked."""
    chosen = {variant.name for variant in look.variants if variant.chosen}
    nodes: dict[str, Node] = {}
    clashes: dict[str, list[Node]] = {}
    for node in look.nodes:
        first = nodes.setdefault(node.name, node)
        if first is node or first == node:
            continue
        if _replaces(node, first):
            nodes[node.name] = node
        else:
            clashes.setdefault(node.name, [first]).append(node)
    return nodes, [
        DuplicateNodeError(
            name,
            _places(claimants),
            variants=name in chosen,
            joined=look.joined,
        )
        for name, claimants in clashes.items()
    ]


def _places(claimants: list[Node]) -> tuple[str, ...]:
    """Show where nodes come from; those of one function with what is bound in them."""
    places = [node.place for node in claimants]
    if len(set(places)) == len(places):
        return tuple(places)
    return tuple(
        ", ".join([node.place, *map(str, node.arguments)])
        if node.arguments
        else f"{node.place}, {listed([p.name for p in node.parameters])}"
        for node in claimants
    )


def _replaces(node: Node, earlier: Node) -> bool:
    """Whether a function is a newer version of one typed into the same notebook or REPL."""
    return (
        node.function is not earlier.function
        and node.module == earlier.module
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


def _type_problems(
    readers: Iterable[Node], nodes: Mapping[str, Node]
) -> Iterator[TypeMismatchError]:
    """Yield every edge on which the giver's type is not one that the reader takes."""
    for reader in readers:
        for parameter in reader.parameters:
            giver = nodes.get(parameter.name)
            if giver is None or giver.is_input:
                continue
            if giver.frame:
                fits = column_fits(_library_of(giver, nodes), parameter.type)
            else:
                fits = can_feed(giver.type, parameter.type)
            if not (fits or runs_by_rows(giver, reader, parameter)):
                yield _mismatch(giver, reader, parameter.type, nodes)


def runs_by_rows(giver: Node, reader: Node, parameter: Parameter) -> bool:
    """Whether an edge is right because a row function at one of its ends will run on a column."""
    form = form_of(parameter.type)
    if form.kind is Kind.COLUMN:
        return is_row_function(giver)
    is_column = bool(giver.frame) or form_of(giver.type).kind is Kind.COLUMN
    return form.kind is Kind.VALUE and is_column and is_row_function(reader)


def column_fits(library: str, taken: object) -> bool:
    """Whether a column that was not computed, and so has no type, may be taken as this type."""
    form = form_of(taken)
    if form.kind is Kind.COLUMN:
        return "narwhals" in (library, form.library) or form.library == library
    return taken is Any or taken is object


def _library_of(column: Node, nodes: Mapping[str, Node]) -> str:
    """Name the library of a column that is taken from a frame."""
    frame = nodes.get(column.frame)
    return form_of(column.parameters[0].type if frame is None else frame.type).library


def _mismatch(
    giver: Node, reader: Node, taken: object, nodes: Mapping[str, Node]
) -> TypeMismatchError:
    if giver.frame:
        library = _library_of(giver, nodes)
        given, given_form = f"a column of {library}", Form(Kind.COLUMN, library, False)
    else:
        given, given_form = type_text(giver.type), form_of(giver.type)
    return TypeMismatchError(
        giver.name,
        given,
        giver.place,
        type_text(taken),
        reader.place,
        row_hint(given_form, reader, taken) or mismatch_hint(given_form, form_of(taken)),
    )


def row_hint(given: Form, reader: Node, taken: object) -> str:
    """Say why a function that takes a scalar does not run for each row of a column."""
    is_cell = is_scalar(taken) or getattr(taken, "__module__", "") in _MODULES_OF_SCALARS
    if given.kind is not Kind.COLUMN or not is_cell:
        return ""
    types = (reader.type, *(parameter.type for parameter in reader.parameters))
    if any(form_of(one).kind is Kind.COLUMN for one in types):
        return ""  # it is a function of columns, which takes this one as something else
    others = [f"{p.name}: {type_text(p.type)}" for p in reader.parameters if not is_scalar(p.type)]
    if not is_scalar(reader.type):
        others.append(f"-> {type_text(reader.type)}")
    verb = "is" if len(others) == 1 else "are"
    rule = "a function runs for each row if it takes and gives plain scalars alone"
    return f"{rule}; {listed(others)} {verb} none." if others else ""


_MODULES_OF_SCALARS = ("numpy", "pandas")
"""The modules of types that stand for one cell, such as `np.float64`, and are no plain scalars."""


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
            if known is not parameter.type:
                types[parameter.name] = _narrower(known, parameter.type)
    return {name: Node(name, types[name]) for name in table if name not in nodes}


def _narrower(known: object, taken: object) -> object:
    """Choose between the types that readers of an input take: the narrowest serves them all.

    Where none is, the choice is arbitrary, and the same in whichever order they come.
    """
    if known is taken or known == taken:
        return known
    below, above = is_assignable(taken, known), is_assignable(known, taken)
    if below is not above:
        return taken if below else known
    return min(known, taken, key=lambda kind: (kind is Any, type_text(kind)))


# -- config --------------------------------------------------------------------------------------


def _config_keys(look: Look, table: Mapping[str, object]) -> tuple[str, ...]:
    """List the keys that modifiers read, and those config values that parameters read."""
    computed = {node.name for node in look.nodes}
    fed = (key for key in look.config if key in table and key not in computed)
    return tuple(dict.fromkeys((*sorted(look.config_keys), *fed)))


def _config_clashes(look: Look, nodes: Mapping[str, Node]) -> Iterator[GraphError]:
    """Yield the config values of one graph that another computes."""
    for key in sorted(look.fed):
        if key in nodes:
            yield ConfigClashError(key, (f"the value {look.config[key]!r}", nodes[key].place))


def _config_problems(look: Look, known: tuple[str, ...]) -> Iterator[GraphError]:
    unused = tuple(key for key in look.config if key not in known and key not in look.fed)
    if unused:
        computed = {node.name for node in look.nodes}
        read = (parameter.name for node in look.nodes for parameter in node.parameters)
        candidates = tuple(
            dict.fromkeys((*known, *(name for name in read if name not in computed)))
        )
        yield UnusedConfigError(unused, candidates, closest(unused[0], candidates))
