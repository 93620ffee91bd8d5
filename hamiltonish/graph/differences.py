"""Difference: what changed from one graph to another, and what that reaches."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from typing import Any, Unpack

from hamiltonish.graph.changes import Aspect, Change, changes_of, core_of
from hamiltonish.graph.compared import Compared
from hamiltonish.graph.contrast import drawing_of
from hamiltonish.graph.records import Record, Records
from hamiltonish.graph.reports import markdown_of, text_of
from hamiltonish.render import Drawing, Options, View, view_of
from hamiltonish.topology import inverted, reachable

__all__ = ["Aspect", "Change", "Difference", "difference_of"]


class Difference(Compared):
    """What changed from one graph to another; true if anything did.

    Example:
        >>> import hamiltonish as hm
        >>> def net(price: float) -> float:
        ...     return price / 1.2
        >>> def tax(price: float, net: float) -> float:
        ...     return price - net
        >>> old = hm.Graph(net, tax)
        >>> def net(price: float) -> float:
        ...     return price / 1.19
        >>> difference = old.diff(old.replace(net))
        >>> difference
        <Difference: 1 changed, 1 affected>
        >>> difference.changed
        {'net': (Change(body),)}
    """

    __slots__ = ()

    def to_dict(self) -> dict[str, Any]:
        """Give it as what JSON can hold; the two graphs are not in it."""
        return {
            "added": list(self.added),
            "removed": list(self.removed),
            "renamed": dict(self.renamed),
            "changed": {
                name: [change.to_dict() for change in changes]
                for name, changes in self.changed.items()
            },
            "affected": list(self.affected),
            "config": {key: list(values) for key, values in self.config.items()},
        }

    @property
    def drawing(self) -> Drawing:
        """The nodes of both graphs, marked by what became of them."""
        return drawing_of(self)

    def view(self, **options: Unpack[Options]) -> View:
        """Draw both graphs in one picture, with what changed and what that reaches.

        Args:
            options: How it is to look, as for `Graph.view`.
        """
        return view_of(self.drawing, options)

    def to_markdown(self) -> str:
        """Write it for a pull request."""
        return markdown_of(self)

    def __str__(self) -> str:
        return text_of(self)

    def __repr__(self) -> str:
        counts = ", ".join(f"{count} {word}" for word, count in self.counts.items() if count)
        return f"<Difference: {counts or 'none'}>"


def difference_of(old: Records, new: Records) -> Difference:
    """Compare two snapshots.

    Args:
        old: The graph before.
        new: The graph now.
    """
    renamed = _renamed(old, new)
    pairs = [(name, renamed.get(name, name)) for name in old.nodes]
    pairs = [(before, after) for before, after in pairs if after in new.nodes]
    kept = {after: before for before, after in pairs}
    changed = {
        name: found
        for name, record in new.nodes.items()
        if name in kept
        and (found := changes_of(old.nodes[kept[name]], record, (old, new), renamed))
    }
    starts = [
        name
        for name, changes in changed.items()
        if any(change.aspect.matters for change in changes)
    ]
    below = set(reachable(inverted(_edges(new)), starts)).difference(starts)
    return Difference(
        old=old,
        new=new,
        added=tuple(name for name in new.nodes if name not in kept),
        removed=tuple(name for name in old.nodes if renamed.get(name, name) not in new.nodes),
        renamed=renamed,
        changed=changed,
        affected=tuple(name for name in new.nodes if name in below and name in kept),
        config=_config(old, new),
    )


def _edges(snapshot: Records) -> dict[str, tuple[str, ...]]:
    return {
        name: tuple(one for one in record.dependencies if one in snapshot.nodes)
        for name, record in snapshot.nodes.items()
    }


def _config(old: Records, new: Records) -> dict[str, tuple[str, str]]:
    """Compare the values of the config that are no nodes; those that are, are compared as such."""
    keys = dict.fromkeys((*old.config, *new.config))
    return {
        key: (old.config.get(key, ""), new.config.get(key, ""))
        for key in keys
        if key not in old.nodes
        and key not in new.nodes
        and old.config.get(key) != new.config.get(key)
    }


# -- nodes with another name ---------------------------------------------------------------------


def _renamed(old: Records, new: Records) -> dict[str, str]:
    """Find the nodes that are the same but for their names, where there is only one such pair.

    A function with another name is known by all that it is and reads. An input with another name is
    known by its readers: they are the same, and read the one where they read the other.
    """
    gone = dict.fromkeys(name for name in old.nodes if name not in new.nodes)
    fresh = dict.fromkeys(name for name in new.nodes if name not in old.nodes)
    found: dict[str, str] = {}
    while gone and fresh:
        pairs = _alike(gone, fresh, old, new, found)
        pairs.update(_read_alike(gone, fresh, old, new, found))
        if not pairs:
            break
        found.update(pairs)
        for before, after in pairs.items():
            gone.pop(before, None)
            fresh.pop(after, None)
    return {name: found[name] for name in old.nodes if name in found}


def _alike(
    gone: Collection[str],
    fresh: Collection[str],
    old: Records,
    new: Records,
    known: Mapping[str, str],
) -> dict[str, str]:
    """Pair functions that are the same and read the same nodes, or such as may be renamed, too."""
    before = _by_key(gone, old, lambda name: known.get(name, "?" if name in gone else name))
    after = _by_key(fresh, new, lambda name: "?" if name in fresh else name)
    return {
        names[0]: after[key][0]
        for key, names in before.items()
        if len(names) == 1 and len(after.get(key, ())) == 1
    }


def _by_key(
    names: Collection[str], snapshot: Records, renamed: Callable[[str], str]
) -> dict[Any, list[str]]:
    found: dict[Any, list[str]] = {}
    for name in names:
        record = snapshot.nodes[name]
        if record.kind not in ("input", "config"):
            key = core_of(record), tuple(map(renamed, record.dependencies))
            found.setdefault(key, []).append(name)
    return found


def _read_alike(
    gone: Collection[str],
    fresh: Collection[str],
    old: Records,
    new: Records,
    known: Mapping[str, str],
) -> dict[str, str]:
    """Pair inputs that are read by the same functions in the same places."""
    votes: Counter[tuple[str, str]] = Counter()
    pairs = [*known.items(), *((name, name) for name in old.nodes if name in new.nodes)]
    for before, after in pairs:
        one, other = old.nodes[before], new.nodes[after]
        if core_of(one) == core_of(other):
            places = zip(one.dependencies, other.dependencies, strict=False)
            votes.update(pair for pair in places if pair[0] in gone and pair[1] in fresh)
    taken = Counter(name for pair in votes for name in (("old", pair[0]), ("new", pair[1])))
    return {
        before: after
        for before, after in votes
        if taken["old", before] == taken["new", after] == 1
        and _is_same_input(old.nodes[before], new.nodes[after])
    }


def _is_same_input(one: Record, other: Record) -> bool:
    return one.kind in ("input", "config") and core_of(one) == core_of(other)
