"""Laws of columns: that a row does not depend on others, and that the order does not count."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from hamiltonish.annotations import Kind
from hamiltonish.driver import Driver
from hamiltonish.errors.text import counted
from hamiltonish.errors.tracebacks import tidy
from hamiltonish.plan.request import Outputs
from hamiltonish.testing.cells import Words
from hamiltonish.testing.outcomes import (
    Difference,
    Outcome,
    fault,
    first_difference,
    names_of,
    outcomes,
    same_outcomes,
)
from hamiltonish.testing.rows import Rows
from hamiltonish.testing.silence import not_of_speed

__all__ = ["assert_order_free", "assert_row_local"]

_MOST_SINGLE = 40
"""How many rows are computed each by itself; of more, some all over the frame."""


def assert_row_local(
    driver: Driver,
    outputs: Outputs,
    inputs: Any,
    *,
    overrides: Mapping[str, Any] | None = None,
    rows_of: str | None = None,
    tolerance: float = 1e-9,
) -> None:
    """Check that each row of columns depends on nothing but the same row of the inputs.

    The rows are computed all together, in two halves, in other orders, and one by one.

    Args:
        driver: The driver.
        outputs: Names of nodes, or functions; all of them columns.
        inputs: As for `Driver.execute`.
        overrides: As for `Driver.execute`; Series as long as the inputs go with their rows.
        rows_of: The input frame whose rows are meant, if there are several.
        tolerance: By how much floats may differ, as a share of the larger.

    Raises:
        AssertionError: If a row depends on others; the smallest frame that shows it is in the text.
        WhichRowsError: If it is not clear whose rows are meant.

    Example:
        >>> import polars as pl
        >>> import hamiltonish as hm
        >>> def share(spend: pl.Expr) -> pl.Expr:
        ...     return spend / spend.sum()
        >>> frame = pl.DataFrame({"spend": [1.0, 3.0, 4.0]})
        >>> assert_row_local(hm.Driver(share), "share", frame)
        Traceback (most recent call last):
        AssertionError: `share` is not row-local: a row has another value without the others.
          smallest frame: 2 of 3 rows
          row  spend  together  one by one
          0    1.0    0.25      1.0
          1    3.0    0.75      1.0
        Hint: what depends on the whole table is no feature of one record; `freeze` can fix it.
    """
    __tracebackhide__ = True
    with tidy, not_of_speed():
        names = names_of(driver, outputs)
        rows = Rows.of(inputs, overrides, rows_of)

        def find(some: list[int]) -> Difference | None:
            whole = outcomes(driver, names, rows, some)
            for name, outcome in whole.items():
                if problem := _not_a_column(name, outcome, len(some)):
                    return problem
            for title, parts in _parts(len(some)):
                found = [
                    outcomes(driver, names, rows, [some[i] for i in part]) if part else None
                    for part in parts
                ]
                for name, outcome in whole.items():
                    cells = _together(name, parts, found, outcome)
                    nulls = outcome.nan_is_null
                    if first_difference(outcome.cells, cells, tolerance, nan_is_null=nulls) is None:
                        continue
                    what = f"`{name}` is not row-local: a row has another value {_WITHOUT[title]}."
                    return Difference(name, what, outcome.cells, cells, ("together", title))
            return None

        if text := fault(driver, rows, find, _FREEZE):
            raise AssertionError(text)


_FREEZE = "what depends on the whole table is no feature of one record; `freeze` can fix it."
_WITHOUT = {
    "in halves": "without the others",
    "one by one": "without the others",
    "backwards": "in another order",
    "shuffled": "in another order",
}


def _not_a_column(name: str, outcome: Outcome, count: int) -> Difference | None:
    """Say why an output has no rows that could be told apart."""
    if outcome.kind is not Kind.COLUMN:
        kind = "one value for all rows" if outcome.kind is Kind.VALUE else "a frame of its own"
        return Difference(name, f"`{name}` is not row-local: it is {kind}.")
    if len(outcome.cells) != count:
        given = f"{counted(len(outcome.cells), 'row')} for {counted(count, 'row')}"
        return Difference(name, f"`{name}` is not row-local: it gives {given}.")
    return None


def _parts(count: int) -> Iterator[tuple[str, list[list[int]]]]:
    """Yield ways to take the rows apart; those that find most faults with fewest rows first."""
    whole = list(range(count))
    step = -(-count // _MOST_SINGLE) or 1
    yield "one by one", [[row] for row in whole[::step]]
    yield "in halves", [whole[: count // 2], whole[count // 2 :]]
    yield "backwards", [whole[::-1]]
    yield "shuffled", [random.Random(count).sample(whole, count)]  # noqa: S311  # no secret


def _together(
    name: str,
    parts: Sequence[Sequence[int]],
    found: Sequence[Mapping[str, Outcome] | None],
    whole: Outcome,
) -> tuple[Any, ...]:
    """Put the cells of parts where their rows are; rows in no part keep what they have."""
    cells = list(whole.cells)
    for part, outcome in zip(parts, found, strict=True):
        if outcome is None:
            continue
        own = outcome[name].cells
        for position, row in enumerate(part):
            fits = outcome[name].kind is Kind.COLUMN and len(own) == len(part)
            cells[row] = own[position] if fits else Words(f"{len(own)} cells for {len(part)} rows")
    return tuple(cells)


def assert_order_free(
    driver: Driver,
    outputs: Outputs,
    inputs: Any,
    *,
    overrides: Mapping[str, Any] | None = None,
    rows_of: str | None = None,
    tolerance: float = 1e-9,
) -> None:
    """Check that the order of the rows does not count: shuffled rows give shuffled results.

    A column with a row for each of the inputs must have the same cells in the new order; a frame,
    or a column with other rows, the same rows in any order; a value must be the same.

    Args:
        driver: The driver.
        outputs: Names of nodes, or functions.
        inputs: As for `Driver.execute`.
        overrides: As for `Driver.execute`; Series as long as the inputs go with their rows.
        rows_of: The input frame whose rows are meant, if there are several.
        tolerance: By how much floats may differ, as a share of the larger.

    Raises:
        AssertionError: If the order counts; the smallest frame that shows it is in the text.
        WhichRowsError: If it is not clear whose rows are meant.

    Example:
        >>> import polars as pl
        >>> import hamiltonish as hm
        >>> def last(spend: pl.Expr) -> pl.Expr:
        ...     return spend.shift(1)
        >>> frame = pl.DataFrame({"spend": [1.0, 3.0, 4.0]})
        >>> assert_order_free(hm.Driver(last), "last", frame)
        Traceback (most recent call last):
        AssertionError: `last` depends on the order of the rows.
          smallest frame: 2 of 3 rows
          row  spend  in order  backwards
          0    1.0    null      3.0
          1    3.0    1.0       null
        Hint: sort inside of the function, `.over(…, order_by=…)`, or tell who calls it.
    """
    __tracebackhide__ = True
    with tidy, not_of_speed():
        names = names_of(driver, outputs)
        rows = Rows.of(inputs, overrides, rows_of)

        def find(some: list[int]) -> Difference | None:
            whole = outcomes(driver, names, rows, some)
            for title, order in _orders(len(some)):
                found = outcomes(driver, names, rows, [some[i] for i in order])
                for name, outcome in whole.items():
                    other = _in_place(found[name], order)
                    one = outcome
                    if outcome.kind is not Kind.COLUMN or len(outcome.cells) != len(some):
                        one, other = _sorted(outcome), _sorted(found[name])
                    if not same_outcomes(one, other, tolerance):
                        what = f"`{name}` depends on the order of the rows."
                        titles = "in order", title
                        return Difference(name, what, one.cells, other.cells, titles)
            return None

        if text := fault(driver, rows, find, _SORT):
            raise AssertionError(text)


_SORT = "sort inside of the function, `.over(…, order_by=…)`, or tell who calls it."


def _orders(count: int) -> Iterator[tuple[str, list[int]]]:
    whole = list(range(count))
    yield "backwards", whole[::-1]
    yield "turned", whole[count // 2 :] + whole[: count // 2]
    for seed in range(2):
        yield "shuffled", random.Random(seed).sample(whole, count)  # noqa: S311  # no secret


def _in_place(outcome: Outcome, order: Sequence[int]) -> Outcome:
    """Bring the cells of shuffled rows back to where the rows were."""
    if outcome.kind is not Kind.COLUMN or len(outcome.cells) != len(order):
        return outcome
    cells: list[Any] = [None] * len(order)
    for position, row in enumerate(order):
        cells[row] = outcome.cells[position]
    return Outcome(outcome.kind, tuple(cells), (), outcome.nan_is_null)


def _sorted(outcome: Outcome) -> Outcome:
    """Let the order of rows not count, where they are not those of the inputs."""
    if outcome.kind is Kind.VALUE:
        return outcome
    rows = outcome.cells if outcome.columns else tuple((cell,) for cell in outcome.cells)
    columns = outcome.columns or ("",)
    return Outcome(Kind.FRAME, rows, columns, outcome.nan_is_null).unordered()
