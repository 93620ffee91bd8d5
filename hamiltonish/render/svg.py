"""SVG: what Graphviz draws, made fit for files, notebooks and dark screens."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from hamiltonish.render.dot import FONT, dot_of
from hamiltonish.render.drawing import Drawing
from hamiltonish.render.labels import cleaned, tooltip_of
from hamiltonish.render.look import Look
from hamiltonish.render.palette import DARK, LIGHT, Paint, Palette
from hamiltonish.render.pixels import rendered

__all__ = ["svg_of"]

_FAMILY = re.compile(rf'font-family="{FONT}[^"]*"')
_COMMENT = re.compile(r"<!--.*?-->\n?", re.DOTALL)
_TITLED = re.compile(r'(<g id="(box|arrow)(?:-|&#45;)(\d+)"[^>]*>\s*)<title>[^<]*</title>')


def svg_of(drawing: Drawing, look: Look) -> str:
    """Draw an SVG: the element alone, so that it can stand in a page.

    Raises:
        MissingDependencyError: If there is no Graphviz.
        RenderError: If it fails.
    """
    text = rendered(dot_of(drawing, look), "svg").decode()
    text = _FAMILY.sub(f'font-family="{FONT}, Arial, sans-serif"', text[text.index("<svg") :])
    text = _COMMENT.sub("", text)  # they say the titles again
    text = _TITLED.sub(lambda found: _titled(found, drawing), text)
    head, _, rest = text.partition(">")
    style = "svg.hamiltonish{max-width:100%;height:auto}"
    if look.theme == "auto":
        style += _dark()
    head = head.replace("<svg", '<svg class="hamiltonish"', 1)
    return f"{head}>\n<style>{style}</style>{rest.rstrip()}\n"


def _titled(found: re.Match[str], drawing: Drawing) -> str:
    """Give a box or an arrow the title that browsers show on pointing at it."""
    head, what, number = found.groups()
    if what == "box":
        title = tooltip_of(drawing.boxes[int(number)])
    else:
        arrow = drawing.arrows[int(number)]
        title = f"{cleaned(arrow.tail)} → {cleaned(arrow.head)}"
    return f"{head}<title>{escape(title)}</title>"


def _dark() -> str:
    """Write the rules that change each colour for its dark counterpart, if the screen is dark."""
    rules: dict[str, str] = {}
    for (kind, light), (_, dark) in zip(_colours(LIGHT), _colours(DARK), strict=True):
        for attribute in ("fill", "stroke") if kind == "both" else (kind,):
            rules[f'.hamiltonish [{attribute}="{light}"]'] = f"{{{attribute}:{dark}}}"
    written = "".join(f"{selector}{rule}" for selector, rule in rules.items())
    return f"@media (prefers-color-scheme: dark){{{written}}}"


def _colours(palette: Palette) -> Iterator[tuple[str, str]]:
    """Yield each colour of a palette, in the same order for all, with where it can be."""
    yield "fill", palette.page
    yield "fill", palette.text
    yield "both", palette.arrow
    for paint in (palette.cluster, palette.faint, *palette.kinds.values()):
        yield from _painted(paint)
    for colour in palette.marks.values():
        yield "both", colour


def _painted(paint: Paint) -> Iterator[tuple[str, str]]:
    yield "fill", paint.fill
    yield "both", paint.border
    yield "fill", paint.text
