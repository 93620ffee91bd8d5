"""Measure everything, and write the tables into the page; `--quick` only tries whether it runs."""

from __future__ import annotations

import argparse
import sys
import time
from datetime import date

from benchmarks import frames, importing, lazy, memory, record, scale, tables
from benchmarks.page import PAGE, put_in
from benchmarks.timing import Effort


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small sizes; nothing is written")
    parser.add_argument("--date", default=date.today().isoformat(), help="the date on the page")
    arguments = parser.parse_args()
    sections = {"machine": tables.machine_text(arguments.date)}
    sections |= _quick() if arguments.quick else _full()
    if not arguments.quick:
        PAGE.write_text(put_in(PAGE.read_text(), sections))
        _say(f"written: {PAGE}")


def _full() -> dict[str, str]:
    """Measure at all sizes: about a quarter of an hour on two cores."""
    small, large = Effort(2.0, 100), Effort(3.0, 20)
    return (
        _small_sections(Effort(12.0, 40), Effort(3.0, 200), rows=1_000_000)
        | _scale_sections(scale.FULL, small, large)
        | _lazy_section(1_000, Effort(6.0, 60))
        | _memory_section(10_000_000, 5)
    )


def _quick() -> dict[str, str]:
    """Try every part at a small size."""
    effort = Effort(0.2, 5)
    return (
        _small_sections(effort, effort, rows=10_000)
        | _scale_sections(scale.QUICK, effort, effort)
        | _lazy_section(100, effort)
        | _memory_section(100_000, 1)
    )


def _small_sections(effort: Effort, one: Effort, *, rows: int) -> dict[str, str]:
    return {
        "import": _shown("import", tables.import_table(importing.measured(effort))),
        "record": _shown("record", tables.ratio_table(record.measured(one), micro=True)),
        "orders": _shown("orders", tables.ratio_table(frames.measured("orders", rows, effort))),
        "flights": _shown(
            "flights", tables.ratio_table(frames.measured("flights", rows, effort), budget=1.05)
        ),
    }


def _scale_sections(sizes: tuple[scale.Size, ...], small: Effort, large: Effort) -> dict[str, str]:
    found = {}
    for size in sizes:
        start = time.perf_counter()
        found[size] = scale.measured(size, large if size.nodes > 1_000 else small)
        _say(f"{size.shape} of {size.nodes:,}: {time.perf_counter() - start:.0f} s")
    return {
        "build": _shown("build", tables.build_table(found)),
        "plan": _shown("plan", tables.plan_table(found)),
        "execute": _shown("execute", tables.execute_table(found)),
        "fixed": _shown("fixed", tables.fixed_table(found)),
    }


def _lazy_section(nodes: int, effort: Effort) -> dict[str, str]:
    found = {kind: lazy.measured(kind, nodes, effort) for kind in lazy.KINDS}
    budgets = {"pl.Expr": 20.0, "nw.Expr": 150.0}
    return {"lazy": _shown("lazy", tables.lazy_table(found, budgets))}


def _memory_section(rows: int, rounds: int) -> dict[str, str]:
    found = {shape: memory.measured(shape, rows, rounds) for shape in memory.SHAPES}
    return {"memory": _shown("memory", tables.memory_table(found, memory.SHAPES))}


def _shown(title: str, text: str) -> str:
    _say(f"\n{title}\n\n{text}\n")
    return text


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
