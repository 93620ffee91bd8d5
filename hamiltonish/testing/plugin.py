"""pytest: fixtures from a graph, a mark for each node, coverage of nodes."""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable, Generator, Iterable
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from hamiltonish.driver import Driver
    from hamiltonish.testing.coverage import Watch
    from hamiltonish.testing.nodes import Cut

__all__ = ["begin", "for_each_node", "node_fixtures"]

_SECTION = "coverage of nodes"


# -- for tests -----------------------------------------------------------------------------------


def for_each_node(source: Any, *, name: str = "node", only: Iterable[str] = ()) -> Any:
    """Run a test once for each node that has a function: a mark like `pytest.mark.parametrize`.

    Args:
        source: A driver, or a module or function from which one is made.
        name: The parameter of the test; it gets the name of the node.
        only: The nodes, if not all.

    Raises:
        UnknownNodeError: If one of them is not there, or has no function.

    Example:
        >>> import pandas as pd
        >>> import hamiltonish as hm
        >>> def tax(price: pd.Series) -> pd.Series:
        ...     return price * 0.2
        >>> driver = hm.Driver(tax)
        >>> @for_each_node(driver)
        ... def test_it_runs_on_an_empty_frame(node):
        ...     driver.execute(node, inputs=pd.DataFrame({"price": []}))
    """
    from hamiltonish.errors import UnknownNodeError
    from hamiltonish.errors.text import closest

    driver = _driver_of(source)
    chosen = tuple(only)
    names = [n.name for n in driver.graph.values() if n.function is not None]
    for one in chosen:
        if one not in names:
            raise UnknownNodeError(one, "`only=` of `for_each_node`", closest(one, names))
    return pytest.mark.parametrize(name, [n for n in names if not chosen or n in chosen])


def node_fixtures(
    source: Any, *, prefix: str = "node_", scope: str = "session"
) -> dict[str, Callable[..., Any]]:
    """Make fixtures, one for each node, for a `conftest.py`: ``globals().update(…)``.

    Each gives a `Cut`: the node as a function of literal values of any nodes above it.

    Args:
        source: A driver, or a module or function from which one is made.
        prefix: What the names of fixtures begin with.
        scope: The scope of the fixtures.

    Example:
        >>> import polars as pl
        >>> def speed(distance: pl.Expr, air_time: pl.Expr) -> pl.Expr:
        ...     return distance / air_time * 60
        >>> list(node_fixtures(speed))
        ['node_speed']
    """
    driver = _driver_of(source)
    names = [node.name for node in driver.graph.values() if not node.is_input]
    return {prefix + name: _fixture(driver, name, prefix, scope) for name in names}


def _fixture(driver: Driver, name: str, prefix: str, scope: Any) -> Callable[..., Any]:
    def node() -> Cut:
        from hamiltonish.testing.nodes import Cut

        return Cut(driver, name)

    node.__doc__ = f"The node `{name}` as a function of literal values of nodes above it."
    return pytest.fixture(scope=scope, name=prefix + name)(node)


def _driver_of(source: Any) -> Driver:
    from hamiltonish.driver import Driver

    return source if isinstance(source, Driver) else Driver(source)


# -- for runs ------------------------------------------------------------------------------------


def begin(config: pytest.Config, *, coverage_of: list[str] | None, fixtures_of: list[str]) -> None:
    """Begin what flags and settings ask for.

    Args:
        config: The run.
        coverage_of: The modules whose nodes are counted; an empty name for all graphs that are
            run; None for no counting.
        fixtures_of: The modules whose nodes are fixtures.
    """
    if coverage_of is not None:
        config.pluginmanager.register(_Coverage(config, coverage_of), "hamiltonish-coverage")
    if fixtures_of:
        config.pluginmanager.register(_Fixtures(config, fixtures_of), "hamiltonish-modules")


class _Fixtures:
    """What makes the fixtures of the modules in the settings."""

    def __init__(self, config: pytest.Config, modules: list[str]) -> None:
        self.config = config
        self.modules = modules

    def pytest_sessionstart(self) -> None:
        """Make them, once modules can be imported."""
        from hamiltonish.driver import Driver

        try:
            driver = Driver(*map(_imported, self.modules))
        except ValueError as error:  # they make no graph
            raise pytest.UsageError(f"hamiltonish_modules: {error}") from None
        holder = ModuleType("hamiltonish_fixtures")  # as pytest looks for them in plugins
        vars(holder).update(node_fixtures(driver))
        self.config.pluginmanager.register(holder, "hamiltonish-fixtures")


def _imported(name: str) -> ModuleType:
    """Import a module that a flag or a setting names."""
    try:
        module = importlib.import_module(name)
    except Exception as error:  # noqa: BLE001  # whatever a module raises, it is told
        if not os.path.exists(name):  # noqa: PTH110  # one word tells a path from a module
            problem = f"`{name}` cannot be imported: {type(error).__name__}: {error}"
            raise pytest.UsageError(problem) from None
    else:
        if getattr(module, "__file__", None) is not None:
            return module
    way = "put paths before `--hamiltonish-coverage`, which takes the word behind it for a module"
    raise pytest.UsageError(f"`{name}` is a folder or a file, and no module: {way}.")


class _Coverage:
    """What is done while coverage is watched; under xdist, workers tell the main process."""

    def __init__(self, config: pytest.Config, asked: list[str]) -> None:
        from hamiltonish.testing.coverage import Watch

        self.config = config
        self.modules = [name for name in asked if name]
        self.files: set[str] = set()
        self.watch: Watch = Watch(self.modules, lambda file: file not in self.files)
        self.is_over = False

    def pytest_sessionstart(self) -> None:
        """Begin to watch, before test modules are imported."""
        for name in self.modules:
            _imported(name)
        self.watch.start()

    def pytest_pycollect_makemodule(self, module_path: Any) -> None:
        """Note the files of tests, whose own nodes do not count."""
        self.files.add(str(module_path))

    @pytest.hookimpl(wrapper=True)
    def pytest_runtestloop(self) -> Generator[None, object, object]:
        """End with the last test."""
        try:
            return (yield)
        finally:
            self.watch.stop()

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Hand the findings on, or fail if they are too few."""
        output = getattr(self.config, "workeroutput", None)
        if output is not None:
            output["hamiltonish_coverage"] = self.watch.covered.to_data()
        elif self._is_under() and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Take the findings of a worker of xdist."""
        data = getattr(node, "workeroutput", {}).get("hamiltonish_coverage")
        if data is not None:
            self.watch.covered.add(data)

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """List the nodes that no test runs."""
        from hamiltonish.testing.coverage import text_of

        covered = self.watch.covered
        terminalreporter.section(_SECTION)
        of = ", ".join(self.modules) or "the graphs that tests run"
        for line in text_of(covered, of):
            terminalreporter.line(line)
        if self._is_under():
            least = self.config.getoption("--hamiltonish-coverage-fail-under")
            text = f"FAIL: fewer than {least:g} % of the nodes were run."
            terminalreporter.line(text, red=True, bold=True)

    def _is_under(self) -> bool:
        least = self.config.getoption("--hamiltonish-coverage-fail-under")
        return least is not None and self.watch.covered.share < least
