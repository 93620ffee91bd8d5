"""What a Polars expression reads, told from its own description: the row, the window, or more."""

from __future__ import annotations

import polars as pl
import pytest

from hamiltonish.write.reach import reach_problem

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
