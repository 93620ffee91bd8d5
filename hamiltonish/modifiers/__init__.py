"""Decorators for functions. Each hangs a spec on the function and returns the same function.

A decorator is loaded when it is first used: `import hamiltonish` needs only a few of them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from hamiltonish.modifiers import config

if TYPE_CHECKING:
    from hamiltonish.modifiers.binding import group, source, value
    from hamiltonish.modifiers.checks import check_output
    from hamiltonish.modifiers.extract import extract_columns
    from hamiltonish.modifiers.families import inject, parameterize
    from hamiltonish.modifiers.fields import extract_fields, unpack_fields
    from hamiltonish.modifiers.naming import name
    from hamiltonish.modifiers.nodes import node
    from hamiltonish.modifiers.pipe import pipe_input, pipe_output, step
    from hamiltonish.modifiers.resolving import resolve
    from hamiltonish.modifiers.substitution import does
    from hamiltonish.modifiers.tags import tag
    from hamiltonish.modifiers.within import subdag

__all__ = [
    "check_output",
    "config",
    "does",
    "extract_columns",
    "extract_fields",
    "group",
    "inject",
    "name",
    "node",
    "parameterize",
    "pipe_input",
    "pipe_output",
    "resolve",
    "source",
    "step",
    "subdag",
    "tag",
    "unpack_fields",
    "value",
]

_HOMES = {
    "check_output": "checks",
    "does": "substitution",
    "extract_columns": "extract",
    "extract_fields": "fields",
    "group": "binding",
    "inject": "families",
    "name": "naming",
    "node": "nodes",
    "parameterize": "families",
    "pipe_input": "pipe",
    "pipe_output": "pipe",
    "resolve": "resolving",
    "source": "binding",
    "step": "pipe",
    "subdag": "within",
    "tag": "tags",
    "unpack_fields": "fields",
    "value": "binding",
}
"""The module of each decorator."""


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
