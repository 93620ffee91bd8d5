"""What the driver tells of nodes and graphs: records, made from a graph of the core."""

from __future__ import annotations

import ast
import hashlib
import inspect
import sys
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from types import NoneType
from typing import Any

from hamiltonish.annotations import type_text
from hamiltonish.graph import Graph
from hamiltonish.node import Node

__all__ = ["HamiltonGraph", "HamiltonNode", "hash_source_code", "tags_of"]


@dataclass(frozen=True, slots=True)
class HamiltonNode:
    """One node, as data.

    Attributes:
        name: Its name.
        type: The type that its function says it returns; of an input, what its readers take.
        tags: Its tags, and the name of its module under ``module``.
        is_external_input: Whether the caller gives its value.
        originating_functions: The functions that it comes from; of an input, those that read it.
        documentation: The docstring.
        required_dependencies: The nodes that it needs.
        optional_dependencies: The nodes that it takes if they are there.
        optional_dependencies_default_values: What it takes if they are not.
    """

    name: str
    type: Any
    tags: dict[str, Any]
    is_external_input: bool
    originating_functions: tuple[Callable[..., Any], ...] | None
    documentation: str | None
    required_dependencies: set[str]
    optional_dependencies: set[str]
    optional_dependencies_default_values: dict[str, Any]

    @property
    def version(self) -> str | None:
        """A hash of the first function's code without comments; None if there is no source.

        A key of the config that nothing reads has its name.
        """
        if not self.originating_functions:
            return self.name if self.is_external_input else None
        try:
            return hash_source_code(self.originating_functions[0], strip=True)
        except (OSError, TypeError):  # typed in, or made by code
            return None

    def as_dict(self, include_optional_dependencies_default_values: bool = False) -> dict[str, Any]:
        """List what is known, in types that JSON has.

        Args:
            include_optional_dependencies_default_values: Whether to add the defaults, of any type.
        """
        first = next(iter(self.originating_functions or ()), None)
        facts = {
            "name": self.name,
            "tags": self.tags,
            "output_type": type_text(self.type),
            "required_dependencies": sorted(self.required_dependencies),
            "optional_dependencies": sorted(self.optional_dependencies),
            "source": None if first is None else inspect.getsource(first),
            "documentation": self.documentation,
            "version": self.version,
        }
        if include_optional_dependencies_default_values:
            defaults = self.optional_dependencies_default_values
            facts["optional_dependencies_default_values"] = defaults
        return facts

    def __repr__(self) -> str:
        return f'Node("{self.name}": {type_text(self.type)})'


@dataclass(frozen=True, slots=True)
class HamiltonGraph:
    """All nodes of a graph, as data.

    Attributes:
        nodes: The nodes, in topological order.
    """

    nodes: list[HamiltonNode]

    @staticmethod
    def from_graph(graph: Graph) -> HamiltonGraph:
        """Tell of every node of a graph."""
        return HamiltonGraph([record_of(node, graph) for node in graph.values()])

    @property
    def version(self) -> str:
        """A hash of the versions of all nodes."""
        versions = sorted(node.version for node in self.nodes if node.version is not None)
        return hashlib.sha256(str(versions).encode()).hexdigest()

    def __getitem__(self, key: str) -> HamiltonNode:
        """Look up a node by name.

        Raises:
            KeyError: If there is none.
        """
        for node in self.nodes:
            if node.name == key:
                return node
        raise KeyError(key)

    def filter_nodes(self, filter: Callable[[HamiltonNode], bool]) -> list[HamiltonNode]:  # noqa: A002
        """List the nodes for which a function is true."""
        return [node for node in self.nodes if filter(node) is True]


def record_of(node: Node, graph: Graph) -> HamiltonNode:
    """Tell of one node of a graph."""
    if node.is_input:
        readers = [graph.nodes[name] for name in graph.dependents(node.name)]
        functions = tuple(dict.fromkeys(map(_written, readers)))
    else:
        functions = (_written(node),)
    optional = {p.name: p.default for p in node.parameters if p.is_optional}
    return HamiltonNode(
        node.name,
        NoneType if node.type is None else node.type,
        tags_of(node),
        node.is_input,
        functions or None,
        node.doc,
        {parameter.name for parameter in node.parameters} - set(optional),
        set(optional),
        optional,
    )


def _written(node: Node) -> Callable[..., Any]:
    """Find the function that was written, where a modifier put another in its place."""
    found: Any = sys.modules.get(node.module)
    for part in node.qualname.split("."):
        found = getattr(found, part, None)
    return found if callable(found) else node.function  # type: ignore[return-value]  # it has one


def tags_of(node: Node) -> dict[str, Any]:
    """List a node's tags, the name of its module among them."""
    if node.is_input:
        return {}
    own = ((name, list(v) if isinstance(v, tuple) else v) for name, v in node.tags.items())
    return {"module": node.module, **dict(own)}


def hash_source_code(source: str | Callable[..., Any], strip: bool = False) -> str:
    """Hash the source of a function.

    Args:
        source: The text, or the function.
        strip: Whether comments and docstrings do not count.
    """
    text = textwrap.dedent(source if isinstance(source, str) else inspect.getsource(source)).strip()
    if strip:
        tree = ast.parse(text)
        for node in ast.walk(tree):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                if ast.get_docstring(node) is not None:
                    node.body = node.body[1:]
        text = ast.unparse(tree)
    return hashlib.sha256(text.encode()).hexdigest()
