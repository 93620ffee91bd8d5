"""The functions that the steps of checks call: they compute, and warn or raise of what fails."""

from __future__ import annotations

import warnings
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from hamiltonish.annotations import Kind, form_of
from hamiltonish.checks.check import Check, Importance
from hamiltonish.checks.rules import value_text
from hamiltonish.checks.schema import Schema
from hamiltonish.errors import CheckError, CheckFailure, CheckWarning
from hamiltonish.errors.tracebacks import level_of_caller
from hamiltonish.frames import engine_of, own_of, unwrapped
from hamiltonish.plan.aggregates import Aggregates, Failed, Telling, failure_of
from hamiltonish.plan.checked import Checked

__all__ = ["Examined", "examining", "examining_data"]


@dataclass(frozen=True, slots=True)
class Examined:
    """What came of some checks.

    Attributes:
        rows: How many rows were looked at; None if it is no matter of rows.
        failures: The checks that failed, of which there was a warning.
    """

    rows: int | None
    failures: tuple[CheckFailure, ...]


def examining(frames: Sequence[tuple[Checked, ...]], engine: object) -> Callable[..., Examined]:
    """Make the step that checks columns of frames, and whole frames, of a library in one query.

    Args:
        frames: For each frame, in the order of the arguments, what is checked of it.
        engine: The engine of Polars that computes the aggregates of lazy frames.
    """

    def examine(*given: Any) -> Examined:
        summaries = [Aggregates(frame, one) for frame, one in zip(given, frames, strict=True)]
        schemas = [_schemas(checked) for checked in frames]
        wholes = [frame if some else None for frame, some in zip(given, schemas, strict=True)]
        computed = _computed([*(summary.query() for summary in summaries), *wholes], engine)
        rows, wholes = computed[: len(summaries)], computed[len(summaries) :]
        failed = _read(summaries, rows, engine)
        for some, whole in zip(schemas, wholes, strict=True):
            for checked, check in some:
                failed += _broken(checked, check, whole)
        return _settled(failed, next((k.rows for k in summaries if k.rows is not None), None))

    return examine


def _read(summaries: Sequence[Aggregates], rows: Sequence[Any], engine: object) -> list[Failed]:
    """Read what was computed, look up examples of what fails, and list it."""
    for summary, row in zip(summaries, rows, strict=True):
        summary.read(row)
    examples = _computed([summary.example_query() for summary in summaries], engine)
    for summary, few in zip(summaries, examples, strict=True):
        summary.read_examples(few)
    return [one for summary in summaries for one in summary.failures()]


def _computed(queries: Sequence[Any], engine: object) -> list[Any]:
    """Compute queries, those of a library together; what is no query stays as it is."""
    results = list(queries)
    waiting: dict[str, list[int]] = defaultdict(list)
    for position, query in enumerate(queries):
        form = form_of(type(query))
        if form.lazy:
            waiting[form.library].append(position)
    for library, positions in waiting.items():
        backend: Any = engine_of(library)
        frames = [queries[position] for position in positions]
        chosen = backend.measuring_engine(frames, engine)
        done = backend.collect_all(frames, chosen)
        for position, result in zip(positions, done, strict=True):
            results[position] = result
    return results


def examining_data(checked: Checked) -> Callable[[Any], Examined]:
    """Make the step that checks a result that is there as data: a value, or a Series."""
    return partial(_examine_data, checked)


def _examine_data(checked: Checked, value: Any) -> Examined:
    form, native = form_of(type(value)), unwrapped(value)
    if form.kind is Kind.FRAME:  # of a function that says `Any`
        return examining([(checked,)], "auto")(native)
    if form.kind is Kind.COLUMN and not form.lazy:
        name = checked.node.name
        frame = engine_of(form_of(type(native)).library).frame_of({name: native}, {})
        summary = Aggregates(frame, (replace(checked, column=name),), value)
        failed = _read([summary], [summary.query()], "auto")
        for one, check in _schemas([checked]):
            failed += _broken(one, check, native)
        return _settled(failed, summary.rows)
    return _settled(list(_value_failures(checked, value)), None)


def _value_failures(checked: Checked, value: Any) -> Iterator[Failed]:
    for check in checked.checks:
        with Telling(checked.node, check):
            problem = check.rule.problem(value)
        if problem:
            yield failure_of(checked.node, check, problem, examples=((None, value_text(value)),))


# -- schemas -------------------------------------------------------------------------------------


def _schemas(checked: Iterable[Checked]) -> list[tuple[Checked, Check]]:
    return [(one, c) for one in checked for c in one.checks if isinstance(c.rule, Schema)]


def _broken(checked: Checked, check: Check, data: Any) -> Iterator[Failed]:
    """Let a schema say what an eager frame, or a Series, breaks of it."""
    rule: Any = check.rule
    own = own_of(form_of(type(data)).library)
    with Telling(checked.node, check):
        portable: Any = engine_of("narwhals")
        found = rule.broken(data if own is None else own(data), portable.rows_of)
    for one in found:
        rows = None if one.failing is None else len(data)
        facts = {"failing": one.failing, "rows": rows, "examples": one.examples}
        yield failure_of(checked.node, check, one.problem, part=one.rule, **facts)


# -- what comes of it ----------------------------------------------------------------------------


def _settled(failed: Sequence[Failed], rows: int | None) -> Examined:
    """Warn of the checks that failed, or raise the error for them."""
    by_importance: dict[Importance, list[CheckFailure]] = defaultdict(list)
    for check, failure in failed:
        by_importance[check.importance].append(failure)
    told = tuple(by_importance[Importance.WARN])
    if told:
        warnings.warn(CheckWarning(told), stacklevel=level_of_caller())
    if by_importance[Importance.FAIL]:
        raise CheckError(tuple(by_importance[Importance.FAIL]))
    return Examined(rows, told)
