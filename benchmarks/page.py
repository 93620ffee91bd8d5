"""The page of results: tables as Markdown, put between markers, so that the prose around stays."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

__all__ = ["PAGE", "number", "percent", "put_in", "table", "verdict"]

PAGE = Path(__file__).parent.parent / "docs" / "benchmarks.md"


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a Markdown table; all columns but the first are numbers, and stand to the right."""
    lines = [header, ["---", *["---:"] * (len(header) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def number(value: float | None, unit: str = "") -> str:
    """Write a figure with three digits that count; a dash if there is none."""
    if value is None:
        return "—"
    value = round(value, 3)
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2 if abs(value) >= 1 else 3
    return f"{value:,.{digits}f}{unit and ' ' + unit}"


def percent(value: float) -> str:
    """Write a share."""
    return f"{value:.0%}"


def verdict(value: float | None, budget: float) -> str:
    """Say whether a budget holds."""
    if value is None:
        return "—"
    return "yes" if value <= budget else "**no**"


def put_in(text: str, sections: Mapping[str, str]) -> str:
    """Replace what stands between the markers of each section.

    Raises:
        LookupError: If the page has no such markers.
    """
    for name, content in sections.items():
        start, end = f"<!-- begin {name} -->", f"<!-- end {name} -->"
        pattern = re.compile(f"{re.escape(start)}.*?{re.escape(end)}", re.DOTALL)
        if not pattern.search(text):
            raise LookupError(f"no `{start}` in {PAGE.name}")
        replacement = f"{start}\n\n{content}\n\n{end}"
        text = pattern.sub(lambda _, new=replacement: new, text)  # type: ignore[misc]  # bound now
    return text
