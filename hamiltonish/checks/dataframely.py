"""dataframely: a frame of Polars validated by a schema; the library is not imported here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from hamiltonish.checks.broken import Broken
from hamiltonish.checks.rules import value_text

__all__ = ["broken", "libraries_of"]


def libraries_of(schema: Any) -> tuple[str, ...]:
    """Name the library whose frames a schema of dataframely is for; nothing if it is no such."""
    kinds = schema.__mro__ if isinstance(schema, type) else ()
    return ("polars",) if any(k.__module__.startswith("dataframely") for k in kinds) else ()


def broken(
    schema: Any, data: Any, rows_of: Callable[[Any], Iterable[Mapping[str, Any]]]
) -> Iterator[Broken]:
    """Yield each rule of the schema that fails, with rows that fail it.

    Args:
        schema: The schema, a class.
        data: An eager frame.
        rows_of: Lists the rows of a small frame, of whatever library.
    """
    try:
        _, failures = schema.filter(data)
    except Exception as error:
        if type(error).__name__ != "SchemaError":
            raise
        yield Broken("", str(error).partition("\n")[0])
        return
    details = failures.details()
    for rule, count in failures.counts().items():
        column = rule.partition("|")[0]
        rows = rows_of(details.filter(details[rule] == "invalid").head(5))
        own = ({name: row[name] for name in data.columns} for row in rows)
        shown = (value_text(row.get(column, row)) for row in own)
        yield Broken(rule.replace("|", ": "), "", count, tuple((None, text) for text in shown))
