"""`Driver`: the peer's façade, over a graph and plans of the core."""

from __future__ import annotations

import importlib
import uuid
from collections.abc import Iterable, Mapping
from types import ModuleType
from typing import Any

from hamiltonish.compat.hamilton.absent import absent, refusing
from hamiltonish.compat.hamilton.asking import Asking, Outputs
from hamiltonish.compat.hamilton.base import PandasDataFrameResult
from hamiltonish.compat.hamilton.building import graph_of
from hamiltonish.compat.hamilton.graph_types import HamiltonGraph, HamiltonNode
from hamiltonish.compat.hamilton.lifecycle.adapters import Adapters, run_id
from hamiltonish.compat.hamilton.running import Runner
from hamiltonish.errors.tracebacks import tidy
from hamiltonish.graph import Graph

__all__ = ["Driver", "Variable"]

Variable = HamiltonNode
"""What the driver tells of a node."""


class Driver(Asking):
    """Computes nodes of the graph that functions in modules make.

    Each function is called with what the others returned, as it is: nothing is aligned, collected
    or checked on the way, as in the peer. A `hamiltonish.Driver` over the same modules does more.

    Args:
        config: Decides which variants exist, gives inputs, and takes the place of nodes.
        modules: Where the functions are.
        adapter: One adapter or several; without a result builder among them, `execute` gives a
            pandas frame.
        allow_module_overrides: Whether later modules may replace nodes of earlier ones.

    Raises:
        GraphError: If the functions do not make a graph, or an adapter refuses it.

    Attributes:
        graph: The graph, which answers questions with graphs.
        config: The config.
        graph_modules: The modules.
        adapter: The adapters, sorted by what they do.
    """

    def __init__(
        self,
        config: Mapping[str, Any],
        *modules: object,
        adapter: Any = None,
        allow_module_overrides: bool = False,
        _use_legacy_adapter: bool = True,
    ) -> None:
        with tidy:
            given = adapter if isinstance(adapter, (list, tuple)) else (adapter,)
            self.adapter = Adapters(*(one for one in given if one is not None))
            if self.adapter.builder is None and _use_legacy_adapter:
                self.adapter = Adapters(*self.adapter.given, PandasDataFrameResult())
            self.config = dict(config)
            self._allow_module_overrides = allow_module_overrides
            self.graph_modules = modules
            self.graph: Graph = graph_of(
                modules,
                self.config,
                module_overrides=allow_module_overrides,
                fits=self.adapter.fits if self.adapter.edges is not None else None,
            )
            self.adapter.check(self.graph, self.config)
            self._runner = Runner(self.graph, self.adapter)

    # -- running ---------------------------------------------------------------------------------

    def execute(
        self,
        final_vars: Outputs,
        overrides: Mapping[str, Any] | None = None,
        display_graph: bool = False,
        inputs: Mapping[str, Any] | None = None,
    ) -> Any:
        """Compute nodes, and give what the result builder makes of them; without one, a dict.

        Args:
            final_vars: Names, functions or variables.
            overrides: Results given instead of computed; those of no node are left aside.
            display_graph: Not there; call `visualize_execution`.
            inputs: Values of inputs; those that nothing reads are left aside.

        Raises:
            RequestError: If something is not there, or has a wrong type.
            Exception: Whatever a function raises, with a note.
        """
        with tidy:
            if display_graph:
                raise absent("driver.Driver.execute(display_graph=True)")
            return self._run(final_vars, inputs or {}, overrides or {})

    def raw_execute(
        self,
        final_vars: Outputs,
        overrides: Mapping[str, Any] | None = None,
        display_graph: bool = False,
        inputs: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """Compute nodes, and give a dict; the arguments and errors are those of `execute`."""
        with tidy:
            if display_graph:
                raise absent("driver.Driver.execute(display_graph=True)")
            result = self._run(final_vars, inputs or {}, overrides or {}, build=False)
            return dict(result)

    def validate_execution(
        self,
        final_vars: Outputs,
        overrides: Mapping[str, Any] | None = None,
        inputs: Mapping[str, Any] | None = None,
    ) -> None:
        """Do what `execute` does before it computes anything; the errors are the same."""
        with tidy:
            self._runner.check(self._names(final_vars), inputs or {}, overrides or {})

    def _run(
        self,
        final_vars: Outputs,
        inputs: Mapping[str, Any],
        overrides: Mapping[str, Any],
        *,
        build: bool = True,
    ) -> Any:
        """Tell of the run, compute, build the result, and tell again, also after an error."""
        names = self._names(final_vars)
        hooks, run = self.adapter.runs, str(uuid.uuid4())
        record = HamiltonGraph.from_graph(self.graph) if hooks else None
        for hook in hooks:
            hook.run_before_graph_execution(
                graph=record,
                final_vars=names,
                inputs=inputs,
                overrides=overrides,
                execution_path=self._runner.path(names, overrides),
                run_id=run,
            )
        result = error = None
        token = run_id.set(run)
        try:
            result = self._runner.values(names, inputs, overrides)
            if build and self.adapter.builder is not None:
                result = self.adapter.builder.build_result(**result)
        except Exception as raised:
            error = raised
            raise
        finally:
            run_id.reset(token)
            known = {"graph": record, "success": error is None, "error": error, "results": result}
            for hook in hooks:
                hook.run_after_graph_execution(**known, run_id=run)
        return result

    def __reduce__(self) -> tuple[Any, ...]:
        modules = [m.__name__ if isinstance(m, ModuleType) else m for m in self.graph_modules]
        return _again, (self.config, modules, self.adapter.given, self._allow_module_overrides)

    # -- not there -------------------------------------------------------------------------------

    export_execution = refusing("driver.Driver.export_execution")
    materialize = refusing("driver.Driver.materialize")
    validate_inputs = refusing("driver.Driver.validate_inputs")
    validate_materialization = refusing("driver.Driver.validate_materialization")
    visualize_materialization = refusing("driver.Driver.visualize_materialization")


def _again(
    config: Mapping[str, Any],
    modules: Iterable[object],
    adapters: tuple[object, ...],
    module_overrides: bool,
) -> Driver:
    """Build a driver anew, as pickle does; modules come by name."""
    found = (importlib.import_module(m) if isinstance(m, str) else m for m in modules)
    return Driver(
        config,
        *found,
        adapter=adapters,
        allow_module_overrides=module_overrides,
        _use_legacy_adapter=False,
    )
