"""What is written in a box, in any format: cleaned, and shortened where it is long."""

from __future__ import annotations

import re

from hamiltonish.render.drawing import Box, Drawing, Mark

__all__ = ["cleaned", "notes_of", "shortened", "small_lines", "title_of", "tooltip_of"]

_TITLE = 36
_SMALL = 40
_SAID = (
    Mark.OVERRIDE,
    Mark.REUSED,
    Mark.ADDED,
    Mark.REMOVED,
    Mark.CHANGED,
    Mark.AFFECTED,
)
"""The marks that small print names; the others can be seen."""

# What neither XML nor a terminal can hold: control characters, halves of surrogate pairs.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")


def cleaned(text: str) -> str:
    r"""Replace what no format can show; lines end with ``\n``.

    Example:
        >>> cleaned("a\tb\r\nc\x00")
        'a b\nc�'
    """
    return _UNFIT.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))


def shortened(text: str, width: int) -> str:
    """Shorten a line in its middle: names often differ at both of their ends.

    Example:
        >>> shortened("mean_arrival_delay_of_carrier_by_month", 21)
        'mean_arrival…by_month'
    """
    if len(text) <= width:
        return text
    tail = (width - 1) * 2 // 5
    return f"{text[: width - 1 - tail]}…{text[len(text) - tail :]}"


def title_of(box: Box) -> str:
    """Write the title of a box, each of its lines shortened."""
    lines = cleaned(box.text).split("\n")
    return "\n".join(shortened(line, _TITLE) for line in lines[:3]) or "\u00a0"


def small_lines(box: Box) -> tuple[str, ...]:
    """Write the small print of a box, each line shortened at its end: types begin with what counts.

    Words for marks come last.
    """
    lines = [" ".join(cleaned(line).split()) for line in box.small]
    short = (line if len(line) <= _SMALL else f"{line[: _SMALL - 1]}…" for line in lines)
    return (*short, *(mark.value for mark in _SAID if mark in box.marks))


def tooltip_of(box: Box) -> str:
    """Write what one sees on pointing at a box: all of its text, and the first line of its doc."""
    parts = [cleaned(box.text), *map(cleaned, box.small)]
    if box.node is not None and box.node.doc:
        parts.append(cleaned(box.node.doc.partition("\n")[0]))
    if box.members:
        parts.append(", ".join(map(cleaned, box.members)))
    return "\n".join(parts)


def notes_of(drawing: Drawing) -> str:
    """Write what is said about the whole drawing, on one line."""
    facts = (f"{name} {fact}".strip() for name, fact in drawing.notes.items())
    return cleaned(" · ".join(filter(None, (drawing.title, *facts)))).replace("\n", " ")
