"""From drawings to drawings: a path is lit, and boxes that belong together become one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from hamiltonish.errors import UnknownNodeError
from hamiltonish.errors.text import closest, counted
from hamiltonish.node import Node
from hamiltonish.render.drawing import Arrow, Box, BoxKind, Cluster, Drawing, Mark
from hamiltonish.render.look import Fold, Highlight, Look
from hamiltonish.topology import reachable

__all__ = ["folded", "highlighted", "prepared"]

_OF_ALL = frozenset({Mark.FAINT, Mark.REUSED, Mark.OVERRIDE, Mark.ADDED, Mark.REMOVED})
"""The marks that a folded box has only if each of its members does."""


def prepared(drawing: Drawing, look: Look) -> Drawing:
    """Do with a drawing what its look asks for before it is drawn in any format."""
    if look.highlight is not None:
        drawing = highlighted(drawing, look.highlight)
    return drawing if look.fold is None else folded(drawing, look.fold)


# -- a path --------------------------------------------------------------------------------------


def highlighted(drawing: Drawing, chosen: Highlight) -> Drawing:
    """Light what lies between some boxes, and make the rest faint.

    Args:
        drawing: The drawing.
        chosen: Names or functions. One alone is lit with all that is above and below it.

    Raises:
        UnknownNodeError: If one is not there.
    """
    given = [chosen] if isinstance(chosen, str) or callable(chosen) else list(chosen)
    names = [_name_of(one, drawing) for one in given]
    if not names:
        return drawing
    up: dict[str, list[str]] = {box.name: [] for box in drawing.boxes}
    down: dict[str, list[str]] = {box.name: [] for box in drawing.boxes}
    for arrow in drawing.arrows:
        up[arrow.head].append(arrow.tail)
        down[arrow.tail].append(arrow.head)
    above, below = set(reachable(up, names)), set(reachable(down, names))
    lit = above & below if len(names) > 1 else above | below
    path = {
        number
        for number, arrow in enumerate(drawing.arrows)
        if arrow.tail in lit and arrow.head in lit
    }
    return replace(
        drawing,
        boxes=tuple(
            replace(box, marks=box.marks | {Mark.HIGHLIGHT if box.name in lit else Mark.FAINT})
            for box in drawing.boxes
        ),
        arrows=tuple(
            replace(arrow, marks=arrow.marks | {Mark.HIGHLIGHT if n in path else Mark.FAINT})
            for n, arrow in enumerate(drawing.arrows)
        ),
    )


def _name_of(given: str | Callable[..., object], drawing: Drawing) -> str:
    known = [box.name for box in drawing.boxes]
    if isinstance(given, str):
        if given not in known:
            raise UnknownNodeError(given, "`highlight` of a view", closest(given, known))
        return given
    for box in drawing.boxes:
        if box.node is not None and box.node.function is given:
            return box.name
    raise UnknownNodeError(getattr(given, "__name__", "?"), "`highlight` of a view", ())


# -- fewer boxes ---------------------------------------------------------------------------------


def folded(drawing: Drawing, fold: Fold) -> Drawing:
    """Draw the boxes of each group as one; a group of one stays as it is.

    Args:
        drawing: The drawing.
        fold: What groups them, as `Look.fold` says.

    Raises:
        ValueError: If there is no such way to fold.
    """
    group_of = _grouping(drawing, fold)
    groups: dict[str, list[Box]] = {}
    for box in drawing.boxes:
        if (key := group_of(box)) is not None:
            groups.setdefault(key, []).append(box)
    groups = {key: boxes for key, boxes in groups.items() if len(boxes) > 1}
    kept = {b.name for b in drawing.boxes} - {b.name for g in groups.values() for b in g}
    target = {name: name for name in kept}
    merged: dict[str, Box] = {}
    for key, members in groups.items():
        made = _merged(_free(key, kept), members)
        kept.add(made.name)
        merged[members[0].name] = made
        target.update((box.name, made.name) for box in members)
    boxes = [
        merged.get(box.name, box)
        for box in drawing.boxes
        if box.name in merged or target[box.name] == box.name
    ]
    arrows: dict[tuple[str, str], Arrow] = {}
    for arrow in drawing.arrows:
        ends = target[arrow.tail], target[arrow.head]
        if ends[0] != ends[1]:
            before = arrows.get(ends)
            marks = _marks([arrow.marks, before.marks] if before else [arrow.marks])
            arrows[ends] = Arrow(*ends, marks)
    return _tidied(replace(drawing, boxes=tuple(boxes), arrows=tuple(arrows.values())))


def _tidied(drawing: Drawing) -> Drawing:
    """Leave out the clusters that have nothing in them, or nothing but one folded box."""
    inside: dict[str, list[Box]] = {}
    for box in drawing.boxes:
        inside.setdefault(box.cluster, []).append(box)
    kept: dict[str, Cluster] = {}
    for cluster in reversed(drawing.clusters):
        boxes = inside.get(cluster.name, [])
        is_needed = len(boxes) > 1 or any(box.kind is not BoxKind.FOLDED for box in boxes)
        if is_needed or any(other.inside == cluster.name for other in kept.values()):
            kept[cluster.name] = cluster
    return replace(
        drawing,
        boxes=tuple(b if b.cluster in kept else replace(b, cluster="") for b in drawing.boxes),
        clusters=tuple(cluster for cluster in drawing.clusters if cluster.name in kept),
    )


def _grouping(drawing: Drawing, fold: Fold) -> Callable[[Box], str | None]:
    """Make the function that names the group of a box; None for a box that stays."""
    outer = {cluster.name: cluster.inside for cluster in drawing.clusters}

    def by_frame(box: Box) -> str | None:
        name = box.cluster
        while outer.get(name):
            name = outer[name]
        return name or None

    def by_node(ask: Callable[[Node], object]) -> Callable[[Box], str | None]:
        def group_of(box: Box) -> str | None:
            answer = None if box.node is None else ask(box.node)
            return None if answer is None or answer == "" else str(answer)

        return group_of

    if isinstance(fold, Mapping) and set(fold) == {"tag"}:
        tag = fold["tag"]
        return by_node(lambda node: _tag_text(node.tags.get(tag)))
    if isinstance(fold, str):
        ways: dict[str, Callable[[Box], str | None]] = {
            "module": by_node(lambda node: node.module),
            "frame": by_frame,
            "prefix": lambda box: box.name.partition(".")[0] if "." in box.name else None,
        }
        if fold in ways:
            return ways[fold]
    elif callable(fold):
        return by_node(fold)
    known = "'module', 'frame', 'prefix', {'tag': name}, or a function of a node"
    raise ValueError(f"fold is {fold!r}; it is one of {known}")


def _tag_text(value: object) -> str | None:
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(map(str, value)) or None
    return None if value is None else str(value)


def _free(name: str, taken: Iterable[str]) -> str:
    while name in taken:
        name = f"{name} …"
    return name


def _merged(name: str, members: list[Box]) -> Box:
    clusters = {box.cluster for box in members}
    return Box(
        name,
        BoxKind.FOLDED,
        small=(counted(len(members), "node"),),
        cluster=clusters.pop() if len(clusters) == 1 else "",
        marks=_marks([box.marks for box in members]),
        members=tuple(box.name for box in members),
    )


def _marks(several: list[frozenset[Mark]]) -> frozenset[Mark]:
    return frozenset.union(*several) - (_OF_ALL - frozenset.intersection(*several))
