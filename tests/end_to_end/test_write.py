"""From frames in to Parquet out: every engine, folders by key, and what a failure leaves behind."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from polars.testing import assert_frame_equal
from pyarrow import parquet

import hamiltonish as hm
from hamiltonish import errors
from tests.modules import module_of

POLARS = """
    import polars as pl

    def is_late(delay: pl.Expr) -> pl.Expr:
        return delay > 15

    def late_rate(is_late: pl.Expr, carrier: pl.Expr) -> pl.Expr:
        return is_late.mean().over(carrier)

    def number(name: pl.Expr) -> pl.Expr:
        return name.cast(pl.Int64)

    def big(flights: pl.LazyFrame) -> pl.LazyFrame:
        return flights.filter(pl.col("delay") > 15)
"""

PORTABLE = """
    import narwhals as nw

    def is_late(delay: nw.Expr) -> nw.Expr:
        return delay > 15

    def twice(delay: nw.Expr) -> nw.Expr:
        return delay * 2

    def number(name: nw.Expr) -> nw.Expr:
        return name.cast(nw.Int64)
"""

FLIGHTS = pl.DataFrame(
    {
        "carrier": ["AA", "UA", None, "AA", "UA", "B/6"],
        "delay": [30, 0, 5, 20, None, 60],
        "name": ["1", "2", "3", "4", "5", "six"],
    }
)
OUTPUTS = ["carrier", "delay", "is_late", "late_rate"]


@pytest.fixture
def driver() -> hm.Driver:
    return hm.Driver(module_of(POLARS))


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Return a file to read from, in the folder that is written to."""
    FLIGHTS.write_parquet(tmp_path / "flights.parquet")
    return tmp_path / "flights.parquet"


def _left(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def _read(folder: Path, **types: Any) -> pl.DataFrame:
    """Read a folder of folders, the keys with the types that they had."""
    return pl.read_parquet(
        folder / "**/*.parquet", hive_partitioning=True, hive_schema=types or None
    )


# -- a file --------------------------------------------------------------------------------------


def test_a_scan_is_written_as_execute_would_give_it(
    driver: hm.Driver, source: Path, tmp_path: Path
) -> None:
    scan = pl.scan_parquet(source)
    written = driver.write(OUTPUTS, tmp_path / "out.parquet", inputs=scan)
    expected = driver.execute(OUTPUTS, inputs=scan).collect()
    assert_frame_equal(pl.read_parquet(tmp_path / "out.parquet"), expected)
    assert written.path == tmp_path / "out.parquet"
    assert written.files == (written.path,)
    assert written.rows == 6
    assert written.bytes == written.path.stat().st_size
    assert repr(written) == f"<Written: 6 rows in 1 file, {written.path}>"
    assert _left(tmp_path) == ["flights.parquet", "out.parquet"]


@pytest.mark.parametrize("kind", [str, Path, lambda path: os.fspath(path)])
def test_a_target_is_a_text_or_a_path(
    driver: hm.Driver, kind: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    driver.write("is_late", kind("out.parquet"), inputs=FLIGHTS)
    assert pl.read_parquet("out.parquet")["is_late"].sum() == 3


def test_an_eager_frame_is_written_too(driver: hm.Driver, tmp_path: Path) -> None:
    driver.write(OUTPUTS, tmp_path / "out.parquet", inputs=FLIGHTS)
    expected = driver.execute(OUTPUTS, inputs=FLIGHTS)
    assert_frame_equal(pl.read_parquet(tmp_path / "out.parquet"), expected)


def test_a_whole_frame_is_written(driver: hm.Driver, source: Path, tmp_path: Path) -> None:
    driver.write("big", tmp_path / "out.parquet", inputs={"flights": pl.scan_parquet(source)})
    assert pl.read_parquet(tmp_path / "out.parquet")["delay"].to_list() == [30, 20, 60]


def test_overrides_and_renames_are_those_of_execute(driver: hm.Driver, tmp_path: Path) -> None:
    frame = FLIGHTS.rename({"delay": "Delay", "carrier": "Carrier"})
    driver.write(
        ["carrier", "late_rate"],
        tmp_path / "out.parquet",
        inputs=frame,
        rename={"Delay": "delay", "Carrier": "carrier"},
        overrides={"is_late": pl.Series([True] * 6)},
    )
    assert pl.read_parquet(tmp_path / "out.parquet")["late_rate"].to_list() == [1.0] * 6


def test_values_alone_are_one_row(tmp_path: Path) -> None:
    def area(width: float, height: float) -> float:
        return width * height

    inputs = {"width": 2.0, "height": 3.0}
    written = hm.Driver(area).write("area", tmp_path / "out.parquet", inputs=inputs)
    assert written.rows == 1
    assert pl.read_parquet(tmp_path / "out.parquet").to_dicts() == [{"area": 6.0}]


def test_no_rows_make_a_file_with_the_columns(driver: hm.Driver, tmp_path: Path) -> None:
    written = driver.write(OUTPUTS, tmp_path / "out.parquet", inputs=FLIGHTS.clear().lazy())
    assert written.rows == 0
    expected = driver.execute(OUTPUTS, inputs=FLIGHTS.clear())
    assert_frame_equal(pl.read_parquet(tmp_path / "out.parquet"), expected)


def test_the_plan_is_that_of_execute_and_the_report_tells_of_the_file(
    driver: hm.Driver, tmp_path: Path
) -> None:
    told: list[Any] = []
    watched = driver.replace(hooks=hm.Hooks(after_node=told.append))
    written = watched.write(OUTPUTS, tmp_path / "out.parquet", inputs=FLIGHTS.lazy())
    assert written.plan.explain() == driver.plan(OUTPUTS, inputs=FLIGHTS.lazy()).explain()
    assert (told[-1].name, told[-1].kind) == ("out.parquet", "write")
    assert told[-1].value.rows == 6
    last = written.report.rows[-1]
    assert (last.name, last.kind, last.rows) == ("out.parquet", "write", 6)
    assert last.bytes == written.bytes
    assert not written.report.is_lazy


# -- what is there already -----------------------------------------------------------------------


def test_a_target_stays_unless_it_may_be_replaced(driver: hm.Driver, tmp_path: Path) -> None:
    target = tmp_path / "out.parquet"
    driver.write("is_late", target, inputs=FLIGHTS)
    before = target.read_bytes()
    with pytest.raises(errors.TargetExistsError, match="is there already"):
        driver.write("delay", target, inputs=FLIGHTS)
    assert target.read_bytes() == before
    driver.write("delay", target, inputs=FLIGHTS, overwrite=True)
    assert pl.read_parquet(target).columns == ["delay"]
    assert _left(tmp_path) == ["out.parquet"]


def test_the_file_that_is_read_can_be_replaced(driver: hm.Driver, source: Path) -> None:
    expected = driver.execute(OUTPUTS, inputs=pl.scan_parquet(source)).collect()
    driver.write(OUTPUTS, source, inputs=pl.scan_parquet(source), overwrite=True)
    assert_frame_equal(pl.read_parquet(source), expected)
    driver.write([*OUTPUTS, "is_late"], source, inputs=pl.scan_parquet(source), overwrite=True)
    assert_frame_equal(pl.read_parquet(source), expected)


def test_the_folder_that_is_read_can_be_replaced(driver: hm.Driver, tmp_path: Path) -> None:
    folder = tmp_path / "flights"
    known = FLIGHTS.drop_nulls("carrier")  # Polars 1.30 filters folders of nulls wrongly
    driver.write(["carrier", "delay"], folder, inputs=known, partition_by="carrier")
    scan = pl.scan_parquet(folder / "**/*.parquet", hive_partitioning=True)
    driver.write(OUTPUTS, folder, inputs=scan, partition_by="carrier", each=True, overwrite=True)
    expected = driver.execute(OUTPUTS, inputs=known).select(
        "delay", "is_late", "late_rate", "carrier"
    )
    assert_frame_equal(_read(folder), expected, check_row_order=False)
    assert _left(tmp_path) == ["flights"]


def test_a_link_stays_a_link(driver: hm.Driver, source: Path, tmp_path: Path) -> None:
    link = tmp_path / "latest.parquet"
    link.symlink_to(source)
    driver.write("is_late", link, inputs=pl.scan_parquet(link), overwrite=True)
    assert link.is_symlink()
    assert pl.read_parquet(source).columns == ["is_late"]


def test_a_folder_takes_the_place_of_a_file_and_the_other_way_round(
    driver: hm.Driver, tmp_path: Path
) -> None:
    target = tmp_path / "out.parquet"
    outputs = ["carrier", "delay"]
    driver.write(outputs, target, inputs=FLIGHTS)
    driver.write(outputs, target, inputs=FLIGHTS, partition_by="carrier", overwrite=True)
    assert target.is_dir()
    driver.write(outputs, target, inputs=FLIGHTS, overwrite=True)
    assert target.is_file()
    assert _left(tmp_path) == ["out.parquet"]


def test_a_folder_that_cannot_be_moved_is_put_back(
    driver: hm.Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "out"
    outputs = ["carrier", "delay"]
    driver.write(outputs, target, inputs=FLIGHTS, partition_by="carrier")
    rename = Path.rename

    def refuse(self: Path, to: Path) -> Path:
        if self.name.endswith(".new"):
            raise PermissionError("in use")
        return rename(self, to)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(PermissionError, match="in use"):
        driver.write(outputs, target, inputs=FLIGHTS, partition_by="carrier", overwrite=True)
    assert _left(tmp_path) == ["out"]
    assert_frame_equal(
        _read(target).select(outputs), FLIGHTS.select(outputs), check_row_order=False
    )


# -- failures ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "ways", [{}, {"partition_by": "carrier"}, {"partition_by": "carrier", "each": True}]
)
def test_a_failure_names_the_function_and_leaves_what_was_there(
    driver: hm.Driver, source: Path, tmp_path: Path, ways: dict[str, Any]
) -> None:
    target = tmp_path / "out.parquet"
    driver.write(["carrier", "delay"], target, inputs=FLIGHTS.lazy(), **ways)
    before = {file: file.read_bytes() for file in tmp_path.rglob("*.parquet") if file.is_file()}
    with pytest.raises(pl.exceptions.InvalidOperationError) as caught:
        driver.write(
            ["carrier", "late_rate", "number"],
            target,
            inputs=pl.scan_parquet(source),
            overwrite=True,
            **ways,
        )
    assert caught.value.__notes__ == ["while computing `number` (features.py:9)"]
    assert before == {f: f.read_bytes() for f in tmp_path.rglob("*.parquet") if f.is_file()}
    assert _left(tmp_path) == ["flights.parquet", "out.parquet"]


def test_an_interrupt_leaves_nothing_behind(
    driver: hm.Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(frame: Any, path: Path, partition_by: Any) -> None:
        path.write_bytes(b"half")
        raise KeyboardInterrupt("enough")

    monkeypatch.setattr("hamiltonish.frames.polars.write_parquet", interrupted)
    with pytest.raises(KeyboardInterrupt, match="enough"):
        driver.write("is_late", tmp_path / "out.parquet", inputs=FLIGHTS.lazy())
    assert _left(tmp_path) == []


def test_what_came_while_rows_were_computed_stays(driver: hm.Driver, tmp_path: Path) -> None:
    target = tmp_path / "out.parquet"

    def slow(x: pl.Expr) -> pl.Expr:
        target.write_bytes(b"someone else's")
        return x

    with pytest.raises(errors.TargetExistsError, match="is there already"):
        hm.Driver(slow).write("slow", target, inputs=pl.LazyFrame({"x": [1]}))
    assert target.read_bytes() == b"someone else's"
    assert _left(tmp_path) == ["out.parquet"]


def test_the_name_beside_the_target_suits_any_file_system(tmp_path: Path) -> None:
    seen: list[str] = []
    name = "f" * 240 + ".parquet"

    def watched(x: pl.Expr) -> pl.Expr:
        def look(series: pl.Series) -> pl.Series:
            seen.extend(_left(tmp_path))
            return series

        return x.map_batches(look, return_dtype=pl.Int64)

    hm.Driver(watched).write("watched", tmp_path / name, inputs=pl.LazyFrame({"x": [1]}))
    for beside in seen:
        assert len(beside) < 100
        assert not set(beside) & set('<>:"/\\|?*')
        assert beside.startswith(".f")
        assert beside.endswith(".new")
    assert _left(tmp_path) == [name]


def test_threads_write_to_targets_of_their_own(driver: hm.Driver, tmp_path: Path) -> None:
    failures: list[BaseException] = []

    def work(number: int) -> None:
        try:
            driver.write(
                ["carrier", "late_rate"],
                tmp_path / f"out{number}",
                inputs=FLIGHTS.lazy().with_columns(delay=pl.lit(number)),
                partition_by="carrier",
                each=number % 2 == 0,
            )
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert _left(tmp_path) == [f"out{n}" for n in range(8)]
    for n in range(8):
        assert set(_read(tmp_path / f"out{n}")["late_rate"]) == {float(n > 15)}


# -- folders by key ------------------------------------------------------------------------------


@pytest.mark.parametrize("each", [False, True])
def test_rows_go_to_the_folder_of_their_key_nulls_among_them(
    driver: hm.Driver, source: Path, tmp_path: Path, each: bool
) -> None:
    written = driver.write(
        OUTPUTS,
        tmp_path / "out",
        inputs=pl.scan_parquet(source),
        partition_by="carrier",
        each=each,
    )
    names = ["AA", "B%2F6", "UA", "__HIVE_DEFAULT_PARTITION__"]
    files = [f"carrier={name}/00000000.parquet" for name in names]
    assert [file.relative_to(tmp_path / "out").as_posix() for file in written.files] == files
    assert written.rows == 6
    assert list(pl.read_parquet_schema(written.files[0])) == ["delay", "is_late", "late_rate"]
    expected = driver.execute(OUTPUTS, inputs=FLIGHTS)
    assert_frame_equal(_read(tmp_path / "out").select(OUTPUTS), expected, check_row_order=False)


@pytest.mark.parametrize("each", [False, True])
def test_an_eager_frame_is_partitioned_as_a_lazy_one_is(tmp_path: Path, each: bool) -> None:
    def share(x: pl.Expr, k: pl.Expr) -> pl.Expr:
        return x / x.sum().over(k)

    frame = pl.DataFrame({"k": ["a", "b", "a"], "x": [1.0, 2.0, 3.0]})
    folder = tmp_path / "shares"
    hm.Driver(share).write(["k", "share"], folder, inputs=frame, partition_by="k", each=each)
    got = pl.read_parquet(folder / "**/*.parquet", hive_partitioning=True).sort("k", "share")
    assert got.select("k", "share").rows() == [("a", 0.25), ("a", 0.75), ("b", 1.0)]


@pytest.mark.parametrize("each", [False, True])
def test_several_columns_make_folders_in_folders(
    driver: hm.Driver, tmp_path: Path, each: bool
) -> None:
    by = ["carrier", driver.graph["is_late"].function]
    outputs = ["carrier", "is_late", "delay"]
    written = driver.write(
        outputs, tmp_path / "out", inputs=FLIGHTS.lazy(), partition_by=by, each=each
    )
    assert [file.parent.relative_to(written.path).as_posix() for file in written.files] == [
        "carrier=AA/is_late=true",
        "carrier=B%2F6/is_late=true",
        "carrier=UA/is_late=__HIVE_DEFAULT_PARTITION__",
        "carrier=UA/is_late=false",
        "carrier=__HIVE_DEFAULT_PARTITION__/is_late=false",
    ]
    expected = driver.execute(outputs, inputs=FLIGHTS)
    assert_frame_equal(
        _read(written.path, carrier=pl.String, is_late=pl.Boolean).select(outputs),
        expected,
        check_row_order=False,
    )


@pytest.mark.parametrize("each", [False, True])
def test_no_rows_make_an_empty_folder(driver: hm.Driver, tmp_path: Path, each: bool) -> None:
    frame = FLIGHTS.clear().lazy()
    written = driver.write(
        OUTPUTS, tmp_path / "out", inputs=frame, partition_by="carrier", each=each
    )
    assert (written.rows, written.bytes, written.files) == (0, 0, ())
    assert _left(tmp_path / "out") == []


@pytest.mark.parametrize("each", [False, True])
def test_a_text_that_stands_for_null_is_refused_since_its_rows_would_be_lost(
    driver: hm.Driver, tmp_path: Path, each: bool
) -> None:
    frame = FLIGHTS.lazy().with_columns(carrier=pl.lit("__HIVE_DEFAULT_PARTITION__"))
    with pytest.raises(errors.PartitionColumnError, match="would be read as null"):
        driver.write(OUTPUTS, tmp_path / "out", inputs=frame, partition_by="carrier", each=each)
    assert _left(tmp_path) == []


@pytest.mark.parametrize("each", [False, True])
def test_a_key_may_have_a_name_that_is_no_python_name(tmp_path: Path, each: bool) -> None:
    def twice(delay: pl.Expr) -> pl.Expr:
        return delay * 2

    frame = FLIGHTS.rename({"carrier": "Größe des Loses"}).lazy()
    outputs = ["Größe des Loses", "twice"]
    driver = hm.Driver(twice)
    driver.write(outputs, tmp_path / "out", inputs=frame, partition_by=outputs[0], each=each)
    expected = driver.execute(outputs, inputs=frame.collect())
    assert_frame_equal(_read(tmp_path / "out").select(outputs), expected, check_row_order=False)


@pytest.mark.parametrize("by", ["late", "Is it late"])
def test_a_computed_key_may_go_by_another_name(tmp_path: Path, by: str) -> None:
    module = module_of("""
        import polars as pl
        from hamiltonish.modifiers import extract_columns, name

        @name("Is it late")
        def late(delay: pl.Expr) -> pl.Expr:
            return delay > 15

        @extract_columns("delay", "carrier")
        def known(flights: pl.LazyFrame) -> pl.LazyFrame:
            return flights.drop_nulls()

        def most(delay: pl.Expr, late: pl.Expr) -> pl.Expr:
            return delay.max().over(late)
    """)
    inputs = {"flights": FLIGHTS.lazy()}
    for asked in ("late", "Is it late"):
        folder = tmp_path / asked
        hm.Driver(module).write(
            [asked, "carrier", "most"], folder, inputs=inputs, partition_by=by, each=True
        )
        assert _left(folder) == ["Is it late=false", "Is it late=true"]
        back = _read(folder).select("carrier", "most", "Is it late").rows()
        assert set(back) == {("AA", 60, True), ("B/6", 60, True), ("UA", 0, False)}


def test_a_whole_frame_goes_to_folders_by_its_columns(driver: hm.Driver, tmp_path: Path) -> None:
    for each in (False, True):
        folder = tmp_path / f"out{each}"
        inputs = {"flights": FLIGHTS.lazy()}
        driver.write("big", folder, inputs=inputs, partition_by="carrier", each=each)
        assert _left(folder) == ["carrier=AA", "carrier=B%2F6"]
        with pytest.raises(errors.PartitionColumnError, match="not among the outputs"):
            driver.write("big", tmp_path / "no", inputs=inputs, partition_by="carier", each=each)
    assert _left(tmp_path) == ["outFalse", "outTrue"]


# -- other engines -------------------------------------------------------------------------------


@pytest.fixture
def portable() -> hm.Driver:
    return hm.Driver(module_of(PORTABLE))


def _in_duckdb(folder: Path) -> Any:
    duckdb = pytest.importorskip("duckdb")
    return duckdb.connect().read_parquet(str(folder / "flights.parquet"))


def _in_dask(folder: Path) -> Any:
    dask = pytest.importorskip("dask.dataframe")
    return dask.read_parquet(folder / "flights.parquet")


def _in_ibis(folder: Path) -> Any:
    ibis = pytest.importorskip("ibis")
    return ibis.memtable(parquet.read_table(folder / "flights.parquet"))


ENGINES = {
    "pandas": lambda folder: pd.read_parquet(folder / "flights.parquet"),
    "pandas of Arrow": lambda folder: pd.read_parquet(
        folder / "flights.parquet", dtype_backend="pyarrow"
    ),
    "pyarrow": lambda folder: parquet.read_table(folder / "flights.parquet"),
    "polars eager": lambda folder: pl.read_parquet(folder / "flights.parquet"),
    "polars lazy": lambda folder: pl.scan_parquet(folder / "flights.parquet"),
    "duckdb": _in_duckdb,
    "dask": _in_dask,
    "ibis": _in_ibis,
}


@pytest.fixture
def complete(tmp_path: Path) -> Path:
    """Return a folder with flights of which no delay is missing, so that pandas has integers."""
    FLIGHTS.filter(pl.col("delay").is_not_null()).write_parquet(tmp_path / "flights.parquet")
    return tmp_path


EXPECTED = {
    (carrier, delay, delay > 15, 2 * delay)
    for carrier, delay in [("AA", 30), ("UA", 0), (None, 5), ("AA", 20), ("B/6", 60)]
}
WRITTEN = ["carrier", "delay", "is_late", "twice"]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
def test_every_engine_writes_its_own_frames(
    portable: hm.Driver, complete: Path, engine: str
) -> None:
    target = complete / "it's out.parquet"
    written = portable.write(WRITTEN, target, inputs=ENGINES[engine](complete))
    assert written.rows == 5
    table = pa.concat_tables(parquet.ParquetFile(file).read() for file in written.files)
    assert set(pl.DataFrame(pl.from_arrow(table)).rows()) == EXPECTED
    assert _left(complete) == ["flights.parquet", "it's out.parquet"]


@pytest.mark.parametrize("engine", [name for name in ENGINES if name != "dask"])
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
def test_every_engine_writes_to_folders_by_key(
    portable: hm.Driver, complete: Path, engine: str
) -> None:
    target = complete / "out"
    frame = ENGINES[engine](complete)
    written = portable.write(WRITTEN, target, inputs=frame, partition_by="carrier")
    assert written.rows == 5
    assert all(file.is_file() for file in written.files)
    back = _read(target).select(WRITTEN)
    assert set(back.rows()) == EXPECTED
    assert "carrier" not in parquet.read_schema(written.files[0]).names


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
def test_dask_writes_to_folders_whose_names_can_be_read_back(
    portable: hm.Driver, complete: Path
) -> None:
    frame = _in_dask(complete)
    with pytest.raises(errors.PartitionColumnError, match="`carrier=B/6` into the name"):
        portable.write(WRITTEN, complete / "out", inputs=frame, partition_by="carrier")
    assert _left(complete) == ["flights.parquet"]
    short = frame[frame["delay"] < 60]
    written = portable.write(WRITTEN, complete / "out", inputs=short, partition_by="carrier")
    assert written.rows == 4
    assert {*_read(written.path).select(WRITTEN).rows(), ("B/6", 60, True, 120)} == EXPECTED


def test_spark_writes_folders(portable: hm.Driver, complete: Path, spark: Any) -> None:
    frame = spark.read.parquet(str(complete / "flights.parquet"))
    written = portable.write(WRITTEN, complete / "out.parquet", inputs=frame)
    assert written.rows == 5
    assert set(pl.read_parquet(complete / "out.parquet/*.parquet").rows()) == EXPECTED
    by = portable.write(WRITTEN, complete / "a folder", inputs=frame, partition_by="carrier")
    assert by.rows == 5
    assert set(_read(complete / "a folder").select(WRITTEN).rows()) == EXPECTED
    assert _left(complete) == ["a folder", "flights.parquet", "out.parquet"]


@pytest.mark.parametrize("engine", ["polars lazy", "duckdb", "dask", "pandas", "ibis"])
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
def test_a_failure_in_any_engine_names_the_function(
    portable: hm.Driver, complete: Path, engine: str
) -> None:
    with pytest.raises(Exception, match="six") as caught:
        portable.write(
            ["delay", "number", "twice"],
            complete / "out.parquet",
            inputs=ENGINES[engine](complete),
        )
    assert caught.value.__notes__ == ["while computing `number` (features.py:9)"]
    assert _left(complete) == ["flights.parquet"]


def test_an_index_with_a_name_is_kept(tmp_path: Path) -> None:
    def twice(x: pd.Series) -> pd.Series:
        return x * 2

    frame = pd.DataFrame({"x": [1, 2]}, index=pd.Index(["a", "b"], name="id"))
    hm.Driver(twice).write("twice", tmp_path / "out.parquet", inputs=frame)
    back = pd.read_parquet(tmp_path / "out.parquet")
    assert back.index.to_list() == ["a", "b"]
    assert back["twice"].to_list() == [2, 4]
