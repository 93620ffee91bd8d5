"""The names of a graph's nodes as Python code, so that editors complete and check them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from keyword import iskeyword

from hamiltonish.annotations import type_text
from hamiltonish.graph import Graph
from hamiltonish.node import Node
from hamiltonish.project import ACCESSOR_MARK

__all__ = ["accessor_of"]

_SILENT = "# ruff: noqa"
_INDENT = "    "
_OF_TEXTS = frozenset(dir(str))


@dataclass(slots=True, eq=False)
class _Place:
    """A place in the tree of names with dots.

    Attributes:
        name: The whole name of the node that is there, or nothing.
        inner: What follows behind a dot, by name.
    """

    name: str = ""
    inner: dict[str, _Place] = field(default_factory=dict)


def accessor_of(graph: Graph, sources: Iterable[str]) -> str:
    """Write a module that has a constant for each node of a graph: its name, with its docstring.

    What stands before a dot in names becomes a class, so that ``uk.tax`` is ``nodes.uk.tax``. A
    piece of a name that is no name of Python is made one.

    Args:
        graph: The graph.
        sources: The names of what it was made of.

    Returns:
        The text of the module; the same graph gives the same text.

    Example:
        >>> def tax(price: float) -> float:
        ...     '''Tax of 20 %.'''
        ...     return price * 0.2
        >>> [line for line in accessor_of(Graph(tax), ["shop"]).splitlines() if ": _Final" in line]
        ['price: _Final = "price"', 'tax: _Final = "tax"']
    """
    title = ", ".join(f"`{source}`" for source in sources)
    config = ", ".join(f"`{key}={value!r}`" for key, value in sorted(graph.config.items()))
    with_config = f", with the config {config}" if config else ""
    about = (
        f"The nodes of {title}{with_config}, as names that editors complete.",
        "",
        f"{ACCESSOR_MARK}; a change to it is lost when it is written again.",
    )
    head = [*_docstring(about, ""), "", _SILENT, "from typing import Final as _Final"]
    return "\n".join([*head, *_written(_tree(graph).inner, graph, "", "", ())]) + "\n"


def _tree(graph: Graph) -> _Place:
    root = _Place()
    for name in graph:
        place = root
        for piece in name.split("."):
            place = place.inner.setdefault(piece, _Place())
        place.name = name
    return root


def _written(
    places: Mapping[str, _Place], graph: Graph, indent: str, before: str, taken: Iterable[str]
) -> Iterator[str]:
    """Yield the lines of names; it calls itself for each dot, and Python has an end to that too."""
    for name, (piece, place) in _named(places, taken).items():
        yield ""
        if not place.inner:
            yield f"{indent}{name}: _Final = {_text(place.name)}"
            yield from _docstring(_about(graph[place.name]), indent)
            continue
        # A name with others behind its dot is a text that has them as attributes.
        is_node, prefix = bool(place.name), f"{before}{piece}."
        kind = f"_{name}_" if is_node else name
        yield f"{indent}class {kind}{'(str)' if is_node else ''}:"
        yield from _docstring((f"Names that begin with `{prefix}`.",), indent + _INDENT)
        inherited = _OF_TEXTS if is_node else ()
        yield from _written(place.inner, graph, indent + _INDENT, prefix, inherited)
        if is_node:
            yield ""
            yield f"{indent}{name}: _Final = {kind}({_text(place.name)})"
            yield from _docstring(_about(graph[place.name]), indent)


def _named(places: Mapping[str, _Place], taken: Iterable[str]) -> dict[str, tuple[str, _Place]]:
    """Give each piece of a name, with its place, a name of Python of its own."""
    named: dict[str, tuple[str, _Place]] = {}
    avoided = {*taken, "_Final"}
    for piece, place in places.items():
        name = "".join(letter if f"_{letter}".isidentifier() else "_" for letter in piece)
        name = name.lstrip("_")
        name = name if name.isidentifier() else f"n{name}"
        while name in avoided or iskeyword(name):
            name += "_"
        avoided.add(name)
        named[name] = piece, place
    return named


def _about(node: Node) -> tuple[str, ...]:
    """Tell what a node is: the first paragraph of its docstring, and who makes it.

    What only moves within its file is no change.
    """
    kind = f"`{type_text(node.type)}`"
    if node.is_input:
        return (f"An input: {kind}.",)
    by = f"{kind}, by `{node.module}.{node.qualname}`." if node.qualname else f"{kind}."
    if node.frame:
        by = f"A column of `{node.frame}`, by `{node.module}.{node.qualname}`."
    first = node.doc.strip().partition("\n\n")[0]
    return (*first.splitlines(), "", by) if first else (by,)


def _docstring(lines: Iterable[str], indent: str) -> Iterator[str]:
    """Write a docstring; one line stands alone."""
    first, *rest = (_escaped(line) for line in lines)
    yield f'{indent}"""{first}' + ("" if rest else '"""')
    for line in rest:
        yield f"{indent}{line}".rstrip()
    if rest:
        yield f'{indent}"""'


def _escaped(line: str) -> str:
    text = line.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    return f'{text[:-1]}\\"' if text.endswith('"') else text


def _text(name: str) -> str:
    return f'"{name}"' if name.isprintable() and not {'"', "\\"} & set(name) else repr(name)
