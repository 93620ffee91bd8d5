"""Questions about the nodes of a graph; an answer is the part of the graph that it is about."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import ModuleType
from typing import Any, Literal, Self, TypeAlias

from hamiltonish.annotations import Kind, form_of, type_text
from hamiltonish.errors import NotInputsError, WrongWayError
from hamiltonish.errors.tracebacks import tidy
from hamiltonish.graph.nodes import Name, Nodes
from hamiltonish.graph.reached import Reached
from hamiltonish.node import Node
from hamiltonish.topology import reachable, shortest, within

__all__ = ["Questions"]

NodeKind: TypeAlias = Literal["input", "column", "frame", "value"]


class Questions(Nodes):
    """What a graph answers with a graph: where nodes come from, what they reach, which they are."""

    __slots__ = ()

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

    def between(self, first: Name, last: Name) -> Self:
        """Take all nodes on the paths from one node to another, both included.

        Args:
            first: Where the paths start.
            last: Where they lead to.

        Returns:
            The part of the graph; it is empty if neither node feeds the other.

        Raises:
            UnknownNodeError: If there is no such node.
            WrongWayError: If it is the last that feeds the first.

        Example:
            >>> import hamiltonish as hm
            >>> def net(gross: float) -> float:
            ...     return gross / 1.2
            >>> def tax(gross: float, net: float) -> float:
            ...     return gross - net
            >>> def share(tax: float, total: float) -> float:
            ...     return tax / total
            >>> list(hm.Graph(net, tax, share).between("gross", "share"))
            ['gross', 'net', 'tax', 'share']
        """
        with tidy:
            start = self._found(first, asked_by="Graph.between").name
            end = self._found(last, asked_by="Graph.between").name
            above = set(reachable(self._assembly.dependencies, [end]))
            if start not in above:
                if path := _path(shortest(self._inverted(), end), start):
                    raise WrongWayError(start, end, path, "graph.between")
                return self._restricted(set())
            return self._restricted(above & set(reachable(self._inverted(), [start])))

    def around(self, *names: Name, hops: int = 1) -> Self:
        """Take the neighbourhood of nodes: so many steps up, and so many down.

        Args:
            names: The nodes in the middle.
            hops: How many steps: 1 for what they read, and what reads them.

        Raises:
            UnknownNodeError: If there is no such node.
            ValueError: If `hops` is no number of steps.

        Example:
            >>> import hamiltonish as hm
            >>> def net(gross: float) -> float:
            ...     return gross / 1.2
            >>> def tax(gross: float, net: float) -> float:
            ...     return gross - net
            >>> def share(tax: float, total: float) -> float:
            ...     return tax / total
            >>> list(hm.Graph(net, tax, share).around("net"))
            ['gross', 'net', 'tax']
        """
        with tidy:
            if not isinstance(hops, int) or hops < 0:
                raise ValueError(f"hops is {hops!r}; it is a number of steps, from 0")
            middle = [self._found(name, asked_by="Graph.around").name for name in names]
            above = within(self._assembly.dependencies, middle, hops)
            return self._restricted(above | within(self._inverted(), middle, hops))

    def sources_of(self, *names: Name) -> Self:
        """Take what nodes come from in the end: inputs, columns of frames, functions of nothing.

        `Driver.lineage` goes further, down to the columns of the frames that are given.

        Raises:
            UnknownNodeError: If there is no such node.

        Example:
            >>> import hamiltonish as hm
            >>> def net(gross: float) -> float:
            ...     return gross / 1.2
            >>> def tax(gross: float, net: float) -> float:
            ...     return gross - net
            >>> list(hm.Graph(net, tax).sources_of("tax"))
            ['gross']
        """
        with tidy:
            starts = self._names(names, "Graph.sources_of")
        nodes, needed = self._assembly.nodes, self._assembly.dependencies
        above = reachable(needed, starts)
        return self._restricted({n for n in above if nodes[n].frame or not needed[n]})

    def unused(self, outputs: Name | Iterable[Name]) -> Self:
        """Take the nodes that none of some outputs needs.

        Raises:
            UnknownNodeError: If there is no such node.

        Example:
            >>> import hamiltonish as hm
            >>> def tax(price: float) -> float:
            ...     return price * 0.2
            >>> def greeting(customer: str) -> str:
            ...     return f"Dear {customer}"
            >>> list(hm.Graph(tax, greeting).unused(["tax"]))
            ['customer', 'greeting']
        """
        with tidy:
            wanted = self._names(outputs, "Graph.unused")
        needed = set(reachable(self._assembly.dependencies, wanted))
        return self._restricted({name for name in self if name not in needed})

    def reaching(
        self,
        *names: Name,
        tags: Mapping[str, object] | None = None,
        outputs: Name | Iterable[Name] | None = None,
        stop: Mapping[str, object] | None = None,
    ) -> Reached[Self]:
        """Find the outputs that tagged nodes reach, and by which path.

        Args:
            names: Nodes to start from, beside those with the tags: inputs have none.
            tags: Tags and their values, as for `select`.
            outputs: The nodes that count as outputs; by default all that no other reads.
            stop: Tags and their values, of nodes that let nothing through: an e-mail address that
                was hashed is no longer personal.

        Returns:
            A shortest path from each of the nodes to each output that it reaches, and the graph of
            all such paths. It is false if there is none.

        Raises:
            UnknownNodeError: If there is no such node.

        Example:
            >>> import hamiltonish as hm
            >>> from hamiltonish.modifiers import tag
            >>> @tag(pii=True)
            ... def email(name: str) -> str:
            ...     return f"{name}@example.org"
            >>> def letter(email: str) -> str:
            ...     return f"To: {email}"
            >>> print(hm.Graph(email, letter).reaching(tags={"pii": True}))
            pii=True reaches 1 output
              letter
                email → letter
        """
        with tidy:
            _check_tags("tags", tags)
            _check_tags("stop", stop)
            named = self._names(names, "Graph.reaching")
            if outputs is None:
                ends = {name for name, readers in self._inverted().items() if not readers}
            else:
                ends = self._names(outputs, "Graph.reaching")
        tagged = {n for n, node in self.items() if tags and _has_tags(node, tags)}
        stopping = {n for n, node in self.items() if stop and _has_tags(node, stop)}
        starts = [name for name in self if name in named or name in tagged]
        paths = []
        for start in starts:
            if start not in stopping:
                before = shortest(self._inverted(), start, stopping)
                open_ends = (end for end in self if end in ends and end not in stopping)
                paths += [path for end in open_ends if (path := _path(before, end))]
        rank = {name: index for index, name in enumerate(self)}
        paths.sort(key=lambda path: (rank[path[-1]], rank[path[0]]))
        graph = self._restricted(self._on_paths(paths, stopping))
        asked = [*(f"{name}={value!r}" for name, value in (tags or {}).items()), *sorted(named)]
        return Reached(tuple(asked), tuple(starts), tuple(paths), graph)

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

    def _on_paths(self, paths: Sequence[tuple[str, ...]], stopping: set[str]) -> set[str]:
        """Find the nodes on any path between the ends of some, the shortest or not."""
        above, below = (
            {name: [n for n in others if n not in stopping] for name, others in edges.items()}
            for edges in (self._assembly.dependencies, self._inverted())
        )
        down = set(reachable(below, {path[0] for path in paths}))
        return down & set(reachable(above, {path[-1] for path in paths}))

    def _names(self, given: Name | Iterable[Name], asked_by: str) -> set[str]:
        several = (given,) if isinstance(given, str) or callable(given) else given
        return {self._found(one, asked_by=asked_by).name for one in several}


def _path(before: Mapping[str, str], end: str) -> tuple[str, ...]:
    """Walk back from the end of a shortest path to its start; nothing if it was not reached."""
    if end not in before:
        return ()
    path = [end]
    while before[path[-1]] != path[-1]:
        path.append(before[path[-1]])
    return tuple(reversed(path))


def _check_tags(role: str, given: object) -> None:
    if given is not None and not isinstance(given, Mapping):
        raise NotInputsError(role, type_text(type(given)))


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
