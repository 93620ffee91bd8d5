"""Annotations as a type checker reads them: with the names under `if TYPE_CHECKING:` imported."""

from __future__ import annotations

import ast
import builtins
import linecache
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from types import CodeType, FunctionType
from typing import Any, TypeAlias


class ForCheckersOnlyError(Exception):
    """A name is known to type checkers and cannot be had when the program runs.

    It is raised inside the evaluation of an annotation and never leaves this package.
    """


@dataclass(frozen=True, slots=True)
class Imported:
    """A name bound by an import.

    Attributes:
        modules: The modules that the statements load, with leading dots where relative.
        source: The module that the name is bound to, or is taken from.
        attribute: The name in `source`; empty where the name is bound to the module itself.
    """

    modules: tuple[str, ...]
    source: str
    attribute: str = ""

    def value(self, package: str) -> Any:
        """Import what the name is bound to.

        Args:
            package: The package to which leading dots are relative.

        Raises:
            ForCheckersOnlyError: If it is not installed, or exists in stubs only.
        """
        try:
            for module in self.modules:
                import_module(module, package)
            source = import_module(self.source, package)
            if not self.attribute:
                return source
            if hasattr(source, self.attribute):
                return getattr(source, self.attribute)
            return import_module(f"{source.__name__}.{self.attribute}")
        except (ImportError, OSError, RuntimeError, AttributeError, TypeError) as error:
            # Not there, or there and broken: either way nobody needs it to run.
            raise ForCheckersOnlyError(self.source) from error


@dataclass(frozen=True, slots=True)
class Alias:
    """A name bound to a type expression, such as `Money = int | Decimal`."""

    expression: ast.expr


@dataclass(frozen=True, slots=True)
class Opaque:
    """A name bound in a way that is not followed: a class, a function, the result of a call."""


CheckerName: TypeAlias = Imported | Alias | Opaque

# An alias made of anything else would run the user's code to read an annotation.
_TYPE_EXPRESSION = (
    ast.Name,
    ast.Attribute,
    ast.Subscript,
    ast.BinOp,
    ast.BitOr,
    ast.Constant,
    ast.Tuple,
    ast.List,
    ast.UnaryOp,
    ast.USub,
    ast.Load,
)


def checker_names(filename: str, module_globals: dict[str, Any]) -> dict[str, CheckerName]:
    """Find the names that a file binds under `if TYPE_CHECKING:`.

    Args:
        filename: The file, or the name under which a notebook keeps a cell.
        module_globals: The globals of the module, through which a loader gives its source.

    Returns:
        What each name is bound to; nothing where there is no source.
    """
    source = "".join(linecache.getlines(filename, module_globals))
    try:
        return names_in(ast.parse(source))
    except (SyntaxError, ValueError):  # no Python, or not this one's
        return {}


def names_in(tree: ast.Module) -> dict[str, CheckerName]:
    """Return what each name is bound to in the blocks of a module for type checkers.

    Args:
        tree: The parsed module.

    Returns:
        The names, the last binding of each; of several `import a.b`, all.

    Example:
        >>> names_in(ast.parse("if TYPE_CHECKING: from polars import Expr"))
        {'Expr': Imported(modules=(), source='polars', attribute='Expr')}
    """
    names: dict[str, CheckerName] = {}
    for statement in _statements(tree.body, for_checkers=False):
        match statement:
            case ast.Import():
                _bind_modules(names, statement)
            case ast.ImportFrom(module=module, names=imported, level=level):
                source = "." * level + (module or "")
                for item in imported:
                    names[item.asname or item.name] = Imported((), source, item.name)
            case ast.ClassDef(name=name) | ast.FunctionDef(name=name):
                names[name] = Opaque()
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                names[name] = _bound_to(value)
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                names[name] = _bound_to(value)
            case _ if type(statement).__name__ == "TypeAlias":  # `type A = ...`, Python 3.12
                alias: Any = statement
                names[alias.name.id] = Opaque() if alias.type_params else _bound_to(alias.value)
            case _:
                pass
    return names


def _bind_modules(names: dict[str, CheckerName], statement: ast.Import) -> None:
    for item in statement.names:
        if item.asname:
            names[item.asname] = Imported((), item.name)
            continue
        root = item.name.partition(".")[0]
        before = names.get(root)
        modules = before.modules if isinstance(before, Imported) else ()
        names[root] = Imported((*modules, item.name), root)


def _bound_to(value: ast.expr) -> CheckerName:
    if all(isinstance(node, _TYPE_EXPRESSION) for node in ast.walk(value)):
        return Alias(value)
    return Opaque()


def _statements(body: Sequence[ast.stmt], *, for_checkers: bool) -> Iterator[ast.stmt]:
    """Yield the simple statements that only a type checker reads, of a module's compound ones too.

    It recurses into `if` and `try` as deep as they are written, never into functions or classes.
    """
    for statement in body:
        if isinstance(statement, ast.If):
            positive, negative = _is_checking(statement.test), _is_not_checking(statement.test)
            yield from _statements(statement.body, for_checkers=for_checkers or positive)
            yield from _statements(statement.orelse, for_checkers=for_checkers or negative)
        elif isinstance(statement, ast.Try):
            # The first binding is the one that a type checker means: it comes last, and wins.
            for handler in statement.handlers:
                yield from _statements(handler.body, for_checkers=for_checkers)
            yield from _statements(statement.orelse, for_checkers=for_checkers)
            yield from _statements(statement.body, for_checkers=for_checkers)
        elif for_checkers:
            yield statement


def _is_checking(test: ast.expr) -> bool:
    match test:
        case ast.Name(id="TYPE_CHECKING") | ast.Attribute(attr="TYPE_CHECKING"):
            return True
        case ast.BoolOp(op=ast.And(), values=values):
            return any(_is_checking(value) for value in values)
        case _:
            return False


def _is_not_checking(test: ast.expr) -> bool:
    match test:
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return _is_checking(operand)
        case _:
            return False


class CheckerScope(dict[str, Any]):
    """The local names of an evaluation, and after all others those for checkers only.

    Args:
        names: The names around a function, which come first.
        module: The globals of its module, where Python looks next.
        file_names: The names that its file binds for type checkers, which come last.
    """

    __slots__ = ("file_names", "module")

    def __init__(
        self, names: dict[str, Any], *, module: dict[str, Any], file_names: dict[str, CheckerName]
    ) -> None:
        super().__init__(names)
        self.module = module
        self.file_names = file_names

    def __missing__(self, name: str) -> Any:
        if name in self.module or hasattr(builtins, name):
            raise KeyError(name)  # Python goes on looking there
        bound = self.file_names[name]
        if isinstance(bound, Opaque):
            raise ForCheckersOnlyError(name)
        if isinstance(bound, Alias):
            # An alias that names itself would not end: inside itself it is not evaluated.
            inside = {**self.file_names, name: Opaque()}
            scope = CheckerScope(self, module=self.module, file_names=inside)
            text = ast.unparse(bound.expression)
            return evaluated(text, scope)
        return bound.value(_package_of(self.module))


def evaluated(text: str, scope: CheckerScope) -> Any:
    """Evaluate an annotation as a type checker would.

    Args:
        text: The annotation.
        scope: The names that it may use.

    Returns:
        The type. Classes that are generic in stubs only, such as `pd.Series[int]`, come without
        their arguments.

    Raises:
        ForCheckersOnlyError: If a name in it cannot be had when the program runs.
    """
    if "[" not in text:
        return _value_of(text, scope)
    tree = ast.parse(text.strip(), mode="eval")
    bare = ast.fix_missing_locations(_WithoutStubArguments(scope).visit(tree))
    return _value_of(compile(bare, "<annotation>", "eval"), scope)


def _value_of(code: str | CodeType, scope: CheckerScope) -> Any:
    return eval(code, scope.module, scope)  # noqa: S307 (annotations are code, and meant to be)


class _WithoutStubArguments(ast.NodeTransformer):
    """Make `pd.Series[int]` the plain `pd.Series`: only stubs know that it is generic."""

    def __init__(self, scope: CheckerScope) -> None:
        self.scope = scope

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        self.generic_visit(node)
        owner = _value_of(ast.unparse(node.value), self.scope)
        return node.value if _is_generic_in_stubs_only(owner) else node


def _is_generic_in_stubs_only(owner: Any) -> bool:
    """Tell whether a class takes no arguments where it is defined."""
    if not isinstance(owner, type) or hasattr(type(owner), "__getitem__"):
        return False
    # In a class body Python makes it a class method: a plain function was put there from outside,
    # as pyspark.pandas does to the classes of pandas.
    given = vars(owner).get("__class_getitem__")
    return isinstance(given, FunctionType) or not hasattr(owner, "__class_getitem__")


def _package_of(module: dict[str, Any]) -> str:
    """Return the package to which the relative imports of a module are relative."""
    given = module.get("__package__")
    if isinstance(given, str):
        return given
    name = str(module.get("__name__", ""))
    return name if "__path__" in module else name.rpartition(".")[0]
