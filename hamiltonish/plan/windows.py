"""Windows over the same key are brought into one layer, where the number of layers allows it.

An engine groups the rows once for all windows of a layer that have the same key, and once more in
each further layer. The first layer in which a column can stand is seldom the only one: all layers
up to its first reader's are as good. Columns with windows over the same key meet in one of these.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from hamiltonish.introspect.windows import Window, is_condition, windows_of
from hamiltonish.node import Node

__all__ = ["Key", "Sharing", "gathered", "sharing_of", "stream_well"]

Key = tuple[str, ...]
"""Windows with the same key share their grouping if they stand in one layer."""


@dataclass(frozen=True, slots=True)
class Sharing:
    """How the windows of the columns of a frame get on with each other.

    Attributes:
        keys: For each column what it groups by; in one layer, columns with the same key share it.
        spoils: For each column the keys that get slow for others in the layer in which it stands.
    """

    keys: Mapping[str, frozenset[Key]]
    spoils: Mapping[str, frozenset[Key]] = field(default_factory=dict)


def gathered(
    layers: Mapping[str, int], reads: Mapping[str, Sequence[str]], sharing: Sharing
) -> dict[str, int]:
    """Choose the layers of the columns of one frame anew, without needing more of them.

    For each key, windows are covered with as few layers as possible, the earliest that will do; a
    column that has to wait for another moves with it. Then those that spoil a key leave the layers
    in which it stands, if they can.

    Args:
        layers: For each column the first layer in which it can stand, in topological order.
        reads: For each column those of the others that it reads.
        sharing: What its windows share.

    Returns:
        The layer of each column: no earlier than before, and none beyond the last.

    Example:
        >>> layers = {"late_rate": 1, "speed": 1, "mean_speed": 2}
        >>> reads = {"late_rate": [], "speed": [], "mean_speed": ["speed"]}
        >>> carrier = frozenset({("carrier",)})
        >>> gathered(layers, reads, Sharing({"late_rate": carrier, "mean_speed": carrier}))
        {'late_rate': 2, 'speed': 1, 'mean_speed': 2}
    """
    slack = _Slack(layers, reads)
    for members in _by_key(layers, sharing.keys):
        pending = members
        while len(pending) > 1:
            point = min(slack.latest[name] for name in pending)
            covered = [name for name in pending if slack.earliest[name] <= point]
            if len(covered) > 1:
                target = max(slack.earliest[name] for name in covered)
                for name in covered:
                    slack.settle(name, target)
            pending = [name for name in pending if name not in covered]
    for name, spoilt in sharing.spoils.items():
        others = (n for n, keys in sharing.keys.items() if n != name and keys & spoilt)
        taken = {slack.earliest[other] for other in others}
        free = (n for n in range(slack.earliest[name], slack.latest[name] + 1) if n not in taken)
        slack.settle(name, next(free, slack.earliest[name]))
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


# -- which windows share -------------------------------------------------------------------------


def sharing_of(nodes: Mapping[str, Node], names: Sequence[str], *, streaming: bool) -> Sharing:
    """Tell how the windows of columns get on with each other.

    In general those with the same key share their grouping. The streaming engine of Polars has a
    way of its own for plain aggregates, and one for what depends on order. Whatever else there is,
    booleans included, it joins each by itself. All windows of a layer over one key go the slowest
    of these ways.

    Args:
        nodes: The nodes of the graph.
        names: The columns.
        streaming: Whether the streaming engine of Polars is to compute them.
    """
    found = {name: windows for name in names if (windows := windows_of(nodes[name]))}
    if not streaming:
        return Sharing({n: frozenset(w.key for w in windows) for n, windows in found.items()})
    keys: dict[str, frozenset[Key]] = {}
    spoils: dict[str, frozenset[Key]] = {}
    for name, windows in found.items():
        ways = [(_streaming_way(window, nodes), window.key) for window in windows]
        keys[name] = frozenset((way, *key) for way, key in ways if way != _JOINED)
        if slow := frozenset((_PLAIN, *key) for way, key in ways if way != _PLAIN):
            spoils[name] = slow
    return Sharing(keys, spoils)


def stream_well(nodes: Mapping[str, Node], names: Iterable[str]) -> bool:
    """Tell whether the streaming engine of Polars computes all windows of columns fast."""
    windows = (window for name in names for window in windows_of(nodes[name]))
    return all(_streaming_way(window, nodes) == _PLAIN for window in windows)


def _streaming_way(window: Window, nodes: Mapping[str, Node]) -> str:
    if window.method in _ORDERED_METHODS or window.method.startswith(("cum_", "rolling_")):
        return _ORDERED
    subject = nodes.get(window.subject)
    of_booleans = window.of_condition or (subject is not None and is_condition(subject))
    return _PLAIN if window.method in _PLAIN_METHODS and not of_booleans else _JOINED


_PLAIN, _ORDERED, _JOINED = "plain", "ordered", "joined"
_PLAIN_METHODS = frozenset({"count", "len", "max", "mean", "min", "std", "sum", "var"})
_ORDERED_METHODS = frozenset({"diff", "pct_change", "rank", "shift"})
