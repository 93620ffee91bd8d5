"""From measurements of column features to the tables of the page, each with its budget."""

from __future__ import annotations

from benchmarks.diamonds import INLINED
from benchmarks.out_of_core import Written
from benchmarks.page import number, percent, table, verdict
from benchmarks.timing import Outcome, ratio

__all__ = ["diamonds_table", "out_of_core_table", "peaks_table", "sixty_table", "windows_table"]

_MILLI, _MEGA, _GIBI = 1e3, 1e-6, 2.0**-30

_TIMES_SLOWER = {"peer, Polars Series": 1.9, "peer, pandas Series": 2.8}
"""How much slower than hamiltonish the peer is to be, at the least."""


def sixty_table(found: dict[int, dict[str, Outcome]]) -> str:
    """Compare all who compute the sixty features, with code by hand and with hamiltonish."""
    rows = []
    for size, sources in found.items():
        for source, outcome in sources.items():
            for name, measured in outcome.items():
                by_hand = ratio(outcome, name, "by hand")
                ours = ratio(outcome, name, "hamiltonish")
                rows.append(
                    [
                        f"{size:,} from {source}",
                        name,
                        number(measured.median * _MILLI, "ms"),
                        number(measured.minimum * _MILLI, "ms"),
                        number(by_hand, "×"),
                        number(ours, "×"),
                        *_sixty_budget(name, source, by_hand, ours),
                        percent(measured.spread),
                    ]
                )
    header = ["rows", "", "median", "fastest", "over by hand", "over hamiltonish"]
    return table([*header, "budget", "held", "spread"], rows)


def _sixty_budget(
    name: str, source: str, by_hand: float | None, ours: float | None
) -> tuple[str, str]:
    """Judge hamiltonish by hand-written code, and the peer by hamiltonish; others are for scale."""
    if name == "hamiltonish":
        return "≤ 1.05 × by hand", verdict(by_hand, 1.05)
    least = _TIMES_SLOWER.get(name)
    if least is None or ours is None or source != "file":
        return "", ""
    return f"≥ {least} × hamiltonish", verdict(-ours, -least)


def peaks_table(found: dict[int, Outcome], *, budget: float) -> str:
    """Compare peaks of memory, by the number of rows."""
    rows = []
    for size, outcome in found.items():
        for name, measured in outcome.items():
            share = ratio(outcome, name, "by hand")
            ours = name == "hamiltonish"
            rows.append(
                [
                    f"{size:,}",
                    name,
                    number(measured.median * _MEGA, "MB"),
                    number(share, "×"),
                    number(budget, "×") if ours else "",
                    verdict(share, budget) if ours else "",
                    percent(measured.spread),
                ]
            )
    return table(["rows", "", "peak", "over by hand", "budget", "held", "spread"], rows)


def diamonds_table(outcome: Outcome) -> str:
    """Compare layers with an expression that doubles at each diamond."""
    rows = []
    for name, measured in outcome.items():
        milliseconds = measured.median * _MILLI
        ours = name == "hamiltonish"
        rows.append(
            [
                name,
                number(milliseconds, "ms"),
                number(measured.minimum * _MILLI, "ms"),
                number(ratio(outcome, name, "by hand"), "×"),
                "50 ms" if ours else "",
                verdict(milliseconds, 50) if ours else "",
                "—" if name == INLINED else percent(measured.spread),
            ]
        )
    header = ["", "median", "fastest", "over by hand", "budget", "held", "spread"]
    return table(header, rows)


def windows_table(found: dict[str, Outcome]) -> str:
    """Compare means over one key that stand apart with the same side by side."""
    rows = [
        [
            engine,
            name,
            number(measured.median * _MILLI, "ms"),
            number(measured.minimum * _MILLI, "ms"),
            number(ratio(outcome, name, "by hand"), "×"),
            percent(measured.spread),
        ]
        for engine, outcome in found.items()
        for name, measured in outcome.items()
    ]
    return table(["engine", "", "median", "fastest", "over by hand", "spread"], rows)


def rows_table(found: dict[str, Outcome], planned: dict[str, Outcome]) -> str:
    """Compare lifted functions of one row with expressions, and with calls for each row."""
    lines = []
    for label, outcome in found.items():
        for name, measured in outcome.items():
            over = ratio(outcome, name, "by hand")
            slower = ratio(outcome, name, "lifted")
            budget, held = "", ""
            if name == "lifted":
                budget, held = "≤ 1.2 × by hand", verdict(over, 1.2)
            elif name == "row by row":
                budget = "≥ 50 × lifted"
                held = verdict(None if slower is None else 50 / slower, 1)
            lines.append(
                [
                    label,
                    name,
                    number(measured.median * _MILLI, "ms"),
                    number(measured.minimum * _MILLI, "ms"),
                    number(ratio(outcome, name, "by hand, in short"), "×"),
                    number(over, "×"),
                    number(slower, "×"),
                    budget,
                    held,
                    percent(measured.spread),
                ]
            )
    for label, outcome in planned.items():
        for name, measured in outcome.items():
            times = [number(one * _MILLI, "ms") for one in (measured.median, measured.minimum)]
            held = verdict(measured.median, 1.0)
            spread = percent(measured.spread)
            lines.append([label, name, *times, "", "", "", "≤ 1 s", held, spread])
    ratios = ["over by hand, in short", "over by hand", "over lifted"]
    return table(["", "", "median", "fastest", *ratios, "budget", "held", "spread"], lines)


def out_of_core_table(found: list[tuple[str, str, Written]]) -> str:
    """Show the time and the whole memory of processes that write Parquet files."""
    rows = []
    for kind, way, written in found:
        peak = written["peak"] * _GIBI
        has_budget = kind == "row-wise"
        rows.append(
            [
                kind,
                way,
                f"{written['rows']:,.0f}",
                number(written["seconds"], "s"),
                number(written["rows"] / written["seconds"] / 1e6, "million"),
                number(peak, "GiB"),
                "4 GiB" if has_budget else "",
                verdict(peak, 4) if has_budget else "",
            ]
        )
    header = ["features", "engine", "rows", "time", "rows a second", "peak", "budget", "held"]
    return table(header, rows)
