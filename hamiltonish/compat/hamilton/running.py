"""Running a graph as the peer does: each function is called with what others returned, as it is.

All types are taken off the nodes before a plan is made, so that to the core every result is a
plain value: nothing is collected, aligned, checked or broadcast on the way. Plan, slots, drops
after the last use, and notes on errors are the core's.
"""

from __future__ import annotations

import warnings
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from hamiltonish.annotations import VALUE_FORM, type_text
from hamiltonish.compat.hamilton.lifecycle.adapters import Adapters
from hamiltonish.errors import ConfigInputError, InputTypeError, MissingInputsError
from hamiltonish.execute import execute
from hamiltonish.graph import Graph
from hamiltonish.node import Node, Parameter
from hamiltonish.plan import Plan, plan_of
from hamiltonish.plan.operations import calling
from hamiltonish.plan.request import Given, Request
from hamiltonish.plan.sources import sources_of
from hamiltonish.topology import Table, reachable

__all__ = ["Runner", "depth_first"]

_PLANS_KEPT: Final = 256

_SOMETHING: Final = Given(object, VALUE_FORM)
"""Any value: a plan of plain values serves all of them."""


class Runner:
    """Computes nodes of a graph, each result a plain value.

    Args:
        graph: The graph.
        adapters: What goes around the calls, and which inputs may pass.
    """

    __slots__ = ("_adapters", "_graph", "_plain", "_plans")

    def __init__(self, graph: Graph, adapters: Adapters) -> None:
        nodes = {name: _as_value(node, adapters) for name, node in graph.nodes.items()}
        self._graph = graph
        self._plain = Graph._of(replace(graph._assembly, nodes=nodes, config={}))
        self._adapters = adapters
        self._plans: dict[object, Plan] = {}

    def values(
        self, names: Sequence[str], inputs: Mapping[str, Any], overrides: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Compute nodes; a name of no node that is given is given back.

        Args:
            names: What is asked for.
            inputs: Values of inputs; those that the graph has not are left aside.
            overrides: Results given instead of computed; those of no node are left aside.

        Raises:
            RequestError: If something is not there, or has a wrong type.
            Exception: Whatever a function raises, with a note.
        """
        computed = self._known(names, inputs)
        if not computed:
            return {name: inputs[name] for name in names}
        given, replaced = self._given(inputs, overrides)
        plan = self._checked_plan(computed, given, replaced)
        slots = execute(plan, given, replaced, self._adapters.hooks)
        values = {name: slots[slot] for name, slot in plan.results.items()}
        return {name: values[name] if name in values else inputs[name] for name in names}

    def check(
        self, names: Sequence[str], inputs: Mapping[str, Any], overrides: Mapping[str, Any]
    ) -> None:
        """Do what `values` does before it computes anything; the errors are the same."""
        if computed := self._known(names, inputs):
            self._checked_plan(computed, *self._given(inputs, overrides))

    def upstream(self, names: Iterable[str], overrides: Collection[str]) -> list[str]:
        """List what outputs come from, themselves included, and nothing above overrides."""
        graph = self._graph
        table = {n: () if n in overrides else graph.dependencies(n) for n in graph}
        wanted = set(reachable(table, [name for name in names if name in table]))
        return [name for name in graph if name in wanted]

    def path(self, names: Iterable[str], overrides: Collection[str]) -> list[str]:
        """List the nodes that are computed for some outputs."""
        nodes = self._graph.nodes
        above = self.upstream(names, overrides)
        return [name for name in above if name not in overrides and not nodes[name].is_input]

    def _known(self, names: Sequence[str], inputs: Mapping[str, Any]) -> list[str]:
        """List the names that nodes have; of the rest, each is given."""
        for name in names:
            if name not in self._graph and name not in inputs:
                raise self._graph.unknown(name, asked_by="outputs of Driver.execute")
        return [name for name in names if name in self._graph]

    def _given(
        self, inputs: Mapping[str, Any], overrides: Mapping[str, Any]
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Sort what is given into inputs and overrides that the graph has."""
        nodes, config = self._graph.nodes, self._graph.config
        for name in inputs:
            if name in config:
                raise ConfigInputError(name)
            if name in nodes and not nodes[name].is_input and name not in overrides:
                warnings.warn(
                    f"the input `{name}` is not used: {nodes[name].place} computes it;"
                    " `overrides=` replaces a result",
                    stacklevel=5,
                )
        both = {**config, **inputs}
        given = {name: both[name] for name in both if name in nodes and nodes[name].is_input}
        return given, {name: overrides[name] for name in overrides if name in nodes}

    def _checked_plan(
        self, names: list[str], given: Mapping[str, Any], replaced: Mapping[str, Any]
    ) -> Plan:
        """Make the plan, and compare each input that it reads with the type that readers take."""
        plan = self._plan(names, given, replaced)
        for supply in plan.supplies:
            if not supply.is_override:
                node, value = self._graph.nodes[supply.name], given[supply.name]
                if not self._adapters.accepts(node.type, value):
                    raise self._wrong_type(node, value)
        return plan

    def _plan(self, names: list[str], given: Iterable[str], replaced: Iterable[str]) -> Plan:
        """Find the plan that was made for the same names, or make it."""
        key = tuple(names), tuple(given), tuple(replaced)
        plan = self._plans.get(key)
        if plan is None:
            inputs, overrides = (dict.fromkeys(part, _SOMETHING) for part in key[1:])
            request = Request(key[0], inputs, overrides, as_frame=False)
            try:
                graph = self._ordered(names, overrides)
                plan = plan_of(graph, request, dict.fromkeys((*inputs, *overrides)))
            except MissingInputsError:
                sources_of(self._graph, replace(request, inputs=self._own(inputs)))  # with types
                raise
            if len(self._plans) >= _PLANS_KEPT:
                self._plans.clear()
            self._plans[key] = plan
        return plan

    def _ordered(self, names: list[str], overrides: Collection[str]) -> Graph:
        """Take what a plan needs of the graph, in the order in which the peer runs it.

        It shows where functions change what they are given: who comes later sees the change.
        """
        assembly = self._plain._assembly
        table = {**assembly.dependencies, **dict.fromkeys(overrides, ())}
        nodes = {name: assembly.nodes[name] for name in depth_first(table, names)}
        # Inputs that the outputs do not need are not given to the plan either, but may be there.
        nodes |= {n: node for n, node in assembly.nodes.items() if n not in nodes}
        return Graph._of(replace(assembly, nodes=nodes))

    def _own(self, inputs: Mapping[str, Given]) -> dict[str, Given]:
        """Leave out the inputs that the config gives; the graph knows of those."""
        return {n: given for n, given in inputs.items() if n not in self._graph.config}

    def _wrong_type(self, node: Node, value: object) -> InputTypeError:
        readers = self._graph.dependents(node.name)
        return InputTypeError(
            node.name,
            type_text(type(value)),
            type_text(node.type),
            self._graph.nodes[readers[0]].place if readers else node.place,
            "config value" if node.name in self._graph.config else "input",
            "the adapter `lifecycle.NoEdgeAndInputTypeChecking()` lets it pass.",
        )


def depth_first(table: Table, starts: Iterable[str]) -> dict[str, None]:
    """List names as the peer runs them: before each what it needs, in the order of its parameters.

    Example:
        >>> list(depth_first({"a": (), "b": (), "c": ("b", "a"), "d": ("c",)}, ["d"]))
        ['b', 'a', 'c', 'd']
    """
    done: dict[str, None] = {}
    stack = list(starts)[::-1]
    while stack:
        name = stack[-1]
        waiting = [needed for needed in table[name] if needed not in done]
        if name in done or not waiting:
            done[name] = None
            stack.pop()
        else:
            stack.extend(reversed(waiting))
    return done


def _as_value(node: Node, adapters: Adapters) -> Node:
    """Take the types off a node, and put what adapters ask for around its call."""
    untyped = tuple([Parameter(p.name, Any, p.default, p.keyword_only) for p in node.parameters])
    plain = replace(node, type=Any, parameters=untyped)
    if node.function is None:
        return plain
    call = calling(plain)
    function = adapters.wrap(node, call) if adapters.wraps else call
    if function is node.function:
        return plain
    by_position = tuple([replace(parameter, keyword_only=False) for parameter in untyped])
    return replace(plain, function=function, parameters=by_position, arguments=())
