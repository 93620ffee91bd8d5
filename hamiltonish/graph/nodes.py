"""The nodes of a graph by name, and questions about them that are answered with graphs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from types import ModuleType
from typing import Any, Literal, Self, TypeAlias

from hamiltonish.annotations import Kind, form_of, type_text
from hamiltonish.assemble import Assembly
from hamiltonish.bindings import same_value
from hamiltonish.errors import AmbiguousFunctionError, UnknownNodeError
from hamiltonish.errors.text import closest, counted, listed
from hamiltonish.errors.tracebacks import tidy
from hamiltonish.introspect import Variant
from hamiltonish.introspect.variants import reason_for_none
from hamiltonish.node import Node
from hamiltonish.topology import inverted, reachable

__all__ = ["Name", "Nodes"]

Name: TypeAlias = str | Callable[..., Any]
"""A node, by its name or by its function."""

NodeKind: TypeAlias = Literal["input", "column", "frame", "value"]


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

    def upstream(self, *names: Name) -> Self:
        """Take the part of the graph from which these nodes come, the nodes included.

        Raises:
            UnknownNodeError: If there is no such node.
        """
        with tidy:
            starts = [self._found(name).name for name in names]
        return self._restricted(set(reachable(self._assembly.dependencies, starts)))

    def downstream(self, *names: Name) -> Self:
        """Take the part of the graph that these nodes reach, the nodes included.

        Raises:
            UnknownNodeError: If there is no such node.
        """
        with tidy:
            starts = [self._found(name).name for name in names]
        return self._restricted(set(reachable(self._inverted(), starts)))

    def select(
        self,
        *,
        tags: Mapping[str, object] | None = None,
        kind: NodeKind | None = None,
        module: str | ModuleType | None = None,
        where: Callable[[Node], bool] | None = None,
    ) -> Self:
        """Take the nodes of which all that is asked for is true, and no others.

        Args:
            tags: Tags and their values. A node that has several values of a tag needs one of them;
                a list of values asks for any of these.
            kind: ``"input"``, ``"column"``, ``"frame"`` or ``"value"``.
            module: A module, with the modules in it, in which the functions are defined.
            where: A function of a node.

        Example:
            >>> import hamiltonish as hm
            >>> from hamiltonish.modifiers import tag
            >>> @tag(pii=True)
            ... def email(name: str) -> str:
            ...     return f"{name}@example.org"
            >>> def greeting(name: str) -> str:
            ...     return f"Dear {name}"
            >>> graph = hm.Graph(email, greeting)
            >>> list(graph.select(tags={"pii": True})), list(graph.select(kind="input"))
            (['email'], ['name'])
        """
        with tidy:
            if kind is not None and kind not in _KINDS:
                raise ValueError(f"kind is {kind!r}; it is one of {', '.join(map(repr, _KINDS))}")
        path = module.__name__ if isinstance(module, ModuleType) else module
        kept = {
            name
            for name, node in self.items()
            if (not tags or _has_tags(node, tags))
            and (kind is None or _is_a(node, kind))
            and (path is None or node.module == path or node.module.startswith(f"{path}."))
            and (where is None or where(node))
        }
        return self._restricted(kept)

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


_KINDS = ("input", "column", "frame", "value")


def _is_a(node: Node, kind: NodeKind) -> bool:
    """Whether a node is of a kind."""
    if kind == "input":
        return node.is_input
    return (Kind.COLUMN if node.frame else form_of(node.type).kind) is Kind[kind.upper()]


def _has_tags(node: Node, tags: Mapping[str, object]) -> bool:
    """Whether a node has, for each tag, a value that is asked for."""
    return all(
        name in node.tags and not set(_several(node.tags[name])).isdisjoint(_several(wanted))
        for name, wanted in tags.items()
    )


def _several(value: Any) -> tuple[Any, ...]:
    return tuple(value) if isinstance(value, list | tuple | set | frozenset) else (value,)


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
