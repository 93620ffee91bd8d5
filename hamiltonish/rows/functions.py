"""The source of a function, and what it reads from around it."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable
from types import FunctionType
from typing import Any

from hamiltonish.rows.refusal import Refused

__all__ = ["definition_of", "outside_of"]


def definition_of(function: FunctionType) -> ast.FunctionDef | ast.Lambda:
    """Find the source of a function."""
    try:
        text = textwrap.dedent(inspect.getsource(function))
        tree = ast.parse(text)
    except (OSError, SyntaxError, TypeError):
        raise Refused("a function whose source is not there") from None
    definition = tree.body[0]
    if not isinstance(definition, ast.FunctionDef):
        raise Refused("what is no plain function")
    return definition


def outside_of(function: FunctionType) -> Callable[[str], Any]:
    """Make what finds the names that a function reads from around it."""
    closure = inspect.getclosurevars(function).nonlocals

    def find(name: str) -> Any:
        if name in closure:
            return closure[name]
        if name in function.__globals__:
            return function.__globals__[name]
        raise NameError(name)

    return find
