"""DOT, the language of Graphviz: a drawing as a text that Graphviz lays out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from hamiltonish.errors import MissingDependencyError
from hamiltonish.render.drawing import Arrow, Box, BoxKind, Cluster, Drawing, Mark
from hamiltonish.render.labels import cleaned, notes_of, small_lines, title_of
from hamiltonish.render.look import Look
from hamiltonish.render.palette import SHAPES, Paint, Palette, palette_of

__all__ = ["classes_of", "digraph_of", "dot_of"]

FONT = "Helvetica"
"""Graphviz knows how wide its letters are, and every system has a font that is as wide."""

_NODE = {
    "fontname": FONT,
    "fontsize": "12",
    "height": "0.3",
    "width": "0.5",
    "margin": "0.13,0.06",
}
_RANKDIR = {"right": "LR", "down": "TB", "left": "RL", "up": "BT"}
_BORDERS = (  # the first mark that a box has decides
    *(Mark.ADDED, Mark.REMOVED, Mark.CHANGED, Mark.AFFECTED),
    *(Mark.HIGHLIGHT, Mark.SLOW, Mark.OVERRIDE, Mark.REUSED, Mark.OUTPUT),
)
_PLAIN = re.compile(r"(?!box-)\w[\w.]*", re.ASCII)
_COLUMNS = 6
"""How many entries of the legend stand beside each other."""
_MANY = 250
"""From this many boxes on, a layout is wanted soon rather than best."""
_LONG = 6_000
"""From this many ranks on that arrows cross in all, bending them takes longer than all the rest."""


def dot_of(drawing: Drawing, look: Look) -> str:
    """Write a drawing in DOT.

    Every box has the id ``box-N`` and every arrow ``arrow-N``, where N is its position in the
    drawing; every cluster has ``cluster-N``. Kinds and marks are classes.

    Raises:
        MissingDependencyError: If the package ``graphviz`` is not installed.
    """
    return str(digraph_of(drawing, look).source)


def digraph_of(drawing: Drawing, look: Look, **options: Any) -> Any:
    """Make the `graphviz.Digraph` of a drawing; options are those of its class, and win."""
    try:
        import graphviz
    except ImportError as error:
        raise MissingDependencyError("graphviz", "to draw a graph", "viz") from error
    palette = palette_of(look.theme)
    digraph = graphviz.Digraph(**options)
    defaults = {
        "graph_attr": _graph_attributes(drawing, look, palette),
        "node_attr": _NODE,
        "edge_attr": {
            "color": palette.arrow,
            "arrowsize": "0.6",
            "penwidth": "0.7" if len(drawing.boxes) > _MANY else "1",
        },
    }
    for name, ours in defaults.items():
        setattr(digraph, name, {**ours, **(options.get(name) or {})})
    names = {box.name: _id(number, box.name) for number, box in enumerate(drawing.boxes)}
    _write_boxes(digraph, drawing, look, palette, names)
    for number, arrow in enumerate(drawing.arrows):
        ends = names[arrow.tail], names[arrow.head]
        digraph.edge(*ends, **_arrow_attributes(number, arrow, palette))
    return digraph


def classes_of(kind: BoxKind | None, marks: Iterable[Mark]) -> str:
    """Write the classes of a box or an arrow, as SVG has them.

    Example:
        >>> classes_of(BoxKind.LAZY, {Mark.OUTPUT})
        'lazy-column output'
    """
    chosen = set(marks)
    kinds = [kind.value.replace(" ", "-")] if kind else []
    return " ".join([*kinds, *(mark.value for mark in Mark if mark in chosen)])


def _id(number: int, name: str) -> str:
    """Name a box in DOT: as it is, if that is a plain name; others could hold a port, or quotes."""
    return name if _PLAIN.fullmatch(name) else f"box-{number}"


# -- the whole -----------------------------------------------------------------------------------


def _graph_attributes(drawing: Drawing, look: Look, palette: Palette) -> dict[str, str]:
    attributes = {
        "rankdir": _RANKDIR[look.direction],
        "bgcolor": palette.page,
        "fontname": FONT,
        "fontcolor": palette.text,
        "pad": "0.15",
        "nodesep": "0.14",
        "ranksep": "0.45",
        "labelloc": "b",
        "labeljust": "l",
    }
    if look.clusters and drawing.clusters:
        attributes["newrank"] = "true"  # or what leaves one and comes back would run backwards
    if len(drawing.boxes) > _MANY:
        attributes |= {"nslimit": "0.5", "nslimit1": "0.5", "mclimit": "0.1", "ranksep": "0.9"}
        if _length(drawing) > _LONG:
            attributes["splines"] = "line"
    if rows := [*_title(drawing), *(_legend(drawing, palette) if look.legend else ())]:
        table = "<table border='0' cellborder='0' cellspacing='5' cellpadding='0'>"
        attributes["label"] = f"<{table}{''.join(rows)}</table>>"
    return attributes


def _length(drawing: Drawing) -> int:
    """Count the ranks that arrows cross; a cycle, which folding can make, is not followed."""
    tails: dict[str, list[str]] = {}
    for arrow in drawing.arrows:
        tails.setdefault(arrow.head, []).append(arrow.tail)
    rank: dict[str, int] = {}
    for box in drawing.boxes:
        above = (rank[tail] for tail in tails.get(box.name, ()) if tail in rank)
        rank[box.name] = 1 + max(above, default=0)
    return sum(abs(rank[arrow.head] - rank[arrow.tail]) for arrow in drawing.arrows)


def _title(drawing: Drawing) -> Iterator[str]:
    if notes := notes_of(drawing):
        yield f"<tr><td colspan='{_COLUMNS}' align='left'>{_font(notes, 11)}</td></tr>"


def _legend(drawing: Drawing, palette: Palette) -> Iterator[str]:
    """Yield the rows of a table that explains the kinds and marks that occur, and no others."""
    kinds = {box.kind for box in drawing.boxes}
    marks = {mark for box in drawing.boxes for mark in box.marks}
    cells = [
        _legend_cell(kind.value, palette.kinds[kind], SHAPES[kind]["style"])
        for kind in BoxKind
        if kind in kinds
    ]
    cells += [
        _legend_cell(mark.value, Paint(palette.page, palette.marks[mark], palette.text), "bold")
        for mark in Mark
        if mark in marks and mark in palette.marks
    ]
    for start in range(0, len(cells), _COLUMNS):
        yield f"<tr>{''.join(cells[start : start + _COLUMNS])}</tr>"


def _legend_cell(text: str, paint: Paint, style: str) -> str:
    lines = ",".join(s for s in style.split(",") if s in ("rounded", "dashed", "dotted"))
    styled = f" style='{lines}'" if lines else ""
    border = 2 if style == "bold" else 1
    return (
        f"<td><table border='{border}' cellborder='0' cellspacing='0' cellpadding='3'"
        f" color='{paint.border}' bgcolor='{paint.fill}'{styled}>"
        f"<tr><td><font color='{paint.text}' point-size='9'>{text}</font></td></tr></table></td>"
    )


# -- boxes ---------------------------------------------------------------------------------------


def _write_boxes(
    digraph: Any, drawing: Drawing, look: Look, palette: Palette, names: Mapping[str, str]
) -> None:
    inside: dict[str, list[tuple[str, dict[str, str]]]] = {}
    known = {cluster.name for cluster in drawing.clusters} if look.clusters else set()
    for number, box in enumerate(drawing.boxes):
        cluster = box.cluster if box.cluster in known else ""
        attributes = _box_attributes(number, box, look, palette)
        inside.setdefault(cluster, []).append((names[box.name], attributes))
    graphs: dict[str, Any] = {"": digraph}
    order = list(enumerate(drawing.clusters)) if known else []
    for number, each in order:
        graphs[each.name] = _subgraph(digraph, number, each, palette)
    for name, graph in graphs.items():
        for id_, attributes in inside.get(name, ()):
            graph.node(id_, **attributes)
    for _, each in reversed(order):  # those inside of others are put in before
        outer = graphs.get(each.inside, digraph)
        outer.subgraph(graphs[each.name])


def _subgraph(digraph: Any, number: int, cluster: Cluster, palette: Palette) -> Any:
    paint = palette.cluster
    graph = type(digraph)(name=f"cluster_{number}")
    graph.attr(
        "graph",
        id=f"cluster-{number}",
        label=f"<{_lines(cleaned(cluster.text))}>",
        labelloc="t",
        labeljust="l",
        style="filled,rounded",
        fillcolor=paint.fill,
        color=paint.border,
        fontcolor=paint.text,
        fontsize="11",
        margin="10",
        **({"rank": "same"} if cluster.aligned else {}),
    )
    return graph


def _box_attributes(number: int, box: Box, look: Look, palette: Palette) -> dict[str, str]:
    paint = palette.faint if Mark.FAINT in box.marks else palette.kinds[box.kind]
    border = next((palette.marks[m] for m in _BORDERS if m in box.marks), "")
    attributes = {
        "id": f"box-{number}",
        "class": classes_of(box.kind, box.marks),
        **SHAPES[box.kind],
        "fillcolor": paint.fill,
        "color": border or paint.border,
        "fontcolor": paint.text,
        "label": _label(box, look),
    }
    if border:
        attributes["penwidth"] = "2.4"
    if not box.marks.isdisjoint({Mark.REMOVED, Mark.OVERRIDE, Mark.REUSED}):
        attributes["style"] += ",dashed"
    if given := look.attributes_of(box.node):
        classes = " ".join(filter(None, (attributes["class"], "styled", given.pop("class", ""))))
        attributes |= {**given, "id": attributes["id"], "class": classes}
    return attributes


def _label(box: Box, look: Look) -> str:
    title = _lines(title_of(box))
    if Mark.OUTPUT in box.marks:
        title = f"<b>{title}</b>"
    small = small_lines(box) if look.small else ()
    gap = [_font("\u00a0", 2)] if small else []  # or an underscore touches the small print
    return f"<{'<br/>'.join([title, *gap, *(_font(line, 9) for line in small)])}>"


def _lines(text: str) -> str:
    return "<br/>".join(_escaped(line) for line in text.split("\n"))


def _font(text: str, size: int) -> str:
    return f"<font point-size='{size}'>{_escaped(text)}</font>"


def _escaped(text: str) -> str:
    """Write a text in the rich text of Graphviz, which is a part of XML."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    # What follows a backslash may mean something, such as the name of the node.
    return escaped.replace('"', "&quot;").replace("\\", "\\\\") or "\u00a0"


def _arrow_attributes(number: int, arrow: Arrow, palette: Palette) -> dict[str, str]:
    attributes = {"id": f"arrow-{number}"}
    if arrow.marks:
        attributes["class"] = classes_of(None, arrow.marks)
    if Mark.FAINT in arrow.marks:
        attributes["color"] = palette.faint.border
    for mark in _BORDERS:
        if mark in arrow.marks:
            attributes |= {"color": palette.marks[mark], "penwidth": "2"}
            if mark is Mark.REMOVED:
                attributes["style"] = "dashed"
            break
    return attributes
