"""What a function has become so far: its own nodes, and those that modifiers added to them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from hamiltonish.errors import ModifierError
from hamiltonish.errors.text import closest, did_you_mean, listed
from hamiltonish.node import Node, replaced

__all__ = ["Made", "besides"]


def besides(modifier: object, together: Iterable[Any]) -> list[Any]:
    """List the other modifiers of a function; the same one may stand on it twice."""
    others = list(together)
    place = next((i for i, other in enumerate(others) if other is modifier), None)
    return others if place is None else others[:place] + others[place + 1 :]


@dataclass(frozen=True, slots=True, eq=False)
class Made:
    """The nodes that one function has become so far.

    Attributes:
        own: The nodes that stand for the function's result: one, or a family of them; none if the
            config leaves the function out.
        added: What modifiers added: columns and fields of a result, steps before or after it, the
            nodes of a graph within the graph.
        modifiers: All modifiers of the function, in turn.
    """

    own: tuple[Node, ...]
    added: tuple[Node, ...] = ()
    modifiers: tuple[Any, ...] = ()

    def __iter__(self) -> Iterator[Node]:
        yield from self.own
        yield from self.added

    def __bool__(self) -> bool:
        return bool(self.own)

    def only(self, modifier: object) -> Node:
        """Give the one node that stands for the function.

        Raises:
            ModifierError: If there is a family of them, for which the modifier has no meaning.
        """
        if len(self.own) > 1:
            first = next(iter(self.own))
            families = (str(one) for one in besides(modifier, self.modifiers) if one.makes_family)
            names = listed([node.name for node in self.own], at_most=3)
            raise ModifierError(
                first.place,
                (str(modifier), *families),
                f"do not go together: the function makes {len(self.own)} nodes ({names})",
                "take the family apart, a function for each.",
            )
        return next(iter(self.own))

    def changed(
        self, change: Callable[[Node], Node], target: tuple[str, ...], modifier: object
    ) -> Made:
        """Change the nodes that are named, or, if none is, all of the function's own.

        Raises:
            ModifierError: If a name is that of no node that the function makes.
        """
        if not target:
            return self.of(map(change, self.own))
        names = [node.name for node in self]
        for name in target:
            if name not in names:
                hint = did_you_mean(closest(name, names)) or f"it makes {listed(names)}."
                problem = f"names `{name}`, which the function does not make"
                raise ModifierError(self.own[0].place, (str(modifier),), problem, hint)

        def apply(nodes: tuple[Node, ...]) -> Iterator[Node]:
            return (change(node) if node.name in target else node for node in nodes)

        return self.of(apply(self.own), apply(self.added))

    def of(self, own: Iterable[Node], added: Iterable[Node] | None = None) -> Made:
        """Put other nodes in the place of these; those that were added stay if none are given."""
        return Made(tuple(own), self.added if added is None else tuple(added), self.modifiers)

    def nodes(self) -> tuple[Node, ...]:
        """List all nodes; the function's own know the modifiers that made them what they are."""
        if not self.modifiers:
            return (*self.own, *self.added)
        own = [replaced(node, modifiers=self.modifiers) for node in self.own]
        return (*own, *self.added)
