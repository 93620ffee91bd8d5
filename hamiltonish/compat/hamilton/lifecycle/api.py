"""The base classes of adapters: what a project subclasses, method names and arguments alike."""

from __future__ import annotations

import abc
from collections.abc import Collection
from typing import Any

from hamiltonish.compat.hamilton.graph_types import HamiltonGraph, HamiltonNode
from hamiltonish.compat.hamilton.node import Node

__all__ = [
    "EdgeConnectionHook",
    "GraphAdapter",
    "GraphConstructionHook",
    "GraphExecutionHook",
    "LegacyResultMixin",
    "LifecycleAdapter",
    "NodeExecutionHook",
    "NodeExecutionMethod",
    "ResultBuilder",
    "StaticValidator",
]


class LifecycleAdapter:
    """What a driver takes as an adapter."""


class ResultBuilder(LifecycleAdapter, abc.ABC):
    """Makes the result of a run of the values that were asked for; a driver has at most one."""

    @abc.abstractmethod
    def build_result(self, **outputs: Any) -> Any:
        """Make the result of the outputs, by name in the order in which they were asked for."""

    def input_types(self) -> list[Any]:
        """List the types of outputs that it takes; `Any` for all of them."""
        return [Any]

    def output_type(self) -> Any:
        """Name the type of what it makes."""
        return Any


class LegacyResultMixin(ResultBuilder, abc.ABC):
    """A `ResultBuilder` whose method may be static."""

    @staticmethod
    def build_result(  # pyright: ignore[reportIncompatibleMethodOverride]  # static, as in the peer
        **outputs: Any,
    ) -> Any:
        """Make the result of the outputs."""


class NodeExecutionHook(LifecycleAdapter, abc.ABC):
    """Is told before and after each node."""

    @abc.abstractmethod
    def run_before_node_execution(
        self,
        *,
        node_name: str,
        node_tags: dict[str, Any],
        node_kwargs: dict[str, Any],
        node_return_type: Any,
        task_id: str | None,
        run_id: str,
        node_input_types: dict[str, Any],
        **future_kwargs: Any,
    ) -> None:
        """Run before a node is computed; an error here ends the run."""

    @abc.abstractmethod
    def run_after_node_execution(
        self,
        *,
        node_name: str,
        node_tags: dict[str, Any],
        node_kwargs: dict[str, Any],
        node_return_type: Any,
        result: Any,
        error: Exception | None,
        success: bool,
        task_id: str | None,
        run_id: str,
        **future_kwargs: Any,
    ) -> None:
        """Run after a node was computed, or failed; an error here ends the run."""


class NodeExecutionMethod(LifecycleAdapter, abc.ABC):
    """Computes nodes in the driver's place; a driver has at most one."""

    @abc.abstractmethod
    def run_to_execute_node(
        self,
        *,
        node_name: str,
        node_tags: dict[str, Any],
        node_callable: Any,
        node_kwargs: dict[str, Any],
        task_id: str | None,
        is_expand: bool,
        is_collect: bool,
        **future_kwargs: Any,
    ) -> Any:
        """Compute a node: ``node_callable(**node_kwargs)``, and what is to go around it."""


class GraphExecutionHook(LifecycleAdapter, abc.ABC):
    """Is told before and after each run."""

    @abc.abstractmethod
    def run_before_graph_execution(
        self,
        *,
        graph: HamiltonGraph,
        final_vars: list[str],
        inputs: dict[str, Any],
        overrides: dict[str, Any],
        execution_path: Collection[str],
        run_id: str,
        **future_kwargs: Any,
    ) -> None:
        """Run before a run begins; `execution_path` names the nodes that are to be computed."""

    @abc.abstractmethod
    def run_after_graph_execution(
        self,
        *,
        graph: HamiltonGraph,
        success: bool,
        error: Exception | None,
        results: dict[str, Any] | None,
        run_id: str,
        **future_kwargs: Any,
    ) -> None:
        """Run after a run is over, also after an error."""


class GraphConstructionHook(LifecycleAdapter, abc.ABC):
    """Is told of the graph when a driver is built."""

    @abc.abstractmethod
    def run_after_graph_construction(
        self, *, graph: HamiltonGraph, config: dict[str, Any], **future_kwargs: Any
    ) -> None:
        """Run once the graph is there."""


class EdgeConnectionHook(LifecycleAdapter, abc.ABC):
    """Lets types pass that the driver would refuse; a driver has at most one."""

    @abc.abstractmethod
    def check_edge_types_match(self, type_from: Any, type_to: Any, **kwargs: Any) -> bool:
        """Whether a parameter's type, `type_from`, may take a node's type, `type_to`, after all."""

    @abc.abstractmethod
    def validate_input(self, node_type: Any, input_value: Any, **kwargs: Any) -> bool:
        """Whether an input of this type may have this value, after all."""


class StaticValidator(LifecycleAdapter):
    """Looks at nodes and the graph when a driver is built; what it refuses is an error."""

    def run_to_validate_node(
        self, *, node: HamiltonNode, **future_kwargs: Any
    ) -> tuple[bool, str | None]:
        """Tell whether a node is valid, and if not, why."""
        return True, None

    def run_to_validate_graph(
        self, graph: HamiltonGraph, **future_kwargs: Any
    ) -> tuple[bool, str | None]:
        """Tell whether the graph is valid, and if not, why."""
        return True, None


class GraphAdapter(LegacyResultMixin, abc.ABC):
    """All in one: computes nodes, makes the result, lets types pass."""

    @staticmethod
    @abc.abstractmethod
    def check_input_type(node_type: Any, input_value: Any) -> bool:
        """Whether an input of this type may have this value, after all."""

    @staticmethod
    @abc.abstractmethod
    def check_node_type_equivalence(node_type: Any, input_type: Any) -> bool:
        """Whether a node of one type may feed a parameter of the other, after all."""

    @abc.abstractmethod
    def execute_node(self, node: Node, kwargs: dict[str, Any]) -> Any:
        """Compute a node: ``node.callable(**kwargs)``, and what is to go around it."""
