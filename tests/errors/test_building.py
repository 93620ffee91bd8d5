"""What a user reads when functions do not make a graph: each mistake, its complete text."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import hamiltonish as hm
from hamiltonish.errors import (
    CycleError,
    DuplicateNodeError,
    EmptyGraphError,
    ExpressionParameterError,
    GraphErrors,
    ImpossibleNameError,
    MissingAnnotationError,
    ModifierError,
    NotAModuleError,
    NotASourceError,
    TypeMismatchError,
    UnresolvedAnnotationError,
    UnsupportedFunctionError,
    UnusedConfigError,
    VariadicParameterError,
)
from hamiltonish.modifiers import name
from tests.errors.refusal import refuses
from tests.modules import module_of


def test_missing_annotations_are_named_all_at_once() -> None:
    module = module_of("""
        def speed(distance, air_time: float):
            return distance / air_time
    """)
    with refuses(
        MissingAnnotationError,
        """
`features.speed` (features.py:1) has no type annotation for `distance` and its result.
Hint: annotate every parameter and the result; `Any` is allowed.
        """,
    ):
        hm.Driver(module)


def test_a_missing_return_annotation_says_so() -> None:
    module = module_of("""
        def speed(distance: float):
            return distance
    """)
    with refuses(
        MissingAnnotationError,
        """
`features.speed` (features.py:1) has no type annotation for its result.
Hint: annotate every parameter and the result; `Any` is allowed.
        """,
    ):
        hm.Driver(module)


def test_annotations_that_name_nothing() -> None:
    module = module_of("""
        from __future__ import annotations

        def speed(distance: Kilometres, air_time: float) -> list[Speed]:
            return distance / air_time
    """)
    with refuses(
        UnresolvedAnnotationError,
        """
`features.speed` (features.py:3) has annotations that name nothing.
  parameter `distance`: `Kilometres`
  result: `list[Speed]`
Hint: import the name, also under `if TYPE_CHECKING:`, or correct it.
        """,
    ):
        hm.Driver(module)


def test_the_same_name_twice_in_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "twice_in_one_file.py").write_text(
        "def tax(price: float) -> float:\n    return price\n\n\n"
        "def net(price: float, tax: float) -> float:\n    return price - tax\n\n\n"
        "def tax(price: float) -> float:\n    return price * 0.2\n",
        encoding="utf-8",
    )
    monkeypatch.syspath_prepend(tmp_path)
    with refuses(
        DuplicateNodeError,
        """
2 functions give the node `tax`.
  defined in: `twice_in_one_file.tax` (twice_in_one_file.py:1)
  defined in: `twice_in_one_file.tax` (twice_in_one_file.py:9)
Hint: Python keeps the last of them only; rename or delete the others.
        """,
    ):
        hm.Driver("twice_in_one_file")
    sys.modules.pop("twice_in_one_file")


def test_the_same_name_in_two_modules() -> None:
    first = module_of("def tax(price: float) -> float:\n    return price", "shop.us")
    second = module_of("\n\ndef tax(price: float) -> float:\n    return price", "shop.eu")
    with refuses(
        DuplicateNodeError,
        """
2 functions give the node `tax`.
  defined in: `shop.us.tax` (us.py:1)
  defined in: `shop.eu.tax` (eu.py:1)
Hint: rename one, or give the functions that you want instead of their modules.
        """,
    ):
        hm.Driver(first, second)


def test_a_cycle_is_spelt_out_along_the_data() -> None:
    module = module_of("""
        def a(c: int) -> int:
            return c

        def b(a: int) -> int:
            return a

        def c(b: int) -> int:
            return b
    """)
    with refuses(
        CycleError,
        """
The graph has a cycle: a → b → c → a
  `features.a` (features.py:1)
  `features.b` (features.py:4)
  `features.c` (features.py:7)
Hint: take out one of these parameters.
        """,
    ) as caught:
        hm.Driver(module)
    assert caught.value.cycle == ("a", "b", "c", "a")  # type: ignore[attr-defined]


def test_a_function_that_needs_itself() -> None:
    module = module_of("""
        def age(age: int) -> int:
            return age
    """)
    with refuses(
        ImpossibleNameError,
        """
`features.age` (features.py:1) cannot be the node `age`: it has a parameter of the same name, so it would need itself.
Hint: rename the function, or its parameter.
        """,
    ):
        hm.Driver(module)


def test_a_type_mismatch_shows_both_sides() -> None:
    module = module_of("""
        def count(x: float) -> int:
            return int(x)

        def label(count: str) -> str:
            return count
    """)
    with refuses(
        TypeMismatchError,
        """
`count` is `int` where `str` is taken.
  given by: `features.count` (features.py:1) -> int
  taken by: `features.label` (features.py:4), `count: str`
Hint: change one of the two annotations.
        """,
    ):
        hm.Driver(module)


@pytest.mark.parametrize(
    ("giver", "taken", "hint"),
    [
        (
            "pl.Expr",
            "float",
            "a function runs for each row if it takes and gives plain scalars alone;"
            " `-> object` is none.",
        ),
        (
            "pl.Expr",
            "list[float]",
            "take the column, for example as `pl.Expr`, `pl.Series` or `pd.Series`.",
        ),
        ("float", "pl.Expr", "a plain value is no column; take it as the value that it is."),
        ("pd.Series", "pl.Series", "convert from pandas to polars in a function of yours."),
        ("pl.Series", "pd.Series", "convert from polars to pandas in a function of yours."),
        ("pl.DataFrame", "pd.DataFrame", "convert from polars to pandas in a function of yours."),
        (
            "pl.LazyFrame",
            "pl.Expr",
            "name columns of the frame with `@extract_columns(…)`, and take those.",
        ),
    ],
)
def test_a_mismatch_of_columns_frames_and_values_names_the_way_out(
    giver: str, taken: str, hint: str
) -> None:
    result = "pl.Expr" if taken == "pl.Expr" else "object"
    module = module_of(
        f"""
        import pandas as pd
        import polars as pl

        def a(x: list[int]) -> {giver}: ...

        def b(a: {taken}) -> {result}: ...
    """
    )
    with refuses(
        TypeMismatchError,
        f"""
`a` is `{giver}` where `{taken}` is taken.
  given by: `features.a` (features.py:4) -> {giver}
  taken by: `features.b` (features.py:6), `a: {taken}`
Hint: {hint}
        """,
    ):
        hm.Driver(module)


def test_an_extracted_column_taken_as_a_column_of_another_library() -> None:
    module = module_of("""
        import pandas as pd
        import polars as pl
        from hamiltonish.modifiers import extract_columns

        @extract_columns("distance")
        def flights() -> pl.DataFrame:
            return pl.DataFrame({"distance": [1.0]})

        def half(distance: pd.Series) -> pd.Series:
            return distance / 2
    """)
    with refuses(
        TypeMismatchError,
        """
`distance` is a column of polars where `pd.Series` is taken.
  given by: `features.flights` (features.py:5) -> a column of polars
  taken by: `features.half` (features.py:9), `distance: pd.Series`
Hint: convert from polars to pandas in a function of yours.
        """,
    ):
        hm.Driver(module)


@pytest.mark.parametrize(
    ("library", "series"), [("polars as pl", "pl.Series"), ("narwhals as nw", "nw.Series")]
)
def test_a_function_of_expressions_that_returns_a_value(library: str, series: str) -> None:
    prefix = series[:2]
    module = module_of(f"""
        import {library}

        def total(spend: {prefix}.Expr, k: int) -> float: ...
    """)
    with refuses(
        ExpressionParameterError,
        f"""
`features.total` (features.py:3) takes expressions (`spend`) and returns `float`.
  an expression holds no data; it can only become another expression
Hint: take `{series}` to work on the data, or return an expression.
        """,
    ):
        hm.Driver(module)


def test_parameters_with_stars() -> None:
    module = module_of("""
        def total(first: int, *rest: int, **named: int) -> int:
            return first
    """)
    with refuses(
        VariadicParameterError,
        """
`features.total` (features.py:1) takes `*rest`, `**named`: what has a star names no node.
Hint: name each parameter; its name is the node that it reads.
        """,
    ):
        hm.Driver(module)


def test_an_async_function() -> None:
    module = module_of("""
        async def price(ticker: str) -> float:
            return 1.0
    """)
    with refuses(
        UnsupportedFunctionError,
        """
`features.price` (features.py:1) is an async function.
Hint: write a plain function; call the coroutine in it with `asyncio.run`.
        """,
    ):
        hm.Driver(module)


def test_an_async_generator_function() -> None:
    module = module_of("""
        async def prices(ticker: str) -> object:
            yield 1.0
    """)
    with refuses(
        UnsupportedFunctionError,
        """
`features.prices` (features.py:1) is an async function.
Hint: write a plain function; call the coroutine in it with `asyncio.run`.
        """,
    ):
        hm.Driver(module)


def test_a_lambda_given_to_the_driver() -> None:
    module = module_of("double = lambda x: 2 * x")
    with refuses(
        ImpossibleNameError,
        """
`features.<lambda>` (features.py:1) cannot be the node `<lambda>`: a lambda has no name.
Hint: write it as a function with `def`; its name is the name of the node.
        """,
    ):
        hm.Driver(module.double)


def test_a_method_without_its_instance() -> None:
    module = module_of("""
        class Model:
            def score(self, age: float) -> float:
                return age
    """)
    with refuses(
        UnsupportedFunctionError,
        """
`features.Model.score` (features.py:2) is a method without its instance.
Hint: give an instance of the class, or make it a `@staticmethod`.
        """,
    ):
        hm.Driver(module.Model.score)


@pytest.mark.parametrize("label", ["", None, 3, len], ids=["empty", "None", "number", "bare"])
def test_a_column_name_that_is_no_text(label: Any) -> None:
    with pytest.raises(TypeError, match=r"\Aname needs a text: @name\('Lot Frontage \(m\)'\)\Z"):
        name(label)


def test_columns_extracted_from_what_is_no_frame() -> None:
    module = module_of("""
        import polars as pl
        from hamiltonish.modifiers import extract_columns

        @extract_columns("a", "b")
        def rates(x: pl.Series) -> dict[str, float]:
            return {}
    """)
    with refuses(
        ModifierError,
        """
`features.rates` (features.py:4): `@extract_columns(…)` needs a frame, and the function returns `dict[str, float]`.
Hint: return a `pl.LazyFrame`, `pl.DataFrame` or `pd.DataFrame`.
        """,
    ):
        hm.Driver(module)


# -- config --------------------------------------------------------------------------------------


def test_a_typo_in_a_config_key() -> None:
    module = module_of("""
        from hamiltonish.modifiers import config

        @config.when(region="us")
        def tax__us(price: float) -> float:
            return price
    """)
    with refuses(
        UnusedConfigError,
        """
The config key `regoin` is read by nothing.
  keys that this graph can read: `region`
Hint: did you mean `region`?
        """,
    ):
        hm.Driver(module, config={"regoin": "us"})


def test_a_typo_in_a_config_key_that_a_parameter_would_read() -> None:
    def mean(spend: float, days: int = 7) -> float:
        return spend / days

    with refuses(
        UnusedConfigError,
        """
The config key `dyas` is read by nothing.
  keys that this graph can read: `spend`, `days`
Hint: did you mean `days`?
        """,
    ):
        hm.Driver(mean, config={"dyas": 30})


def test_several_config_keys_that_nothing_reads() -> None:
    def mean(spend: float) -> float:
        return spend

    with refuses(
        UnusedConfigError,
        """
The config keys `region`, `currency` are read by nothing.
  keys that this graph can read: `spend`
        """,
    ):
        hm.Driver(mean, config={"region": "us", "currency": "EUR"})


def test_two_variants_that_the_config_chooses_both() -> None:
    module = module_of("""
        from hamiltonish.modifiers import config

        @config.when(region="us")
        def tax__us(price: float) -> float:
            return price

        @config.when_not(region="eu")
        def tax__other(price: float) -> float:
            return price
    """)
    with pytest.raises(DuplicateNodeError, match="(?s)`tax`.*tax__us.*tax__other.*config"):
        hm.Driver(module, config={"region": "us"})


# -- sources -------------------------------------------------------------------------------------


def test_a_module_given_as_a_text_that_is_not_one() -> None:
    with refuses(
        NotAModuleError,
        """
No module is named `hamiltonish.collectr`.
Hint: did you mean `hamiltonish.collector`?
        """,
    ):
        hm.Driver("hamiltonish.collectr")


def test_a_text_without_any_close_module() -> None:
    with refuses(
        NotAModuleError,
        """
No module is named `qqqqqqqqzzzzzzzz`.
Hint: is its folder on `sys.path`?
        """,
    ):
        hm.Driver("qqqqqqqqzzzzzzzz")


def test_a_name_that_a_module_does_not_have() -> None:
    with refuses(
        NotAModuleError,
        """
No module is named `hamiltonish.qqqqqqqq`.
Hint: `hamiltonish` has nothing of that name.
        """,
    ):
        hm.Driver("hamiltonish.qqqqqqqq")


def test_a_path_of_a_file() -> None:
    with refuses(
        NotAModuleError,
        """
No module is named `./shop/features.py`.
Hint: give the dotted name, without the ending: `shop.features`.
        """,
    ):
        hm.Driver("./shop/features.py")


def test_a_text_that_is_no_name() -> None:
    with refuses(
        NotAModuleError,
        """
No module is named `my features`.
Hint: a dotted name looks like `package.module`.
        """,
    ):
        hm.Driver("my features")


def test_sources_in_a_list() -> None:
    with refuses(
        NotASourceError,
        """
A list is no source of functions.
Hint: give the sources one by one: `Driver(*sources)`.
        """,
    ):
        hm.Driver([module_of("")])


def test_a_builtin_function() -> None:
    with refuses(
        NotASourceError,
        """
`len` is no source of functions.
Hint: give it a name and a type: `node(…, name='…', returns=…)`.
        """,
    ):
        hm.Driver(len)


@pytest.mark.parametrize(
    ("source", "text"), [(3, "`3`"), (None, "`None`"), ({"a": 1}, "`{'a': 1}`"), (b"ab", "`b'ab'`")]
)
def test_plain_data_as_a_source(source: object, text: str) -> None:
    with refuses(
        NotASourceError,
        f"""
{text} is no source of functions.
Hint: give modules, functions, classes with static methods, or dotted names.
        """,
    ):
        hm.Driver(source)


def test_no_source_at_all() -> None:
    with refuses(
        EmptyGraphError,
        """
No source was given.
Hint: give modules, functions, classes with static methods, or dotted names.
        """,
    ):
        hm.Driver()


def test_an_empty_module() -> None:
    with refuses(
        EmptyGraphError,
        """
No function of module `features` is a node.
Hint: a node is a public function with annotations that is defined in the source.
        """,
    ):
        hm.Driver(module_of("LIMIT = 3"))


def test_a_module_in_which_no_function_is_a_node_says_why_of_each() -> None:
    module = module_of("""
        from math import sqrt
        from textwrap import dedent

        def _hidden(x: int) -> int:
            return x

        double = lambda x: 2 * x
        other = _hidden
    """)
    with refuses(
        EmptyGraphError,
        """
No function of module `features` is a node.
  not a node: `sqrt` is imported into `features` from `math`; imported functions are no nodes (give the function itself to make it one)
  not a node: `dedent` is imported into `features` from `textwrap`; imported functions are no nodes (give the function itself to make it one)
  not a node: `features._hidden` (features.py:4) is private; a function whose name starts with `_` is no node
  not a node: `double` is a lambda; only functions written with `def` are nodes
  not a node: `other` is a second name of `_hidden` in `features`
Hint: a node is a public function with annotations that is defined in the source.
        """,
    ):
        hm.Driver(module)


def test_a_package_without_functions_names_a_module_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "empty_package"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "features.py").write_text("def a() -> int:\n    return 1\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    with refuses(
        EmptyGraphError,
        """
No function of `empty_package` is a node.
Hint: give the modules in it, for example `empty_package.features`.
        """,
    ):
        hm.Driver("empty_package")
    sys.modules.pop("empty_package")


def test_a_class_of_methods_alone() -> None:
    module = module_of("""
        class Model:
            def score(self, age: float) -> float:
                return age
    """)
    with refuses(
        EmptyGraphError,
        """
No function of class `Model` is a node.
  not a node: `Model.score` (features.py:2) is a method; a class gives its static methods, an instance gives its methods
Hint: make its functions `@staticmethod`, or give an instance of it.
        """,
    ):
        hm.Driver(module.Model)


# -- several -------------------------------------------------------------------------------------


def test_all_problems_of_a_build_come_in_one_report() -> None:
    module = module_of("""
        def a(b: int) -> int:
            return b

        def b(a: int) -> int:
            return a

        def bare(x) -> int:
            return x

        def stars(*xs: int) -> int:
            return 0

        def count() -> int:
            return 1

        def label(count: str) -> str:
            return count
    """)
    with refuses(
        GraphErrors,
        """
The graph has 4 problems.
1. `features.bare` (features.py:7) has no type annotation for `x`.
   Hint: annotate every parameter and the result; `Any` is allowed.
2. `features.stars` (features.py:10) takes `*xs`: what has a star names no node.
   Hint: name each parameter; its name is the node that it reads.
3. The graph has a cycle: a → b → a
     `features.a` (features.py:1)
     `features.b` (features.py:4)
   Hint: take out one of these parameters.
4. `count` is `int` where `str` is taken.
     given by: `features.count` (features.py:13) -> int
     taken by: `features.label` (features.py:16), `count: str`
   Hint: change one of the two annotations.
        """,
    ):
        hm.Driver(module)


def test_problems_of_sources_do_not_hide_those_of_functions() -> None:
    module = module_of("def bare(x: int):\n    return x")
    with refuses(
        GraphErrors,
        """
The graph has 2 problems.
1. No module is named `my features`.
   Hint: a dotted name looks like `package.module`.
2. `features.bare` (features.py:1) has no type annotation for its result.
   Hint: annotate every parameter and the result; `Any` is allowed.
        """,
    ):
        hm.Driver("my features", module)


def _build_with_driver(*sources: object, **options: Any) -> object:
    return hm.Driver(*sources, **options)


def _build_with_graph(*sources: object, **options: Any) -> object:
    return hm.Graph(*sources, **options)


@pytest.fixture(params=[_build_with_driver, _build_with_graph], ids=["Driver", "Graph"])
def build(request: pytest.FixtureRequest) -> Iterator[Callable[..., object]]:
    return request.param


def test_graph_and_driver_tell_a_problem_alike(build: Callable[..., object]) -> None:
    with refuses(
        EmptyGraphError,
        """
No source was given.
Hint: give modules, functions, classes with static methods, or dotted names.
        """,
    ):
        build()


def test_an_error_inside_an_imported_module_is_the_users_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "broken_module.py").write_text("import qqqqq_not_there\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ModuleNotFoundError, match="No module named 'qqqqq_not_there'"):
        hm.Driver("broken_module")
