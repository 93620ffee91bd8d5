"""The codes of values: equal for what is equal, of one type, in every process; never for others."""

from __future__ import annotations

import dataclasses
import datetime as dt
import decimal
import enum
import fractions
import functools
import json
import math
import operator
import os
import pathlib
import random
import re
import subprocess
import sys
import threading
import types
import typing
import uuid
import zoneinfo
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable, Sequence
from typing import Annotated, Any, Literal, NamedTuple

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamiltonish.fingerprints import Role, unfolded
from hamiltonish.fingerprints.reading import Reader
from hamiltonish.fingerprints.text import value_text
from hamiltonish.fingerprints.values import Opaque, encoded


class Color(enum.Enum):
    RED = 1
    BLUE = 2


@dataclasses.dataclass(frozen=True)
class Point:
    x: int
    y: float = 0.0


class Slotted:
    __slots__ = ("a", "b")

    def __init__(self, a: int) -> None:
        self.a = a


class Pair(NamedTuple):
    x: int
    y: int


class Tags(set[str]):
    """A set of a class of its own."""


def key(value: object) -> str:
    """Take the key of a value with all that it refers to."""
    return Reader().fingerprint({"value": value}).version


KINDS: list[Callable[[], list[object]]] = [
    lambda: [0, False, 0.0, -0.0, 0j, "", b"", None, (), [], {}, set(), frozenset(), ..., "None"],
    lambda: [1, True, 1.0, "1", b"1", [1], (1,), {1}, frozenset({1}), {1: 1}, bytearray(b"1")],
    lambda: [math.nan, math.inf, -math.inf, "nan", "inf", float("1e16"), 10**16, 10**40, -(10**40)],
    lambda: [[1, 2], [2, 1], [[1], 2], [[1, 2]], (1, 2), [1, [2]], [12], ["1,2"], [1, 2, []]],
    lambda: [{"a": 1, "b": 2}, {"b": 2, "a": 1}, {"a": 2, "b": 1}, OrderedDict(a=1, b=2)],
    lambda: [range(3), range(1, 3), slice(3), slice(None, None, 3), deque([1]), deque([1], 3)],
    lambda: [defaultdict(int, a=1), defaultdict(list, a=1), Counter("a"), Counter("b")],
    lambda: [Color.RED, Color.BLUE, Color, 1, "RED"],
    lambda: [Point(1), Point(2), Point(1, 1.0), Slotted(1), Slotted(2), Pair(1, 2), (1, 2)],
    lambda: [dt.date(2024, 1, 1), dt.datetime(2024, 1, 1), dt.datetime(2024, 1, 1, fold=1)],
    lambda: [
        dt.datetime(2024, 1, 1, tzinfo=dt.UTC),
        dt.datetime(2024, 1, 1, tzinfo=zoneinfo.ZoneInfo("Europe/Berlin")),
        dt.datetime(2024, 1, 1, tzinfo=zoneinfo.ZoneInfo("Europe/Paris")),
        dt.timedelta(1),
        dt.time(1),
    ],
    lambda: [decimal.Decimal("1.0"), decimal.Decimal("1.00"), fractions.Fraction(1, 3), 1.0],
    lambda: [uuid.UUID(int=1), uuid.UUID(int=2), pathlib.Path("a"), pathlib.Path("b"), "a"],
    lambda: [re.compile("a"), re.compile("a", re.IGNORECASE), re.compile(b"a"), "a"],
    lambda: [len, sum, "".join, ",".join, operator.itemgetter(1), operator.itemgetter(2)],
    lambda: [functools.partial(max, 1), functools.partial(max, 2), functools.partial(min, 1)],
    lambda: [int, float, list, list[int], list[float], dict[str, int], Sequence[int], Any],
    lambda: [
        int | None,
        int | str,
        Literal["a"],
        Literal["b"],
        Annotated[int, 1],
        Annotated[int, 2],
    ],
    lambda: [math, json, np, np.linalg, pl],
    lambda: [types.SimpleNamespace(a=1), types.SimpleNamespace(a=2), random.Random(1)],
    lambda: [np.array([1, 2]), np.array([1.0, 2.0]), np.array([[1, 2]]), np.array([2, 1]), [1, 2]],
    lambda: [np.int64(1), np.int32(1), np.float64(1), 1, np.array(1), np.datetime64("2024-01-01")],
    lambda: [
        np.array(["a", None], dtype=object),
        np.array(["b", None], dtype=object),
        np.dtype("i4"),
    ],
    lambda: [
        np.ma.array([1, 2], mask=[True, False]),
        np.ma.array([1, 2], mask=[False, True]),
        np.array([1, 2]),
    ],
    lambda: [pl.Series(["a"], dtype=pl.Enum(["a", "b"])), pl.Series(["a"], dtype=pl.Enum(["a"]))],
    lambda: [Tags("ab"), Tags("ac"), set("ab")],
    lambda: [np.sqrt, np.cbrt, np.sum, np.float64, np.dtype([("a", "i4")]), np.dtype("f4")],
    lambda: [pd.Series([1, 2]), pd.Series([1, 2], name="a"), pd.Series([1, 2], index=[1, 2])],
    lambda: [pd.Series([1, None]), pd.Series([1, None], dtype="Int64"), pd.Series(["a", None])],
    lambda: [pd.Series(["a", "b"], dtype="category"), pd.Series(["a", "b"]), pd.Series(["a", "c"])],
    lambda: [
        pd.Series(["a"], dtype=pd.CategoricalDtype(["a", "b"])),
        pd.Series(["a"], dtype=pd.CategoricalDtype(["a", "b"], ordered=True)),
    ],
    lambda: [
        pd.Series(pd.to_datetime(["2024-01-01"])),
        pd.Series(pd.to_datetime(["2024-01-01"], utc=True)),
        pd.Series([pd.Timestamp("2024-01-01"), pd.NaT]),
    ],
    lambda: [
        pd.DataFrame({"a": [1]}),
        pd.DataFrame({"b": [1]}),
        pd.DataFrame({"a": [1], "b": [1]}),
    ],
    lambda: [pd.DataFrame({"a": [1]}, index=["x"]), pd.DataFrame(), pd.NA, pd.NaT, pd.Timestamp(0)],
    lambda: [pl.Series([1, 2]), pl.Series("a", [1, 2]), pl.Series([1, 3]), pl.Series([1, None])],
    lambda: [
        pl.Series([0, None]),
        pl.Series([None, 0]),
        pl.Series([0, 0]),
        pl.Series([], dtype=pl.Int8),
    ],
    lambda: [
        pl.Series(["a", "b"]),
        pl.Series(["a", "b"], dtype=pl.Categorical),
        pl.Series([["a"]]),
    ],
    lambda: [pl.DataFrame({"a": [1]}), pl.DataFrame({"a": [1.0]}), pl.DataFrame({"b": [1]})],
    lambda: [pl.DataFrame({"a": [1]}).lazy(), pl.DataFrame({"a": [2]}).lazy(), pl.LazyFrame()],
    lambda: [pl.col("a"), pl.col("b"), pl.col("a") + 1, pl.col("a") + 2, pl.col("a") * 2],
    lambda: [pl.col("a").is_in(list(range(100))), pl.col("a").is_in([0, 5, *range(2, 100)])],
    lambda: [pl.Int64, pl.Int32, pl.Datetime("us"), pl.Datetime("ms"), pl.List(pl.Int64)],
    lambda: [pa.table({"a": [1]}), pa.table({"a": [2]}), pa.array([1]), pa.int64(), pa.int32()],
]


@pytest.mark.parametrize("number", range(len(KINDS)))
def test_values_that_differ_have_different_codes_and_equal_ones_the_same(number: int) -> None:
    values, again = KINDS[number](), KINDS[number]()
    keys = [key(value) for value in values]
    assert keys == [key(value) for value in again]
    assert len(set(keys)) == len(keys), [encoded(value).code for value in values]


plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
    lambda inner: st.lists(inner) | st.tuples(inner, inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


def same(one: Any, other: Any) -> bool:
    """Whether two values are equal, and of the same types, all through."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return list(one) == list(other) and all(same(one[name], other[name]) for name in one)
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, float):
        return repr(one) == repr(other)
    return bool(one == other)


@given(plain, plain)
def test_two_values_have_one_code_if_and_only_if_they_are_the_same(one: Any, other: Any) -> None:
    assert (encoded(one).code == encoded(other).code) is same(one, other)


@given(st.sets(st.integers() | st.text()))
def test_the_order_of_a_set_does_not_count(values: set[Any]) -> None:
    turned: set[Any] = set()
    for value in sorted(values, key=repr, reverse=True):
        turned.add(value)  # the order is what it is about
    assert encoded(values).code == encoded(turned).code
    assert encoded(frozenset(values)).code != encoded(values).code


def test_a_value_may_hold_itself() -> None:
    def ring(size: int) -> list[Any]:
        last: list[Any] = []
        first: list[Any] = [last]
        for _ in range(size):
            first = [first]
        last.append(first)
        return first

    codes = [encoded(ring(size)).code for size in range(5)]
    assert codes == [encoded(ring(size)).code for size in range(5)]
    assert len(set(codes)) == 5


def test_depth_and_sharing_cost_nothing_extra() -> None:
    deep: list[Any] = []
    for _ in range(20_000):
        deep = [deep]
    shared: tuple[Any, ...] = ("x",) * 2
    for _ in range(200):
        shared = (shared, shared)
    assert encoded(deep).code != encoded(shared).code


def test_what_is_shared_is_the_same_as_what_is_copied() -> None:
    one = [1, 2]
    assert encoded([one, one]).code == encoded([[1, 2], [1, 2]]).code


def test_a_function_in_a_value_counts_by_what_it_does() -> None:
    def table(factor: int) -> dict[str, Any]:
        return {"a": lambda x: x * factor, "b": [Point]}

    assert key(table(1)) == key(table(1)) != key(table(2))


def test_an_object_without_a_stable_form_counts_by_its_type_and_is_listed() -> None:
    class Held:
        def __init__(self, name: str) -> None:
            self.name = name
            self.lock = threading.Lock()
            self.numbers = (n for n in range(3))

    assert key(Held("a")) == key(Held("a")) != key(Held("b"))
    assert Opaque("generator") in encoded(Held("a")).referents
    reader = Reader()
    found = reader.fingerprint({"value": (n for n in range(3))})
    listed = [(one.role, one.name) for one in unfolded(found.reads, reader.parts())]
    assert listed == [(Role.OPAQUE, "generator")]


def test_an_object_that_refuses_everything_still_has_a_version() -> None:
    class Stubborn:
        def __reduce_ex__(self, protocol: Any) -> Any:
            raise RuntimeError("no")

        def __repr__(self) -> str:
            raise RuntimeError("no")

        __hash__ = None  # type: ignore[assignment]

        def __eq__(self, other: object) -> bool:
            raise RuntimeError("no")

    assert key(Stubborn()) == key(Stubborn())
    assert value_text(Stubborn()) == "Stubborn"


def test_a_python_function_in_an_expression_counts_by_what_the_expression_shows() -> None:
    def expression(name: str) -> pl.Expr:
        return pl.col(name).map_batches(lambda column: column)

    assert key(expression("a")) == key(expression("a")) != key(expression("b"))


SCRIPT = """
import sys
from tests.fingerprints.test_values import KINDS, Tags, key, Color, Point
values = [value for kind in KINDS for value in kind()]
sets = [{"a", "b", 1, 2.5, ("x", 3)}, {Color.RED, Color.BLUE}, {Point(n) for n in range(9)},
        {Point, Color}, frozenset("abcdefgh"), Tags("abcdefgh")]
print("\\n".join(key(value) for value in [*values, *sets]))
"""


def test_codes_are_the_same_in_processes_with_other_seeds() -> None:
    outputs = {
        subprocess.run(
            [sys.executable, "-W", "error", "-c", SCRIPT],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1
    assert len(outputs.pop().split()) > 100


def test_types_are_the_same_however_they_are_written() -> None:
    for one, other in (
        (int | None, typing.Optional[int]),  # noqa: UP045  # another way to write it
        (str | int, int | str),
        (list[int], typing.List[int]),  # noqa: UP006  # another way to write it
        (typing.Callable[[int], str], Callable[[int], str]),
    ):
        assert key(one) == key(other)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"us": 0.07}, "{'us': 0.07}"),
        ({"b", "a"}, "{'a', 'b'}"),
        (list(range(500)), "list of 500"),
        (pd.DataFrame({"a": [1, 2]}), "DataFrame of shape (2, 1)"),
        (Point, "Point"),
        (object(), "<object object>"),
        ("x" * 500, "'" + "x" * 118 + "…"),
    ],
)
def test_values_are_written_short_and_without_addresses(value: object, text: str) -> None:
    assert value_text(value) == text
