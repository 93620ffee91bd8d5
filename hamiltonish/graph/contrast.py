"""A difference as a drawing: the nodes of both graphs, marked by what became of them."""

from __future__ import annotations

from collections.abc import Mapping

from hamiltonish.graph.compared import Compared
from hamiltonish.graph.records import Record
from hamiltonish.render import Arrow, Box, BoxKind, Drawing, Mark
from hamiltonish.topology import ordered, reachable

__all__ = ["drawing_of"]


def drawing_of(difference: Compared) -> Drawing:
    """Draw the nodes of the new graph, and those of the old one that are gone."""
    old, new = difference.old.nodes, difference.new.nodes
    before = {after: name for name, after in difference.renamed.items()}
    # A node that is gone keeps its name, unless another has it now.
    gone = {name: f"{name} (before)" if name in new else name for name in difference.removed}
    marks = _marks(difference)
    boxes: dict[str, Box] = {}
    arrows: dict[str, tuple[str, ...]] = {}
    for name, record in new.items():
        was = (f"was {before[name]}",) if name in before else ()
        said = tuple(str(one).replace("`", "") for one in difference.changed.get(name, ()))
        boxes[name] = _box(name, record, (*was, *said), marks.get(name, frozenset()))
        arrows[name] = tuple(dict.fromkeys(record.dependencies))
    for name, box in gone.items():
        record = old[name]
        boxes[box] = _box(box, record, (), frozenset({Mark.REMOVED}))
        read = (gone.get(one) or difference.renamed.get(one, one) for one in record.dependencies)
        arrows[box] = tuple(dict.fromkeys(read))
    _add_readers(arrows, gone, difference)
    removed = frozenset({Mark.REMOVED})
    order = ordered(arrows)
    return Drawing(
        tuple(boxes[name] for name in order),
        tuple(
            Arrow(tail, name, removed & (boxes[tail].marks | boxes[name].marks))
            for name in order
            for tail in arrows[name]
        ),
    )


def _add_readers(
    arrows: dict[str, tuple[str, ...]], gone: Mapping[str, str], difference: Compared
) -> None:
    """Let what is gone lead to what read it, where that does not close a circle."""
    for name, record in difference.old.nodes.items():
        reader = difference.renamed.get(name, name)
        if name in gone or reader not in arrows:
            continue
        for box in [gone[one] for one in record.dependencies if one in gone]:
            if reader not in reachable(arrows, [box]):
                arrows[reader] = (*arrows[reader], box)


def _marks(difference: Compared) -> dict[str, frozenset[Mark]]:
    marks: dict[str, set[Mark]] = {}
    for mark, names in (
        (Mark.ADDED, difference.added),
        (Mark.CHANGED, difference.changed),
        (Mark.CHANGED, difference.renamed.values()),
        (Mark.AFFECTED, difference.affected),
    ):
        for name in names:
            marks.setdefault(name, set()).add(mark)
    return {name: frozenset(found) for name, found in marks.items()}


def _box(name: str, record: Record, said: tuple[str, ...], marks: frozenset[Mark]) -> Box:
    small = (record.type, *said) if record.kind != BoxKind.EXTRACTED.value else said
    return Box(name, BoxKind(record.kind), small=small, marks=marks)
