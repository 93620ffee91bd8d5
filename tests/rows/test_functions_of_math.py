"""Each function of `math` that is lifted is within one unit in the last place of Python's."""

from __future__ import annotations

import linecache
import math
from random import Random
from typing import Any

import polars as pl
import pytest

from hamiltonish.graph import Graph
from hamiltonish.rows.lift import lifted
from hamiltonish.rows.numbers import MATH
from hamiltonish.rows.refusal import Refused
from tests.rows.engines import ENGINES

_RANDOM = Random(6)
_VALUES = [
    *(_RANDOM.uniform(-1, 1) for _ in range(400)),
    *(_RANDOM.uniform(0, 700) for _ in range(400)),
    *(math.ldexp(_RANDOM.uniform(-1, 1), _RANDOM.randint(-80, 80)) for _ in range(400)),
    *(10.0**k for k in range(-20, 20)),
    *(k / 8 for k in range(-40, 40)),
    2.0**52 + 0.5, 2.0**53, -(2.0**62), 0.0, -0.0, math.inf, -math.inf, math.nan, 1e308, 5e-324,
]  # fmt: skip
_TWO = {"atan2", "hypot"}
_WHOLE = {"ceil", "floor", "trunc"}
_TRUE = {"isnan", "isinf", "isfinite"}
_NAMES = [one.__name__ for one in MATH]

_KNOWN: dict[str, Any] = {}


def _function(name: str, body: str, result: str) -> Any:
    text = f"import math\n\n\ndef row_{name}(f0: float) -> {result}:\n    return {body}\n"
    file = f"<math {name} {body}>"
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
    space: dict[str, Any] = {"__name__": file}
    exec(compile(text, file, "exec"), space)
    return space[f"row_{name}"]


def _check(engine: str, name: str, body: str, result: str, most: float) -> None:
    function = _function(name, body, result)
    (node,) = (one for one in Graph(function).nodes.values() if one.function)
    try:
        lifting = lifted(node, {"f0"}, engine)
    except Refused as refused:
        pytest.skip(refused.construct)
    frame = pl.DataFrame({"f0": _VALUES})
    (found,) = ENGINES[engine](frame, {"found": (node, lifting)}).values()
    for value, got in zip(_VALUES, found, strict=True):
        if engine == "pandas" and value != value:
            continue
        try:
            want = function(value)
        except (ValueError, ArithmeticError):
            want = None
        if "//" in body or "%" in body:
            _, parts = float(body.rsplit(maxsplit=1)[-1]).as_integer_ratio()
            if 2.0**52 / parts <= abs(value) < math.inf:
                continue  # counted as a row that raises
        if isinstance(want, int) and not -(2**63) <= want < 2**63:
            continue
        if isinstance(want, float) and isinstance(got, float) and math.isfinite(want):
            assert abs(want - got) <= most * math.ulp(want), value
        elif not (want != want and (got != got or got is None)):
            assert got == want, value


@pytest.mark.parametrize("engine", ["polars", "duckdb", "pandas"])
@pytest.mark.parametrize("name", sorted(set(_NAMES) - _TWO - {"pow"}))
def test_a_function_of_math_is_within_one_unit_in_the_last_place(name: str, engine: str) -> None:
    result = "int" if name in _WHOLE else "bool" if name in _TRUE else "float"
    _check(engine, name, f"math.{name}(f0)", result, 1)


@pytest.mark.parametrize("engine", ["polars", "duckdb", "pandas"])
@pytest.mark.parametrize(
    "body",
    [
        "math.pow(f0, 0.5)",
        "f0 ** 2",
        "f0 ** -3",
        "abs(f0) ** 1.5",
        "math.atan2(f0, -2.0)",
        "math.atan2(0.25, f0)",
    ],
)
def test_a_power_is_within_one_unit_in_the_last_place(body: str, engine: str) -> None:
    _check(engine, "power", body, "float", 1)


@pytest.mark.parametrize("engine", ["polars", "duckdb", "pandas"])
@pytest.mark.parametrize(
    "body",
    [
        "round(f0, 1)",
        "round(f0, 2)",
        "round(f0, 7)",
        "round(f0, 15)",
        "f0 // 7",
        "f0 % 7",
        "f0 // 100",
        "f0 % 1",
        "f0 // 0.25",
        "f0 % 2.5",
        "f0 / 49",
        "f0 / -0.3",
    ],
)
def test_rounding_is_exact(body: str, engine: str) -> None:
    _check(engine, "rounding", body, "float", 0)
