"""Notebooks: the code of their cells as one text, and the file with another text in its cells."""

from __future__ import annotations

import ast
import json
import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import product
from typing import Any

__all__ = ["Notebook"]

_SEAM = "#<cell of a notebook>"
"""The line between two cells, when they are one text: a name of one cell is used in the next."""

_MAGIC = re.compile(r"^(\s*)(?:[%!?].*|[\w.]+\?\??)$|(?<==)(\s*)[%!].*$", re.MULTILINE)
"""What IPython understands in a line, and Python does not."""


@dataclass(frozen=True, slots=True)
class Notebook:
    """A notebook, whose cells of Python are one text.

    Cells that are no Python, not even without their magics, are left out.

    Attributes:
        text: The text of the file.
        code: The cells of Python, one after another; a name stands for each magic.
        magics: The magics, in order.
        cells: For each cell in `code`, its number among all cells, from 0.
        starts: The line of `code` with which each of them begins, and one more than the last line.
    """

    text: str
    code: str
    magics: tuple[str, ...]
    cells: tuple[int, ...]
    starts: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> Notebook:
        """Read the text of an ``.ipynb`` file.

        Raises:
            SyntaxError: If it is no notebook.
        """
        codes = _codes(_parsed(text))
        magics: list[str] = []
        pieces = {n: _plain(c, magics) for n, c in codes.items() if _is_python(_plain(c, []))}
        starts = [1]
        for piece in pieces.values():
            starts.append(starts[-1] + piece.count("\n") + 2)
        code = f"\n{_SEAM}\n".join(pieces.values())
        return cls(text, code, tuple(magics), tuple(pieces), tuple(starts))

    def place(self, line: int) -> tuple[int, int]:
        """Give the number of a cell, from 1, and the line in it, for a line of `code`."""
        index = bisect_right(self.starts, line) - 1
        return self.cells[index] + 1, line - self.starts[index] + 1

    def with_code(self, code: str) -> str:
        """Write the file with another text in its cells, and all else as it is.

        Raises:
            SyntaxError: If its JSON is not written as notebooks are, so that writing it anew would
                change more than the cells.
        """
        if code == self.code:
            return self.text
        if "\r\n" in self.text:
            plain = Notebook.of(self.text.replace("\r\n", "\n"))
            return plain.with_code(code).replace("\n", "\r\n")
        book, magics = _parsed(self.text), self.magics
        codes = _codes(book)
        for number, new in zip(self.cells, code.split(f"\n{_SEAM}\n"), strict=True):
            cell = re.sub(r"__magic_(\d+)__", lambda found: magics[int(found.group(1))], new)
            if cell != codes[number]:
                whole = isinstance(book["cells"][number]["source"], str)
                book["cells"][number]["source"] = cell if whole else cell.splitlines(keepends=True)
        return _written_as(self.text, book)


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise SyntaxError("it is no valid notebook") from error


def _codes(book: Any) -> dict[int, str]:
    """Give the code of each cell of code, by its number."""
    try:
        return {
            number: "".join(cell["source"])
            for number, cell in enumerate(book["cells"])
            if cell["cell_type"] == "code"
        }
    except (KeyError, TypeError) as error:
        raise SyntaxError("it is no valid notebook") from error


def _is_python(code: str) -> bool:
    try:
        ast.parse(code)
    except (SyntaxError, ValueError):
        return False
    return True


def _plain(code: str, magics: list[str]) -> str:
    """Put a name in the place of each magic of a cell, and keep the magics in a list."""
    if _is_python(code):
        return code

    def hide(found: re.Match[str]) -> str:
        blanks = found.group(1) or found.group(2) or ""
        magics.append(found.group().removeprefix(blanks))
        return f"{blanks}__magic_{len(magics) - 1}__"

    return _MAGIC.sub(hide, code)


def _written_as(text: str, book: Any) -> str:
    """Write JSON in the layout of a text.

    Raises:
        SyntaxError: If the text has a layout of its own.
    """
    before = json.loads(text)
    for indent, plain in product((1, 2, 4, None), (False, True)):
        if json.dumps(before, indent=indent, ensure_ascii=plain) == text.rstrip("\n"):
            ending = text[len(text.rstrip("\n")) :]
            return json.dumps(book, indent=indent, ensure_ascii=plain) + ending
    raise SyntaxError("its JSON has a layout of its own; save it with Jupyter first")
