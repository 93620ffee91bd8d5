"""Files of tables: what is written is read back, and its rows are counted without holding it."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hamiltonish.frames import converted
from hamiltonish.frames.files import Format, format_of, read, write

texts = st.none() | st.text('a,"\n\r é', max_size=6)
rows = st.lists(st.tuples(texts, st.none() | st.integers(-9, 9)), max_size=5)


@pytest.mark.parametrize("made", Format)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=rows)
def test_as_many_rows_are_counted_as_were_written(
    tmp_path: Path, made: Format, rows: list[tuple[str | None, int | None]]
) -> None:
    frame = pl.DataFrame(rows, schema={"text": pl.String, "number": pl.Int64}, orient="row")
    for one in (frame, frame.lazy(), frame.to_arrow()):
        path = tmp_path / "rows"
        path.unlink(missing_ok=True)
        assert write(one, path, made) == len(rows)


@pytest.mark.parametrize("library", ["polars", "pandas", "pyarrow"])
@pytest.mark.parametrize("made", Format)
def test_what_is_written_is_read_in_the_same_format(
    tmp_path: Path, made: Format, library: str
) -> None:
    frame = pl.DataFrame({"text": ["a", "é"], "number": [1, 2]})
    path = tmp_path / "rows"
    assert write(converted(frame, library), path, made) == 2
    for reader in ("polars", "pandas"):
        found = converted(read(str(path), made, library=reader), "polars")
        assert found.lazy().collect().select(frame.columns).rows() == frame.rows()


def test_a_count_does_not_depend_on_where_the_file_is_cut_into_pieces(tmp_path: Path) -> None:
    text = '"' + "\n" * 700_001 + '"'
    frame = pl.DataFrame({"text": [text[1:-1]] * 4, "other": ["x"] * 4})
    assert write(frame, tmp_path / "rows", Format.CSV) == 4


@pytest.mark.parametrize(
    ("path", "made"),
    [
        ("a.parquet", Format.PARQUET),
        ("folder.csv/a.PQ", Format.PARQUET),
        ("a.csv.gz", Format.CSV),
        ("a.parquet.gz", None),
        ("a.feather", Format.IPC),
        ("a.jsonl", Format.NDJSON),
        ("a", None),
        ("csv", None),
    ],
)
def test_a_suffix_tells_the_format(path: str, made: Format | None) -> None:
    assert format_of(path) is made
