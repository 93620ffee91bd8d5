"""Laws of errors: each pickles, copies, keeps its facts and its text."""

from __future__ import annotations

import copy
import inspect
import pickle
from typing import get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

import hamiltonish as hm
from hamiltonish import errors
from hamiltonish.errors import (
    CheckFailure,
    GraphErrors,
    HamiltonishError,
    MissingInput,
    NeedsMore,
    NotLifted,
)

words = st.text("abc_ (é.:)", min_size=1, max_size=8)
word_tuples = st.lists(words, max_size=4).map(tuple)
pairs = st.lists(st.tuples(words, words), max_size=3).map(tuple)
missing = st.builds(MissingInput, words, words, word_tuples, word_tuples, words)
counts = st.none() | st.integers(0, 9_999)
examples = st.lists(st.tuples(counts, words), max_size=5).map(tuple)
check_failures = st.builds(CheckFailure, words, words, words, words, counts, counts, examples)
not_lifted = st.builds(NotLifted, words, words, words)
by_type = {
    str: words,
    bool: st.booleans(),
    tuple[str, ...]: word_tuples,
    tuple[tuple[str, str], ...]: pairs,
    tuple[CheckFailure, ...]: st.lists(check_failures, min_size=1, max_size=4).map(tuple),
    tuple[NeedsMore, ...]: st.lists(
        st.builds(NeedsMore, words, words, words), min_size=1, max_size=20
    ).map(tuple),
    tuple[NotLifted, ...]: st.lists(not_lifted, min_size=1, max_size=3).map(tuple),
    tuple[MissingInput, ...]: st.lists(missing, max_size=30).map(tuple),
}


def every_class(root: type[HamiltonishError] = HamiltonishError) -> list[type[HamiltonishError]]:
    """List all classes of errors, the families among them included."""
    found = [root]
    for kind in root.__subclasses__():
        found.extend(every_class(kind))
    return list(dict.fromkeys(found))


concrete = [kind for kind in every_class() if kind is not GraphErrors]


@pytest.mark.parametrize("kind", concrete, ids=lambda kind: kind.__name__)
@given(data=st.data())
def test_every_error_pickles_and_keeps_its_text(
    kind: type[HamiltonishError], data: st.DataObject
) -> None:
    hints = get_type_hints(kind)
    facts = {n: data.draw(by_type[hints[n]], label=n) for n in _facts(kind)}
    if kind is errors.CycleError:  # its two facts go together
        places = data.draw(word_tuples.filter(bool))
        facts = {"cycle": (*places, places[0]), "places": places}
    error = kind(**facts)
    error.add_note("a note")
    for again in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert type(again) is kind
        assert str(again) == str(error)
        assert repr(again) == repr(error)
        assert again.__notes__ == ["a note"]
        assert {n: getattr(again, n) for n in facts} == facts


def _facts(kind: type) -> list[str]:
    named = [name for base in kind.__mro__ for name in vars(base).get("__annotations__", {})]
    return [name for name in dict.fromkeys(named) if not name.startswith("_")]


@pytest.mark.parametrize("kind", concrete, ids=lambda kind: kind.__name__)
def test_facts_given_by_position_and_by_name_are_the_same(kind: type[HamiltonishError]) -> None:
    hints = get_type_hints(kind)
    example = {
        str: "a",
        bool: True,
        tuple[str, ...]: ("b",),
        tuple[tuple[str, str], ...]: (("c", "d"),),
    }
    facts = {name: example.get(hints[name], ()) for name in _facts(kind)}
    assert str(kind(*facts.values())) == str(kind(**facts))


@pytest.mark.parametrize("kind", concrete, ids=lambda kind: kind.__name__)
def test_facts_too_many_or_too_few_are_a_type_error(kind: type[HamiltonishError]) -> None:
    count = len(_facts(kind))
    with pytest.raises(TypeError, match=kind.__name__):
        kind(*["x"] * (count + 1))
    with pytest.raises(TypeError, match=kind.__name__):
        kind(nonsense="x")


@given(failures=st.lists(check_failures, min_size=1, max_size=4).map(tuple))
def test_the_warning_of_checks_pickles_and_keeps_its_text(
    failures: tuple[CheckFailure, ...],
) -> None:
    warning = hm.CheckWarning(failures)
    for again in (pickle.loads(pickle.dumps(warning)), copy.copy(warning)):
        assert type(again) is hm.CheckWarning
        assert str(again) == str(warning)
        assert again.failures == failures


def test_several_problems_pickle_together() -> None:
    group = GraphErrors(
        [errors.CycleError(("a", "b", "a"), ("`a`", "`b`")), errors.NotAModuleError("x", "")]
    )
    again = pickle.loads(pickle.dumps(group))
    assert isinstance(again, GraphErrors)
    assert str(again) == str(group)
    assert [type(one) for one in again.exceptions] == [type(one) for one in group.exceptions]


def test_several_problems_are_a_graph_error_and_can_be_taken_apart() -> None:
    group = GraphErrors([errors.CycleError(("a", "a"), ("`a`",)), errors.NotAModuleError("x", "")])
    assert isinstance(group, hm.GraphError)
    assert isinstance(group, ValueError)
    matched, rest = group.split(errors.CycleError)
    assert isinstance(matched, GraphErrors)
    assert isinstance(rest, GraphErrors)
    assert str(matched).startswith("The graph has 1 problem.\n")


@pytest.mark.parametrize(
    ("family", "builtin"),
    [
        (hm.GraphError, ValueError),
        (hm.RequestError, ValueError),
        (hm.FrameError, ValueError),
        (hm.CheckError, ValueError),
        (hm.MissingDependencyError, ImportError),
        (errors.UnknownNodeError, KeyError),
        (errors.UnknownOverrideError, KeyError),
        (errors.InputTypeError, TypeError),
        (errors.ResultTypeError, TypeError),
    ],
)
def test_every_family_is_also_the_builtin_that_one_would_catch(
    family: type[Exception], builtin: type[Exception]
) -> None:
    assert issubclass(family, builtin)
    assert issubclass(family, HamiltonishError)


def test_every_error_is_of_one_family_is_exported_and_says_what_it_means() -> None:
    families = (
        hm.GraphError,
        hm.RequestError,
        hm.FrameError,
        hm.CheckError,
        hm.MissingDependencyError,
    )
    for kind in every_class():
        assert getattr(errors, kind.__name__) is kind
        assert inspect.getdoc(kind)
        if kind is not HamiltonishError:
            assert sum(issubclass(kind, family) for family in families) == 1
            assert kind.__name__.endswith(("Error", "Errors"))
