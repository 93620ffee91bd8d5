"""Golden frames: outputs kept in a file that a reviewer can read, and compared with it later."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from hamiltonish.annotations import form_of
from hamiltonish.driver import Driver
from hamiltonish.errors import WhichLibraryError
from hamiltonish.errors.text import counted, message
from hamiltonish.errors.tracebacks import tidy
from hamiltonish.frames import expressions_of, unwrapped, write_parquet
from hamiltonish.frames.files import Format, format_of, read
from hamiltonish.plan.request import BARE, Outputs, normalized
from hamiltonish.testing.cells import Words, is_missing, same_cells, table
from hamiltonish.testing.literals import library_for
from hamiltonish.testing.outcomes import names_of
from hamiltonish.testing.silence import not_of_speed
from hamiltonish.testing.texts import Kept, from_csv, from_json, plain, to_csv, to_json

__all__ = ["ROOT", "UPDATE", "assert_unchanged"]

UPDATE = "HAMILTONISH_UPDATE"
"""The variable of the environment that lets snapshots be written; a flag of pytest sets it."""

ROOT = "HAMILTONISH_ROOT"
"""The variable that says from where paths of snapshots go; pytest sets it to its root folder."""

_FLAG = "`pytest --hamiltonish-update` writes it"


def assert_unchanged(
    driver: Driver,
    outputs: Outputs,
    inputs: Any,
    snapshot: str | os.PathLike[str],
    *,
    overrides: Mapping[str, Any] | None = None,
    tolerance: float = 1e-9,
    update: bool | None = None,
) -> None:
    """Compare outputs with those that were kept in a file.

    Args:
        driver: The driver.
        outputs: Names of nodes, or functions, as for `Driver.execute`.
        inputs: As for `Driver.execute`.
        snapshot: The file: ``….json``, a row on each line, with dtypes; ``….csv``; or
            ``….parquet``, which no reviewer can read, for many rows. Under pytest, a relative path
            goes from the folder of its settings, wherever pytest was started.
        overrides: As for `Driver.execute`.
        tolerance: By how much floats may differ, as a share of the larger.
        update: Whether the file is written in place of being compared. By default it is if pytest
            runs with ``--hamiltonish-update``, or the environment has ``HAMILTONISH_UPDATE=1``.

    Raises:
        AssertionError: If they differ, or there is no file yet; the rows that differ are shown.
        ValueError: If the suffix of the file is none of these.

    Example:
        >>> import tempfile
        >>> from pathlib import Path
        >>> import polars as pl
        >>> import hamiltonish as hm
        >>> def tax(price: pl.Expr) -> pl.Expr:
        ...     return price * 0.2
        >>> driver, frame = hm.Driver(tax), pl.DataFrame({"price": [10.0, 20.0]})
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     assert_unchanged(driver, "tax", frame, f"{folder}/tax.csv", update=True)
        ...     assert_unchanged(driver, "tax", frame, f"{folder}/tax.csv")
        ...     print(Path(f"{folder}/tax.csv").read_text())
        tax
        2.0
        4.0
        <BLANKLINE>
    """
    __tracebackhide__ = True
    with tidy, not_of_speed():
        given = Path(snapshot)
        path = Path(os.environ.get(ROOT, ""), given)
        made = format_of(path.name)
        if made not in (Format.JSON, Format.CSV, Format.PARQUET) or path.suffix not in _SUFFIXES:
            raise ValueError(f"`{path.name}` is no `.json`, `.csv` or `.parquet`.")
        names = names_of(driver, outputs)
        frame = _computed(driver, names, inputs, overrides)
        now = _kept(frame)
        if os.environ.get(UPDATE, "") not in ("", "0") if update is None else update:
            _write(path, made, now, frame)
            return
        if not path.exists():
            hint = f"{_FLAG}; look at it before you commit it."
            raise AssertionError(message(f"There is no snapshot `{given}` yet.", hint=hint))
        before = _read(path, made, frame)
        if text := _difference(given, before, now, tolerance, _beside(inputs, names)):
            raise AssertionError(text)


_SUFFIXES = (".json", ".csv", ".parquet", ".pq")


def _computed(driver: Driver, names: Sequence[str], inputs: Any, overrides: Any) -> Any:
    """Compute outputs as a frame; of plain values alone, in the first library that is installed."""
    given: dict[str, Any] = {"inputs": inputs, "overrides": overrides}
    try:
        return driver.execute(tuple(names), **given)
    except WhichLibraryError:
        return driver.execute(tuple(names), **given, to=library_for(form_of(object)))


def _kept(frame: Any) -> Kept:
    """Take a frame apart: the names and dtypes of its columns, and its rows as plain cells."""
    nw = expressions_of("narwhals")
    given = nw.from_native(unwrapped(frame))
    eager = given.collect() if isinstance(given, nw.LazyFrame) else given
    dtypes = {name: str(dtype) for name, dtype in eager.schema.items()}
    lists = {name: eager[name].to_list() for name in eager.columns}
    if eager.implementation.is_pandas_like():  # whose null of floats is NaN
        lists = {n: [None if is_missing(c) else c for c in cells] for n, cells in lists.items()}
    columns = [[plain(cell) for cell in cells] for cells in lists.values()]
    return Kept(dtypes, [list(row) for row in zip(*columns, strict=True)])


def _write(path: Path, made: Format, now: Kept, frame: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if made is Format.PARQUET:
        path.unlink(missing_ok=True)
        write_parquet(unwrapped(frame), path, ())
    else:
        text = to_json(now) if made is Format.JSON else to_csv(now)
        path.write_text(text, encoding="utf-8", newline="\n")


def _read(path: Path, made: Format, frame: Any) -> Kept:
    if made is Format.PARQUET:
        native = unwrapped(frame)
        library = "pandas" if type(native).__module__.startswith("pandas") else "polars"
        return _kept(read(str(path), made, library=library))
    text = path.read_text(encoding="utf-8")
    try:
        return from_json(text) if made is Format.JSON else from_csv(text)
    except (json.JSONDecodeError, KeyError, TypeError) as error:
        raise AssertionError(f"`{path}` is no snapshot that was written here: {error}.") from None


def _beside(inputs: Any, names: Sequence[str]) -> Mapping[str, list[Any]]:
    """List the columns of the one input frame, to be shown beside rows that differ."""
    given = normalized(inputs)
    if set(given) != {BARE}:
        return {}
    kept = _kept(given[BARE])
    columns = {name: [row[i] for row in kept.rows] for i, name in enumerate(kept.dtypes)}
    return {name: cells for name, cells in columns.items() if name not in names}


def _difference(
    path: Path, before: Kept, now: Kept, tolerance: float, beside: Mapping[str, list[Any]]
) -> str:
    """Word how a frame differs from the kept one; empty if it does not."""
    facts: list[str] = []
    if list(before.dtypes) != list(now.dtypes):
        facts += [f"columns: {', '.join(before.dtypes)} → {', '.join(now.dtypes)}"]
    for name, dtype in before.dtypes.items():
        if dtype and now.dtypes.get(name, dtype) != dtype:
            facts += [f"dtype of `{name}`: {dtype} → {now.dtypes[name]}"]
    if len(before.rows) != len(now.rows):
        facts += [f"rows: {len(before.rows):,} → {len(now.rows):,}"]
    facts += _differing_rows(before, now, tolerance, beside)
    if not facts:
        return ""
    hint = f"if that is meant, {_FLAG} anew."
    return message(f"The outputs differ from the snapshot `{path}`.", facts, hint)


def _differing_rows(
    before: Kept, now: Kept, tolerance: float, beside: Mapping[str, list[Any]]
) -> list[str]:
    names = [name for name in before.dtypes if name in now.dtypes]
    places = {
        name: (list(before.dtypes).index(name), list(now.dtypes).index(name)) for name in names
    }
    rows = list(zip(before.rows, now.rows, strict=False))
    differing = {
        name: [
            i
            for i, (old, new) in enumerate(rows)
            if not same_cells(old[places[name][0]], new[places[name][1]], tolerance)
        ]
        for name in names
    }
    shown = [name for name in names if differing[name]]
    wrong = sorted({i for found in differing.values() for i in found})
    if not wrong:
        return []
    kept = {n: [row[places[n][1]] for row in now.rows] for n in names if n not in shown}
    context = {n: cells for n, cells in beside.items() if len(cells) == len(now.rows)}
    context = {**kept, **context}
    context = dict(list(context.items())[:_MOST_BESIDE])
    head = ["row", *context, *shown]
    lines = []
    for i in wrong:
        cells = []
        for name in shown:
            old, new = rows[i][0][places[name][0]], rows[i][1][places[name][1]]
            same = i not in set(differing[name])
            cells.append(new if same else Words(f"{_text(old)} → {_text(new)}"))
        lines.append((str(i), *(column[i] for column in context.values()), *cells))
    return [f"{counted(len(wrong), 'row')} of {len(rows):,} differ", *table(head, lines)]


_MOST_BESIDE = 5


def _text(cell: Any) -> str:
    return "null" if cell is None else repr(cell)
