"""What a Python text says of a package: imports, their uses, calls and texts, with their places.

The only file that knows libcst. Nothing is decided here, and nothing is changed.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import libcst as cst
from libcst.metadata import (
    CodeRange,
    MetadataWrapper,
    PositionProvider,
    Scope,
    ScopeProvider,
)

__all__ = ["Alias", "Call", "Source", "Statement", "Text", "Use", "read"]


@dataclass(frozen=True, slots=True)
class Alias:
    """One name of an import statement.

    Attributes:
        name: The name, dotted in ``import a.b``.
        asname: What follows ``as``, or nothing.
        start: Where it begins in the text.
        end: Where it ends; the comma is not part of it.
        line: The line on which it begins, from 1.
    """

    name: str
    asname: str
    start: int
    end: int
    line: int


@dataclass(frozen=True, slots=True)
class Statement:
    """An import statement.

    Attributes:
        module: What follows ``from``, or nothing for ``import a``.
        module_start: Where the module's name begins in the text.
        module_end: Where it ends.
        aliases: What it imports, as written; none for ``*``.
        start: Where it begins in the text.
        end: Where it ends, without a comment behind it.
        line: The line on which it begins, from 1.
    """

    module: str
    module_start: int
    module_end: int
    aliases: tuple[Alias, ...]
    start: int
    end: int
    line: int


@dataclass(frozen=True, slots=True)
class Use:
    """A place that reads a name which an import statement binds.

    Attributes:
        statement: The number of the statement in `Source.statements`.
        alias: The number of the alias in the statement.
        path: The attributes that are read from the name: ``("Driver",)`` for ``driver.Driver``.
        start: Where the name begins in the text.
        end: Where the name ends.
        line: The line, from 1.
        is_certain: Whether the name has no other meaning in its scope, and is bound in the scope
            where the statement stands: there is no ``global`` about it.
    """

    statement: int
    alias: int
    path: tuple[str, ...]
    start: int
    end: int
    line: int
    is_certain: bool


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a method, of whatever object: its name and its line."""

    method: str
    line: int


@dataclass(frozen=True, slots=True)
class Text:
    """A text in quotes, no annotation; the function that it is given to, if any; its line."""

    value: str
    function: str
    line: int


@dataclass(frozen=True, slots=True)
class Source:
    """What a text says of the packages that were asked for, in the order of the text."""

    statements: tuple[Statement, ...]
    uses: tuple[Use, ...]
    calls: tuple[Call, ...]
    texts: tuple[Text, ...]


def read(text: str, packages: Collection[str]) -> Source:
    r"""Read a Python text: the imports of some packages, and what is done with them.

    Args:
        text: The text of a module, without a byte order mark.
        packages: The first names of the packages.

    Raises:
        SyntaxError: If it is no Python that libcst can read.

    Example:
        >>> source = read("from a import b\nb.c()\n", ["a"])
        >>> source.statements[0].aliases[0].name, source.uses[0].path
        ('b', ('c',))
    """
    try:
        wrapper = MetadataWrapper(cst.parse_module(text), unsafe_skip_copy=True)
        positions = wrapper.resolve(PositionProvider)
        scopes = wrapper.resolve(ScopeProvider)
        reader = _Reader(_Offsets(text, positions), packages)
        wrapper.module.visit(reader)
    except cst.ParserSyntaxError as error:
        place = (None, error.editor_line, error.editor_column, None)
        raise SyntaxError("it is no valid Python", place) from error
    except RecursionError as error:
        raise SyntaxError("its expressions are nested too deeply") from error
    uses = sorted(_Uses(reader, scopes), key=lambda use: use.start)
    return Source(
        tuple(statement for _, statement in reader.statements),
        tuple(uses),
        tuple(reader.calls),
        tuple(text for node, text in reader.texts.items() if node not in reader.annotations),
    )


class _Offsets:
    """Where nodes begin and end, counted in characters of the whole text."""

    def __init__(self, text: str, positions: Mapping[cst.CSTNode, CodeRange]) -> None:
        self._positions = positions
        self._starts = [0, *(found.end() for found in re.finditer(r"\r\n?|\n", text))]

    def span(self, node: cst.CSTNode) -> tuple[int, int]:
        """Give the start and the end of a node."""
        place = self._positions[node]
        start, end = place.start, place.end
        return self._starts[start.line - 1] + start.column, self._starts[end.line - 1] + end.column

    def line(self, offset: int) -> int:
        """Give the line of a place, from 1."""
        return bisect_right(self._starts, offset)


class _Reader(cst.CSTVisitor):
    """Collects what stands in a module, apart from its scopes."""

    def __init__(self, offsets: _Offsets, packages: Collection[str]) -> None:
        super().__init__()
        self.offsets = offsets
        self.statements: list[tuple[cst.Import | cst.ImportFrom, Statement]] = []
        self.calls: list[Call] = []
        self.texts: dict[cst.CSTNode, Text] = {}
        self.annotations: set[cst.CSTNode] = set()
        self.chains: dict[cst.CSTNode, tuple[str, ...]] = {}
        self._packages = frozenset(packages)
        self._functions: dict[cst.CSTNode, str] = {}

    def visit_Import(self, node: cst.Import) -> bool:
        """Keep the statement, if it imports one of the packages."""
        aliases = self._aliases(node.names)
        if any(self._is_ours(alias.name) for alias in aliases):
            self._keep(node, "", (0, 0), aliases)
        return False

    def visit_ImportFrom(self, node: cst.ImportFrom) -> bool:
        """Keep the statement, if it imports from one of the packages."""
        if node.module is not None and not node.relative:
            module = _dotted(node.module)
            if self._is_ours(module):
                names = () if isinstance(node.names, cst.ImportStar) else self._aliases(node.names)
                self._keep(node, module, self.offsets.span(node.module), names)
        return False

    def visit_Attribute(self, node: cst.Attribute) -> None:
        """Note what is read from a name; the longest chain is seen first."""
        path: list[str] = []
        root: cst.BaseExpression = node
        while isinstance(root, cst.Attribute):
            path.append(root.attr.value)
            root = root.value
        if isinstance(root, cst.Name):
            self.chains.setdefault(root, tuple(reversed(path)))

    def visit_Call(self, node: cst.Call) -> None:
        """Keep the names of methods, and the functions that texts are given to."""
        name = node.func.attr if isinstance(node.func, cst.Attribute) else node.func
        if isinstance(name, cst.Name):
            if name is not node.func:
                self.calls.append(Call(name.value, self._line(name)))
            self._functions.update((argument.value, name.value) for argument in node.args)

    def visit_SimpleString(self, node: cst.SimpleString) -> None:
        """Keep a text."""
        value = node.evaluated_value
        if isinstance(value, str):
            self.texts[node] = Text(value, self._functions.get(node, ""), self._line(node))

    def _is_ours(self, module: str) -> bool:
        return module.partition(".")[0] in self._packages

    def _line(self, node: cst.CSTNode) -> int:
        return self.offsets.line(self.offsets.span(node)[0])

    def _aliases(self, names: Collection[cst.ImportAlias]) -> tuple[Alias, ...]:
        found = []
        for node in names:
            asname = node.asname.name if node.asname is not None else None
            start = self.offsets.span(node.name)[0]
            found.append(
                Alias(
                    name=_dotted(node.name),
                    asname=asname.value if isinstance(asname, cst.Name) else "",
                    start=start,
                    end=self.offsets.span(asname or node.name)[1],
                    line=self.offsets.line(start),
                )
            )
        return tuple(found)

    def _keep(
        self,
        node: cst.Import | cst.ImportFrom,
        module: str,
        place: tuple[int, int],
        aliases: tuple[Alias, ...],
    ) -> None:
        start, end = self.offsets.span(node)
        line = self.offsets.line(start)
        self.statements.append((node, Statement(module, *place, aliases, start, end, line)))


def _dotted(node: cst.CSTNode) -> str:
    """Write a dotted name without blanks: Python allows them around the dots."""
    if isinstance(node, cst.Attribute):
        return f"{_dotted(node.value)}.{node.attr.value}"
    return cst.ensure_type(node, cst.Name).value


@dataclass(frozen=True, slots=True)
class _Read:
    """A place that reads a name, and the attributes that it reads from it."""

    name: str
    path: tuple[str, ...]
    start: int


class _Uses:
    """Finds what reads the names that the statements bind, each name in its own scope."""

    def __init__(self, reader: _Reader, scopes: Mapping[cst.CSTNode, Scope | None]) -> None:
        self._reader, self._scopes = reader, scopes
        self._numbers: dict[object, int] = {
            node: number for number, (node, _) in enumerate(reader.statements)
        }
        self._names = {
            _bound(alias).partition(".")[0]
            for _, statement in reader.statements
            for alias in statement.aliases
        }

    def __iter__(self) -> Iterator[Use]:
        for scope in {scope for scope in self._scopes.values() if scope is not None}:
            for access in scope.accesses:
                for read in self._reads(access.node):
                    yield from self._uses(read, scope)

    def _reads(self, node: cst.CSTNode) -> Iterator[_Read]:
        """Find which of the names a node reads; an annotation in quotes may read several."""
        while isinstance(node, cst.Attribute):
            node = node.value
        start = self._reader.offsets.span(node)[0]
        if isinstance(node, cst.Name) and node.value in self._names:
            yield _Read(node.value, self._reader.chains.get(node, ()), start)
        elif isinstance(node, cst.SimpleString):
            self._reader.annotations.add(node)
            for found in re.finditer(r"(?<![\w.])(\w+)((?:\.\w+)*)", node.value):
                if found.group(1) in self._names:
                    path = tuple(found.group(2).split(".")[1:])
                    yield _Read(found.group(1), path, start + found.start())

    def _uses(self, read: _Read, scope: Scope) -> Iterator[Use]:
        """Find which statements bind a name where it is read."""
        bindings: list[tuple[int, int]] = []
        meanings: set[object] = set()
        is_certain = True
        for assignment in scope[read.name]:
            number = self._numbers.get(getattr(assignment, "node", None))
            if number is None:
                meanings.add(assignment)
            else:
                node, statement = self._reader.statements[number]
                aliases = _aliases_of(read.name, statement)
                bindings += [(number, alias) for alias in aliases]
                meanings |= {_meaning(statement, alias) for alias in aliases}
                is_certain = is_certain and self._scopes.get(node) is assignment.scope
        is_certain = is_certain and len(meanings) == 1
        end, line = read.start + len(read.name), self._reader.offsets.line(read.start)
        for number, alias in self._nearest(sorted(bindings), read):
            yield Use(number, alias, read.path, read.start, end, line, is_certain)

    def _nearest(self, bindings: Sequence[tuple[int, int]], read: _Read) -> list[tuple[int, int]]:
        """Choose among ``import a.b`` and ``import a.c`` the one that ``a.b.d`` is about.

        If there is none that says `a.b`, each statement answers for it that stands before.
        """
        statements = [statement for _, statement in self._reader.statements]
        before = [b for b in bindings if statements[b[0]].start < read.start] or bindings
        chain = ".".join((read.name, *read.path, ""))
        names = {b: _bound(statements[b[0]].aliases[b[1]]) for b in before}
        depths = {b: len(name) for b, name in names.items() if chain.startswith(f"{name}.")}
        if depths:
            return [b for b in depths if depths[b] == max(depths.values())]
        return list({number: (number, alias) for number, alias in reversed(before)}.values())


def _bound(alias: Alias) -> str:
    return alias.asname or alias.name


def _aliases_of(name: str, statement: Statement) -> list[int]:
    """Find which aliases of a statement bind a name; ``import a.b, a.c`` binds `a` twice."""
    firsts = [_bound(alias).partition(".")[0] for alias in statement.aliases]
    return [number for number, first in enumerate(firsts) if first == name]


def _meaning(statement: Statement, number: int) -> str:
    """Write what an alias binds: ``import a.b`` binds `a`."""
    alias = statement.aliases[number]
    if statement.module:
        return f"{statement.module}.{alias.name}"
    return alias.name if alias.asname else alias.name.partition(".")[0]
