"""Measuring in a process of its own, so that no measurement sees the modules of another."""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

__all__ = ["ENVIRONMENT", "in_process"]

_CHANGES_SPEED = ("PYTHONDONTWRITEBYTECODE", "PYTHONDEVMODE", "PYTHONTRACEMALLOC")

ENVIRONMENT = {key: value for key, value in os.environ.items() if key not in _CHANGES_SPEED} | {
    "HAMILTON_TELEMETRY_ENABLED": "false"
}
"""A user's: compiled files are kept. The peer reports nothing home: it removed that in 1.89, and
the variable turned it off before."""

_ROOT = Path(__file__).parent.parent


def in_process(place: str, **arguments: Any) -> Any:
    """Call a function of the benchmarks in a new process; arguments and result are JSON.

    Args:
        place: `benchmarks.module:function`.
        arguments: Its keyword arguments.
    """
    finished = subprocess.run(
        [sys.executable, "-m", "benchmarks.processes", place, json.dumps(arguments)],
        capture_output=True,
        text=True,
        check=False,
        cwd=_ROOT,
        env=ENVIRONMENT,
    )
    if finished.returncode:
        raise RuntimeError(f"{place} {arguments}\n{finished.stderr[-4000:]}")
    return json.loads(finished.stdout.splitlines()[-1])


def _main() -> None:
    place, arguments = sys.argv[1:]
    module, _, name = place.partition(":")
    result = getattr(importlib.import_module(module), name)(**json.loads(arguments))
    sys.stdout.write(f"\n{json.dumps(result)}\n")


if __name__ == "__main__":
    _main()
