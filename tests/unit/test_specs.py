"""What a spec of one's own may say: that it leaves a function out, names a variant, comes last."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

import pytest

import hamiltonish as hm
from hamiltonish.bindings import Value
from hamiltonish.errors import ModifierError
from hamiltonish.modifiers import extract_fields, group, inject, source
from hamiltonish.modifiers.config import Comparison, When
from hamiltonish.modifiers.families import Inject
from hamiltonish.modifiers.made import Made
from hamiltonish.modifiers.spec import Build, Spec, Stage, mark, remark, specs_of
from hamiltonish.node import replaced


@dataclass(frozen=True, slots=True)
class _Said(Spec):
    """Notes on each node how many there are."""

    stage: ClassVar[Stage] = Stage.LAST

    def rewrite(self, made: Made, build: Build) -> Made:
        count = len(list(made))
        tagged = (replaced(node, tags={"of": count}) for node in made.own)
        return made.of(tagged)

    def __str__(self) -> str:
        return "said"


@dataclass(frozen=True, slots=True)
class _Out(_Said):
    leaves_out: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class _Lenient(Inject):
    checks_values: ClassVar[bool] = False


@dataclass(frozen=True, slots=True)
class _Suffixed(When):
    def node_name(self, name: str) -> str:
        return name.removesuffix("_v2")


def _f(x: int) -> dict[str, int]:
    return {"a": x}


def _copy(function: Callable[..., Any]) -> Any:
    def _f(x: int) -> dict[str, int]:
        return {"a": x}

    return remark(_f, specs_of(function))


def test_a_spec_of_the_last_stage_sees_all_nodes_wherever_the_decorator_stands() -> None:
    function = extract_fields("a")(mark(_copy(_f), _Said()))
    assert hm.Graph(function)["_f"].tags == {"of": 2}


def test_a_function_that_is_left_out_needs_no_annotations() -> None:
    def helper(x):  # type: ignore[no-untyped-def]
        return x

    mark(helper, _Out())

    def f(x: int) -> int:
        return helper(x)  # type: ignore[no-any-return]

    graph = hm.Graph(helper, f)
    assert list(graph) == ["x", "f"]
    assert graph.why_not("helper") == "`helper` is no node: it has `@said`"


def test_a_spec_may_bind_values_that_the_annotation_does_not_foresee() -> None:
    bindings = (("x", Value("1")),)
    with pytest.raises(ModifierError, match="where `int` is taken"):
        hm.Graph(mark(_copy(_f), Inject(bindings)))
    driver = hm.Driver(mark(_copy(_f), _Lenient(bindings)))
    assert driver.values("_f") == {"_f": {"a": "1"}}


def test_a_condition_may_name_the_node_in_its_own_way() -> None:
    def f_v2(x: int) -> int:
        return x

    mark(f_v2, _Suffixed(Comparison.IS, (("new", (True,)),)))
    assert list(hm.Graph(f_v2, config={"new": True})) == ["x", "f"]


def test_specs_can_be_hung_anew() -> None:
    function = mark(_copy(_f), _Said())
    assert remark(function, ()) is function
    assert specs_of(function) == ()


def test_a_group_binds_a_parameter_that_may_be_none_too() -> None:
    @inject(parts=group(source("a"), source("b")))
    def total(parts: list[int] | None) -> int:
        return sum(parts or [])

    assert hm.Driver(total).values("total", inputs={"a": 1, "b": 2}) == {"total": 3}
