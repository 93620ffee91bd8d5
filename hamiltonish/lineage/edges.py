"""An answer's parts: edges from columns of sources to outputs, and the frames that these are of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from hamiltonish.lineage.flows import Flow

__all__ = ["Edge", "SourceFrame", "Ways", "places"]


@dataclass(frozen=True, slots=True, repr=False)
class Ways:
    """The nodes on the ways from a source to an output: of many edges, in little memory.

    Attributes:
        nodes: The node that each bit stands for; several bits may stand for one, and some for none.
        bits: Which of them are on the way.
    """

    nodes: tuple[str, ...]
    bits: int

    def names(self) -> tuple[str, ...]:
        """Name the nodes, in topological order."""
        names = (self.nodes[index] for index in places(self.bits))
        return tuple(dict.fromkeys(name for name in names if name))

    @staticmethod
    def united(several: Iterable[Ways]) -> tuple[str, ...]:
        """Name the nodes on any of several ways of one answer."""
        bits, nodes = 0, tuple[str, ...]()
        for ways in several:
            bits, nodes = bits | ways.bits, ways.nodes
        return Ways(nodes, bits).names()


def places(bits: int) -> Iterator[int]:
    """Yield the places of the bits of a number that are set.

    Example:
        >>> list(places(0b101))
        [0, 2]
    """
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


@dataclass(frozen=True, slots=True)
class Edge:
    """A column of a source that feeds an output.

    Attributes:
        output: The column of the result.
        frame: The frame that the column is of; empty for a plain value that is given.
        column: The column, or the value; ``*`` stands for all columns of a frame of which nothing
            is known.
        flows: How it feeds the output; empty if that is not known.
        is_opaque: Whether it is not known that it does feed the output: it goes into a function
            that cannot be looked into, and may be left aside there.
        ways: The nodes on the way; `through` names them.
    """

    output: str
    frame: str
    column: str
    flows: tuple[Flow, ...]
    is_opaque: bool
    ways: Ways = field(repr=False)

    @property
    def through(self) -> tuple[str, ...]:
        """The nodes on the way, in topological order, the output's own included."""
        return self.ways.names()

    @property
    def source(self) -> str:
        """The column with its frame, such as ``flights.distance``."""
        return f"{self.frame}.{self.column}" if self.frame else self.column

    @property
    def is_direct(self) -> bool:
        """Whether values flow, and do not only decide which values do; unknown counts as so."""
        return not self.flows or any(flow.is_direct for flow in self.flows)


@dataclass(frozen=True, slots=True)
class SourceFrame:
    """A frame that lineage ends at.

    Attributes:
        name: What the graph, or the caller, calls it.
        columns: Its columns and their dtypes as text, which is empty where it is not known; all
            columns, not only those that feed an output.
        files: The files that it is read from, as far as they are known.
        rows: How many rows it has; None if that is not known without computing.
        bytes: How many bytes it holds, likewise.
    """

    name: str
    columns: Mapping[str, str] = field(default_factory=dict)
    files: tuple[str, ...] = ()
    rows: int | None = None
    bytes: int | None = None
