"""The page on engines: its table is the data that the tests check the engines with."""

from __future__ import annotations

import re
from pathlib import Path

import hamiltonish as hm
from examples.flights import portable
from tests.engines import probes
from tests.engines.gaps import ENGINES, GAPS, Gap

PAGE = Path(__file__).parents[2] / "docs" / "guide" / "engines.md"


def table() -> str:
    """Write the table of gaps, those of an engine with the same reason in one line."""
    lines = ["| engine | what | functions | why |", "|---|---|---|---|"]
    for engine in ENGINES:
        by_gap: dict[Gap, list[str]] = {}
        for name, gap in GAPS[engine].items():
            by_gap.setdefault(gap, []).append(f"`{name}`")
        lines.extend(
            f"| {engine} | {gap.way.value} | {', '.join(names)} | {gap.reason} |"
            for gap, names in by_gap.items()
        )
    return "\n".join(lines)


def test_the_table_of_the_page_is_the_data() -> None:
    found = re.search(
        r"^\| engine \| what .*?(?=\n\n)", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    assert found is not None
    assert found[0] == table()


def test_the_page_counts_the_functions_as_they_are() -> None:
    for module, text in ((portable, "the {} features"), (probes, "and {} functions of one thing")):
        graph = hm.Driver(module).graph
        count = sum(
            node.function is not None and node.name != "departures" for node in graph.values()
        )
        assert text.format(count) in PAGE.read_text("utf-8")


def test_every_gap_is_of_a_function_that_there_is() -> None:
    names = {name for gaps in GAPS.values() for name in gaps}
    assert names <= {*vars(portable), *vars(probes)}
    assert set(GAPS) == set(ENGINES)
