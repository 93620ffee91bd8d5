"""Random graphs as modules: what hypothesis draws is the source of functions, as users write them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from hypothesis import strategies as st

from tests.modules import module_of

__all__ = [
    "RandomGraph",
    "expression_graphs",
    "mutating_graphs",
    "pandas_graphs",
    "polars_graphs",
    "portable_graphs",
    "requests",
    "scalar_graphs",
]

PRIME = 1_009

_HEADER = """
from collections import Counter

import narwhals as nw
import pandas as pd
import polars as pl

calls = Counter()
"""


@dataclass(frozen=True)
class RandomGraph:
    """A module of random functions, and what is true of it by construction.

    Attributes:
        module: The functions; each counts its calls in `module.calls`.
        parameters: For each function, in an order in which they can be run, what it reads.
        inputs: The names that no function computes and that have no default.
        defaults: The names that no function computes and that have a default.
        types: The return type of each function, as written.
    """

    module: ModuleType
    parameters: Mapping[str, tuple[str, ...]]
    inputs: tuple[str, ...]
    defaults: Mapping[str, int]
    types: Mapping[str, str]

    def __repr__(self) -> str:
        return f"RandomGraph of {self.module.__file__}:\n{source_of(self.module)}"

    @property
    def functions(self) -> tuple[str, ...]:
        """The names of the functions, in an order in which they can be run."""
        return tuple(self.parameters)

    def upstream(self, names: Any, without: Any = ()) -> set[str]:
        """Find all that names need, themselves included, and nothing above `without`."""
        found: set[str] = set()
        pending = list(names)
        while pending:
            name = pending.pop()
            if name not in found:
                found.add(name)
                if name not in without:
                    pending.extend(self.parameters.get(name, ()))
        return found

    def by_hand(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Call every function that is not given, one after another."""
        known = {**self.defaults, **values}
        for name, parameters in self.parameters.items():
            if name not in known:
                known[name] = getattr(self.module, name)(*(known[p] for p in parameters))
        return known


def source_of(module: ModuleType) -> str:
    """Find the source of a random module, for the report of a failure."""
    import linecache

    return "".join(linecache.getlines(str(module.__file__)))


@st.composite
def _tables(draw: st.DrawFn, *, most: int = 10) -> dict[str, tuple[str, ...]]:
    """Draw what each function reads: inputs, and functions drawn before it."""
    inputs = [f"i{n}" for n in range(draw(st.integers(1, 4)))]
    table: dict[str, tuple[str, ...]] = {}
    for n in range(draw(st.integers(1, most))):
        known = [*inputs, *table]
        taken = draw(st.lists(st.sampled_from(known), min_size=1, max_size=4, unique=True))
        table[f"f{n}"] = tuple(taken)
    return table


def _written(draw: st.DrawFn, definitions: Mapping[str, str]) -> ModuleType:
    """Write definitions in any order: functions may stand above those that they read."""
    order = draw(st.permutations(list(definitions)))
    return module_of("\n\n".join([_HEADER, *(definitions[name] for name in order)]))


def _inputs_of(table: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    read = dict.fromkeys(name for needed in table.values() for name in needed)
    return tuple(sorted(name for name in read if name not in table))


@st.composite
def scalar_graphs(draw: st.DrawFn, *, most: int = 10, counted: bool = True) -> RandomGraph:
    """Draw functions of whole numbers, some with parameters that have defaults.

    Args:
        draw: Draws.
        most: How many there are at most.
        counted: Whether they count their calls; those that do not can be lifted.
    """
    table = draw(_tables(most=most))
    optional = draw(st.dictionaries(st.sampled_from(["o0", "o1", "o2"]), st.integers(-9, 9)))
    parameters: dict[str, tuple[str, ...]] = {}
    definitions: dict[str, str] = {}
    for n, (name, needed) in enumerate(table.items()):
        extra = (
            tuple(draw(st.lists(st.sampled_from(sorted(optional)), unique=True)))
            if optional
            else ()
        )
        parameters[name] = (*needed, *extra)
        signature = [f"{p}: int" for p in needed] + [f"{p}: int = {optional[p]}" for p in extra]
        terms = " + ".join(f"{k} * {p}" for k, p in enumerate(parameters[name], 2))
        count = f"    calls[{name!r}] += 1\n" if counted else ""
        definitions[name] = (
            f"def {name}({', '.join(signature)}) -> int:\n{count}"
            f"    return ({n} + {terms}) % {PRIME}"
        )
    module = _written(draw, definitions)
    used = {p: optional[p] for needed in parameters.values() for p in needed if p in optional}
    return RandomGraph(
        module, parameters, _inputs_of(table), used, dict.fromkeys(parameters, "int")
    )


@st.composite
def requests(draw: st.DrawFn, graph: RandomGraph) -> tuple[list[str], dict[str, int]]:
    """Draw outputs of a graph, and overrides of some of its functions."""
    names = st.sampled_from(graph.functions)
    outputs = draw(st.lists(names, min_size=1, unique=True))
    overridden = draw(st.lists(names, max_size=2, unique=True))
    return outputs, {name: draw(st.integers(0, PRIME - 1)) for name in overridden}


_EXPRESSION_TAILS = ["", ".cum_sum()", ".shift(1, fill_value=0)", ".reverse()", ".max()"]
_SERIES_TAILS = ["", ".cum_sum()", ".shift(1, fill_value=0)", ".reverse()"]


def _column_function(
    draw: st.DrawFn, name: str, needed: tuple[str, ...], kind: str, tails: list[str]
) -> str:
    terms = " + ".join(f"{k} * {p}" for k, p in enumerate(needed, 2))
    tail = draw(st.sampled_from(tails))
    return (
        f"def {name}({', '.join(f'{p}: {kind}' for p in needed)}) -> {kind}:\n"
        f"    calls[{name!r}] += 1\n"
        f"    return (({terms}) % {PRIME}){tail}"
    )


@st.composite
def expression_graphs(draw: st.DrawFn, *, most: int = 10) -> RandomGraph:
    """Draw functions of Polars expressions."""
    table = draw(_tables(most=most))
    definitions = {
        name: _column_function(draw, name, needed, "pl.Expr", _EXPRESSION_TAILS)
        for name, needed in table.items()
    }
    module = _written(draw, definitions)
    return RandomGraph(module, table, _inputs_of(table), {}, dict.fromkeys(table, "pl.Expr"))


_PORTABLE_TAILS = [
    "{x}",
    "({x}).abs() + 1",
    "({x}).fill_null(0)",
    "({x}).is_null().cast(nw.Float64) + 1",
    "nw.when(({x}) > 500).then(1_000 - ({x})).otherwise({p})",
    "nw.coalesce({x}, {p})",
    "({x}) - {p}.sum()",
    "{p}.max().over('key') - ({x})",
    "{p}.rank('dense').over('key').cast(nw.Float64)",
    "({x}) - {p}.shift(1).over(order_by='row')",
    "{p}.cum_sum().over('key', order_by='row')",
]
"""What a portable function does with the sum `x` of what it reads, of which `p` is one.

All are of whole numbers, so that no engine's way of adding up floats shows. Not all have `%`.
"""


@st.composite
def portable_graphs(draw: st.DrawFn, *, most: int = 8, windows: bool = True) -> RandomGraph:
    """Draw functions of portable expressions; the frame has a `row` and a `key` beside the inputs.

    Args:
        draw: What draws.
        most: How many functions there are at most.
        windows: Whether some look at other rows, by groups or in order.
    """
    table = draw(_tables(most=most))
    tails = _PORTABLE_TAILS if windows else _PORTABLE_TAILS[:7]
    parameters: dict[str, tuple[str, ...]] = {}
    definitions: dict[str, str] = {}
    for name, needed in table.items():
        tail = draw(st.sampled_from(tails))
        keys = tuple(key for key in ("key", "row") if f"'{key}'" in tail)
        parameters[name] = (*needed, *keys)
        terms = " + ".join(f"{k} * {p}" for k, p in enumerate(needed, 2))
        bounded = f"({terms}).clip(-{PRIME}, {PRIME})"
        body = tail.format(x=bounded, p=draw(st.sampled_from(needed)))
        definitions[name] = (
            f"def {name}({', '.join(f'{p}: nw.Expr' for p in parameters[name])}) -> nw.Expr:\n"
            f"    calls[{name!r}] += 1\n"
            f"    return {body}"
        )
    module = _written(draw, definitions)
    return RandomGraph(
        module, parameters, _inputs_of(table), {}, dict.fromkeys(parameters, "nw.Expr")
    )


@st.composite
def polars_graphs(draw: st.DrawFn, *, most: int = 10) -> RandomGraph:
    """Draw functions of Polars expressions and functions of Polars Series, mixed."""
    table = draw(_tables(most=most))
    types: dict[str, str] = {}
    definitions: dict[str, str] = {}
    for name, needed in table.items():
        types[name] = draw(st.sampled_from(["pl.Expr", "pl.Series"]))
        tails = _EXPRESSION_TAILS if types[name] == "pl.Expr" else _SERIES_TAILS
        definitions[name] = _column_function(draw, name, needed, types[name], tails)
    return RandomGraph(_written(draw, definitions), table, _inputs_of(table), {}, types)


@st.composite
def pandas_graphs(draw: st.DrawFn, *, most: int = 10) -> RandomGraph:
    """Draw functions of pandas Series, and plain values made of them."""
    table = draw(_tables(most=most))
    types: dict[str, str] = {}
    definitions: dict[str, str] = {}
    for name, needed in table.items():
        series = any(p not in types or types[p] == "pd.Series" for p in needed)
        types[name] = draw(st.sampled_from(["pd.Series", "int"])) if series else "int"
        signature = ", ".join(f"{p}: {types.get(p, 'pd.Series')}" for p in needed)
        terms = " + ".join(f"{k} * {p}" for k, p in enumerate(needed, 2))
        value = f"({terms}) % {PRIME}"
        if types[name] == "int" and series:
            value = f"int(({value}).sum()) % {PRIME}"
        elif types[name] == "pd.Series":
            value = (
                f"({value}){draw(st.sampled_from(['', '.cumsum()', '.shift(1, fill_value=0)']))}"
            )
        definitions[name] = (
            f"def {name}({signature}) -> {types[name]}:\n"
            f"    calls[{name!r}] += 1\n"
            f"    return {value}"
        )
    return RandomGraph(_written(draw, definitions), table, _inputs_of(table), {}, types)


_IN_PLACE = {
    "pd.Series": [
        "{p}.iloc[:1] = 7",
        "{p} += 1",
        "{p}.loc[{p} > 500] = 0",
        "{p}.mask({p} % 2 == 0, 5, inplace=True)",
        "{p}.name = 'changed'",
        "{p}.index.name = 'changed'",
        "{p}.attrs['changed'] = True",
    ],
    "pl.Series": ["{p}.scatter([0] if len({p}) else [], 7)", "{p}[{p} > 500] = 0", "{p} += 1"],
}
_RETURNED = {
    "pd.Series": ["{p}", "{p}[:]", "{p}.rename('other')", "({terms}) % 1009"],
    "pl.Series": ["{p}", "{p}[:]", "{p}.alias('other')", "({terms}) % 1009"],
}


@st.composite
def mutating_graphs(draw: st.DrawFn, kind: str, *, most: int = 8) -> RandomGraph:
    """Draw functions of Series that change their arguments in place, and may return one.

    Args:
        draw: What hypothesis gives.
        kind: ``pd.Series`` or ``pl.Series``.
        most: The number of functions, at most.
    """
    table = draw(_tables(most=most))
    definitions: dict[str, str] = {}
    for name, needed in table.items():
        changes = st.tuples(st.sampled_from(_IN_PLACE[kind]), st.sampled_from(needed))
        lines = [change.format(p=p) for change, p in draw(st.lists(changes, max_size=4))]
        terms = " + ".join(f"{k} * {p}" for k, p in enumerate(needed, 2))
        returned = draw(st.sampled_from(_RETURNED[kind]))
        lines.append("return " + returned.format(p=draw(st.sampled_from(needed)), terms=terms))
        definitions[name] = "\n    ".join(
            [f"def {name}({', '.join(f'{p}: {kind}' for p in needed)}) -> {kind}:", *lines]
        )
    module = _written(draw, definitions)
    return RandomGraph(module, table, _inputs_of(table), {}, dict.fromkeys(table, kind))
