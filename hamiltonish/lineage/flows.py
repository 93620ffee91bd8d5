"""How one column feeds another: the kinds of flow, and how those of two steps make one."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from functools import lru_cache

__all__ = [
    "SURE",
    "UNKNOWN",
    "Flow",
    "bits_of",
    "flows_in",
    "is_sure",
    "joined",
]


class Flow(enum.Enum):
    """How a column of a source feeds an output: in words that OpenLineage has."""

    IDENTITY = "identity"
    """Its values are taken as they are."""
    TRANSFORMATION = "transformation"
    """Its values are computed with, row by row or among rows."""
    AGGREGATION = "aggregation"
    """Many of its values make one."""
    JOIN = "join"
    """It decides which rows of two frames meet."""
    GROUP_BY = "group_by"
    """It decides which rows make a group."""
    FILTER = "filter"
    """It decides which rows are there."""
    SORT = "sort"
    """It decides the order of rows."""
    WINDOW = "window"
    """It decides which rows a window holds, or in which order."""
    CONDITIONAL = "conditional"
    """It decides which of several values is taken."""

    @property
    def is_direct(self) -> bool:
        """Whether values flow; otherwise they only decide which values do."""
        return self in _DIRECT


_DIRECT = (Flow.IDENTITY, Flow.TRANSFORMATION, Flow.AGGREGATION)

# Sets of flows are whole numbers, a bit for each: there are as many as columns feed columns.
_BITS = {flow: 1 << index for index, flow in enumerate(Flow)}

UNKNOWN = 1 << len(_BITS)
"""It is known that a column feeds another, and not how."""

SURE = UNKNOWN << 1
"""It is known that a column feeds another; without it, it may, or may not."""

_FLOWS = SURE - 1
_INDIRECT = sum(bit for flow, bit in _BITS.items() if not flow.is_direct)


def bits_of(*flows: Flow) -> int:
    """Make a set of flows that are sure.

    Example:
        >>> flows_in(bits_of(Flow.FILTER, Flow.IDENTITY))
        (<Flow.IDENTITY: 'identity'>, <Flow.FILTER: 'filter'>)
    """
    return sum(_BITS[flow] for flow in set(flows)) | SURE


def flows_in(bits: int) -> tuple[Flow, ...]:
    """List the flows of a set; none are listed where none is known."""
    return tuple(flow for flow, bit in _BITS.items() if bits & bit)


def is_sure(bits: int) -> bool:
    """Whether it is known that the column feeds the other."""
    return bool(bits & SURE)


@lru_cache(maxsize=4096)  # there are few different sets
def joined(near: int, far: int) -> int:
    """Find how a column feeds another by way of a third.

    What only decides, at either step, only decides in all; of two such steps the one that is
    nearer to the output tells how. What is unknown stays so.

    Args:
        near: How the third feeds the output.
        far: How the column feeds the third.

    Example:
        >>> flows_in(joined(bits_of(Flow.WINDOW), bits_of(Flow.TRANSFORMATION)))
        (<Flow.WINDOW: 'window'>,)
    """
    bits = near & far & SURE
    for one in _bits(near & _FLOWS):
        for other in _bits(far & _FLOWS):
            if one & _INDIRECT:
                bits |= one
            elif other & _INDIRECT:
                bits |= other
            else:
                bits |= max(one, other)  # from identity to aggregation, and unknown above all
    return bits


def _bits(bits: int) -> Iterator[int]:
    while bits:
        lowest = bits & -bits
        yield lowest
        bits ^= lowest
