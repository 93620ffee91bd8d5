"""Where functions come from: packages, scripts, REPLs, notebooks, classes, instances, mixes."""

from __future__ import annotations

import code
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from functools import cache, wraps
from pathlib import Path
from typing import Any

import pytest

import hamiltonish as hm
from tests.modules import module_of

ROOT = Path(hm.__file__).parent.parent

FEATURES = """\
from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

from shop.helpers import rounded


def double(price: pl.Expr) -> pl.Expr:
    return price * 2


def _private(x: int) -> int:
    return x


def shown(double: pl.Expr) -> pl.Expr:
    return rounded(double)
"""

HELPERS = """\
import polars as pl


def rounded(x: pl.Expr) -> pl.Expr:
    return x.round(0)
"""


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A package on disk; what it loads is forgotten afterwards."""
    package = tmp_path / "shop"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "features.py").write_text(FEATURES, encoding="utf-8")
    (package / "helpers.py").write_text(HELPERS, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    yield tmp_path
    for name in [name for name in sys.modules if name.partition(".")[0] == "shop"]:
        del sys.modules[name]


# -- modules, functions, dotted names ------------------------------------------------------------


def test_a_dotted_name_of_a_module_in_a_package_on_disk(shop: Path) -> None:
    import polars as pl

    driver = hm.Driver("shop.features")
    assert list(driver.graph) == ["price", "double", "shown"]
    result = driver.execute("shown", inputs=pl.DataFrame({"price": [1.3]}))
    assert result["shown"].to_list() == [3.0]
    assert str(driver.graph["shown"].location) == "features.py:19"
    assert driver.graph["shown"].place == "`shop.features.shown` (features.py:19)"


def test_a_dotted_name_of_a_function(shop: Path) -> None:
    assert list(hm.Driver("shop.features.double").graph) == ["price", "double"]


def test_an_imported_function_given_by_itself_is_a_node(shop: Path) -> None:
    import importlib

    features = importlib.import_module("shop.features")
    graph = hm.Driver(features, features.rounded).graph
    assert "rounded" in graph
    assert graph["rounded"].module == "shop.helpers"


def test_a_dotted_name_of_a_private_function_is_that_function(shop: Path) -> None:
    graph = hm.Driver("shop.features._private").graph
    assert list(graph) == ["x", "_private"]


def test_all_kinds_of_sources_mix(shop: Path) -> None:
    module = module_of("def doubled(price: int) -> int:\n    return price * 2")

    def total(doubled: int, fee: float, offset: int) -> float:
        return doubled + fee + offset

    class Fees:
        @staticmethod
        def fee(price: int) -> float:
            return price / 10

    class Offset:
        def __init__(self, by: int) -> None:
            self.by = by

        def offset(self) -> int:
            return self.by

        def _hidden(self) -> int:
            return 0

    driver = hm.Driver(module, total, Fees, Offset(100))
    assert driver.values(total, inputs={"price": 10}) == {"total": 121.0}
    assert "_hidden" not in driver.graph
    assert driver.graph["offset"].parameters == ()


def test_the_same_source_given_twice_counts_once(shop: Path) -> None:
    module = module_of("def double(x: int) -> int:\n    return x * 2")
    assert list(hm.Driver(module, module, module.double).graph) == ["x", "double"]


def test_two_instances_of_a_class_claim_the_same_names() -> None:
    class Offset:
        def offset(self) -> int:
            return 1

    with pytest.raises(hm.GraphError, match="2 functions give the node `offset`"):
        hm.Driver(Offset(), Offset())


def test_methods_of_base_classes_are_nodes_and_the_last_definition_counts() -> None:
    class Base:
        def first(self) -> int:
            return 1

        def second(self, first: int) -> int:
            return first + 1

    class Model(Base):
        def first(self) -> int:
            return 10

    assert hm.Driver(Model()).values("second") == {"second": 11}


def test_the_method_of_an_instance_given_by_itself() -> None:
    class Scale:
        def __init__(self, by: float) -> None:
            self.by = by

        def scaled(self, x: float) -> float:
            return x * self.by

        def other(self, x: float) -> float:
            return x

    driver = hm.Driver(Scale(3.0).scaled)
    assert list(driver.graph) == ["x", "scaled"]
    assert driver.values("scaled", inputs={"x": 2.0}) == {"scaled": 6.0}


def test_wrapped_and_cached_functions_are_nodes_with_the_signature_that_was_written() -> None:
    def logged(function: Any) -> Any:
        @wraps(function)
        def wrapper(*args: Any, **kwargs: Any) -> Any:
            return function(*args, **kwargs)

        return wrapper

    @logged
    def double(x: int) -> int:
        return 2 * x

    @cache
    def triple(double: int) -> int:
        return 3 * double

    driver = hm.Driver(double, triple)
    assert driver.graph["double"].parameters[0].name == "x"
    assert driver.values("triple", inputs={"x": 1}) == {"triple": 6}


def test_a_decorated_function_is_still_the_plain_function() -> None:
    from hamiltonish.modifiers import config, extract_columns, name

    def plain(x: int) -> int:
        return x + 1

    for modifier in (name("Plain (1)"), config.when(a=1), extract_columns("a")):
        assert modifier(plain) is plain
    assert plain(1) == 2


def test_keyword_only_parameters_and_defaults() -> None:
    def scaled(x: float, /, offset: float = 1.0, *, by: float, power: int = 1) -> float:
        return (x * by + offset) ** power

    driver = hm.Driver(scaled)
    assert driver.values("scaled", inputs={"x": 2.0, "by": 3.0}) == {"scaled": 7.0}
    assert driver.values("scaled", inputs={"x": 2.0, "by": 3.0, "power": 2}) == {"scaled": 49.0}


# -- scripts -------------------------------------------------------------------------------------


def _run(arguments: list[str], *, stdin: str | None = None, cwd: Path | None = None) -> str:
    import os

    done = subprocess.run(
        [sys.executable, *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


SCRIPT = """\
from __future__ import annotations

import hamiltonish as hm


def double(price: int) -> int:
    return price * 2


def _helper(x: int) -> int:
    return x


if __name__ == "__main__":
    driver = hm.Driver("__main__")
    print(driver.values(double, inputs={"price": 4}))
    print(list(driver.graph), driver.graph["double"].place)
"""


def test_a_script_gives_itself_as_main(tmp_path: Path) -> None:
    (tmp_path / "script.py").write_text(SCRIPT, encoding="utf-8")
    assert _run(["script.py"], cwd=tmp_path).splitlines() == [
        "{'double': 8}",
        "['price', 'double'] `double` (script.py:6)",
    ]


def test_a_script_is_run_as_a_module(tmp_path: Path) -> None:
    (tmp_path / "script.py").write_text(SCRIPT, encoding="utf-8")
    assert _run(["-m", "script"], cwd=tmp_path).startswith("{'double': 8}\n")


def test_code_given_on_the_command_line() -> None:
    text = "import hamiltonish as hm\ndef f(x: int) -> int: return x + 1\n"
    text += "print(hm.Driver('__main__').values('f', inputs={'x': 1}))"
    assert _run(["-c", text]) == "{'f': 2}\n"


# -- consoles ------------------------------------------------------------------------------------


def test_an_interactive_python(tmp_path: Path) -> None:
    typed = """
        import hamiltonish as hm
        def double(price: int) -> int:
            return price * 2

        driver = hm.Driver("__main__")
        print(driver.values("double", inputs={"price": 4}))
        def double(price: int) -> int:
            return price * 20

        print(hm.Driver("__main__").values("double", inputs={"price": 4}))
        print(driver.values("double", inputs={"price": 4}))
        print(hm.Driver(double).graph["double"].place)
    """
    out = _run(["-i", "-q"], stdin=textwrap.dedent(typed).lstrip("\n"), cwd=tmp_path)
    lines = out.splitlines()
    assert lines[:3] == ["{'double': 8}", "{'double': 80}", "{'double': 8}"]
    assert lines[3].startswith("`double` (")


def test_a_console_inside_a_program() -> None:
    printed: list[Any] = []
    console = code.InteractiveConsole({"hm": hm, "show": printed.append, "__name__": "console"})
    lines = [
        "def double(price: int) -> int:",
        "    return price * 2",
        "",
        "show(hm.Driver(double).values(double, inputs={'price': 4}))",
        "show(hm.Driver(double).graph['double'].place)",
    ]
    assert [console.push(line) for line in lines] == [True, True, False, False, False]
    assert printed == [{"double": 8}, "`console.double` (a cell:1)"]


# -- notebooks -----------------------------------------------------------------------------------

NOTEBOOK = """
import sys
from IPython.core.interactiveshell import InteractiveShell

shell = InteractiveShell.instance()


def run(cell):
    result = shell.run_cell(cell, store_history=True)
    result.raise_error()


run("import hamiltonish as hm")
run("def double(price: int) -> int:\\n    return price * 2")
run("def half(double: int) -> float:\\n    return double / 2")
run("driver = hm.Driver(double, half)\\nprint(driver.values('half', inputs={'price': 4}))")
run("print(driver.graph['half'].place)")
run("first = double\\ndef double(price: int) -> int:\\n    return price * 20")
run("print(hm.Driver(double, half).values('half', inputs={'price': 4}))")
run("print(hm.Driver('__main__').values('half', inputs={'price': 4}))")
run("print(hm.Driver(first, double, half).values('half', inputs={'price': 4}))")
run("print(driver.values(double, inputs={'price': 4}))")
run("def bad(price: int) -> float:\\n    return price / 0")
run(
    "try:\\n    hm.Driver(bad).values('bad', inputs={'price': 4})\\n"
    "except ZeroDivisionError as e:\\n    print(e.__notes__[0])"
)
run("run = hm.Driver(bad, half, double).run('half', inputs={'price': 4}, to='polars')")
run("print('<table>' in get_ipython().display_formatter.format(run)[0]['text/html'])")
run("print('<table>' in get_ipython().display_formatter.format(run.report)[0]['text/html'])")
"""


def test_a_notebook_replaces_a_function_when_its_cell_is_run_again(tmp_path: Path) -> None:
    script = tmp_path / "notebook.py"
    script.write_text(NOTEBOOK, encoding="utf-8")
    lines = _run(["-W", "ignore", str(script)], cwd=tmp_path).splitlines()
    # How IPython numbers its output is its own affair; only what is printed counts here.
    printed = [line for line in lines if line and not line.startswith("Out[")]
    assert printed == [
        "{'half': 4.0}",
        "`half` (In [3]:1)",
        "{'half': 40.0}",
        "{'half': 40.0}",
        "{'half': 40.0}",
        "{'double': 8}",
        "while computing `bad` (In [11]:1)",
        "  price: int 4",
        "True",
        "True",
    ]


def test_a_driver_is_replaced_with_another_config_hooks_and_checks() -> None:
    module = module_of("""
        from hamiltonish.modifiers import config

        @config.when(region="us")
        def tax__us(price: float) -> float:
            return price * 0.1

        @config.when_not_in(region=["us"])
        def tax__else(price: float, rate: float = 0.2) -> float:
            return price * rate
    """)
    told: list[str] = []
    first = hm.Driver(module, config={"region": "us"}, check_types=True)
    second = first.replace(config={"region": "eu", "rate": 0.5})
    third = second.replace(hooks=[hm.Hooks(after_node=lambda event: told.append(event.name))])
    assert first.values("tax", inputs={"price": 10.0}) == {"tax": 1.0}
    assert second.values("tax", inputs={"price": 10.0}) == {"tax": 5.0}
    assert third.values("tax", inputs={"price": 10.0}) == {"tax": 5.0}
    assert told == ["tax"]
    assert first.graph.config_keys == ("region",)
    assert set(second.graph.config_keys) == {"region", "rate"}
    with pytest.raises(hm.GraphError, match="rate"):
        first.replace(config={"region": "us", "rate": 1.0})
