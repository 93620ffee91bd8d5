"""Windows over the same key are brought into one layer, where the number of layers allows it.

An engine groups the rows once for all windows of a layer that have the same key, and once more in
each further layer. The first layer in which a column can stand is seldom the only one: all layers
up to its first reader's are as good. Columns with windows over the same key meet in one of these.
"""

from __future__ import annotations

import dis
from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from functools import lru_cache
from types import CodeType

from hamiltonish.node import Node

__all__ = ["gathered", "keys_of"]

Key = tuple[str, ...]
"""What stands in the brackets of `.over(…)`: names of parameters, and texts."""


def gathered(
    layers: Mapping[str, int],
    reads: Mapping[str, Sequence[str]],
    keys: Mapping[str, frozenset[Key]],
) -> dict[str, int]:
    """Choose the layers of the columns of one frame anew, without needing more of them.

    For each key, windows are covered with as few layers as possible, the earliest that will do; a
    column that has to wait for another moves with it.

    Args:
        layers: For each column the first layer in which it can stand, in topological order.
        reads: For each column those of the others that it reads.
        keys: For each column the keys of its windows.

    Returns:
        The layer of each column: no earlier than before, and none beyond the last.

    Example:
        >>> layers = {"late_rate": 1, "speed": 1, "mean_speed": 2}
        >>> reads = {"late_rate": [], "speed": [], "mean_speed": ["speed"]}
        >>> keys = {"late_rate": frozenset({("carrier",)}), "mean_speed": frozenset({("carrier",)})}
        >>> gathered(layers, reads, keys)
        {'late_rate': 2, 'speed': 1, 'mean_speed': 2}
    """
    slack = _Slack(layers, reads)
    for members in _by_key(layers, keys):
        pending = members
        while len(pending) > 1:
            point = min(slack.latest[name] for name in pending)
            covered = [name for name in pending if slack.earliest[name] <= point]
            if len(covered) > 1:
                target = max(slack.earliest[name] for name in covered)
                for name in covered:
                    slack.settle(name, target)
            pending = [name for name in pending if name not in covered]
    return slack.earliest


def _by_key(layers: Mapping[str, int], keys: Mapping[str, frozenset[Key]]) -> Iterator[list[str]]:
    """Yield the columns with windows over the same key, if they stand in different layers."""
    members: dict[Hashable, list[str]] = defaultdict(list)
    for name in layers:
        for key in sorted(keys.get(name, ())):
            members[key].append(name)
    for names in members.values():
        if len({layers[name] for name in names}) > 1:
            yield names


class _Slack:
    """The layers in which each column may stand, as some are settled.

    Attributes:
        earliest: The first layer of each column.
        latest: The last one, so that its readers still have theirs.
    """

    def __init__(self, layers: Mapping[str, int], reads: Mapping[str, Sequence[str]]) -> None:
        self._reads = reads
        self._readers: dict[str, list[str]] = {name: [] for name in layers}
        self.earliest = dict(layers)
        self.latest = dict.fromkeys(layers, max(layers.values()))
        for name in reversed(list(layers)):
            for needed in reads[name]:
                self._readers[needed].append(name)
                self.latest[needed] = min(self.latest[needed], self.latest[name] - 1)

    def settle(self, name: str, layer: int) -> None:
        """Put a column into a layer, if it still may stand there, and move what has to move."""
        if not self.earliest[name] <= layer <= self.latest[name]:
            return
        self.earliest[name] = self.latest[name] = layer
        pending = [name]
        while pending:
            moved = pending.pop()
            for reader in self._readers[moved]:
                if self.earliest[reader] <= self.earliest[moved]:
                    self.earliest[reader] = self.earliest[moved] + 1
                    pending.append(reader)
        pending = [name]
        while pending:
            moved = pending.pop()
            for needed in self._reads[moved]:
                if self.latest[needed] >= self.latest[moved]:
                    self.latest[needed] = self.latest[moved] - 1
                    pending.append(needed)


# -- what a function says ------------------------------------------------------------------------


def keys_of(node: Node) -> frozenset[Key]:
    """Read in a function's code over which keys its windows go.

    It is a hint, no more: a key that is made in another function is not seen, and nothing but the
    choice among layers depends on it.

    Example:
        >>> def late_rate(is_late, carrier):
        ...     return is_late.mean().over(carrier)
        >>> keys_of(Node("late_rate", object, late_rate))
        frozenset({('carrier',)})
    """
    code = getattr(node.function, "__code__", None)
    if code is None or "over" not in code.co_names:
        return frozenset()
    return _keys(code)


@lru_cache(maxsize=4096)
def _keys(code: CodeType) -> frozenset[Key]:
    keys = set()
    instructions = dis.get_instructions(code)
    for instruction in instructions:
        if instruction.argval == "over":
            key: list[str] = []
            for argument in instructions:  # what is loaded between the method and its call
                if "CALL" in argument.opname:
                    break
                if "FAST" in argument.opname:  # a version of Python may load two at once
                    pair = isinstance(argument.argval, tuple)
                    key.extend(argument.argval if pair else [argument.argval])
                elif argument.opname == "LOAD_CONST" and isinstance(argument.argval, str):
                    key.append(argument.argval)
            if key:
                keys.add(tuple(key))
    return frozenset(keys)
