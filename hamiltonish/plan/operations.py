"""The functions that steps call: each is made at planning, and knows nothing of slots."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import pairwise
from typing import Any

from hamiltonish.annotations import Form, Kind, form_of, is_instance, type_text
from hamiltonish.bindings import bound
from hamiltonish.errors import (
    AmbiguousColumnError,
    MissingColumnError,
    NotAColumnError,
    ResultTypeError,
    RowsMismatchError,
    UnsupportedError,
)
from hamiltonish.errors.text import closest, counted
from hamiltonish.frames import Engine, engine_of, expression_engine_of, is_plain, unwrapped
from hamiltonish.frames.refusals import refusal_of, title_of
from hamiltonish.node import Node
from hamiltonish.plan.engines import Choice

__all__ = [
    "Output",
    "add",
    "adding",
    "assemble",
    "assembling",
    "attach",
    "attaching",
    "calling",
    "choose",
    "collect",
    "collect_result",
    "collected",
    "collecting",
    "finish",
    "finishing",
    "take",
    "taking",
    "widen",
    "widening",
]

Operation = Callable[..., Any]
Output = Node
"""A node that is asked for, or one made up for a column that is only passed through."""


def calling(
    node: Node, *, same_rows: tuple[int, ...] = (), columns: tuple[str, ...] = ()
) -> Operation:
    """Make the call of a user's function by position, with the checks that a plan counts on.

    Args:
        node: The function's node.
        same_rows: The positions of Series that must have the same rows.
        columns: The columns that a frame must have, because they are extracted from it.
    """
    function: Operation = node.function  # type: ignore[assignment]  # a call has a function
    if node.arguments:
        function = bound(function, node.arguments)
    elif by_keyword := tuple(p.argument or p.name for p in node.parameters if p.keyword_only):
        function = partial(_by_keyword, function, by_keyword)
    if same_rows:
        function = partial(_checked, function, node, same_rows)
    if form_of(node.type).kind is Kind.FRAME:
        function = partial(_framed, function, node, columns)
    return function


def _by_keyword(function: Operation, names: tuple[str, ...], *arguments: Any) -> Any:
    split = len(arguments) - len(names)
    return function(*arguments[:split], **dict(zip(names, arguments[split:], strict=True)))


def _checked(function: Operation, node: Node, positions: tuple[int, ...], *arguments: Any) -> Any:
    series = [(f"`{node.parameters[i].name}`", arguments[i]) for i in positions]
    check_rows(series, needed_by=node.place)
    return function(*arguments)


def _framed(function: Operation, node: Node, columns: tuple[str, ...], *arguments: Any) -> Any:
    """Call a function whose result the plan counts on to be the frame that it says."""
    frame = function(*arguments)
    said, came = form_of(node.type), form_of(type(frame))
    if came != said and not (came.kind is Kind.FRAME and is_instance(frame, node.type)):
        raise result_error(node, frame, "" if frame is None else "correct the annotation.")
    if columns:
        known = engine_of(came.library).column_names(frame)
        missing = tuple(column for column in columns if column not in known)
        if missing:
            raise MissingColumnError(missing, node.place, known, closest(missing[0], known))
        if len(known) != len(set(known)):
            _refuse_repeated(node, columns, known)
    return frame


def _refuse_repeated(node: Node, columns: tuple[str, ...], known: tuple[str, ...]) -> None:
    """Refuse a column to be extracted that a frame, of pandas, has several times."""
    for column in columns:
        if known.count(column) > 1:
            raise AmbiguousColumnError(column, (node.name,), (node.place,))


def check_rows(series: list[tuple[str, Any]], *, needed_by: str = "") -> None:
    """Compare the rows of Series that are put together.

    Args:
        series: Pairs of a description and a Series or eager frame; others are passed over.
        needed_by: Who puts them together, for the error.

    Raises:
        RowsMismatchError: If two differ in length or, for pandas, in index.
    """
    known = [(text, unwrapped(s)) for text, s in series if _has_rows(s)]
    for (first, left), (second, right) in pairwise(known):
        library = form_of(type(left)).library
        if library != form_of(type(right)).library:
            continue
        engine = engine_of(library)
        if problem := engine.rows_problem(left, right):
            rows = engine.rows_text(left), engine.rows_text(right)
            raise RowsMismatchError(first, rows[0], second, rows[1], problem, needed_by)


def _has_rows(value: object) -> bool:
    form = form_of(type(value))
    return form.kind is not Kind.VALUE and not form.lazy


def _is_series(value: object) -> bool:
    return _has_rows(value) and form_of(type(value)).kind is Kind.COLUMN


# -- columns of frames ---------------------------------------------------------------------------


def choose(engine: Engine, names: Mapping[str, str], frame: Any) -> Any:
    """Take some columns of a frame."""
    return engine.select(frame, names)


def taking(engine: Engine, column: str) -> Operation:
    """Make the step that takes a column of an eager frame."""
    return partial(take, engine, column)


def take(engine: Engine, column: str, frame: Any) -> Any:
    """Take a column of an eager frame."""
    return engine.column(frame, column)


def adding(
    engine: Engine, nodes: tuple[tuple[str, Node], ...], kept: tuple[str, ...] | None
) -> Operation:
    """Make the step that puts a layer of expressions on a frame.

    Args:
        engine: The library of the expressions.
        nodes: Pairs of a column and its node.
        kept: The columns of the frame that are read later; None to keep all.
    """
    return partial(add, engine, nodes, kept)


def add(
    engine: Engine,
    nodes: tuple[tuple[str, Node], ...],
    kept: tuple[str, ...] | None,
    frame: Any,
    *expressions: Any,
) -> Any:
    """Put a layer of expressions on a frame."""
    for (_, node), expression in zip(nodes, expressions, strict=True):
        if not engine.is_expression(expression):
            raise result_error(node, expression)
    names = tuple([name for name, _ in nodes])
    if frame is None:  # expressions that read nothing, and no frame to put them on
        return engine.frame_of({}, dict(zip(names, expressions, strict=True)))
    try:
        return engine.layer(frame, names, expressions, kept)
    except Exception as error:
        if reason := refusal_of(error):
            node, reason = _refused(engine, frame, nodes, expressions) or (nodes[0][1], reason)
            raise unsupported(node, form_of(type(unwrapped(frame))), reason) from None
        raise


def _refused(
    engine: Engine, frame: Any, nodes: tuple[tuple[str, Node], ...], expressions: tuple[Any, ...]
) -> tuple[Node, str] | None:
    """Find the first column of a layer that an engine cannot compute, and what it says."""
    for (name, node), expression in zip(nodes, expressions, strict=True):
        try:
            engine.layer(frame, [name], [expression])
        except Exception as error:  # noqa: BLE001  # the error of the whole layer is being raised
            if reason := refusal_of(error):
                return node, reason
    return None


def unsupported(node: Node, form: Form, reason: str) -> UnsupportedError:
    """Word the error for an expression that an engine cannot compute."""
    hint = next((hint for text, hint in _WAYS.items() if text in reason), _WAY_ELSEWHERE)
    return UnsupportedError(node.place, title_of(form), reason, hint)


_WAYS = {
    "rder-dependent": "say in which order: `.over(order_by=…)`.",
    "known divisions": "`set_index` to a sorted column, or `repartition(npartitions=1)`.",
    "default pandas backend": "give the frame `.convert_dtypes(dtype_backend='pyarrow')`.",
}
_WAY_ELSEWHERE = "compute it on another engine, or in a frame function with what this one has."


def attaching(library: str, names: tuple[str, ...]) -> Operation:
    """Make the step that puts Series into a frame; where there is none, they make one."""
    return partial(attach, library, names)


def attach(library: str, names: tuple[str, ...], frame: Any, rows: Any, *series: Any) -> Any:
    """Put Series into a frame, or make one of them."""
    native = [unwrapped(one) for one in series]
    rows = frame if rows is None and _has_rows(frame) else rows
    if rows is not None:
        for name, one in zip(names, native, strict=True):
            check_rows([("the frame", rows), (f"`{name}`", one)])
    if frame is not None:
        _refuse_single_row(frame, names, native)
        return expression_engine_of(library).layer(frame, names, native)
    check_rows([(f"`{name}`", one) for name, one in zip(names, native, strict=True)])
    return engine_of(library).frame_of(dict(zip(names, native, strict=True)), {})


def _refuse_single_row(frame: Any, names: tuple[str, ...], series: list[Any]) -> None:
    """Refuse a Series of one row for a lazy frame of more: the engine would repeat it."""
    single = [(name, one) for name, one in zip(names, series, strict=True) if len(one) == 1]
    form = form_of(type(frame))
    if not single or not form.lazy:
        return
    engine = engine_of(form.library)
    rows = engine.count_rows(frame)
    if rows != 1:
        name, one = single[0]
        text = counted(rows, "row")
        problem = "they have different lengths"
        raise RowsMismatchError("the frame", text, f"`{name}`", engine.rows_text(one), problem)


def collecting(
    engine: Engine, taken: Sequence[Mapping[str, str] | None], choice: Choice
) -> Operation:
    """Make the step that computes some columns of lazy frames.

    Args:
        engine: The library whose frames they are.
        taken: For each frame, how the columns of the result map to its own; None for all of it.
        choice: The engine of Polars that is to do it.

    Returns:
        A step of the frames and, for each, of the eager frame below it, or None. It gives the
        frame, or a tuple of frames if there are several.
    """
    return partial(collect, engine, tuple(taken), choice)


def collect(
    engine: Engine, taken: Sequence[Mapping[str, str] | None], choice: Choice, *arguments: Any
) -> Any:
    """Compute some columns of lazy frames."""
    frames, eager = arguments[: len(taken)], arguments[len(taken) :]
    queries = [
        frame if names is None else engine.select(frame, names)
        for frame, names in zip(frames, taken, strict=True)
    ]
    if len(queries) == 1:
        return engine.collect(queries[0], choice.given(eager))
    return engine.collect_all(queries, choice.given(eager))


def widening(engine: Engine, names: Mapping[str, str]) -> Operation:
    """Make the step that gives a frame some of its computed columns, and no others.

    Args:
        engine: The library whose frame it is.
        names: Maps the name of each computed column to its name in the frame with layers.
    """
    return partial(widen, engine, names)


def widen(engine: Engine, names: Mapping[str, str], frame: Any, state: Any) -> Any:
    """Give a frame some of its computed columns."""
    own = {name: name for name in engine.column_names(frame)}
    return engine.select(state, {**own, **names})


def collected(engine: Engine, operation: Operation, choice: Choice) -> Operation:
    """Make a step that computes the lazy frame that another one gives.

    Its first argument is the eager frame below it, or None.
    """
    return partial(collect_result, engine, operation, choice)


def collect_result(
    engine: Engine, operation: Operation, choice: Choice, eager: Any, *arguments: Any
) -> Any:
    """Compute the lazy frame that a step gives."""
    return engine.collect(operation(*arguments), choice.given([eager]))


# -- results -------------------------------------------------------------------------------------


def result_error(node: Node, value: object, hint: str = "") -> ResultTypeError:
    """Word the error for a function that returned something other than it says."""
    if value is not None and form_of(type(value)).kind is Kind.VALUE and not hint:
        hint = "return a Series or an expression, not bare data."
    returned = "None" if value is None else type_text(type(value))
    return ResultTypeError(node.name, node.place, type_text(node.type), returned, hint)


def finishing(
    engine: Engine,
    attached: tuple[tuple[str, Output], ...],
    names: Mapping[str, str],
    choice: Choice | None,
) -> Operation:
    """Make the step that ends a plan on a frame with layers: one `select` of what was asked for.

    Args:
        engine: The library whose frame it is.
        attached: Outputs that come as data, Series and values to be broadcast, with the names of
            their columns in the frame.
        names: Maps each column's name in the result to its name in the frame.
        choice: The engine of Polars that computes the result; None to leave it lazy.

    Returns:
        A step of the frame with layers, the eager frame below it, or None, and the data.
    """
    return partial(finish, engine, attached, names, choice)


def finish(
    engine: Engine,
    attached: tuple[tuple[str, Output], ...],
    names: Mapping[str, str],
    choice: Choice | None,
    frame: Any,
    eager: Any,
    *data: Any,
) -> Any:
    """Take from a frame with layers what was asked for."""
    if attached:
        pairs = zip(attached, data, strict=True)
        columns = [_as_column(engine, node, value) for (_, node), value in pairs]
        frame = engine.layer(frame, [name for name, _ in attached], columns)
    frame = engine.select(frame, names)
    if choice is None:
        return engine.resolved(frame)
    return engine.collect(frame, choice.given([eager]))


def _as_column(engine: Engine, node: Output, value: Any) -> Any:
    if form_of(node.type).kind is Kind.COLUMN or _is_series(value):
        _require_series(node, value)
        return unwrapped(value)
    return engine.literal(_plain(node, value))


def assembling(library: str, outputs: tuple[Output, ...], *, lazy: bool) -> Operation:
    """Make the step that puts Series and values together into an eager frame.

    Args:
        library: The library of the frame.
        outputs: The nodes, in the order of the arguments.
        lazy: Whether the frame is to be made lazy again, because a lazy one went in.
    """
    return partial(assemble, library, outputs, lazy)


def assemble(library: str, outputs: tuple[Output, ...], lazy: bool, *data: Any) -> Any:
    """Put Series and values together into an eager frame."""
    engine = engine_of(library)
    columns: dict[str, Any] = {}
    values: dict[str, object] = {}
    for node, value in zip(outputs, data, strict=True):
        if form_of(node.type).kind is Kind.COLUMN or _is_series(value):
            _require_series(node, value)
            columns[node.column_name] = unwrapped(value)
        else:
            values[node.column_name] = _plain(node, value)
    check_rows([(_titled(n), columns[n.column_name]) for n in outputs if n.column_name in columns])
    frame = engine.frame_of(columns, values)
    if columns and values:
        frame = engine.select(frame, {n.column_name: n.column_name for n in outputs})
    return engine.lazy(frame) if lazy else frame


def _titled(node: Output) -> str:
    return f"`{node.name}` ({node.location})" if node.location else f"`{node.name}`"


def _require_series(node: Output, value: object) -> None:
    """Refuse what is no Series, and a Series of another library than the function says."""
    if not _is_series(value):
        raise result_error(node, value)
    said, came = form_of(node.type), form_of(type(value))
    if said.kind is Kind.COLUMN and node.function and said.library != came.library:
        raise result_error(node, value, "correct the annotation.")


def _plain(node: Output, value: object) -> object:
    if not is_plain(value):
        raise NotAColumnError(node.name, node.place, type_text(type(value)))
    return value
