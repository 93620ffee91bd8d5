"""Faults of the peer that the door does not have: what it does, and what happens here."""

from __future__ import annotations

import textwrap
from typing import Any

import pandas as pd
import pytest
from polars.exceptions import InvalidOperationError

import hamiltonish as hm
from hamiltonish.compat.hamilton import function_modifiers as door
from hamiltonish.errors import GraphErrors, ModifierError
from tests.compat.oracle import by_ours, by_theirs, quiet
from tests.compat.twins import theirs
from tests.modules import module_of


def _both(text: str, config: dict[str, Any] | None = None) -> tuple[Any, Any]:
    """Build a module with both libraries; an error stands for a driver."""
    text = textwrap.dedent(text)
    return by_theirs(text, config or {}), by_ours(text, config or {})


def _names(driver: Any) -> set[str]:
    return {record.name for record in driver.list_available_variables()}


def test_a_tag_goes_under_a_schema() -> None:
    text = """
        import pandas as pd
        from hamilton.function_modifiers import schema, tag

        @schema.output(("a", "int"))
        @tag(owner="ads")
        def frame(x: int) -> pd.DataFrame:
            return pd.DataFrame({"a": [x]})
    """
    refused, driver = _both(text)
    assert "Got multiple decorators" in str(refused)
    tags = {record.name: record.tags for record in driver.list_available_variables()}
    assert tags["frame"]["owner"] == "ads"
    assert tags["frame"]["hamilton.internal.schema_output"] == "a=int"


def test_a_decorated_function_keeps_its_name() -> None:
    text = """
        from hamilton.function_modifiers import config

        @config.when(region="uk")
        def f__uk(x: int) -> int:
            return x
    """
    first, second = _both(text, {"region": "uk"})
    assert _names(first) == _names(second) == {"f", "x", "region"}
    (record,) = (one for one in first.list_available_variables() if one.name == "f")
    assert record.originating_functions[0].__name__ == "f"  # it was `f__uk`
    (record,) = (one for one in second.list_available_variables() if one.name == "f")
    assert record.originating_functions[0].__name__ == "f__uk"


_STEP_WITH_A_DEFAULT = """
    from hamilton.function_modifiers import pipe_output, step

    def by(x: int) -> int:
        return 100

    def _plus(x: int, by: int = 1) -> int:
        return x + by

    @pipe_output(step(_plus))
    def f(x: int) -> int:
        return x
"""


def test_what_a_step_leaves_at_its_default_reads_no_node_of_that_name() -> None:
    first, second = _both(_STEP_WITH_A_DEFAULT)
    assert first.execute(["f"], inputs={"x": 1}) == {"f": 101}
    assert second.execute(["f"], inputs={"x": 1}) == {"f": 2}


_OPEN_SUBDAG = """
    from hamilton.function_modifiers import subdag, value

    def _inner():
        def scaled(x: int, by: int = 2) -> int:
            return x * by
        return scaled

    @subdag(_inner(), config={"region": "uk"})
    def f(scaled: int) -> int:
        return scaled
"""


def test_a_subdag_adds_no_node_that_nothing_reads() -> None:
    first, second = _both(_OPEN_SUBDAG)
    assert _names(first) - _names(second) == {"f.region"}


def test_a_subdag_of_the_door_reads_what_it_lacks_outside_and_one_of_the_core_says_so() -> None:
    first, second = _both(_OPEN_SUBDAG)
    for driver in (first, second):
        assert driver.execute(["f"], inputs={"x": 1, "by": 5}) == {"f": 5}
    module = module_of("""
        from hamiltonish.modifiers import subdag

        def _scaled(x: int, by: int = 2) -> int:
            return x * by

        @subdag(_scaled)
        def f(_scaled: int) -> int:
            return _scaled
    """)
    with pytest.raises(ModifierError, match="leaves inputs of the graph within open: `x`"):
        hm.Graph(module)


def test_forgotten_brackets_do_not_swallow_the_function() -> None:
    text = """
        import pandas as pd
        from hamilton.function_modifiers import {0}

        @{0}
        def frame(x: int) -> {1}:
            return None

        def other(x: int) -> int:
            return x
    """
    kinds = {"extract_columns": "pd.DataFrame", "unpack_fields": "tuple[int, int]"}
    for decorator, kind in kinds.items():
        first, second = _both(text.replace("{0}", decorator).replace("{1}", kind))
        assert _names(first) == {"other", "x"}  # no `frame`, and nothing is said
        assert isinstance(second, TypeError)
        assert str(second) == f"{decorator} needs names: @{decorator}('a', 'b')"


def test_does_throws_no_body_away() -> None:
    text = """
        from hamilton.function_modifiers import does

        def _sum(**numbers: int) -> int:
            return sum(numbers.values())

        @does(_sum)
        def f(x: int) -> int:
            return 5
    """
    first, second = _both(text)
    assert first.execute(["f"], inputs={"x": 1}) == {"f": 1}
    assert isinstance(second, ModifierError)
    assert "throws away the body of the function" in str(second)


def test_a_variant_that_no_config_chooses_is_named_with_the_others() -> None:
    text = """
        from hamilton.function_modifiers import config

        @config.when(region="uk")
        def tax__uk(price: float) -> float:
            return price * 0.2

        @config.when(region="us")
        def tax__us(price: float) -> float:
            return price * 0.07

        def total(price: float, tax: float) -> float:
            return price + tax
    """
    first, second = _both(text)
    with quiet(), pytest.raises(ValueError, match="Required input tax not provided"):
        first.execute(["total"], inputs={"price": 1.0})
    expected = "`region` is not in the config; variants: `uk`, `us`"
    with pytest.raises(hm.errors.RequestError, match=expected):
        second.execute(["total"], inputs={"price": 1.0})


def test_a_pipe_on_an_input_that_is_not_there_is_no_pipe_on_the_first() -> None:
    text = """
        from hamilton.function_modifiers import pipe_input, step

        def _double(x: int) -> int:
            return 2 * x

        @pipe_input(step(_double), on_input="yy")
        def f(x: int, y: int) -> int:
            return x + y
    """
    first, second = _both(text)
    assert first.execute(["f"], inputs={"x": 1, "y": 10}) == {"f": 12}
    assert isinstance(second, ModifierError)
    assert "pipes `yy`, which the function does not read" in str(second)


def test_a_step_may_read_the_step_before_it_twice() -> None:
    text = """
        from hamilton.function_modifiers import pipe_output, source, step

        def _add(x: int, y: int) -> int:
            return x + y

        @pipe_output(step(_add, y=1), step(_add, y=source("f.with_add")))
        def f(x: int) -> int:
            return x
    """
    first, second = _both(text)
    with quiet(), pytest.raises(TypeError, match="missing 1 required positional argument"):
        first.execute(["f"], inputs={"x": 1})
    assert second.execute(["f"], inputs={"x": 1}) == {"f": 4}


def test_columns_keep_their_names_if_they_are_not_to_be_reassigned() -> None:
    text = """
        import pandas as pd
        from hamilton.function_modifiers import (
            parameterize_extract_columns, ParameterizedExtract, value
        )

        @parameterize_extract_columns(
            ParameterizedExtract(("w",), {"by": value(2)}), reassign_columns=False
        )
        def kept(by: int) -> pd.DataFrame:
            return pd.DataFrame({"v": [1], "w": [by]})
    """
    first, second = _both(text)
    with quiet(), pytest.raises(ValueError, match="Length mismatch"):
        first.execute(["w"], inputs={})
    assert second.execute(["w"], inputs={})["w"].to_list() == [2]


def test_a_frame_is_not_changed_where_columns_are_filled_or_renamed() -> None:
    text = """
        import pandas as pd
        import polars as pl
        from hamilton.function_modifiers import extract_columns

        FRAME = pd.DataFrame({"a": [1]})

        @extract_columns("a", "b", fill_with=0)
        def frame() -> pd.DataFrame:
            return FRAME

        def columns(frame: pd.DataFrame) -> list:
            return list(FRAME.columns)

        @extract_columns("c", "d", fill_with=0)
        def polars() -> pl.DataFrame:
            return pl.DataFrame({"c": [1, 2]})
    """
    first, second = _both(text)
    assert first.execute(["columns"], inputs={}) == {"columns": ["a", "b"]}
    assert second.execute(["columns"], inputs={}) == {"columns": ["a"]}
    with quiet(), pytest.raises(InvalidOperationError, match="length 1 doesn't match"):
        first.execute(["d"], inputs={})
    assert second.execute(["d"], inputs={})["d"].to_list() == [0, 0]


def test_a_transform_that_the_config_makes_sees_its_config_key() -> None:
    text = """
        import pandas as pd
        from hamilton.function_modifiers import model
        from hamilton.models import BaseModel

        class Times(BaseModel):
            def get_dependents(self) -> list[str]:
                return self.config_parameters["reads"]
            def predict(self, **inputs: pd.Series) -> pd.Series:
                assert self.name == "predicted"
                return sum(inputs.values()) * 2

        @model(Times, "times")
        def predicted() -> pd.Series:
            pass
    """
    first, second = _both(text, {"times": {"reads": ["a", "b"]}})
    assert "Configuration has no parameter: times" in str(first)
    inputs = {"a": pd.Series([1, 2]), "b": pd.Series([3, 4])}
    assert second.execute(["predicted"], inputs=inputs)["predicted"].to_list() == [8, 12]
    _, second = _both(text)
    assert "needs `times`, which is not in the config" in str(second)


def test_a_config_value_of_a_subdag_may_come_from_outside_and_be_an_input_within() -> None:
    text = """
        from hamilton.function_modifiers import configuration, subdag

        def _inner():
            def scaled(x: int, by: int) -> int:
                return x * by
            return scaled

        @subdag(_inner(), config={"by": configuration("scale")})
        def f(scaled: int) -> int:
            return scaled
    """
    first, second = _both(text, {"scale": 3})
    assert "ConfigDependency" in str(first)
    assert second.execute(["f"], inputs={"x": 2}) == {"f": 6}
    _, second = _both(text)
    assert "takes `scale` from the config, which does not have it" in str(second)


def test_decorators_are_only_read_where_the_graph_is_built() -> None:
    with quiet():
        first = theirs("function_modifiers")
        with pytest.raises(first.InvalidDecoratorException):

            @first.extract_columns("a")
            def frame(x: int) -> int:
                return x

    @door.extract_columns("a")
    def other(x: int) -> int:
        return x

    with pytest.raises(door.InvalidDecoratorException, match="needs a frame"):
        hm.Graph(other)
    assert other(1) == 1


def test_all_that_is_wrong_is_told_at_once() -> None:
    text = """
        from hamilton.function_modifiers import extract_fields, inject, value

        @inject(z=value(1))
        def f(x: int) -> int:
            return x

        @extract_fields("a")
        def g(x: int) -> int:
            return x
    """
    first, second = _both(text)
    assert not isinstance(first, ExceptionGroup)
    assert isinstance(second, GraphErrors)
    assert len(second.exceptions) == 2


def test_two_pipes_that_make_the_same_node_are_named() -> None:
    text = """
        from hamilton.function_modifiers import pipe_input, step

        def _plus(x: int, by: int) -> int:
            return x + by

        @pipe_input(step(_plus, by=1))
        @pipe_input(step(_plus, by=2), on_input="x")
        def f(x: int) -> int:
            return x
    """
    first, second = _both(text)
    assert "Cannot define function f.with_plus more than once" in str(first)
    assert isinstance(second, ModifierError)
    marks = ("pipe_input(step(_plus, …))", "pipe_input(step(_plus, …), on_input='x')")
    assert second.modifiers == marks
    assert second.problem == "both make a node `f.with_plus`"
