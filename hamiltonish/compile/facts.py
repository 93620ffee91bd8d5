"""What each line of a compiled function computes: with nodes, and in words that pickle."""

from __future__ import annotations

from typing import NamedTuple

from hamiltonish.node import Node

__all__ = ["Fact", "Told"]


class Fact(NamedTuple):
    """What a line of the function computes, for the note that an error gets.

    Attributes:
        node: The node.
        variable: The variable of its result.
        reads: The variables of what its parameters take.
    """

    node: Node
    variable: str
    reads: tuple[str, ...]


class Told(NamedTuple):
    """A fact about a line, in words: it pickles.

    Attributes:
        name: The node that the line computes.
        place: File and line of its function.
        parameters: What its function reads.
        variable: The variable of its result.
        reads: The variables of what its parameters take.
    """

    name: str
    place: str
    parameters: tuple[str, ...]
    variable: str
    reads: tuple[str, ...]

    @classmethod
    def of(cls, fact: Fact | Told) -> Told:
        """Put a fact into words."""
        if isinstance(fact, Told):
            return fact
        node = fact.node
        names = tuple([parameter.name for parameter in node.parameters])
        return cls(node.name, str(node.location), names, fact.variable, fact.reads)
