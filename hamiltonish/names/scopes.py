"""What the names in a Python text mean: where each is bound, and where it is read.

The only file of this room that knows libcst. Nothing is decided here.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import libcst as cst
from libcst.metadata import (
    Access,
    Assignment,
    ClassScope,
    CodeRange,
    ImportAssignment,
    MetadataWrapper,
    PositionProvider,
    Scope,
    ScopeProvider,
)

__all__ = ["Scopes", "Variable", "read_scopes"]


@dataclass(frozen=True, slots=True)
class Variable:
    """A name in one scope.

    Attributes:
        name: The name.
        scope: The number of its scope.
        bound: Where it is bound: at a ``def``, as a parameter, by an assignment, by an import.
        reads: Where it is read, and the number of the scope in which that stands.
    """

    name: str
    scope: int
    bound: tuple[int, ...]
    reads: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Scopes:
    """The scopes of a text, and some of its names.

    Attributes:
        variables: The names that were asked for, in each scope that binds them.
        free: Where such a name is read that no scope binds, with the scope, by name.
        parents: For each scope the scopes around it, the nearest first, in which Python looks.
    """

    variables: tuple[Variable, ...]
    free: Mapping[str, tuple[tuple[int, int], ...]]
    parents: tuple[tuple[int, ...], ...]

    def caught(self, variable: Variable, name: str) -> tuple[int, ...]:
        """Find what stands in the way if a variable gets another name.

        Args:
            variable: The variable.
            name: Its new name, which was asked for as well.

        Returns:
            The places where the new name means something else already: it is bound in the same
            scope, or in one between the variable and where it is read; or it is read where it
            would mean the variable from then on.
        """
        others = [other for other in self.variables if other.name == name]
        found: set[int] = set()
        between = {variable.scope}
        for _, scope in variable.reads:
            chain = (scope, *self.parents[scope])
            if variable.scope in chain:
                between.update(chain[: chain.index(variable.scope)])
        for other in others:
            if other.scope in between:
                found.update(other.bound)
        outside = [
            read for other in others if other.scope != variable.scope for read in other.reads
        ]
        for place, scope in [*outside, *self.free.get(name, ())]:
            chain = (scope, *self.parents[scope])
            if variable.scope in chain:
                inner = chain[: chain.index(variable.scope)]
                if not any(other.scope in inner for other in others):
                    found.add(place)
        return tuple(sorted(found))


def read_scopes(text: str, names: Collection[str]) -> Scopes:
    r"""Find what some names mean in a Python text; places are counted in its characters.

    Args:
        text: The text of a module, without a byte order mark.
        names: The names.

    Raises:
        SyntaxError: If it is no Python that libcst can read.

    Example:
        >>> scopes = read_scopes("def f(x):\n    return x\n\nx = 1\n", ["x"])
        >>> [(one.bound, [place for place, _ in one.reads]) for one in scopes.variables]
        [((24,), []), ((6,), [21])]
    """
    try:
        wrapper = MetadataWrapper(cst.parse_module(text), unsafe_skip_copy=True)
        positions = wrapper.resolve(PositionProvider)
        scopes = wrapper.resolve(ScopeProvider)
    except cst.ParserSyntaxError as error:
        place = (None, error.editor_line, error.editor_column, None)
        raise SyntaxError("it is no valid Python", place) from error
    except RecursionError as error:
        raise SyntaxError("its expressions are nested too deeply") from error
    found = list(dict.fromkeys(scope for scope in scopes.values() if scope is not None))
    return _Reader(text, positions, found).read(frozenset(names))


class _Reader:
    """Turns what libcst found into plain data."""

    def __init__(
        self, text: str, positions: Mapping[cst.CSTNode, CodeRange], scopes: Sequence[Scope]
    ) -> None:
        self._positions = positions
        self._scopes = scopes
        self._numbers = {scope: number for number, scope in enumerate(scopes)}
        self._lines = [0, *(found.end() for found in re.finditer(r"\r\n?|\n", text))]

    def read(self, names: frozenset[str]) -> Scopes:
        """Collect the variables of some names."""
        bound: dict[tuple[int, str], set[int]] = defaultdict(set)
        reads: dict[tuple[int, str], set[tuple[int, int]]] = defaultdict(set)
        free: dict[str, set[tuple[int, int]]] = defaultdict(set)
        for number, scope in enumerate(self._scopes):
            for assignment in scope.assignments:
                if assignment.name in names and isinstance(assignment, Assignment):
                    bound[number, assignment.name].add(self._start(_token(assignment)))
            for access in scope.accesses:
                name = _name_read(access)
                if name is None or name.value not in names:
                    continue
                place = (self._start(name), number)
                referents = {self._numbers.get(one.scope) for one in access.referents}
                homes = {home for home in referents if home is not None}
                for home in homes:
                    reads[home, name.value].add(place)
                if not homes:
                    free[name.value].add(place)
        variables = tuple(
            Variable(name, number, tuple(sorted(places)), tuple(sorted(reads[number, name])))
            for (number, name), places in sorted(bound.items())
        )
        parents = tuple(tuple(self._around(scope)) for scope in self._scopes)
        return Scopes(variables, {name: tuple(sorted(free[name])) for name in free}, parents)

    def _around(self, scope: Scope) -> Iterator[int]:
        """Yield the scopes in which Python looks for what a scope does not bind."""
        while scope.parent is not scope and scope.parent in self._numbers:
            scope = scope.parent
            if not isinstance(scope, ClassScope):
                yield self._numbers[scope]

    def _start(self, node: cst.CSTNode) -> int:
        start = self._positions[node].start
        return self._lines[start.line - 1] + start.column


def _token(assignment: Assignment) -> cst.CSTNode:
    """Find the name itself in what binds it."""
    node: cst.CSTNode = assignment.node
    if isinstance(assignment, ImportAssignment):
        node = assignment.as_name
        while isinstance(node, cst.Attribute):  # `import a.b` binds `a`
            node = node.value
        return node
    return node.name if isinstance(node, cst.FunctionDef | cst.ClassDef | cst.Param) else node


def _name_read(access: Access) -> cst.Name | None:
    """Find the name that an access begins with; a text, as in an annotation, is none."""
    node: cst.CSTNode = access.node
    while isinstance(node, cst.Attribute):
        node = node.value
    return node if isinstance(node, cst.Name) else None
