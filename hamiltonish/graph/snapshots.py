"""Snapshot: a graph as it was, to be compared with what it becomes, also from another process."""

from __future__ import annotations

from hamiltonish.errors.tracebacks import tidy
from hamiltonish.graph.differences import Difference, difference_of
from hamiltonish.graph.nodes import Nodes
from hamiltonish.graph.records import Record, Records

__all__ = ["Record", "Snapshot"]


class Snapshot(Records):
    """A graph as it was when the snapshot was taken, as plain data.

    A function in memory reads what its module has *now*: after a module is loaded again, a graph
    from before calls the new helpers. A snapshot stays as it was.

    Example:
        >>> import hamiltonish as hm
        >>> def tax(price: float) -> float:
        ...     return price * 0.2
        >>> snapshot = hm.Graph(tax).snapshot()
        >>> snapshot.nodes["tax"].signature
        'tax(price: float) -> float'
        >>> Snapshot.from_dict(snapshot.to_dict()) == snapshot
        True
    """

    __slots__ = ()

    def diff(self, other: Nodes | Records) -> Difference:
        """Say what changed from this graph to another, and what that reaches.

        Args:
            other: The new graph, or a snapshot of it.

        Raises:
            TypeError: If it is anything else.
        """
        with tidy:
            new = Snapshot.of(other) if isinstance(other, Nodes) else other
            if not isinstance(new, Records):
                raise TypeError("diff needs the new graph: old.diff(new), old.diff(driver.graph)")
        return difference_of(self, new)
