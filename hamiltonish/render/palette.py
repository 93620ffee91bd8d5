"""Colours and shapes: what each kind of box and each mark looks like, light and dark.

The hues are those of Okabe and Ito ("Color Universal Design", 2008), which colour-blind readers
can tell apart; and no kind differs from another by its colour alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from hamiltonish.render.drawing import BoxKind, Mark

__all__ = ["DARK", "LIGHT", "SHAPES", "Paint", "Palette", "contrast", "palette_of", "readable_on"]


@dataclass(frozen=True, slots=True)
class Paint:
    """The colours of a box: what fills it, its border, and the text in it."""

    fill: str
    border: str
    text: str


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of a theme, as ``#rrggbb``.

    Attributes:
        page: Behind everything.
        text: Titles of clusters and of the whole.
        arrow: Arrows.
        cluster: The boxes around boxes.
        faint: What is not highlighted, if something is; its border serves for arrows, too.
        kinds: Each kind of box.
        marks: The borders and arrows of what has a mark.
    """

    page: str
    text: str
    arrow: str
    cluster: Paint
    faint: Paint
    kinds: Mapping[BoxKind, Paint]
    marks: Mapping[Mark, str]


def _kinds(
    text: str, barrier: Paint, rows: Mapping[BoxKind, tuple[str, str]]
) -> dict[BoxKind, Paint]:
    kinds = {kind: Paint(fill, border, text) for kind, (fill, border) in rows.items()}
    return {**kinds, BoxKind.BARRIER: barrier}


LIGHT = Palette(
    page="#fefefe",
    text="#1b1f24",
    arrow="#6a7480",
    cluster=Paint("#f6f8fa", "#b4bdc6", "#424a53"),
    faint=Paint("#fcfcfd", "#d0d5da", "#6b737c"),
    kinds=_kinds(
        "#1b1f24",
        Paint("#30363d", "#0f1215", "#fafbfc"),
        {
            BoxKind.INPUT: ("#f0f1f3", "#59636e"),
            BoxKind.CONFIG: ("#fdf3c5", "#8a6d01"),
            BoxKind.LAZY: ("#d9ecf9", "#0072b2"),
            BoxKind.EAGER: ("#fee5d0", "#b85000"),
            BoxKind.EXTRACTED: ("#eff7fd", "#3d8fc0"),
            BoxKind.FRAME: ("#d5f0e5", "#007a5a"),
            BoxKind.VALUE: ("#f8e3ef", "#a8437f"),
            BoxKind.FOLDED: ("#e8e5f6", "#5a4b9e"),
        },
    ),
    marks={
        Mark.OUTPUT: "#101317",
        Mark.OVERRIDE: "#7a3db8",
        Mark.REUSED: "#7a3db9",
        Mark.SLOW: "#c43c00",
        Mark.HIGHLIGHT: "#d55e00",
        Mark.ADDED: "#007a4d",
        Mark.REMOVED: "#b3261e",
        Mark.CHANGED: "#b35900",
        Mark.AFFECTED: "#8a6d00",
    },
)
"""The colours on white; the page is not quite, so that a white of the user's stays white."""

DARK = Palette(
    page="#0d1117",
    text="#e6edf3",
    arrow="#8b96a2",
    cluster=Paint("#161b22", "#4a525c", "#b6c0ca"),
    faint=Paint("#11161d", "#30363e", "#848d97"),
    kinds=_kinds(
        "#e6edf3",
        Paint("#cdd5dd", "#f0f3f6", "#0b0e12"),
        {
            BoxKind.INPUT: ("#21262d", "#959fa9"),
            BoxKind.CONFIG: ("#393004", "#e3cf4a"),
            BoxKind.LAZY: ("#0c304a", "#56b4e9"),
            BoxKind.EAGER: ("#4a2609", "#f0a050"),
            BoxKind.EXTRACTED: ("#10222f", "#7dbbdd"),
            BoxKind.FRAME: ("#08382b", "#2fc39d"),
            BoxKind.VALUE: ("#431f36", "#df95c2"),
            BoxKind.FOLDED: ("#2b2648", "#ab9ff2"),
        },
    ),
    marks={
        Mark.OUTPUT: "#f8fafc",
        Mark.OVERRIDE: "#c59bf5",
        Mark.REUSED: "#c59bf6",
        Mark.SLOW: "#ff8a5c",
        Mark.HIGHLIGHT: "#ffa657",
        Mark.ADDED: "#3fd08f",
        Mark.REMOVED: "#ff8982",
        Mark.CHANGED: "#f2a33a",
        Mark.AFFECTED: "#d9c34a",
    },
)
"""The colours on black."""


SHAPES: Mapping[BoxKind, Mapping[str, str]] = {
    BoxKind.INPUT: {"shape": "box", "style": "filled,rounded,dashed"},
    BoxKind.CONFIG: {"shape": "note", "style": "filled"},
    BoxKind.LAZY: {"shape": "box", "style": "filled,rounded"},
    BoxKind.EAGER: {"shape": "box", "style": "filled"},
    BoxKind.EXTRACTED: {"shape": "box", "style": "filled,rounded,dotted"},
    BoxKind.FRAME: {"shape": "cylinder", "style": "filled"},
    BoxKind.VALUE: {"shape": "underline", "style": "filled"},
    BoxKind.BARRIER: {"shape": "box", "style": "filled"},
    BoxKind.FOLDED: {"shape": "folder", "style": "filled"},
}
"""The shape of each kind, in the words of Graphviz."""


def palette_of(theme: Literal["auto", "light", "dark"]) -> Palette:
    """Choose the colours of a theme; of ``"auto"`` those that a format has that cannot follow."""
    return DARK if theme == "dark" else LIGHT


def contrast(one: str, other: str) -> float:
    """Measure the contrast of two colours, 1 to 21, as WCAG 2.2 defines it.

    Example:
        >>> contrast("#ffffff", "#000000")
        21.0
    """
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return round((lighter + 0.05) / (darker + 0.05), 2)


def readable_on(fill: str) -> str:
    """Choose black or white for text on a colour that another chose; empty if that is a name.

    Example:
        >>> readable_on("#ffd700"), readable_on("#202060"), readable_on("gold")
        ('#000000', '#ffffff', '')
    """
    if len(fill) != 7 or not fill.startswith("#"):
        return ""
    try:
        return max(("#000000", "#ffffff"), key=lambda text: contrast(text, fill))
    except ValueError:
        return ""


def _luminance(colour: str) -> float:
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
