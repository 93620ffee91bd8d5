"""Arrays, Series, frames and expressions in pieces that have codes; no library is imported.

A value is recognised by its class, and taken apart by its own methods.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from hamiltonish.fingerprints.digests import digest_of_bytes

__all__ = ["data_of"]


def data_of(value: Any) -> tuple[Any, ...] | None:
    """Take data apart; None if it is no data of a library that is known.

    Example:
        >>> import polars as pl
        >>> data_of(pl.Series("a", [1, 2])) == data_of(pl.Series("a", [1, 3]))
        False
    """
    library = type(value).__module__.partition(".")[0]
    if library not in _LIBRARIES:
        return None
    for kind in type(value).__mro__:
        take = _TAKEN.get((library, kind.__name__))
        if take is not None and kind.__module__.partition(".")[0] == library:
            return (kind.__name__, *take(value))
    return None


def _array(value: Any) -> Iterable[Any]:
    if value.dtype.hasobject:
        return (str(value.dtype), value.shape, value.tolist())
    described = str(value.dtype.descr if value.dtype.names else value.dtype.str)
    return (described, value.shape, digest_of_bytes(value.tobytes()))


def _masked(value: Any) -> Iterable[Any]:
    return (*_array(value.data), value.mask, value.fill_value)


def _scalar(value: Any) -> Iterable[Any]:
    return (value.dtype.str, value.tobytes())


# -- pandas --------------------------------------------------------------------------------------


def _pandas_frame(value: Any) -> Iterable[Any]:
    columns = [_pandas_values(value.iloc[:, position]) for position in range(value.shape[1])]
    return (*_pandas_index(value.columns), *_pandas_index(value.index), columns)


def _pandas_series(value: Any) -> Iterable[Any]:
    return (value.name, *_pandas_index(value.index), *_pandas_values(value))


def _pandas_index(value: Any) -> Iterable[Any]:
    return (list(value.names), *_pandas_values(value))


def _pandas_values(value: Any) -> tuple[Any, ...]:
    """A missing value of whatever kind is itself; categories count, used or not."""
    array = value.to_numpy()
    extra = getattr(value.dtype, "categories", None)
    categories = () if extra is None else (list(extra), value.dtype.ordered)
    return (str(value.dtype), array.tolist() if array.dtype.hasobject else array, categories)


def _pandas_scalar(value: Any) -> Iterable[Any]:
    return (str(value),)


# -- Polars --------------------------------------------------------------------------------------


def _polars_frame(value: Any) -> Iterable[Any]:
    return tuple(tuple(_polars_series(column)) for column in value.get_columns())


def _polars_series(value: Any) -> Iterable[Any]:
    dtype = value.dtype
    if not (dtype.is_numeric() or dtype.is_temporal()) or dtype.is_decimal():
        return (value.name, dtype, value.to_list())
    plain = value.to_physical()
    nulls = plain.is_null()
    filled = plain.fill_null(0) if plain.null_count() else plain
    bits = nulls.to_list() if plain.null_count() else ()
    return (value.name, dtype, digest_of_bytes(filled.to_numpy().tobytes()), bits)


def _polars_expression(value: Any) -> Iterable[Any]:
    return _polars_serialized(value.meta.serialize, str(value))


def _polars_query(value: Any) -> Iterable[Any]:
    return _polars_serialized(value.serialize, value.explain(optimized=False))


def _polars_serialized(serialize: Callable[[], bytes], text: str) -> Iterable[Any]:
    """A function of Python within would be there with file and lines; then the text has to do."""
    try:
        data = serialize()
    except Exception:  # noqa: BLE001  # what is in it may have no such form
        return (text,)
    return (text,) if b"PLPYFN" in data else (digest_of_bytes(data),)


# -- others --------------------------------------------------------------------------------------


def _arrow(value: Any) -> Iterable[Any]:
    return (str(value.schema), value.to_pydict())


def _arrow_array(value: Any) -> Iterable[Any]:
    return (str(value.type), value.to_pylist())


_LIBRARIES = frozenset({"numpy", "pandas", "polars", "pyarrow"})

_TAKEN: dict[tuple[str, str], Callable[[Any], Iterable[Any]]] = {
    ("numpy", "MaskedArray"): _masked,
    ("numpy", "ndarray"): _array,
    ("numpy", "generic"): _scalar,
    ("pandas", "DataFrame"): _pandas_frame,
    ("pandas", "Index"): _pandas_index,
    ("pandas", "NAType"): _pandas_scalar,
    ("pandas", "NaTType"): _pandas_scalar,
    ("pandas", "Series"): _pandas_series,
    ("polars", "DataFrame"): _polars_frame,
    ("polars", "Expr"): _polars_expression,
    ("polars", "LazyFrame"): _polars_query,
    ("polars", "Series"): _polars_series,
    ("pyarrow", "Array"): _arrow_array,
    ("pyarrow", "ChunkedArray"): _arrow_array,
    ("pyarrow", "Table"): _arrow,
}
