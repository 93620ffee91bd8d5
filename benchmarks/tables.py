"""From measurements to the tables of the page, each with its budget."""

from __future__ import annotations

import os
import platform
from importlib.metadata import version

from benchmarks.importing import BARE, Imports
from benchmarks.page import number, percent, table, verdict
from benchmarks.scale import Size
from benchmarks.timing import Measured, Outcome, ratio

__all__ = [
    "build_table",
    "execute_table",
    "fixed_table",
    "import_table",
    "latency_table",
    "lazy_table",
    "machine_text",
    "memory_table",
    "modifiers_table",
    "plan_table",
    "ratio_table",
]

_MICRO, _MILLI, _MEGA = 1e6, 1e3, 1e-6

Scale = dict[Size, dict[str, Outcome]]
"""The outcome of each stage, for each graph."""


def machine_text(date: str) -> str:
    """Tell of the machine and the versions."""
    packages = ("hamiltonish", "apache-hamilton", "polars", "pandas", "numpy", "narwhals", "duckdb")
    rows = [
        ["date", date],
        ["cores", str(os.cpu_count())],
        ["memory", f"{_memory_bytes() / 2**30:.0f} GiB"],
        ["system", f"{platform.system()}, {platform.machine()}"],
        ["Python", platform.python_version()],
        *([name, _version(name)] for name in packages),
    ]
    return table(["", "this run"], rows)


def _memory_bytes() -> int:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def _version(package: str) -> str:
    """Find a version; a checkout that is not installed has its own in `__init__.py`."""
    if package == "hamiltonish":
        import hamiltonish

        return hamiltonish.__version__
    return version(package)


def import_table(found: Imports) -> str:
    """Compare processes that import with a bare one."""
    bare = found.seconds[BARE].median
    rows = []
    for name, measured in found.seconds.items():
        over = (measured.median - bare) * _MILLI
        ours = name == "hamiltonish"
        packages = len(set(found.loaded[name]) - {"hamiltonish", "hamilton", name})
        rows.append(
            [
                name,
                number(measured.median * _MILLI, "ms"),
                "" if name == BARE else number(over, "ms"),
                "50 ms" if ours else "",
                verdict(over, 50) if ours else "",
                str(found.modules[name]),
                str(packages),
                percent(measured.spread),
            ]
        )
    columns = ["process", "median", "over bare", "budget", "held", "modules", "other packages"]
    return table([*columns, "spread"], rows)


def build_table(scale: Scale) -> str:
    """Compare the building of drivers, per node."""
    rows = []
    for size, stages in scale.items():
        build = stages["build"]
        ours = _per_node(build["hamiltonish"], size)
        has_budget = size.nodes >= 10_000
        rows.append(
            [
                *_title(size),
                number(ours, "µs"),
                "20 µs" if has_budget else "",
                verdict(ours, 20) if has_budget else "",
                *_peer(build, size),
                percent(build["hamiltonish"].spread),
            ]
        )
    header = ["shape", "nodes", "hamiltonish", "budget", "held", "peer", "peer is slower"]
    return table([*header, "spread"], rows)


def compiled_table(found: dict[int, Outcome], *, over: float, per_node: float) -> str:
    """Compare compiled functions with the same calls by hand and with the peer."""
    rows = []
    for nodes, outcome in found.items():
        by_hand = ratio(outcome, "compiled", "by hand")
        compiling = outcome["compiling"].median * _MICRO / nodes
        rows.append(
            [
                f"{nodes:,}",
                number(outcome["by hand"].median * _MICRO, "µs"),
                number(outcome["compiled"].median * _MICRO, "µs"),
                number(by_hand, "×"),
                verdict(by_hand or 0, over),
                number(outcome["driver.values"].median * _MICRO, "µs"),
                number(ratio(outcome, "peer", "compiled"), "×"),
                number(compiling, "µs"),
                verdict(compiling, per_node),
                percent(outcome["compiled"].spread),
            ]
        )
    header = ["functions", "by hand", "compiled", "over by hand", f"≤ {over}", "`driver.values`"]
    more = ["peer is slower", "compiling, per node", f"≤ {per_node:g} µs", "spread"]
    return table([*header, *more], rows)


def modifiers_table(found: dict[str, tuple[Outcome, dict[str, int]]], *, budget: float) -> str:
    """Compare the building of drivers whose functions have modifiers, per node."""
    rows = []
    for pair, (build, nodes) in found.items():
        ours, theirs = (
            build[name].median * _MICRO / nodes[name] if build[name].samples else None
            for name in ("hamiltonish", "peer")
        )
        rows.append(
            [
                f"`{pair}`",
                f"{nodes['hamiltonish']:,}",
                number(ours, "µs"),
                number(budget, "µs"),
                verdict(ours, budget),
                f"{nodes['peer']:,}",
                number(theirs, "µs"),
                number(ratio(build, "peer", "hamiltonish"), "×"),
                percent(build["hamiltonish"].spread),
            ]
        )
    header = ["modifiers", "nodes", "hamiltonish", "budget", "held", "peer's nodes", "peer"]
    return table([*header, "peer is slower", "spread"], rows)


def seeing_table(found: dict[int, dict[str, Outcome]], budgets: dict[str, float]) -> str:
    """Show what pictures, versions and questions of lineage take."""
    rows = []
    for nodes, outcomes in found.items():
        for task, outcome in outcomes.items():
            ours = outcome["hamiltonish"].median
            budget = budgets.get(task) if nodes == max(found) else None
            theirs = outcome["peer"].median if "peer" in outcome else None
            rows.append(
                [
                    task,
                    f"{nodes:,}",
                    number(ours * _MILLI, "ms"),
                    "" if budget is None else number(budget, "s"),
                    "" if budget is None else verdict(ours, budget),
                    number(None if theirs is None else theirs * _MILLI, "ms"),
                    percent(outcome["hamiltonish"].spread),
                ]
            )
    header = ["task", "functions", "hamiltonish", "budget", "held", "peer", "spread"]
    return table(header, rows)


def plan_table(scale: Scale) -> str:
    """Show the making of plans, per node; there is nothing to compare with."""
    rows = [
        [
            *_title(size),
            number(_per_node(stages["plan"]["hamiltonish"], size), "µs"),
            number(stages["plan"]["hamiltonish"].median * _MILLI, "ms"),
            percent(stages["plan"]["hamiltonish"].spread),
        ]
        for size, stages in scale.items()
    ]
    return table(["shape", "nodes", "per node", "whole plan", "spread"], rows)


def execute_table(scale: Scale) -> str:
    """Compare executions with a warm plan, per node."""
    rows = []
    for size, stages in scale.items():
        execute = stages["execute"]
        ours = _per_node(execute["hamiltonish"], size)
        rows.append(
            [
                *_title(size),
                number(_per_node(execute["by hand"], size), "µs"),
                number(ours, "µs"),
                verdict(ours, 0.3),
                number(ratio(execute, "hamiltonish", "by hand"), "×"),
                *_peer(execute, size),
                percent(execute["hamiltonish"].spread),
            ]
        )
    header = ["shape", "nodes", "by hand", "hamiltonish", "≤ 0.3 µs", "over by hand"]
    return table([*header, "peer", "peer is slower", "spread"], rows)


def fixed_table(scale: Scale) -> str:
    """Split an execution into what each call costs and what each node costs."""
    rows = []
    for shape in dict.fromkeys(size.shape for size in scale):
        for name in ("by hand", "hamiltonish", "peer"):
            points = [
                (size.nodes, stages["execute"][name].median)
                for size, stages in scale.items()
                if size.shape == shape and size.nodes <= 1_000 and stages["execute"][name].samples
            ]
            if len(points) > 1:
                fixed, slope = _line(points)
                ours = name == "hamiltonish"
                rows.append(
                    [
                        shape,
                        name,
                        number(fixed * _MICRO, "µs"),
                        number(slope * _MICRO, "µs"),
                        "0.3 µs" if ours else "",
                        verdict(slope * _MICRO, 0.3) if ours else "",
                    ]
                )
    return table(["shape", "", "per call", "per node", "budget", "held"], rows)


def memory_table(found: dict[str, Outcome], titles: dict[str, str]) -> str:
    """Compare peaks of memory."""
    rows = []
    for shape, outcome in found.items():
        for name, measured in outcome.items():
            share = ratio(outcome, name, "by hand")
            ours = name == "hamiltonish"
            rows.append(
                [
                    titles[shape],
                    name,
                    number(measured.median * _MEGA, "MB"),
                    number(share, "×"),
                    "1.05 ×" if ours else "",
                    verdict(share, 1.05) if ours else "",
                    percent(measured.spread),
                ]
            )
    return table(["graph", "", "peak", "over by hand", "budget", "held", "spread"], rows)


def lazy_table(found: dict[tuple[str, int], Outcome], budgets: dict[str, float]) -> str:
    """Compare the planning of lazy columns with writing the query; the budget is for a thousand."""
    rows = []
    for (kind, nodes), outcome in found.items():
        plan = outcome["plan"].median * _MILLI
        has_budget = nodes == 1_000
        rows.append(
            [
                f"`{kind}`",
                f"{nodes:,}",
                number(plan, "ms"),
                number(plan / nodes * 1_000, "µs"),
                number(budgets[kind], "ms") if has_budget else "",
                verdict(plan, budgets[kind]) if has_budget else "",
                number(outcome["execute"].median * _MILLI, "ms"),
                number(outcome["by hand"].median * _MILLI, "ms"),
                percent(outcome["plan"].spread),
            ]
        )
    header = ["type", "columns", "plan", "per column", "budget", "held", "execute, warm plan"]
    return table([*header, "query by hand", "spread"], rows)


def ratio_table(outcome: Outcome, *, budget: float | None = None, micro: bool = False) -> str:
    """Compare contenders with code written by hand."""
    factor, unit = (_MICRO, "µs") if micro else (_MILLI, "ms")
    rows = []
    for name, measured in outcome.items():
        share = ratio(outcome, name, "by hand")
        judged = budget if name == "hamiltonish" else None
        rows.append(
            [
                name,
                number(measured.median * factor, unit),
                number(measured.minimum * factor, unit),
                number(share, "×"),
                number(judged, "×") if judged else "",
                verdict(share, judged) if judged else "",
                percent(measured.spread),
            ]
        )
    header = ["", "median", "fastest", "over by hand", "budget", "held", "spread"]
    return table(header, rows)


def latency_table(outcome: Outcome, budgets: dict[str, float]) -> str:
    """Show how long single calls take; a budget is milliseconds for 99 calls of 100."""
    rows = []
    for name, measured in outcome.items():
        p99 = measured.percentile(0.99) * _MILLI
        budget = budgets.get(name)
        rows.append(
            [
                name,
                f"{len(measured.samples):,}",
                number(measured.median * _MICRO, "µs"),
                number(p99 * 1e3, "µs"),
                number(measured.percentile(0.999) * _MICRO, "µs"),
                number(budget * 1e3, "µs") if budget else "",
                verdict(p99, budget) if budget else "",
            ]
        )
    return table(["", "flights", "median", "p99", "p99.9", "budget of p99", "held"], rows)


def _title(size: Size) -> tuple[str, str]:
    return size.shape, f"{size.nodes:,}"


def _per_node(measured: Measured, size: Size) -> float | None:
    return measured.median / size.nodes * _MICRO if measured.samples else None


def _peer(outcome: Outcome, size: Size) -> tuple[str, str]:
    """Show the peer's cost per node and the ratio, or how it died."""
    theirs = outcome["peer"]
    if theirs.failure:
        return theirs.failure, "—"
    return number(_per_node(theirs, size), "µs"), number(ratio(outcome, "peer", "hamiltonish"), "×")


def _line(points: list[tuple[int, float]]) -> tuple[float, float]:
    """Fit a line by least squares of the relative errors; return its start and slope."""
    weights = [1 / seconds**2 for _, seconds in points]
    total = sum(weights)
    x = sum(w * n for w, (n, _) in zip(weights, points, strict=True)) / total
    y = sum(w * s for w, (_, s) in zip(weights, points, strict=True)) / total
    both = zip(weights, points, strict=True)
    up, down = 0.0, 0.0
    for weight, (nodes, seconds) in both:
        up += weight * (nodes - x) * (seconds - y)
        down += weight * (nodes - x) ** 2
    slope = up / down
    return y - slope * x, slope
