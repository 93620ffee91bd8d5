"""The report of a run: time, rows and bytes of each step, as data, as a table, as HTML."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from hamiltonish.annotations import form_of
from hamiltonish.errors.text import counted, listed
from hamiltonish.frames import size_of
from hamiltonish.hooks import Hooks, NodeFinished, RunFinished
from hamiltonish.plan import Plan

__all__ = ["Recorder", "Report", "Row", "bytes_text", "seconds_text"]


@dataclass(frozen=True, slots=True)
class Row:
    """One step of a run.

    Attributes:
        name: The node, or a few words for what was done with a frame.
        kind: ``call`` for a function; otherwise what was done with a frame.
        seconds: How long it took. A function that returns an expression only describes its
            column; the time is then in the step that collects it.
        rows: The rows of the result; None for a plain value, or for what is lazy.
        bytes: The bytes of the result; None for what is lazy.
    """

    name: str
    kind: str
    seconds: float
    rows: int | None
    bytes: int | None


@dataclass(frozen=True, slots=True)
class Report:
    """What was run, and what it took.

    Attributes:
        rows: The steps, in order.
        seconds: The time of the whole run.
        is_lazy: Whether the result is a query that nobody has collected yet.
        raised: How many rows of each row function raised, and are null; None where that was not
            counted, because the result is lazy. Functions of which no row can raise are left out.
    """

    rows: tuple[Row, ...]
    seconds: float
    is_lazy: bool = False
    raised: Mapping[str, int | None] = field(default_factory=dict)

    def __str__(self) -> str:
        lines = [("step", "kind", "time", "rows", "bytes"), *map(_cells, self.rows)]
        lines.append((counted(len(self.rows), "step"), "", seconds_text(self.seconds), "", ""))
        widths = [min(max(len(line[i]) for line in lines), 40) for i in range(5)]
        table = [_aligned(line, widths) for line in lines]
        return "\n".join([*table, *self._remarks()])

    def _remarks(self) -> Iterator[str]:
        """Yield what is said below the table."""
        if self.is_lazy:
            yield _LAZY
        for name, count in self.raised.items():
            if count:
                yield f"`{name}` raised in {counted(count, 'row')}, which {_are(count)} null."
        if unknown := [name for name, count in self.raised.items() if count is None]:
            yield f"Rows that raise are not counted in what is lazy: {listed(unknown)}."

    def _repr_html_(self) -> str:
        import html

        head = "".join(f"<th>{title}</th>" for title in ("step", "kind", "time", "rows", "bytes"))
        body = "".join(
            "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in _cells(row)) + "</tr>"
            for row in self.rows
        )
        total = (
            f"<caption>{counted(len(self.rows), 'step')}, {seconds_text(self.seconds)}</caption>"
        )
        table = f"<table>{total}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        return table + "".join(f"<p>{html.escape(text)}</p>" for text in self._remarks())


def _are(count: int) -> str:
    return "is" if count == 1 else "are"


_LAZY = "The result is lazy: its query runs when it is collected."


def _cells(row: Row) -> tuple[str, str, str, str, str]:
    return (
        row.name,
        row.kind,
        seconds_text(row.seconds),
        "" if row.rows is None else f"{row.rows:,}",
        "" if row.bytes is None else bytes_text(row.bytes),
    )


def _aligned(cells: Sequence[str], widths: Sequence[int]) -> str:
    name = cells[0] if len(cells[0]) <= widths[0] else cells[0][: widths[0] - 1] + "…"
    numbers = "  ".join(f"{cell:>{w}}" for cell, w in zip(cells[2:], widths[2:], strict=True))
    return f"{name:<{widths[0]}}  {cells[1]:<{widths[1]}}  {numbers}".rstrip()


def seconds_text(seconds: float) -> str:
    """Write a time in the unit that suits it.

    Example:
        >>> seconds_text(0.0125), seconds_text(2)
        ('12.50 ms', '2.00 s')
    """
    if seconds >= 1:
        return f"{seconds:.2f} s"
    return f"{seconds * 1e3:.2f} ms" if seconds >= 1e-3 else f"{seconds * 1e6:.0f} µs"


def bytes_text(count: int) -> str:
    """Write a size in the unit that suits it.

    Example:
        >>> bytes_text(300), bytes_text(2_400_000)
        ('300 B', '2.3 MiB')
    """
    size = float(count)
    for unit in ("B", "KiB", "MiB"):
        if size < 1024:
            return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"
        size /= 1024
    return f"{size:.1f} GiB"


class Recorder:
    """Takes down what happens in one run, by way of its hooks.

    Args:
        plan: What is run.
    """

    def __init__(self, plan: Plan | None = None) -> None:
        self._plan = plan
        self._tallies: list[Mapping[str, int]] = []
        self._rows: list[Row] = []
        self._seconds = 0.0
        self._is_lazy = False

    @property
    def hooks(self) -> Hooks:
        """The hooks that take notes."""
        return Hooks(after_node=self._note, after_run=self._end)

    def _note(self, event: NodeFinished) -> None:
        if event.kind == "rows":
            if event.value is not None:
                self._tallies.append(event.value)  # who takes it adds to it later
            return
        if event.kind == "check":
            self._rows.append(Row(event.name, event.kind, event.seconds, event.value.rows, None))
            return
        self._is_lazy = form_of(type(event.value)).lazy  # the last step makes the result
        if event.kind != "column":  # taking a column costs nothing and would double the table
            written = event.kind == "write"
            value = event.value
            rows, size = (value.rows, value.bytes) if written else size_of(value)
            self._rows.append(Row(event.name, event.kind, event.seconds, rows, size))

    def _end(self, event: RunFinished) -> None:
        self._seconds = event.seconds

    def report(self) -> Report:
        """Give the report of what was taken down so far."""
        return Report(tuple(self._rows), self._seconds, self._is_lazy, self._raised())

    def _raised(self) -> dict[str, int | None]:
        if self._plan is None:
            return {}
        found = {name: count for tally in self._tallies for name, count in tally.items()}
        rowwise = self._plan.rowwise
        return {name: found.get(name) for name, one in rowwise.items() if one.may_raise}
