"""What a user reads when outputs, inputs and overrides do not fit the graph."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import duckdb
import narwhals as nw
import pandas as pd
import polars as pl
import pytest

import hamiltonish as hm
from hamiltonish.errors import (
    AmbiguousColumnError,
    ComputedInputError,
    ConfigInputError,
    EmptyOutputsError,
    InputTypeError,
    MissingInputsError,
    NotAnOutputError,
    NotHooksError,
    NotInputsError,
    NoVariantError,
    RenameError,
    UnknownEngineError,
    UnknownInputError,
    UnknownNodeError,
    UnknownOverrideError,
    UnorderedRowsError,
)
from tests.errors.refusal import refuses
from tests.modules import module_of

SCALARS = """
    from math import sqrt
    from textwrap import dedent

    def _helper(x: float) -> float:
        return x

    def spend_mean(spend: float, days: int = 7) -> float:
        return spend / days

    def total(spend_mean: float, tax: float) -> float:
        return spend_mean + tax

    def root(total: float, power: int = 2) -> float:
        return total ** (1 / power)
"""


@pytest.fixture
def scalars() -> ModuleType:
    return module_of(SCALARS)


@pytest.fixture
def driver(scalars: ModuleType) -> hm.Driver:
    return hm.Driver(scalars)


GIVEN = {"spend": 70.0, "tax": 1.0}


# -- outputs -------------------------------------------------------------------------------------


def test_one_output_may_be_given_as_a_text(driver: hm.Driver) -> None:
    assert driver.values("total", inputs=GIVEN) == {"total": 11.0}


@pytest.mark.parametrize("method", ["execute", "values", "run", "plan"])
def test_a_typo_in_an_output(driver: hm.Driver, method: str) -> None:
    with refuses(
        UnknownNodeError,
        f"""
No node is named `spend_maen`.
  asked for by: outputs of Driver.{method}
Hint: did you mean `spend_mean` (features.py:7) or `spend`?
        """,
    ):
        getattr(driver, method)("spend_maen", inputs=GIVEN)


def test_an_output_that_is_like_nothing(driver: hm.Driver) -> None:
    with refuses(
        UnknownNodeError,
        """
No node is named `qqqqqqqq`.
  asked for by: outputs of Driver.values
        """,
    ):
        driver.values("qqqqqqqq", inputs=GIVEN)


def test_an_output_that_is_a_private_function(driver: hm.Driver) -> None:
    with refuses(
        UnknownNodeError,
        """
No node is named `_helper`.
  `features._helper` (features.py:4) is private; a function whose name starts with `_` is no node
  asked for by: outputs of Driver.values
        """,
    ):
        driver.values("_helper", inputs=GIVEN)


def test_an_output_that_is_an_imported_function(driver: hm.Driver) -> None:
    with refuses(
        UnknownNodeError,
        """
No node is named `dedent`.
  `dedent` is imported into `features` from `textwrap`; imported functions are no nodes (give the function itself to make it one)
  asked for by: outputs of Driver.values
        """,
    ):
        driver.values("dedent", inputs=GIVEN)


def test_a_typo_in_an_output_that_is_close_to_a_column_of_the_frame() -> None:
    def double(distance: pl.Expr) -> pl.Expr:
        return distance * 2

    frame = pl.DataFrame({"distance": [1], "carrier": ["AA"]})
    with refuses(
        UnknownNodeError,
        """
No node is named `carier`.
  asked for by: outputs of Driver.execute
Hint: did you mean `carrier`?
        """,
    ):
        hm.Driver(double).execute(["double", "carier"], inputs=frame)


def test_an_output_that_is_only_an_input_not_given(driver: hm.Driver) -> None:
    with refuses(
        MissingInputsError,
        """
1 input is missing.
  `tax: float`, needed by the outputs
Hint: give it in `inputs=`, or write a function of that name.
        """,
    ):
        driver.values("tax")


def test_an_output_that_is_only_an_input_that_is_given_is_the_input(driver: hm.Driver) -> None:
    assert driver.values("tax", inputs={"tax": 3.0}) == {"tax": 3.0}


@pytest.mark.parametrize("outputs", [[], (), set(), iter([])])
def test_no_outputs(driver: hm.Driver, outputs: Any) -> None:
    with refuses(
        EmptyOutputsError,
        """
No output was asked for.
  nodes: `spend_mean`, `total`, `root`
Hint: name at least one node.
        """,
    ):
        driver.values(outputs, inputs=GIVEN)


@pytest.mark.parametrize(
    ("output", "text"), [(None, "None"), (3, "3"), (["total", 4.5], "4.5"), ([["total"]], "list")]
)
def test_something_asked_for_that_is_no_name_and_no_function(
    driver: hm.Driver, output: Any, text: str
) -> None:
    with refuses(
        NotAnOutputError,
        f"""
`{text}` cannot be asked for.
Hint: outputs are names of nodes, or the functions themselves.
        """,
    ):
        driver.values(output, inputs=GIVEN)


def test_a_function_asked_for_that_is_no_node_is_not_taken_for_one_of_its_name(
    driver: hm.Driver,
) -> None:
    other = module_of("def total(x: float) -> float:\n    return -x", "other")
    with pytest.raises(hm.RequestError, match=r"`total`|other\.total"):
        driver.values(other.total, inputs=GIVEN)


def test_a_look_up_in_the_graph(driver: hm.Driver) -> None:
    with refuses(
        UnknownNodeError,
        """
No node is named `totl`.
  asked for by: a look-up in the graph
Hint: did you mean `total` (features.py:10)?
        """,
    ):
        driver.graph["totl"]


def test_a_variant_that_the_config_does_not_choose() -> None:
    module = module_of("""
        from hamiltonish.modifiers import config

        @config.when(region="us")
        def tax__us(price: float) -> float:
            return price

        @config.when_in(region=["eu", "uk"])
        def tax__eu(price: float) -> float:
            return price
    """)
    with refuses(
        NoVariantError,
        """
No variant of `tax` is chosen: `region` is 'jp' in the config; variants: `us`, `eu`, `uk`.
  variant: `@config.when(region='us')`, `features.tax__us` (features.py:3)
  variant: `@config.when_in(region=['eu', 'uk'])`, `features.tax__eu` (features.py:7)
Hint: choose one: `config={'region': 'us'}`.
        """,
    ):
        hm.Driver(module, config={"region": "jp"}).values("tax")


def test_a_parameter_that_names_variants_of_which_the_config_chooses_none() -> None:
    module = module_of("""
        from hamiltonish.modifiers import config

        @config.when(region="us")
        def tax__us(price: float) -> float:
            return price

        def gross(net: float, tax: float) -> float:
            return net + tax
    """)
    with refuses(
        NoVariantError,
        """
No variant of `tax` is chosen: `region` is not in the config; variants: `us`.
  needed by: `features.gross` (features.py:7)
  variant: `@config.when(region='us')`, `features.tax__us` (features.py:3)
Hint: choose one: `config={'region': 'us'}`.
        """,
    ):
        hm.Driver(module).values("gross", inputs={"net": 1.0})
    with refuses(
        MissingInputsError,
        """
2 inputs are missing.
  `net: float`, needed by `features.gross` (features.py:7)
  `tax: float`, needed by `features.gross` (features.py:7)
    `region` is not in the config; variants: `us`
Hint: give them in `inputs=`, or write functions of these names.
        """,
    ):
        hm.Driver(module).values("gross")


def test_variants_that_depend_on_several_keys_are_shown_as_they_are_written() -> None:
    module = module_of("""
        from hamiltonish.modifiers import config

        @config.when(region="us", year=2026)
        def tax__us(price: float) -> float:
            return price

        @config.when_not(region="us")
        def fee__else(price: float) -> float:
            return price

        def gross(tax: float, fee: float) -> float:
            return tax + fee
    """)
    with refuses(
        NoVariantError,
        """
No variant of `tax` is chosen: the config {'region': 'us'} chooses none of `@config.when(region='us', year=2026)`.
  needed by: `features.gross` (features.py:11)
  variant: `@config.when(region='us', year=2026)`, `features.tax__us` (features.py:3)
  `fee`: the config {'region': 'us'} chooses none of `@config.when_not(region='us')`
Hint: give a config that one of the conditions holds for.
        """,
    ):
        hm.Driver(module, config={"region": "us"}).values("gross")


# -- inputs --------------------------------------------------------------------------------------


def test_missing_inputs_are_named_all_at_once_with_who_needs_each(driver: hm.Driver) -> None:
    with refuses(
        MissingInputsError,
        """
2 inputs are missing.
  `spend: float`, needed by `features.spend_mean` (features.py:7)
    did you mean `spend_mean` (features.py:7)?
  `tax: float`, needed by `features.total` (features.py:10)
Hint: give them in `inputs=`, or write functions of these names.
        """,
    ):
        driver.values("root")


def test_a_typo_in_a_parameter_is_a_missing_input_close_to_a_node() -> None:
    module = module_of("""
        def spend_mean(spend: float) -> float:
            return spend / 7

        def score(spend_maen: float) -> float:
            return spend_maen
    """)
    with refuses(
        MissingInputsError,
        """
1 input is missing.
  `spend_maen: float`, needed by `features.score` (features.py:4)
    did you mean `spend_mean` (features.py:1) or `spend`?
Hint: give it in `inputs=`, or write a function of that name.
        """,
    ):
        hm.Driver(module).values("score")


def test_a_parameter_that_names_a_private_function() -> None:
    module = module_of("""
        def _rate(x: float) -> float:
            return x

        def score(_rate: float) -> float:
            return _rate
    """)
    with refuses(
        MissingInputsError,
        """
1 input is missing.
  `_rate: float`, needed by `features.score` (features.py:4)
    `features._rate` (features.py:1) is private; a function whose name starts with `_` is no node
Hint: give it in `inputs=`, or write a function of that name.
        """,
    ):
        hm.Driver(module).values("score")


def test_a_parameter_that_names_an_imported_function() -> None:
    module = module_of("""
        from statistics import mean

        def score(mean: float) -> float:
            return mean
    """)
    with refuses(
        MissingInputsError,
        """
1 input is missing.
  `mean: float`, needed by `features.score` (features.py:3)
    `mean` is imported into `features` from `statistics`; imported functions are no nodes (give the function itself to make it one)
Hint: give it in `inputs=`, or write a function of that name.
        """,
    ):
        hm.Driver(module).values("score")


def test_a_column_that_the_frame_does_not_have() -> None:
    module = module_of("""
        import polars as pl

        def speed(distance: pl.Expr, air_time: pl.Expr) -> pl.Expr:
            return distance / air_time
    """)
    with refuses(
        MissingInputsError,
        """
1 input is missing.
  `air_time: pl.Expr`, needed by `features.speed` (features.py:3)
    did you mean `airtime`?
  given: a frame with `distance`, `airtime`
Hint: give it in `inputs=`, or write a function of that name.
        """,
    ):
        hm.Driver(module).execute("speed", inputs=pl.DataFrame({"distance": [1], "airtime": [2]}))


def test_an_input_that_many_functions_read_names_three_of_them() -> None:
    module = module_of("\n".join(f"def f{n}(x: int) -> int: return x" for n in range(6)))
    with refuses(
        MissingInputsError,
        """
1 input is missing.
  `x: int`, needed by `features.f0` (features.py:1), `features.f1` (features.py:2), `features.f2` (features.py:3) and 3 more
Hint: give it in `inputs=`, or write a function of that name.
        """,
    ):
        hm.Driver(module).values([f"f{n}" for n in range(6)])


def test_more_than_twenty_missing_inputs_are_counted() -> None:
    parameters = ", ".join(f"column_{n:02}: int" for n in range(25))
    module = module_of(f"def total({parameters}) -> int: return 0")
    with pytest.raises(MissingInputsError, match="(?s)25 inputs are missing.*and 5 more") as caught:
        hm.Driver(module).values("total")
    assert len(caught.value.missing) == 25


def test_a_typo_in_an_input(driver: hm.Driver) -> None:
    with refuses(
        UnknownInputError,
        """
The input `spedn` is read by nothing.
  inputs of the graph: `spend`, `days`, `tax`, `power`
Hint: did you mean `spend`?
        """,
    ):
        driver.values("total", inputs={"spedn": 1.0, "tax": 2.0})


def test_several_inputs_that_nothing_reads(driver: hm.Driver) -> None:
    with refuses(
        UnknownInputError,
        """
The inputs `colour`, `size` are read by nothing.
  inputs of the graph: `spend`, `days`, `tax`, `power`
        """,
    ):
        driver.values("total", inputs={**GIVEN, "colour": 1, "size": 2})


def test_an_input_that_names_a_computed_node(driver: hm.Driver) -> None:
    with refuses(
        ComputedInputError,
        """
`spend_mean` is computed by `features.spend_mean` (features.py:7); it cannot be an input.
Hint: to replace its result, use `overrides={'spend_mean': …}`.
        """,
    ):
        driver.values("total", inputs={"spend_mean": 1.0, "tax": 2.0})


def test_an_input_that_the_config_gives(scalars: ModuleType) -> None:
    with refuses(
        ConfigInputError,
        """
`days` is given by the config; it cannot be an input as well.
Hint: use `driver.replace(config={'days': …})` for another value.
        """,
    ):
        hm.Driver(scalars, config={"days": 30}).values("total", inputs={**GIVEN, "days": 7})


def test_a_wrong_type_of_input_value(driver: hm.Driver) -> None:
    with refuses(
        InputTypeError,
        """
The input `spend` is `str` where `float` is taken.
  taken by: `features.spend_mean` (features.py:7)
        """,
    ):
        driver.values("total", inputs={"spend": "70", "tax": 1.0})


def test_a_wrong_type_of_config_value(scalars: ModuleType) -> None:
    with refuses(
        InputTypeError,
        """
The config value `days` is `str` where `int` is taken.
  taken by: `features.spend_mean` (features.py:7)
        """,
    ):
        hm.Driver(scalars, config={"days": "7"}).values("total", inputs=GIVEN)


def test_a_plain_value_where_a_column_is_taken() -> None:
    module = module_of("""
        import pandas as pd

        def double(x: pd.Series) -> pd.Series:
            return x * 2
    """)
    with refuses(
        InputTypeError,
        """
The input `x` is `float` where `pd.Series` is taken.
  taken by: `features.double` (features.py:3)
Hint: give a Series, or a frame that has the column.
        """,
    ):
        hm.Driver(module).execute("double", inputs={"x": 1.0})


POLARS_SUM = """
    import polars as pl

    def total(u: pl.Expr, v: pl.Expr) -> pl.Expr:
        return u + v
"""


def test_a_pandas_frame_where_polars_is_taken_names_the_first_column() -> None:
    with refuses(
        InputTypeError,
        """
The input `u` is a column of pandas where `pl.Expr` is taken.
  taken by: `features.total` (features.py:3)
Hint: take `nw.Expr`, which runs on any engine; or convert from pandas to polars in a function of yours.
        """,
    ):
        hm.Driver(module_of(POLARS_SUM)).execute("total", inputs=pd.DataFrame({"u": [1], "v": [2]}))


def test_a_column_in_two_input_frames_names_the_first_such_column() -> None:
    frame = pl.DataFrame({"u": [1], "v": [2]})
    with refuses(
        AmbiguousColumnError,
        """
The column `u` is in several input frames: `left`, `right`.
  needed by: `features.total` (features.py:3)
Hint: join the frames in a function, or drop or rename the column in all but one.
        """,
    ):
        hm.Driver(module_of(POLARS_SUM)).execute("total", inputs={"left": frame, "right": frame})


def test_a_column_that_a_pandas_frame_has_twice() -> None:
    def double(x: pd.Series) -> pd.Series:
        return x * 2

    place = hm.Graph(double)["double"].place
    with refuses(
        AmbiguousColumnError,
        f"""
The column `x` is in `inputs` several times.
  needed by: {place}
Hint: give each column of the frame a name of its own.
        """,
    ):
        hm.Driver(double).execute("double", inputs=pd.DataFrame([[1, 2]], columns=["x", "x"]))


@pytest.mark.parametrize(
    ("inputs", "kind"),
    [([1], "list"), ("spend", "str"), (3.5, "float"), (pd.Series([1]), "pd.Series")],
)
def test_inputs_without_names(driver: hm.Driver, inputs: Any, kind: str) -> None:
    with refuses(
        NotInputsError,
        f"""
`inputs=` is `{kind}`, which has no names.
Hint: give a dataframe, or a dict of names to values.
        """,
    ):
        driver.values("total", inputs=inputs)


@pytest.mark.parametrize("role", ["overrides", "rename"])
def test_overrides_and_renames_without_names(driver: hm.Driver, role: str) -> None:
    with refuses(
        NotInputsError,
        f"""
`{role}=` is `list`, which has no names.
Hint: give a dict of names to values.
        """,
    ):
        driver.values("total", **{"inputs": GIVEN, role: [1]})


# -- overrides -----------------------------------------------------------------------------------


def test_a_typo_in_an_override(driver: hm.Driver) -> None:
    with refuses(
        UnknownOverrideError,
        """
The override `spend_maen` names no node.
Hint: did you mean `spend_mean` (features.py:7) or `spend`?
        """,
    ):
        driver.values("total", inputs=GIVEN, overrides={"spend_maen": 1.0})


def test_an_override_of_a_private_function(driver: hm.Driver) -> None:
    with refuses(
        UnknownOverrideError,
        """
The override `_helper` names no node.
  `features._helper` (features.py:4) is private; a function whose name starts with `_` is no node
        """,
    ):
        driver.values("total", inputs=GIVEN, overrides={"_helper": 1.0})


def test_a_wrong_type_of_override(driver: hm.Driver) -> None:
    with refuses(
        InputTypeError,
        """
The override `spend_mean` is `str` where `float` is taken.
  taken by: `features.spend_mean` (features.py:7)
        """,
    ):
        driver.values("total", inputs={"tax": 1.0}, overrides={"spend_mean": "10"})


def test_an_expression_as_an_override_of_a_column() -> None:
    module = module_of(POLARS_SUM)
    with refuses(
        InputTypeError,
        """
The override `total` is `pl.Expr` where a Series is taken.
  taken by: `features.total` (features.py:3)
Hint: give the data of the column.
        """,
    ):
        hm.Driver(module).execute(
            "total", inputs=pl.DataFrame({"u": [1], "v": [2]}), overrides={"total": pl.col("u")}
        )


def test_a_plain_value_as_an_override_of_a_column() -> None:
    module = module_of(POLARS_SUM)
    with refuses(
        InputTypeError,
        """
The override `total` is `int` where a Series is taken.
  taken by: `features.total` (features.py:3)
Hint: give the data of the column.
        """,
    ):
        hm.Driver(module).execute(
            "total", inputs=pl.DataFrame({"u": [1], "v": [2]}), overrides={"total": 3}
        )


# -- rename --------------------------------------------------------------------------------------


def test_a_typo_in_a_name_to_be_changed(driver: hm.Driver) -> None:
    with refuses(
        RenameError,
        """
`rename=` cannot change `Spned`: nothing of that name was given.
Hint: did you mean `Spend`?
        """,
    ):
        driver.values("total", inputs={"Spend": 1.0, "tax": 1.0}, rename={"Spned": "spend"})


def test_a_new_name_that_a_column_of_the_frame_has() -> None:
    frame = pl.DataFrame({"U": [1], "u": [1], "v": [2]})
    with refuses(
        RenameError,
        """
`rename=` cannot change `U`: the name `u` is taken.
        """,
    ):
        hm.Driver(module_of(POLARS_SUM)).execute("total", inputs=frame, rename={"U": "u"})


def test_a_new_name_that_another_input_has(driver: hm.Driver) -> None:
    with refuses(
        RenameError,
        """
`rename=` cannot change `Tax`: the name `tax` is taken.
        """,
    ):
        driver.values("total", inputs={"Tax": 1.0, **GIVEN}, rename={"Tax": "tax"})


@pytest.mark.parametrize("hooks", [print, [print]], ids=["one", "several"])
def test_hooks_that_are_plain_functions(hooks: Any) -> None:
    def double(x: float) -> float:
        return 2 * x

    with refuses(
        NotHooksError,
        """
`hooks=` takes `Hooks`, and was given `builtin_function_or_method`.
Hint: say when a function is to be told: `hooks=Hooks(after_node=…)`.
        """,
    ):
        hm.Driver(double, hooks=hooks)


def test_one_hooks_needs_no_list_around_it() -> None:
    def double(x: float) -> float:
        return 2 * x

    seen: list[str] = []
    driver = hm.Driver(double, hooks=hm.Hooks(after_node=lambda event: seen.append(event.name)))
    driver.values("double", inputs={"x": 1.0})
    assert seen == ["double"]


def test_a_config_without_names() -> None:
    def double(x: float) -> float:
        return 2 * x

    with refuses(
        NotInputsError,
        """
`config=` is `list`, which has no names.
Hint: give a dict of names to values.
        """,
    ):
        hm.Driver(double, config=[1])  # type: ignore[arg-type]


def test_an_engine_that_polars_does_not_have() -> None:
    def double(x: float) -> float:
        return 2 * x

    with refuses(
        UnknownEngineError,
        """
`engine='steaming'` is no engine of Polars.
  known: `auto`, `in-memory`, `streaming`, `gpu`
Hint: did you mean `streaming`?
        """,
    ):
        hm.Driver(double, engine="steaming")


def test_rows_without_order_cannot_be_compared_without_keys() -> None:
    def doubled(x: nw.Expr) -> nw.Expr:
        return x * 2

    driver = hm.Driver(doubled)
    relation = duckdb.sql("select 1 as x")
    with refuses(
        UnorderedRowsError,
        """
        The rows of `doubled` have no order by which they could be matched.
        Hint: say which columns tell them apart: `on='id'`.
        """,
    ):
        driver.compare(driver, "doubled", inputs=relation)
