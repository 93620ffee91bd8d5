"""The adapters of one driver, sorted by what they do, and told at the right moments."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextvars import ContextVar
from itertools import islice
from types import NoneType
from typing import Any, get_args, get_origin

from hamiltonish.annotations import can_feed, is_instance, type_text
from hamiltonish.annotations.wrappers import alternatives_of, is_union, unwrapped
from hamiltonish.compat.hamilton.graph_types import HamiltonGraph, tags_of
from hamiltonish.compat.hamilton.lifecycle import api
from hamiltonish.compat.hamilton.node import Node
from hamiltonish.errors import AdapterError, ValidatorError
from hamiltonish.graph import Graph
from hamiltonish.hooks import Hooks
from hamiltonish.node import Node as CoreNode

__all__ = ["Adapters", "accepts", "run_id"]

run_id: ContextVar[str] = ContextVar("run_id", default="")
"""The name of the run that is going on, which node hooks are told."""

_KINDS = (api.LifecycleAdapter, Hooks)


class Adapters:
    """The adapters of a driver.

    Args:
        given: Instances of the classes of `lifecycle.api`, or `hm.Hooks`.

    Raises:
        AdapterError: If one is nothing of that kind, or two do what only one can do.
    """

    def __init__(self, *given: object) -> None:
        self.given = tuple({id(adapter): adapter for adapter in given}.values())
        strangers = [adapter for adapter in self.given if not isinstance(adapter, _KINDS)]
        if strangers:
            raise _refused(
                strangers,
                "no adapter of this driver",
                "subclass the classes of `hamiltonish.compat.hamilton.lifecycle`.",
            )
        self.hooks = self._all(Hooks)
        self.nodes = self._all(api.NodeExecutionHook)
        self.runs = self._all(api.GraphExecutionHook)
        self.builder = self._only("make the result", api.ResultBuilder)
        self.edges = self._only("let types pass", api.EdgeConnectionHook, api.GraphAdapter)
        executors = self._all(api.NodeExecutionMethod, api.GraphAdapter)
        self.executor = _single("compute nodes", filter(_computes, executors))

    def _all(self, *kinds: type) -> tuple[Any, ...]:
        return tuple(adapter for adapter in self.given if isinstance(adapter, kinds))

    def _only(self, what: str, *kinds: type) -> Any:
        return _single(what, self._all(*kinds))

    # -- when a driver is built ------------------------------------------------------------------

    def fits(self, given: object, taken: object) -> bool:
        """Whether an adapter lets a node of one type feed a parameter of another."""
        if isinstance(self.edges, api.EdgeConnectionHook):
            return bool(self.edges.check_edge_types_match(taken, given))
        return bool(self.edges.check_node_type_equivalence(given, taken))

    def check(self, graph: Graph, config: Mapping[str, Any]) -> None:
        """Let validators look at the graph, and tell of it.

        Raises:
            ValidatorError: If a validator refuses it.
        """
        validators = self._all(api.StaticValidator)
        constructions = self._all(api.GraphConstructionHook)
        if not validators and not constructions:
            return
        record = HamiltonGraph.from_graph(graph)
        looks = [
            (node.name, *validator.run_to_validate_node(node=node))
            for node in record.nodes
            for validator in validators
        ]
        looks += [("", *validator.run_to_validate_graph(graph=record)) for validator in validators]
        problems = tuple((name, str(text)) for name, valid, text in looks if not valid)
        if problems:
            raise ValidatorError(problems)
        for hook in constructions:
            hook.run_after_graph_construction(graph=record, config=dict(config))

    # -- when a graph runs -----------------------------------------------------------------------

    def accepts(self, annotation: object, value: object) -> bool:
        """Whether an input may have a value, by its type or because an adapter lets it."""
        if accepts(annotation, value):
            return True
        if isinstance(self.edges, api.EdgeConnectionHook):
            return bool(self.edges.validate_input(node_type=annotation, input_value=value))
        return self.edges is not None and bool(self.edges.check_input_type(annotation, value))

    @property
    def wraps(self) -> bool:
        """Whether anything goes around the calls of nodes."""
        return bool(self.nodes or self.executor)

    def wrap(self, node: CoreNode, call: Callable[..., Any]) -> Callable[..., Any]:
        """Put hooks, and what computes nodes, around the call of one."""
        names = [parameter.name for parameter in node.parameters]
        defaults = {p.name: p.default for p in node.parameters if p.is_optional}

        def by_name(**kwargs: Any) -> Any:
            given = {**defaults, **kwargs}
            return call(*[given[name] for name in names])

        types = {parameter.name: parameter.type for parameter in node.parameters}
        result = NoneType if node.type is None else node.type
        about = Node(node.name, result, tags_of(node), by_name, types, node.doc)

        def observed(*values: Any) -> Any:
            return self._computed(about, dict(zip(names, values, strict=True)))

        return observed

    def _computed(self, node: Node, kwargs: dict[str, Any]) -> Any:
        """Compute a node, and tell the hooks before and after, also after an error."""
        known = {
            "node_name": node.name,
            "node_tags": node.tags,
            "node_kwargs": kwargs,
            "node_return_type": node.type,
            "node_input_types": node.input_types,
            "task_id": None,
            "run_id": run_id.get(),
        }
        for hook in self.nodes:
            hook.run_before_node_execution(**known)
        result = error = None
        try:
            result = self._result(node, kwargs)
        except Exception as raised:
            error = raised
            raise
        finally:
            for hook in self.nodes:
                told = {"result": result, "error": error, "success": error is None}
                hook.run_after_node_execution(**known, **told)
        return result

    def _result(self, node: Node, kwargs: dict[str, Any]) -> Any:
        if isinstance(self.executor, api.NodeExecutionMethod):
            return self.executor.run_to_execute_node(
                node_name=node.name,
                node_tags=node.tags,
                node_callable=node.callable,
                node_kwargs=kwargs,
                task_id=None,
                is_expand=False,
                is_collect=False,
            )
        if self.executor is not None:
            return self.executor.execute_node(node, kwargs)
        return node.callable(**kwargs)


def _computes(adapter: Any) -> bool:
    """Whether an adapter does more with a node than to call its function."""
    return not getattr(getattr(type(adapter), "execute_node", None), "is_plain", False)


def _single(what: str, adapters: Any) -> Any:
    several = tuple(adapters)
    if len(several) > 1:
        raise _refused(several, f"only one adapter can {what}", "leave out all but one.")
    return several[0] if several else None


def _refused(adapters: Any, problem: str, hint: str) -> AdapterError:
    return AdapterError(tuple(type_text(type(one)) for one in adapters), problem, hint)


# -- values of inputs ----------------------------------------------------------------------------


def accepts(annotation: object, value: object) -> bool:
    """Whether an input may have a value, as leniently as the peer.

    What is in a list is not looked at; of what stands for a list, the first item is.

    Example:
        >>> accepts(int | None, None), accepts(list[int], ["b"]), accepts(float, 1)
        (True, True, True)
        >>> accepts(int, "1"), accepts(list[int], ("b",)), accepts(list[int] | str, "1")
        (False, False, True)
    """
    annotation = unwrapped(annotation)
    if value is None or annotation is Any:
        return True
    if is_union(annotation):
        return any(accepts(part, value) for part in alternatives_of(annotation))
    origin = get_origin(annotation)
    if origin in _LENIENT and type(value) is not origin:
        items = list(islice(value, 1)) if isinstance(value, Collection) else []
        fits = all(accepts(part, item) for item in items for part in get_args(annotation))
        return isinstance(value, _LENIENT[origin]) and fits
    plain = origin if isinstance(origin, type) else annotation
    return is_instance(value, plain) or can_feed(type(value), annotation)


_LENIENT: Mapping[Any, type] = {
    list: Sequence,
    Sequence: Sequence,
    set: Iterable,
    Iterable: Iterable,
}
"""For each kind of several values, what may be given for it."""
