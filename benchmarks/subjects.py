"""What can be measured, by name: each subject gives tables of the page, in full or in little."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from enum import Enum
from typing import TypeVar

from benchmarks import (
    column_tables,
    compiled,
    diamonds,
    frames,
    importing,
    lazy,
    memory,
    modifiers,
    out_of_core,
    record,
    row_alone,
    row_functions,
    scale,
    seeing,
    serving,
    sixty,
    tables,
    wide,
    windows,
)
from benchmarks.timing import Effort

__all__ = ["SUBJECTS", "Depth", "say"]

T = TypeVar("T")


class Depth(Enum):
    """How much is measured."""

    FULL = "full"
    """All sizes, until the medians are steady."""

    QUICK = "quick"
    """A small size and a few rounds: whether it runs."""

    def of(self, full: T, quick: T) -> T:
        """Choose between two values."""
        return full if self is Depth.FULL else quick


Tables = dict[str, str]
"""Tables of the page, by the name of their markers."""

_TRIAL = Effort(0.2, 5)


def _import(depth: Depth) -> Tables:
    effort = depth.of(Effort(12.0, 40), _TRIAL)
    return {"import": tables.import_table(importing.measured(effort))}


def _scale(depth: Depth) -> Tables:
    small, large = depth.of((Effort(2.0, 100), Effort(3.0, 20)), (_TRIAL, _TRIAL))
    found = {}
    for size in depth.of(scale.FULL, scale.QUICK):
        start = time.perf_counter()
        found[size] = scale.measured(size, large if size.nodes > 1_000 else small)
        say(f"{size.shape} of {size.nodes:,}: {time.perf_counter() - start:.0f} s")
    return {
        "build": tables.build_table(found),
        "plan": tables.plan_table(found),
        "execute": tables.execute_table(found),
        "fixed": tables.fixed_table(found),
    }


def _modifiers(depth: Depth) -> Tables:
    functions, effort = depth.of((10_000, Effort(3.0, 20)), (100, _TRIAL))
    found = {pair: modifiers.measured(pair, functions, effort) for pair in modifiers.PAIRS}
    return {"modifiers": tables.modifiers_table(found, budget=40)}


def _planning(depth: Depth) -> Tables:
    effort = depth.of(Effort(4.0, 40), _TRIAL)
    found = {
        (kind, nodes): lazy.measured(kind, nodes, effort)
        for kind in lazy.KINDS
        for nodes in depth.of((1_000, 4_000, 10_000), (100, 400))
    }
    return {"lazy": tables.lazy_table(found, {"pl.Expr": 20.0, "nw.Expr": 150.0})}


def _record(depth: Depth) -> Tables:
    found = record.measured(depth.of(Effort(3.0, 200), _TRIAL))
    return {"record": tables.ratio_table(found, micro=True)}


def _compiled(depth: Depth) -> Tables:
    effort = depth.of(Effort(1.5, 60), _TRIAL)
    found = {
        nodes: compiled.measured(nodes, effort) for nodes in depth.of(compiled.FULL, compiled.QUICK)
    }
    return {"compiled": tables.compiled_table(found, over=1.1, per_node=30)}


def _serving(depth: Depth) -> Tables:
    found = serving.measured(*depth.of((50_000, 500), (1_000, 20)))
    return {"serving": tables.latency_table(found, {serving.FEATURES: 0.2})}


def _orders(depth: Depth) -> Tables:
    found = frames.measured("orders", *_frame_size(depth))
    return {"orders": tables.ratio_table(found)}


def _flights(depth: Depth) -> Tables:
    found = frames.measured("flights", *_frame_size(depth))
    return {"flights": tables.ratio_table(found, budget=1.05)}


def _frame_size(depth: Depth) -> tuple[int, Effort]:
    return depth.of((1_000_000, Effort(12.0, 40)), (10_000, _TRIAL))


def _seeing(depth: Depth) -> Tables:
    effort = depth.of(Effort(6.0, 30), _TRIAL)
    sizes = depth.of((60, 1_000), (60,))
    found = {nodes: seeing.measured(nodes, effort) for nodes in sizes}
    return {"seeing": tables.seeing_table(found, seeing.BUDGETS)}


def _memory(depth: Depth) -> Tables:
    rows, rounds = depth.of((10_000_000, 5), (100_000, 1))
    found = {shape: memory.measured(shape, rows, rounds) for shape in memory.SHAPES}
    return {"memory": tables.memory_table(found, memory.SHAPES)}


def _sixty(depth: Depth) -> Tables:
    sizes = depth.of({1_000_000: Effort(15.0, 25), 10_000_000: Effort(20.0, 5)}, {10_000: _TRIAL})
    found = {rows: sixty.measured(rows, effort) for rows, effort in sizes.items()}
    peaks = {rows: sixty.peaks(rows, depth.of(3, 1)) for rows in sizes}
    return {
        "sixty": column_tables.sixty_table(found),
        "sixty memory": column_tables.peaks_table(peaks, budget=1.05),
    }


def _wide(depth: Depth) -> Tables:
    rows, effort, rounds = depth.of((1_000_000, Effort(10.0, 40), 5), (10_000, _TRIAL, 1))
    peaks = {rows: wide.peaks(rows, rounds)}
    return {
        "wide": tables.ratio_table(wide.measured(rows, effort), budget=1.1),
        "wide memory": column_tables.peaks_table(peaks, budget=1.1),
    }


def _diamonds(depth: Depth) -> Tables:
    number, rows, effort = depth.of((16, 1_000_000, Effort(6.0, 60)), (8, 10_000, _TRIAL))
    return {"diamonds": column_tables.diamonds_table(diamonds.measured(number, rows, effort))}


def _windows(depth: Depth) -> Tables:
    rows, effort = depth.of((2_000_000, Effort(8.0, 40)), (10_000, _TRIAL))
    found = {engine: windows.measured(engine, rows, effort) for engine in windows.ENGINES}
    return {"windows": column_tables.windows_table(found)}


def _rows(depth: Depth) -> Tables:
    rows, many = depth.of((1_000_000, 200), (10_000, 10))
    effort, short = depth.of((Effort(20.0, 40), Effort(3.0, 60)), (_TRIAL, _TRIAL))
    few = row_functions.BY_ROW
    found = {
        f"{many} functions": row_functions.measured(many, rows, effort, by_row=False),
        f"{few} functions": row_functions.measured(few, rows, effort, by_row=True),
    } | {f"`{name}`": row_alone.measured(name, rows, short) for name in row_alone.ALONE}
    planned = {f"{many} functions": row_functions.measured_planning(many, effort)}
    return {"rows": column_tables.rows_table(found, planned)}


def _out_of_core(depth: Depth) -> Tables:
    repeats, few = depth.of((297, (30, 90)), (1, (1,)))
    return {"out of core": column_tables.out_of_core_table(out_of_core.measured(repeats, few))}


SUBJECTS: dict[str, Callable[[Depth], Tables]] = {
    "import": _import,
    "scale": _scale,
    "modifiers": _modifiers,
    "planning": _planning,
    "seeing": _seeing,
    "record": _record,
    "compiled": _compiled,
    "serving": _serving,
    "orders": _orders,
    "flights": _flights,
    "sixty": _sixty,
    "wide": _wide,
    "diamonds": _diamonds,
    "windows": _windows,
    "rows": _rows,
    "out_of_core": _out_of_core,
    "memory": _memory,
}
"""The subjects, in the order of the page; `scale` is build, plan and execute."""


def say(text: str) -> None:
    """Show a line at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
