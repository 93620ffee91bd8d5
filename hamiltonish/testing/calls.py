"""One transform by itself: a plain call with small literal inputs, and what it must give."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from hamiltonish.annotations import Kind, form_of, is_scalar, type_text
from hamiltonish.errors import UnknownInputError
from hamiltonish.errors.text import closest, counted
from hamiltonish.errors.tracebacks import tidy
from hamiltonish.frames import engine_of, expression_engine_of, expressions_of, unwrapped
from hamiltonish.node import MISSING, Node
from hamiltonish.rows.scalars import admits_none
from hamiltonish.signatures import node_of, plain_function
from hamiltonish.testing.cells import Words, is_expected, same_cells, table
from hamiltonish.testing.literals import (
    column_like,
    frame_like,
    is_rows,
    library_for,
    list_of,
    lists_of,
)

__all__ = ["case", "cases"]


def case(
    fn: Callable[..., Any],
    inputs: Mapping[str, Any],
    expected: Any,
    *,
    tolerance: float = 1e-6,
    dtype: Any = None,
) -> None:
    """Call one function with literal inputs, and compare what it gives.

    A list stands for a column, a dict of lists for a frame, and all else for itself; the
    annotations of the function say of which library. A function with modifiers is called as it is
    written, with its own parameters.

    Args:
        fn: The function: of expressions, Series, frames, plain values, or of one row.
        inputs: A literal for each parameter.
        expected: A list for a column, a dict of lists for a frame, or a value; a value is also
            what an expression gives that is the same for all rows.
        tolerance: By how much floats may differ, as a share of the larger. An expected float that
            is written with five digits or more need agree with those only: 370.04 is what
            370.044053 is rounded to.
        dtype: The dtype that the column must have, of its own library, if that matters.

    Raises:
        AssertionError: If it gives anything else; the rows that differ are shown.
        UnknownInputError: If the function has no such parameter.
        Exception: Whatever the function raises.

    Example:
        >>> import polars as pl
        >>> def speed(distance: pl.Expr, air_time: pl.Expr) -> pl.Expr:
        ...     return distance / air_time * 60
        >>> case(speed, {"distance": [1400, 1089], "air_time": [227, None]}, [370.044053, None])
        >>> def is_late(arr_delay: float | None) -> bool | None:
        ...     return None if arr_delay is None else arr_delay > 15
        >>> case(is_late, {"arr_delay": 20.0}, True)
        >>> case(is_late, {"arr_delay": [20.0, None]}, [True, None])
    """
    __tracebackhide__ = True
    with tidy:
        if not callable(fn) or not hasattr(plain_function(fn), "__code__"):
            raise TypeError(f"`case` takes a function that is written in Python, not {fn!r}.")
        node = node_of(fn, {})
        _check_names(node, inputs)
        got = _called(node, dict(inputs), is_rows(expected))
        problem = _problem(got, expected, inputs, tolerance)
        if not problem and dtype is not None:
            found = getattr(got, "dtype", None)
            problem = [] if found == dtype else [f"dtype: {found}", f"expected: {dtype}"]
        if problem:
            raise AssertionError(_worded(node, problem))


def cases(
    fn: Callable[..., Any],
    *several: tuple[Mapping[str, Any], Any],
    tolerance: float = 1e-6,
) -> None:
    """Check several cases of one function, and tell of all that fail.

    Args:
        fn: The function.
        several: Pairs of inputs and what is expected, as for `case`.
        tolerance: As for `case`.

    Raises:
        AssertionError: If any fails.

    Example:
        >>> def tax(price: float, rate: float = 0.2) -> float:
        ...     return price * rate
        >>> cases(tax, ({"price": 50.0}, 10.0), ({"price": 50.0, "rate": 0.0}, 0.0))
    """
    __tracebackhide__ = True
    with tidy:
        failures = []
        for number, (inputs, expected) in enumerate(several, 1):
            try:
                case(fn, inputs, expected, tolerance=tolerance)
            except AssertionError as error:
                failures.append(f"case {number} of {len(several)}: {error}")
        if failures:
            raise AssertionError("\n".join(failures))


def _check_names(node: Node, inputs: Mapping[str, Any]) -> None:
    known = tuple(parameter.name for parameter in node.parameters)
    unknown = tuple(name for name in inputs if name not in known)
    if unknown:
        raise UnknownInputError(unknown, closest(unknown[0], known), known, ())


# -- calling -------------------------------------------------------------------------------------


def _called(node: Node, inputs: dict[str, Any], by_row: bool) -> Any:
    """Call the function, with literals as its annotations ask."""
    scalars = all(is_scalar(p.type) for p in node.parameters) and is_scalar(node.type)
    if scalars and any(is_rows(value) for value in inputs.values()):
        return _each_row(node, inputs)
    form = form_of(node.type)
    if form.kind is Kind.COLUMN and form.lazy:
        return _expression(node, inputs, by_row)
    return _call(node, {p.name: _literal(p.type, inputs[p.name]) for p in _given(node, inputs)})


def _given(node: Node, inputs: Mapping[str, Any]) -> list[Any]:
    """List the parameters for which something is given; the function says what it misses."""
    return [parameter for parameter in node.parameters if parameter.name in inputs]


def _call(node: Node, arguments: Mapping[str, Any]) -> Any:
    function: Any = node.function
    positional = []
    for parameter in node.parameters:
        if parameter.keyword_only or parameter.name not in arguments:
            break
        positional.append(parameter.name)
    named = {name: value for name, value in arguments.items() if name not in positional}
    return function(*(arguments[name] for name in positional), **named)


def _literal(annotation: object, value: Any) -> Any:
    """Make what a parameter takes of a literal."""
    form = form_of(annotation)
    if form.kind is Kind.COLUMN and isinstance(value, list):
        native = column_like(value, annotation, library_for(form))
    elif form.kind is Kind.FRAME and isinstance(value, Mapping):
        native = frame_like(value, form)
    else:
        return value
    if form.library != "narwhals":
        return native
    nw = expressions_of("narwhals")
    made = nw.from_native(native, allow_series=True)
    return made.lazy() if form.lazy and form.kind is Kind.FRAME else made


def _each_row(node: Node, inputs: Mapping[str, Any]) -> list[Any]:
    """Call a function of one row for each row of lists, as it is lifted: strict ones skip nulls."""
    columns = {name: list_of(value) for name, value in inputs.items() if is_rows(value)}
    strict = [p.name for p in node.parameters if not admits_none(p.type)]
    results = []
    for cells in zip(*columns.values(), strict=True):
        row = {**inputs, **dict(zip(columns, cells, strict=True))}
        is_null = any(row.get(name, MISSING) is None for name in strict)
        try:
            results.append(None if is_null else _call(node, row))
        except Exception as error:
            given = ", ".join(f"{name}={value!r}" for name, value in row.items())
            error.add_note(f"while calling it for row {len(results)}: {given}")
            raise
    return results


def _expression(node: Node, inputs: Mapping[str, Any], by_row: bool) -> Any:
    """Compute an expression on a frame of the inputs, as a layer does."""
    form = form_of(node.type)
    library = library_for(form)
    engine = expression_engine_of(form.library)
    columns, arguments = {}, {}
    for parameter in _given(node, inputs):
        name, value = parameter.name, inputs[parameter.name]
        taken = form_of(parameter.type)
        if taken.kind is Kind.COLUMN and is_rows(value):
            columns[name] = column_like(value, parameter.type, library, name)
            arguments[name] = engine.expression(name)
        else:
            arguments[name] = _literal(parameter.type, value)
    if not columns:  # an expression of values alone
        columns = {"(none)": column_like([0], None, library)}
    result = _call(node, arguments)
    frame = engine_of(library).frame_of(columns, {})
    made = engine.layer(frame, [_RESULT], [result], tuple(columns))
    series = engine_of(library).column(made, _RESULT)
    if by_row:
        return series
    values = list_of(series)
    is_one = bool(values) and all(same_cells(value, values[0], 0.0) for value in values)
    return values[0] if is_one else series


_RESULT = "(result)"

# -- comparing -----------------------------------------------------------------------------------


def _problem(got: Any, expected: Any, inputs: Mapping[str, Any], tolerance: float) -> list[str]:
    """Say what differs, in lines; none if nothing does."""
    form = form_of(type(got))
    if form.kind is Kind.FRAME and isinstance(expected, Mapping):
        return _frame_problem(lists_of(unwrapped(got)), dict(expected), tolerance)
    if (is_rows(got) and isinstance(expected, (list, tuple))) or (
        is_rows(got) and is_rows(expected)
    ):
        return _rows_problem(got, list_of(expected), inputs, tolerance)
    if is_expected(got, expected, tolerance):
        return []
    if is_rows(got):
        got = Words(f"a column, {list_of(unwrapped(got))}")
    head = ["", *inputs, "expected", "got"]
    return [line.strip() for line in table(head, [("", *inputs.values(), expected, got)])]


def _frame_problem(got: dict[str, Any], expected: dict[str, Any], tolerance: float) -> list[str]:
    if list(got) != list(expected):
        return [f"columns: {', '.join(got)}", f"expected: {', '.join(expected)}"]
    for name, values in expected.items():
        if lines := _rows_problem(got[name], list_of(values), {}, tolerance):
            return [f"column `{name}`", *lines]
    return []


def _rows_problem(
    got: Any, expected: Sequence[Any], inputs: Mapping[str, Any], tolerance: float
) -> list[str]:
    cells = list_of(unwrapped(got))
    if len(cells) != len(expected):
        return [f"it gives {counted(len(cells), 'row')}, expected are {len(expected):,}"]
    library = form_of(type(unwrapped(got))).library
    differing = [
        i
        for i, pair in enumerate(zip(cells, expected, strict=True))
        if not is_expected(*pair, tolerance, nan_is_null=library == "pandas")
    ]
    if not differing:
        return []
    columns = {name: list_of(v) for name, v in inputs.items() if is_rows(v)}
    columns = {name: values for name, values in columns.items() if len(values) == len(cells)}
    head = ["row", *columns, "expected", "got"]
    rows = [(str(i), *(c[i] for c in columns.values()), expected[i], cells[i]) for i in differing]
    others = {name: value for name, value in inputs.items() if name not in columns}
    facts = [f"with {', '.join(f'{name}={value!r}' for name, value in others.items())}"]
    dtype = getattr(unwrapped(got), "dtype", None) or getattr(unwrapped(got), "type", None)
    kind = [f"dtype: {dtype}"] if dtype is not None else []
    return [*table(head, rows), *(facts if others else []), *kind]


def _worded(node: Node, problem: Sequence[str]) -> str:
    returns = f" -> {type_text(node.type)}"
    lines = [f"{node.place}{returns} does not give what is expected."]
    return "\n".join([*lines, *(f"  {line}" for line in problem)])
