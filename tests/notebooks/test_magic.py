"""The magic `%%hamiltonish`: a cell becomes a module, a driver and a picture; errors are short."""

from __future__ import annotations

import inspect
import pickle
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

import polars as pl
import pytest
from IPython.core.completer import provisionalcompleter
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

import hamiltonish as hm
from hamiltonish import notebook


@dataclass
class Cells:
    """A notebook without a page: cells run one after another, and what they show is kept."""

    shell: Any
    shown: list[dict[str, str]] = field(default_factory=list)
    out: str = ""

    def run(self, code: str) -> bool:
        """Run a cell; say whether it went well."""
        with capture_output() as captured:
            result = self.shell.run_cell(code, store_history=True)
        self.out = captured.stdout + captured.stderr
        self.shown = [output.data for output in captured.outputs]
        return bool(result.success)

    def __getitem__(self, name: str) -> Any:
        return self.shell.user_ns[name]


@pytest.fixture
def cells() -> Iterator[Cells]:
    """Make a shell with the extension, and one of its own names."""
    shell = InteractiveShell.instance()
    shell.reset(new_session=False)
    shell.colors = "nocolor"
    before = set(sys.modules)
    cells = Cells(shell)
    assert cells.run("%load_ext hamiltonish\nimport polars as pl")
    yield cells
    assert cells.run("%unload_ext hamiltonish")
    for name in set(sys.modules) - before:
        if "ipython-input" in str(getattr(sys.modules[name], "__file__", "")):
            del sys.modules[name]


FEATURES = """\
%%hamiltonish features_of_cell
def speed(distance: pl.Expr, air_time: pl.Expr) -> pl.Expr:
    '''The speed.'''
    return distance / air_time

def is_fast(speed: pl.Expr) -> pl.Expr:
    return speed > 6
"""
FLIGHTS = pl.DataFrame({"distance": [1400, 600], "air_time": [200, 150]})


def test_a_cell_becomes_a_module_a_driver_and_a_picture(cells: Cells) -> None:
    assert cells.run(FEATURES)
    assert cells.out == ""
    assert [set(data) for data in cells.shown] == [{"text/plain", "image/svg+xml"}]
    module, driver = cells["features_of_cell"], cells["driver"]
    assert isinstance(module, ModuleType)
    assert list(driver.graph) == ["distance", "air_time", "speed", "is_fast"]
    frame = driver.execute([module.speed, "is_fast"], inputs=FLIGHTS)
    assert frame.rows() == [(7.0, True), (4.0, False)]


def test_lines_are_those_of_the_cell(cells: Cells) -> None:
    assert cells.run(FEATURES)
    number = cells.shell.execution_count - 1
    node = cells["driver"].graph["speed"]
    assert str(node.location) == f"In [{number}]:2"
    assert inspect.getsource(node.function).startswith("def speed(distance: pl.Expr,")
    assert node.version


def test_other_cells_import_it_and_it_pickles(cells: Cells) -> None:
    assert cells.run(FEATURES)
    assert cells.run("from features_of_cell import speed as imported")
    assert cells["imported"] is cells["features_of_cell"].speed
    assert pickle.loads(pickle.dumps(cells["imported"])) is cells["imported"]


def test_running_it_again_replaces_the_module(cells: Cells) -> None:
    assert cells.run(FEATURES)
    old = cells["driver"]
    assert cells.run(FEATURES.replace("> 6", "> 9"))
    new = cells["driver"]
    assert new.execute("is_fast", inputs=FLIGHTS)["is_fast"].to_list() == [False, False]
    assert old.execute("is_fast", inputs=FLIGHTS)["is_fast"].to_list() == [True, False]
    assert sys.modules["features_of_cell"] is cells["features_of_cell"]
    assert old.graph.diff(new.graph).changed.keys() == {"is_fast"}


def test_names_are_completed(cells: Cells) -> None:
    assert cells.run(FEATURES)
    assert cells.run("graph = driver.graph")
    for written, name in (("features_of_cell.sp", "speed"), ('graph["is_', "is_fast")):
        with provisionalcompleter():
            found = list(cells.shell.Completer.completions(written, len(written)))
        assert [one.text.rpartition(".")[2] for one in found] == [name]


def test_cells_are_joined(cells: Cells) -> None:
    assert cells.run(FEATURES)
    assert cells.run(
        "%%hamiltonish more_of_cell --with features_of_cell -w examples.marketing.features\n"
        "def is_slow(is_fast: pl.Expr) -> pl.Expr:\n"
        "    return ~is_fast\n"
    )
    graph = cells["driver"].graph
    assert {"speed", "is_slow", "spend_mean"} <= set(graph)
    assert cells.run(
        "%%hamiltonish most_of_cell --with driver --driver joined\n"
        "def is_slower(is_slow: pl.Expr) -> pl.Expr:\n"
        "    return is_slow\n"
    )
    assert set(cells["joined"].graph) == {*graph, "is_slower"}


def test_config_is_read_as_on_the_command_line(cells: Cells) -> None:
    assert cells.run(
        "%%hamiltonish shop_of_cell -c rate=0.2 --config region=eu\n"
        "from hamiltonish.modifiers import config\n"
        "@config.when(region='eu')\n"
        "def tax__eu(price: float, rate: float) -> float:\n"
        "    return price * rate\n"
    )
    assert cells["driver"].values("tax", inputs={"price": 5.0}) == {"tax": 1.0}


def test_only_some_nodes_are_shown(cells: Cells) -> None:
    assert cells.run(FEATURES.replace("\n", " --show speed\n", 1))
    (shown,) = cells.shown
    assert "speed" in shown["text/plain"]
    assert "is_fast" not in shown["text/plain"]
    assert cells.run(FEATURES.replace("\n", " --quiet\n", 1))
    assert cells.shown == []


def test_functions_may_read_imports_functions_and_constants_of_the_notebook(cells: Cells) -> None:
    assert cells.run("LIMIT = 6\ndef doubled(x): return 2 * x\ntable = {'a': 1}")
    text = FEATURES.replace("speed > 6", "doubled(speed) > LIMIT + 2 * LIMIT_HERE")
    assert cells.run(f"{text}\nLIMIT_HERE = 1\n_squares = [table for table in (1, 2)]\n")
    assert "doubled" not in cells["driver"].graph
    frame = cells["driver"].execute("is_fast", inputs=FLIGHTS)
    assert frame["is_fast"].to_list() == [True, False]


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("pl.DataFrame()", "DataFrame"),
        ("pl.LazyFrame()", "LazyFrame"),
        ("[1]", "list"),
        ("([1],)", "tuple"),
    ],
)
def test_functions_may_not_read_data_of_the_notebook(cells: Cells, value: str, kind: str) -> None:
    assert cells.run(f"data_ = {value}")
    assert not cells.run(FEATURES.replace("speed > 6", "speed > data_"))
    assert cells.out == (
        f"ArgumentError: `data_`: it is a `{kind}` of the notebook, and functions take data by"
        " parameters.\nHint: write a parameter `data_`, or an import.\n"
    )
    assert "features_of_cell" not in sys.modules


def test_an_error_of_the_graph_is_short_and_names_the_line(cells: Cells) -> None:
    assert not cells.run(FEATURES.replace("air_time: pl.Expr", "air_time"))
    number = cells.shell.execution_count - 1
    assert cells.out == (
        f"MissingAnnotationError: `features_of_cell.speed` (In [{number}]:2) has no type annotation"
        " for `air_time`.\nHint: annotate every parameter and the result; `Any` is allowed.\n"
    )


def test_an_error_of_asking_is_short_in_any_cell(cells: Cells) -> None:
    assert cells.run(FEATURES)
    assert not cells.run("x = 1\ndriver.execute('sped')")
    assert cells.out.splitlines()[0] == "UnknownNodeError: No node is named `sped`."
    assert cells.out.splitlines()[-1].endswith(": driver.execute('sped')")
    assert "in line 2 of cell" in cells.out
    assert "Traceback" not in cells.out


def test_an_error_of_the_users_own_shows_the_line_of_the_cell(cells: Cells) -> None:
    assert cells.run(FEATURES.replace("speed > 6", "1 / 0"))
    assert not cells.run(
        "driver.execute('is_fast', inputs=pl.DataFrame({'distance': [], 'air_time': []}))"
    )
    assert "ZeroDivisionError" in cells.out
    assert "return 1 / 0" in cells.out
    assert "while computing `is_fast`" in cells.out


def test_a_cell_that_fails_leaves_the_module_of_before(cells: Cells) -> None:
    assert cells.run(FEATURES)
    before = cells["features_of_cell"]
    assert not cells.run(f"{FEATURES}\n1 / 0\n")
    assert not cells.run(FEATURES.replace("-> pl.Expr:", "-> pl.Expr"))
    assert "SyntaxError" in cells.out
    assert sys.modules["features_of_cell"] is before is cells["features_of_cell"]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("json", "`json`: there is a module of this name already."),
        ("colorsys", "`colorsys`: there is a module of this name already."),
        ("two-words", "`two-words`: it is no name in Python."),
        ("driver", "`driver`: the module and its driver need two names."),
        ("a --shout b", "`%%hamiltonish`: unrecognized arguments: --shout b."),
        ("a --config b", "`b`: `--config` takes a pair."),
        ("a 'b", "`a 'b`: no closing quotation."),
        ("a --with polers", "No module is named `polers`."),
    ],
)
def test_a_line_that_is_not_understood(cells: Cells, line: str, told: str) -> None:
    assert not cells.run(FEATURES.replace("features_of_cell", line, 1))
    assert cells.out.splitlines()[0].partition(": ")[2].startswith(told)


def test_the_magic_tells_what_it_takes(cells: Cells) -> None:
    assert cells.run("%%hamiltonish?")
    assert "--with SOURCE" in str(cells.shown or cells.out)


def test_a_large_graph_is_shown_as_graphs_show_themselves(cells: Cells) -> None:
    functions = "\n".join(f"def f{n}(x: int) -> int: return x" for n in range(70))
    assert cells.run(f"%%hamiltonish large_of_cell\n{functions}")
    assert "71 boxes are too many for here" in cells.shown[0]["text/html"]


def test_another_handler_of_errors_stays(cells: Cells) -> None:
    shell = cells.shell
    assert cells.run("%unload_ext hamiltonish")
    assert shell.custom_exceptions == ()
    shell.set_custom_exc((KeyError,), lambda *_, **__: [])
    notebook.load_ipython_extension(shell)
    assert shell.custom_exceptions == (KeyError,)
    shell.set_custom_exc((), None)
    shell.extension_manager.loaded.add("hamiltonish")


def test_without_ipython_nothing_of_it_is_imported() -> None:
    program = (
        "import sys, hamiltonish\n"
        "assert not hasattr(hamiltonish, 'load_extension')\n"
        "print([n for n in sys.modules if n in ('IPython', 'hamiltonish.notebook', 'argparse')])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"
    assert hm.__all__ == sorted(hm.__all__, key=lambda name: (name[0].islower(), name))
