"""Tables for a terminal, in Markdown and in HTML, and single values in short words."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

__all__ = [
    "html_table",
    "markdown_table",
    "number_text",
    "pair_text",
    "percent_text",
    "plain_table",
    "value_text",
]

_WIDEST = 40
"""The widest cell of a table for a terminal; only the last may be wider."""

Cells = Sequence[str]
"""The cells of a line; two spaces before the first set it in."""


def plain_table(caption: str, head: Cells, lines: Sequence[Cells]) -> str:
    """Make a table for a terminal."""
    every = [head, *lines]
    widths = [min(max(len(line[i]) for line in every), _WIDEST) for i in range(len(head) - 1)]
    rows = ("  ".join([*map(_filled, line, widths), line[-1]]).rstrip() for line in every)
    return "\n".join([caption, "", *rows])


def _filled(cell: str, width: int) -> str:
    return f"{cell if len(cell) <= width else cell[: width - 1] + '…':<{width}}"


def markdown_table(caption: str, head: Cells, lines: Sequence[Cells]) -> str:
    """Make a table in Markdown; the first cell of each line is a name."""
    rows = [list(head), ["---"] * len(head)]
    for name, *cells in lines:
        indent = name[: len(name) - len(name.lstrip())]
        rows.append([f"{indent}`{name.strip()}`", *cells])
    return "\n".join([caption, "", *(f"| {' | '.join(map(_escaped, row))} |" for row in rows), ""])


def _escaped(cell: str) -> str:
    return cell.replace("|", "\\|").replace("\n", " ").replace("  ", "&emsp;")


def html_table(caption: str, head: Cells, lines: Sequence[Cells]) -> str:
    """Make a table in HTML."""
    import html

    def row(cells: Cells, tag: str) -> str:
        shown = (html.escape(cell).replace("  ", "&emsp;") for cell in cells)
        return "<tr>" + "".join(f"<{tag}>{cell}</{tag}>" for cell in shown) + "</tr>"

    title = f"<caption>{html.escape(caption)}</caption>"
    body = "".join(row(line, "td") for line in lines)
    return f"<table>{title}<thead>{row(head, 'th')}</thead><tbody>{body}</tbody></table>"


def value_text(value: Any) -> str:
    """Show a value in few characters.

    Example:
        >>> value_text(1 / 3), value_text(None), value_text("a" * 50)
        ('0.333333', 'null', "'aaaaaaaaaaaaaaaaaaaaaaaaaaaa…")
    """
    if isinstance(value, float):
        return number_text(value)
    if value is None or type(value).__name__ in ("NaTType", "NAType"):
        return "null"
    if isinstance(value, (datetime.date, datetime.time, datetime.timedelta)):
        return str(value)
    text = repr(value) if isinstance(value, (str, bytes)) else str(value)
    return text if len(text) <= 30 else text[:29] + "…"


def number_text(value: float, digits: int = 6) -> str:
    """Show a number with some digits that count."""
    return f"{value:,.{digits}g}" if abs(value) < 1e15 else f"{value:.{digits}g}"


def pair_text(old: Any, new: Any) -> tuple[str, str]:
    """Show two values with as many digits as it takes to see that they differ.

    Example:
        >>> pair_text(1.0, 2.0), pair_text(1.00000001, 1.00000002)
        (('1', '2'), ('1.00000001', '1.00000002'))
    """
    shown = value_text(old), value_text(new)
    return shown if shown[0] != shown[1] else (str(old), str(new))


def percent_text(share: float) -> str:
    """Round a share, but never to nothing, nor to all, if it is not.

    Example:
        >>> percent_text(0.5), percent_text(1e-6), percent_text(0.99999), percent_text(0)
        ('50.0 %', '< 0.1 %', '> 99.9 %', '0.0 %')
    """
    percent = 100 * share
    if 0 < percent < 0.05:
        return "< 0.1 %"
    return "> 99.9 %" if 99.95 <= percent < 100 else f"{percent:,.1f} %"
