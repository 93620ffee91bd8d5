"""100,000 nodes build, plan and run: nothing recurses over a user's graph."""

from __future__ import annotations

from types import FunctionType, ModuleType

import pytest

import hamiltonish as hm
from hamiltonish.modifiers import node, source

MANY = 100_000


def _template(x: int) -> int:
    return x + 1


def _function(name: str, parameter: str, module: ModuleType) -> None:
    """Put a function of another name and parameter into a module, far faster than its source."""
    code = _template.__code__.replace(co_name=name, co_qualname=name, co_varnames=(parameter,))
    function = FunctionType(code, module.__dict__, name)
    function.__annotations__ = {parameter: int, "return": int}
    setattr(module, name, function)


@pytest.fixture(scope="module")
def chain() -> ModuleType:
    """A module of 100,000 functions, each of which reads the one before."""
    module = ModuleType("chain")
    for n in range(MANY):
        _function(f"f{n + 1}", f"f{n}", module)
    return module


def test_a_chain_of_100_000_functions_builds_plans_and_runs(chain: ModuleType) -> None:
    driver = hm.Driver(chain)
    assert len(driver.graph) == MANY + 1
    assert driver.values(f"f{MANY}", inputs={"f0": 0}) == {f"f{MANY}": MANY}


def test_a_chain_written_from_its_end_builds_plans_and_runs(chain: ModuleType) -> None:
    backwards = ModuleType("chain")
    vars(backwards).update(reversed(list(vars(chain).items())))
    driver = hm.Driver(backwards)
    assert list(driver.graph)[:3] == ["f0", "f1", "f2"]
    assert driver.values(f"f{MANY}", inputs={"f0": 0}) == {f"f{MANY}": MANY}


def test_the_whole_chain_lies_upstream_and_downstream(chain: ModuleType) -> None:
    graph = hm.Graph(chain)
    assert len(graph.upstream(f"f{MANY}")) == MANY + 1
    assert len(graph.downstream("f0")) == MANY + 1


def test_an_override_in_the_middle_of_the_chain_runs_the_second_half_only(
    chain: ModuleType,
) -> None:
    driver = hm.Driver(chain)
    half = MANY // 2
    values = driver.values(f"f{MANY}", overrides={f"f{half}": 7})
    assert values == {f"f{MANY}": 7 + MANY - half}


def test_a_cycle_of_100_000_functions_is_found(chain: ModuleType) -> None:
    closed = ModuleType("chain")
    vars(closed).update(vars(chain))
    exec(f"def f0(f{MANY}: int) -> int: return 0", closed.__dict__)
    with pytest.raises(hm.GraphError, match=r"\AThe graph has a cycle: f0 → f1 → f2") as caught:
        hm.Graph(closed)
    assert len(str(caught.value)) < 10_000


def test_a_function_of_10_000_parameters_builds_plans_and_runs() -> None:
    width = 10_000
    module = ModuleType("wide")
    lines = [f"def f{n}(x: int) -> int: return x + {n}" for n in range(width)]
    lines.append(f"def total({', '.join(f'f{n}: int' for n in range(width))}) -> int:")
    lines.append(f"    return {' + '.join(['f0', f'f{width - 1}'])}")
    exec("\n".join(lines), module.__dict__)
    driver = hm.Driver(module)
    assert driver.values("total", inputs={"x": 1}) == {"total": width + 1}


def test_100_000_independent_outputs_are_computed_at_once() -> None:
    module = ModuleType("wide")
    for n in range(MANY):
        _function(f"f{n}", "x", module)
    names = [f"f{n}" for n in range(MANY)]
    values = hm.Driver(module).values(names, inputs={"x": 1})
    assert list(values) == names
    assert set(values.values()) == {2}


def test_a_family_of_100_000_nodes_of_one_function_is_joined_renamed_and_run() -> None:
    family = [
        node(_template, name=f"n{n + 1}", x=source(f"n{n}") if n else source("x"))
        for n in range(MANY)
    ]
    graph = hm.Graph(*family[::2]) | hm.Graph(*family[1::2])
    assert graph == hm.Graph(*family)
    renamed = graph.prefix("a").bind({"a.x": 0})
    assert hm.Driver(renamed).values(f"a.n{MANY}") == {f"a.n{MANY}": MANY}
    cut = graph.subgraph(outputs=f"n{MANY}", inputs=f"n{MANY // 2}")
    assert len(cut) == MANY // 2 + 1
    assert graph.check() == ()
