"""Which function is meant where one is read: through imports, modules, classes and aliases."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from hamiltonish.names.code import Code
from hamiltonish.names.definitions import Definition
from hamiltonish.names.scopes import Scopes, Variable, read_scopes

__all__ = ["Project", "Within"]

Path = tuple[str, ...]
"""A name with dots, in pieces."""


@dataclass(frozen=True, slots=True)
class Import:
    """One name of an import statement.

    Attributes:
        path: What it imports, with the module: the folders too, if it is relative.
        bound: Where the name is that it binds.
        source: Where the name is that it imports; the same, unless there is an ``as``.
        is_exact: Whether the path begins at the root of the file system.
        is_star: Whether it is ``*``.
    """

    path: Path
    bound: int
    source: int
    is_exact: bool = False
    is_star: bool = False


@dataclass(slots=True, eq=False)
class Within:
    """What the names in one file mean.

    Attributes:
        code: The file.
        definitions: Its functions that make nodes.
        scopes: Its scopes, for the names that matter.
        imports: Its imports, by where each binds a name.
        cells: The names of modules that its cells are made into.
        bindings: Which variables are bound at a place, or read there.
    """

    code: Code
    definitions: tuple[Definition, ...]
    scopes: Scopes
    imports: dict[int, Import]
    cells: frozenset[str]
    bindings: dict[int, Variable] = field(default_factory=dict)

    def tokens(self, name: ast.Name) -> tuple[int, ...]:
        """Find where a name that is read is bound."""
        variable = self.bindings.get(self.code.start(name))
        return variable.bound if variable is not None else ()


class Project:
    """The files that say a name, and which function each name in them means.

    Args:
        codes: The files.
        definitions: The functions in each.
        names: The names that matter, the new one included.
    """

    def __init__(
        self,
        codes: Sequence[Code],
        definitions: Sequence[tuple[Definition, ...]],
        names: Collection[str],
    ) -> None:
        self._tops = {
            (code.module, one.owner, one.name): one
            for code, several in zip(codes, definitions, strict=True)
            for one in several
            if one.is_top
        }
        self._modules = {code.module: code for code in codes}
        self._imports = {code.module: tuple(_imports(code)) for code in codes}
        self.files = [
            self._within(code, several, names)
            for code, several in zip(codes, definitions, strict=True)
        ]

    def _within(
        self, code: Code, definitions: tuple[Definition, ...], names: Collection[str]
    ) -> Within:
        imports = {one.bound: one for one in self._imports[code.module]}
        bound = {_word_at(code.text, place) for place in imports}
        cells = frozenset(_cell_modules(code))
        owners = {one.owner for one in definitions if one.owner}
        scopes = read_scopes(code.text, {*names, *bound, *cells, *owners})
        within = Within(code, definitions, scopes, imports, cells)
        for variable in scopes.variables:
            for place in (*variable.bound, *(place for place, _ in variable.reads)):
                within.bindings[place] = variable
        return within

    def meant(self, within: Within, expression: ast.expr) -> tuple[Definition, ...]:
        """Find the functions that an expression may mean: a name, perhaps with dots."""
        attributes: list[str] = []
        while isinstance(expression, ast.Attribute):
            attributes.append(expression.attr)
            expression = expression.value
        if not isinstance(expression, ast.Name):
            return ()
        rest = tuple(reversed(attributes))
        tokens = within.tokens(expression)
        if not tokens and expression.id in within.cells and len(rest) == 1:
            return self._at(within.code.module, ("", rest[0]))
        found = [one for token in tokens for one in self._bound_at(within, token, rest)]
        if not tokens:
            stars = (one for one in within.imports.values() if one.is_star)
            path = (expression.id, *rest)
            found = [one for star in stars for one in self._followed(within.code, star, path)]
        return tuple(dict.fromkeys(found))

    def imported(self, within: Within, place: int) -> tuple[Definition, ...]:
        """Find the functions that are imported where an import binds a name."""
        return tuple(self._followed(within.code, within.imports[place], ()))

    def _bound_at(self, within: Within, token: int, rest: Path) -> Iterator[Definition]:
        """Find what a name means that is bound at a place, or what its attributes do."""
        if token in within.imports:
            yield from self._followed(within.code, within.imports[token], rest)
        elif not rest:
            yield from (one for one in within.definitions if one.place == token and not one.owner)
        elif len(rest) == 1:
            owner = _word_at(within.code.text, token)
            yield from self._at(within.code.module, (owner, rest[0]))

    def _followed(self, code: Code, start: Import, rest: Path) -> Iterator[Definition]:
        """Follow an import to the functions, through modules that only import them."""
        pending, seen = [(code, start, rest)], set()
        while pending:
            code, one, rest = pending.pop()
            path = (*one.path, *rest)
            if (code.module, path) in seen:
                continue
            seen.add((code.module, path))
            for module, inner in self._homes(path, is_exact=one.is_exact):
                found = self._at(module, ("", inner[0]) if len(inner) == 1 else inner)
                yield from found
                if not found:
                    target = self._modules[module]
                    for other in self._imports[module]:
                        if other.is_star:
                            pending.append((target, other, inner))
                        elif _word_at(target.text, other.bound) == inner[0]:
                            pending.append((target, other, inner[1:]))

    def _homes(self, path: Path, *, is_exact: bool) -> Iterator[tuple[Path, Path]]:
        """Yield the modules that a path may lead into, with what is left of it."""
        for end in range(len(path) - 1, max(len(path) - 3, 0), -1):
            module = path[:end]
            for known in self._modules:
                if known == module if is_exact else known[-len(module) :] == module:
                    yield known, path[end:]

    def _at(self, module: Path, inner: Path) -> tuple[Definition, ...]:
        if len(inner) != 2:
            return ()
        found = self._tops.get((module, inner[0], inner[1]))
        return () if found is None else (found,)


def _word_at(text: str, place: int) -> str:
    end = place
    while end < len(text) and (text[end].isalnum() or text[end] == "_"):
        end += 1
    return text[place:end]


def _cell_modules(code: Code) -> Iterator[str]:
    """Yield the names of the modules that the cells of a notebook are made into."""
    for magic in code.notebook.magics if code.notebook is not None else ():
        words = magic.split()
        if words[0] == "%%hamiltonish" and len(words) > 1 and words[1].isidentifier():
            yield words[1]


def _imports(code: Code) -> Iterator[Import]:
    """Yield what a file imports."""
    for node in ast.walk(code.tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                parts = tuple(alias.name.split("."))
                place = code.start(alias)
                bound = place if alias.asname is None else code.end(alias) - len(alias.asname)
                yield Import(parts if alias.asname else parts[:1], bound, place)
        elif isinstance(node, ast.ImportFrom):
            base = tuple(node.module.split(".")) if node.module else ()
            if node.level:
                package = code.module if code.file.path.stem == "__init__" else code.module[:-1]
                base = (*package[: len(package) - node.level + 1], *base)
            for alias in node.names:
                place, exact = code.start(alias), bool(node.level)
                if alias.name == "*":
                    yield Import(base, place, place, exact, is_star=True)
                else:
                    bound = place if alias.asname is None else code.end(alias) - len(alias.asname)
                    yield Import((*base, alias.name), bound, place, exact)
