"""What a function has become so far: its own nodes, and those that modifiers added to them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from hamiltonish.errors import ModifierError
from hamiltonish.errors.text import closest, did_you_mean, listed
from hamiltonish.node import Node

__all__ = ["Made"]


@dataclass(frozen=True, slots=True, eq=False)
class Made:
    """The nodes that one function has become so far.

    Attributes:
        own: The nodes that stand for the function's result: one, or a family of them; none if the
            config leaves the function out.
        added: What modifiers added: columns and fields of a result, steps before or after it, the
            nodes of a graph within the graph.
    """

    own: tuple[Node, ...]
    added: tuple[Node, ...] = ()

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
            first = self.own[0]
            family = first.modifiers[-1] if first.modifiers else ""
            for earlier in first.modifiers:
                if getattr(earlier, "makes_family", False):
                    family = earlier
            names = listed([node.name for node in self.own], at_most=3)
            raise ModifierError(
                first.place,
                (str(modifier), str(family)),
                f"do not go together: the function makes {len(self.own)} nodes ({names})",
                "take the family apart, a function for each.",
            )
        return self.own[0]

    def changed(
        self, change: Callable[[Node], Node], target: tuple[str, ...], modifier: object
    ) -> Made:
        """Change the nodes that are named, or, if none is, all of the function's own.

        Raises:
            ModifierError: If a name is that of no node that the function makes.
        """
        names = [node.name for node in self]
        for name in target:
            if name not in names:
                hint = did_you_mean(closest(name, names)) or f"it makes {listed(names)}."
                problem = f"names `{name}`, which the function does not make"
                raise ModifierError(self.own[0].place, (str(modifier),), problem, hint)
        wanted = set(target or (node.name for node in self.own))

        def apply(nodes: tuple[Node, ...]) -> tuple[Node, ...]:
            return tuple(change(node) if node.name in wanted else node for node in nodes)

        return Made(apply(self.own), apply(self.added))

    def noting(self, modifier: object) -> Made:
        """Note a modifier on each of the function's own nodes, as one that made it what it is."""
        own = tuple(replace(node, modifiers=(*node.modifiers, modifier)) for node in self.own)
        return Made(own, self.added)
