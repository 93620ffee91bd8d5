"""The nodes of a graph by name: look-ups, and what is known of names that no node has."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Self, TypeAlias

from hamiltonish.annotations import type_text
from hamiltonish.assemble import Assembly
from hamiltonish.bindings import same_value
from hamiltonish.errors import AmbiguousFunctionError, UnknownNodeError
from hamiltonish.errors.text import closest, counted, listed
from hamiltonish.errors.tracebacks import tidy
from hamiltonish.introspect import Variant
from hamiltonish.introspect.variants import reason_for_none
from hamiltonish.node import Node
from hamiltonish.topology import inverted

__all__ = ["Name", "Nodes"]

Name: TypeAlias = str | Callable[..., Any]
"""A node, by its name or by its function."""


class Nodes(Mapping[str, Node]):
    """What `Graph` knows of its nodes: a mapping from names to nodes, in topological order."""

    __slots__ = ("_assembly", "_dependents", "_is_part")

    _assembly: Assembly
    _dependents: Mapping[str, tuple[str, ...]] | None
    _is_part: bool

    @classmethod
    def _of(cls, assembly: Assembly, *, is_part: bool = False) -> Self:
        graph = cls.__new__(cls)
        graph._assembly = assembly
        graph._dependents = None
        graph._is_part = is_part
        return graph

    def with_nodes(self, nodes: Mapping[str, Node]) -> Self:
        """Make a graph like this one with other nodes of the same names, for a plan."""
        return self._of(replace(self._assembly, nodes=nodes), is_part=self._is_part)

    def __getitem__(self, name: Name) -> Node:
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

    def _repr_html_(self) -> str:
        from hamiltonish.graph.card import card_of

        return card_of(self, "Graph")

    def _ipython_key_completions_(self) -> list[str]:
        return list(self)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Nodes):
            return NotImplemented
        return self.nodes == other.nodes and same_value(dict(self.config), dict(other.config))

    def __hash__(self) -> int:
        return hash(frozenset(self._assembly.nodes))

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

    def dependencies(self, name: Name) -> tuple[str, ...]:
        """List the nodes that a node reads.

        Raises:
            UnknownNodeError: If there is no such node.
        """
        with tidy:
            return self._assembly.dependencies[self._found(name).name]

    def dependents(self, name: Name) -> tuple[str, ...]:
        """List the nodes that read a node.

        Raises:
            UnknownNodeError: If there is no such node.
        """
        with tidy:
            return self._inverted()[self._found(name).name]

    def name_of(self, function: Callable[..., Any]) -> str:
        """Find the name of the node that a function computes.

        Raises:
            AmbiguousFunctionError: If it makes several, as a family.
            UnknownNodeError: If the function is no node of this graph.
        """
        with tidy:
            return self._name_of(function)

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

    def _found(self, name: Name, *, asked_by: str = "a look-up in the graph") -> Node:
        key = name if isinstance(name, str) else self._name_of(name)
        node = self._assembly.nodes.get(key)
        if node is None:
            raise self.unknown(key, asked_by=asked_by)
        return node

    def _name_of(self, function: Callable[..., Any]) -> str:
        name = getattr(function, "__name__", "")
        node = self._assembly.nodes.get(name)
        made = self._made_by(function)
        if len(made) == 1:
            return made[0]
        # A family may have a member of the function's name; a loop over a function may not have
        # meant the function itself.
        is_family = node is not None and any(spec.makes_family for spec in node.modifiers)
        if made and (name not in made or is_family):
            raise AmbiguousFunctionError(name, made)
        if node is not None and (made or _is_newer(node, function)):
            return name
        module = getattr(function, "__module__", "")
        if node is not None:
            reason = f"`{name}` is {node.place}, not the function of `{module}`"
        else:
            variant = self.why_not(name.partition("__")[0]) if "__" in name else ""
            reason = self.why_not(name) or variant
        within = tuple(n.name for n in self.values() if n.function == function)
        if within:
            hint = f"ask by name: {listed(within)}."
        else:
            hint = "" if reason else "give the function, or its module, to `Driver`."
        raise UnknownNodeError(name, "a function", (), reason, hint)

    def _made_by(self, function: Callable[..., Any]) -> tuple[str, ...]:
        """List the nodes that stand for the result of a function."""
        nodes = self._assembly.nodes
        try:
            made = self._assembly.made.get(function, ())
        except TypeError:  # it has no hash
            return ()
        return tuple([name for name in made if name in nodes and not nodes[name].is_input])

    def _inverted(self) -> Mapping[str, tuple[str, ...]]:
        # Two threads may both compute it; they get the same.
        if self._dependents is None:
            self._dependents = inverted(self._assembly.dependencies)
        return self._dependents

    def _restricted(self, kept: set[str]) -> Self:
        before = self._assembly.dependencies
        nodes = {name: node for name, node in self.items() if name in kept}
        dependencies = {name: tuple(d for d in before[name] if d in kept) for name in nodes}
        is_open = self._is_part or any(len(before[n]) > len(dependencies[n]) for n in nodes)
        assembly = replace(self._assembly, nodes=nodes, dependencies=dependencies)
        return self._of(assembly, is_part=is_open)


def _signature(node: Node) -> str:
    """Write a node as one writes a function: ``name(parameters) -> type``."""
    if node.is_input:
        return f"{node.name}: {type_text(node.type)}"
    if node.frame:
        return f"{node.name}: a column of {node.frame}"
    parameters = ", ".join(parameter.name for parameter in node.parameters)
    return f"{node.name}({parameters}) -> {type_text(node.type)}"


def _is_newer(node: Node, function: Callable[..., Any]) -> bool:
    """Whether a function is a newer version of a node's, typed into the same notebook."""
    return node.module == getattr(function, "__module__", None) and node.qualname == getattr(
        function, "__qualname__", None
    )
