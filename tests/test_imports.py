"""What is loaded when: nothing but the standard library on import, one library for one library's data."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import hamiltonish as hm

_ROOT = Path(hm.__file__).parent.parent


def _loaded_by(code: str, *, given: str = "") -> set[str]:
    """Run code in a fresh process; list the top-level modules that it loads after those given."""
    script = (
        "import json, sys\n"
        f"sys.path.insert(0, {str(_ROOT)!r})\n"
        f"{given}\n"
        "before = set(sys.modules)\n"
        f"{code}\n"
        "print(json.dumps(sorted({name.partition('.')[0] for name in set(sys.modules) - before})))\n"
    )
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-W", "error", "-c", script],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout.splitlines()[-1]))


def _foreign(modules: set[str]) -> set[str]:
    return modules - set(sys.stdlib_module_names) - {"hamiltonish", "__mp_main__"}


def test_import_loads_no_third_party_module_but_typing_extensions() -> None:
    assert _foreign(_loaded_by("import hamiltonish")) <= {"typing_extensions"}


@pytest.mark.parametrize("name", sorted(hm.__all__))
def test_no_public_name_loads_a_third_party_module(name: str) -> None:
    assert _foreign(_loaded_by(f"from hamiltonish import {name}")) <= {"typing_extensions"}


_DOOR = [f"compat.hamilton.{name}" for name in ("driver", "base", "lifecycle", "plugins.h_polars")]


@pytest.mark.parametrize(
    "name", ["modifiers", "errors", "annotations", "plan", "execute", "hooks", "cli", *_DOOR]
)
def test_no_part_loads_a_third_party_module(name: str) -> None:
    assert _foreign(_loaded_by(f"import hamiltonish.{name}")) <= {"typing_extensions"}


def test_import_leaves_out_what_only_errors_and_reports_need() -> None:
    loaded = _loaded_by("import hamiltonish", given="import collections.abc, dataclasses")
    assert loaded.isdisjoint(
        {"ast", "difflib", "textwrap", "pkgutil", "html", "asyncio", "pathlib"}
        - _loaded_by("import dataclasses, inspect, typing, graphlib, datetime")
    )


def test_a_driver_of_plain_functions_loads_no_library() -> None:
    code = (
        "import hamiltonish as hm\n"
        "def double(x: float) -> float: return x * 2\n"
        "assert hm.Driver(double).values('double', inputs={'x': 2.0}) == {'double': 4.0}\n"
        "hm.Driver(double, check_types=True).values('double', inputs={'x': 2.0})\n"
    )
    assert _foreign(_loaded_by(code)) <= {"typing_extensions"}


PANDAS = """
import hamiltonish as hm
def double(x: pd.Series, k: float = 2.0) -> pd.Series: return x * k
def mean(double: pd.Series) -> float: return float(double.mean())
driver = hm.Driver(double, mean)
frame = pd.DataFrame({"x": [1.0, 2.0]})
driver.execute(["double", "mean"], inputs=frame)
driver.execute("mean", inputs=frame)
driver.execute("double", inputs={"x": frame["x"]}, to="pandas")
driver.values(["double", "mean"], inputs=frame, rename={"x": "x"})
driver.run(["double", "mean"], inputs=frame).report
print(driver.plan("double", inputs=frame))
try:
    driver.execute("double", inputs={"x": 3})
except hm.RequestError as error:
    str(error)
"""

POLARS = """
import hamiltonish as hm
def double(x: pl.Expr, k: float = 2.0) -> pl.Expr: return x * k
def eager(double: pl.Series) -> pl.Series: return double
def mean(eager: pl.Series) -> float: return eager.mean()
driver = hm.Driver(double, eager, mean)
frame = pl.DataFrame({"x": [1.0, 2.0]})
driver.execute(["double", "mean"], inputs=frame)
driver.execute(["double", "eager"], inputs=frame.lazy()).collect()
driver.execute("mean", inputs=frame)
driver.execute("double", inputs={"x": frame["x"]}, to="polars")
driver.values(["double", "mean"], inputs=frame, rename={"x": "x"})
driver.run(["double", "mean"], inputs=frame).report
print(driver.plan("double", inputs=frame))
try:
    driver.execute("double", inputs={"x": 3})
except hm.RequestError as error:
    str(error)
"""


def test_a_run_on_pandas_loads_neither_polars_nor_narwhals() -> None:
    loaded = _loaded_by(PANDAS, given="import pandas as pd")
    assert loaded.isdisjoint({"polars", "narwhals", "_polars_runtime_32"})


def test_a_run_on_polars_loads_neither_pandas_nor_narwhals() -> None:
    loaded = _loaded_by(POLARS, given="import polars as pl")
    assert loaded.isdisjoint({"pandas", "narwhals"})


@pytest.mark.parametrize(
    ("code", "given"),
    [(PANDAS, "import pandas as pd"), (POLARS, "import polars as pl")],
    ids=["pandas", "polars"],
)
def test_a_run_loads_no_pyarrow_unless_the_library_does_so_itself(code: str, given: str) -> None:
    by_itself = _loaded_by(
        "frame.describe() if 'pandas' in sys.modules else frame.lazy().collect()",
        given=f"{given}\nimport sys\nfrom {given.split()[1]} import DataFrame\n"
        "frame = DataFrame({'x': [1.0, 2.0]})",
    )
    before = _loaded_by(given)
    if "pyarrow" in by_itself | before:
        pytest.skip(f"{given.split()[1]} loads pyarrow itself")
    assert "pyarrow" not in _loaded_by(code, given=given)


def test_a_run_of_portable_expressions_on_pandas_never_loads_polars() -> None:
    code = (
        "import hamiltonish as hm\n"
        "def double(x: nw.Expr) -> nw.Expr: return x * 2\n"
        "hm.Driver(double).execute('double', inputs=pd.DataFrame({'x': [1.0]}))\n"
    )
    assert "polars" not in _loaded_by(code, given="import pandas as pd\nimport narwhals as nw")


def test_a_run_of_portable_expressions_on_polars_never_loads_pandas() -> None:
    code = (
        "import hamiltonish as hm\n"
        "def double(x: nw.Expr) -> nw.Expr: return x * 2\n"
        "hm.Driver(double).execute('double', inputs=pl.DataFrame({'x': [1.0]}))\n"
    )
    assert "pandas" not in _loaded_by(code, given="import polars as pl\nimport narwhals as nw")


def test_building_functions_of_polars_does_not_load_pandas_and_the_reverse() -> None:
    build = "import hamiltonish as hm\ndef f(x: {0}) -> {0}: return x\nhm.Driver(f)\n"
    assert "pandas" not in _loaded_by(build.format("pl.Expr"), given="import polars as pl")
    assert "polars" not in _loaded_by(build.format("pd.Series"), given="import pandas as pd")


def test_import_warns_of_nothing_and_prints_nothing() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", "import hamiltonish; hamiltonish.Driver"],
        capture_output=True,
        text=True,
        check=False,
        cwd=_ROOT,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
