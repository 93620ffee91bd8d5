"""Every decorator, alone and with every other: the peer is the oracle, and differences are stated."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import Any

import pytest

import hamiltonish as hm
from hamiltonish.errors import HamiltonishError
from tests.compat.decorated_modules import MODULES
from tests.compat.decorator_cases import BETTER, CASES, INPUTS, STATED, Better, Stated, module_text
from tests.compat.oracle import Difference, by_ours, by_theirs, differences
from tests.compat.twins import assert_same


def _outcome(*names: str) -> tuple[Any, Any]:
    """Build the module of some decorators with both libraries."""
    cases = [CASES[name] for name in names]
    config = {key: value for case in cases for key, value in case.config.items()}
    text = module_text(*cases)
    return by_theirs(text, config), by_ours(text, config)


def _is_stated(difference: Difference, stated: Stated, names: tuple[str, ...]) -> bool:
    return (
        difference.what == stated.what
        and any(name.startswith(stated.given) for name in names)
        and all(
            re.fullmatch(pattern, fact, re.DOTALL)
            for pattern, fact in zip(stated[1:4], difference[1:4], strict=True)
        )
    )


def _complaints(*names: str) -> Iterator[str]:
    """Yield what is neither the same in both libraries nor stated."""
    title = " over ".join(names)
    first, second = _outcome(*names)
    if isinstance(second, Exception):
        if not isinstance(second, HamiltonishError | TypeError):
            yield f"{title}: refused with {type(second).__name__}: {second}"
        elif not isinstance(first, Exception):
            yield f"{title}: only the peer builds it; here: {second}"
        return
    if isinstance(first, Exception):
        if not any(re.search(better.theirs, str(first)) for better in BETTER):
            yield f"{title}: only the door builds it; the peer: {first}"
        second.execute([r.name for r in second.list_available_variables()], inputs=INPUTS)
        return
    for difference in differences(first, second, INPUTS):
        if not any(_is_stated(difference, stated, names) for stated in STATED):
            yield f"{title}: {difference}"


@pytest.mark.parametrize("name", CASES)
def test_a_decorator_means_what_it_means_to_the_peer(name: str) -> None:
    assert list(_complaints(name)) == []


@pytest.mark.parametrize("outer", CASES)
def test_pairs_of_decorators_mean_what_they_mean_to_the_peer(outer: str) -> None:
    complaints = (_complaints(outer, inner) for inner in CASES)
    assert list(itertools.chain.from_iterable(complaints)) == []


@pytest.mark.parametrize("name", MODULES)
def test_a_module_of_decorated_functions_means_what_it_means_to_the_peer(name: str) -> None:
    text, config, inputs = MODULES[name]
    first, second = by_theirs(text, config), by_ours(text, config)
    found = differences(first, second, inputs)
    unstated = (o for o in found if not any(_is_stated(o, s, (name,)) for s in STATED))
    assert list(unstated) == []


@pytest.mark.parametrize("name", [name for name in MODULES if "Polars" not in name])
def test_a_driver_of_the_core_computes_the_same_from_such_a_module(name: str) -> None:
    text, config, inputs = MODULES[name]
    door = by_ours(text, config)
    config = {key: value for key, value in config.items() if not key.startswith("hamilton.")}
    driver = hm.Driver(*door.graph_modules, config=config)
    names = [node.name for node in driver.graph.values() if not node.is_input]
    given = {name: value for name, value in inputs.items() if name in driver.graph}
    assert_same(driver.values(names, inputs=given), door.execute(names, inputs=inputs))


@pytest.mark.parametrize("stated", STATED, ids=lambda stated: stated.reason)
def test_each_stated_difference_is_there(stated: Stated) -> None:
    first, second = _outcome(*stated.example)
    found = differences(first, second, INPUTS)
    assert any(_is_stated(one, stated, stated.example) for one in found)


@pytest.mark.parametrize("better", BETTER, ids=lambda better: better.reason)
def test_what_only_the_door_builds_is_refused_by_the_peer_as_stated(better: Better) -> None:
    first, second = _outcome(*better.example)
    assert re.search(better.theirs, str(first))
    assert not isinstance(second, Exception)
