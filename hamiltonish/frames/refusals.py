"""What an engine says that it cannot do, told from all other errors."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from hamiltonish.annotations import Form

__all__ = ["refusal_of", "refuse_mixed_rows", "title_of"]

_TITLES = {
    "dask": "Dask",
    "duckdb": "DuckDB",
    "ibis": "Ibis",
    "polars": "Polars",
    "pyarrow": "PyArrow",
    "pyspark": "PySpark",
    "sqlframe": "SQLFrame",
}


def title_of(form: Form) -> str:
    """Name an engine as one writes it.

    Example:
        >>> from hamiltonish.annotations import Kind
        >>> title_of(Form(Kind.FRAME, "duckdb", True)), title_of(Form(Kind.FRAME, "polars", True))
        ('DuckDB', 'lazy Polars')
    """
    title = _TITLES.get(form.library, form.library)
    return f"lazy {title}" if form.lazy and form.library == "polars" else title


_IBIS_REFUSALS = frozenset({"OperationNotDefinedError", "UnsupportedOperationError"})
_NARWHALS_REFUSES = re.compile(
    r"not supported .*(LazyFrame|backend|Backend)|Non-trivial complex aggregation"
)
_SPARK_REFUSES = re.compile(r"\[[A-Z_.]*UNSUPPORTED|\[[A-Z_.]*NOT_SUPPORTED")


def refusal_of(error: Exception) -> str:
    """Tell in a line what an engine says that it cannot do; empty for any other error.

    narwhals and the engines raise `NotImplementedError`, or their own errors with such a text. An
    error that a function of the user's raises while it is called by an engine is none of these,
    and neither is that of PyArrow, which is about the types of the data.
    """
    kind = type(error)
    refused = (
        (isinstance(error, NotImplementedError) and not kind.__module__.startswith("pyarrow"))
        or (kind.__module__.startswith("ibis.") and kind.__name__ in _IBIS_REFUSALS)
        or (kind.__module__.startswith("pyspark.") and _SPARK_REFUSES.match(str(error)))
        or (isinstance(error, (TypeError, ValueError)) and _NARWHALS_REFUSES.search(str(error)))
    )
    traceback = error.__traceback__
    while traceback is not None and traceback.tb_next is not None:
        traceback = traceback.tb_next
    root = traceback.tb_frame.f_globals.get("__name__", "") if traceback is not None else ""
    if not refused or str(root).partition(".")[0] not in _RAISING:
        return ""
    return str(error).strip().partition("\n")[0] or kind.__name__


_RAISING = frozenset({*_TITLES, "_duckdb", "hamiltonish", "modin", "narwhals", "pandas"})


def refuse_mixed_rows(frame: Any, columns: Iterable[Any]) -> None:
    """Refuse what narwhals lets pass, though the engine puts the cells into wrong rows.

    Dask puts columns together by labels of the index, which may be in several partitions. PyArrow
    gives aggregates of groups in the order in which it sorted the rows.
    """
    if frame.implementation.is_pyarrow():
        pattern, text = _SORTED_GROUPS, "with groups and `order_by`"
    elif frame.implementation.is_dask() and _repeats_labels(frame.to_native()):
        pattern, text = _BY_INDEX, "on several partitions without known divisions"
    else:
        return
    for column in columns:
        if found := pattern.search(repr(column)):
            raise NotImplementedError(f"`{found[1]}` {text} would mix rows.")


def _repeats_labels(frame: Any) -> bool:
    return frame.npartitions > 1 and not frame.known_divisions


_BY_INDEX = re.compile(r"\b(over|is_unique|is_duplicated|(?:max|min|mean|sum)_horizontal)\(")
_SORTED_GROUPS = re.compile(r"\.(over)\(partition_by=\[[^]]+\], order_by=\[[^]]+\]\)")
