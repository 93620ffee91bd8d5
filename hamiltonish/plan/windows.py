"""Windows over the same key are brought into one layer, where the number of layers allows it.

An engine groups the rows once for all windows of a layer that have the same key, and once more in
each further layer. The first layer in which a column can stand is seldom the only one: all layers
up to its first reader's are as good. Columns with windows over the same key meet in one of these.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence

from hamiltonish.introspect.windows import Window, is_condition, windows_of
from hamiltonish.node import Node

__all__ = ["Key", "gathered", "shared_keys", "stream_well"]

Key = tuple[str, ...]
"""Windows with the same key share their grouping if they stand in one layer."""


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


# -- which windows share -------------------------------------------------------------------------


def shared_keys(
    nodes: Mapping[str, Node], names: Sequence[str], *, streaming: bool
) -> dict[str, frozenset[Key]]:
    """Tell with which others the windows of columns share their grouping.

    In general it is those with the same key. The streaming engine of Polars has a way of its own
    for plain aggregates, and one for what depends on order. Whatever else there is, booleans
    included, it joins each by itself, and spoils it for those that stand beside.

    Args:
        nodes: The nodes of the graph.
        names: The columns.
        streaming: Whether the streaming engine of Polars is to compute them.

    Returns:
        The keys of each column that has windows.
    """
    found = {name: windows for name in names if (windows := windows_of(nodes[name]))}
    if not streaming:
        return {n: frozenset(w.key for w in windows) for n, windows in found.items()}
    return {
        name: frozenset((way, *w.key) for w in windows if (way := _streaming_way(w, nodes)))
        for name, windows in found.items()
    }


def stream_well(nodes: Mapping[str, Node], names: Iterable[str]) -> bool:
    """Tell whether the streaming engine of Polars computes all windows of columns fast."""
    windows = (window for name in names for window in windows_of(nodes[name]))
    return all(_streaming_way(window, nodes) == "plain" for window in windows)


def _streaming_way(window: Window, nodes: Mapping[str, Node]) -> str:
    if window.method in _IN_ORDER or window.method.startswith(("cum_", "rolling_")):
        return "in order"
    subject = nodes.get(window.subject)
    of_booleans = window.of_condition or (subject is not None and is_condition(subject))
    return "plain" if window.method in _PLAIN and not of_booleans else ""


_PLAIN = frozenset({"count", "len", "max", "mean", "min", "std", "sum", "var"})
_IN_ORDER = frozenset({"diff", "pct_change", "rank", "shift"})
