"""Compile: a graph's calls as one plain Python function, straight-line; no look-ups, no hooks."""

from __future__ import annotations

import linecache
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypedDict

from hamiltonish.annotations import is_scalar, type_text
from hamiltonish.compile.source import Names, Writer
from hamiltonish.graph import Graph
from hamiltonish.node import MISSING, Node
from hamiltonish.rows import is_row_function
from hamiltonish.rows.scalars import admits_none

__all__ = ["compiled"]


def compiled(graph: Graph, outputs: Sequence[str], overrides: Sequence[str] = ()) -> Any:
    """Compile what some outputs need into one function of the inputs.

    Args:
        graph: The graph.
        outputs: The names of nodes.
        overrides: The names of nodes that are given in place of computed; they are inputs then.
    """
    part = (
        graph.subgraph(outputs=outputs, inputs=overrides) if overrides else graph.upstream(*outputs)
    )
    nodes = [node for node in part.values() if not node.is_input]
    names = Names()
    variables = {node.name: names.local(node.name) for node in part.values()}
    writer = Writer(names, variables)
    inputs = [node for node in part.values() if node.is_input]
    text = "\n".join(_lines(part, inputs, nodes, outputs, writer))
    return _function(text, names, outputs)


def _lines(part, inputs, nodes, outputs, writer):
    v = writer.variables
    yield f"def {'_and_'.join(v[o] for o in outputs[:1])}_of(*, {', '.join(v[i.name] for i in inputs)}):"
    strict = {i.name for i in inputs}
    for node in nodes:
        yield f"    {v[node.name]} = {writer.call(node)}"
    if len(outputs) == 1:
        yield f"    return {v[outputs[0]]}"
    else:
        yield "    return {" + ", ".join(f"{o!r}: {v[o]}" for o in outputs) + "}"


def _function(text, names, outputs):
    file = f"<compiled {outputs[0]}>"
    space = dict(names.globals)
    exec(compile(text, file, "exec"), space)
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
    return next(v for k, v in space.items() if k.endswith("_of"))
