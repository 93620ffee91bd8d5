"""Keys of things that refer to each other, also in circles: equal keys, equal all the way down."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hamiltonish.fingerprints.digests import digest

__all__ = ["components", "keys_of"]

_Edges = Sequence[Sequence[tuple[str, int]]]


def keys_of(digests: Sequence[str], edges: _Edges, known: Sequence[str]) -> list[str]:
    """Make keys of new things; numbers begin where those of known things end.

    Args:
        digests: For each new thing a digest of itself.
        edges: For each new thing to what it refers, in order: a word, and a number.
        known: The keys of what has one, to which new things may refer, and not the other way.

    Example:
        >>> one = keys_of(["a", "b"], [[("calls", 1)], [("calls", 0)]], [])
        >>> other = keys_of(["b", "a"], [[("calls", 1)], [("calls", 0)]], [])
        >>> one == other[::-1], one[0] == one[1]
        (True, False)
    """
    start = len(known)
    keys: list[str] = [""] * len(digests)

    def key_at(number: int) -> str:
        return known[number] if number < start else keys[number - start]

    inner = [[at - start for _, at in found if at >= start] for found in edges]
    for component in components(inner):
        if len(component) == 1 and component[0] not in inner[component[0]]:
            (one,) = component
            words = [part for word, at in edges[one] for part in (word, key_at(at))]
            keys[one] = digest([digests[one], *words])
        else:
            for one, key in _close(component, digests, edges, key_at, start).items():
                keys[one] = key
    return keys


def _close(
    component: list[int],
    digests: Sequence[str],
    edges: _Edges,
    key_at: Callable[[int], str],
    start: int,
) -> dict[int, str]:
    """Give keys to things in a circle: each is looked at ever further around, and all together.

    When another look tells no more of them apart, those that are still equal do the same.
    """
    current = {one: digests[one] for one in component}
    kinds = 0
    rounds = 0
    while True:
        refined = {}
        for one in component:
            words = []
            for word, at in edges[one]:
                near = current.get(at - start) if at >= start else None
                words += [word, key_at(at) if near is None else near]
            refined[one] = digest([digests[one], *words])
        current = refined
        rounds += 1
        if len(set(current.values())) == kinds:
            break
        kinds = len(set(current.values()))
    together = sorted(current.values())
    return {one: digest([current[one], str(rounds), *together]) for one in component}


def components(edges: Sequence[Sequence[int]]) -> list[list[int]]:
    """List what refers to each other in circles together, each behind what it refers to.

    This is the algorithm of Tarjan, "Depth-First Search and Linear Graph Algorithms" (1972),
    without recursion.

    Args:
        edges: For each thing the things to which it refers.

    Example:
        >>> components([[1], [2], [1], [0]])
        [[2, 1], [0], [3]]
    """
    order: dict[int, int] = {}
    lowest: dict[int, int] = {}
    open_: list[int] = []
    is_open: set[int] = set()
    found: list[list[int]] = []
    for root in range(len(edges)):
        if root in order:
            continue
        path = [(root, iter(edges[root]))]
        order[root] = lowest[root] = len(order)
        open_.append(root)
        is_open.add(root)
        while path:
            one, rest = path[-1]
            below = next(rest, None)
            if below is None:
                path.pop()
                if path:
                    above = path[-1][0]
                    lowest[above] = min(lowest[above], lowest[one])
                if lowest[one] == order[one]:
                    component: list[int] = []
                    while not component or component[-1] != one:
                        component.append(open_.pop())
                    is_open.difference_update(component)
                    found.append(component)
            elif below not in order:
                order[below] = lowest[below] = len(order)
                open_.append(below)
                is_open.add(below)
                path.append((below, iter(edges[below])))
            elif below in is_open:
                lowest[one] = min(lowest[one], order[below])
    return found
