"""Plain functions in, a dataframe out: a function is a column, its parameters are its inputs."""

from __future__ import annotations

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
