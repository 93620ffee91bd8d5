"""Where the boxes and arrows of a page stand: a drawing laid out by Graphviz, as numbers."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from hamiltonish.render.drawing import Cluster, Drawing

__all__ = ["RANKDIRS", "Point", "Positions", "layout_text", "positions_in"]

Point: TypeAlias = tuple[float, float]
"""Two numbers: x and y, or width and height."""

RANKDIRS = {"right": "LR", "left": "RL", "down": "TB", "up": "BT"}
"""Where arrows point to, as Graphviz and dagre call it."""

_MANY = 250
"""From this many boxes on, a layout is wanted soon rather than best."""


@dataclass(frozen=True, slots=True)
class Positions:
    """Where everything stands, in pixels from the upper left corner.

    Attributes:
        size: Width and height of the whole.
        boxes: For each box, its middle.
        arrows: For each arrow, x and y of the control points of its curve; the tip, if the curve
            does not reach it, is one point more.
        clusters: For each cluster, its middle, width and height; None if it has no boxes.
    """

    size: Point
    boxes: tuple[Point, ...]
    arrows: tuple[tuple[float, ...], ...]
    clusters: tuple[tuple[float, float, float, float] | None, ...]


def layout_text(drawing: Drawing, sizes: Sequence[Point], *, direction: str) -> str:
    """Write a drawing as DOT of which only the layout is wanted: numbers for names, and sizes.

    Args:
        drawing: The drawing.
        sizes: Width and height of each box, in pixels.
        direction: Where arrows point to.
    """
    return "\n".join(_layout_lines(drawing, sizes, direction))


def _layout_lines(drawing: Drawing, sizes: Sequence[Point], direction: str) -> Iterator[str]:
    yield "digraph {"
    yield f"rankdir={RANKDIRS[direction]}; nodesep=0.2; ranksep=0.55; margin=0; pad=0.2"
    if len(sizes) > _MANY:
        yield "nslimit=0.5; nslimit1=0.5; mclimit=0.1"
    yield 'node [shape=box, fixedsize=true, label=""]; edge [arrowsize=0.8]'
    inside: dict[str, list[str]] = {"": [], **{cluster.name: [] for cluster in drawing.clusters}}
    for number, (box, (width, height)) in enumerate(zip(drawing.boxes, sizes, strict=True)):
        line = f"{number} [width={width / 72:.4f}, height={height / 72:.4f}]"
        inside[box.cluster if box.cluster in inside else ""].append(line)
    # From the last on: those inside of others are put into them first.
    for number, cluster in reversed(list(enumerate(drawing.clusters))):
        if lines := inside[cluster.name]:
            outer = inside[cluster.inside if cluster.inside in inside else ""]
            outer.extend(_subgraph(number, cluster, lines))
    yield from inside[""]
    numbers = {box.name: number for number, box in enumerate(drawing.boxes)}
    for number, arrow in enumerate(drawing.arrows):
        yield f"{numbers[arrow.tail]} -> {numbers[arrow.head]} [id={number}]"
    yield "}"


def _subgraph(number: int, cluster: Cluster, lines: list[str]) -> Iterator[str]:
    # The page draws the title; here, as many letters keep its room.
    title = "m" * min(len(cluster.text), 30)
    yield f"subgraph cluster_{number} {{ margin=12; fontsize=11; label={title or 'm'}"
    yield from lines
    yield "}"


def positions_in(text: str, drawing: Drawing) -> Positions:
    """Read the positions in what Graphviz makes of `layout_text`, in its format ``json0``."""
    laid = json.loads(text)
    left, low, right, high = _numbers(laid["bb"])

    def point(x: float, y: float) -> Point:
        return round(x - left, 1), round(high - y, 1)  # its y grows upwards

    boxes: list[Point] = [(0.0, 0.0)] * len(drawing.boxes)
    clusters: list[tuple[float, float, float, float] | None] = [None] * len(drawing.clusters)
    for thing in laid.get("objects", ()):
        name = thing["name"]
        if not name.startswith("cluster_"):
            boxes[int(name)] = point(*_numbers(thing["pos"]))
        else:
            x0, y0, x1, y1 = _numbers(thing["bb"])
            middle = point((x0 + x1) / 2, (y0 + y1) / 2)
            clusters[int(name.removeprefix("cluster_"))] = (*middle, x1 - x0, y1 - y0)
    arrows: list[tuple[float, ...]] = [()] * len(drawing.arrows)
    for edge in laid.get("edges", ()):
        arrows[int(edge["id"])] = tuple(part for stop in _curve(edge) for part in point(*stop))
    return Positions((right - left, high - low), tuple(boxes), tuple(arrows), tuple(clusters))


def _curve(edge: dict[str, Any]) -> Iterator[Point]:
    """Yield the control points of an edge, and last the tip of its arrow."""
    tip: list[Point] = []
    for word in edge["pos"].split():
        if word.startswith("e,"):
            x, y = _numbers(word.removeprefix("e,"))
            tip = [(x, y)]
        else:
            x, y = _numbers(word)
            yield x, y
    yield from tip


def _numbers(text: str) -> list[float]:
    return [float(number) for number in text.split(",")]
