"""pandera: a frame or Series validated by a schema; the library is not imported here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from hamiltonish.checks.broken import Broken
from hamiltonish.checks.rules import value_text

__all__ = ["broken", "is_of_series", "libraries_of"]

_LIBRARIES = {"pandas", "polars"}


def libraries_of(schema: Any) -> tuple[str, ...]:
    """Name the library whose frames a schema of pandera is for; nothing if it is none of these."""
    for kind in (schema if isinstance(schema, type) else type(schema)).__mro__:
        pieces = kind.__module__.split(".")
        if pieces[:2] == ["pandera", "api"] and len(pieces) > 2 and pieces[2] in _LIBRARIES:
            return (pieces[2],)
    return ()


def is_of_series(schema: Any) -> bool:
    """Whether a schema is for a Series."""
    return any(kind.__name__ == "SeriesSchema" for kind in type(schema).__mro__)


def broken(
    schema: Any, data: Any, rows_of: Callable[[Any], Iterable[Mapping[str, Any]]]
) -> Iterator[Broken]:
    """Yield each check of the schema that fails, with the rows that pandera names.

    Args:
        schema: The schema, or a model.
        data: An eager frame, or a Series.
        rows_of: Lists the rows of a small frame, of whatever library.
    """
    try:
        schema.validate(data, lazy=True)
    except Exception as error:
        if type(error).__name__ != "SchemaErrors":
            raise
        cases: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
        for case in rows_of(error.failure_cases):  # type: ignore[attr-defined]  # it has them
            cases[f"{case['column'] or case['schema_context']}: {case['check']}"].append(case)
        for rule, found in cases.items():
            if any(_is_missing(case["index"]) for case in found):  # of the schema, not of rows
                yield Broken(rule, value_text(found[0]["failure_case"]))
                continue
            shown = tuple((c["index"], value_text(c["failure_case"])) for c in found[:5])
            yield Broken(rule, "", len({str(case["index"]) for case in found}), shown)


def _is_missing(index: Any) -> bool:
    return index is None or index != index  # noqa: PLR0124  # NaN in a frame of pandas
