"""View: a drawing and how it is to look; it shows itself, and saves itself in any format."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from hamiltonish.errors import MissingDependencyError, RenderError, TargetError
from hamiltonish.errors.text import closest, did_you_mean
from hamiltonish.render.dot import dot_of
from hamiltonish.render.drawing import Drawing
from hamiltonish.render.folding import prepared
from hamiltonish.render.look import Look, look_of
from hamiltonish.render.mermaid import mermaid_of
from hamiltonish.render.pixels import rendered
from hamiltonish.render.svg import svg_of
from hamiltonish.render.text import text_of

__all__ = ["View", "view_of"]


class View:
    """A picture of a graph, a plan or a run: shows itself in a notebook, and saves itself.

    Args:
        drawing: What is drawn.
        look: How it is to look; what it folds and highlights is done to the drawing.

    Example:
        >>> import hamiltonish as hm
        >>> def total(price: float, tax: float) -> float:
        ...     return price + tax
        >>> print(hm.Graph(total).view())
        price        input, float
        └─ total (+ tax)  value, float
        tax          input, float
    """

    __slots__ = ("_drawing", "_look")

    def __init__(self, drawing: Drawing, look: Look | None = None) -> None:
        self._look = look or Look()
        self._drawing = prepared(drawing, self._look)

    @property
    def drawing(self) -> Drawing:
        """What is drawn, as data."""
        return self._drawing

    @property
    def look(self) -> Look:
        """How it looks."""
        return self._look

    @property
    def svg(self) -> str:
        """The picture as an SVG element, with the ids ``box-N``, ``arrow-N`` and ``cluster-N``.

        Raises:
            MissingDependencyError: If there is no Graphviz.
            RenderError: If it fails.
        """
        return svg_of(self._drawing, self._look)

    @property
    def dot(self) -> str:
        """The picture in the language of Graphviz.

        Raises:
            MissingDependencyError: If the package ``graphviz`` is not installed.
        """
        return dot_of(self._drawing, self._look)

    @property
    def mermaid(self) -> str:
        """The picture as a Mermaid flowchart."""
        return mermaid_of(self._drawing, self._look)

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the picture to a file, in the format that the end of its name says.

        Args:
            path: A name that ends with ``.svg``, ``.png``, ``.pdf``, ``.html``, ``.dot``, ``.mmd``
                or ``.txt``. A file that is there is replaced.

        Returns:
            The path.

        Raises:
            TargetError: If it ends with anything else, or its folder is not there.
            MissingDependencyError: If what the format needs is not installed.
            RenderError: If Graphviz fails. Nothing is written then.
        """
        target = Path(path)
        write = _WRITERS.get(target.suffix.lower())
        if write is None:
            known = ", ".join(_WRITERS)
            asked = closest(target.suffix, _WRITERS, at_most=1) if target.suffix else ()
            problem = f"a picture ends with {known}"
            raise TargetError(str(path), problem, did_you_mean(asked))
        if not target.parent.is_dir():
            raise TargetError(str(path), f"there is no folder `{target.parent}`", "make it first.")
        target.write_bytes(write(self))
        return target

    def __str__(self) -> str:
        return text_of(self._drawing, self._look)

    def __repr__(self) -> str:
        boxes, arrows = len(self._drawing.boxes), len(self._drawing.arrows)
        return f"<View: {boxes:,} boxes, {arrows:,} arrows>"

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        """Show a picture in a notebook; without Graphviz, the text and how to get the picture."""
        try:
            return {"text/plain": str(self), "image/svg+xml": self.svg}
        except (MissingDependencyError, RenderError) as error:
            return {"text/plain": f"{self}\n\n{error}"}


def view_of(drawing: Drawing, options: Mapping[str, Any]) -> View:
    """Make a view of a drawing, with options as a caller gives them.

    Raises:
        TypeError: If there is no such option.
        ValueError: If an option has no such value.
        UnknownNodeError: If what is to be highlighted is not there.
    """
    return View(drawing, look_of(options))


# -- formats -------------------------------------------------------------------------------------


def _png(view: View) -> bytes:
    return rendered(view.dot, "png", "-Gdpi=144")


def _pdf(view: View) -> bytes:
    from hamiltonish.render.pdf import pdf_of

    return pdf_of(view.dot)


def _html(view: View) -> bytes:
    from hamiltonish.render.page import page_of

    return page_of(view.drawing, view.look).encode()


_WRITERS: Mapping[str, Callable[[View], bytes]] = {
    ".svg": lambda view: view.svg.encode(),
    ".png": _png,
    ".pdf": _pdf,
    ".html": _html,
    ".dot": lambda view: view.dot.encode(),
    ".mmd": lambda view: view.mermaid.encode(),
    ".txt": lambda view: f"{view}\n".encode(),
}
