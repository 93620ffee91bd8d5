"""Finding functions in what a user gives: modules, classes, instances, dotted names, functions."""

from __future__ import annotations

import functools
import importlib
import importlib.util
import linecache
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import Any

from hamiltonish.errors import DuplicateNodeError, GraphError, NotAModuleError, NotASourceError
from hamiltonish.errors.text import closest, did_you_mean
from hamiltonish.node import Location

__all__ = ["Found", "functions_in", "hint_for_empty", "named", "source_text"]

# What `def` makes, and what `functools.cache` makes of it.
_FUNCTIONS = (FunctionType, functools._lru_cache_wrapper)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Found:
    """One thing seen in a source.

    Attributes:
        name: The name under which it was seen.
        function: The function, if it is one that makes a node.
        excluded: Otherwise, the sentence that says why it makes none.
    """

    name: str
    function: Callable[..., Any] | None = None
    excluded: str = ""


def functions_in(source: object) -> Iterator[Found | GraphError]:
    """Yield what a source holds, in the order of definition, and what is wrong with the source.

    Args:
        source: A module, function, class with static methods, or instance.
    """
    if isinstance(source, ModuleType):
        yield from _in_module(source)
    elif isinstance(source, (*_FUNCTIONS, MethodType)):
        yield Found(source.__name__, source)
    elif isinstance(source, type):
        yield from _in_class(source)
    elif problem := _no_source(source):
        yield problem
    else:
        yield from _in_instance(source)


def _no_source(source: object) -> GraphError | None:
    """Tell plain data, which surely was given by mistake, from an instance of a user's class."""
    kind = type(source).__name__
    if isinstance(source, (list, tuple, set, frozenset)):
        return NotASourceError(f"A {kind}", "give the sources one by one: `Driver(*sources)`.")
    if isinstance(source, BuiltinFunctionType | functools.partial):
        hint = "give it a name and a type: `node(…, name='…', returns=…)`."
        return NotASourceError(_short(source), hint)
    if type(source).__module__ == "builtins":
        text = f"`{source!r}`" if len(repr(source)) <= 40 else f"A {kind}"
        hint = "give modules, functions, classes with static methods, or dotted names."
        return NotASourceError(text, hint)
    return None


def _short(source: object) -> str:
    """Describe an object without its address."""
    name = getattr(source, "__name__", None) or type(source).__name__
    return f"`{name}`"


def source_text(source: object) -> str:
    """Describe a source as errors do.

    Example:
        >>> import json
        >>> source_text(json), source_text("pkg.features")
        ('module `json`', '`pkg.features`')
    """
    if isinstance(source, str):
        return f"`{source}`"
    if isinstance(source, ModuleType):
        return f"module `{source.__name__}`"
    if isinstance(source, type):
        return f"class `{source.__qualname__}`"
    return _short(source)


# -- dotted names --------------------------------------------------------------------------------


def named(source: object) -> object:
    """Give what a source stands for: itself, or what it names if it is a text.

    Example:
        >>> named("math.sqrt")
        <built-in function sqrt>
    """
    return _from_dotted_name(source) if isinstance(source, str) else source


def _from_dotted_name(text: str) -> object:
    """Import a module, or a function or class in one; return the problem if there is neither."""
    module_name, _, attribute = text.rpartition(".")
    if text.endswith(".py") or not all(part.isidentifier() for part in text.split(".")):
        return NotAModuleError(text, _hint_for_text(text))
    if _is_module(text):
        return importlib.import_module(text)
    if module_name and _is_module(module_name):
        module = importlib.import_module(module_name)
        if hasattr(module, attribute):
            return getattr(module, attribute)
        public = (name for name in vars(module) if not name.startswith("_"))
        matches = closest(attribute, [*public, *_submodules(module)])
        hint = did_you_mean([f"{module_name}.{match}" for match in matches])
        return NotAModuleError(text, hint or f"`{module_name}` has nothing of that name.")
    import pkgutil

    matches = closest(text, [*sys.modules, *(info.name for info in pkgutil.iter_modules())])
    return NotAModuleError(text, did_you_mean(matches) or "is its folder on `sys.path`?")


def _is_module(name: str) -> bool:
    """Whether a module can be imported; errors inside of it are the user's own, and rise later."""
    if name in sys.modules:
        return True
    parent = name.rpartition(".")[0]
    if parent and not _is_module(parent):
        return False
    if parent and not hasattr(importlib.import_module(parent), "__path__"):
        return False
    return importlib.util.find_spec(name) is not None


def _hint_for_text(text: str) -> str:
    if text.endswith(".py"):
        dotted = text.removesuffix(".py").replace("\\", "/").strip("./").replace("/", ".")
        return f"give the dotted name, without the ending: `{dotted}`."
    return "a dotted name looks like `package.module`."


def _submodules(module: ModuleType) -> list[str]:
    import pkgutil

    return [info.name for info in pkgutil.iter_modules(getattr(module, "__path__", []))]


def hint_for_empty(sources: tuple[object, ...]) -> str:
    """Say what to give instead of sources that hold no node."""
    if not sources:
        return "give modules, functions, classes with static methods, or dotted names."
    for source in sources:
        module = sys.modules.get(source) if isinstance(source, str) else source
        if isinstance(module, ModuleType) and (inside := _submodules(module)):
            first = min(inside, key=lambda name: name.startswith("_"))
            return f"give the modules in it, for example `{module.__name__}.{first}`."
        if isinstance(source, type):
            return "make its functions `@staticmethod`, or give an instance of it."
    return "a node is a public function with annotations that is defined in the source."


# -- modules -------------------------------------------------------------------------------------


def _in_module(module: ModuleType) -> Iterator[Found | GraphError]:
    name = module.__name__
    for key, value in list(vars(module).items()):
        if not isinstance(value, (*_FUNCTIONS, BuiltinFunctionType)):
            continue
        if reason := _reason_to_exclude(key, value, name):
            yield Found(key, excluded=reason)
        else:
            yield Found(key, value)
    yield from _defined_twice(module)


def _reason_to_exclude(key: str, function: Any, module: str) -> str:
    """Say why a function in a module is no node of it; empty if it is one."""
    home = getattr(function, "__module__", None)
    if home != module:
        origin = f" from `{home}`" if home else ""
        return (
            f"`{key}` is imported into `{module}`{origin}; imported functions are no nodes"
            " (give the function itself to make it one)"
        )
    if key.startswith("_"):
        return (
            f"`{module}.{key}` ({_line(function)}) is private; a function whose name starts with"
            " `_` is no node"
        )
    if function.__name__ == "<lambda>":
        return f"`{key}` is a lambda; only functions written with `def` are nodes"
    if function.__name__ != key:
        return f"`{key}` is a second name of `{function.__name__}` in `{module}`"
    return ""


def _line(function: Any) -> Location:
    code = getattr(function, "__wrapped__", function).__code__
    return Location(code.co_filename, code.co_firstlineno)


_DEFINITION = r"(?m)^(?:async )?def (\w+)"


def _defined_twice(module: ModuleType) -> Iterator[GraphError]:
    """Yield the names that a module's file defines more than once: Python keeps the last.

    A scan of the text finds suspects at the cost of a microsecond a function; only then is the
    file parsed, to tell them from strings and from `typing.overload`.
    """
    file = getattr(module, "__file__", None)
    if not file or not file.endswith(".py"):
        return
    text = "".join(linecache.getlines(file))
    counts = Counter(re.findall(_DEFINITION, text))
    suspects = {name for name, count in counts.items() if count > 1 and name[0] != "_"}
    if not suspects:
        return
    import ast

    lines: dict[str, list[int]] = {}
    for statement in ast.parse(text).body:
        if isinstance(statement, ast.FunctionDef) and statement.name in suspects:
            if not any("overload" in ast.unparse(mark) for mark in statement.decorator_list):
                lines.setdefault(statement.name, []).append(statement.lineno)
    for name, places in lines.items():
        if len(places) > 1:
            shown = (f"`{module.__name__}.{name}` ({Location(file, line)})" for line in places)
            yield DuplicateNodeError(name, tuple(shown), same_module=True)


# -- classes and instances -----------------------------------------------------------------------


def _members(cls: type) -> dict[str, object]:
    """List what a class holds, its bases first, each name once with its last definition."""
    members: dict[str, object] = {}
    for base in reversed(cls.__mro__):
        if base is not object:
            members.update(vars(base))
    return members


def _in_class(cls: type) -> Iterator[Found]:
    for name, member in _members(cls).items():
        if isinstance(member, staticmethod):
            yield _public(cls, name, member.__func__)
        elif isinstance(member, classmethod):
            reason = f"`{cls.__qualname__}.{name}` is a class method; static methods are nodes"
            yield Found(name, excluded=reason)
        elif isinstance(member, FunctionType) and not name.startswith("_"):
            reason = (
                f"`{cls.__qualname__}.{name}` ({_line(member)}) is a method; a class gives its"
                " static methods, an instance gives its methods"
            )
            yield Found(name, excluded=reason)


def _in_instance(instance: object) -> Iterator[Found]:
    cls = type(instance)
    for name, member in _members(cls).items():
        if isinstance(member, staticmethod):
            yield _public(cls, name, member.__func__)
        elif isinstance(member, FunctionType):
            yield _public(cls, name, MethodType(member, instance))


def _public(cls: type, name: str, function: Callable[..., Any]) -> Found:
    if not name.startswith("_"):
        return Found(name, function)
    return Found(name, excluded=f"`{cls.__qualname__}.{name}` is private; it is no node")
