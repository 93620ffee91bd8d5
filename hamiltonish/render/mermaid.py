"""Mermaid: a drawing as a flowchart that GitHub, GitLab and many editors show."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from hamiltonish.render.drawing import Arrow, Box, BoxKind, Drawing, Mark
from hamiltonish.render.labels import cleaned, notes_of, small_lines, title_of
from hamiltonish.render.look import Look
from hamiltonish.render.palette import SHAPES, Paint, Palette, palette_of

__all__ = ["mermaid_of"]

_DIRECTIONS = {"right": "LR", "down": "TB", "left": "RL", "up": "BT"}
_SHAPES = {
    BoxKind.INPUT: ("([", "])"),
    BoxKind.CONFIG: (">", "]"),
    BoxKind.LAZY: ("(", ")"),
    BoxKind.EAGER: ("[", "]"),
    BoxKind.EXTRACTED: ("(", ")"),
    BoxKind.FRAME: ("[(", ")]"),
    BoxKind.VALUE: ("{{", "}}"),
    BoxKind.BARRIER: ("[", "]"),
    BoxKind.FOLDED: ("[[", "]]"),
}
_SAFE = re.compile(r"[^\w .,:…\u00a0]")


def mermaid_of(drawing: Drawing, look: Look) -> str:
    """Write a drawing as a Mermaid flowchart."""
    palette = palette_of(look.theme)
    lines = [f"flowchart {_DIRECTIONS[look.direction]}"]
    if notes := notes_of(drawing):
        lines.insert(0, f"---\ntitle: {_quoted(notes)}\n---")
    ids = {box.name: f"n{number}" for number, box in enumerate(drawing.boxes)}
    lines.extend(_boxes(drawing, look, ids))
    lines.extend(
        f"  {ids[arrow.tail]} {'-.->' if Mark.REMOVED in arrow.marks else '-->'} {ids[arrow.head]}"
        for arrow in drawing.arrows
    )
    lines.extend(_classes(drawing, palette, ids))
    if look.clusters and drawing.clusters:
        paint = palette.cluster
        lines.append(f"  classDef around {_painted(paint, None)}")
        numbers = (f"c{number}" for number in range(len(drawing.clusters)))
        lines.append(f"  class {','.join(numbers)} around")
    lines.extend(_styles(drawing, look, ids))
    lines.extend(_links(drawing.arrows, {**palette.marks, Mark.FAINT: palette.faint.border}))
    return "\n".join(lines) + "\n"


def _boxes(drawing: Drawing, look: Look, ids: dict[str, str]) -> Iterator[str]:
    """Yield the boxes, those of a cluster inside of it."""
    clusters = drawing.clusters if look.clusters else ()
    known = {cluster.name for cluster in clusters}
    inside: dict[str, list[str]] = {}
    for box in drawing.boxes:
        cluster = box.cluster if box.cluster in known else ""
        inside.setdefault(cluster, []).append(_box(box, look, ids[box.name]))
    blocks: dict[str, list[str]] = {"": []}
    for number, each in reversed(list(enumerate(clusters))):
        within = [*inside.get(each.name, ()), *blocks.pop(each.name, ())]
        block = [
            f'  subgraph c{number}["{_escaped(each.text)}"]',
            *(f"  {line}" for line in within),
            "  end",
        ]
        outer = each.inside if each.inside in known else ""
        blocks[outer] = [*block, *blocks.get(outer, ())]
    yield from inside.get("", ())
    yield from blocks[""]


def _box(box: Box, look: Look, id_: str) -> str:
    title = _escaped(title_of(box))
    small = [
        f"<small>{_escaped(line)}</small>" for line in (small_lines(box) if look.small else ())
    ]
    before, after = _SHAPES[box.kind]
    return f'  {id_}{before}"{"<br/>".join([title, *small])}"{after}'


def _escaped(text: str) -> str:
    """Write every character that means something to Mermaid by its number."""
    lines = cleaned(text).split("\n")
    return "<br/>".join(_SAFE.sub(lambda found: f"#{ord(found[0])};", line) for line in lines)


def _quoted(text: str) -> str:
    """Write a text in YAML, which reads JSON."""
    import json

    return json.dumps(text, ensure_ascii=False)


def _classes(drawing: Drawing, palette: Palette, ids: dict[str, str]) -> Iterator[str]:
    """Yield what each kind and each mark looks like, and which boxes are of it."""
    members: dict[BoxKind | Mark, list[str]] = {}
    for box in drawing.boxes:
        members.setdefault(box.kind, []).append(ids[box.name])
        for mark in box.marks:
            members.setdefault(mark, []).append(ids[box.name])
    traits: tuple[BoxKind | Mark, ...] = (*BoxKind, *Mark)
    for trait in (trait for trait in traits if trait in members):
        if isinstance(trait, BoxKind):
            style = _painted(palette.kinds[trait], trait)
        elif trait is Mark.FAINT:
            style = _painted(palette.faint, None)
        else:
            style = f"stroke:{palette.marks[trait]},stroke-width:3px"
        name = trait.value.replace(" ", "-")
        yield f"  classDef {name} {style}"
        yield f"  class {','.join(members[trait])} {name}"


def _painted(paint: Paint, kind: BoxKind | None) -> str:
    style = f"fill:{paint.fill},stroke:{paint.border},color:{paint.text}"
    lines = SHAPES[kind]["style"] if kind else ""
    if "dashed" in lines:
        return f"{style},stroke-dasharray:5 3"
    return f"{style},stroke-dasharray:2 2" if "dotted" in lines else style


def _styles(drawing: Drawing, look: Look, ids: dict[str, str]) -> Iterator[str]:
    """Yield the colours that a function of the user's gives."""
    words = {"fillcolor": "fill", "color": "stroke", "fontcolor": "color"}
    for box in drawing.boxes if look.style else ():
        given = look.attributes_of(box.node)
        if parts := [f"{words[key]}:{value}" for key, value in given.items() if key in words]:
            yield f"  style {ids[box.name]} {','.join(parts)}"


def _links(arrows: Iterable[Arrow], colours: Mapping[Mark, str]) -> Iterator[str]:
    """Yield the colours of arrows that have a mark."""
    by_mark: dict[Mark, list[str]] = {}
    for number, arrow in enumerate(arrows):
        for mark in arrow.marks:
            by_mark.setdefault(mark, []).append(str(number))
    for mark in Mark:
        if mark in by_mark and mark in colours:
            numbers = ",".join(by_mark[mark])
            width = 1 if mark is Mark.FAINT else 3
            yield f"  linkStyle {numbers} stroke:{colours[mark]},stroke-width:{width}px"
