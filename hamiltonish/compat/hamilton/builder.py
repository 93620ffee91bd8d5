"""`Builder`: a driver put together call by call."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from hamiltonish.compat.hamilton.absent import refusing
from hamiltonish.compat.hamilton.driving import Driver
from hamiltonish.errors.tracebacks import tidy

__all__ = ["Builder"]


class Builder:
    """Puts a driver together; each method gives the builder.

    Without a result builder among the adapters, the driver's `execute` gives a dict.

    Example:
        >>> from hamiltonish.compat.hamilton.ad_hoc_utils import create_temporary_module
        >>> def area(width: float, height: float) -> float:
        ...     return width * height
        >>> shapes = create_temporary_module(area, module_name="shapes")
        >>> driver = Builder().with_modules(shapes).with_config({"height": 2.0}).build()
        >>> driver.execute(["area"], inputs={"width": 3.0})
        {'area': 6.0}
    """

    def __init__(self) -> None:
        self.config: dict[str, Any] = {}
        self.modules: list[object] = []
        self.adapters: list[Any] = []
        self.legacy_graph_adapter: Any = None
        self._module_overrides = False

    def with_config(self, config: Mapping[str, Any]) -> Self:
        """Add to the config; later values replace earlier ones."""
        self.config.update(config)
        return self

    def with_modules(self, *modules: object) -> Self:
        """Add modules."""
        self.modules.extend(modules)
        return self

    def with_adapters(self, *adapters: Any) -> Self:
        """Add adapters."""
        self.adapters.extend(adapters)
        return self

    def with_adapter(self, adapter: Any) -> Self:
        """Add the one adapter of old projects.

        Raises:
            ValueError: If there is one already.
        """
        if self.legacy_graph_adapter is not None:
            raise ValueError("`with_adapter` was called before; `with_adapters` takes several")
        self.legacy_graph_adapter = adapter
        return self

    def allow_module_overrides(self) -> Self:
        """Let nodes of later modules replace those of earlier ones."""
        self._module_overrides = True
        return self

    def enable_dynamic_execution(self, *, allow_experimental_mode: bool = False) -> Self:
        """Change nothing: a graph without `Parallelizable` gives the same in both ways.

        Raises:
            ValueError: If experiments are not allowed, as in the peer.
        """
        if not allow_experimental_mode:
            raise ValueError("dynamic execution needs `allow_experimental_mode=True`")
        return self

    def build(self) -> Driver:
        """Make the driver.

        Raises:
            GraphError: If the functions do not make a graph, or an adapter refuses it.
        """
        with tidy:
            legacy = [] if self.legacy_graph_adapter is None else [self.legacy_graph_adapter]
            return Driver(
                self.config,
                *self.modules,
                adapter=[*self.adapters, *legacy],
                allow_module_overrides=self._module_overrides,
                _use_legacy_adapter=False,
            )

    def copy(self) -> Builder:
        """Make a builder that is as this one is now, and goes its own way."""
        other = Builder().with_config(self.config).with_modules(*self.modules)
        other.adapters = list(self.adapters)
        other.legacy_graph_adapter = self.legacy_graph_adapter
        other._module_overrides = self._module_overrides
        return other

    with_cache = refusing("driver.Builder.with_cache")
    with_execution_manager = refusing("driver.Builder.with_execution_manager")
    with_grouping_strategy = refusing("driver.Builder.with_grouping_strategy")
    with_local_executor = refusing("driver.Builder.with_local_executor")
    with_materializers = refusing("driver.Builder.with_materializers")
    with_remote_executor = refusing("driver.Builder.with_remote_executor")
