"""Arguments: whether functions change what they are given."""

from __future__ import annotations

import copy
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from hamiltonish.annotations import Kind, form_of
from hamiltonish.comparison.values import is_same
from hamiltonish.driver import Driver
from hamiltonish.driver.planner import given_of
from hamiltonish.errors.text import counted, message
from hamiltonish.errors.tracebacks import tidy
from hamiltonish.execute import execute
from hamiltonish.frames import unwrapped, wrapped
from hamiltonish.node import Node
from hamiltonish.plan import Plan, Step, StepKind
from hamiltonish.plan.operations import calling
from hamiltonish.plan.request import Outputs
from hamiltonish.testing.cells import cell_text, table
from hamiltonish.testing.literals import lists_of
from hamiltonish.testing.outcomes import names_of
from hamiltonish.testing.rows import Rows, shows, smallest
from hamiltonish.testing.silence import not_of_speed

__all__ = ["assert_no_mutation"]


def assert_no_mutation(
    driver: Driver,
    outputs: Outputs,
    inputs: Any = None,
    *,
    overrides: Mapping[str, Any] | None = None,
    rows_of: str | None = None,
) -> None:
    """Check that no function changes what it is given: Series, frames, lists, dicts, arrays.

    A driver gives each function that could change a column a column of its own, so that others see
    no change; called by itself, or compiled, the function would change what its caller holds.

    Args:
        driver: The driver.
        outputs: Names of nodes, or functions.
        inputs: As for `Driver.execute`.
        overrides: As for `Driver.execute`.
        rows_of: The input frame whose rows are cut down to show a fault, if there are several.

    Raises:
        AssertionError: If one does; the text shows the argument before and after.

    Example:
        >>> import pandas as pd
        >>> import hamiltonish as hm
        >>> def filled(spend: pd.Series) -> pd.Series:
        ...     spend[spend.isna()] = 0.0
        ...     return spend
        >>> frame = pd.DataFrame({"spend": [1.0, None, 2.0]})
        >>> assert_no_mutation(hm.Driver(filled), "filled", frame)  # doctest: +ELLIPSIS
        Traceback (most recent call last):
        AssertionError: `...filled` (...) changes its argument `spend`.
          smallest frame: 1 of 3 rows
          row  before  after
          0    nan     0.0
        Hint: make a copy first, or an expression without assignment.
    """
    __tracebackhide__ = True
    with tidy, not_of_speed():
        names = names_of(driver, outputs)
        rows = Rows.of(inputs, overrides, rows_of) if _has_rows(inputs, overrides) else None
        if rows is None:
            given, replaced = given_of(copy.deepcopy(inputs), copy.deepcopy(overrides), None)
            text = _text(_changed(driver, names, given, replaced), "")
        else:

            def find(some: list[int]) -> _Change | None:
                taken = rows.take(some)
                return _changed(driver, names, taken["inputs"], taken["overrides"])

            text = _found(find, rows.count)
        if text:
            raise AssertionError(text)


_Change = tuple[Node, str, Any, Any]
"""A function that changes an argument: its node, the argument, what it was, and what it is."""


def _found(find: Callable[[list[int]], _Change | None], count: int) -> str:
    change = find(list(range(count)))
    if change is None:
        return ""
    few = smallest(count, lambda some: shows(find, some))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        change = find(few) or change
    return _text(change, f"smallest frame: {len(few):,} of {counted(count, 'row')}")


def _has_rows(*given: Any) -> bool:
    values = [v for g in given for v in (g.values() if isinstance(g, Mapping) else (g,))]
    forms = [form_of(type(unwrapped(value))) for value in values]
    return any(f.kind is Kind.FRAME or (f.kind is Kind.COLUMN and not f.lazy) for f in forms)


def _changed(
    driver: Driver, names: Sequence[str], given: Mapping[str, Any], replaced: Mapping[str, Any]
) -> _Change | None:
    """Run a plan whose functions are watched, and find the first that changes an argument."""
    plan = driver.plan(tuple(names), inputs=given, overrides=replaced)
    found: list[_Change] = []
    execute(_watched(plan, found), given, replaced)
    return found[0] if found else None


def _watched(plan: Plan, found: list[_Change]) -> Plan:
    """Put in the place of each function one that looks at its arguments before and after."""
    program = [
        (_watching(step, call, found), arguments, result, drops)
        for step, (call, arguments, result, drops) in zip(plan.steps, plan.program, strict=True)
    ]
    return replace(plan, program=tuple(program))


def _watching(step: Step, call: Callable[..., Any], found: list[_Change]) -> Callable[..., Any]:
    node = step.node
    if step.kind is not StepKind.CALL or node is None or node.function is None:
        return call
    call = calling(node)  # without the copies that a plan makes of what others read, too

    def watched(*arguments: Any) -> Any:
        before = [_copied(value) for value in arguments]
        result = call(*arguments)
        for parameter, old, new in zip(node.parameters, before, arguments, strict=False):
            if old is not new and is_same(old, _copied(new), 0.0) is False:
                found.append((node, parameter.argument or parameter.name, old, _copied(new)))
        return result

    return watched


def _copied(value: Any) -> Any:
    """Copy what can be changed in place; a column and a frame as lists of their cells."""
    if form_of(type(value)).lazy:
        return value
    native = unwrapped(value)
    form = form_of(type(native))
    if form.kind is Kind.FRAME:
        return lists_of(native)
    if form.kind is Kind.COLUMN:
        return wrapped(native).to_list()
    try:
        return copy.deepcopy(value)
    except Exception:  # noqa: BLE001  # what cannot be copied cannot be watched
        return value


def _text(change: _Change | None, smallest_frame: str) -> str:
    """Word a change, with the cells that changed as a table."""
    if change is None:
        return ""
    node, argument, old, new = change
    facts = [smallest_frame] if smallest_frame else []
    columns = _differing(old, new)
    if columns is None:
        facts += [f"before: {cell_text(old)}", f"after: {cell_text(new)}"]
    else:
        facts += columns
    first = f"{node.place} changes its argument `{argument}`."
    return message(first, facts, "make a copy first, or an expression without assignment.")


def _differing(old: Any, new: Any) -> list[str] | None:
    """Lay out the cells that differ of a column, or of a frame; None for anything else."""
    if isinstance(old, dict) and isinstance(new, dict) and all(map(_is_list, old.values())):
        lines = [f"columns: {', '.join(old)} → {', '.join(new)}"] if list(old) != list(new) else []
        for name in old:
            if name in new and _is_list(new[name]) and is_same(old[name], new[name], 0.0) is False:
                lines += [f"column `{name}`", *(_differing(old[name], new[name]) or [])]
        return lines or None
    if _is_list(old) and _is_list(new):
        if len(old) != len(new):
            return [f"length: {len(old):,} → {len(new):,}"]
        cells = [(str(i), a, b) for i, (a, b) in enumerate(zip(old, new, strict=True))]
        changed = [cell for cell in cells if is_same(cell[1], cell[2], 0.0) is False]
        return table(["row", "before", "after"], changed)
    return None


def _is_list(value: Any) -> bool:
    return isinstance(value, list)
