"""What a user reads when columns do not make a frame, or results are not what they are said to be."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pytest

import hamiltonish as hm
from hamiltonish.errors import (
    DuplicateColumnError,
    FrameAmongColumnsError,
    MissingColumnError,
    MissingFieldError,
    MissingInputsError,
    MixedFramesError,
    MixedLibrariesError,
    NotAColumnError,
    ResultTypeError,
    RowsMismatchError,
    UnknownLibraryError,
    WhichFrameError,
    WhichLibraryError,
)
from tests.errors.refusal import refuses, told
from tests.modules import module_of

PANDAS = """
    import pandas as pd

    def total(a: pd.Series, b: pd.Series) -> pd.Series:
        return a + b

    def first(a: pd.Series) -> pd.Series:
        return a.head(1)

    def nothing(a: pd.Series) -> pd.Series:
        a + 1

    def number(a: pd.Series) -> pd.Series:
        return 3.0

    def listing(a: pd.Series) -> list[float]:
        return list(a)
"""

POLARS = """
    import pandas as pd
    import polars as pl

    def total(u: pl.Expr, v: pl.Expr) -> pl.Expr:
        return u + v

    def first(u: pl.Series) -> pl.Series:
        return u.head(1)

    def nothing(u: pl.Expr) -> pl.Expr:
        u + 1

    def number(u: pl.Expr) -> pl.Expr:
        return 3.0

    def table(flights: pl.LazyFrame) -> pl.LazyFrame:
        return flights

    def no_table(flights: pl.LazyFrame) -> pl.LazyFrame:
        flights.head()

    def foreign(u: pl.Series) -> pl.Series:
        return pd.Series([1, 2, 3])
"""


@pytest.fixture
def in_pandas() -> hm.Driver:
    return hm.Driver(module_of(PANDAS))


@pytest.fixture
def in_polars() -> hm.Driver:
    return hm.Driver(module_of(POLARS))


TABLE = pd.DataFrame({"a": [1.0, 2.0, 3.0], "b": [4.0, 5.0, 6.0]})
FLIGHTS = pl.DataFrame({"u": [1, 2, 3], "v": [4, 5, 6]})

# -- rows ----------------------------------------------------------------------------------------

ROWS_HINT = (
    "Hint: return one row for each input row, or use `driver.values` to get them separately."
)


@pytest.mark.parametrize(
    ("second", "problem", "rows"),
    [
        (
            pd.Series([1.0, 2.0]),
            "they have different lengths",
            "2 rows, index: RangeIndex of int64 from 0 to 1",
        ),
        (
            pd.Series([1.0, 2.0, 3.0], index=[10, 11, 12]),
            "their indexes have different labels",
            "3 rows, index: Index of int64 from 10 to 12",
        ),
        (
            pd.Series([1.0, 2.0, 3.0], index=[2, 1, 0]),
            "their indexes hold the same labels in a different order",
            "3 rows, index: Index of int64 from 2 to 0",
        ),
        (
            pd.Series([1.0, 2.0, 3.0], index=[0, 0, 1]),
            "their indexes differ, and have repeated labels",
            "3 rows, index: Index of int64 from 0 to 1, with repeated labels",
        ),
        (
            pd.Series([1.0, 2.0, 3.0], index=pd.date_range("2013-01-01", periods=3, unit="ns")),
            "their indexes are of different types",
            "3 rows, index: DatetimeIndex of datetime64[ns] from 2013-01-01 00:00:00 to 2013-01-03 00:00:00",
        ),
        (
            pd.Series([], dtype=float),
            "they have different lengths",
            "0 rows, index: RangeIndex of int64",
        ),
    ],
    ids=["length", "labels", "order", "duplicate-labels", "index-type", "empty"],
)
def test_series_of_different_rows(
    in_pandas: hm.Driver, second: pd.Series[Any], problem: str, rows: str
) -> None:
    count = len(second)
    with refuses(
        RowsMismatchError,
        f"""
Columns of different rows cannot be put together: {problem}.
  `a`: 3 rows, index: RangeIndex of int64 from 0 to 2
  `b`: {rows}
  put together by: `features.total` (features.py:3)
Hint: give both the same rows, or take a whole frame and align them in it.
while computing `total` (features.py:3)
  a: pandas Series, 3 rows of float64
  b: pandas Series, {count} rows of float64
        """,
    ):
        in_pandas.execute("total", inputs={"a": TABLE["a"], "b": second})


def test_an_index_with_the_same_repeated_labels_on_both_sides_is_no_mistake(
    in_pandas: hm.Driver,
) -> None:
    frame = TABLE.set_axis([1, 1, 2])
    result = in_pandas.execute("total", inputs=frame)
    assert result["total"].to_list() == [5.0, 7.0, 9.0]
    assert list(result.index) == [1, 1, 2]


def test_outputs_of_different_length_name_both_functions(in_pandas: hm.Driver) -> None:
    with pytest.raises(RowsMismatchError, match="different lengths") as caught:
        in_pandas.execute(["first", "total"], inputs=TABLE)
    assert str(caught.value) == (
        "Columns of different rows cannot be put together: they have different lengths.\n"
        "  `first` (features.py:6): 1 row, index: RangeIndex of int64 from 0 to 0\n"
        "  `total` (features.py:3): 3 rows, index: RangeIndex of int64 from 0 to 2\n"
        f"{ROWS_HINT}"
    )


@pytest.mark.parametrize("lazy", [False, True])
def test_a_polars_series_of_another_length_than_its_frame(in_polars: hm.Driver, lazy: bool) -> None:
    with pytest.raises(RowsMismatchError, match="different lengths") as caught:
        result = in_polars.execute(["first", "total"], inputs=FLIGHTS.lazy() if lazy else FLIGHTS)
        result.collect()
    assert str(caught.value) == (
        "Columns of different rows cannot be put together: they have different lengths.\n"
        "  the frame: 3 rows\n"
        "  `first`: 1 row\n"
        f"{ROWS_HINT}"
    )


def test_a_series_of_one_row_is_not_broadcast_over_a_lazy_frame(in_polars: hm.Driver) -> None:
    with pytest.raises((RowsMismatchError, pl.exceptions.ShapeError), match="length"):
        in_polars.execute(
            ["total", "u"], inputs=FLIGHTS.lazy(), overrides={"total": pl.Series([7])}
        ).collect()


# -- results -------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["execute", "run"])
@pytest.mark.parametrize("check_types", [False, True])
def test_a_series_function_that_returns_none(method: str, check_types: bool) -> None:
    driver = hm.Driver(module_of(PANDAS), check_types=check_types)
    with pytest.raises(ResultTypeError, match="returned `None`") as caught:
        getattr(driver, method)("nothing", inputs=TABLE)
    assert str(caught.value) == (
        "`features.nothing` (features.py:9) returned `None` where it says `pd.Series`.\n"
        "Hint: is a `return` missing?"
    )


@pytest.mark.parametrize("method", ["execute", "run", "values"])
@pytest.mark.parametrize("lazy", [False, True])
def test_an_expression_function_that_returns_none(
    in_polars: hm.Driver, method: str, lazy: bool
) -> None:
    with pytest.raises(ResultTypeError, match="returned `None`") as caught:
        getattr(in_polars, method)("nothing", inputs=FLIGHTS.lazy() if lazy else FLIGHTS)
    assert str(caught.value) == (
        "`features.nothing` (features.py:10) returned `None` where it says `pl.Expr`.\n"
        "Hint: is a `return` missing?"
    )


def test_a_function_that_returns_a_number_for_a_series(in_pandas: hm.Driver) -> None:
    with pytest.raises(ResultTypeError, match="returned `float`") as caught:
        in_pandas.execute("number", inputs=TABLE)
    assert str(caught.value) == (
        "`features.number` (features.py:12) returned `float` where it says `pd.Series`.\n"
        "Hint: return a Series or an expression, not bare data."
    )


def test_a_function_that_returns_a_number_for_an_expression(in_polars: hm.Driver) -> None:
    with pytest.raises(ResultTypeError, match="returned `float`") as caught:
        in_polars.execute("number", inputs=FLIGHTS)
    assert str(caught.value) == (
        "`features.number` (features.py:13) returned `float` where it says `pl.Expr`.\n"
        "Hint: return a Series or an expression, not bare data."
    )


def test_a_function_that_returns_a_series_of_another_library(in_polars: hm.Driver) -> None:
    with pytest.raises(ResultTypeError, match=r"returned `pd\.Series`") as caught:
        in_polars.execute(["foreign", "u"], inputs=FLIGHTS)
    assert str(caught.value).splitlines()[0] == (
        "`features.foreign` (features.py:22) returned `pd.Series` where it says `pl.Series`."
    )


def test_a_frame_function_that_returns_none(in_polars: hm.Driver) -> None:
    with pytest.raises(ResultTypeError, match="returned `None`") as caught:
        in_polars.execute("no_table", inputs={"flights": FLIGHTS})
    assert str(caught.value) == (
        "`features.no_table` (features.py:19) returned `None` where it says `pl.LazyFrame`.\n"
        "Hint: is a `return` missing?"
    )


def test_columns_extracted_from_a_frame_function_that_returns_none() -> None:
    module = module_of("""
        import polars as pl
        from hamiltonish.modifiers import extract_columns

        @extract_columns("a")
        def source() -> pl.LazyFrame:
            pl.LazyFrame({"a": [1]})

        def double(a: pl.Expr) -> pl.Expr:
            return a * 2
    """)
    with pytest.raises(ResultTypeError, match="returned `None`") as caught:
        hm.Driver(module).execute("double")
    assert str(caught.value) == (
        "`features.source` (features.py:4) returned `None` where it says `pl.LazyFrame`.\n"
        "Hint: is a `return` missing?"
    )


@pytest.mark.parametrize("kind", ["pl.LazyFrame", "pl.DataFrame"])
def test_an_extracted_column_that_the_frame_does_not_have(kind: str) -> None:
    module = module_of(
        f"""
        import polars as pl
        from hamiltonish.modifiers import extract_columns

        @extract_columns("carrier", "distanse")
        def flights() -> {kind}:
            return {kind}({{"carrier": ["UA"], "distance": [1400]}})

        def kilometres(distanse: pl.Expr) -> pl.Expr:
            return distanse * 1.609
        """
    )
    with refuses(
        MissingColumnError,
        """
The frame of `features.flights` (features.py:4) has no column `distanse`.
  named by: its `@extract_columns(…)`
  it has: `carrier`, `distance`
Hint: did you mean `distance`?
while computing `flights` (features.py:4), needed for `kilometres`
        """,
    ):
        hm.Driver(module).execute("kilometres")


def test_a_field_that_a_result_lacks_is_named_with_those_that_it_has() -> None:
    module = module_of("""
        from hamiltonish.modifiers import extract_fields, unpack_fields
        @extract_fields("train", "tset")
        def split(rows: int) -> dict[str, int]:
            return {"train": rows, "test": 2}
        @unpack_fields("low", "high")
        def limits(rows: int) -> tuple[int, ...]:
            return (rows,)
    """)
    driver = hm.Driver(module)
    assert driver.values("train", inputs={"rows": 1}) == {"train": 1}
    with refuses(
        MissingFieldError,
        """
The result of `features.split` (features.py:2) has no field `tset`.
  named by: its `@extract_fields('train', 'tset')`
  it has: `train`, `test`
Hint: did you mean `test`?
while computing `tset` (features.py:2)
  split: dict of length 2
        """,
    ):
        driver.values("tset", inputs={"rows": 1})
    with refuses(
        MissingFieldError,
        """
The result of `features.limits` (features.py:5) has no 2 parts to unpack.
  named by: its `@unpack_fields('low', 'high')`
  it has: 1 part
while computing `low` (features.py:5)
  limits: tuple of length 1
        """,
    ):
        driver.values("low", inputs={"rows": 1})


def test_checking_types_finds_a_value_of_another_type() -> None:
    module = module_of("""
        def count(x: int) -> int:
            return str(x)

        def double(count: int) -> int:
            return count * 2
    """)
    assert hm.Driver(module).values("double", inputs={"x": 1}) == {"double": "11"}
    with refuses(
        ResultTypeError,
        """
`features.count` (features.py:1) returned `str` where it says `int`.
Hint: correct the annotation.
        """,
    ):
        hm.Driver(module, check_types=True).values("double", inputs={"x": 1})


def test_checking_types_finds_none() -> None:
    module = module_of("def count(x: int) -> int:\n    x + 1")
    with refuses(
        ResultTypeError,
        """
`features.count` (features.py:1) returned `None` where it says `int`.
Hint: is a `return` missing?
        """,
    ):
        hm.Driver(module, check_types=True).values("count", inputs={"x": 1})


def test_a_list_as_a_column_of_a_frame(in_pandas: hm.Driver) -> None:
    with pytest.raises(NotAColumnError, match="no column and no plain value") as caught:
        in_pandas.execute("listing", inputs=TABLE)
    assert str(caught.value) == (
        "`listing` is `list`, which is no column and no plain value.\n"
        "  from: `features.listing` (features.py:15)\n"
        "Hint: return a Series to make it a column, or ask for it with `driver.values`."
    )


# -- frames --------------------------------------------------------------------------------------


def test_a_whole_frame_beside_columns(in_polars: hm.Driver) -> None:
    with refuses(
        FrameAmongColumnsError,
        """
`table` is a whole frame; it cannot be a column beside `total`, `u`.
Hint: ask for it alone, or use `driver.values`.
        """,
    ):
        in_polars.execute(["total", "table", "u"], inputs={"flights": FLIGHTS})


def test_a_function_that_mixes_columns_of_two_frames(in_polars: hm.Driver) -> None:
    with refuses(
        MixedFramesError,
        """
Columns of different frames meet in `features.total` (features.py:4): `left`, `right`.
  `u` belongs to `left`
  `v` belongs to `right`
Hint: write a function that joins the frames, and take the columns from its result.
        """,
    ):
        in_polars.execute(
            "total", inputs={"left": FLIGHTS.select("u"), "right": FLIGHTS.select("v")}
        )


def test_outputs_that_mix_columns_of_two_frames(in_polars: hm.Driver) -> None:
    with refuses(
        MixedFramesError,
        """
Columns of different frames meet in the outputs: `left`, `right`.
  `total` belongs to `left`
  `w` belongs to `right`
Hint: write a function that joins the frames, and take the columns from its result.
        """,
    ):
        in_polars.execute(
            ["total", "w"], inputs={"left": FLIGHTS, "right": pl.DataFrame({"w": [1]})}
        )


def test_an_expression_that_reads_no_column_of_several_frames() -> None:
    module = module_of("""
        import polars as pl

        def count() -> pl.Expr:
            return pl.len()

        def table(left: pl.LazyFrame, right: pl.LazyFrame, count: pl.Expr) -> pl.LazyFrame:
            return left.select(count)
    """)
    with refuses(
        WhichFrameError,
        """
`features.count` (features.py:3) reads no column, and there are several frames: `left`, `right`.
Hint: give it a column of the frame that it belongs to as a parameter.
        """,
    ):
        hm.Driver(module).execute("table", inputs={"left": FLIGHTS, "right": FLIGHTS})


def test_columns_of_two_libraries() -> None:
    module = module_of("""
        import pandas as pd
        import polars as pl

        def x(a: pl.Series) -> pl.Series:
            return a

        def y(b: pd.Series) -> pd.Series:
            return b
    """)
    with refuses(
        MixedLibrariesError,
        """
Columns of different libraries cannot make one frame.
  `x` is of polars
  `y` is of pandas
Hint: convert in a function of yours, or ask for them separately.
        """,
    ):
        hm.Driver(module).execute(["x", "y"], inputs={"a": pl.Series([1]), "b": pd.Series([1])})


LABELS = """
    import polars as pl
    from hamiltonish.modifiers import name

    @name("Speed (mph)")
    def speed(u: pl.Expr) -> pl.Expr:
        return u

    @name("Speed (mph)")
    def velocity(v: pl.Expr) -> pl.Expr:
        return v
"""


def test_two_outputs_with_one_column_name() -> None:
    with refuses(
        DuplicateColumnError,
        """
Two outputs make the column `Speed (mph)`: `speed`, `velocity`.
Hint: change one `@name(…)`, or ask for one of them.
        """,
    ):
        hm.Driver(module_of(LABELS)).execute(["speed", "velocity"], inputs=FLIGHTS)


def test_a_column_name_asked_for_that_two_nodes_have() -> None:
    with pytest.raises(hm.HamiltonishError, match="(?s)`Speed .mph.`.*`speed`.*`velocity`"):
        hm.Driver(module_of(LABELS)).execute("Speed (mph)", inputs=FLIGHTS)


# -- libraries -----------------------------------------------------------------------------------


def scalar(x: float) -> float:
    return x


def test_a_library_that_is_not_one() -> None:
    with refuses(
        UnknownLibraryError,
        """
`to='panads'` is no dataframe library.
  known: `pandas`, `polars`, `pyarrow`
Hint: did you mean `pandas`?
        """,
    ):
        hm.Driver(scalar).execute("scalar", inputs={"x": 1.0}, to="panads")


def test_values_alone_do_not_say_which_library() -> None:
    with refuses(
        WhichLibraryError,
        """
`scalar`: values alone do not say which dataframe they should make.
  installed: `polars`, `pandas`
Hint: say `to='polars'` or `to='pandas'`, or use `driver.values` for a dict.
        """,
    ):
        hm.Driver(scalar).execute("scalar", inputs={"x": 1.0})


def test_a_plan_of_values_does_not_ask_which_library() -> None:
    assert hm.Driver(scalar).plan("scalar", inputs={"x": 1.0}).order == ("scalar",)


@pytest.mark.parametrize(
    ("request_code", "text"),
    [
        (
            "hm.progress_bar()",
            "`rich` is needed to show a progress bar, and is not installed.\n"
            "Hint: pip install 'hamiltonish[progress]'",
        ),
        (
            "hm.Driver(scalar).execute('scalar', inputs={'x': 1.0}, to='pandas')",
            "`pandas` is needed for `to='pandas'`, and is not installed.\n"
            "Hint: pip install 'hamiltonish[pandas]'",
        ),
        (
            "hm.Driver(scalar).execute('scalar', inputs={'x': 1.0}, to='pyarrow')",
            "`pyarrow` is needed for `to='pyarrow'`, and is not installed.\n"
            "Hint: pip install 'hamiltonish[pyarrow]'",
        ),
        (
            "hm.Driver(scalar).execute('scalar', inputs={'x': 1.0})",
            "`polars` is needed to make a dataframe, and is not installed.\n"
            "Hint: pip install 'hamiltonish[polars]'",
        ),
    ],
    ids=["rich", "pandas", "pyarrow", "no library at all"],
)
def test_a_library_that_is_not_installed(tmp_path: Path, request_code: str, text: str) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "import sys\n"
        f"sys.path.insert(0, {str(Path(hm.__file__).parent.parent)!r})\n"
        "import hamiltonish as hm\n"
        "def scalar(x: float) -> float:\n    return x\n"
        "try:\n"
        f"    {request_code}\n"
        "except hm.MissingDependencyError as error:\n"
        "    print(error)\n",
        encoding="utf-8",
    )
    # Without the folder of installed packages: what this tests is a real absence.
    done = subprocess.run(
        [sys.executable, "-S", "-I", "-X", "utf8", str(script)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.stderr == ""
    assert done.stdout == text + "\n"


# -- empty frames --------------------------------------------------------------------------------


def test_an_empty_frame_is_no_mistake(in_pandas: hm.Driver, in_polars: hm.Driver) -> None:
    assert in_pandas.execute("total", inputs=TABLE.head(0)).shape == (0, 1)
    assert in_polars.execute("total", inputs=FLIGHTS.head(0)).shape == (0, 1)
    assert in_polars.execute("total", inputs=FLIGHTS.head(0).lazy()).collect().shape == (0, 1)


@pytest.mark.parametrize("frame", [pl.DataFrame(), pl.LazyFrame(), pl.DataFrame({})])
def test_a_frame_without_columns_lacks_all_inputs(in_polars: hm.Driver, frame: Any) -> None:
    with refuses(
        MissingInputsError,
        """
2 inputs are missing.
  `u: pl.Expr`, needed by `features.total` (features.py:4)
  `v: pl.Expr`, needed by `features.total` (features.py:4)
  given: a frame with no columns
Hint: give them in `inputs=`, or write functions of these names.
        """,
    ):
        in_polars.execute("total", inputs=frame)


def test_errors_of_ours_that_name_the_function_get_no_empty_note(in_pandas: hm.Driver) -> None:
    with pytest.raises(ResultTypeError, match="returned `None`") as caught:
        in_pandas.execute("nothing", inputs=TABLE)
    assert "a frame of" not in told(caught.value)
