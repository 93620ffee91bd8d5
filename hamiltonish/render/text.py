"""Text: a drawing for a terminal, in which each box has one line, below one that it reads."""

from __future__ import annotations

from collections.abc import Iterator

from hamiltonish.render.drawing import Box, Drawing, Mark
from hamiltonish.render.labels import cleaned, notes_of, shortened, small_lines
from hamiltonish.render.look import Look

__all__ = ["text_of"]

_DEEPEST = 16
_NAME = 48
_WIDTH = 64


def text_of(drawing: Drawing, look: Look) -> str:
    """Write a drawing as a tree of lines.

    Each box stands once, indented below the first box that it reads; ``(+ …)`` tells what else
    it reads. A box far to the right starts again at the left, with ``←`` and all that it reads.
    """
    reads: dict[str, list[str]] = {box.name: [] for box in drawing.boxes}
    for arrow in drawing.arrows:
        if arrow.tail not in reads[arrow.head]:
            reads[arrow.head].append(arrow.tail)
    above = _parents(drawing, reads)
    below: dict[str, list[Box]] = {}
    for box in drawing.boxes:
        below.setdefault(above[box.name], []).append(box)
    rows = list(_rows(below, reads, above, {box.name: box for box in drawing.boxes}))
    width = min(max((len(lead) for lead, _ in rows), default=0), _WIDTH)
    head = [notes] if (notes := notes_of(drawing)) else []
    lines = (f"{lead:<{width}}  {_small(box, look)}".rstrip() for lead, box in rows)
    return "\n".join([*head, *lines])


def _parents(drawing: Drawing, reads: dict[str, list[str]]) -> dict[str, str]:
    """Choose the line below which each box stands; empty for the left edge."""
    above: dict[str, str] = {}
    depth: dict[str, int] = {}
    for box in drawing.boxes:
        # What is folded may read what stands later; that cannot be above it.
        known = [name for name in reads[box.name] if name in depth]
        parent = known[0] if known and depth[known[0]] < _DEEPEST else ""
        above[box.name] = parent
        depth[box.name] = depth[parent] + 1 if parent else 0
    return above


def _rows(
    below: dict[str, list[Box]],
    reads: dict[str, list[str]],
    above: dict[str, str],
    boxes: dict[str, Box],
) -> Iterator[tuple[str, Box]]:
    """Yield each line up to its small print, with its box, from the top."""
    stack = [(box, "", "") for box in reversed(below.get("", []))]
    while stack:
        box, lead, indent = stack.pop()
        others = [_name(boxes[name]) for name in reads[box.name] if name != above[box.name]]
        listed = ", ".join(others)
        if others:
            listed = f" (+ {listed})" if above[box.name] else f" ← {listed}"
        yield f"{lead}{_name(box)}{listed}", box
        children = below.get(box.name, [])
        for child in reversed(children):
            last = child is children[-1]
            stack.append(
                (child, indent + ("└─ " if last else "├─ "), indent + ("   " if last else "│  "))
            )


def _name(box: Box) -> str:
    return shortened(" ".join(cleaned(box.text).split()) or "?", _NAME)


def _small(box: Box, look: Look) -> str:
    marks = [mark.value for mark in (Mark.OUTPUT, Mark.HIGHLIGHT) if mark in box.marks]
    small = small_lines(box) if look.small else ()
    return ", ".join((box.kind.value, *small, *marks))
