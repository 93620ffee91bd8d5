"""The door from pytest to the testing kit: its flags, and nothing else before one is used.

Every run of pytest imports this, wherever hamiltonish is installed. So it stands outside of the
package, which takes some time to import.
"""

from __future__ import annotations

import importlib
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

_UPDATE = "HAMILTONISH_UPDATE"
_ROOT = "HAMILTONISH_ROOT"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the flags, and the setting that makes fixtures of modules."""
    group = parser.getgroup("hamiltonish", "functions as columns")
    group.addoption(
        "--hamiltonish-update",
        action="store_true",
        help="write the snapshots of assert_unchanged anew",
    )
    group.addoption(
        "--hamiltonish-coverage",
        action="append",
        nargs="?",
        const="",
        metavar="MODULE",
        help="list the nodes that no test runs: of modules, or of all graphs that tests run",
    )
    group.addoption(
        "--hamiltonish-coverage-fail-under",
        type=float,
        metavar="PERCENT",
        help="fail if fewer of the nodes are run",
    )
    parser.addini(
        "hamiltonish_modules",
        "modules of functions; each node is a fixture, node_…, in all tests",
        type="linelist",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Begin what the flags and settings ask for."""
    _set(config, _ROOT, str(config.rootpath))
    if config.getoption("--hamiltonish-update"):
        _set(config, _UPDATE, "1")
    asked = config.getoption("--hamiltonish-coverage")
    if asked is None and config.getoption("--hamiltonish-coverage-fail-under") is not None:
        asked = [""]
    modules = config.getini("hamiltonish_modules")
    if asked is not None or modules:
        plugin = importlib.import_module("hamiltonish.testing.plugin")
        plugin.begin(config, coverage_of=asked, fixtures_of=modules)


def _set(config: pytest.Config, name: str, value: str) -> None:
    """Set a variable of the environment for the time of a run."""
    before = os.environ.get(name)
    os.environ[name] = value

    def restore() -> None:
        if before is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = before

    config.add_cleanup(restore)
