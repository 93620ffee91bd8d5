"""One module text, read by Apache Hamilton and by the door: twins, whose answers are compared.

A test writes a module as its users do, with ``from hamilton …`` imports. `both` makes two modules
of the text, the second with the roots of the imports replaced, and gives a `Pair` of drivers:

    pair = both(TEXT, config={"region": "uk"})
    pair.agree(["spend_per_signup"], inputs={...})       # names, tags, types, lineage and values
    pair.values(["spend_per_signup"], inputs={...})      # values alone; returns ours

Where the door has fewer nodes on purpose, ``only_theirs={"x_raw"}`` names those of the peer.
"""

from __future__ import annotations

import importlib
import itertools
import linecache
import math
import re
import sys
import textwrap
import warnings
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
from pandas.testing import assert_frame_equal, assert_index_equal, assert_series_equal
from polars.testing import assert_frame_equal as assert_polars_frame_equal
from polars.testing import assert_series_equal as assert_polars_series_equal

__all__ = ["DOOR", "Pair", "assert_same", "both", "theirs", "through_the_door", "twin_modules"]

DOOR = "hamiltonish.compat.hamilton"

_numbers = itertools.count()


def theirs(name: str) -> Any:
    """Import a module of Apache Hamilton, such as ``driver``; what it warns of is not ours."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return importlib.import_module(f"hamilton.{name}")


def ours(name: str) -> Any:
    """Import the module of the same name from the door."""
    return importlib.import_module(f"{DOOR}.{name}")


def through_the_door(text: str) -> str:
    """Replace the roots of a module's imports, as `hamiltonish migrate` does."""
    text = re.sub(r"(?m)^(\s*)from hamilton(?=[\s.])", rf"\1from {DOOR}", text)
    return re.sub(r"(?m)^(\s*)import hamilton(\.[\w.]+ as )", rf"\1import {DOOR}\2", text)


def twin_modules(text: str, name: str = "features") -> tuple[ModuleType, ModuleType]:
    """Make two modules of one text, both importable: for the peer, and for the door.

    Their names differ at the end only, ``features_3_theirs`` and ``features_3_ours``.
    """
    stem = f"{name}_{next(_numbers)}"
    source = textwrap.dedent(text).lstrip("\n")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        first = _module(f"{stem}_theirs", source)
    return first, _module(f"{stem}_ours", through_the_door(source))


def _module(name: str, source: str) -> ModuleType:
    file = f"/project/{name}.py"
    linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    module = ModuleType(name)
    module.__file__ = file
    sys.modules[name] = module  # the peer asks where a function was defined
    exec(compile(source, file, "exec", dont_inherit=True), module.__dict__)
    return module


@dataclass
class Pair:
    """Two drivers of one module text.

    Attributes:
        theirs: The peer's driver.
        ours: The door's.
        only_theirs: Nodes that the peer makes and the door, on purpose, does not.
        modules: The pairs of modules.
    """

    theirs: Any
    ours: Any
    only_theirs: frozenset[str] = frozenset()
    modules: Sequence[tuple[ModuleType, ModuleType]] = field(default=())

    def agree(
        self,
        outputs: Sequence[Any],
        *,
        inputs: Mapping[str, Any] | None = None,
        overrides: Mapping[str, Any] | None = None,
    ) -> Any:
        """Compare everything that can be asked; return our values."""
        self.names()
        self.records()
        self.lineage()
        return self.values(outputs, inputs=inputs, overrides=overrides)

    def values(
        self,
        outputs: Sequence[Any],
        *,
        inputs: Mapping[str, Any] | None = None,
        overrides: Mapping[str, Any] | None = None,
    ) -> Any:
        """Run both, compare the results, and return ours."""
        options = {"inputs": inputs, "overrides": overrides}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            expected = self.theirs.execute(list(outputs), **options)
        result = self.ours.execute(list(outputs), **options)
        assert_same(result, expected)
        return result

    def names(self) -> set[str]:
        """Compare the names of all nodes; return ours."""
        own = self.ours.list_available_variables()
        found, expected = _names(own), _names(self.theirs.list_available_variables())
        assert len(own) == len(found), "a node is listed twice"
        assert found == expected - self.only_theirs
        return found

    def records(self) -> None:
        """Compare what is known of each node: tags, type, documentation, what it needs."""
        expected = {record.name: record for record in self.theirs.list_available_variables()}
        for record in self.ours.list_available_variables():
            other = expected[record.name]
            assert self._tags(record) == self._tags(other), record.name
            assert record.is_external_input == other.is_external_input, record.name
            if not record.is_external_input:
                assert _type_text(record.type) == _type_text(other.type), record.name
                assert (record.documentation or "").split() == (other.documentation or "").split()
            if not {*other.required_dependencies, *other.optional_dependencies} & self.only_theirs:
                assert record.required_dependencies == other.required_dependencies, record.name
                assert record.optional_dependencies == other.optional_dependencies, record.name

    def _tags(self, record: Any) -> dict[str, Any]:
        """Take a record's tags, with the module's name as both twins have it.

        Tags of the peer's own, ``hamilton.…``, are for its pictures and checks.
        """
        tags = {n: value for n, value in record.tags.items() if not n.startswith("hamilton.")}
        for first, second in self.modules:
            if tags.get("module") in (first.__name__, second.__name__):
                tags["module"] = first.__name__
        return tags

    def lineage(self, names: Collection[str] | None = None) -> None:
        """Compare what is upstream and downstream of each node, and between each two of some."""
        names = sorted(self.names() if names is None else names)
        for name in names:
            for question in ("what_is_upstream_of", "what_is_downstream_of"):
                self._same_answer(question, name)
        for start, end in itertools.islice(itertools.permutations(names, 2), 60):
            self._same_answer("what_is_the_path_between", start, end)

    def _same_answer(self, question: str, *names: str) -> None:
        found = _names(getattr(self.ours, question)(*names))
        expected = _names(getattr(self.theirs, question)(*names))
        assert found == expected - self.only_theirs, f"{question}{names}"


def both(
    *texts: str,
    config: Mapping[str, Any] | None = None,
    adapters: Sequence[str] = (),
    only_theirs: Collection[str] = (),
    module_overrides: bool = False,
    pandas: bool = False,
) -> Pair:
    """Make a driver of each library over the same module texts.

    Args:
        texts: The modules, as written for the peer.
        config: The config of both.
        adapters: Expressions of adapters, such as ``"base.DictResult()"``, in which ``base``,
            ``lifecycle`` and ``h_polars`` are each library's own, and ``own`` is the first module.
        only_theirs: Nodes that the peer makes and the door, on purpose, does not.
        module_overrides: Whether later modules may replace nodes of earlier ones.
        pandas: Whether to use `Driver` itself, which gives a pandas frame, not `Builder`.
    """
    modules = [twin_modules(text) for text in texts]
    drivers = []
    for index, library in enumerate((theirs, ours)):
        own = [pair[index] for pair in modules]
        made = list(_adapters(library, adapters, own[0]))
        with warnings.catch_warnings():
            if library is theirs:
                warnings.simplefilter("ignore")
            if pandas:
                drivers.append(
                    library("driver").Driver(
                        dict(config or {}),
                        *own,
                        adapter=made or None,
                        allow_module_overrides=module_overrides,
                    )
                )
                continue
            builder = library("driver").Builder().with_modules(*own).with_config(dict(config or {}))
            if module_overrides:
                builder = builder.allow_module_overrides()
            drivers.append(builder.with_adapters(*made).build())
    return Pair(*drivers, only_theirs=frozenset(only_theirs), modules=modules)


def _adapters(library: Any, expressions: Sequence[str], own: ModuleType) -> Iterator[Any]:
    for expression in expressions:
        names = {"base": library("base"), "lifecycle": library("lifecycle"), "own": own}
        if "h_polars" in expression:
            names["h_polars"] = library("plugins.h_polars")
            names["h_polars_lazyframe"] = library("plugins.h_polars_lazyframe")
        yield eval(expression, names)


def _type_text(annotation: Any) -> str:
    """Write a type so that a class which each twin has of its own reads the same."""
    text = annotation.__qualname__ if type(annotation) is type else str(annotation)
    return re.sub(r"_\d+_(ours|theirs)\b", "", text)


def _names(records: Any) -> set[str]:
    return {record.name for record in records}


def assert_same(found: Any, expected: Any) -> None:
    """Compare two results: frames and Series of any library, arrays, dicts, lists, NaN."""
    assert type(found).__name__ == type(expected).__name__, f"{found!r} is not {expected!r}"
    if isinstance(expected, pd.DataFrame):
        assert_frame_equal(found, expected)
    elif isinstance(expected, pd.Series):
        assert_series_equal(found, expected)
    elif isinstance(expected, pd.Index):
        assert_index_equal(found, expected)
    elif isinstance(expected, pl.LazyFrame):
        assert_polars_frame_equal(found.collect(), expected.collect())
    elif isinstance(expected, pl.DataFrame):
        assert_polars_frame_equal(found, expected)
    elif isinstance(expected, pl.Series):
        assert_polars_series_equal(found, expected)
    elif isinstance(expected, pl.Expr):
        assert found.meta.eq(expected)
    elif isinstance(expected, np.ndarray):
        np.testing.assert_array_equal(found, expected)
    elif isinstance(expected, Mapping):
        assert list(found) == list(expected)
        for key, value in expected.items():
            assert_same(found[key], value)
    elif isinstance(expected, (list, tuple)):
        assert len(found) == len(expected)
        for one, other in zip(found, expected, strict=True):
            assert_same(one, other)
    elif isinstance(expected, float) and math.isnan(expected):
        assert math.isnan(found)
    elif type(found) is not type(expected):  # a class of the module, which each twin has
        assert_same(vars(found), vars(expected))
    else:
        assert found == expected
