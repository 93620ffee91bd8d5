"""What a user reads when a check fails, cannot be asked, or breaks by itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pytest

import hamiltonish as hm
from hamiltonish.errors import CheckError, EachGroupError, ModifierError, ResultTypeError
from hamiltonish.modifiers import check_output
from tests.errors.refusal import refuses, told
from tests.modules import module_of

HINT = "Hint: `importance='warn'` tells and goes on; `Driver(…, checks=False)` checks nothing."

FLIGHTS = """
    import polars as pl
    from hamiltonish.modifiers import check_output

    @check_output(range=(0, 700), unique=True)
    def speed(distance: pl.Expr, hours: pl.Expr) -> pl.Expr:
        return distance / hours

    @check_output(values_in=["AA", "UA"], matches="[A-Z]{2}", allow_nulls=False)
    @check_output(mean_in_range=(0, 1), importance="warn", name="sane")
    def code(carrier: pl.Expr) -> pl.Expr:
        return carrier.str.to_uppercase()

    @check_output(rows=(10, None), predicate=lambda frame: pl.col("hours") < 9, name="few hours")
    def whole(flights: pl.LazyFrame) -> pl.LazyFrame:
        return flights

    @check_output(range=(0, 1), data_type=int, allow_none=False)
    def share(x: float) -> float:
        return x
"""
FRAME = pl.DataFrame(
    {"distance": [700.0, 9_000.0, 1_400.0], "hours": [1.0, 9.0, 2.0], "carrier": ["aa", "x", None]}
)


def test_all_checks_of_a_query_fail_in_one_error() -> None:
    speed = module_of(FLIGHTS).speed
    with refuses(
        CheckError,
        f"""
2 checks failed, of `speed`.
  `speed` (features.py:4): range(0, 700) fails in 1 of 3 rows
    row 1: 1000.0
  `speed` (features.py:4): unique fails in 1 of 3 rows: they repeat others
    row 0: 700.0, row 2: 700.0
{HINT}
        """,
    ) as caught:
        hm.Driver(speed).execute(speed, inputs=FRAME.lazy())
    first = caught.value.failures[0]
    assert (first.node, first.check, first.failing, first.rows) == ("speed", "range(0, 700)", 1, 3)
    assert first.examples == ((1, "1000.0"),)


def test_a_frame_shows_its_rows() -> None:
    whole = module_of(FLIGHTS).whole
    with refuses(
        CheckError,
        f"""
2 checks failed, of `whole`.
  `whole` (features.py:13): few hours, rows(10, …) fails: there are 3
  `whole` (features.py:13): few hours fails in 1 of 3 rows
    row 1: {{'distance': 9000.0, 'hours': 9.0, 'carrier': 'x'}}
{HINT}
        """,
    ):
        hm.Driver(whole).execute(whole, inputs={"flights": FRAME.lazy()})


def test_a_value_is_shown() -> None:
    share = module_of(FLIGHTS).share
    with refuses(
        CheckError,
        f"""
2 checks failed, of `share`.
  `share` (features.py:17): range(0, 1) fails: it is outside
    1.5
  `share` (features.py:17): data_type(int) fails: it is `float`
    1.5
{HINT}
        """,
    ):
        hm.Driver(share).values(share, inputs={"x": 1.5})


def test_more_than_five_rows_end_in_dots() -> None:
    @check_output(range=(0, 2))
    def x(a: pl.Expr) -> pl.Expr:
        return a

    with pytest.raises(CheckError, match=r"row 3: 3, row 4: 4, row 5: 5, row 6: 6, row 7: 7, …"):
        hm.Driver(x).execute("x", inputs=pl.DataFrame({"a": range(9)}))


def test_a_warning_has_the_same_text_and_points_at_the_line_that_asked() -> None:
    @check_output(range=(0, 1), importance="warn")
    def x(a: pl.Series) -> pl.Series:
        return a

    driver, frame = hm.Driver(x), pl.DataFrame({"a": [0, 5]})
    with pytest.warns(hm.CheckWarning, match="1 check failed, of `x`") as caught:
        result = driver.execute("x", inputs=frame)
    assert result["x"].to_list() == [0, 5]
    (warning,) = caught
    assert warning.filename == __file__
    assert str(warning.message).splitlines()[1:] == [
        f"  `x` (test_checks.py:{x.__code__.co_firstlineno}): range(0, 1) fails in 1 of 2 rows",
        "    row 1: 5",
    ]


# -- what breaks by itself -----------------------------------------------------------------------


def test_an_error_of_a_predicate_says_what_was_being_checked() -> None:
    def is_good(x: Any) -> Any:
        raise LookupError("no table")

    @check_output(predicate=is_good)
    def x(a: pl.Series) -> pl.Series:
        return a

    with pytest.raises(LookupError, match="no table") as caught:
        hm.Driver(x).execute("x", inputs=pl.DataFrame({"a": [0]}))
    place = f"test_checks.py:{x.__code__.co_firstlineno}"
    assert told(caught.value).endswith(f"no table\nwhile checking `x` ({place}): is_good")


@pytest.mark.parametrize("answer", [None, [True]])
def test_a_predicate_that_gives_no_truth_value(answer: object) -> None:
    module = module_of(
        "import polars as pl\n"
        "from hamiltonish.modifiers import check_output\n\n"
        "def odd(x):\n"
        f"    return {answer!r}\n\n"
        "@check_output(predicate=odd)\n"
        "def x(a: pl.Expr) -> pl.Expr:\n"
        "    return a\n"
    )
    came = "None" if answer is None else "list"
    with refuses(
        ResultTypeError,
        f"""
`odd` (features.py:4) returned `{came}` where it says `bool`.
Hint: return truth values: an expression or a Series of them, or one.
while checking `x` (features.py:7): odd
        """,
    ):
        hm.Driver(module.x).execute("x", inputs=pl.LazyFrame({"a": [0]}))


def test_a_failed_query_still_names_the_function_that_is_to_blame() -> None:
    @check_output(range=(0, 1))
    def number(a: pl.Expr) -> pl.Expr:
        return a.cast(pl.Int64)

    with pytest.raises(pl.exceptions.InvalidOperationError, match="conversion") as caught:
        hm.Driver(number).execute("number", inputs=pl.LazyFrame({"a": ["one"]}))
    assert any("while computing `number`" in note for note in caught.value.__notes__)


# -- what cannot be asked ------------------------------------------------------------------------


def refused(annotation: Any, **checks: Any) -> str:
    def x(a: list[int]) -> Any:
        return a

    x.__annotations__["return"] = annotation
    with pytest.raises(ModifierError) as caught:  # the text is compared by the tests
        hm.Driver(check_output(**checks)(x))
    return str(caught.value).partition(": ")[2]


def test_a_check_that_can_never_apply_is_refused_when_the_graph_is_built() -> None:
    assert refused(int, unique=True) == (
        "`@check_output(unique=True)` checks `unique`, which is for columns, and `x` is a `int`."
    )
    assert refused(int, matches="a") == (
        "`@check_output(matches='a')` checks `matches('a')`, which says nothing of `int`."
    )
    assert refused(pd.DataFrame, range=(0, 1), importance="warn") == (
        "`@check_output(range=(0, 1), importance='warn')` checks `range(0, 1)`, which is for "
        "values and columns, and `x` is a `pd.DataFrame`.\n"
        "Hint: name a column of it: `target_=…`, outside of `@extract_columns(…)`."
    )


def test_a_target_that_the_function_does_not_make() -> None:
    @check_output(target_="y", range=(0, 1))
    def x(a: int) -> int:
        return a

    with pytest.raises(ModifierError, match=r"names `y`, which the function does not make"):
        hm.Driver(x)


@pytest.mark.parametrize(
    ("checks", "problem"),
    [
        ({}, r"needs something to check: @check_output\(range=\(0, 1\)\)"),
        ({"range": 3}, r"range=3\): it is a pair of ends, such as \(0, 1\) or \(0, None\)"),
        ({"range": (None, None)}, "it is a pair of ends"),
        ({"range": (2, 1)}, "nothing lies between its ends"),
        ({"range": ("a", 1)}, "its ends cannot be compared"),
        ({"values_in": "abc"}, "values_in='abc'.: it is a list of values"),
        ({"values_in": [None]}, "there is no value in it"),
        ({"matches": "("}, "it is no regular expression: missing"),
        ({"matches": b"a"}, "it is the text of a regular expression"),
        ({"unique": 1}, "unique=1.: it is True or False"),
        ({"allow_nulls": "no"}, "it is True or False"),
        ({"max_fraction_nulls": 2}, "it is a share, from 0 to 1"),
        ({"length": 1.5}, "it is a pair of ends"),
        ({"rows": (0.5, 2)}, "it is a whole number, or a pair of them"),
        ({"schema": 3}, "it is no schema of pandera or dataframely"),
        ({"model": dict}, "it is no model of pydantic, and no TypeAdapter"),
        ({"predicate": 3}, "it is a function"),
        ({"unique": True, "importance": "loud"}, 'it is "fail" or "warn"'),
        ({"unique": True, "name": 3}, "a name is a text"),
    ],
)
def test_bad_arguments_are_refused_where_they_are_written(
    checks: dict[str, Any], problem: str
) -> None:
    with pytest.raises(TypeError, match=problem):
        check_output(**checks)


def test_groups_computed_one_by_one_cannot_be_checked_as_a_whole(tmp_path: Path) -> None:
    speed = module_of(FLIGHTS).speed
    driver, target = hm.Driver(speed), tmp_path / "speeds"
    with refuses(
        EachGroupError,
        """
The check of `speed` cannot be computed for each group by itself: it looks at all rows, which `Driver(…, checks=False)` leaves out.
  asked for by: `each=True`, with groups by `carrier`
Hint: compute it in `.over("carrier")`, or in a frame function; or leave out `each=True`.
        """,
    ):
        driver.write(
            ["speed", "carrier"],
            target,
            inputs=FRAME.lazy(),
            partition_by="carrier",
            each=True,
        )
    driver.replace(checks=False).write(
        ["speed", "carrier"], target, inputs=FRAME.lazy(), partition_by="carrier", each=True
    )


def test_a_value_that_is_not_compared_with_the_ends_of_a_range_fails_the_check() -> None:
    @check_output(range=(0, 1))
    def ratio(x: int) -> tuple[int, int]:
        return x, x

    with pytest.raises(hm.CheckError, match="a `tuple` is not compared with its ends"):
        hm.Driver(ratio).values("ratio", inputs={"x": 1})
