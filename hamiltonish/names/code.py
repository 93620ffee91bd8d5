"""The Python of one file, parsed: its tree, where each piece stands, and what module it is."""

from __future__ import annotations

import ast
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from hamiltonish.project import ACCESSOR_MARK, File, Notebook

__all__ = ["Code", "Function", "children_of", "terminal", "word_of"]

Function = ast.FunctionDef | ast.AsyncFunctionDef
"""A definition with ``def``."""


@dataclass(frozen=True, slots=True, eq=False)
class Code:
    """The Python of one file.

    Attributes:
        file: The file.
        text: The Python in it: of a notebook, its cells one after another.
        tree: The same, parsed.
        notebook: The notebook, if it is one.
        module: The names of the folders and the file, the last ones being those of the module.
        lines: Where each line of the text begins.
    """

    file: File
    text: str
    tree: ast.Module
    notebook: Notebook | None = None
    module: tuple[str, ...] = ()
    lines: tuple[int, ...] = field(default=())

    @classmethod
    def of(cls, file: File) -> Code:
        """Read the Python of a file.

        Raises:
            SyntaxError: If it is none.
        """
        notebook = Notebook.of(file.before) if file.is_notebook else None
        text = file.before if notebook is None else notebook.code
        try:
            tree = ast.parse(text)
        except SyntaxError as error:
            raise SyntaxError("it is no valid Python", (None, error.lineno, 0, None)) from error
        except (ValueError, RecursionError) as error:
            raise SyntaxError("it is no valid Python") from error
        starts = (0, *(found.end() for found in re.finditer(r"\r\n?|\n", text)))
        return cls(file, text, tree, notebook, _module_of(file.path), starts)

    @property
    def is_accessor(self) -> bool:
        """Whether it was written by `hamiltonish stubs`: names as constants."""
        return ACCESSOR_MARK in self.text

    def start(self, node: ast.AST) -> int:
        """Give the place where a node begins, in characters of the text."""
        return self._place(node.lineno, node.col_offset)  # type: ignore[attr-defined]

    def end(self, node: ast.AST) -> int:
        """Give the place where a node ends."""
        return self._place(node.end_lineno, node.end_col_offset)  # type: ignore[attr-defined]

    def _place(self, line: int, column: int) -> int:
        start = self.lines[line - 1]
        shown = self.text[start : start + column]
        if not shown.isascii():  # columns are counted in bytes
            rest = self.text[start : self.lines[line] if line < len(self.lines) else None]
            return start + len(rest.encode()[:column].decode(errors="ignore"))
        return start + column

    def place(self, offset: int) -> tuple[int, int]:
        """Give the cell of a place, or 0, and the line, from 1."""
        line = bisect_right(self.lines, offset)
        return (0, line) if self.notebook is None else self.notebook.place(line)

    def line_text(self, offset: int) -> str:
        """Give the line around a place, without blanks at its ends."""
        line = bisect_right(self.lines, offset)
        end = self.lines[line] if line < len(self.lines) else len(self.text)
        return self.text[self.lines[line - 1] : end].strip()

    def name_of(self, function: Function) -> int:
        """Give the place of a function's name, behind its ``def``."""
        start = self.start(function)
        found = re.compile(r"(?:async\s+)?def\s+").match(self.text, start)
        return found.end() if found else start


def _module_of(path: Path) -> tuple[str, ...]:
    parts = path.resolve().with_suffix("").parts
    return parts[:-1] if parts[-1] == "__init__" else parts


def terminal(expression: ast.expr) -> str:
    """Give the last name of a name with dots, or nothing.

    Example:
        >>> terminal(ast.parse("hm.Driver", mode="eval").body)
        'Driver'
    """
    if isinstance(expression, ast.Attribute):
        return expression.attr
    return expression.id if isinstance(expression, ast.Name) else ""


def children_of(tree: ast.AST) -> Iterator[tuple[ast.AST, tuple[ast.AST, ...]]]:
    """Yield every node of a tree with what is around it, the outermost first."""
    pending: list[tuple[ast.AST, tuple[ast.AST, ...]]] = [(tree, ())]
    while pending:
        node, around = pending.pop()
        yield node, around
        inside = (*around, node)
        pending.extend((child, inside) for child in reversed(list(ast.iter_child_nodes(node))))


def word_of(*names: str) -> re.Pattern[str]:
    """Make the pattern of a name as a word, or before the double underscore of a variant."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?=\b|__)")
