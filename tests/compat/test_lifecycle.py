"""Adapters, a project's own and the ready ones: both libraries tell them the same."""

from __future__ import annotations

import importlib
import pdb  # noqa: T100  # one of the adapters stops in it
import re
from typing import Any

import pytest

import hamiltonish as hm
from hamiltonish.compat.hamilton import driver, lifecycle
from hamiltonish.compat.hamilton.ad_hoc_utils import create_temporary_module
from hamiltonish.errors import AdapterError, ValidatorError
from tests.compat.twins import DOOR, both, twin_modules

RECORDING = """
from hamilton.lifecycle import (
    EdgeConnectionHook,
    GraphConstructionHook,
    GraphExecutionHook,
    NodeExecutionHook,
    NodeExecutionMethod,
    ResultBuilder,
    StaticValidator,
)

EVENTS: list = []


def a(x: int) -> int:
    return x + 1


def b(a: int, y: int) -> float:
    return a / y


def c(b: float, a: int) -> float:
    '''The last.'''
    return a + b


class Nodes(NodeExecutionHook):
    def run_before_node_execution(
        self, *, node_name, node_tags, node_kwargs, node_return_type, task_id, run_id,
        node_input_types, **future_kwargs,
    ):
        module = node_tags["module"][:8]
        EVENTS.append(("before", node_name, module, dict(node_kwargs), node_return_type, task_id))
        EVENTS.append(dict(node_input_types))
        assert run_id

    def run_after_node_execution(
        self, *, node_name, node_tags, node_kwargs, node_return_type, result, error, success,
        task_id, run_id, **future_kwargs,
    ):
        EVENTS.append(("after", node_name, result, type(error), success, task_id))
        assert run_id


class Runs(GraphExecutionHook):
    def run_before_graph_execution(
        self, *, graph, final_vars, inputs, overrides, execution_path, run_id, **future_kwargs
    ):
        names = sorted(node.name for node in graph.nodes)
        documented = graph["c"].documentation
        EVENTS.append((names, documented, final_vars, inputs, sorted(execution_path)))

    def run_after_graph_execution(
        self, *, graph, success, error, results, run_id, **future_kwargs
    ):
        EVENTS.append(("over", success, type(error), results))


class Construction(GraphConstructionHook):
    def run_after_graph_construction(self, *, graph, config, **future_kwargs):
        EVENTS.append((sorted(node.name for node in graph.nodes), config))


class Doubling(NodeExecutionMethod):
    def run_to_execute_node(
        self, *, node_name, node_tags, node_callable, node_kwargs, task_id, is_expand, is_collect,
        **future_kwargs,
    ):
        return node_callable(**node_kwargs) * 2


class Listed(ResultBuilder):
    def build_result(self, **outputs):
        return list(outputs.values())


class Careful(StaticValidator):
    def run_to_validate_node(self, *, node, **future_kwargs):
        return node.name != "b", f"no {node.name}"

    def run_to_validate_graph(self, graph, **future_kwargs):
        return len(graph.nodes) < 3, "too large"


class Lenient(EdgeConnectionHook):
    def check_edge_types_match(self, type_from, type_to, **kwargs):
        return type_from is int and type_to is float

    def validate_input(self, node_type, input_value, **kwargs):
        return isinstance(input_value, (int, float))
"""


def _same_events(pair: Any) -> list[Any]:
    """Compare what the adapters of both wrote down, and return it."""
    (first, second) = pair.modules[0]
    assert list(map(repr, second.EVENTS)) == list(map(repr, first.EVENTS))
    return list(second.EVENTS)


def test_hooks_are_told_of_nodes_runs_and_the_graph_as_by_the_peer() -> None:
    adapters = ["own.Nodes()", "own.Runs()", "own.Construction()"]
    pair = both(RECORDING, adapters=adapters, config={"y": 2})
    assert pair.values(["c", "a"], inputs={"x": 1}) == {"c": 3.0, "a": 2}
    events = _same_events(pair)
    assert events[0] == (["a", "b", "c", "x", "y"], {"y": 2})
    assert events[-1] == ("over", True, type(None), {"c": 3.0, "a": 2})


def test_hooks_are_told_of_an_error() -> None:
    pair = both(RECORDING, adapters=["own.Nodes()", "own.Runs()"])
    for one in (pair.theirs, pair.ours):
        with pytest.raises(ZeroDivisionError, match="division by zero"):
            one.execute(["c"], inputs={"x": 1, "y": 0})
    events = _same_events(pair)
    assert ("after", "b", None, ZeroDivisionError, False, None) in events
    assert events[-1] == ("over", False, ZeroDivisionError, None)


def test_an_adapter_computes_nodes_in_the_drivers_place() -> None:
    pair = both(RECORDING, adapters=["own.Doubling()"])
    assert pair.values(["a", "b", "c"], inputs={"x": 1, "y": 2})["a"] == 4


def test_an_adapter_makes_the_result() -> None:
    pair = both(RECORDING, adapters=["own.Listed()", "own.Nodes()"])
    assert pair.values(["a", "b"], inputs={"x": 1, "y": 2}) == [2, 1.0]


def test_validators_refuse_a_graph_with_all_that_they_have_against_it() -> None:
    with pytest.raises(ValidatorError, match="found 2 problems") as caught:
        driver.Builder().with_modules(twin_modules(RECORDING)[1]).with_adapters(
            _own("Careful")
        ).build()
    assert caught.value.problems == (("b", "no b"), ("", "too large"))
    assert isinstance(caught.value, ValueError)


def _own(name: str) -> Any:
    return getattr(twin_modules(RECORDING)[1], name)()


def test_an_adapter_lets_edges_and_inputs_pass() -> None:
    text = RECORDING + "\n\ndef d(c: int) -> int:\n    return int(c)\n"
    pair = both(text, adapters=["own.Lenient()"])
    assert pair.agree(["d"], inputs={"x": 1, "y": 2}) == {"d": 3}
    assert pair.values(["a"], inputs={"x": 1.5}) == {"a": 2.5}
    with pytest.raises(ValueError, match=r"`c`.*`float`"):
        driver.Driver({}, pair.modules[0][1])


def test_no_type_is_checked_if_that_is_asked_for() -> None:
    text = "def a(x: int) -> str:\n    return x\n\ndef b(a: int) -> int:\n    return a\n"
    pair = both(text, adapters=["lifecycle.NoEdgeAndInputTypeChecking()"])
    assert pair.agree(["b"], inputs={"x": "text"}) == {"b": "text"}


def test_two_adapters_for_one_task_are_refused_by_name() -> None:
    with pytest.raises(AdapterError, match="only one adapter can make the result"):
        driver.Driver({}, adapter=[_own("Listed"), _own("Listed")])


def test_what_is_no_adapter_is_refused_by_name() -> None:
    import hamilton.lifecycle

    with pytest.raises(AdapterError, match=r"`PrintLn`.*: no adapter of this driver"):
        driver.Driver({}, adapter=hamilton.lifecycle.PrintLn())


def test_the_hooks_of_the_core_are_adapters_too() -> None:
    seen: list[str] = []
    watch = hm.Hooks(after_node=lambda event: seen.append(event.name))
    own = twin_modules(RECORDING)[1]
    built = driver.Builder().with_modules(own).with_adapters(watch).build()
    built.execute(["b"], inputs={"x": 1, "y": 1})
    assert seen == ["a", "b"]


# -- the ready ones ------------------------------------------------------------------------------

GREETING = """
def greeting(name: str) -> str:
    return f"hello {name}"

def length(greeting: str) -> int:
    return len(greeting)
"""


def _printed(pair: Any, verbosity: int) -> list[str]:
    texts = []
    for one, library in ((pair.theirs, "hamilton"), (pair.ours, DOOR)):
        lines: list[str] = []
        ready = importlib.import_module(f"{library}.lifecycle")
        driver_of = importlib.import_module(f"{library}.driver")
        printer = ready.PrintLn(verbosity, lines.append, node_filter=["length"])
        own = one.graph_modules
        built = driver_of.Builder().with_modules(*own).with_adapters(printer).build()
        built.execute(["length"], inputs={"name": "ann"})
        texts.append([re.sub(r"in [\d.e-]+\w+", "in …", line) for line in lines])
    assert texts[1] == [text.rstrip("\n") for text in texts[0]]
    return texts[1]


def test_print_ln_prints_what_the_peer_prints() -> None:
    pair = both(GREETING)
    assert _printed(pair, 1)[0] == "Executing node: length."
    assert "'hello ann'" in _printed(pair, 2)[0]
    with pytest.raises(ValueError, match="verbosity is 1 or 2, not 3"):
        lifecycle.PrintLn(3)


def test_print_ln_prints_to_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    pair = both(GREETING, adapters=["lifecycle.PrintLn()"])
    pair.ours.execute(["greeting"], inputs={"name": "ann"})
    assert capsys.readouterr().out.startswith("Executing node: greeting.\nFinished")


FAILING = """
from hamilton.lifecycle import accept_error_sentinels

class Stop(Exception):
    pass

def fails() -> int:
    raise Stop

def works() -> int:
    return 1

def below(fails: int, works: int) -> int:
    return fails + works

@accept_error_sentinels
def gathered(below: int, works: int) -> list:
    return [below, works]
"""


def test_a_graceful_driver_goes_on_after_an_error() -> None:
    pair = both(FAILING, adapters=["lifecycle.GracefulErrorAdapter(own.Stop, 'none')"])
    expected = {"fails": "none", "works": 1, "below": "none", "gathered": ["none", 1]}
    assert pair.values(["fails", "works", "below", "gathered"]) == expected
    pair = both(
        FAILING,
        adapters=["lifecycle.GracefulErrorAdapter(own.Stop, None, allow_injection=False)"],
    )
    assert pair.values(["gathered"]) == {"gathered": None}


LYING = """
def lied(x: int) -> int:
    return str(x)

def read(lied: int) -> int:
    return 1
"""


def test_the_type_checker_refuses_what_goes_in_and_what_comes_out() -> None:
    pair = both(LYING, adapters=["lifecycle.FunctionInputOutputTypeChecker()"])
    with pytest.raises(TypeError, match="`lied` returned `str` where it says `int`"):
        pair.ours.execute(["lied"], inputs={"x": 1})
    pair = both(LYING, adapters=["lifecycle.FunctionInputOutputTypeChecker(check_output=False)"])
    for one in (pair.theirs, pair.ours):
        with pytest.raises(TypeError, match="lied"):
            one.execute(["read"], inputs={"x": 1})


def test_slow_nodes_are_slow_but_right() -> None:
    both(GREETING, adapters=["lifecycle.SlowDownYouMoveTooFast(0.001, 0.0)"]).values(
        ["length"], inputs={"name": "ann"}
    )


def test_the_debugger_stops_before_during_and_after_a_node(monkeypatch: Any) -> None:
    stops: list[str] = []
    monkeypatch.setattr(pdb, "set_trace", lambda: stops.append("stop"))
    monkeypatch.setattr(pdb, "runcall", lambda f, **kw: stops.append("call") or f(**kw))
    options = "'length', before=True, during=True, after=True"
    pair = both(GREETING, adapters=[f"lifecycle.PDBDebugger({options})"])
    assert pair.ours.execute(["length"], inputs={"name": "ann"}) == {"length": 9}
    assert stops == ["stop", "call", "stop"]


def test_adapters_of_one_driver_keep_apart_the_runs_of_threads() -> None:
    from concurrent.futures import ThreadPoolExecutor

    seen: dict[str, set[str]] = {}

    class Watch(lifecycle.NodeExecutionHook):
        def run_before_node_execution(self, *, run_id: str, node_kwargs: Any, **_: Any) -> None:
            seen.setdefault(run_id, set()).update(map(str, node_kwargs.values()))

        def run_after_node_execution(self, **_: Any) -> None:
            pass

    def same(x: int) -> int:
        return x

    def again(same: int) -> int:
        return same

    module = create_temporary_module(same, again)
    built = driver.Builder().with_modules(module).with_adapters(Watch()).build()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda x: built.execute(["again"], inputs={"x": x}), range(50)))
    assert len(seen) == 50
    assert all(len(values) == 1 for values in seen.values())
