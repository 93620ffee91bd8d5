"""The note that an error gets on its way out of a compiled function; the same as from a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hamiltonish.compile.facts import Fact, Told
from hamiltonish.errors.text import listed
from hamiltonish.frames import shape_text

__all__ = ["add_note"]


def add_note(error: Exception, facts: Mapping[int, Fact | Told], outputs: Sequence[str]) -> None:
    """Tell an error of the call that failed: its node, who needs it, and what went in.

    Args:
        error: The error, as it was caught in the compiled function.
        facts: What each line computes.
        outputs: The outputs.
    """
    traceback = error.__traceback__
    fact = facts.get(traceback.tb_lineno) if traceback is not None else None
    if traceback is None or fact is None:
        return
    told = Told.of(fact)
    values: Mapping[str, Any] = traceback.tb_frame.f_locals
    purpose = _purpose(told, [Told.of(one) for one in facts.values()], outputs)
    lines = [f"while computing `{told.name}` ({told.place}){purpose}"]
    lines += [
        f"  {name}: {shape_text(values[variable])}"
        for name, variable in zip(told.parameters, told.reads, strict=True)
        if variable in values
    ]
    error.add_note("\n".join(lines))


def _purpose(failed: Told, facts: Sequence[Told], outputs: Sequence[str]) -> str:
    """Name the outputs for which a node is needed, itself apart."""
    needing, names = {failed.variable}, {failed.name}
    for one in facts:  # they are in order
        if not needing.isdisjoint(one.reads):
            needing.add(one.variable)
            names.add(one.name)
    needed_for = [name for name in outputs if name in names and name != failed.name]
    return f", needed for {listed(needed_for, at_most=3)}" if needed_for else ""
