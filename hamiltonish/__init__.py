"""Plain functions in, a dataframe out: a function is a column, its parameters are its inputs."""

from __future__ import annotations

import typing as _typing

from hamiltonish.driver import Driver
from hamiltonish.errors import (
    CheckError,
    CheckWarning,
    FrameError,
    GraphError,
    GraphErrors,
    HamiltonishError,
    MissingDependencyError,
    RequestError,
)
from hamiltonish.execute import Report, Run
from hamiltonish.graph import Graph, Problem
from hamiltonish.hooks import Hooks
from hamiltonish.node import Location, Node, Parameter
from hamiltonish.plan import Plan
from hamiltonish.progress import progress_bar
from hamiltonish.write import Written

__all__ = [
    "CheckError",
    "CheckWarning",
    "Driver",
    "FrameError",
    "Graph",
    "GraphError",
    "GraphErrors",
    "HamiltonishError",
    "Hooks",
    "Location",
    "MissingDependencyError",
    "Node",
    "Parameter",
    "Plan",
    "Problem",
    "Report",
    "RequestError",
    "Run",
    "Written",
    "progress_bar",
]

__version__ = "0.1.0"

if not _typing.TYPE_CHECKING:  # a checker is to know the names above, and no others

    def __getattr__(name: str) -> object:
        """Give IPython what `%load_ext hamiltonish` looks for; it is imported only then."""
        if name in ("load_ipython_extension", "unload_ipython_extension"):
            from hamiltonish import notebook

            return getattr(notebook, name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
