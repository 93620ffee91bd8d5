"""Comparison: what two versions gave, output by output, as data."""

from __future__ import annotations

import enum
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from hamiltonish.comparison.facts import Example, Facts, Verdict
from hamiltonish.comparison.sampling import Sample
from hamiltonish.comparison.text import html_table, markdown_table, percent_text, plain_table
from hamiltonish.errors import UnknownNodeError
from hamiltonish.errors.text import closest

__all__ = ["Compared", "Comparison"]

_MOST_SAME = 5
"""How many outputs that are the same have a line of their own in a table."""

_HEAD = ("output", "verdict", "rows that differ", "example", "what changed")


@dataclass(frozen=True, slots=True)
class Compared:
    """What became of one output, or of one column of a frame.

    Attributes:
        name: The output, or the column.
        verdict: What became of it.
        kind: ``column``, ``frame`` or ``value``; empty if neither version gave it.
        type_old: Its dtype before, in words of narwhals, or its type; empty if there was none.
        type_new: Its dtype or type now.
        rows: How many rows were compared; None for a plain value, or if none were.
        differing: In how many of them the versions differ.
        nulls_gained: Rows that are null now, and were not.
        nulls_lost: Rows that were null, and are not now.
        only_old: Rows that only the old version has.
        only_new: Rows that only the new version has.
        facts: By how much it changed, if there is a measure for it.
        examples: The first rows that differ.
        columns: The columns, if it is a frame.
        note: What else there is to say; for what failed, which version did, and why.
    """

    name: str
    verdict: Verdict
    kind: str = ""
    type_old: str = ""
    type_new: str = ""
    rows: int | None = None
    differing: int | None = None
    nulls_gained: int = 0
    nulls_lost: int = 0
    only_old: int = 0
    only_new: int = 0
    facts: Facts | None = None
    examples: tuple[Example, ...] = ()
    columns: tuple[Compared, ...] = ()
    note: str = ""

    @property
    def changed(self) -> bool:
        """Whether it is anything but the same."""
        return self.verdict is not Verdict.SAME

    @property
    def share(self) -> float | None:
        """The share of the compared rows that differ, 0 to 1."""
        if self.rows is None or self.differing is None:
            return None
        return self.differing / self.rows if self.rows else 0.0

    def to_dict(self) -> dict[str, Any]:
        """Give all of it in dicts, lists, texts and numbers, as for JSON."""
        return {**_as_data(self), "share": self.share}

    def __str__(self) -> str:
        lines = [f"{self.name}: {self.verdict.value}"]
        for title, text in (("rows", self._rows()), ("change", self._change())):
            lines += [f"  {title}: {text}"] if text else []
        lines += [f"  {example.words(with_inputs=True)}" for example in self.examples]
        for column in self.columns:
            if column.changed:
                lines += [f"  {line}" for line in str(column).splitlines()]
        return "\n".join(lines)

    def lines(self) -> Iterator[tuple[str, ...]]:
        """Yield the cells of its line in a table, and below a frame those of what changed in it."""
        example = self.examples[0].words(with_inputs=False) if self.examples else ""
        yield self.name, self.verdict.value, self._rows(), example, self._change()
        for column in self.columns:
            if column.changed:
                for name, *cells in column.lines():
                    yield (f"  {name}", *cells)

    def _rows(self) -> str:
        """Tell how many rows differ, and how many only one version has."""
        parts = []
        if self.changed and self.differing is not None and self.rows is not None:
            share = f" ({percent_text(self.share or 0.0)})" if self.differing else ""
            parts.append(f"{self.differing:,} of {self.rows:,}{share}")
        parts += [f"{self.only_old:,} only before"] if self.only_old else []
        parts += [f"{self.only_new:,} only now"] if self.only_new else []
        return ", ".join(parts)

    def _change(self) -> str:
        """Tell by how much it changed."""
        is_other = self.type_old and self.type_new and self.type_old != self.type_new
        parts = [f"{self.type_old} → {self.type_new}"] if is_other else []
        parts += self.facts.words() if self.facts is not None else []
        parts += [f"{self.nulls_gained:,} more null"] if self.nulls_gained else []
        parts += [f"{self.nulls_lost:,} no longer null"] if self.nulls_lost else []
        return "; ".join([*parts, *([self.note] if self.note else [])])


@dataclass(frozen=True, slots=True, repr=False)
class Comparison:
    """What two versions gave for the same inputs.

    It is true if something changed.

    Attributes:
        outputs: What became of each output, in the order in which they were asked for.
        sample: Which of the rows were given to both.
        tolerance: By how much floats may differ, as a share of the larger, and count as the same.
    """

    outputs: tuple[Compared, ...]
    sample: Sample
    tolerance: float

    @property
    def changed(self) -> bool:
        """Whether any output is anything but the same."""
        return any(output.changed for output in self.outputs)

    @property
    def worst_first(self) -> tuple[Compared, ...]:
        """The outputs, those that ask for a look first, then by the share of rows that differ."""
        return tuple(sorted(self.outputs, key=_badness))

    def __bool__(self) -> bool:
        return self.changed

    def __getitem__(self, name: str) -> Compared:
        """Look up an output by its name."""
        for output in self.outputs:
            if output.name == name:
                return output
        names = tuple(output.name for output in self.outputs)
        raise UnknownNodeError(name, "a look-up in the comparison", closest(name, names))

    def __iter__(self) -> Iterator[Compared]:
        return iter(self.outputs)

    def __len__(self) -> int:
        return len(self.outputs)

    def to_dict(self) -> dict[str, Any]:
        """Give all of it in dicts, lists, texts and numbers, as for JSON."""
        return {
            "changed": self.changed,
            "sample": _as_data(self.sample),
            "tolerance": self.tolerance,
            "outputs": [output.to_dict() for output in self.outputs],
        }

    def to_markdown(self) -> str:
        """Give the table in Markdown, as for a pull request."""
        return markdown_table(self._headline(), _HEAD, self._lines())

    def __str__(self) -> str:
        return plain_table(self._headline(), _HEAD, self._lines())

    def _lines(self) -> list[tuple[str, ...]]:
        """List the lines of the table; many outputs that are the same share one."""
        same = [output.name for output in self.outputs if not output.changed]
        if len(same) <= _MOST_SAME:
            return [line for output in self.worst_first for line in output.lines()]
        lines = [line for one in self.worst_first if one.changed for line in one.lines()]
        names = f"{', '.join(same[:_MOST_SAME])} and {len(same) - _MOST_SAME:,} more"
        return [*lines, (f"{len(same):,} outputs", Verdict.SAME.value, "", "", names)]

    def _headline(self) -> str:
        """Tell in one line how many outputs changed, and on which rows they were compared."""
        total = len(self.outputs)
        changed = sum(output.changed for output in self.outputs)
        if total == 1:
            text = f"The output {'changed' if changed else 'is the same'}"
        else:
            text = f"{f'{changed:,}' if changed else 'None'} of {total:,} outputs changed"
        sample = str(self.sample)
        return f"{text}; compared on {sample}." if sample else f"{text}."

    def __repr__(self) -> str:
        changed = sum(output.changed for output in self.outputs)
        return f"<Comparison: {changed:,} of {len(self.outputs):,} outputs changed>"

    def _repr_html_(self) -> str:
        return html_table(self._headline(), _HEAD, self._lines())


_RANKS = {verdict: rank for rank, verdict in enumerate(Verdict)}


def _badness(output: Compared) -> tuple[int, float, int]:
    return (_RANKS[output.verdict], -(output.share or 0.0), -output.only_old - output.only_new)


def _as_data(value: Any) -> Any:
    """Bring a value into what JSON knows; what it does not know, into text."""
    if isinstance(value, enum.Enum):
        return value.value
    if is_dataclass(value):
        pairs = ((field.name, getattr(value, field.name)) for field in fields(value))
        return {name: _as_data(part) for name, part in pairs}
    if isinstance(value, Mapping):
        return {str(key): _as_data(part) for key, part in value.items()}
    if isinstance(value, (tuple, list)):
        return [_as_data(part) for part in value]
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value if isinstance(value, (bool, int, float, str, type(None))) else str(value)
