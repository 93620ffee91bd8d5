"""The source of a function, and what it reads from around it."""

from __future__ import annotations

import ast
from collections.abc import Callable
from types import FunctionType
from typing import Any

from hamiltonish.fingerprints.source import Sources
from hamiltonish.rows.refusal import Refused

__all__ = ["definition_of", "outside_of"]

_STARS = 0x04 | 0x08  # CO_VARARGS, CO_VARKEYWORDS


def definition_of(function: FunctionType) -> ast.FunctionDef | ast.Lambda:
    """Find the source of a function, from which its code was compiled.

    Raises:
        Refused: If there is none, or it is not that of a plain function.
    """
    definition = Sources().definition(function.__code__, function.__globals__)
    if definition is None:
        raise Refused("a function whose source is in no file or cell, or was edited meanwhile")
    if not isinstance(definition, ast.FunctionDef | ast.Lambda):
        raise Refused("a function that is async")
    if function.__code__.co_flags & _STARS:
        raise Refused("a function that takes any number of arguments")
    return definition


def outside_of(function: FunctionType) -> Callable[[str], Any]:
    """Make what finds the names that a function reads from around it."""
    code = function.__code__
    cells = dict(zip(code.co_freevars, function.__closure__ or (), strict=True))
    own = {*code.co_varnames, *code.co_cellvars}

    def find(name: str) -> Any:
        if name in own:
            raise Refused(f"`{name}`, which not every row has")
        if name in cells:
            try:
                return cells[name].cell_contents
            except ValueError:
                raise Refused(f"`{name}`, which has no value yet") from None
        if name in function.__globals__:
            return function.__globals__[name]
        raise NameError(name)

    return find
