"""Paths in modules that are not run: those into the project are made the same wherever it lies.

``TABLE = Path(__file__).parent / "table.csv"`` has another value in each folder that the project
is copied to. It says nothing of what the code does, and would be told as a change.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path, PurePath
from types import FunctionType, ModuleType
from typing import Any

__all__ = ["forget_place"]

_PROJECT = "<project>"
_DEEPEST = 4
"""How deep in lists and dicts paths are looked for."""

_Change = Callable[[Any], Any]


def forget_place(tree: Path) -> None:
    """Change the paths in all modules of a folder: constants, defaults, and parts of classes.

    Args:
        tree: The folder.
    """

    def changed(value: Any) -> Any:
        return _changed(value, str(tree), _DEEPEST)

    for module in _modules_in(tree):
        for name, value in list(vars(module).items()):
            if not name.startswith("__"):
                _change(module, name, value, changed)


def _modules_in(tree: Path) -> Iterator[ModuleType]:
    for module in list(sys.modules.values()):
        file = getattr(module, "__file__", None)
        if isinstance(file, str) and Path(file).resolve().is_relative_to(tree):
            yield module


def _change(owner: object, name: str, value: Any, changed: _Change) -> None:
    """Change what something has under a name; of functions the defaults, of classes all parts."""
    function = getattr(value, "__func__", value)
    if isinstance(function, FunctionType):
        function.__defaults__ = changed(function.__defaults__)
        function.__kwdefaults__ = changed(function.__kwdefaults__)
    elif isinstance(value, type):
        if not isinstance(owner, type) and value.__module__ == getattr(owner, "__name__", ""):
            for part, held in list(vars(value).items()):
                if not part.startswith("__"):
                    _change(value, part, held, changed)
    elif (new := changed(value)) is not value:
        setattr(owner, name, new)


def _changed(value: Any, tree: str, depth: int) -> Any:
    """Give a value with the folder taken out of it; the value itself, if it is not in there."""
    kind = type(value)
    if kind is str:
        return f"{_PROJECT}{value[len(tree) :]}" if _is_inside(value, tree) else value
    if isinstance(value, PurePath):
        return (
            kind(f"{_PROJECT}{str(value)[len(tree) :]}") if _is_inside(str(value), tree) else value
        )
    if not depth or kind not in (list, tuple, dict):
        return value
    held = list(value.items()) if kind is dict else list(value)
    new = [_changed(one, tree, depth - 1) for one in held]
    same = all(one is other for one, other in zip(held, new, strict=True))
    return value if same else kind(new)


def _is_inside(text: str, tree: str) -> bool:
    return text == tree or text.startswith(tree + os.sep)
