"""A user's own exception: its type, the note that it gets, and a traceback without our frames."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from typing import Any

import pandas as pd
import polars as pl
import pytest

import hamiltonish as hm
from tests.errors.refusal import package_frames
from tests.modules import module_of

SOURCE = """
    import pandas as pd
    import polars as pl

    class CustomError(Exception):
        pass

    def _inner(x: float) -> float:
        raise CustomError("too bad")

    def ratio(a: float, b: float = 0.0) -> float:
        return a / b

    def score(ratio: float) -> float:
        return ratio

    def rating(score: float) -> float:
        return score

    def custom(a: float) -> float:
        return _inner(a)

    def series(x: pd.Series, k: int = 2) -> pd.Series:
        raise KeyError("no such key")

    def after(series: pd.Series) -> pd.Series:
        return series

    def expression(u: pl.Expr) -> pl.Expr:
        return u.no_such_method()

    def later(expression: pl.Expr) -> pl.Expr:
        return expression

    def of_frame(flights: pl.DataFrame, limit: list[int], text: str) -> pl.DataFrame:
        raise ValueError("no frame")
"""


def _line(name: str) -> int:
    first = SOURCE.strip("\n").splitlines()
    return next(n for n, line in enumerate(first, 1) if line.strip().startswith(f"def {name}("))


HOOKS: list[dict[str, Any]] = [
    {},
    {"hooks": [hm.Hooks(before_node=lambda event: None, on_error=lambda event: None)]},
    {"check_types": True},
]


@pytest.fixture(params=HOOKS, ids=["no hooks", "hooks", "check_types"])
def driver(request: pytest.FixtureRequest) -> hm.Driver:
    return hm.Driver(module_of(SOURCE), **request.param)


@pytest.fixture(params=["execute", "values", "run"])
def ask(request: pytest.FixtureRequest, driver: hm.Driver) -> Callable[..., Any]:
    method: Callable[..., Any] = getattr(driver, request.param)
    return method


def _names(error: BaseException) -> list[str]:
    """List the functions of a traceback from this file's call on."""
    names = [frame.name for frame in traceback.extract_tb(error.__traceback__)]
    return names[names.index(next(n for n in names if n.startswith("test_"))) + 1 :]


def test_an_error_keeps_its_type_and_text_and_gets_one_note(ask: Callable[..., Any]) -> None:
    with pytest.raises(
        ZeroDivisionError, match="float division by zero|division by zero"
    ) as caught:
        ask("ratio", inputs={"a": 1.0})
    assert type(caught.value) is ZeroDivisionError
    assert caught.value.__notes__ == [
        f"while computing `ratio` (features.py:{_line('ratio')})\n  a: float 1.0\n  b: float 0.0"
    ]


def test_the_note_says_for_which_outputs_the_node_was_needed(ask: Callable[..., Any]) -> None:
    with pytest.raises(ZeroDivisionError, match="division by zero") as caught:
        ask(["rating", "ratio", "score"], inputs={"a": 1.0})
    assert caught.value.__notes__ == [
        f"while computing `ratio` (features.py:{_line('ratio')}), needed for `rating`, `score`\n"
        "  a: float 1.0\n  b: float 0.0"
    ]


def test_the_note_of_a_series_function_has_rows_and_dtypes(ask: Callable[..., Any]) -> None:
    with pytest.raises(KeyError, match="no such key") as caught:
        ask("after", inputs=pd.DataFrame({"x": [1, 2, 3]}))
    assert caught.value.__notes__ == [
        f"while computing `series` (features.py:{_line('series')}), needed for `after`\n"
        "  x: pandas Series, 3 rows of int64\n"
        "  k: int 2"
    ]


def test_the_note_of_an_expression_function_says_expression(ask: Callable[..., Any]) -> None:
    with pytest.raises(AttributeError, match="no_such_method") as caught:
        ask("later", inputs=pl.DataFrame({"u": [1]}))
    assert caught.value.__notes__ == [
        f"while computing `expression` (features.py:{_line('expression')}), needed for `later`\n"
        "  u: polars Expr"
    ]


def test_the_note_of_a_frame_function_has_the_shape_and_short_values(
    ask: Callable[..., Any],
) -> None:
    inputs = {
        "flights": pl.DataFrame({"u": [1, 2], "v": [3, 4]}),
        "limit": [1, 2],
        "text": "a" * 50,
    }
    with pytest.raises(ValueError, match="no frame") as caught:
        ask("of_frame", inputs=inputs)
    assert caught.value.__notes__ == [
        f"while computing `of_frame` (features.py:{_line('of_frame')})\n"
        "  flights: polars DataFrame, 2 rows × 2 columns\n"
        "  limit: list of length 2\n"
        "  text: str of length 50"
    ]


def test_the_traceback_goes_from_the_users_call_straight_into_the_users_function(
    driver: hm.Driver,
) -> None:
    with pytest.raises(Exception, match="too bad") as caught:
        driver.values("custom", inputs={"a": 1.0})
    assert type(caught.value).__name__ == "CustomError"
    assert _names(caught.value) == ["custom", "_inner"]


@pytest.mark.parametrize(
    ("output", "inputs"),
    [
        ("rating", {"a": 1.0}),
        ("after", {"x": pd.Series([1.0])}),
        ("later", {"u": pl.Series([1])}),
        ("of_frame", {"flights": pl.DataFrame({"u": [1]}), "limit": [], "text": ""}),
    ],
    ids=["values", "series", "expressions", "frames"],
)
def test_no_traceback_of_a_users_error_shows_our_frames(
    ask: Callable[..., Any], output: str, inputs: dict[str, Any]
) -> None:
    with pytest.raises(Exception, match=".") as caught:
        ask(output, inputs=inputs)
    assert package_frames(caught.value) == []
    assert "hamiltonish/" not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize("method", ["execute", "values", "run", "plan"])
def test_no_traceback_of_an_error_of_ours_shows_our_frames(driver: hm.Driver, method: str) -> None:
    with pytest.raises(hm.RequestError, match="No node is named") as caught:
        getattr(driver, method)("nonsense")
    assert package_frames(caught.value) == []
    with pytest.raises(hm.RequestError, match="missing") as caught:
        getattr(driver, method)("after")
    assert package_frames(caught.value) == []
    text = "".join(traceback.format_exception(caught.value))
    assert "hamiltonish/" not in text
    assert "During handling of" not in text


@pytest.mark.parametrize(
    "question",
    [
        lambda graph: graph["nonsense"],
        lambda graph: graph.dependencies("nonsense"),
        lambda graph: graph.dependents("nonsense"),
        lambda graph: graph.upstream("nonsense"),
        lambda graph: graph.downstream("nonsense"),
    ],
    ids=["look-up", "dependencies", "dependents", "upstream", "downstream"],
)
def test_no_traceback_of_a_question_to_the_graph_shows_our_frames(
    question: Callable[[hm.Graph], object],
) -> None:
    graph = hm.Graph(module_of(SOURCE))
    with pytest.raises(KeyError, match="No node is named `nonsense`") as caught:
        question(graph)
    assert package_frames(caught.value) == []


def test_an_error_with_a_cause_keeps_it() -> None:
    module = module_of("""
        def parsed(text: str) -> int:
            try:
                return int(text)
            except ValueError as error:
                raise RuntimeError("unreadable") from error
    """)
    with pytest.raises(RuntimeError, match="unreadable") as caught:
        hm.Driver(module).values("parsed", inputs={"text": "x"})
    assert isinstance(caught.value.__cause__, ValueError)
    assert caught.value.__notes__ == ["while computing `parsed` (features.py:1)\n  text: str 'x'"]


def test_the_same_error_object_raised_twice_gets_two_notes_and_no_frames() -> None:
    problem = ValueError("again")

    def failing() -> int:
        raise problem

    driver = hm.Driver(failing)
    for _ in range(2):
        with pytest.raises(ValueError, match="again"):
            driver.values("failing")
    assert package_frames(problem) == []


@pytest.mark.parametrize("interruption", [KeyboardInterrupt, SystemExit])
@pytest.mark.parametrize("hooks", [(), (hm.Hooks(after_run=lambda event: None),)])
def test_an_interruption_passes_through_without_a_note(
    interruption: type[BaseException], hooks: Any
) -> None:
    def interrupted() -> int:
        raise interruption

    with pytest.raises(interruption) as caught:
        hm.Driver(interrupted, hooks=hooks).values("interrupted")
    assert not hasattr(caught.value, "__notes__")


def test_a_stop_iteration_of_a_user_arrives_as_itself() -> None:
    def first(items: list[int]) -> int:
        return next(iter(items))

    with pytest.raises(StopIteration) as caught:
        hm.Driver(first).values("first", inputs={"items": []})
    assert caught.value.__notes__[0].endswith("  items: list of length 0")


def test_a_user_function_that_asks_another_driver_keeps_both_notes() -> None:
    def inner(x: int) -> int:
        return x // 0

    def outer(x: int) -> int:
        return int(hm.Driver(inner).values("inner", inputs={"x": x})["inner"])

    with pytest.raises(ZeroDivisionError, match="zero") as caught:
        hm.Driver(outer).values("outer", inputs={"x": 1})
    assert [note.split(" (")[0] for note in caught.value.__notes__] == [
        "while computing `inner`",
        "while computing `outer`",
    ]
    assert _names(caught.value) == ["outer", "inner"]


def test_a_failing_fused_query_names_its_node() -> None:
    def upper(u: pl.Expr) -> pl.Expr:
        return u.str.to_uppercase()

    def fine(u: pl.Expr) -> pl.Expr:
        return u + 1

    with pytest.raises(pl.exceptions.PolarsError, match="dtype") as caught:
        hm.Driver(upper, fine).execute(["fine", "upper"], inputs=pl.DataFrame({"u": [1]}))
    assert "`upper`" in caught.value.__notes__[-1]
    assert package_frames(caught.value) == []
