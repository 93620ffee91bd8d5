"""A parsed file: its statements, its code objects, and its tree as long as it is needed."""

from __future__ import annotations

import ast
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from types import CodeType
from typing import Any, TypeAlias

from hamiltonish.collector import collector_held

__all__ = ["File", "Tree", "definitions_in", "first_line", "parsed"]

_Codes: TypeAlias = dict[str, list[CodeType]]

_FAILURES = (SyntaxError, ValueError, RecursionError, MemoryError)


class Tree:
    """The syntax tree of one statement of a file.

    Attributes:
        module: The tree, as if it were a file.
    """

    def __init__(self, module: ast.Module) -> None:
        self.module = module

    @cached_property
    def definitions(self) -> dict[tuple[int, str], list[Any]]:
        """Functions and classes by their first line and their name."""
        found: dict[tuple[int, str], list[Any]] = {}
        for node in definitions_in(self.module):
            found.setdefault((first_line(node), node.name), []).append(node)
        return found

    @cached_property
    def lambdas(self) -> dict[int, list[Any]]:
        """Lambdas by their line."""
        found: dict[int, list[Any]] = {}
        for node in ast.walk(self.module):
            if isinstance(node, ast.Lambda):
                found.setdefault(node.lineno, []).append(node)
        return found


@dataclass(slots=True)
class File:
    """What is kept of a file.

    Attributes:
        path: Its path.
        lines: Its lines; `linecache` gives the same list as long as the file is the same.
        starts: The first lines of its statements, in order.
        ends: Their last lines.
        codes: What Python compiles it to: code objects by qualified name, for each set of
            features of the future with which it may have been compiled.
    """

    path: str
    lines: list[str]
    starts: list[int]
    ends: list[int]
    codes: dict[int, _Codes] = field(default_factory=dict)

    def start_of(self, line: int) -> int:
        """Find the first line of the statement in which a line stands."""
        position = bisect_right(self.starts, line) - 1
        return self.starts[position] if position >= 0 else line

    def starts_with(self, name: str) -> list[int]:
        """List the lines on which something of a name is defined."""
        wanted = re.compile(rf"\s*(class|def|async\s+def)\s+{re.escape(name)}\b")
        return [number for number, line in enumerate(self.lines, 1) if wanted.match(line)]

    def part(self, start: int, whole: ast.Module | None) -> Tree | None:
        """Give the tree of the statement that starts at a line.

        Args:
            start: The line.
            whole: The tree of the file, if it is at hand; if not, the statement is parsed again.
        """
        position = bisect_right(self.starts, start) - 1
        if position < 0:
            return None
        if whole is not None:
            return Tree(ast.Module([whole.body[position]], []))
        try:
            end = self.ends[position]
            module = ast.parse("".join(self.lines[start - 1 : end]))
        except _FAILURES:  # two statements that share a line
            return None
        return Tree(ast.increment_lineno(module, start - 1))

    def codes_with(self, future: int) -> _Codes:
        """Compile the file, without running it, with some features of the future."""
        if future not in self.codes:
            found = self.codes[future] = _Codes()
            # A cell of a notebook may wait for something outside of all functions.
            flags = future | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
            with collector_held():
                try:
                    text = "".join(self.lines)
                    whole = compile(text, self.path, "exec", flags, dont_inherit=True)
                except _FAILURES:
                    return found
                for one in _codes_in(whole):
                    found.setdefault(one.co_qualname, []).append(one)
        return self.codes[future]


def parsed(path: str, lines: list[str]) -> tuple[File | None, ast.Module | None]:
    """Parse a file; nothing if there is none, or it is no Python.

    Args:
        path: Its path.
        lines: Its lines.
    """
    if not lines:
        return None, None
    with collector_held():
        try:
            module = ast.parse("".join(lines), path)
        except _FAILURES:
            return None, None
    starts = [_start(statement) for statement in module.body]
    ends = [statement.end_lineno or statement.lineno for statement in module.body]
    return File(path, lines, starts, ends), module


def definitions_in(tree: ast.Module) -> Iterator[Any]:
    """Yield the functions and classes of a tree, wherever they stand."""
    pending: list[Any] = [tree]
    while pending:
        node = pending.pop()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield node
        for name in ("body", "orelse", "finalbody", "handlers", "cases"):
            below = getattr(node, name, None)
            if isinstance(below, list):
                pending.extend(below)


def first_line(node: Any) -> int:
    """Give the line on which a function or class starts: that of its first decorator."""
    decorators: list[ast.expr] = node.decorator_list
    return min((one.lineno for one in decorators), default=int(node.lineno))


def _start(statement: ast.stmt) -> int:
    return first_line(statement) if hasattr(statement, "decorator_list") else statement.lineno


def _codes_in(code: CodeType) -> Iterator[CodeType]:
    pending = [code]
    while pending:
        one = pending.pop()
        yield one
        pending.extend(inner for inner in one.co_consts if isinstance(inner, CodeType))
