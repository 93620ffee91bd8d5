"""Whether an annotation is a column, a frame or a value, and of which library."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from types import NoneType
from typing import Any, ForwardRef, TypeVar, get_origin

from hamiltonish.annotations.wrappers import Constant, alternatives_of, is_union, unwrapped


class Kind(Enum):
    """What a node is to a dataframe."""

    VALUE = "value"
    """Anything that is neither column nor frame: a number, a model, a list of columns."""

    COLUMN = "column"
    """One column of a frame, or an expression that will be one."""

    FRAME = "frame"
    """A dataframe, or a query that will be one."""


@dataclass(frozen=True, slots=True)
class Form:
    """What an annotation is to a dataframe.

    Attributes:
        kind: Column, frame or value.
        library: The library of the column or frame, such as `"polars"`; empty for values.
        lazy: Whether there are no rows yet: an expression, or a query.
    """

    kind: Kind
    library: str
    lazy: bool


VALUE_FORM = Form(Kind.VALUE, "", False)
"""The form of everything that is neither column nor frame."""


def _forms(library: str, *, columns: str = "", frames: str = "", lazy: str = "") -> dict[str, Form]:
    """Return the forms of a library by class name; `lazy` are those of the names that are lazy."""
    kinds = [(name, Kind.COLUMN) for name in columns.split()]
    kinds += [(name, Kind.FRAME) for name in frames.split()]
    return {name: Form(kind, library, name in lazy.split()) for name, kind in kinds}


_PYARROW = _forms("pyarrow", columns="ChunkedArray Array", frames="Table")
_DUCKDB = _forms("duckdb", frames="DuckDBPyRelation", lazy="DuckDBPyRelation")
_DASK = _forms("dask", frames="DataFrame", lazy="DataFrame")

# By root module and class name, so that no library is imported to recognise its classes. A new
# library is a new line.
_LIBRARIES: dict[str, dict[str, Form]] = {
    "polars": _forms(
        "polars", columns="Series Expr", frames="DataFrame LazyFrame", lazy="Expr LazyFrame"
    ),
    "pandas": _forms("pandas", columns="Series", frames="DataFrame"),
    "narwhals": _forms(
        "narwhals", columns="Series Expr", frames="DataFrame LazyFrame", lazy="Expr LazyFrame"
    ),
    "pyarrow": _PYARROW,
    "duckdb": _DUCKDB,
    "_duckdb": _DUCKDB,
    "pyspark": _forms("pyspark", frames="DataFrame", lazy="DataFrame"),
    "sqlframe": _forms("sqlframe", frames="BaseDataFrame", lazy="BaseDataFrame"),
    "dask": _DASK,
    "dask_expr": _DASK,
    "ibis": _forms("ibis", frames="Table", lazy="Table"),
    "modin": _forms("modin", columns="Series", frames="DataFrame"),
    "cudf": _forms("cudf", columns="Series", frames="DataFrame"),
}

# Other classes of these libraries have the same names: pandas-on-Spark, and duckdb's Spark.
_ONLY_INSIDE = {"pyspark": "pyspark.sql", "ibis": "ibis.expr.types"}

_SCALARS = frozenset(
    {
        ("builtins", "bool"),
        ("builtins", "int"),
        ("builtins", "float"),
        ("builtins", "complex"),
        ("builtins", "str"),
        ("builtins", "bytes"),
        ("builtins", "NoneType"),
        ("datetime", "date"),
        ("datetime", "datetime"),
        ("datetime", "time"),
        ("datetime", "timedelta"),
        ("decimal", "Decimal"),
    }
)


def form_of(annotation: object) -> Form:
    """Return what an annotation, or the class of a value, is to a dataframe.

    Args:
        annotation: Any annotation. `Annotated`, aliases, `NewType` and the `None` of an optional
            type are looked through; a generic alias counts as its class, a class as the first of
            its bases that is known, a union as its members where they have one kind and library.

    Returns:
        The form; `VALUE_FORM` for all that is not recognised, texts included.

    Example:
        >>> import polars as pl
        >>> form_of(pl.Expr)
        Form(kind=<Kind.COLUMN: 'column'>, library='polars', lazy=True)
        >>> form_of(float) is VALUE_FORM
        True
    """
    try:
        return _cached_form(annotation)
    except TypeError:  # not hashable, such as `Annotated[int, []]`
        return _form(annotation)


def is_either(annotation: object) -> bool:
    """Tell whether a type stands for lazy and eager frames of one library alike.

    Args:
        annotation: Any annotation.

    Example:
        >>> import narwhals as nw
        >>> from narwhals.typing import FrameT
        >>> is_either(FrameT), is_either(nw.LazyFrame)
        (True, False)
    """
    annotation = unwrapped(annotation, through_new_types=True)
    parts: Iterable[object] = ()
    root = ""
    if isinstance(annotation, TypeVar):
        parts = annotation.__constraints__
        root = annotation.__module__.partition(".")[0]
    elif is_union(annotation):
        parts = (part for part in alternatives_of(annotation) if part is not NoneType)
    forms = {_form_within(part, root, 1) for part in parts}
    kinds = {(form.kind, form.library) for form in forms}
    return len(forms) == 2 and len(kinds) == 1 and Kind.FRAME in next(iter(kinds))


def is_scalar(annotation: object) -> bool:
    """Tell whether a type is a plain scalar, of which a row has one in each cell.

    Args:
        annotation: Any annotation.

    Returns:
        Whether it is a number, text, bytes, date or time, a duration, an enum, a literal, `None`,
        or a union of such types.

    Example:
        >>> is_scalar(int | None), is_scalar(list[int])
        (True, False)
    """
    pending = [annotation]
    for _ in range(_MOST_ALTERNATIVES):
        if not pending:
            return True
        current = unwrapped(pending.pop(), through_new_types=True)
        if is_union(current):
            pending.extend(alternatives_of(current))
        elif not _is_plain_scalar(current):
            return False
    return False


# Bounds a union that names itself through an alias.
_MOST_ALTERNATIVES = 1_000


def _is_plain_scalar(annotation: Any) -> bool:
    if isinstance(annotation, type):
        named = (annotation.__module__, annotation.__qualname__)
        return named in _SCALARS or issubclass(annotation, Enum)
    return isinstance(alternatives_of(annotation)[0], Constant)


def _form(annotation: Any) -> Form:
    """Return the form of an annotation, without the cache."""
    return _form_within(annotation, "", 0)


_cached_form = lru_cache(maxsize=4096)(_form)


def _form_within(annotation: Any, library: str, depth: int) -> Form:
    """Return the form of an annotation that stands in a type variable of a library, or nowhere."""
    if depth > 20:  # an alias that names itself
        return VALUE_FORM
    annotation = unwrapped(annotation, through_new_types=True)
    if isinstance(annotation, (str, ForwardRef)):
        # `narwhals.typing.FrameT` is written with names that exist for type checkers only.
        text = annotation if isinstance(annotation, str) else annotation.__forward_arg__
        name = text.partition("[")[0]
        return _LIBRARIES.get(library, {}).get(name, VALUE_FORM)
    if isinstance(annotation, TypeVar):
        bounds = annotation.__constraints__ or (annotation.__bound__,)
        root = annotation.__module__.partition(".")[0]
        return _agreed(_form_within(bound, root, depth + 1) for bound in bounds)
    if is_union(annotation):
        members = (member for member in annotation.__args__ if member is not NoneType)
        return _agreed(_form_within(member, library, depth + 1) for member in members)
    annotation = get_origin(annotation) or annotation
    return _form_of_class(annotation) if isinstance(annotation, type) else VALUE_FORM


def _form_of_class(annotation: type) -> Form:
    for base in annotation.__mro__:
        module: object = base.__module__
        if not isinstance(module, str):
            continue
        root = module.partition(".")[0]
        form = _LIBRARIES.get(root, {}).get(base.__name__)
        if form is not None and module.startswith(_ONLY_INSIDE.get(root, root)):
            return form
    return VALUE_FORM


def _agreed(forms: Iterable[Form]) -> Form:
    """Return the one form of several types: lazy only where all are, a value where they differ."""
    found = list(forms)
    if len({(form.kind, form.library) for form in found}) != 1:
        return VALUE_FORM
    return Form(found[0].kind, found[0].library, all(form.lazy for form in found))
