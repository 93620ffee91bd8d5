"""What users import in their tests: single cases, laws of columns, strategies, fixtures.

Nothing is imported before it is used: neither hypothesis nor pytest need be installed for the rest.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hamiltonish.testing import strategies
    from hamiltonish.testing.calls import case, cases
    from hamiltonish.testing.engines import assert_engines_agree
    from hamiltonish.testing.live import assert_batch_equals_live
    from hamiltonish.testing.mutation import assert_no_mutation
    from hamiltonish.testing.nodes import Cut
    from hamiltonish.testing.plugin import for_each_node, node_fixtures
    from hamiltonish.testing.properties import assert_order_free, assert_row_local
    from hamiltonish.testing.snapshots import assert_unchanged

__all__ = [
    "Cut",
    "assert_batch_equals_live",
    "assert_engines_agree",
    "assert_no_mutation",
    "assert_order_free",
    "assert_row_local",
    "assert_unchanged",
    "case",
    "cases",
    "for_each_node",
    "node_fixtures",
    "strategies",
]

_PLACES = {
    "Cut": "nodes",
    "assert_batch_equals_live": "live",
    "assert_engines_agree": "engines",
    "assert_no_mutation": "mutation",
    "assert_order_free": "properties",
    "assert_row_local": "properties",
    "assert_unchanged": "snapshots",
    "case": "calls",
    "cases": "calls",
    "for_each_node": "plugin",
    "node_fixtures": "plugin",
}

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Import what is asked for."""
        if name == "strategies":
            return _imported("strategies")
        if name in _PLACES:
            return getattr(_imported(_PLACES[name]), name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

    def _imported(module: str) -> object:
        from hamiltonish.errors import MissingDependencyError

        try:
            return import_module(f"{__name__}.{module}")
        except ModuleNotFoundError as error:
            library = str(error.name)
            if library not in ("hypothesis", "pytest"):
                raise
            raise MissingDependencyError(library, "for the testing kit", "testing") from error
