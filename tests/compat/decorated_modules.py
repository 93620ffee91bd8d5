"""Modules that go deeper into what decorators can do: each a text, a config, and inputs."""

from __future__ import annotations

import textwrap
from typing import Any, Final, NamedTuple

__all__ = ["MODULES", "Module"]


class Module(NamedTuple):
    """A module of decorated functions."""

    text: str
    config: dict[str, Any]
    inputs: dict[str, Any]


_HEAD: Final = """
from typing import Any, Optional, TypedDict
import pandas as pd
import polars as pl
from hamilton.function_modifiers import (
    apply_to, cache, config, configuration, does, extract_columns, extract_fields, group,
    hamilton_exclude, inject, mutate, parameterize, parameterize_extract_columns,
    parameterize_sources, parameterize_values, parameterized_subdag, ParameterizedExtract,
    pipe_input, pipe_output, resolve, ResolveAt, resolve_from_config, schema, source, step, subdag,
    tag, tag_outputs, unpack_fields, value,
)
"""

_TEXTS: Final[dict[str, tuple[str, dict[str, Any], dict[str, Any]]]] = {
    "groups": (
        """
        @inject(parts=group(source("a"), value(10), source("b")))
        def total(parts: list[int]) -> int:
            '''Sum of {parts}.'''
            return sum(parts)

        @parameterize(
            mean={"parts": group(one=source("a"), two=source("total"))},
            least={"parts": group(x=source("b"), y=value(3)), "lowest": value(True)},
        )
        def summary(parts: dict[str, int], lowest: bool = False) -> float:
            return min(parts.values()) if lowest else sum(parts.values()) / len(parts)

        @inject(parts=group(source("a"), source("b")))
        def count(parts: Optional[list[int]] = None) -> int:
            return len(parts or [])
        """,
        {},
        {"a": 1, "b": 2},
    ),
    "values of any type": (
        """
        @parameterize(early={"day": value("2024-01-01")}, late={"day": value(None)})
        def parsed(day: pd.Timestamp) -> str:
            return str(day)

        @inject(sizes=value([1, 2]), names=value({"a": "b"}))
        def plain(sizes: tuple, names: list) -> str:
            return f"{sizes} {names}"
        """,
        {},
        {},
    ),
    "documentation": (
        '''
        @parameterize(
            spend_7d={"amount": source("spend"), "days": value(7)},
            spend_1d=({"amount": source("spend")}, "Given {as} it is."),
        )
        def pace(amount: float, days: int = 1) -> float:
            """Pace of {amount} over {days} days, as {output_name}, see {unknown}."""
            return amount / days

        @parameterize_sources(twice={"x": "pace_of_all"})
        def doubled(x: float) -> float:
            """Twice {x}: {{not a name}}."""
            return 2 * x

        def pace_of_all(spend_7d: float, spend_1d: float) -> float:
            return spend_7d + spend_1d
        ''',
        {},
        {"spend": 14.0},
    ),
    "steps by position, named, in namespaces": (
        """
        def _add(x: int, y: int, z: int) -> int:
            return x + 10 * y + 100 * z

        @pipe_input(
            step(_add, 1, 2),
            step(_add, 1, z=source("q")).named("second"),
            step(_add, source("q"), source("r")).named("third", namespace=None),
            step(_add, y=1, z=2).named("fourth", namespace="other"),
            step(_add, y=source("f.second"), z=2),
        )
        def f(x: int) -> int:
            return x

        @pipe_output(step(_add, 1, 2), step(_add, 3, 4).named("named"), namespace="space")
        def g(f: int) -> int:
            return f

        @pipe_output(step(_add, 5, 6).named("bare"), namespace=None)
        def h(g: int) -> int:
            return g
        """,
        {},
        {"x": 1, "q": 2, "r": 3},
    ),
    "pipes on one parameter, twice": (
        """
        def _plus(x: int) -> int:
            return x + 1

        def _times(x: int) -> int:
            return x * 10

        @pipe_input(step(_plus))
        @pipe_input(step(_times))
        def f(x: int, y: int) -> int:
            return x - y

        @pipe_input(step(_plus), on_input="y")
        @pipe_input(step(_times), on_input="x")
        def g(x: int, y: int) -> int:
            return x - y
        """,
        {},
        {"x": 1, "y": 3},
    ),
    "steps that the config chooses": (
        """
        def _plus(x: int, y: int) -> int:
            return x + y

        @pipe_output(
            step(_plus, 1).when(size=1),
            step(_plus, 2).when_not(size=1),
            step(_plus, 3).when_in(size=[1, 2], mode=["fast"]),
            step(_plus, 4).when_not_in(size=[1, 2]),
            step(_plus, 5).when(missing=None),
        )
        def f(x: int) -> int:
            return x

        @pipe_output(step(_plus, 1).when(size=3))
        def unchanged(f: int) -> int:
            return f
        """,
        {"size": 1, "mode": "fast"},
        {"x": 0},
    ),
    "pipes behind some results": (
        """
        def _plus(x: int, y: int) -> int:
            return x + y

        @pipe_output(step(_plus, 1), on_output="low")
        @extract_fields({"low": int, "high": int})
        def limits(x: int) -> dict[str, int]:
            return {"low": x, "high": 2 * x}

        @pipe_output(step(_plus, 1).on_output("first"), step(_plus, 2).on_output(["first", "last"]))
        @unpack_fields("first", "middle", "last")
        def parts(x: int) -> tuple[int, ...]:
            return x, x, x

        def _widened(x: dict[str, int]) -> dict[str, int]:
            return {**x, "b": 0}

        @pipe_output(step(_widened), on_output="whole")
        @extract_fields("a", "b")
        def whole(low: int) -> dict[str, int]:
            return {"a": low}
        """,
        {},
        {"x": 5},
    ),
    "mutate": (
        """
        def first(x: int) -> int:
            return x

        @extract_fields({"low": int, "high": int})
        def limits(first: int) -> dict[str, int]:
            return {"low": first, "high": 2 * first}

        def _raw(x: int) -> int:
            return x

        @pipe_output(step(_raw))
        def third(limits: dict) -> int:
            return limits["low"]

        @mutate(first, apply_to(limits, by=source("y")).on_output("high"), third, by=value(3))
        def _more(x: int, by: int) -> int:
            return x + by

        @mutate(apply_to(first).named("twice"), apply_to(third).when(double=True))
        def twice(x: int) -> int:
            return 2 * x
        """,
        {"double": True},
        {"x": 1, "y": 7},
    ),
    "tags": (
        """
        @tag(a="outer", **{"b.c": "dotted"})
        @tag(a="inner", many=["x", "y"])
        def plain(x: int) -> int:
            return x

        @tag(kind="part")
        @tag(kind="frame", target_="frame")
        @tag(where="everywhere", target_=...)
        @tag(one="q", target_=["q"])
        @tag_outputs(p={"only": "p"}, missing={"only": "nobody"})
        @extract_columns("p", "q")
        def frame(plain: int) -> pd.DataFrame:
            return pd.DataFrame({"p": [plain], "q": [2]})

        @cache(format="json")
        @schema.output(("low", "int"), ("high", "int"), target_="described")
        def described(frame: pd.DataFrame) -> pd.DataFrame:
            return frame
        """,
        {},
        {"x": 1},
    ),
    "columns of pandas": (
        """
        @extract_columns("p", "q", "r", fill_with=0)
        def frame(x: int) -> pd.DataFrame:
            '''Two columns.'''
            return pd.DataFrame({"p": [x, x + 1], "q": [0, 1]})

        def total(p: pd.Series, q: pd.Series, r: pd.Series) -> pd.Series:
            return p + q + r

        @parameterize_extract_columns(
            ParameterizedExtract(("s", "t"), {"by": value(2)}),
            ParameterizedExtract(("u", "v"), {"by": source("x")}),
        )
        def scaled(p: pd.Series, q: pd.Series, by: int) -> pd.DataFrame:
            return pd.concat([p * by, q * by], axis=1)

        @parameterize_extract_columns(
            ParameterizedExtract(("w",), {"by": value(2)}), reassign_columns=False
        )
        def kept(p: pd.Series, by: int) -> pd.DataFrame:
            return pd.DataFrame({"w": p * by})
        """,
        {},
        {"x": 3},
    ),
    "columns of Polars": (
        """
        @extract_columns("p", "q")
        def frame(x: int) -> pl.DataFrame:
            return pl.DataFrame({"p": [x, x + 1], "q": [0, 1]})

        def total(p: pl.Series, q: pl.Series) -> pl.Series:
            return p + q

        @tag(kind="lazy")
        @extract_columns("s", "t")
        def lazy(frame: pl.DataFrame) -> pl.LazyFrame:
            return frame.lazy().rename({"p": "s", "q": "t"})

        def doubled(s: pl.Expr) -> pl.Expr:
            return 2 * s
        """,
        {},
        {"x": 3},
    ),
    "fields": (
        """
        class Limits(TypedDict):
            low: int
            high: float

        @extract_fields()
        def limits(x: int) -> Limits:
            return {"low": x, "high": 2.0}

        @extract_fields(["a", "b"])
        def named(limits: Limits) -> dict[str, int]:
            return {"a": 1, "b": 2}

        @extract_fields({"c": int, "d": str}, fill_with="nothing")
        def filled(a: int) -> dict:
            return {"c": a}

        @unpack_fields("one", "two")
        def unpacked(b: int) -> tuple[int, str, float]:
            return b, "two", 3.0

        @unpack_fields("same")
        def repeated(one: int) -> tuple[int, ...]:
            return one, one
        """,
        {},
        {"x": 1},
    ),
    "does": (
        """
        def _sum(**numbers: int) -> int:
            return sum(numbers.values())

        def _minus(left: int, right: int = 1) -> int:
            return left - right

        @does(_sum)
        def total(a: int, b: int, c: int = 5) -> int:
            '''All of them.'''

        @does(_minus, left="total")
        def one_less(total: int) -> int:
            pass

        @does(_minus, left="a", right="total")
        def rest(a: int, total: int = 3) -> int:
            pass
        """,
        {},
        {"a": 1, "b": 2},
    ),
    "subdags within subdags": (
        """
        def _inner():
            def scaled(amount: int, by: int = 2) -> int:
                return amount * by

            def total(scaled: int, offset: int) -> int:
                return scaled + offset

            return scaled, total

        def _outer():
            @subdag(*_inner(), inputs={"amount": source("given")}, config={"offset": 100})
            def part(total: int) -> int:
                '''The part.'''
                return total

            @tag(kind="whole")
            def whole(part: int, given: int) -> int:
                return part + given

            return part, whole

        @subdag(*_outer(), inputs={"given": source("x")})
        def first(whole: int, part: int) -> int:
            return whole - part

        @subdag(*_outer(), inputs={"given": value(5)}, final_node_name="second")
        def unused_name(whole: int) -> int:
            return whole

        @subdag(*_inner(), namespace="apart", external_inputs=["first", "by"])
        def third(total: int, first: int, by: int = 1) -> int:
            return (total + first) * by
        """,
        {},
        {"x": 1, "amount": 3, "offset": 4, "by": 7},
    ),
    "families of subdags": (
        """
        def _variants():
            @config.when(region="uk")
            def rate__uk(base: float) -> float:
                return base * 1.2

            @config.when_not(region="uk")
            def rate__other(base: float) -> float:
                return base

            def price(rate: float, amount: float) -> float:
                return rate * amount

            return rate__uk, rate__other, price

        @tag(kind="price")
        @parameterized_subdag(
            *_variants(),
            inputs={"base": value(2.0)},
            config={"region": "uk"},
            external_inputs=["fee"],
            uk={},
            us={"config": {"region": "us"}, "inputs": {"amount": source("us_amount")}},
            de={"inputs": {"base": source("de_base")}, "config": {"region": configuration("home")}},
        )
        def priced(price: float, fee: float) -> float:
            '''The price.'''
            return price + fee
        """,
        {"home": "uk"},
        {"amount": 3.0, "us_amount": 4.0, "fee": 1.0, "de_base": 10.0},
    ),
    "variants": (
        """
        @config.when(region="uk")
        def net_price__uk(price: float) -> float:
            '''In the UK.'''
            return price / 1.2

        @config.when_not(region="uk")
        def net_price__other(price: float) -> float:
            return price

        @config.when_in(size=[None, 1])
        def my__split__name__v1(price: float) -> float:
            return price

        @config(lambda config: config.get("mode") == "fast")
        def speed__fast(price: float) -> float:
            return price

        @config.when(mode="fast", region="uk")
        @extract_fields({"low": float})
        def parts(price: float) -> dict:
            return {"low": price}

        def kept__as__it_is(net_price: float) -> float:
            return net_price

        @hamilton_exclude
        def helper(x):
            return x
        """,
        {"region": "uk", "mode": "fast"},
        {"price": 12.0},
    ),
    "decorators from the config": (
        """
        @tag(kind="total")
        @resolve(
            when=ResolveAt.CONFIG_AVAILABLE,
            decorate_with=lambda pairs, tail="_sum": parameterize_sources(
                **{name + tail: {"a": one, "b": two} for name, (one, two) in pairs.items()}
            ),
        )
        def total(a: int, b: int) -> int:
            return a + b

        @resolve_from_config(decorate_with=lambda names: extract_columns(*names))
        @tag(kind="column")
        @resolve_from_config(decorate_with=lambda names: tag(many=names))
        def frame(x: int) -> pd.DataFrame:
            return pd.DataFrame({"p": [x], "q": [x]})
        """,
        {
            "pairs": {"first": ("x", "y"), "second": ("y", "z")},
            "names": ["p", "q"],
            "hamilton.enable_power_user_mode": True,
        },
        {"x": 1, "y": 2, "z": 3},
    ),
}

MODULES: Final = {
    name: Module(_HEAD + textwrap.dedent(text), config, inputs)
    for name, (text, config, inputs) in _TEXTS.items()
}
"""The modules by name."""
