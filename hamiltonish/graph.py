"""The graph: nodes by name, and questions about them that are answered with graphs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from hamiltonish.annotations import type_text
from hamiltonish.assemble import Assembly, assemble
from hamiltonish.collector import collector_held
from hamiltonish.errors import UnknownNodeError
from hamiltonish.errors.text import closest, counted
from hamiltonish.errors.tracebacks import tidy
from hamiltonish.introspect import Variant, look
from hamiltonish.introspect.variants import reason_for_none
from hamiltonish.node import Node
from hamiltonish.topology import inverted, reachable

__all__ = ["Graph"]


class Graph(Mapping[str, Node]):
    """Functions, joined by name: a mapping from names to nodes, in topological order.

    A graph never changes. It holds no data and can be drawn and questioned without running.

    Args:
        sources: Modules, functions, classes with static methods, instances, dotted names.
        config: Decides which variants of nodes exist; its values feed parameters too.

    Raises:
        GraphError: If the functions do not make a graph; `GraphErrors` holds all problems.

    Example:
        >>> def total(price: float, tax: float) -> float:
        ...     return price + tax
        >>> def tax(price: float) -> float:
        ...     return price * 0.2
        >>> graph = Graph(total, tax)
        >>> list(graph)
        ['price', 'tax', 'total']
        >>> graph.dependencies("total")
        ('price', 'tax')
    """

    __slots__ = ("_assembly", "_dependents")

    _assembly: Assembly
    _dependents: Mapping[str, tuple[str, ...]] | None

    def __init__(self, *sources: object, config: Mapping[str, object] | None = None) -> None:
        with tidy, collector_held():
            self._assembly = assemble(look(sources, config))
        self._dependents = None

    @classmethod
    def _of(cls, assembly: Assembly) -> Graph:
        graph = cls.__new__(cls)
        graph._assembly = assembly
        graph._dependents = None
        return graph

    def __getitem__(self, name: str | Callable[..., Any]) -> Node:
        """Look up a node by its name, or by its function."""
        with tidy:
            return self._found(name)

    def __contains__(self, name: object) -> bool:
        return name in self._assembly.nodes

    def __iter__(self) -> Iterator[str]:
        return iter(self._assembly.nodes)

    def __len__(self) -> int:
        return len(self._assembly.nodes)

    def __repr__(self) -> str:
        functions = sum(node.function is not None for node in self.values())
        inputs = counted(len(self.inputs), "input")
        return f"<Graph: {counted(functions, 'function')}, {inputs}>"

    def __str__(self) -> str:
        functions = sum(node.function is not None for node in self.values())
        title = f"{counted(functions, 'function')} and {counted(len(self.inputs), 'input')}"
        signatures = {name: _signature(node) for name, node in self.items()}
        width = min(max(map(len, signatures.values()), default=0), 60)
        lines = (
            f"  {text:<{width}}    {self[name].doc.partition(chr(10))[0]}".rstrip()
            for name, text in signatures.items()
        )
        return "\n".join([f"Graph of {title}", *lines])

    def __hash__(self) -> int:
        return hash(tuple(self._assembly.nodes))

    @property
    def nodes(self) -> Mapping[str, Node]:
        """Every node by name, in topological order; plain, for fast look-ups."""
        return self._assembly.nodes

    @property
    def inputs(self) -> tuple[str, ...]:
        """The names that the caller gives, those with a default included."""
        config = self._assembly.config
        return tuple(n.name for n in self.values() if n.is_input and n.name not in config)

    @property
    def config(self) -> Mapping[str, object]:
        """The config that the graph was built with."""
        return self._assembly.config

    @property
    def config_keys(self) -> tuple[str, ...]:
        """The keys that the graph reads from its config."""
        return self._assembly.config_keys

    @property
    def excluded(self) -> Mapping[str, str]:
        """For each function seen that is no node, the sentence that says why."""
        return self._assembly.excluded

    @property
    def variants(self) -> tuple[Variant, ...]:
        """The functions among which the config chose."""
        return self._assembly.variants

    def dependencies(self, name: str | Callable[..., Any]) -> tuple[str, ...]:
        """List the nodes that a node reads.

        Raises:
            UnknownNodeError: If there is no such node.
        """
        with tidy:
            return self._assembly.dependencies[self._found(name).name]

    def dependents(self, name: str | Callable[..., Any]) -> tuple[str, ...]:
        """List the nodes that read a node.

        Raises:
            UnknownNodeError: If there is no such node.
        """
        with tidy:
            return self._inverted()[self._found(name).name]

    def upstream(self, *names: str | Callable[..., Any]) -> Graph:
        """Take the part of the graph from which these nodes come, the nodes included.

        Raises:
            UnknownNodeError: If there is no such node.
        """
        with tidy:
            starts = [self._found(name).name for name in names]
        return self._restricted(set(reachable(self._assembly.dependencies, starts)))

    def downstream(self, *names: str | Callable[..., Any]) -> Graph:
        """Take the part of the graph that these nodes reach, the nodes included.

        Raises:
            UnknownNodeError: If there is no such node.
        """
        with tidy:
            starts = [self._found(name).name for name in names]
        return self._restricted(set(reachable(self._inverted(), starts)))

    def name_of(self, function: Callable[..., Any]) -> str:
        """Find the name of the node that a function computes.

        Raises:
            UnknownNodeError: If the function is no node of this graph.
        """
        name = getattr(function, "__name__", "")
        node = self._assembly.nodes.get(name)
        if node is not None and _is_of(node, function):
            return name
        for other in self.values():  # a variant: its node has another name
            if other.function == function:
                return other.name
        module = getattr(function, "__module__", "")
        if node is not None:
            reason = f"`{name}` is {node.place}, not the function of `{module}`"
        else:
            variant = self.why_not(name.partition("__")[0]) if "__" in name else ""
            reason = self.why_not(name) or variant
        hint = "" if reason else "give the function, or its module, to `Driver`."
        raise UnknownNodeError(name, "a function", (), reason, hint)

    def unknown(self, name: str, *, asked_by: str) -> UnknownNodeError:
        """Word the error for a name that no node has, with what is known about it."""
        return UnknownNodeError(name, asked_by, self.closest(name), self.why_not(name))

    def why_not(self, name: str) -> str:
        """Say why a function that was seen is no node; empty if none of that name was seen."""
        if tried := self.unchosen(name):
            return reason_for_none(tried, self.config)
        return self.excluded.get(name, "")

    def unchosen(self, name: str) -> tuple[Variant, ...]:
        """List the variants of a name of which the config chose none; empty if it chose one."""
        node = self._assembly.nodes.get(name)
        if node is not None and not node.is_input:
            return ()
        return tuple(variant for variant in self.variants if variant.name == name)

    def closest(self, name: str) -> tuple[str, ...]:
        """Find nodes whose names are similar, with file and line where they have one."""
        return tuple(str(self[match]) for match in closest(name, self))

    def _found(self, name: str | Callable[..., Any]) -> Node:
        key = name if isinstance(name, str) else self.name_of(name)
        node = self._assembly.nodes.get(key)
        if node is None:
            raise self.unknown(key, asked_by="a look-up in the graph")
        return node

    def _inverted(self) -> Mapping[str, tuple[str, ...]]:
        # Two threads may both compute it; they get the same.
        if self._dependents is None:
            self._dependents = inverted(self._assembly.dependencies)
        return self._dependents

    def _restricted(self, kept: set[str]) -> Graph:
        nodes = {name: node for name, node in self.items() if name in kept}
        dependencies = {
            name: tuple(dep for dep in self._assembly.dependencies[name] if dep in kept)
            for name in nodes
        }
        return Graph._of(replace(self._assembly, nodes=nodes, dependencies=dependencies))


def _signature(node: Node) -> str:
    """Write a node as one writes a function: ``name(parameters) -> type``."""
    if node.is_input:
        return f"{node.name}: {type_text(node.type)}"
    if node.frame:
        return f"{node.name}: a column of {node.frame}"
    parameters = ", ".join(parameter.name for parameter in node.parameters)
    return f"{node.name}({parameters}) -> {type_text(node.type)}"


def _is_of(node: Node, function: Callable[..., Any]) -> bool:
    """Whether a node is this function, or a newer version of it from the same notebook."""
    return node.function == function or (
        node.module == getattr(function, "__module__", None)
        and node.qualname == getattr(function, "__qualname__", None)
    )
