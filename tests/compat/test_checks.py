"""`check_output` and validators: what passes and what fails is the same in both libraries."""

from __future__ import annotations

import logging
import warnings
from typing import Any

import pytest

from hamiltonish.errors import CheckError, CheckWarning, ModifierError
from tests.compat.oracle import by_ours, by_theirs, quiet

_HEAD = """
from typing import Any
import numpy as np
import pandas as pd
import pandera.pandas as pa
from hamilton.function_modifiers import (
    check_output, check_output_custom, extract_columns, extract_fields, pipe_output, step, tag,
)
from hamilton.data_quality.base import (
    BaseDefaultValidator, DataValidationError, DataValidator, ValidationResult,
)
"""

_SERIES = {
    "ones and twos": "pd.Series([1, 2, 1])",
    "floats": "pd.Series([0.5, 1.5])",
    "with a gap": "pd.Series([0.5, None])",
    "texts": 'pd.Series(["a", "b"])',
    "texts with a gap": 'pd.Series(["a", None])',
    "nullable": 'pd.Series([1, None], dtype="Int64")',
}
_RULES_OF_SERIES = (
    "range=(0, 2)",
    "range=(1, 1.5)",
    "values_in=[1, 2, 0.5]",
    'values_in=["a"]',
    "allow_nans=False",
    "max_fraction_nans=0.5",
    "max_fraction_nans=0.4",
    "data_type=int",
    "data_type=np.int64",
    "data_type=float",
    "data_type=np.floating",
    "data_type=str",
    "mean_in_range=(0.5, 1)",
    "mean_in_range=(1, 1.5)",
    "max_standard_dev=0.6",
    "max_standard_dev=0.1",
    "allow_none=False",
    "allow_none=True",
)
_VALUES = {
    "int": ("1", "5"),
    "float": ("0.5", 'float("nan")'),
    "str": ('"a"', '"abc"'),
    "bool": ("True",),
    "dict": ("{}", "None"),
}
_RULES_OF_VALUES = (
    "range=(0, 2)",
    "values_in=[1, 'a', 0.5]",
    "data_type=int",
    "data_type=float",
    "data_type=str",
    "allow_none=False",
    'contains="a"',
    'contains=["a", "b"]',
    'does_not_contain="b"',
    "range=(0, 2), data_type=int",
)
_RESULTS = (
    *(("pd.Series", series, rule) for series in _SERIES.values() for rule in _RULES_OF_SERIES),
    *(
        (kind, value, rule)
        for kind, values in _VALUES.items()
        for value in values
        for rule in _RULES_OF_VALUES
    ),
)

_DIFFERENT = {
    ("pd.Series([0.5, None])", f"max_standard_dev={most}"): "fails there, passes here"
    for most in (0.6, 0.1)
}
"""One value has no deviation: NaN is not below a number, and it is not above one either."""


def _answers(kind: str, result: str, rule: str) -> list[str]:
    """Tell for each library whether a result is refused when built, passes or fails."""
    text = f"""{_HEAD}
@check_output({rule}, importance="fail")
def f() -> {kind}:
    return {result}
"""
    answers = []
    for build in (by_theirs, by_ours):
        driver = build(text, {})
        if isinstance(driver, Exception):
            answers.append("refused")
            continue
        try:
            with quiet():
                driver.execute(["f"], inputs={})
            answers.append("passes")
        except Exception as error:
            failed = type(error).__name__ in ("DataValidationError", "CheckError")
            answers.append("fails" if failed else f"raises {type(error).__name__}")
    return answers


def test_what_passes_and_what_fails_is_the_same() -> None:
    different = {}
    for kind, result, rule in _RESULTS:
        theirs, ours = _answers(kind, result, rule)
        if theirs != ours and theirs != "refused" and not theirs.startswith("raises"):
            different[result, rule] = f"{theirs} there, {ours} here"
    assert different == _DIFFERENT


def _built(text: str) -> tuple[Any, Any]:
    return by_theirs(_HEAD + text, {}), by_ours(_HEAD + text, {})


def test_by_default_a_check_that_fails_is_told_and_the_run_goes_on(
    caplog: pytest.LogCaptureFixture,
) -> None:
    first, second = _built("""
@check_output(range=(0, 1))
def f(x: int) -> int:
    return x
""")
    with caplog.at_level(logging.WARNING):
        assert first.execute(["f"], inputs={"x": 2}) == {"f": 2}
    assert "range_validator" in caplog.text
    with pytest.warns(CheckWarning, match=r"`f` .*: range\(0, 1\) fails"):
        assert second.execute(["f"], inputs={"x": 2}) == {"f": 2}


def test_all_that_fails_of_a_result_is_told_in_one_error() -> None:
    text = """
@check_output(data_type=str, importance="fail")
@check_output(range=(0, 1), importance="fail")
def f(x: int) -> int:
    return x
"""
    refused, driver = _built(text)
    assert "Cannot define function f_raw more than once" in str(refused)
    with pytest.raises(CheckError) as caught:
        driver.execute(["f"], inputs={"x": 2})
    assert [failure.check for failure in caught.value.failures] == ["range(0, 1)", "data_type(str)"]


_VALIDATORS = """
class Positive(DataValidator):
    def applies_to(self, datatype) -> bool:
        return True
    def description(self) -> str:
        return "All is positive."
    @classmethod
    def name(cls) -> str:
        return "positive"
    def validate(self, dataset) -> ValidationResult:
        passes = bool((dataset > 0).all()) if hasattr(dataset, "all") else dataset > 0
        return ValidationResult(passes, "something is not positive", {"seen": dataset})

class BelowForInts(BaseDefaultValidator):
    def __init__(self, below: int, importance: str):
        super().__init__(importance)
        self.below = below
    @classmethod
    def arg(cls) -> str:
        return "below"
    @classmethod
    def applies_to(cls, datatype) -> bool:
        return datatype is int
    def description(self) -> str:
        return "It is below."
    def validate(self, data) -> ValidationResult:
        return ValidationResult(data < self.below, f"{data} is not below {self.below}")

class BelowForSeries(BelowForInts):
    @classmethod
    def applies_to(cls, datatype) -> bool:
        return datatype is pd.Series
    def validate(self, data) -> ValidationResult:
        return ValidationResult(bool((data < self.below).all()), "some are not below")
"""


@pytest.mark.parametrize(
    ("decorator", "kind", "result", "problem"),
    [
        ('check_output_custom(Positive("fail"))', "int", "x", "something is not positive"),
        ('check_output_custom(Positive("fail"))', "pd.Series", "pd.Series([x])", "not positive"),
        ("check_output(below=0, {})", "int", "x", "0 is not below 0"),
        ("check_output(below=0, {})", "pd.Series", "pd.Series([x])", "some are not below"),
    ],
)
def test_validators_of_ones_own_say_what_is_wrong(
    decorator: str, kind: str, result: str, problem: str
) -> None:
    rest = 'importance="fail", default_validator_candidates=[BelowForInts, BelowForSeries]'
    pair = _built(f"""{_VALIDATORS}
@{decorator.format(rest)}
def f(x: int) -> {kind}:
    return {result}
""")
    for driver, error in zip(pair, ("DataValidationError", "CheckError"), strict=True):
        with quiet(), pytest.raises(Exception, match=problem) as caught:
            driver.execute(["f"], inputs={"x": 0})
        assert type(caught.value).__name__ == error


def test_validators_of_ones_own_warn_if_they_are_to() -> None:
    _, driver = _built(f"""{_VALIDATORS}
@check_output_custom(Positive("warn"), Positive("warn"))
def f(x: int) -> int:
    return x

def caught(f: int) -> bool:
    try:
        raise DataValidationError(())
    except DataValidationError:
        return True
""")
    with pytest.warns(CheckWarning, match="2 checks failed") as told:
        assert driver.execute(["caught"], inputs={"x": 0}) == {"caught": True}
    assert [failure.check for failure in told[0].message.failures] == ["positive", "positive"]  # type: ignore[union-attr]


def test_a_candidate_has_to_know_the_type() -> None:
    text = f"""{_VALIDATORS}
@check_output(below=0, default_validator_candidates=[BelowForInts])
def f(x: int) -> str:
    return "a"
"""
    first, second = _built(text)
    assert "No registered subclass" in str(first)
    assert isinstance(second, ModifierError)
    assert "has no candidate for `below` of a `str`" in str(second)


def test_targets_are_those_of_the_peer() -> None:
    pair = _built("""
@check_output(range=(0, 10), target_="low", importance="fail")
@extract_fields({"low": int, "high": int})
def one(x: int) -> dict:
    return {"low": x, "high": 2 * x}

@check_output(range=(0, 10), importance="fail")
@extract_columns("a", "b")
def frame(x: int) -> pd.DataFrame:
    return pd.DataFrame({"a": [x], "b": [2 * x]})

def _double(x: int) -> int:
    return 2 * x

@check_output(range=(0, 10), importance="fail")
@pipe_output(step(_double))
def after(x: int) -> int:
    return x

@pipe_output(step(_double))
@check_output(range=(0, 10), importance="fail")
def before(x: int) -> int:
    return x
""")
    expected = {"low": "passes", "high": "passes", "a": "passes", "b": "fails"}
    expected |= {"frame": "passes", "after": "fails", "before": "passes"}
    for driver in pair:
        found = {}
        for name in expected:
            try:
                with quiet():
                    driver.execute([name], inputs={"x": 7})
                found[name] = "passes"
            except Exception:
                found[name] = "fails"
        assert found == expected


def test_schemas_of_pandera_check_frames() -> None:
    pair = _built("""
@check_output(schema=pa.DataFrameSchema({"a": pa.Column(int, pa.Check.gt(0))}), importance="fail")
def f(x: int) -> pd.DataFrame:
    return pd.DataFrame({"a": [x]})
""")
    for driver in pair:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            driver.execute(["f"], inputs={"x": 1})
            with quiet(), pytest.raises(Exception, match="a"):
                driver.execute(["f"], inputs={"x": 0})
    with pytest.raises(CheckError, match=r"1 check failed, of `f`"):
        pair[1].execute(["f"], inputs={"x": 0})


def test_what_allows_everything_checks_nothing() -> None:
    _, driver = _built("""
@check_output(allow_none=True)
def f(x: int) -> int:
    return x
""")
    assert driver.graph["f"].checks == ()
    assert driver.execute(["f"], inputs={"x": 1}) == {"f": 1}


def test_what_is_no_check_is_refused_when_the_module_is_imported() -> None:
    text = """
@{}
def f(x: int) -> int:
    return x
"""
    for decorator, problem in {
        "check_output(rnage=(0, 1))": "rnage",
        "check_output_custom()": "check_output_custom needs validators",
        "check_output_custom": "check_output_custom needs validators",
        "check_output(range=(0, 1), target_='g')": "names `g`, which the function does not make",
        'check_output(range=(0, 1), importance="no")': '"fail" or "warn"',
    }.items():
        _, second = _built(text.format(decorator))
        assert problem in str(second)


def test_a_range_of_what_holds_many_values_is_refused() -> None:
    _, second = _built("""
@check_output(range=(0, 1))
def f(x: int) -> dict[str, int]:
    return {"a": x}
""")
    assert "checks `range(0, 1)` of a `dict[str, int]`" in str(second)
