"""What `import hamiltonish` costs: whole processes beside a bare Python, and what they load."""

from __future__ import annotations

import resource
import subprocess
import sys
from dataclasses import dataclass

from benchmarks.processes import ENVIRONMENT
from benchmarks.timing import Contender, Effort, Outcome, timed

__all__ = ["BARE", "Imports", "measured"]

BARE = "bare Python"

_STATEMENTS = {
    BARE: "pass",
    "hamiltonish": "import hamiltonish",
    "peer": "from hamilton import driver",
    "peer, extensions off": "from hamilton import driver",
    "narwhals": "import narwhals",
    "polars": "import polars",
    "pandas": "import pandas",
}
"""What each contender imports. The last three are for scale."""


@dataclass(frozen=True, slots=True)
class Imports:
    """Time and loaded modules of each contender.

    Attributes:
        seconds: Processor time of whole processes.
        loaded: The packages outside the standard library that were loaded.
        modules: How many modules were loaded beyond those of a bare Python.
    """

    seconds: Outcome
    loaded: dict[str, tuple[str, ...]]
    modules: dict[str, int]


def measured(effort: Effort) -> Imports:
    """Start Python again and again."""
    seconds = timed(
        [Contender(name, _Process(name), _nothing) for name in _STATEMENTS],
        effort,
        clock=_seconds_of_children,
    )
    loaded = {name: _loaded(name) for name in _STATEMENTS}
    bare = loaded[BARE]
    return Imports(
        seconds,
        {name: _third_party(modules - bare) for name, modules in loaded.items()},
        {name: len(modules - bare) for name, modules in loaded.items()},
    )


def _seconds_of_children() -> float:
    """Read the processor time of all processes that have been waited for."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _nothing() -> None:
    """Stand for a preparation, so that each sample is one process."""


@dataclass(frozen=True, slots=True)
class _Process:
    """A call that starts Python, imports, and waits for the end."""

    name: str

    def __call__(self, more: str = "") -> str:
        off = {"HAMILTON_AUTOLOAD_EXTENSIONS": "0"} if self.name.endswith("off") else {}
        return subprocess.run(
            [sys.executable, "-c", _STATEMENTS[self.name] + more],
            check=True,
            capture_output=True,
            text=True,
            env=ENVIRONMENT | off,
        ).stdout


def _loaded(name: str) -> set[str]:
    """List the modules that are loaded at the end; `-X importtime` would list failed ones too."""
    return set(_Process(name)("; import sys; print(*sys.modules)").split())


def _third_party(modules: set[str]) -> tuple[str, ...]:
    packages = {module.partition(".")[0] for module in modules}
    return tuple(sorted(p for p in packages - sys.stdlib_module_names if not p.startswith("_")))
