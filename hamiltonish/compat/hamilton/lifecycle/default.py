"""The ready adapters: printing, debugging, checking types, going on after errors, slowing down."""

from __future__ import annotations

import pprint
import random
import sys
import time
from collections.abc import Callable
from typing import Any

from hamiltonish.annotations import is_instance, type_text
from hamiltonish.compat.hamilton.absent import refusal_of
from hamiltonish.compat.hamilton.lifecycle.api import (
    EdgeConnectionHook,
    NodeExecutionHook,
    NodeExecutionMethod,
)
from hamiltonish.modifiers import tag
from hamiltonish.modifiers.spec import F

__all__ = [
    "FunctionInputOutputTypeChecker",
    "GracefulErrorAdapter",
    "NoEdgeAndInputTypeChecking",
    "PDBDebugger",
    "PrintLn",
    "SlowDownYouMoveTooFast",
    "accept_error_sentinels",
]

NodeFilter = Callable[[str, dict[str, Any]], bool] | list[str] | str | None
"""Which nodes an adapter looks at: a function of name and tags, names, or None for all."""


def _chosen(node_name: str, node_tags: dict[str, Any], node_filter: NodeFilter) -> bool:
    if node_filter is None:
        return True
    if callable(node_filter):
        return node_filter(node_name, node_tags)
    return node_name in ([node_filter] if isinstance(node_filter, str) else node_filter)


def _write_line(text: str) -> None:
    sys.stdout.write(f"{text}\n")


class PrintLn(NodeExecutionHook):
    """Prints when a node begins, and how long it took.

    Args:
        verbosity: 1 for names and times; 2 for values as well.
        print_fn: What prints; takes a text.
        node_filter: Which nodes are told of.

    Raises:
        ValueError: If the verbosity is neither 1 nor 2.
    """

    def __init__(
        self,
        verbosity: int = 1,
        print_fn: Callable[[str], Any] = _write_line,
        node_filter: NodeFilter = None,
    ) -> None:
        if verbosity not in (1, 2):
            raise ValueError(f"verbosity is 1 or 2, not {verbosity}")
        self.verbosity = verbosity
        self.print_fn = print_fn
        self.node_filter = node_filter
        self._starts: dict[str, float] = {}

    def run_before_node_execution(
        self,
        *,
        node_name: str,
        node_tags: dict[str, Any],
        node_kwargs: dict[str, Any],
        **future_kwargs: Any,
    ) -> None:
        """Print the name of the node, and what goes in."""
        if not _chosen(node_name, node_tags, self.node_filter):
            return
        self._starts[node_name] = time.perf_counter()
        inputs = f" Inputs: \n{pprint.pformat(node_kwargs)}" if self.verbosity == 2 else ""
        self.print_fn(f"Executing node: {node_name}.{inputs}")

    def run_after_node_execution(
        self,
        *,
        node_name: str,
        node_tags: dict[str, Any],
        result: Any,
        error: Exception | None,
        success: bool,
        **future_kwargs: Any,
    ) -> None:
        """Print the time that the node took, and what came out."""
        if not _chosen(node_name, node_tags, self.node_filter):
            return
        took = _duration(time.perf_counter() - self._starts.pop(node_name))
        status = "Success" if success else "Failure"
        text = f"Finished debugging node: {node_name} in {took}. Status: {status}."
        if self.verbosity == 2:
            outcome = ("Result", result) if success else ("Error", error)
            text += f" {outcome[0]}: \n{pprint.pformat(outcome[1])}"
        self.print_fn(text)


def _duration(seconds: float) -> str:
    for unit, size in (("s", 1.0), ("ms", 1e-3)):
        if seconds >= size:
            return f"{seconds / size:.3g}{unit}"
    return f"{seconds / 1e-6:.3g}μs"


class PDBDebugger(NodeExecutionHook, NodeExecutionMethod):
    """Stops in Python's debugger before, during or after nodes.

    Args:
        node_filter: Which nodes to stop at.
        before: Whether to stop before, with what goes in.
        during: Whether to step into the function.
        after: Whether to stop after, with what came out.
    """

    def __init__(
        self,
        node_filter: NodeFilter,
        before: bool = False,
        during: bool = False,
        after: bool = False,
    ) -> None:
        self.node_filter = node_filter
        self.run_before = before
        self.run_during = during
        self.run_after = after

    def run_to_execute_node(
        self,
        *,
        node_name: str,
        node_tags: dict[str, Any],
        node_callable: Any,
        node_kwargs: dict[str, Any],
        **future_kwargs: Any,
    ) -> Any:
        """Compute the node, step by step if it is asked for."""
        if self.run_during and _chosen(node_name, node_tags, self.node_filter):
            import pdb  # noqa: T100  # as asked for

            return pdb.runcall(node_callable, **node_kwargs)
        return node_callable(**node_kwargs)

    def run_before_node_execution(
        self, *, node_name: str, node_tags: dict[str, Any], **known: Any
    ) -> None:
        """Stop before the node; `known` has what goes in."""
        if self.run_before and _chosen(node_name, node_tags, self.node_filter):
            import pdb  # noqa: T100  # as asked for

            pdb.set_trace()  # noqa: T100

    def run_after_node_execution(
        self, *, node_name: str, node_tags: dict[str, Any], **known: Any
    ) -> None:
        """Stop after the node; `known` has what came out."""
        if self.run_after and _chosen(node_name, node_tags, self.node_filter):
            import pdb  # noqa: T100  # as asked for

            pdb.set_trace()  # noqa: T100


class SlowDownYouMoveTooFast(NodeExecutionHook):
    """Waits before each node.

    Args:
        sleep_time_mean: How long on average, in seconds.
        sleep_time_std: The standard deviation of that.
    """

    def __init__(self, sleep_time_mean: float, sleep_time_std: float) -> None:
        self.sleep_time_mean = sleep_time_mean
        self.sleep_time_std = sleep_time_std

    def run_before_node_execution(self, **future_kwargs: Any) -> None:
        """Wait."""
        time.sleep(max(0.0, random.gauss(self.sleep_time_mean, self.sleep_time_std)))

    def run_after_node_execution(self, **future_kwargs: Any) -> None:
        """Do nothing."""


class FunctionInputOutputTypeChecker(NodeExecutionHook):
    """Compares what goes in and comes out with the annotations of each function.

    Args:
        check_input: Whether to look at what goes in.
        check_output: Whether to look at what comes out.
    """

    def __init__(self, check_input: bool = True, check_output: bool = True) -> None:
        self.check_input = check_input
        self.check_output = check_output

    def run_before_node_execution(
        self,
        *,
        node_name: str,
        node_kwargs: dict[str, Any],
        node_input_types: dict[str, Any],
        **future_kwargs: Any,
    ) -> None:
        """Look at what goes in.

        Raises:
            TypeError: If a value is not of its parameter's type.
        """
        for name, value in node_kwargs.items() if self.check_input else ():
            if not is_instance(value, node_input_types[name]):
                taken = type_text(node_input_types[name])
                raise TypeError(
                    f"`{node_name}` takes `{name}: {taken}`, and got `{type_text(type(value))}`"
                )

    def run_after_node_execution(
        self,
        *,
        node_name: str,
        node_return_type: Any,
        result: Any,
        success: bool,
        **future_kwargs: Any,
    ) -> None:
        """Look at what came out.

        Raises:
            TypeError: If it is not of the function's type.
        """
        if self.check_output and success and not is_instance(result, node_return_type):
            said, came = type_text(node_return_type), type_text(type(result))
            raise TypeError(f"`{node_name}` returned `{came}` where it says `{said}`")


class GracefulErrorAdapter(NodeExecutionMethod):
    """Goes on after an error: the node that failed, and all that need it, give a sentinel.

    Args:
        error_to_catch: The errors after which to go on.
        sentinel_value: What stands for a result that is not there.
        try_all_parallel: Has no meaning here: nothing runs in parallel.
        allow_injection: Whether functions marked with `accept_error_sentinels` take sentinels.
    """

    def __init__(
        self,
        error_to_catch: type[Exception],
        sentinel_value: Any = None,
        try_all_parallel: bool = True,
        allow_injection: bool = True,
    ) -> None:
        self.error_to_catch = error_to_catch
        self.sentinel_value = sentinel_value
        self.try_all_parallel = try_all_parallel
        self.allow_injection = allow_injection

    def run_to_execute_node(
        self,
        *,
        node_tags: dict[str, Any],
        node_callable: Any,
        node_kwargs: dict[str, Any],
        **future_kwargs: Any,
    ) -> Any:
        """Compute the node, or give the sentinel: if it fails, or if an input did."""
        takes_them = self.allow_injection and node_tags.get(_SENTINEL_TAG) == _ACCEPTED
        if not takes_them and any(map(self._is_sentinel, node_kwargs.values())):
            return self.sentinel_value
        try:
            return node_callable(**node_kwargs)
        except self.error_to_catch:
            return self.sentinel_value

    def _is_sentinel(self, value: object) -> bool:
        return type(value) is type(self.sentinel_value) and bool(value == self.sentinel_value)


_SENTINEL_TAG = "hamilton.error_sentinel"
_ACCEPTED = "injection is requested"


def accept_error_sentinels(func: F) -> F:
    """Let a function run although an input of it failed: it takes the sentinel in its place."""
    return tag(**{_SENTINEL_TAG: _ACCEPTED})(func)


class NoEdgeAndInputTypeChecking(EdgeConnectionHook):
    """Lets every edge and every input pass."""

    def check_edge_types_match(self, type_from: Any, type_to: Any, **kwargs: Any) -> bool:
        """Let it pass."""
        return True

    def validate_input(self, node_type: Any, input_value: Any, **kwargs: Any) -> bool:
        """Let it pass."""
        return True


__getattr__ = refusal_of("lifecycle.default")
