"""What each node needs by itself, of the rows of its frame, and what `freeze` can do about it."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from hamiltonish.annotations import Kind, form_of
from hamiltonish.errors.text import listed
from hamiltonish.frames import engine_of, expression_engine_of
from hamiltonish.graph import Graph
from hamiltonish.node import Node, Parameter
from hamiltonish.plan.operations import calling
from hamiltonish.reach.kinds import Cause, Reach
from hamiltonish.reach.probing import has_other_rows, tried
from hamiltonish.reach.splitting import Split, columns_in, split_of
from hamiltonish.rows import is_row_function

__all__ = ["Fix", "Need", "needs_of", "split_node"]

Values = Callable[[list[str]], Mapping[str, Any]]
"""Computes nodes on the sample, as `Driver.values` does."""


class Fix(enum.Enum):
    """What `freeze` does with a node."""

    KEEP = "keep"
    """Nothing: it is computed from its row."""

    WHOLE = "whole"
    """Its result is fixed: a value, or a frame or Series that is a table of statistics."""

    COLUMN = "column"
    """It is a column of one value, or of one for each key, which is fixed."""

    PARTS = "parts"
    """The statistics in its expression are fixed, and the rest is computed from its row."""

    REFUSE = "refuse"
    """It cannot be fixed."""


@dataclass(frozen=True, slots=True, eq=False)
class Need:
    """What a node needs by itself, whatever the nodes above it need.

    Attributes:
        node: The node.
        reach: Which rows.
        construct: What needs them, in words.
        fix: What `freeze` does about it.
        hint: The way out, if that is nothing.
        split: Its expression, parted, if it has one.
        keys: The parameters of a function on data that are its keys, if it was told so.
        values: The values that its expression was made with.
        is_known: Whether it was looked into, which may take a sample.
    """

    node: Node
    reach: Reach = Reach.ROW
    construct: str = ""
    fix: Fix = Fix.KEEP
    hint: str = ""
    split: Split | None = None
    keys: tuple[str, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)
    is_known: bool = True

    @property
    def cause(self) -> Cause:
        """Say this to those who ask."""
        is_fixed = self.fix is not Fix.REFUSE
        reason = self.construct
        return Cause(self.node.name, self.node.place, self.reach, reason, is_fixed, self.hint)


def needs_of(
    graph: Graph, outputs: Iterable[str], given: Mapping[str, Any] | None, values: Values | None
) -> dict[str, Need]:
    """Find what each node above some outputs needs by itself.

    Args:
        graph: The graph.
        outputs: The names of the outputs.
        given: The inputs, a frame by itself under an empty name or any other; None if there are
            none, and inputs are what their readers ask for.
        values: Computes nodes on them; None if nothing may run.

    Returns:
        For each node that is computed from rows, in order, what it needs.
    """
    above = graph.upstream(*[name for name in outputs if name in graph])
    nodes = [graph[name] for name in above]
    survey = _Survey(graph, given, values)
    survey.giving.update(node.frame for node in nodes if node.frame)
    for node in nodes:
        survey.learn(node)
    survey.compute(nodes)
    return {n.name: survey.need(n) for n in nodes if n.name in survey.live and not n.is_input}


_SAMPLE = "give a sample: `inputs=frame`."
_SPLIT = (
    "part it in two: a function that gives the value or the table of groups, and one that uses it."
)
_TOLD = 'say so if each row stands alone: `@tag(reach="row")`.'


class _Survey:
    """One pass over nodes in topological order.

    Attributes:
        kinds: What each node is; a row function on columns is a column.
        live: The nodes that depend on rows.
        giving: The frames of which columns are taken.
    """

    def __init__(
        self, graph: Graph, given: Mapping[str, Any] | None, values: Values | None
    ) -> None:
        self.graph = graph
        self.given = given
        self.kinds: dict[str, Kind] = {}
        self.live: set[str] = set()
        self.giving: set[str] = set()
        self._values = values
        self._known: dict[str, Any] = dict(graph.config)
        self._asked_for = {  # by a function that takes it as a column
            p.name
            for node in graph.values()
            for p in node.parameters
            if form_of(p.type).kind is Kind.COLUMN
        }
        if given is None:
            self._ask_above()
        frames = [v for v in (given or {}).values() if form_of(type(v)).kind is Kind.FRAME]
        self._columns = {
            column
            for frame in frames
            for column in engine_of(form_of(type(frame)).library).column_names(frame)
        }

    def _ask_above(self) -> None:
        """Ask for columns for row functions, too, that give what others take as a column."""
        for node in reversed(tuple(self.graph.values())):
            if node.name in self._asked_for and not node.is_input and is_row_function(node):
                self._asked_for.update(p.name for p in node.parameters if not p.is_optional)

    # -- what each node is -------------------------------------------------------------------------

    def learn(self, node: Node) -> None:
        """Note what a node is, and whether it depends on rows."""
        name = node.name
        kind = self._kind(node)
        self.kinds[name] = kind
        if node.is_input:
            is_live = kind is not Kind.VALUE and name not in self.graph.config
        elif kind is Kind.FRAME:
            is_live = True
        else:
            is_live = any(one in self.live for one in _reads(node))
        if is_live:
            self.live.add(name)

    def _kind(self, node: Node) -> Kind:
        if node.frame:
            return Kind.COLUMN
        if node.is_input:
            if self.given is not None and node.name in self.given:
                return form_of(type(self.given[node.name])).kind
            if node.name in self._columns:
                return Kind.COLUMN
            if self.given is not None:
                return Kind.VALUE
            return Kind.COLUMN if node.name in self._asked_for else form_of(node.type).kind
        kind = form_of(node.type).kind
        if kind is Kind.VALUE and is_row_function(node):
            if any(self.kinds.get(name) is Kind.COLUMN for name in _reads(node)):
                return Kind.COLUMN
        return kind

    def compute(self, nodes: Sequence[Node]) -> None:
        """Compute what the questions need: values that feed expressions, and data to probe."""
        wanted: dict[str, None] = {}
        for node in nodes:
            form = form_of(node.type)
            if node.name not in self.live or node.function is None or _told(node):
                continue
            if form.kind is Kind.COLUMN:
                if not form.lazy:
                    wanted[node.name] = None
                for name in _reads(node):
                    if not form.lazy or self.kinds.get(name) is Kind.VALUE:
                        wanted[name] = None
        given = self.given or {}
        self._known.update((n, v) for n, v in given.items() if n in wanted)
        left = [n for n in wanted if n not in self._known and self._is_there(n)]
        if left and self._values is not None:
            self._known.update(self._values(left))

    def _is_there(self, name: str) -> bool:
        node = self.graph.nodes.get(name)
        return node is not None and (not node.is_input or name in self._columns)

    # -- what each node needs ----------------------------------------------------------------------

    def need(self, node: Node) -> Need:
        """Tell what a node needs by itself."""
        if node.frame or node.function is None:
            return Need(node)
        if (told := _told(node)) is not None:
            return self._told_need(node, told)
        kind, form = self.kinds[node.name], form_of(node.type)
        if kind is Kind.VALUE:
            read = [n for n in _reads(node) if n in self.live]
            of_rows = [n for n in read if self.kinds[n] is not Kind.VALUE]
            if not of_rows:
                return Need(node)
            return Need(node, Reach.TABLE, f"a value of {listed(of_rows)}", Fix.WHOLE)
        if kind is Kind.FRAME:
            return self._frame_need(node)
        if form.kind is Kind.VALUE:
            return Need(node)  # a row function
        return self._expression_need(node) if form.lazy else self._data_need(node)

    def _told_need(self, node: Node, told: Reach) -> Need:
        construct = f'told by `@tag(reach="{told.value}")`'
        if told is Reach.ROW:
            return Need(node)
        if node.name in self.giving:
            return Need(node, told, construct, Fix.REFUSE, _rows_hint(node.name))
        if told is Reach.WINDOW:
            return Need(node, told, construct, Fix.REFUSE, _window_hint(node.name))
        if self.kinds[node.name] is not Kind.COLUMN:
            return Need(node, told, construct, Fix.WHOLE)
        if told is Reach.TABLE:
            return Need(node, told, construct, Fix.COLUMN)
        over = node.tags.get("over", ())
        keys = (over,) if isinstance(over, str) else tuple(over or ())
        if not keys or not set(keys) <= set(_reads(node)):
            hint = 'name the parameters that are its keys: `@tag(reach="group", over="carrier")`.'
            return Need(node, told, construct, Fix.REFUSE, hint)
        return Need(node, told, f"told to be over {listed(keys)}", Fix.COLUMN, keys=keys)

    def _frame_need(self, node: Node) -> Need:
        if not any(n in self.live for n in _reads(node)):
            return Need(node)  # it brings rows
        if node.name in self.giving:
            construct = "a function of frames, of which columns are taken"
            return Need(node, Reach.TABLE, construct, Fix.REFUSE, _rows_hint(node.name))
        return Need(node, Reach.TABLE, "a function of frames", Fix.WHOLE)

    def _expression_need(self, node: Node) -> Need:
        unknown = [p.name for p in node.parameters if _is_unknown(p, self._known)]
        if unknown:
            construct = f"it takes `{unknown[0]}`, which is not known"
            return Need(node, Reach.TABLE, construct, Fix.REFUSE, _SAMPLE, is_known=False)
        try:
            split = split_node(node, self._known)
        except Exception as error:  # noqa: BLE001  # told as what it is; a run raises it again
            said = str(error).partition("\n")[0]
            construct = f"it raises {type(error).__name__}: {said}"
            return Need(node, Reach.TABLE, construct, Fix.REFUSE, "call it, as `execute` does.")
        if split.problem:
            is_window = split.reach is Reach.WINDOW
            hint = _window_hint(node.name) if is_window else f"{_SPLIT[:-1]}; or {_TOLD}"
            return Need(node, split.reach, f"`{split.problem}`", Fix.REFUSE, hint, split)
        if split.reach is Reach.ROW:
            return Need(node, split=split)
        named = {parameter.name for parameter in node.parameters}
        trees = [part for one in split.statistics for part in (one.tree, *one.keys)]
        if others := [n for n in columns_in(split.rest, *trees) if n not in named]:
            construct = f"{split.construct}, of `{others[0]}`, which is no parameter"
            hint = "make a parameter of each column that it reads."
            return Need(node, split.reach, construct, Fix.REFUSE, hint, split)
        values = {p.name: self._known[p.name] for p in node.parameters if p.name in self._known}
        if split.is_whole:
            reach, construct = split.reach, split.construct
            return Need(node, reach, construct, Fix.COLUMN, split=split, values=values)
        if form_of(node.type).library != "polars":
            construct = f"{split.construct}, in a larger expression"
            return Need(node, split.reach, construct, Fix.REFUSE, _SPLIT, split)
        return Need(node, split.reach, split.construct, Fix.PARTS, split=split, values=values)

    def _data_need(self, node: Node) -> Need:
        if node.name not in self._known:
            construct = "a function on data, into which nobody can look"
            hint = f"{_SAMPLE[:-1]}, or {_TOLD}"
            return Need(node, Reach.TABLE, construct, Fix.REFUSE, hint, is_known=False)
        given = {
            p.name: self._known.get(p.name, p.default)
            for p in node.parameters
            if p.name in self._known or p.is_optional
        }
        if has_other_rows(self._known[node.name], given):
            return Need(node, Reach.TABLE, "a table of other rows", Fix.WHOLE)
        trial = tried(calling(node), given)
        if trial.reach is Reach.ROW:
            return Need(node)
        hint = f'{_SPLIT[:-1]}; or tell its keys: `@tag(reach="group", over=…)`.'
        if trial.key:
            hint = f'say so, and it is fixed: `@tag(reach="group", over="{trial.key}")`.'
        if trial.reach is Reach.WINDOW:
            hint = _window_hint(node.name)
        return Need(node, trial.reach, trial.construct, Fix.REFUSE, hint)


def split_node(node: Node, known: Mapping[str, Any]) -> Split:
    """Part the expression that a function gives for columns of its parameters' names.

    Args:
        node: The node of the function.
        known: The values that it takes.
    """
    arguments: list[Any] = []
    for parameter in node.parameters:
        if _takes_expression(parameter):
            engine = expression_engine_of(form_of(parameter.type).library)
            arguments.append(engine.expression(parameter.name))
        else:
            arguments.append(known.get(parameter.name, parameter.default))
    return split_of(calling(node)(*arguments))


def _takes_expression(parameter: Parameter) -> bool:
    taken = form_of(parameter.type)
    return taken.kind is Kind.COLUMN and taken.lazy


def _is_unknown(parameter: Parameter, known: Mapping[str, Any]) -> bool:
    is_there = parameter.name in known or parameter.is_optional
    return not (_takes_expression(parameter) or is_there)


def _window_hint(name: str) -> str:
    return f'keep it as it is, computed on the rows that are given: `keep="{name}"`.'


def _rows_hint(name: str) -> str:
    return f'say that it runs on new rows too: `keep="{name}"`, or `@tag(reach="row")`.'


def _reads(node: Node) -> list[str]:
    return [parameter.name for parameter in node.parameters] or ([node.frame] if node.frame else [])


def _told(node: Node) -> Reach | None:
    """Read the tag that tells the reach of a node."""
    told = node.tags.get("reach")
    return next((one for one in Reach if one.value == told), None)
