"""What a compiled function is: its signature, source, values, defaults, errors."""

from __future__ import annotations

import ast
import copy
import gc
import inspect
import linecache
import pickle
import pydoc
import traceback
from dataclasses import dataclass
from typing import Any, get_type_hints

import pytest

import hamiltonish as hm
from hamiltonish.errors import NeedsFrameError, ReturnsError, UnknownNodeError
from tests.modules import module_of

TRIPS = """
def hours(minutes: float) -> float:
    return minutes / 60

def speed(distance: float, hours: float) -> float:
    return distance / hours

def is_fast(speed: float, limit: float = 500.0) -> bool:
    return speed > limit
"""


def trips() -> hm.Driver:
    return hm.Driver(module_of(TRIPS, "trips"))


def test_one_output_gives_its_value_and_several_give_a_dict() -> None:
    driver = trips()
    assert driver.compile("speed")(distance=700.0, minutes=60.0) == 700.0
    both = driver.compile(["is_fast", "speed"])
    assert both(minutes=60.0, distance=400.0) == {"is_fast": False, "speed": 400.0}
    assert list(both(minutes=60.0, distance=400.0)) == ["is_fast", "speed"]


def test_the_signature_has_the_inputs_by_keyword_with_types_and_defaults() -> None:
    function = trips().compile("is_fast")
    signature = inspect.signature(function)
    assert str(signature) == (
        "(*, distance: float | None, minutes: float | None, limit: float | None = 500.0)"
        " -> bool | None"
    )
    assert get_type_hints(function)["distance"] == float | None
    with pytest.raises(TypeError, match="missing 1 required keyword-only argument: 'minutes'"):
        function(distance=1.0)
    with pytest.raises(TypeError, match="unexpected keyword argument 'speed'"):
        function(distance=1.0, minutes=2.0, speed=1.0)


def test_help_says_what_goes_in_and_what_comes_out() -> None:
    text = pydoc.render_doc(trips().compile("is_fast"), renderer=pydoc.plaintext)
    assert "is_fast(*, distance: float | None" in text
    assert "Compute `is_fast` from `distance`, `minutes`, `limit`." in text
    assert "Calls 3 functions of `trips`." in text


def test_the_source_is_straight_line() -> None:
    function = trips().compile("is_fast")
    fast = ast.parse(function.source).body[1]
    assert isinstance(fast, ast.FunctionDef)
    attempt = fast.body[-1]
    assert isinstance(attempt, ast.Try)
    assert [ast.unparse(line) for line in attempt.body] == [
        "hours = _hours(minutes)",
        "speed = _speed(distance, hours)",
        "return _is_fast(speed, limit)",
    ]


def test_several_outputs_are_typed_as_a_typed_dict() -> None:
    function = trips().compile(["hours", "is_fast"])
    returned = inspect.signature(function).return_annotation
    assert returned.__annotations__ == {"hours": float | None, "is_fast": bool | None}
    assert returned.__name__ == "HoursAndIsFast"


@dataclass
class Trip:
    hours: float
    speed: float


def test_pydantic_takes_the_types_of_what_goes_in_and_what_comes_out() -> None:
    pydantic = pytest.importorskip("pydantic", reason="pydantic is not installed")
    both = trips().compile(["speed", "is_fast"])
    signature = inspect.signature(both)
    fields: Any = {
        name: (one.annotation, ... if one.default is one.empty else one.default)
        for name, one in signature.parameters.items()
    }
    given = pydantic.create_model("Given", **fields)(distance=700, minutes=60)
    found = both(**dict(given))
    assert pydantic.TypeAdapter(signature.return_annotation).validate_python(found) == found


def test_a_class_takes_the_outputs_by_keyword() -> None:
    function = trips().compile(["speed", "hours"], returns=Trip)
    assert function(distance=100.0, minutes=30.0) == Trip(hours=0.5, speed=200.0)
    assert inspect.signature(function).return_annotation is Trip


def test_a_class_that_does_not_take_the_outputs_is_refused() -> None:
    with pytest.raises(ReturnsError, match=r"`returns=Trip` .* missing a required argument"):
        trips().compile(["speed"], returns=Trip)
    with pytest.raises(ReturnsError, match=r"`returns=3` .*: it is no class"):
        trips().compile(["speed"], returns=3)  # type: ignore[call-overload]


# -- what is bound -------------------------------------------------------------------------------

BOUND = """
from hamiltonish.modifiers import (
    extract_fields, group, inject, parameterize, pipe_input, source, step, value
)

def double(x: int, times: int = 2) -> int:
    return x * times

def a(i: int) -> int:
    return i + 1

def b(i: int, *, k: int) -> int:
    return 10 * i + k

@inject(x=source("a"), y=value(0.5))
def scaled(x: int, y: float) -> float:
    return x * y

@inject(items=group(source("a"), source("b"), value(3)))
def total(items: list[int]) -> int:
    return sum(items)

@inject(items=group(first=source("a"), second=source("b")))
def named(items: dict[str, int]) -> int:
    return items["first"] - items["second"]

@inject(items=group(source("b"), source("a")))
def starred(*items: int) -> int:
    return items[0] * 100 + items[1]

@inject(words=group(low=source("a"), high=source("b")))
def keyed(**words: int) -> int:
    return words["high"] - words["low"]

@pipe_input(step(double), step(double, times=source("k")), on_input="a")
def piped(a: int) -> int:
    return a

@parameterize(plus_one={"by": value(1)}, plus_k={"by": source("k")})
def plus(a: int, by: int) -> int:
    return a + by

@extract_fields("low", "high")
def ends(a: int, b: int) -> dict[str, int]:
    return {"low": min(a, b), "high": max(a, b)}

def width(low: int, high: int) -> int:
    return high - low

def configured(a: int, factor: int) -> int:
    return a * factor

class Model:
    def __init__(self, weight: int) -> None:
        self.weight = weight

    def predicted(self, width: int) -> int:
        return self.weight * width

class Rules:
    @staticmethod
    def is_wide(width: int) -> bool:
        return width > 3
"""


def bound_driver() -> hm.Driver:
    module = module_of(BOUND, "bindings")
    return hm.Driver(module, module.Model(7), module.Rules, config={"factor": 5})


@pytest.mark.parametrize(
    "output",
    [
        "scaled",
        "total",
        "named",
        "starred",
        "keyed",
        "piped",
        "plus_one",
        "plus_k",
        "width",
        "configured",
        "predicted",
        "is_wide",
        "b",
    ],
)
def test_bindings_of_every_kind_mean_what_they_mean_in_a_run(output: str) -> None:
    driver = bound_driver()
    function = driver.compile(output)
    inputs = {name: n for n, name in enumerate(function.inputs, 3)}
    assert function(**inputs) == driver.values(output, inputs=inputs)[output]


def test_names_that_the_code_itself_uses_are_no_trouble() -> None:
    module = module_of(
        """
        def error(self: int, Exception: int, _told: int) -> int:
            return self + Exception + _told

        def function(error: int, self: int) -> int:
            return 10 * error // self
        """
    )
    inputs = {"self": 2, "Exception": 30, "_told": 400}
    function = hm.Driver(module).compile(["error", "function"])
    given = {variable: inputs[name] for variable, name in function.inputs.items()}
    assert function(**given) == {"error": 432, "function": 2160}
    with pytest.raises(ZeroDivisionError) as caught:
        function(**{**given, "self": 0})
    assert "while computing `function`" in caught.value.__notes__[0]


def test_names_that_python_does_not_allow_are_made_names() -> None:
    def tax(**rates: float) -> float:
        return sum(rates.values())

    from hamiltonish.modifiers import group, inject, source

    made = inject(rates=group(x=source("uk.rate"), y=source("class"), z=source("uk_rate")))(tax)
    function = hm.Driver(made).compile("tax")
    assert function.inputs == {"uk_rate_2": "uk.rate", "class_": "class", "uk_rate": "uk_rate"}
    assert function(uk_rate_2=1.0, class_=2.0, uk_rate=4.0) == 7.0
    assert "class_: The input `class`." in (function.__doc__ or "")


# -- defaults ------------------------------------------------------------------------------------


def test_functions_with_different_defaults_each_keep_their_own() -> None:
    def weekly(spend: float, days: int = 7) -> float:
        return spend / days

    def daily(spend: float, days: int = 1) -> float:
        return spend / days

    function = hm.Driver(weekly, daily).compile([weekly, daily])
    assert function(spend=14.0) == {"weekly": 2.0, "daily": 14.0}
    assert function(spend=14.0, days=2) == {"weekly": 7.0, "daily": 7.0}
    assert "days: int | None = <each function's own>" in str(inspect.signature(function))


def test_an_input_with_a_default_for_one_reader_only_is_required() -> None:
    def one(x: int, days: int = 7) -> int:
        return x * days

    def two(one: int, days: int) -> int:
        return one + days

    assert inspect.signature(hm.Driver(one, two).compile("two")).parameters["days"].default is (
        inspect.Parameter.empty
    )


def test_a_default_that_can_change_stays_the_functions_own_object() -> None:
    def kept(x: int, seen: list[int] = []) -> list[int]:  # noqa: B006
        seen.append(x)
        return seen

    function = hm.Driver(kept).compile("kept")
    function(x=1)
    assert function(x=2) is (kept.__defaults__ or ())[0]


# -- overrides -----------------------------------------------------------------------------------


def test_overridden_names_become_parameters() -> None:
    function = trips().compile("is_fast", overrides=["speed"])
    assert function.inputs == {"speed": "speed", "limit": "limit"}
    assert function(speed=600.0) is True


def test_overrides_with_values_are_fixed() -> None:
    driver = trips()
    function = driver.compile("speed", overrides={"hours": 2.0})
    assert function(distance=10.0) == 5.0
    with pytest.raises(hm.RequestError, match="override `hours` is `str`"):
        driver.compile("speed", overrides={"hours": "two"})
    with pytest.raises(hm.RequestError, match="override `ours` names no node"):
        driver.compile("speed", overrides=["ours"])


def test_an_unknown_output_is_told_with_what_is_close() -> None:
    with pytest.raises(UnknownNodeError, match=r"asked for by: outputs of Driver.compile"):
        trips().compile("spede")


# -- None ----------------------------------------------------------------------------------------


def test_none_in_gives_none_out_without_a_call() -> None:
    function = trips().compile(["hours", "is_fast", "speed"])
    assert function(distance=None, minutes=30.0) == {
        "hours": 0.5,
        "is_fast": None,
        "speed": None,
    }
    assert function(distance=1.0, minutes=None) == dict.fromkeys(["hours", "is_fast", "speed"])


def test_help_tells_what_the_outputs_are() -> None:
    made = module_of(
        '''
        def speed(distance: float, hours: float) -> float:
            """Mean speed.

            Over ground.
            """
            return distance / hours

        def is_fast(speed: float) -> bool:
            """Above 500."""
            return speed > 500
        '''
    )
    driver = hm.Driver(made)
    assert inspect.getdoc(driver.compile("speed")) == (
        "Compute `speed` from `distance`, `hours`.\n\n"
        "Calls 1 function of `features`.\n\n"
        "Returns:\n"
        "    Mean speed."
    )
    both = driver.compile(["speed", "is_fast"])
    assert (inspect.getdoc(both) or "").endswith("    speed: Mean speed.\n    is_fast: Above 500.")
    assert "-> compiled.SpeedAndIsFast" in str(inspect.signature(both))


def test_frameworks_read_the_types_of_what_goes_in_and_comes_out() -> None:
    pydantic = pytest.importorskip("pydantic")
    driver = hm.Driver(module_of("def pace(x: float) -> float:\n    return 1 / x"))
    function = driver.compile("pace", returns=dict)
    assert pydantic.validate_call(function)(x="4") == {"pace": 0.25}
    with pytest.raises(pydantic.ValidationError, match="should be a valid number"):
        pydantic.validate_call(function)(x="four")
    returned = get_type_hints(function)["return"]
    assert pydantic.TypeAdapter(returned).json_schema()["properties"].keys() == {"pace"}


def test_the_source_says_the_same_types_as_the_signature() -> None:
    function = trips().compile("speed")
    assert "-> float | None:" in function.source.partition('"""')[0]
    passed = trips().compile(["minutes", "hours"])
    returned = inspect.signature(passed).return_annotation
    assert returned.__annotations__ == {"minutes": float | None, "hours": float | None}


def test_a_parameter_that_admits_none_sees_it() -> None:
    def known(delay: float | None) -> bool:
        return delay is not None

    def late(delay: float, known: bool) -> bool:
        return known and delay > 15

    function = hm.Driver(known, late).compile([known, late])
    assert function(delay=None) == {"known": False, "late": None}


def test_a_default_of_none_is_passed_on() -> None:
    def text(x: float, unit: str = None) -> str:  # type: ignore[assignment]  # noqa: RUF013
        return f"{x} {unit or 'm'}"

    assert hm.Driver(text).compile("text")(x=1.0) == "1.0 m"


def test_functions_of_other_things_than_scalars_are_called_with_none() -> None:
    def size(items: list[int]) -> int:
        return 0 if items is None else len(items)

    assert hm.Driver(size).compile("size")(items=None) == 0


def test_a_result_that_may_be_none_does_not_reach_a_strict_parameter() -> None:
    def guess(x: int) -> object:
        return None if x < 0 else x

    from typing import Any as Anything

    guess.__annotations__["return"] = Anything

    def twice(guess: int) -> int:
        return 2 * guess

    function = hm.Driver(guess, twice).compile("twice")
    assert function(x=-1) is None
    assert function(x=4) == 8


# -- errors, debuggers, copies -------------------------------------------------------------------


def test_an_error_is_raised_as_it_is_with_the_note_of_a_run() -> None:
    driver = trips()
    function = driver.compile("is_fast")
    notes = []
    for call in (
        lambda: function(distance=1.0, minutes=0.0),
        lambda: driver.values("is_fast", inputs={"distance": 1.0, "minutes": 0.0}),
    ):
        with pytest.raises(ZeroDivisionError, match="float division by zero") as caught:
            call()
        notes.append(caught.value.__notes__)
    assert notes[0] == notes[1]
    assert "needed for `is_fast`" in notes[0][0]


def test_the_note_of_a_record_with_none_names_the_line_too() -> None:
    function = trips().compile(["speed", "is_fast"])
    with pytest.raises(ZeroDivisionError) as caught:
        function(distance=1.0, minutes=0.0, limit=None)
    assert "while computing `speed`" in caught.value.__notes__[0]
    text = "".join(traceback.format_exception(caught.value))
    assert "speed = _speed(distance, hours) if distance is not None" in text


def test_a_traceback_shows_the_line_of_the_compiled_function() -> None:
    function = trips().compile("speed")
    with pytest.raises(ZeroDivisionError) as caught:
        function(distance=1.0, minutes=0.0)
    text = "".join(traceback.format_exception(caught.value))
    assert 'File "<compiled speed' in text
    assert "return _speed(distance, hours)" in text
    lines = [
        f.lineno for f in traceback.extract_tb(caught.value.__traceback__) if "<comp" in f.filename
    ]
    assert len(lines) == 1


def test_inspect_finds_the_source() -> None:
    assert "return _speed(distance, hours)" in inspect.getsource(trips().compile("speed"))


def test_a_debugger_steps_through_the_lines() -> None:
    import sys

    function = trips().compile("is_fast")
    seen: list[str] = []

    def trace(frame: Any, event: str, argument: object) -> Any:
        if frame.f_code.co_filename.startswith("<compiled is_fast") and event == "line":
            seen.append(linecache.getline(frame.f_code.co_filename, frame.f_lineno).strip())
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        function(distance=1.0, minutes=1.0)
    finally:
        sys.settrace(before)
    assert seen[-3:] == [
        "hours = _hours(minutes)",
        "speed = _speed(distance, hours)",
        "return _is_fast(speed, limit)",
    ]


def test_the_source_goes_with_the_function() -> None:
    function = trips().compile("speed")
    file = function.__code__.co_filename
    assert linecache.getlines(file)
    del function
    gc.collect()
    assert file not in linecache.cache


def test_a_value_is_dropped_after_its_last_reader() -> None:
    import weakref

    class Large:
        pass

    alive: list[bool] = []
    made: list[Any] = []

    def large(i: int) -> Large:
        one = Large()
        made.append(weakref.ref(one))
        return one

    def size(large: Large) -> int:
        return 1

    def last(size: int) -> int:
        alive.append(made[0]() is not None)
        return size

    for function in (large, size):
        function.__annotations__ = {
            name: Large if kind == "Large" else int
            for name, kind in function.__annotations__.items()
        }
    function = hm.Driver(large, size, last).compile("last")
    assert "del large" in function.source
    assert function(i=1) == 1
    assert alive == [False]


def test_a_copy_is_the_function() -> None:
    function = trips().compile("speed")
    assert copy.copy(function) == function
    assert copy.deepcopy([function]) == [function]


def test_cloudpickle_takes_functions_that_no_module_has() -> None:
    cloudpickle = pytest.importorskip("cloudpickle")

    def twice(x: int) -> int:
        return 2 * x

    function = hm.Driver(twice).compile("twice")
    with pytest.raises((AttributeError, pickle.PicklingError), match="local object"):
        pickle.dumps(function)
    assert pickle.loads(cloudpickle.dumps(function))(x=4) == 8


def test_no_functions_give_back_what_comes_in() -> None:
    function = trips().compile(["distance", "minutes"], overrides=["speed"])
    assert function(distance=1.0, minutes=2.0) == {"distance": 1.0, "minutes": 2.0}


def test_checks_are_kept_or_left_out_as_the_driver_says() -> None:
    module = module_of(
        """
        from hamiltonish.modifiers import check_output

        @check_output(range=(0, 1))
        def share(part: float, whole: float) -> float:
            return part / whole
        """
    )
    driver = hm.Driver(module)
    with pytest.raises(hm.HamiltonishError, match="share"):
        driver.compile("share")(part=2.0, whole=1.0)
    assert driver.replace(checks=False).compile("share")(part=2.0, whole=1.0) == 2.0


# -- columns -------------------------------------------------------------------------------------


def test_functions_of_series_compile_and_keep_their_checks_of_rows() -> None:
    pd = pytest.importorskip("pandas")
    module = module_of(
        """
        import pandas as pd

        def ratio(spend: pd.Series, signups: pd.Series) -> pd.Series:
            signups.iloc[0] = 4
            return spend / signups

        def mean(ratio: pd.Series) -> float:
            return float(ratio.mean())
        """
    )
    driver = hm.Driver(module)
    function = driver.compile("mean")
    signups = pd.Series([1.0, 2.0])
    assert function(spend=pd.Series([4.0, 8.0]), signups=signups) == 2.5
    assert signups.tolist() == [1.0, 2.0]
    with pytest.raises(hm.FrameError, match="they have different"):
        function(spend=pd.Series([4.0]), signups=signups)


def test_what_needs_a_frame_is_refused_with_every_node_and_reason() -> None:
    pytest.importorskip("polars")
    module = module_of(
        """
        import polars as pl

        def is_late(delay: pl.Expr) -> pl.Expr:
            return delay > 15

        def flights(path: str) -> pl.LazyFrame:
            return pl.scan_parquet(path)

        def late_share(flights: pl.LazyFrame) -> float:
            return 0.5

        def risk(late_share: float, base: float) -> float:
            return late_share + base
        """
    )
    driver = hm.Driver(module)
    with pytest.raises(NeedsFrameError, match="`risk` cannot be compiled: it needs a frame") as got:
        driver.compile("risk")
    assert [(one.name, one.reason) for one in got.value.nodes] == [
        ("flights", "gives a frame, `pl.LazyFrame`"),
        ("late_share", "takes the frame `flights`"),
    ]
    assert driver.compile("risk", overrides=["late_share"])(late_share=0.1, base=1.0) == 1.1
    with pytest.raises(NeedsFrameError, match="`is_late` cannot be compiled") as got:
        driver.compile("is_late")
    assert [one.name for one in got.value.nodes] == ["delay", "is_late"]


def test_a_frame_that_is_fixed_is_a_value() -> None:
    pytest.importorskip("polars")
    module = module_of(
        """
        import polars as pl

        def usual(flights: pl.DataFrame) -> pl.DataFrame:
            return flights.group_by("carrier").agg(pl.col("delay").mean())

        def usual_delay(carrier: str, usual: pl.DataFrame) -> float:
            return dict(usual.iter_rows())[carrier]

        def excess(delay: float, usual_delay: float) -> float:
            return delay - usual_delay
        """
    )
    import polars as pl

    usual = pl.DataFrame({"carrier": ["UA", "B6"], "delay": [3.0, 9.0]})
    function = hm.Driver(module).compile("excess", overrides={"usual": usual})
    assert function.inputs == {"delay": "delay", "carrier": "carrier"}
    assert function(delay=10.0, carrier="B6") == 1.0
    with pytest.raises(NeedsFrameError, match="`excess` cannot be compiled"):
        hm.Driver(module).compile("excess", overrides=["usual"])


def test_a_row_function_of_a_column_needs_the_column() -> None:
    pytest.importorskip("pandas")
    module = module_of(
        """
        import pandas as pd

        def delay(raw: pd.Series) -> pd.Series:
            return raw - 1

        def is_late(delay: float) -> bool:
            return delay > 15
        """
    )
    with pytest.raises(NeedsFrameError, match="runs for each row of the column `delay`"):
        hm.Driver(module).compile("is_late")
