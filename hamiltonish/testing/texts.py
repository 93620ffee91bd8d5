"""Frames as texts that diff well: a row on each line, every digit, null told from texts."""

from __future__ import annotations

import datetime
import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Any

__all__ = ["Kept", "from_csv", "from_json", "plain", "to_csv", "to_json"]


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """A frame, taken apart.

    Attributes:
        dtypes: The dtype of each column, in words of narwhals; empty where the file has none.
        rows: The rows, of plain cells.
    """

    dtypes: Mapping[str, str]
    rows: list[list[Any]]


def plain(cell: Any) -> Any:
    """Make a cell what JSON has: times, decimals and bytes are texts.

    Example:
        >>> import datetime
        >>> plain(datetime.date(2013, 1, 1)), plain(0.5), plain([None, b"a"])
        ('2013-01-01', 0.5, [None, '61'])
    """
    if cell is None or isinstance(cell, (str, bool)):
        return cell
    if type(cell).__name__ in ("NaTType", "NAType"):
        return None
    if hasattr(cell, "to_pydatetime") or hasattr(cell, "to_pytimedelta"):
        return str(cell)
    if hasattr(cell, "item") and not hasattr(cell, "__len__"):
        return plain(cell.item())
    if isinstance(cell, (int, float)):
        return cell
    if isinstance(cell, (datetime.datetime, datetime.timedelta, Decimal)):
        return str(cell)
    if isinstance(cell, (datetime.date, datetime.time)):
        return cell.isoformat()
    if isinstance(cell, (bytes, bytearray)):
        return cell.hex()
    if isinstance(cell, Enum):
        return plain(cell.value)
    if isinstance(cell, Mapping):
        return {str(key): plain(value) for key, value in cell.items()}
    if isinstance(cell, (list, tuple)) or hasattr(cell, "__iter__"):
        return [plain(value) for value in cell]
    return str(cell)


# -- JSON ----------------------------------------------------------------------------------------


def to_json(kept: Kept) -> str:
    """Write a frame as JSON, a row on each line.

    Example:
        >>> print(to_json(Kept({"x": "Int64"}, [[1], [None]])))
        {"columns": {"x": "Int64"},
         "rows": [
          [1],
          [null]
        ]}
        <BLANKLINE>
    """
    columns = json.dumps(kept.dtypes, ensure_ascii=False)
    rows = ",\n".join(f"  {json.dumps(_finite(row), ensure_ascii=False)}" for row in kept.rows)
    body = f"\n{rows}\n" if kept.rows else ""
    return f'{{"columns": {columns},\n "rows": [{body}]}}\n'


def _finite(cell: Any) -> Any:
    """Write what JSON has no number for as an object of its own."""
    if isinstance(cell, float) and not math.isfinite(cell):
        return {"float": repr(cell)}
    return [_finite(one) for one in cell] if isinstance(cell, list) else cell


def from_json(text: str) -> Kept:
    """Read what `to_json` wrote."""
    data = json.loads(text)
    return Kept(data["columns"], [[_any_float(cell) for cell in row] for row in data["rows"]])


def _any_float(cell: Any) -> Any:
    if isinstance(cell, dict) and set(cell) == {"float"}:
        return float(cell["float"])
    return [_any_float(one) for one in cell] if isinstance(cell, list) else cell


# -- CSV -----------------------------------------------------------------------------------------


def to_csv(kept: Kept) -> str:
    """Write a frame as CSV: texts in quotes, null as nothing.

    Example:
        >>> print(to_csv(Kept({"x": "", "y": ""}, [[1.5, ""], [None, 'a"b']])))
        x,y
        1.5,""
        ,"a""b"
        <BLANKLINE>
    """
    lines = [",".join(map(_name, kept.dtypes))]
    lines += [",".join(map(_cell, row)) for row in kept.rows]
    return "\n".join(lines) + "\n"


def _name(name: str) -> str:
    return name if re.fullmatch(r"\w[\w .-]*", name) else _quoted(name)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _cell(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, (int, float)):
        return repr(cell)
    text = cell if isinstance(cell, str) else json.dumps(cell, ensure_ascii=False)
    return _quoted(text)


def from_csv(text: str) -> Kept:
    """Read what `to_csv` wrote."""
    lines = list(_lines(text))
    names = [str(cell) for cell in lines[0]] if lines else []
    return Kept(dict.fromkeys(names, ""), [list(map(_value, line)) for line in lines[1:]])


_FIELD = re.compile(r'(?:"((?:[^"]|"")*)"|([^,"\n]*))(,|\n|$)')


class _Quoted(str):
    """A field that stood in quotes."""

    __slots__ = ()


def _lines(text: str) -> Iterator[list[str]]:
    """Yield the fields of each line; those in quotes are told from others."""
    line: list[str] = []
    position = 0
    while position < len(text):
        found = _FIELD.match(text, position)
        if found is None:
            raise TypeError(f"a quote is missing at character {position:,}")
        quoted, bare, end = found.groups()
        line.append(bare if quoted is None else _Quoted(quoted.replace('""', '"')))
        position = found.end()
        if end != ",":
            yield line
            line = []


def _value(field: str) -> Any:
    if isinstance(field, _Quoted):
        return str(field)
    if field in ("", "true", "false"):
        return {"": None, "true": True, "false": False}[field]
    try:
        return int(field)
    except ValueError:
        try:
            return float(field)
        except ValueError:
            return field
