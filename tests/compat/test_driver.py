"""What a driver of the door accepts, refuses and tells, beside values: errors, questions, pictures."""

from __future__ import annotations

import importlib
import importlib.util
import pickle
import sys
import warnings
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import hamiltonish as hm
from hamiltonish.compat import hamilton
from hamiltonish.compat.hamilton import ad_hoc_utils, driver, log_setup, registry, telemetry
from hamiltonish.compat.hamilton.absent import INSTEAD
from hamiltonish.errors import (
    ConfigInputError,
    CycleError,
    InputTypeError,
    MissingInputsError,
    NoCounterpartError,
    NotAnOutputError,
    UnknownNodeError,
)
from tests.compat.twins import DOOR, both, theirs, twin_modules

TEXT = """
from typing import Union

def a(x: int) -> int:
    '''One more.'''
    return x + 1

def b(a: int, y: float = 2.0) -> float:
    return a * y

def c(b: float, names: list[str]) -> float:
    return b + len(names)

def d(z: Union[int, str]) -> str:
    return str(z)

def e(z: int) -> int:
    return z
"""


def _both_refuse(pair: Any, ask: Any, kind: type[Exception], match: str) -> None:
    """Check that the peer raises a ValueError, and the door one that says what is wrong."""
    with pytest.raises(ValueError, match="."), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        ask(pair.theirs)
    with pytest.raises(kind, match=match) as caught:
        ask(pair.ours)
    assert isinstance(caught.value, ValueError)


REFUSED: dict[str, tuple[Any, type[Exception], str]] = {
    "an output of no node": (
        lambda one: one.execute(["bb"], inputs={"x": 1}),
        UnknownNodeError,
        r"(?s)No node is named `bb`.*did you mean `b` \(features_\d+_ours.py:7\)",
    ),
    "an output that is no name": (
        lambda one: one.execute([1], inputs={"x": 1}),
        NotAnOutputError,
        "`int` cannot be asked for",
    ),
    "a function of elsewhere": (
        lambda one: one.execute([_both_refuse], inputs={"x": 1}),
        UnknownNodeError,
        "give the function, or its module",
    ),
    "an input that is missing": (
        lambda one: one.execute(["c"], inputs={"x": 1}),
        MissingInputsError,
        r"(?s)`names: list\[str\]`, needed by `features_\d+_ours.c`.*given: `x`",
    ),
    "a float for an int": (
        lambda one: one.execute(["a"], inputs={"x": 1.5}),
        InputTypeError,
        r"(?s)`x` is `float` where `int` is taken.*NoEdgeAndInputTypeChecking",
    ),
    "a tuple of numbers for a list of texts": (
        lambda one: one.execute(["c"], inputs={"x": 1, "names": (1,)}),
        InputTypeError,
        r"`names` is `tuple` where `list\[str\]`",
    ),
    "what not all readers take": (
        lambda one: one.execute(["d"], inputs={"z": "text"}),
        InputTypeError,
        "`z` is `str` where `int`",
    ),
    "a question about no node, upstream": (
        lambda one: one.what_is_upstream_of("nowhere"),
        UnknownNodeError,
        "No node is named `nowhere`",
    ),
    "a question about no node, downstream": (
        lambda one: one.what_is_downstream_of("nowhere"),
        UnknownNodeError,
        "No node is named `nowhere`",
    ),
    "a way from no node": (
        lambda one: one.what_is_the_path_between("nowhere", "a"),
        UnknownNodeError,
        "No node is named `nowhere`",
    ),
    "a tag that is a number": (
        lambda one: one.list_available_variables(tag_filter={"module": 3}),
        ValueError,
        "the tag `module` is filtered by a text, texts or None, not by `int`",
    ),
    "a run that cannot be": (
        lambda one: one.validate_execution(["c"], inputs={"x": 1}),
        MissingInputsError,
        "`names:",
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_the_peer_refuses_is_refused_with_the_reason(what: str) -> None:
    ask, kind, match = REFUSED[what]
    _both_refuse(both(TEXT), ask, kind, match)


def test_a_config_value_of_a_wrong_type_is_refused_when_it_is_read() -> None:
    pair = both(TEXT, config={"x": "text"})
    _both_refuse(pair, lambda one: one.execute(["a"]), InputTypeError, "config value `x` is `str`")


def test_an_input_that_the_config_gives_is_refused() -> None:
    pair = both(TEXT, config={"x": 1})
    _both_refuse(
        pair,
        lambda one: one.execute(["a"], inputs={"x": 2}),
        ConfigInputError,
        "given by the config",
    )


def test_inputs_are_taken_as_leniently_as_by_the_peer() -> None:
    text = """
    from typing import Any, Literal, Optional, Sequence

    def out(
        a: int, b: Optional[int], c: list[int], d: dict[str, int], e: Literal["x"], f: Any,
        g: Sequence[str], h: tuple, i: set[int], j: float | None,
    ) -> list:
        return [a, b, c, d, e, f, g, h, sorted(i), j]
    """
    given = {
        "a": True,
        "b": None,
        "c": (1, "two"),
        "d": {1: "one"},
        "e": "x",
        "f": object,
        "g": ["x"],
        "h": (1, "x"),
        "i": {1},
        "j": 1.5,
    }
    both(text).values(["out"], inputs=given)


def test_stricter_a_name_that_nobody_gives_is_missing_and_not_none() -> None:
    pair = both(TEXT)
    assert pair.theirs.execute(["x"], inputs={}) == {"x": None}
    with pytest.raises(MissingInputsError, match="`x: int`, needed by the outputs"):
        pair.ours.execute(["x"])


def test_better_an_int_is_taken_for_a_float() -> None:
    pair = both(TEXT)
    with pytest.raises(ValueError, match="Type requirement mismatch"):
        pair.theirs.execute(["b"], inputs={"x": 1, "y": 3})
    assert pair.ours.execute(["b"], inputs={"x": 1, "y": 3}) == {"b": 6}


def test_better_an_override_of_an_input_stands_for_it() -> None:
    pair = both(TEXT)
    with pytest.raises(ValueError, match="x not provided"):
        pair.theirs.execute(["a"], overrides={"x": 1})
    assert pair.ours.execute(["a"], overrides={"x": 1}) == {"a": 2}


def test_better_a_value_given_for_a_computed_node_is_not_used_and_that_is_said() -> None:
    pair = both(TEXT)
    assert pair.theirs.execute(["b"], inputs={"x": 1, "a": 100}) == {"b": 4.0}
    with pytest.warns(
        UserWarning, match=r"the input `a` is not used: .*ours.a.*`overrides=`"
    ) as said:
        assert pair.ours.execute(["b"], inputs={"x": 1, "a": 100}) == {"b": 4.0}
    assert said[0].filename == __file__


def test_better_a_circle_is_an_error_when_the_driver_is_built() -> None:
    text = "def a(b: int) -> int:\n    return b\n\ndef b(a: int) -> int:\n    return a\n"
    with pytest.raises(CycleError, match="a → b → a"):
        driver.Driver({}, twin_modules(text)[1])
    assert not both(TEXT).ours.has_cycles(["c"])


def test_better_a_long_chain_runs() -> None:
    chain = "def n0(x: int) -> int:\n    return x\n" + "".join(
        f"def n{i}(n{i - 1}: int) -> int:\n    return n{i - 1} + 1\n" for i in range(1, 3_000)
    )
    built = driver.Builder().with_modules(twin_modules(chain)[1]).build()
    assert built.execute(["n2999"], inputs={"x": 0}) == {"n2999": 2999}


def test_an_error_of_a_function_is_its_own_with_a_note() -> None:
    text = "def a(x: int) -> float:\n    return 1 / x\n\ndef b(a: float) -> float:\n    return a\n"
    built = both(text).ours
    with pytest.raises(ZeroDivisionError) as caught:
        built.execute(["b"], inputs={"x": 0})
    assert "while computing `a`" in caught.value.__notes__[0]
    assert "needed for `b`" in caught.value.__notes__[0]
    names = [frame.name for frame in caught.traceback]
    assert names[-1] == "a"
    assert len(names) == 2, names


# -- builder -------------------------------------------------------------------------------------


def test_a_copy_of_a_builder_goes_its_own_way() -> None:
    own = twin_modules(TEXT)[1]
    first = driver.Builder().with_modules(own).with_config({"x": 1})
    second = first.copy().with_config({"x": 5, "y": 1.0})
    assert first.build().execute(["b"]) == {"b": 4.0}
    assert second.build().execute(["b"]) == {"b": 6.0}


def test_a_copy_keeps_that_modules_may_replace_each_other() -> None:
    own, other = twin_modules(TEXT)[1], twin_modules("def a(x: int) -> int:\n    return -x\n")[1]
    builder = driver.Builder().with_modules(own, other).allow_module_overrides().copy()
    assert builder.build().execute(["a"], inputs={"x": 1}) == {"a": -1}


def test_the_adapter_of_old_projects_is_given_once() -> None:
    from hamiltonish.compat.hamilton import base

    builder = driver.Builder().with_adapter(base.DefaultAdapter())
    with pytest.raises(ValueError, match="`with_adapters` takes several"):
        builder.with_adapter(base.DefaultAdapter())


def test_dynamic_execution_changes_nothing() -> None:
    pair = both(TEXT)
    own = pair.modules[0]
    values = []
    for library, module in zip((theirs("driver"), driver), own, strict=True):
        builder = library.Builder().with_modules(module)
        with pytest.raises(ValueError, match="experiment"):
            builder.enable_dynamic_execution()
        built = builder.enable_dynamic_execution(allow_experimental_mode=True).build()
        values.append(built.execute(["b"], inputs={"x": 1}))
    assert values[0] == values[1]


# -- questions -----------------------------------------------------------------------------------


def test_variables_tell_what_the_peer_tells() -> None:
    pair = both(TEXT)
    own = {record.name: record for record in pair.ours.list_available_variables()}
    other = {record.name: record for record in pair.theirs.list_available_variables()}
    for name, record in own.items():
        theirs_functions = [f.__name__ for f in other[name].originating_functions]
        assert [f.__name__ for f in record.originating_functions] == theirs_functions
        assert record.version == other[name].version
        defaults = record.optional_dependencies_default_values
        assert defaults == other[name].optional_dependencies_default_values
        if not record.is_external_input:
            found, expected = record.as_dict(), other[name].as_dict()
            found["tags"]["module"] = expected["tags"]["module"]
            assert found == expected
    assert own["a"].as_dict(True)["optional_dependencies_default_values"] == {}
    assert repr(own["a"]) == repr(other["a"]) == 'Node("a": int)'


def test_variables_are_filtered_by_tags() -> None:
    pair = both(TEXT)
    module = pair.modules[0][1].__name__
    names = {r.name for r in pair.ours.list_available_variables(tag_filter={"module": None})}
    assert names == {"a", "b", "c", "d", "e"}
    some = pair.ours.list_available_variables(tag_filter={"module": ["other", module]})
    assert {record.name for record in some} == names
    assert pair.ours.list_available_variables(tag_filter={"module": "other"}) == []
    assert pair.ours.list_available_variables(tag_filter={"owner": None}) == []


def test_the_graph_of_the_core_is_there_for_more_questions() -> None:
    built = both(TEXT).ours
    assert isinstance(built.graph, hm.Graph)
    assert set(built.graph.upstream("b")) == {"x", "a", "y", "b"}


# -- pictures ------------------------------------------------------------------------------------


def _edges(dot: Any) -> set[str]:
    return {line.partition("[")[0].strip() for line in dot.body if "->" in line}


def test_pictures_show_nodes_and_edges() -> None:
    built = both(TEXT).ours
    assert "b -> c" in _edges(built.display_all_functions())
    assert _edges(built.display_upstream_of("a")) == {"x -> a"}
    assert _edges(built.display_downstream_of("b")) == {"b -> c"}
    assert _edges(built.visualize_path_between("x", "b")) == {"x -> a", "a -> b", "y -> b"}
    strict = built.visualize_path_between("x", "b", strict_path_visualization=True)
    assert _edges(strict) == {"x -> a", "a -> b"}
    with pytest.raises(ValueError, match="no way leads from `c` to `a`"):
        built.visualize_path_between("c", "a")


def test_a_picture_of_a_run_shows_what_runs() -> None:
    built = both(TEXT).ours
    dot = built.visualize_execution(["b"], inputs={"x": 1}, overrides={"a": 1}, orient="TB")
    assert _edges(dot) == {"a -> b", "y -> b"}
    assert "rankdir=TB" in dot.source
    assert "dashed" in next(line for line in dot.body if line.strip().startswith("a "))
    with pytest.raises(MissingInputsError, match="`x: int`"):
        built.visualize_execution(["b"])
    assert _edges(built.visualize_execution(["a"], bypass_validation=True)) == {"x -> a"}
    plain = built.display_all_functions(show_legend=False)
    assert "<table" not in plain.source
    assert "<table" in built.display_all_functions(show_legend=True).source
    named = built.display_all_functions(
        None, None, {"graph_attr": {"ratio": "1"}}, show_legend=True
    )
    assert "ratio=1" in named.source
    hidden = built.display_all_functions(hide_inputs=True)
    assert _edges(hidden) == {"a -> b", "b -> c"}


def test_a_function_of_the_users_styles_a_picture() -> None:
    seen: dict[str, str] = {}

    def style(*, node: Any, node_class: str) -> tuple[dict[str, str], str | None, str | None]:
        seen[node.name] = node_class
        return ({"fillcolor": "#abcdef"} if node.name == "b" else {}), node_class, None

    dot = both(TEXT).ours.display_all_functions(custom_style_function=style)
    assert seen["x"] == "input"
    assert seen["b"] == "function"
    styled = [line.strip() for line in dot.body if "#abcdef" in line]
    assert [line.split()[0] for line in styled] == ["b"]


def test_a_picture_is_written_in_the_format_of_its_name(tmp_path: Path) -> None:
    built = both(TEXT).ours
    built.display_all_functions(str(tmp_path / "graph.svg"), keep_dot=True)
    built.display_all_functions(str(tmp_path / "graph"), {"view": False})
    built.display_all_functions(str(tmp_path / "graph"), {"format": "pdf"})
    starts = {path.name: path.read_bytes()[:4] for path in tmp_path.iterdir()}
    assert starts == {
        "graph": b"// D",
        "graph.svg": b"<?xm",
        "graph.png": b"\x89PNG",
        "graph.pdf": b"%PDF",
    }


def test_without_graphviz_a_picture_says_what_to_install(monkeypatch: Any) -> None:
    monkeypatch.setitem(sys.modules, "graphviz", None)
    with pytest.raises(hm.MissingDependencyError, match=r"`graphviz` is needed to draw a graph"):
        both(TEXT).ours.display_all_functions()


# -- modules -------------------------------------------------------------------------------------


def test_a_package_gives_the_functions_of_its_own_submodules(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    package, inner, other = ModuleType("shop"), ModuleType("shop.prices"), ModuleType("shopping")
    exec("def price() -> float:\n    return 2.0\n\ndef _hidden() -> int: ...", inner.__dict__)
    exec("def elsewhere() -> float:\n    return 1.0", other.__dict__)
    exec("def total(price: float) -> float:\n    return price * 2", package.__dict__)
    for module in (package, inner, other):
        monkeypatch.setitem(sys.modules, module.__name__, module)
    package.price, package._hidden = inner.price, inner._hidden
    package.elsewhere = other.elsewhere
    own = driver.Driver({}, package)
    peer = theirs("driver").Driver({}, package)
    names = {record.name for record in own.list_available_variables()}
    assert names == {"price", "total"}
    assert names == {record.name for record in peer.list_available_variables()}


def test_a_driver_pickles_with_the_names_of_its_modules() -> None:
    built = driver.Driver({"x": 1}, twin_modules(TEXT)[1])
    again = pickle.loads(pickle.dumps(built))
    assert again.execute(["b"]).equals(built.execute(["b"]))


def test_a_function_typed_into_a_notebook_becomes_a_module() -> None:
    def area(width: float, *, height: float = 2.0) -> float:
        """Of a rectangle."""
        return width * height

    module = ad_hoc_utils.create_temporary_module(area)
    built = driver.Builder().with_modules(module).build()
    assert built.execute([module.area], inputs={"width": 3.0}) == {"area": 6.0}
    assert built.graph["area"].doc == "Of a rectangle."
    with pytest.raises(ValueError, match="there is a module named"):
        ad_hoc_utils.create_temporary_module(area, module_name=module.__name__)
    with pytest.raises(ValueError, match="two functions are named `area`"):
        ad_hoc_utils.create_temporary_module(area, area)
    with pytest.raises(ValueError, match="`_both_refuse` is private"):
        ad_hoc_utils.create_temporary_module(_both_refuse)


@pytest.mark.parametrize("make", ["module_from_source", "create_module"])
def test_a_text_becomes_a_module(make: str) -> None:
    text = "def half(x: float) -> float:\n    return x / 2\n\ndef bad(x: float) -> float:\n    return 1 / 0\n"
    module = getattr(ad_hoc_utils, make)(text, "halves_" + make)
    built = driver.Builder().with_modules(module).build()
    assert built.execute(["half"], inputs={"x": 3.0}) == {"half": 1.5}
    with pytest.raises(ZeroDivisionError) as caught:
        built.execute(["bad"], inputs={"x": 3.0})
    assert "return 1 / 0" in str(caught.traceback[-1].statement)


# -- not there -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "with_cache",
        "with_execution_manager",
        "with_grouping_strategy",
        "with_local_executor",
        "with_materializers",
        "with_remote_executor",
    ],
)
def test_what_a_builder_has_not_says_what_there_is_instead(name: str) -> None:
    with pytest.raises(NoCounterpartError, match=rf"`driver.Builder.{name}`.*\nHint: \w"):
        getattr(driver.Builder(), name)("anything", at="all")


@pytest.mark.parametrize(
    "line",
    [
        "from {door} import dataflows",
        "from {door}.async_driver import Builder",
        "from {door}.execution import grouping",
        "from {door}.execution.executors import SynchronousLocalTaskExecutor",
        "from {door}.caching import adapter",
        "from {door}.htypes import Parallelizable, Collect",
        "from {door}.lifecycle import TaskExecutionHook",
        "from {door}.lifecycle.default import CacheAdapter",
        "from {door}.plugins import h_ray",
        "from {door}.io.materialization import to",
        "from {door}.registry import register_types",
        "from {door} import graph",
    ],
)
def test_an_import_of_what_is_not_there_says_what_there_is_instead(line: str) -> None:
    with pytest.raises(NoCounterpartError, match=r"has no counterpart in hamiltonish.\nHint: ."):
        exec(line.format(door=DOOR))


@pytest.mark.parametrize("path", [path.partition("(")[0] for path in INSTEAD])
def test_all_that_is_refused_is_there_in_the_peer(path: str) -> None:
    parent, _, name = path.rpartition(".")
    module, cls = ("driver", parent[7:]) if parent.startswith("driver.") else (parent, "")
    owner = theirs(module) if module else importlib.import_module("hamilton")
    owner = getattr(owner, cls) if cls else owner
    is_module = hasattr(owner, "__path__") and importlib.util.find_spec(f"{owner.__name__}.{name}")
    assert is_module or hasattr(owner, name)


def test_a_name_that_the_peer_has_not_either_is_an_ordinary_error() -> None:
    with pytest.raises(ImportError, match="cannot import name 'nothing'"):
        exec(f"from {DOOR}.lifecycle import nothing")
    assert not hasattr(hamilton, "nothing")


def test_asking_for_the_old_picture_says_what_to_call() -> None:
    built = both(TEXT).ours
    for ask in (built.execute, built.raw_execute):
        with pytest.raises(NoCounterpartError, match="call `visualize_execution`"):
            ask(["a"], display_graph=True)
    assert built.raw_execute(["a"], inputs={"x": 1}) == {"a": 2}


def test_calls_that_old_projects_begin_with_do_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert telemetry.disable_telemetry() is None
    assert not telemetry.is_telemetry_enabled()
    for name in registry.__all__:
        argument = ("yaml",) if name == "load_extension" else ()
        assert getattr(registry, name)(*argument) is None
    log_setup.setup_logging(log_setup.LOG_LEVELS["WARNING"])
    assert capsys.readouterr().out == ""
