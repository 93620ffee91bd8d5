"""What a Polars expression reads, told from its own description: the row, the window, or more."""

from __future__ import annotations

import polars as pl
import pytest
from polars.testing import assert_series_equal

from hamiltonish.reach.expressions import reach_problem

a, b, k, t, s = (pl.col(name) for name in "abkts")
KEYS = frozenset({"k"})

ROW_WISE = [
    a,
    a / b * 60,
    -a,
    (a > 1) & ~b.is_null(),
    pl.lit(1),
    a.alias("z"),
    a.cast(pl.Float64),
    pl.when(a > 1).then(b).otherwise(pl.lit("x")),
    a.fill_null(0),
    a.fill_null(b),
    a.clip(0, 1),
    a.round(2),
    a.abs().sqrt().log1p(),
    (a * 360).radians().sin(),
    a.is_in([1, 2]),
    a.is_between(1, b),
    a.replace_strict({1: 2}, default=None),
    pl.coalesce("a", "b"),
    pl.sum_horizontal("a", "b"),
    pl.max_horizontal("a", "b"),
    pl.any_horizontal("a", "b"),
    pl.struct("a", "b").struct.field("a"),
    pl.concat_str(["a", "b"], separator="-"),
    s.str.to_uppercase().str.slice(1, 2),
    s.str.contains("x"),
    s.str.to_date("%Y-%m-%d"),
    t.dt.year(),
    t.dt.truncate("1h"),
    pl.date(a, b, b),
    t + pl.duration(minutes=a),
]

OF_THE_WINDOW = [
    a.mean().over("k"),
    a.mean().over("k", "b"),
    a.mean().over("b", k),
    pl.len().over("k"),
    (a - a.mean().over("k")) / a.std().over("k"),
    a.shift(1).over("k", order_by="t"),
    a.shift(1).over("k", order_by=["t", "b"]),
    a.shift(1).rolling_mean(5, min_samples=1).over("k", order_by="t"),
    a.rank("min", descending=True).over("k"),
    a.cum_sum().over("k"),
    a.diff().fill_null(strategy="forward").over("k"),
    a.quantile(0.9).over("k"),
    a.filter(b > 1).mean().over("k"),
    a.sort_by("b").first().over("k"),
    a.n_unique().over("k"),
    a.is_first_distinct().over("k"),
    a.median().over(k, b > 1),
    a.rolling_sum_by("t", "1d").over("k"),
    pl.when(a.count().over("k") > 1).then(a.std().over("k")),
]

FURTHER = [
    (a.mean(), "`Mean` may read rows of other groups"),
    (a - a.mean(), "`Mean` may read rows of other groups"),
    (a.fill_null(a.mean()), "`Mean` may read rows of other groups"),
    (a.shift(1), "`Shift` may read rows of other groups"),
    (a.rank(), "`Rank` may read rows of other groups"),
    (a.cum_sum(), "`CumSum` may read rows of other groups"),
    (a.rolling_mean(3), "`RollingExpr` may read rows of other groups"),
    (a.fill_null(strategy="forward"), "`FillNullWithStrategy` may read rows of other groups"),
    (pl.len(), "`Len` may read rows of other groups"),
    (pl.int_range(pl.len()), "`Range` may read rows of other groups"),
    (a.is_in(b.implode()), "`IsIn` may read rows of other groups"),
    (a.is_unique(), "`IsUnique` may read rows of other groups"),
    (a.reverse(), "`Reverse` may read rows of other groups"),
    (a.sort(), "`Sort` may read rows of other groups"),
    (a.filter(b > 1), "`Filter` may read rows of other groups"),
    (a.head(1), "`Slice` may read rows of other groups"),
    (a.interpolate(), "`Interpolate` may read rows of other groups"),
    (a + pl.lit(pl.Series([1, 2])), "`Literal` may read rows of other groups"),
    (a + pl.lit(pl.Series([1])), "`Literal` may read rows of other groups"),
    (a.shuffle(seed=1), "`Random` may read rows of other groups"),
    (a.shuffle(seed=1).over("k"), "`Random` may read rows of other groups"),
    (s.cast(pl.Categorical).rank().over("k"), "`Cast` may read rows of other groups"),
    (a.sample(1.0, shuffle=True), "may read rows of other groups"),
    (a.rank("random", seed=1).over("k"), "`Rank` may read rows of other groups"),
    (s.str.to_date(), "`Strptime` may read rows of other groups"),
    (s.str.join(), "`ConcatVertical` may read rows of other groups"),
    (pl.all().sum(), "may read rows of other groups"),
    (a.mean().over("b"), "its window is over `b`, without `k`"),
    (a.mean().over("b", "t"), "its window is over `b`, `t`, without `k`"),
    (a.mean().over(k > 1), "its window is over other keys, without `k`"),
    (a.mean().over(order_by="t", partition_by="b"), "its window is over `b`, without `k`"),
    (a.mean().over("k", order_by=a.shift(1)), "`Shift` may read rows of other groups"),
    (a.mean().over("k", b.sum()), "`Sum` may read rows of other groups"),
    (
        a.sort().over("k", mapping_strategy="explode"),
        "its window does not give each row its own value",
    ),
    (a.map_batches(lambda x: x, return_dtype=pl.Int64), ""),
    (a.map_elements(lambda x: x, return_dtype=pl.Int64), ""),
    (a.map_batches(lambda x: x, return_dtype=pl.Int64).over("k"), ""),
    (a.rolling_map(lambda x: x.sum(), 2).over("k"), ""),
]


@pytest.mark.parametrize("expression", ROW_WISE, ids=str)
def test_an_expression_of_one_row_is_known(expression: pl.Expr) -> None:
    assert reach_problem(expression, KEYS) == ""
    assert reach_problem(expression, KEYS, windows=False) == ""


@pytest.mark.parametrize("expression", OF_THE_WINDOW, ids=str)
def test_a_window_over_the_key_is_known_and_is_not_of_one_row(expression: pl.Expr) -> None:
    assert reach_problem(expression, KEYS) == ""
    assert reach_problem(expression, KEYS, windows=False) != ""
    assert reach_problem(expression, KEYS | {"other"}) != ""


@pytest.mark.parametrize(("expression", "problem"), FURTHER, ids=lambda value: str(value)[:60])
def test_what_may_read_other_rows_is_refused_in_words(expression: pl.Expr, problem: str) -> None:
    told = reach_problem(expression, KEYS)
    assert told
    assert told.endswith(problem)


class _Described:
    """Something that describes itself as expressions do."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.meta = self

    def serialize(self, **_: object) -> str:
        return self.text


def test_what_no_list_of_ours_knows_is_refused() -> None:
    novel = _Described('{"Function":{"input":[{"Column":"a"}],"function":"Novel"}}')
    assert reach_problem(novel, KEYS) == "`Novel` may read rows of other groups"


@pytest.mark.parametrize("text", ['{"Over":{"keys":["k"]}}', '{"Ternary":{}}', "[", "1"])
def test_what_describes_itself_in_another_way_is_refused(text: str) -> None:
    assert reach_problem(_Described(text), KEYS) != ""


# -- whatever is accepted is true, tried on all that Polars has --------------------------------------

_ROWS = pl.DataFrame(
    {
        "a": [3, None, 1, 2, 2, None, 7, -1, 5, 5, 0, 4],
        "b": [1, 2, None, 4, 1, 2, 3, None, 9, 8, 7, 1],
        "k": ["x", "y", None, "x", "y", None, "x", "x", "y", "z", "x", None],
        "s": ["1", "b", None, "2020-01-01", "", "B", "b b", "1", "a", "ab", "Ä", "b"],
        "f": [0.5, float("nan"), None, 1.0, -2.5, 3.0, 1e9, 0.0, -0.0, 2.5, 2.5, 7.0],
    }
).with_columns(
    t=pl.datetime(2020, 1, pl.int_range(12, 0, -1, dtype=pl.Int8, eager=False) + 1),
    l=pl.concat_list("a", "b"),
)

_ARGUMENTS: list[tuple[object, ...]] = [
    (),
    ("b",),
    ("x",),
    (1,),
    (2,),
    (0.5,),
    (1, 2),
    (pl.col("b"),),
    (pl.col("b").mean(),),
    ([1, 2],),
    ([1, 2], [5, 6]),
    ("%Y-%m-%d",),
    ("1d",),
    ("t", "3d"),
    (pl.Float64,),
    (pl.String,),
]
_LEFT_OUT = ("map", "inspect", "pipe", "deserialize", "from_json", "eval", "agg", "meta", "over")


def _offered(column: pl.Expr, namespace: str) -> dict[str, pl.Expr]:
    """Call every method of an expression with all arguments that it takes."""
    found: dict[str, pl.Expr] = {}
    owner = getattr(column, namespace) if namespace else column
    for method in dir(owner):
        if method.startswith(("_", *_LEFT_OUT)):
            continue
        for arguments in _ARGUMENTS:
            try:
                expression = getattr(owner, method)(*arguments)
            except Exception:  # it takes others
                continue
            if isinstance(expression, pl.Expr):
                found[f"{method}{arguments}"] = expression
    return found


def _computed(frame: pl.DataFrame, expression: pl.Expr) -> list[pl.Series]:
    """Compute a column in each group of the whole frame, and in each group by itself."""
    keys = [pl.col("k") == "x", pl.col("k") == "y", pl.col("k") == "z", pl.col("k").is_null()]
    whole = frame.with_columns(result=expression)
    return [
        column
        for key in keys
        for column in (
            whole.filter(key)["result"],
            frame.filter(key).with_columns(result=expression)["result"],
        )
    ]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("column", "namespace"),
    [("a", ""), ("f", ""), ("s", ""), ("s", "str"), ("t", "dt"), ("t", ""), ("l", "list")],
)
def test_whatever_is_accepted_is_the_same_in_each_group_by_itself(
    column: str, namespace: str
) -> None:
    tried = []
    for name, expression in _offered(pl.col(column), namespace).items():
        for way in (expression, expression.over("k"), expression.over("k", order_by="t")):
            if reach_problem(way, KEYS):
                continue
            try:
                columns = _computed(_ROWS, way)
            except (pl.exceptions.PolarsError, pl.exceptions.PanicException):
                continue  # arguments of a wrong type
            tried.append(name)
            for whole, alone in zip(columns[::2], columns[1::2], strict=True):
                try:
                    assert_series_equal(whole, alone)
                except AssertionError as error:
                    error.add_note(f"{name}: {way}")
                    raise
    assert len(tried) > 20
