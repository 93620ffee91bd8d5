"""HTML for notebooks: tables, facts and pictures, as text; everything that is shown is escaped."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Any, Protocol

from hamiltonish.errors import MissingDependencyError, RenderError
from hamiltonish.errors.text import counted

__all__ = ["Picture", "card", "code", "details", "facts", "heading", "note", "picture", "table"]

_MOST_BOXES = 60
"""A picture with more boxes is no picture in a notebook."""

_FOLDS = ("module", "prefix", "frame")
"""What makes one box of several, in the order in which it is tried."""

_FEWEST_PARTS = 2
_MOST_ROWS = 100


class Picture(Protocol):
    """A picture, as far as a notebook needs one."""

    @property
    def drawing(self) -> Any:
        """What is drawn."""
        ...

    @property
    def svg(self) -> str:
        """The picture itself."""
        ...


def card(*parts: str) -> str:
    """Put parts together; what is empty is left out."""
    return f"<div>{''.join(parts)}</div>"


def _escaped(text: object) -> str:
    import html

    return html.escape(str(text))


def heading(text: str, small: str = "") -> str:
    """Write a line in bold, with something in plain behind it.

    Example:
        >>> heading("speed", "list[<T>]")
        '<p><strong>speed</strong> list[&lt;T&gt;]</p>'
    """
    behind = f" {_escaped(small)}" if small else ""
    return f"<p><strong>{_escaped(text)}</strong>{behind}</p>"


def note(text: str) -> str:
    """Write a paragraph; what stands in backticks is code, and lines stay lines."""
    pieces = _escaped(text).split("`")
    if len(pieces) % 2 == 0:  # one of them stands alone
        pieces = [_escaped(text)]
    written = (f"<code>{p}</code>" if n % 2 else p for n, p in enumerate(pieces))
    return f"<p>{''.join(written)}</p>".replace("\n", "<br>")


def code(text: str) -> str:
    """Write lines as they are."""
    return f"<pre>{_escaped(text)}</pre>"


def details(summary: str, content: str, *, is_open: bool = False) -> str:
    """Write something that opens when one clicks on its summary."""
    mark = " open" if is_open else ""
    return f"<details{mark}><summary>{_escaped(summary)}</summary>{content}</details>"


def facts(pairs: Iterable[tuple[str, str]]) -> str:
    """Write facts, each with what it is about; those about the same stand together."""
    lines: dict[str, list[str]] = {}
    for label, text in pairs:
        lines.setdefault(label, []).append(f"<code>{_escaped(text)}</code>")
    rows = (
        f"<tr><th>{_escaped(label)}</th><td>{'<br>'.join(texts)}</td></tr>"
        for label, texts in lines.items()
    )
    written = "".join(rows)
    return f"<table><tbody>{written}</tbody></table>" if written else ""


def table(titles: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Write a table; of very many rows the first, and how many there are.

    Example:
        >>> table(["a", "b"], [[1, "<"]]).partition("</thead>")[2]
        '<tbody><tr><td>1</td><td>&lt;</td></tr></tbody></table>'
    """
    head = "".join(f"<th>{_escaped(title)}</th>" for title in titles)
    body = "".join(
        "<tr>" + "".join(f"<td>{_escaped(cell)}</td>" for cell in row) + "</tr>"
        for row in islice(rows, _MOST_ROWS)
    )
    more = len(rows) - _MOST_ROWS
    rest = note(f"… and {counted(more, 'row')} more.") if more > 0 else ""
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{rest}"


def picture(view: Callable[..., Picture], whole: str) -> tuple[str, bool]:
    """Draw what a notebook can show of a graph: the whole, or folded if it is large.

    Args:
        view: Makes the picture; it takes ``fold``.
        whole: How one gets all of it, as code.

    Returns:
        The picture, or why there is none; and whether it is one.
    """
    try:
        shown, told = _readable(view, whole)
        return (shown.svg if shown is not None else "") + told, shown is not None
    except (MissingDependencyError, RenderError) as error:
        return note(str(error)), False


def _readable(view: Callable[..., Picture], whole: str) -> tuple[Picture | None, str]:
    """Choose the first picture that is not too large, and say what is folded in it."""
    first = view()
    count = len(first.drawing.boxes)
    if count <= _MOST_BOXES:
        return first, ""
    for fold in _FOLDS:
        folded = view(fold=fold)
        parts = sum(bool(box.members) for box in folded.drawing.boxes)
        if parts >= _FEWEST_PARTS and len(folded.drawing.boxes) <= _MOST_BOXES:
            return folded, note(f"Folded by {fold}; `{whole}` draws all {count:,}.")
    return None, note(f"{count:,} boxes are too many for here; `{whole}` draws them.")
