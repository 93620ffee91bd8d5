"""The lineage page: a drawing as one HTML file that needs no network, to be asked in a browser."""

from __future__ import annotations

import hashlib
import html
import json
import re
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import replace
from importlib.resources import files
from typing import Any
from unicodedata import combining, east_asian_width

from hamiltonish.errors import RenderError
from hamiltonish.render.details import Sources, details_of
from hamiltonish.render.drawing import Box, BoxKind, Cluster, Drawing, Mark
from hamiltonish.render.labels import cleaned, small_lines, title_of
from hamiltonish.render.look import Look
from hamiltonish.render.palette import DARK, LIGHT
from hamiltonish.render.pixels import is_there, rendered
from hamiltonish.render.positions import (
    RANKDIRS,
    Point,
    Positions,
    layout_text,
    positions_in,
)

__all__ = ["page_of"]

_SCRIPTS = tuple(
    f"{name}.js"
    for name in ("model", "layout", "picture", "panel", "state", "menus", "search", "input", "page")
)

_POLICY = (
    "default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:; worker-src blob:;"
    " style-src {style}; script-src {scripts}"
)
"""What a browser may do for the page: run these very texts, and load nothing."""


def page_of(drawing: Drawing, look: Look) -> str:
    """Write a page that shows a drawing, tells of its nodes, and can be folded and searched.

    Where there is Graphviz, the layout is made now, and the page opens with it. Where there is
    none, or it fails, the page makes its own, which takes seconds for 1,000 boxes.

    Args:
        drawing: The drawing.
        look: How it is to look; the theme is what the page begins with.

    Returns:
        The HTML. It holds the code of the functions, and loads nothing.
    """
    style = f"{_colours()}\n{_asset('page.css')}"
    script = "\n".join(['(() => {\n"use strict";', *map(_asset, _SCRIPTS), "})();"])
    dagre = _asset("dagre.min.js")
    title = html.escape(drawing.title or "Lineage").encode("ascii", "xmlcharrefreplace").decode()
    parts = {
        "policy": _POLICY.format(style=_hash(style), scripts=f"{_hash(script)} {_hash(dagre)}"),
        "title": title,
        "style": style,
        "data": _json(_data_of(drawing, look)),
        "dagre": dagre,
        "script": script,
    }
    # All at once: what is put in one place is not searched for the others.
    return re.sub(r"\{\{(\w+)\}\}", lambda found: parts[found[1]], _asset("page.html"))


def _json(data: object) -> str:
    """Write JSON in ASCII that can stand in a script of HTML: none of it is read as markup."""
    text = json.dumps(data, separators=(",", ":"))
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _asset(name: str) -> str:
    return files("hamiltonish.render").joinpath("assets", name).read_text(encoding="utf-8")


# -- colours -----------------------------------------------------------------------------------


def _colours() -> str:
    """Write the palettes as properties of CSS, each with its light and its dark value."""
    pairs = {
        "page": (LIGHT.page, DARK.page),
        "text": (LIGHT.text, DARK.text),
        "arrow": (LIGHT.arrow, DARK.arrow),
    }
    paints = {
        "cluster": (LIGHT.cluster, DARK.cluster),
        "faint": (LIGHT.faint, DARK.faint),
        **{_word(kind): (LIGHT.kinds[kind], DARK.kinds[kind]) for kind in BoxKind},
    }
    for name, (light, dark) in paints.items():
        for part in ("fill", "border", "text"):
            pairs[f"{name}-{part}"] = (getattr(light, part), getattr(dark, part))
    for mark, light_mark in LIGHT.marks.items():
        pairs[f"mark-{_word(mark)}"] = (light_mark, DARK.marks[mark])
    lines = [f"  --{name}: light-dark({light}, {dark});" for name, (light, dark) in pairs.items()]
    return "\n".join([":root {", *lines, "}", *map(_paints_of, map(_word, BoxKind))])


def _paints_of(kind: str) -> str:
    parts = {"fill": "fill", "border": "border", "ink": "text"}
    rules = " ".join(f"--{own}: var(--{kind}-{part});" for own, part in parts.items())
    return f".{kind} {{ {rules} }}"


def _word(member: BoxKind | Mark) -> str:
    """Name a kind or a mark, as classes of CSS are named."""
    return str(member.value).replace(" ", "-")


# -- data --------------------------------------------------------------------------------------


def _data_of(drawing: Drawing, look: Look) -> dict[str, Any]:
    sources = Sources()
    boxes = [_box(box, look, sources) for box in drawing.boxes]
    numbers = {box.name: number for number, box in enumerate(drawing.boxes)}
    arrows: list[list[Any]] = [
        [numbers[arrow.tail], numbers[arrow.head], _marks(arrow.marks)] for arrow in drawing.arrows
    ]
    clusters = [_cluster(cluster) for cluster in drawing.clusters]
    positions = _positions(drawing, [box["size"] for box in boxes], look)
    if positions is not None:
        for box, middle in zip(boxes, positions.boxes, strict=True):
            box["at"] = middle
        for arrow, curve in zip(arrows, positions.arrows, strict=True):
            arrow.append(curve)
        for cluster, place in zip(clusters, positions.clusters, strict=look.clusters):
            cluster["at"] = place
    return {
        "title": cleaned(drawing.title),
        "notes": [cleaned(f"{name} {fact}".strip()) for name, fact in drawing.notes.items()],
        "direction": RANKDIRS[look.direction],
        "theme": look.theme,
        "legend": look.legend,
        "kinds": {_word(kind): kind.value for kind in BoxKind},
        "marks": {_word(mark): mark.value for mark in Mark},
        "boxes": boxes,
        "arrows": arrows,
        "clusters": clusters if look.clusters else [],
        "codes": sources.texts,
        "drawn": positions and positions.size,
    }


def _positions(drawing: Drawing, sizes: Sequence[Point], look: Look) -> Positions | None:
    """Ask Graphviz where everything goes; None if it is not there, or cannot say."""
    if not drawing.boxes or not is_there():
        return None
    shown = drawing if look.clusters else replace(drawing, clusters=())
    dot = layout_text(shown, sizes, direction=look.direction)
    try:
        return positions_in(rendered(dot, "json0").decode(), shown)
    except RenderError:  # the page has another way
        return None


def _box(box: Box, look: Look, sources: Sources) -> dict[str, Any]:
    title = title_of(box).split("\n")
    small = small_lines(box) if look.small else ()
    told: dict[str, Any] = {
        "name": box.name,
        "kind": _word(box.kind),
        "title": title if title != [box.name] else "",
        "small": small,
        "cluster": box.cluster,
        "marks": _marks(box.marks),
        "members": box.members,
        "size": _size(box.kind, title, small),
        "paint": _paint(box, look),
        "node": details_of(box.node, sources) if box.node else None,
    }
    return {name: value for name, value in told.items() if value}


def _cluster(cluster: Cluster) -> dict[str, Any]:
    title = cleaned(cluster.text).replace("\n", " ")
    return {"name": cluster.name, "title": title, "inside": cluster.inside}


def _paint(box: Box, look: Look) -> dict[str, str]:
    """Take the colours of a style of the user's."""
    given = look.attributes_of(box.node)
    return {own: given[theirs] for theirs, own in _PAINTS.items() if theirs in given}


_PAINTS = {"fillcolor": "fill", "color": "border", "fontcolor": "ink"}


def _marks(marks: frozenset[Mark]) -> list[str]:
    return [_word(mark) for mark in Mark if mark in marks]


# -- sizes: names are written in a monospaced font, so that their widths are known -----------------

_TITLE_WIDTH = 7.9
_SMALL_WIDTH = 6.4


def _size(kind: BoxKind, title: Sequence[str], small: Sequence[str]) -> tuple[float, float]:
    """Measure a box, in pixels, with room around its texts."""
    widths = [_columns(line) * _TITLE_WIDTH for line in title]
    widths += [_columns(line) * _SMALL_WIDTH for line in small]
    lid = 9 if kind is BoxKind.FRAME else 0
    return round(max(*widths, 40) + 24, 1), 11 + lid + 16 * len(title) + 13 * len(small)


def _columns(text: str) -> int:
    """Count columns of a terminal: letters of East Asia take two, accents none."""
    return sum(
        0 if combining(letter) else 2 if east_asian_width(letter) in "WF" else 1 for letter in text
    )
