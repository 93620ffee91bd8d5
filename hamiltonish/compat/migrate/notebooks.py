"""Notebooks: the code of their cells rewritten as one text, and the rest of the file as it was."""

from __future__ import annotations

import ast
import json
import re
from bisect import bisect_right
from dataclasses import replace
from itertools import product
from typing import Any

from hamiltonish.compat.migrate.door import Door
from hamiltonish.compat.migrate.rewrite import Rewritten, mentions_hamilton, rewrite

__all__ = ["rewrite_notebook"]

_SEAM = "#<cell of a notebook>"
"""The line between two cells, when they are one text: a name of one cell is used in the next."""

_MAGIC = re.compile(r"^(\s*)(?:[%!?].*|[\w.]+\?\??)$|(?<==)(\s*)[%!].*$", re.MULTILINE)
"""What IPython understands in a line, and Python does not."""


def rewrite_notebook(text: str, door: Door) -> Rewritten:
    """Lead the imports of Apache Hamilton in the cells of a notebook through the door.

    Cells that are no Python, not even without their magics, stay as they are.

    Args:
        text: The text of an ``.ipynb`` file.
        door: What can be imported through the door.

    Raises:
        SyntaxError: If the text is no notebook, or its JSON is not written as notebooks are, so
            that writing it anew would change more than the cells.
    """
    if not mentions_hamilton(text):
        return Rewritten(text, ())
    if "\r\n" in text:
        done = rewrite_notebook(text.replace("\r\n", "\n"), door)
        return replace(done, text=done.text.replace("\n", "\r\n"))
    try:
        book = json.loads(text)
        cells = [cell for cell in book["cells"] if cell["cell_type"] == "code"]
        codes = ["".join(cell["source"]) for cell in cells]
    except (ValueError, KeyError, TypeError) as error:
        raise SyntaxError("it is no valid notebook") from error
    numbers = [number for number, code in enumerate(codes) if _is_python(_plain(code, []))]
    magics: list[str] = []
    pieces = [_plain(codes[number], magics) for number in numbers]
    done = rewrite(f"\n{_SEAM}\n".join(pieces), door)
    for number, new in zip(numbers, done.text.split(f"\n{_SEAM}\n"), strict=True):
        code = re.sub(r"__magic_(\d+)__", lambda found: magics[int(found.group(1))], new)
        if code != codes[number]:
            whole = isinstance(cells[number]["source"], str)
            cells[number]["source"] = code if whole else code.splitlines(keepends=True)
    starts = [1]
    for piece in pieces:
        starts.append(starts[-1] + piece.count("\n") + 2)
    findings = []
    for finding in done.findings:
        place = bisect_right(starts, finding.line) - 1
        cell = book["cells"].index(cells[numbers[place]]) + 1
        findings.append(replace(finding, line=finding.line - starts[place] + 1, cell=cell))
    return Rewritten(_written_as(text, book), tuple(findings))


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
