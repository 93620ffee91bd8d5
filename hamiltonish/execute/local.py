"""In process, in order, on one thread: two loops over a plan's program, with and without hooks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from time import perf_counter
from typing import Any

from hamiltonish.hooks import (
    Hooks,
    NodeFailed,
    NodeFinished,
    NodeStarted,
    RunFinished,
    RunStarted,
)
from hamiltonish.plan import Plan

__all__ = ["execute"]


def execute(
    plan: Plan,
    inputs: Mapping[str, Any],
    overrides: Mapping[str, Any],
    hooks: Sequence[Hooks] = (),
) -> list[Any]:
    """Run a plan; return its slots, of which those of the results are filled.

    Args:
        plan: The plan.
        inputs: The inputs, by the names that the plan was made for.
        overrides: The overrides, likewise.
        hooks: Who is told.

    Raises:
        Exception: Whatever a function raises, with a note that says which and with what.
    """
    slots = list(plan.template)
    for supply in plan.supplies:
        slots[supply.slot] = (overrides if supply.is_override else inputs)[supply.name]
    if hooks:
        _Observed(plan, hooks).run(slots)
    else:
        _run(plan, slots)
    return slots


def _run(plan: Plan, slots: list[Any]) -> None:
    """Run without hooks: nothing but calls, stores and drops."""
    arguments: object = None
    try:
        for function, arguments, result, drops in plan.program:  # see below
            slots[result] = function(*arguments(slots))
            for slot in drops:
                slots[slot] = None
    except Exception as error:
        # Counting steps would cost more than all the rest of the loop; each getter is one step's.
        index = next(i for i, step in enumerate(plan.program) if step[1] is arguments)
        _add_note(error, plan, index, slots)
        raise


def _add_note(error: Exception, plan: Plan, index: int, slots: list[Any]) -> None:
    from hamiltonish.execute.notes import add_note  # most runs never need it

    add_note(error, plan, index, slots)


class _Observed:
    """One run that hooks are told of."""

    def __init__(self, plan: Plan, hooks: Sequence[Hooks]) -> None:
        self.plan = plan
        self.hooks = hooks

    def _tell(self, moment: str, record: object) -> None:
        for hooks in self.hooks:
            callback: Callable[[object], object] | None = getattr(hooks, moment)
            if callback is not None:
                callback(record)

    def run(self, slots: list[Any]) -> None:
        """Run every step, and tell of the run as a whole."""
        outputs = self.plan.request.outputs
        self._tell("before_run", RunStarted(outputs, tuple(s.name for s in self.plan.steps)))
        start = perf_counter()
        failure: BaseException | None = None
        try:
            for index in range(len(self.plan.steps)):
                self._step(index, slots)
        except BaseException as error:
            failure = error
            raise
        finally:
            self._tell("after_run", RunFinished(outputs, perf_counter() - start, failure))

    def _step(self, index: int, slots: list[Any]) -> None:
        """Run one step, and tell of it."""
        step = self.plan.steps[index]
        function, arguments, result, drops = self.plan.program[index]
        about = step.name, step.kind.value, step.node
        self._tell("before_node", NodeStarted(*about))
        start = perf_counter()
        try:
            value = function(*arguments(slots))
        except Exception as error:
            seconds = perf_counter() - start
            _add_note(error, self.plan, index, slots)
            self._tell("on_error", NodeFailed(*about, error, seconds))
            raise
        seconds = perf_counter() - start
        slots[result] = value
        for slot in drops:
            slots[slot] = None
        self._tell("after_node", NodeFinished(*about, value, seconds))
