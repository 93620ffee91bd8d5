"""Small literal inputs: lists become columns, dicts of lists frames, as an annotation asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hamiltonish.annotations import Form, Kind, form_of
from hamiltonish.annotations.wrappers import unwrapped
from hamiltonish.errors import MissingDependencyError
from hamiltonish.frames import empty_column, engine_of, expressions_of, installed

__all__ = [
    "cast_to",
    "column_like",
    "frame_like",
    "is_rows",
    "library_for",
    "list_of",
    "lists_of",
    "own_dtype_of",
]


def is_rows(value: object) -> bool:
    """Whether a literal stands for a column: a list, or a Series.

    Example:
        >>> is_rows([1, None]), is_rows((1, 2)), is_rows("ab")
        (True, False, False)
    """
    form = form_of(type(value))
    return isinstance(value, list) or (form.kind is Kind.COLUMN and not form.lazy)


def library_for(form: Form) -> str:
    """Choose the library in which literals for an annotation are made.

    Raises:
        MissingDependencyError: If none is installed.
    """
    if form.library in ("polars", "pandas", "pyarrow"):
        return form.library
    for name in ("polars", "pandas", "pyarrow"):
        if installed(name):
            return name
    raise MissingDependencyError("polars", "to make a column of literals", "polars")


def own_dtype_of(annotation: object, library: str) -> object:
    """Find the dtype in ``Annotated[pl.Expr, pl.Float64]``; None if there is none.

    Args:
        annotation: The annotation.
        library: The library whose dtype is looked for.
    """
    while (metadata := getattr(annotation, "__metadata__", None)) is not None:
        for item in metadata:
            if _is_dtype(item, library):
                return item
        annotation = annotation.__origin__  # type: ignore[attr-defined]  # it is `Annotated`
    inner: Any = unwrapped(annotation)
    return own_dtype_of(inner, library) if inner is not annotation else None


def _is_dtype(item: object, library: str) -> bool:
    if isinstance(item, str) and library != "pandas":
        return False
    nw = expressions_of("narwhals")
    if isinstance(item, nw.dtypes.DType) or (
        isinstance(item, type) and issubclass(item, nw.dtypes.DType)
    ):
        return True
    return installed(library) and empty_column(library, item) is not NotImplemented


def column_like(values: Any, annotation: object, library: str, name: str = "") -> Any:
    """Make a native Series of a list, with the dtype of an annotation if it has one.

    Args:
        values: A list, or a Series, which stays what it is.
        annotation: What the parameter, or the node, is annotated with.
        library: ``"polars"``, ``"pandas"`` or ``"pyarrow"``.
        name: What the column is called.
    """
    if not isinstance(values, list):
        return values
    nw = expressions_of("narwhals")
    if not values or all(value is None for value in values):
        series = nw.new_series(name, values, nw.Float64, backend=library)  # nothing says what
    else:
        series = nw.new_series(name, values, backend=library)
    return cast_to(series, own_dtype_of(annotation, library)).to_native()


def cast_to(series: Any, dtype: Any) -> Any:
    """Cast a Series of narwhals to a dtype of narwhals or of its own library; None for no cast."""
    if dtype is None:
        return series
    nw = expressions_of("narwhals")
    is_portable = isinstance(dtype, nw.dtypes.DType) or (
        isinstance(dtype, type) and issubclass(dtype, nw.dtypes.DType)
    )
    if is_portable:
        return series.cast(dtype)
    native = series.to_native()
    cast = native.astype(dtype) if series.implementation.is_pandas_like() else native.cast(dtype)
    return nw.from_native(cast, series_only=True)


def frame_like(columns: Mapping[str, Any], form: Form, library: str = "") -> Any:
    """Make a native frame of lists, lazy if an annotation asks for it.

    Args:
        columns: Lists, or Series, by name; all of the same length.
        form: What the annotation is.
        library: The library; by default that of the annotation.
    """
    library = library or library_for(form)
    nw = expressions_of("narwhals")
    series = {
        name: nw.from_native(column_like(values, None, library, name), series_only=True)
        for name, values in columns.items()
    }
    frame = nw.from_dict(series, backend=None if series else library).to_native()
    if form.lazy and form.kind is Kind.FRAME:
        return engine_of(library).lazy(frame) if library == "polars" else frame
    return frame


def lists_of(frame: Any) -> dict[str, list[Any]]:
    """List the columns of a frame; a lazy one is computed."""
    nw = expressions_of("narwhals")
    given = nw.from_native(frame)
    eager = given.collect() if isinstance(given, nw.LazyFrame) else given
    return {name: eager[name].to_list() for name in eager.columns}


def list_of(column: Any) -> list[Any]:
    """List the values of a column."""
    if isinstance(column, Sequence):
        return list(column)
    nw = expressions_of("narwhals")
    values: list[Any] = nw.from_native(column, series_only=True).to_list()
    return values
