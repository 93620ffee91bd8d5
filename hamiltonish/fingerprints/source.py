"""Finding the syntax tree from which a function's code was compiled, or a class was made.

A file is read and parsed once, as long as it does not change. What is found compiles to the very
code that runs: of a file that was edited since, only functions that are still the same are taken.
"""

from __future__ import annotations
import __future__

import ast
import linecache
import sys
import textwrap
import weakref
from collections.abc import Iterator
from dataclasses import dataclass
from functools import _lru_cache_wrapper, cached_property, reduce
from operator import or_
from types import CodeType, FunctionType
from typing import Any

from hamiltonish.fingerprints.code import parts_of_code
from hamiltonish.fingerprints.normal import Definition, Normal, normal_of
from hamiltonish.fingerprints.parsed import File, Tree, definitions_in, first_line, parsed
from hamiltonish.fingerprints.values import encoded

__all__ = ["Source", "Sources", "function_in"]

_LAMBDA = "<lambda>"
_FUTURE = reduce(
    or_, (getattr(__future__, name).compiler_flag for name in __future__.all_feature_names)
)
"""The flags of code objects that come from features of the future."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a function or class was found.

    Attributes:
        normal: Its normal form.
        file: The file.
        first: Its first line, that of the first decorator if it has one.
        lines: Its lines.
    """

    normal: Normal
    file: str
    first: int
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """Its lines as they are written, without the indentation of the whole."""
        return textwrap.dedent("".join(self.lines)).rstrip("\n")


# A code object never changes, and what was found for it stays true when its file is edited.
_known: weakref.WeakKeyDictionary[CodeType, Source] = weakref.WeakKeyDictionary()
_files: dict[str, File | None] = {}


class Sources:
    """Looks for sources; a file is looked at for changes once in the life of the object.

    Whole trees live as long as the object. They are large, and what is kept for longer is only
    where the statements of a file stand, so that one can be parsed again by itself.
    """

    __slots__ = ("_checked", "_modules", "_trees")

    def __init__(self) -> None:
        self._checked: dict[str, File | None] = {}
        self._modules: dict[str, ast.Module | None] = {}
        self._trees: dict[tuple[str, int], Tree | None] = {}

    def of_code(self, code: CodeType, module: dict[str, Any] | None = None) -> Source | None:
        """Find the source of a function's code; None if there is none, or it is another by now.

        Args:
            code: The code object.
            module: The globals of its module, from which `linecache` can find sources in archives.
        """
        known = _known.get(code)
        if known is not None and known.file == code.co_filename:
            return known
        file = self._file(code.co_filename, module)
        twin = None if file is None else _twin(code, file)
        if file is None or twin is None:
            return None
        tree = self._tree(file, twin.co_firstlineno)
        if tree is None or (node := _definition(twin, tree)) is None:
            return None
        source = _source(node, code.co_filename, file.lines)
        _known[code] = source
        return source

    def definition(self, code: CodeType, module: dict[str, Any] | None = None) -> Any:
        """Find the syntax tree of a function's code, with the lines of its file; None if none.

        Args:
            code: The code object.
            module: The globals of its module, as in `of_code`.
        """
        file = self._file(code.co_filename, module)
        twin = None if file is None else _twin(code, file)
        if file is None or twin is None:
            return None
        tree = self._tree(file, twin.co_firstlineno)
        return None if tree is None else _definition(twin, tree)

    def of_class(self, kind: type) -> Source | None:
        """Find the source of a class by its qualified name; None if it is not to be found."""
        module = sys.modules.get(kind.__module__)
        path = getattr(module, "__file__", None) or _file_of_methods(kind)
        file = self._file(path, getattr(module, "__dict__", None)) if path else None
        if file is None or path is None:
            return None
        parts = kind.__qualname__.split(".")
        first = getattr(kind, "__firstlineno__", None)  # since Python 3.13
        lines = _lines_of_methods(kind, path)
        trees = (self._tree(file, line) for line in file.starts_with(parts[0]))
        found = [
            node
            for tree in dict.fromkeys(trees)
            for node in (_classes(tree.module, parts) if tree else ())
            if (first is None or first == first_line(node))
            and all(node.lineno <= line <= (node.end_lineno or 0) for line in lines)
        ]
        return _source(found[-1], path, file.lines) if found else None

    def _tree(self, file: File, line: int) -> Tree | None:
        """Give the tree of the statement at a line."""
        start = file.start_of(line)
        if (file.path, start) not in self._trees:
            self._trees[file.path, start] = file.part(start, self._modules.get(file.path))
        return self._trees[file.path, start]

    def _file(self, path: str, module: dict[str, Any] | None) -> File | None:
        if path not in self._checked:
            linecache.checkcache(path)
            lines = linecache.getlines(path, module)
            file = _files.get(path)
            if not (file and file.lines is lines):
                file, self._modules[path] = parsed(path, lines)
                _files[path] = file
            self._checked[path] = file
        return self._checked[path]


def _twin(code: CodeType, file: File) -> CodeType | None:
    """Find the code object to which Python compiles a file now, and which does the same."""
    future = code.co_flags & _FUTURE
    found = file.codes_with(future).get(code.co_qualname, [])
    if code in found:
        return code
    # The file was edited, and it may only have moved.
    wanted = encoded(parts_of_code(code)).code
    return next((one for one in found if encoded(parts_of_code(one)).code == wanted), None)


def _source(node: Definition, path: str, lines: list[str]) -> Source:
    first = node.lineno if isinstance(node, ast.Lambda) else first_line(node)
    return Source(normal_of(node), path, first, tuple(lines[first - 1 : node.end_lineno]))


# -- functions -----------------------------------------------------------------------------------


def _definition(code: CodeType, tree: Tree) -> Definition | None:
    """Find the node that was compiled to a code object."""
    key = code.co_firstlineno, code.co_name
    found: list[Any] = tree.definitions.get(key, [])
    if code.co_name == _LAMBDA:
        found = tree.lambdas.get(code.co_firstlineno, [])
    found = [one for one in found if _parameters(one) == _names(code)]
    if len(found) > 1:
        found = _around(code, found)
    return found[0] if found else None


def _parameters(node: Any) -> list[str]:
    if isinstance(node, ast.ClassDef):
        return [""]  # no function has such a parameter
    arguments = node.args
    stars = [one for one in (arguments.vararg, arguments.kwarg) if one is not None]
    given = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, *stars]
    return [one.arg for one in given]


def _names(code: CodeType) -> list[str]:
    """List the parameters of a code object, those with stars last."""
    stars = bool(code.co_flags & 0x04) + bool(code.co_flags & 0x08)  # CO_VARARGS, CO_VARKEYWORDS
    return list(code.co_varnames[: code.co_argcount + code.co_kwonlyargcount + stars])


def _around(code: CodeType, nodes: list[Any]) -> list[Any]:
    """Choose among nodes on one line the one in which all instructions of the code stand."""
    starts, ends = [], []
    for line, end_line, column, end_column in code.co_positions():
        # The first instruction stands for the function as a whole.
        if None not in (line, end_line, column, end_column) and end_column:
            starts.append((line, column))
            ends.append((end_line, end_column))
    if not starts:
        return nodes if len({normal_of(node) for node in nodes}) == 1 else []
    inner: list[Any] = []
    for node in nodes:
        body = node.body if isinstance(node, ast.Lambda) else node
        start, end = (body.lineno, body.col_offset), (body.end_lineno, body.end_col_offset)
        if start <= min(starts) and max(ends) <= end:
            inner.append(node)
    return sorted(inner, key=lambda node: (node.end_lineno, node.end_col_offset))


# -- classes -------------------------------------------------------------------------------------


def function_in(value: object) -> FunctionType | None:
    """Find the function in what a class has under a name; None if it is anything else."""
    if isinstance(value, (staticmethod, classmethod)):
        value = value.__func__
    elif isinstance(value, property):
        value = value.fget
    elif isinstance(value, cached_property):
        value = value.func
    while isinstance(value, (FunctionType, _lru_cache_wrapper)) and "__wrapped__" in vars(value):
        value = vars(value)["__wrapped__"]
    return value if isinstance(value, FunctionType) else None


def _methods(kind: type) -> Iterator[CodeType]:
    for value in vars(kind).values():
        function = function_in(value)
        if function is not None and function.__qualname__.startswith(kind.__qualname__):
            yield function.__code__


def _file_of_methods(kind: type) -> str | None:
    """Find the file of a class whose module has none, as in a notebook."""
    return next((code.co_filename for code in _methods(kind) if code.co_name[:2] != "__"), None)


def _lines_of_methods(kind: type, path: str) -> list[int]:
    return [code.co_firstlineno for code in _methods(kind) if code.co_filename == path]


def _classes(tree: ast.Module, path: list[str]) -> list[ast.ClassDef]:
    """Find the classes of a qualified name; several if it is defined again."""
    level: list[Any] = [tree]
    for name in path:
        if name == "<locals>":
            continue
        level = [
            node
            for around in level
            for node in definitions_in(ast.Module(around.body, []))
            if node.name == name
        ]
    return [node for node in level if isinstance(node, ast.ClassDef)]
