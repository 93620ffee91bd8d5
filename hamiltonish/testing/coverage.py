"""Coverage of nodes: which of them a run of tests computed, or called the functions of.

On Python 3.12 and later the interpreter tells of the first call of each function, which costs
nothing after that; before, a profile function sees every call, and tests run slower.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from types import CodeType
from typing import Any

from hamiltonish.errors import GraphError
from hamiltonish.errors.text import counted
from hamiltonish.graph import Graph
from hamiltonish.node import Node
from hamiltonish.plan import Plan
from hamiltonish.signatures import written_code

__all__ = ["Covered", "Watch", "text_of"]

Key = tuple[str, str, str]
"""What tells a node from others in all processes: module, qualified name, name."""

_RUNNERS = ("hamiltonish.driver", "hamiltonish.write")
"""The modules that run plans, whose calls of `execute` are watched."""


@dataclass(slots=True)
class Covered:
    """Which nodes there are, and which were run.

    Attributes:
        places: The nodes with where they are written.
        run: Those that were run.
    """

    places: dict[Key, str] = field(default_factory=dict)
    run: set[Key] = field(default_factory=set)

    @property
    def share(self) -> float:
        """The share of nodes that were run, 0 to 100; 100 if there are none."""
        return 100 * len(self.run & self.places.keys()) / len(self.places) if self.places else 100.0

    @property
    def missed(self) -> list[str]:
        """The places of the nodes that were not run, in the order in which they were found."""
        missed = [(key[2], place) for key, place in self.places.items() if key not in self.run]
        width = max((len(name) for name, _ in missed), default=0)
        return [f"{name:<{width}}  {place}" for name, place in missed]

    def to_data(self) -> dict[str, Any]:
        """Give all of it as lists and texts, for another process."""
        return {"places": [[*k, v] for k, v in self.places.items()], "run": sorted(self.run)}

    def add(self, data: Mapping[str, Any]) -> None:
        """Add what another process found."""
        for module, qualname, name, place in data["places"]:
            self.places.setdefault((module, qualname, name), place)
        self.run.update((module, qualname, name) for module, qualname, name in data["run"])


class Watch:
    """Notes which nodes are run, from `start` to `stop`.

    A node counts if a driver ran it without an error, or if its function was called outside of any
    driver; then all nodes that were made of the function count.

    Args:
        modules: The modules whose nodes are counted; none for those of all graphs that are run.
        is_counted: Whether a file's nodes count: those of tests do not.
    """

    def __init__(self, modules: Iterable[str], is_counted: Callable[[str], bool]) -> None:
        self.modules = tuple(modules)
        self.covered = Covered()
        self._is_counted = is_counted
        self._keys: dict[CodeType, list[Key]] = {}
        self._graphs: dict[int, Graph] = {}
        self._local = threading.local()
        self._stop: Callable[[], None] = lambda: None
        self._runners: list[Any] = [import_module(name) for name in _RUNNERS]
        self._execute = self._runners[0].execute

    def start(self) -> None:
        """Begin to watch: nodes of the modules, and of each graph that a driver runs."""
        execute: Any = self._execute

        def watched(plan: Plan, *given: Any) -> Any:
            self._add(plan.graph)
            self._local.depth = getattr(self._local, "depth", 0) + 1
            try:
                slots = execute(plan, *given)
            finally:
                self._local.depth -= 1
            names = {node.name for node in plan.nodes}
            self.covered.run.update(_key(plan.graph[name]) for name in names if name in plan.graph)
            return slots

        for module in self._runners:
            module.execute = watched
        self._stop = _monitored(self) if sys.version_info >= (3, 12) else _profiled(self)
        for name in self.modules:
            for node in _nodes_in(name):
                self._add_node(node)

    def stop(self) -> Covered:
        """Watch no longer; tell what was seen."""
        self._stop()
        for module in self._runners:
            module.execute = self._execute
        return self.covered

    def called(self, code: CodeType) -> bool:
        """Note that a function was called; whether that is all there is to know of it."""
        if getattr(self._local, "depth", 0):
            return False
        self.covered.run.update(self._keys.get(code, ()))
        return True

    def watches(self, code: CodeType) -> bool:
        """Whether a function makes nodes that count."""
        return code in self._keys

    def _add(self, graph: Graph) -> None:
        if id(graph) not in self._graphs:
            self._graphs[id(graph)] = graph  # kept, so that no other graph gets its number
            for node in graph.values():
                if not self.modules or node.module in self.modules:
                    self._add_node(node)

    def _add_node(self, node: Node) -> None:
        if node.function is None or node.location is None:
            return
        if not self._is_counted(node.location.file):
            return
        key = _key(node)
        if key not in self.covered.places:
            self.covered.places[key] = node.place
            code = written_code(node.function)
            if code is not None:
                self._keys.setdefault(code, []).append(key)
                self.on_code(code)

    def on_code(self, code: CodeType) -> None:
        """Let the interpreter tell of a function; nothing to do where it tells of all."""


def _key(node: Node) -> Key:
    return node.module, node.qualname, node.name


def _nodes_in(name: str) -> list[Node]:
    """List the nodes of a module; if they make no graph by themselves, those of its functions."""
    module = import_module(name)
    try:
        return list(Graph(module).values())
    except GraphError:
        functions = [
            value
            for key, value in vars(module).items()
            if callable(value) and getattr(value, "__module__", "") == name and key[0] != "_"
        ]
        return [node for function in functions for node in _alone(function)]


def _alone(function: Any) -> list[Node]:
    try:
        return list(Graph(function).values())
    except GraphError:
        return []


def _monitored(watch: Watch) -> Callable[[], None]:
    """Watch by `sys.monitoring`: each function is told of until it is known."""
    monitoring: Any = sys.monitoring  # type: ignore[attr-defined]  # of Python 3.12
    tool = next((i for i in (4, 3, 5, 0, 2, 1) if monitoring.get_tool(i) is None), None)
    if tool is None:
        return _profiled(watch)
    monitoring.use_tool_id(tool, "hamiltonish")
    event = monitoring.events.PY_START

    def started(code: CodeType, _: int) -> Any:
        return monitoring.DISABLE if watch.called(code) else None

    monitoring.register_callback(tool, event, started)
    watch.on_code = lambda code: monitoring.set_local_events(tool, code, event)  # type: ignore[method-assign]  # how it is watched

    def stop() -> None:
        monitoring.register_callback(tool, event, None)
        monitoring.free_tool_id(tool)

    return stop


def _profiled(watch: Watch) -> Callable[[], None]:
    """Watch by a profile function, if nobody else does."""
    if sys.getprofile() is not None:
        return lambda: None

    def seen(frame: Any, event: str, _: Any) -> None:
        if event == "call" and watch.watches(frame.f_code):
            watch.called(frame.f_code)

    threading.setprofile(seen)
    sys.setprofile(seen)

    def stop() -> None:
        sys.setprofile(None)
        threading.setprofile(None)

    return stop


def text_of(covered: Covered, of: str) -> list[str]:
    """Tell of coverage, in lines.

    Example:
        >>> key = ("features", "speed", "speed")
        >>> text_of(Covered({key: "`features.speed` (features.py:4)"}, set()), "features")
        ['0 of 1 node of features was run: 0 %', '  speed  `features.speed` (features.py:4)']
    """
    run = len(covered.run & covered.places.keys())
    total = len(covered.places)
    whole = counted(total, "node")
    verb = "was" if total == 1 else "were"
    lines = [f"{run:,} of {whole} of {of} {verb} run: {_percent(covered.share)}"]
    return [*lines, *(f"  {missed}" for missed in covered.missed)]


def _percent(share: float) -> str:
    return f"{int(share)} %"  # never 100 % before it is
