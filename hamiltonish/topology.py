"""Pure functions over names and their dependencies; nothing here knows what a node is.

A *dependency table* maps each name to the names that it needs. Every function iterates, none
recurses, so that a chain of 100,000 names is no different from a chain of ten.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import TypeAlias

__all__ = ["cycles", "inverted", "ordered", "reachable", "shortest", "within"]

Table: TypeAlias = Mapping[str, Sequence[str]]


def ordered(dependencies: Table) -> list[str]:
    """List all names so that each stands after what it needs, ties by the table's own order.

    Raises:
        graphlib.CycleError: If there is no such order.

    Example:
        >>> ordered({"c": ("a",), "a": (), "b": ()})
        ['a', 'c', 'b']
    """
    if _is_ordered(dependencies):
        return list(dependencies)
    names = list(dependencies)
    rank = {name: index for index, name in enumerate(names)}
    sorter = TopologicalSorter(dependencies)
    sorter.prepare()
    ready: list[int] = []
    order: list[str] = []
    while sorter.is_active():
        for name in sorter.get_ready():
            heapq.heappush(ready, rank[name])
        first = names[heapq.heappop(ready)]
        order.append(first)
        sorter.done(first)
    return order


def _is_ordered(dependencies: Table) -> bool:
    """Whether the table already lists each name after what it needs: most modules do."""
    seen: set[str] = set()
    for name, needed in dependencies.items():
        if not seen.issuperset(needed):
            return False
        seen.add(name)
    return True


def cycles(dependencies: Table, *, at_most: int = 10) -> list[tuple[str, ...]]:
    """List cycles, each closed (its last name is its first) and running along the data.

    After a cycle is found its last edge is taken out and the search goes on, so that several
    independent cycles are reported together.

    Example:
        >>> cycles({"a": ("b",), "b": ("a",)})
        [('a', 'b', 'a')]
    """
    rest = {name: list(needed) for name, needed in dependencies.items()}
    found: list[tuple[str, ...]] = []
    while len(found) < at_most:
        try:
            TopologicalSorter(rest).prepare()
        except CycleError as error:
            cycle = list(error.args[1])
            rest[cycle[1]].remove(cycle[0])
            found.append(_turned(cycle[:-1]))
        else:
            break
    return found


def _turned(cycle: list[str]) -> tuple[str, ...]:
    """Start a cycle at its smallest name, so that the same cycle always reads the same."""
    start = cycle.index(min(cycle))
    turned = cycle[start:] + cycle[:start]
    return (*turned, turned[0])


def inverted(dependencies: Table) -> dict[str, tuple[str, ...]]:
    """Turn every edge round: from what a name needs to what needs it.

    Example:
        >>> inverted({"a": (), "b": ("a",), "c": ("a",)})
        {'a': ('b', 'c'), 'b': (), 'c': ()}
    """
    dependents: dict[str, list[str]] = {name: [] for name in dependencies}
    for name, needed in dependencies.items():
        for dependency in needed:
            dependents[dependency].append(name)
    return {name: tuple(readers) for name, readers in dependents.items()}


def reachable(edges: Table, starts: Iterable[str]) -> Iterator[str]:
    """Yield the starts and every name that can be reached from them, each once.

    Example:
        >>> sorted(reachable({"a": (), "b": ("a",), "c": ("b",)}, ["b"]))
        ['a', 'b']
    """
    stack = list(starts)
    seen = set(stack)
    while stack:
        name = stack.pop()
        yield name
        for neighbour in edges[name]:
            if neighbour not in seen:
                seen.add(neighbour)
                stack.append(neighbour)


def shortest(edges: Table, start: str, blocked: Container[str] = ()) -> dict[str, str]:
    """Find by which neighbour each name is reached first: the steps of a shortest path, backwards.

    Args:
        edges: The neighbours of each name.
        start: Where paths start; it is reached by itself.
        blocked: Names through which no path leads; one may end there.

    Example:
        >>> shortest({"a": ("b", "c"), "b": ("c",), "c": ("d",), "d": ()}, "a")
        {'a': 'a', 'b': 'a', 'c': 'a', 'd': 'c'}
    """
    before = {start: start}
    queue = deque(before)
    while queue:
        name = queue.popleft()
        for neighbour in () if name in blocked else edges[name]:
            if neighbour not in before:
                before[neighbour] = name
                queue.append(neighbour)
    return before


def within(edges: Table, starts: Iterable[str], hops: int) -> set[str]:
    """Find the names that can be reached from some in so many steps or fewer.

    Example:
        >>> sorted(within({"a": ("b",), "b": ("c",), "c": ()}, ["a"], 1))
        ['a', 'b']
    """
    found = set(starts)
    edge = set(found)
    for _ in range(hops):
        edge = {neighbour for name in edge for neighbour in edges[name]} - found
        if not edge:
            break
        found |= edge
    return found
