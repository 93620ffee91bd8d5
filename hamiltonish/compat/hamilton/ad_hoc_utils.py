"""Modules made of functions, or of source, for notebooks and tests."""

from __future__ import annotations

import importlib.abc
import importlib.util
import linecache
import sys
import tempfile
import uuid
from collections.abc import Callable
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

__all__ = ["create_module", "create_temporary_module", "module_from_source"]


def create_temporary_module(
    *functions: Callable[..., Any], module_name: str | None = None
) -> ModuleType:
    """Make a module of functions; they are copied, and the originals stay as they are.

    Args:
        functions: The functions.
        module_name: The module's name; a new one if none is given.

    Raises:
        ValueError: If there is a module of that name, two functions of one name, or a private one.

    Example:
        >>> def double(x: int) -> int:
        ...     return 2 * x
        >>> create_temporary_module(double, module_name="doubling").double(4)
        8
    """
    module = _new_module(module_name)
    for function in functions:
        name = function.__name__
        if name.startswith("_"):
            raise ValueError(f"`{name}` is private, and would be no node")
        if hasattr(module, name):
            raise ValueError(f"two functions are named `{name}`")
        setattr(module, name, _copied(function, module.__name__))
    sys.modules[module.__name__] = module
    return module


def _new_module(name: str | None) -> ModuleType:
    name = name or f"temporary_module_{uuid.uuid4().hex}"
    if name in sys.modules:
        raise ValueError(f"there is a module named `{name}`")
    return ModuleType(name)


def _copied(function: Any, module: str) -> FunctionType:
    copied = FunctionType(
        function.__code__,
        function.__globals__,
        function.__name__,
        function.__defaults__,
        function.__closure__,
    )
    copied.__dict__.update(function.__dict__)
    copied.__kwdefaults__ = function.__kwdefaults__
    copied.__annotations__ = function.__annotations__
    copied.__doc__ = function.__doc__
    copied.__qualname__ = function.__qualname__
    copied.__module__ = module
    return copied


def module_from_source(source: str, module_name: str | None = None) -> ModuleType:
    """Make a module of its source, which tracebacks show although there is no file.

    Args:
        source: The text.
        module_name: The module's name; a new one if none is given.

    Example:
        >>> module_from_source("def double(x: int) -> int: return 2 * x").double(4)
        8
    """
    name = module_name or f"temporary_module_{uuid.uuid4().hex}"
    lines = source.splitlines(keepends=True)
    linecache.cache[name] = (len(source), None, lines, name)
    loader = _TextLoader(name, source)
    spec = importlib.util.spec_from_loader(name, loader)
    module = importlib.util.module_from_spec(spec)  # type: ignore[arg-type]  # it has a loader
    sys.modules[name] = module
    loader.exec_module(module)
    return module


class _TextLoader(importlib.abc.ExecutionLoader):
    """Loads one module, of a text."""

    def __init__(self, name: str, source: str) -> None:
        self.name = name
        self.source = source

    def get_source(self, fullname: str) -> str:
        """Give the text."""
        return self.source

    def get_filename(self, fullname: str) -> str:
        """Name the file that tracebacks look up."""
        return self.name


def create_module(
    source: str,
    module_name: str | None = None,
    verbosity: int = 0,  # noqa: ARG001  # as in the peer
) -> ModuleType:
    """Make a module of its source, in a file of its own in the folder for temporary files.

    Args:
        source: The text.
        module_name: The module's name; that of the file if none is given.
        verbosity: Without effect.
    """
    folder = Path(tempfile.mkdtemp(prefix="hamiltonish_"))
    path = folder / f"{module_name or f'module_{uuid.uuid4().hex}'}.py"
    path.write_text(source, encoding="utf-8")
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)  # type: ignore[arg-type]  # it has a loader
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)  # type: ignore[union-attr]  # it has a loader
    return module
