"""What Apache Hamilton has and hamiltonish has not, and what there is instead."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from hamiltonish.errors import NoCounterpartError
from hamiltonish.errors.tracebacks import tidy

__all__ = ["INSTEAD", "absent", "refusal_of", "refusing"]

_HOOKS = "see a run with `hm.Hooks`, which a driver takes as an adapter too"
_RUNS_HERE = "a graph runs in this process; give a loop over the data to a function of yours"
_TASKS = f"there are no tasks; {_HOOKS}"
_CACHE = "results are not cached; keep what is dear, and give it as `overrides=`"
_WRITE = "write what `execute` gives, or use `load_from` and `save_to`"
_FUNCTIONS = "a loader is a function that reads, a saver one that writes"
_FRAMES = "its frames are taken as they are, and by functions of `nw.Expr`"
_ASYNC = "write plain functions; call a coroutine in one with `asyncio.run`"
_GRAPH = "`driver.graph` is a `hm.Graph`, which answers questions with graphs"
_PLUGIN = "of the plugins, those for pandas and Polars are there"

_NAMES: Final = (
    # -- driver
    (
        "driver.Builder",
        "with_cache",
        _CACHE,
    ),
    (
        "driver.Builder",
        "with_execution_manager with_grouping_strategy with_local_executor with_remote_executor",
        _RUNS_HERE,
    ),
    ("driver.Builder", "with_materializers", _WRITE),
    ("driver.Driver", "execute(display_graph=True)", "call `visualize_execution`"),
    ("driver.Driver", "export_execution", "`as_dict()` of each available variable has the same"),
    (
        "driver.Driver",
        "materialize validate_materialization visualize_materialization",
        _WRITE,
    ),
    ("driver.Driver", "validate_inputs", "`validate_execution` checks them"),
    # -- modules
    ("", "async_driver", _ASYNC),
    ("async_driver", "AsyncDriver AsyncGraphAdapter Builder", _ASYNC),
    ("", "caching", _CACHE),
    ("caching", "adapter cache_key fingerprinting stores", _CACHE),
    ("", "cli", "the command is `hamiltonish`"),
    ("", "contrib dataflows", "install the functions as a package, and import its modules"),
    ("", "execution", _RUNS_HERE),
    ("execution", "debugging_utils graph_functions grouping state", _RUNS_HERE),
    (
        "execution.executors",
        """
        DefaultExecutionManager ExecutionManager MultiProcessingExecutor MultiThreadingExecutor
        SynchronousLocalTaskExecutor TaskExecutor
        """,
        _RUNS_HERE,
    ),
    ("", "experimental", _PLUGIN),
    ("experimental", "h_cache", _CACHE),
    ("experimental", "h_async h_dask h_ray h_spark", _RUNS_HERE),
    ("", "graph", _GRAPH),
    ("graph", "FunctionGraph", _GRAPH),
    ("io.data_adapters", "AdapterCommon DataLoader DataSaver", _FUNCTIONS),
    ("io.materialization", "ExtractorFactory MaterializerFactory from_ to", _WRITE),
    # -- names in modules
    (
        "lifecycle",
        "TaskExecutionHook TaskGroupingHook TaskReturnHook TaskSubmissionHook",
        _TASKS,
    ),
    ("lifecycle.default", "CacheAdapter", _CACHE),
    ("htypes", "Collect Parallelizable", _RUNS_HERE),
    ("registry", "register_adapter", _FUNCTIONS),
    ("registry", "register_types", "the libraries that narwhals knows need not be registered"),
    ("plugins", "h_dask h_pyarrow h_spark h_vaex", _FRAMES),
    ("plugins", "h_diskcache", _CACHE),
    ("plugins", "h_ray h_threadpool", _RUNS_HERE),
    ("plugins", "h_rich h_tqdm", "`hm.progress_bar()` is a hook; a driver takes it as an adapter"),
    ("plugins", "h_ddog h_logging h_mlflow h_openlineage h_opentelemetry h_slack", _HOOKS),
    ("plugins", "h_experiments h_kedro h_mcp h_narwhals h_schema jupyter_magic", _PLUGIN),
)


def _rows() -> Iterator[tuple[str, str]]:
    for module, names, instead in _NAMES:
        for name in names.split():
            yield f"{module}.{name}".removeprefix("."), instead


INSTEAD: Final[Mapping[str, str]] = dict(_rows())
"""For each name the sentence that says what there is instead."""


def absent(name: str) -> NoCounterpartError:
    """Make the error for a name of the table."""
    return NoCounterpartError("Apache Hamilton", name, INSTEAD[name])


def refusal_of(module: str) -> Callable[[str], Any]:
    """Make the ``__getattr__`` of a module: names of the table say what there is instead."""

    def refuse(name: str) -> Any:
        path = f"{module}.{name}".removeprefix(".")
        with tidy:
            if path in INSTEAD:
                raise absent(path)
        raise AttributeError(f"module 'hamiltonish.compat.hamilton' has no {path!r}")

    return refuse


def refusing(name: str) -> Callable[..., Any]:
    """Make a method that refuses whatever it is given."""

    def refused(*_: object, **__: object) -> Any:
        with tidy:
            raise absent(name)

    refused.__doc__ = f"Not there: {INSTEAD[name]}."
    refused.__name__ = name.rpartition(".")[2]
    return refused
