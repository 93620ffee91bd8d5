"""What the code of a function tells of its windows, `.over(…)`: keys, and what is computed.

It is a hint for those who choose among plans that give the same. What is made in another function
is not seen, and no answer may depend on it.
"""

from __future__ import annotations

import dis
from collections.abc import Iterator, Mapping
from dis import Instruction
from functools import lru_cache
from types import CodeType
from typing import NamedTuple

from hamiltonish.node import Node

__all__ = ["Window", "is_condition", "windows_of"]


class Window(NamedTuple):
    """What the code of a function tells of one of its windows.

    Attributes:
        key: What stands in the brackets of `.over(…)`.
        method: The method before it, such as ``mean``.
        subject: The parameter of which that is called, if it is one.
        of_condition: Whether it is called of a comparison or another condition.
    """

    key: tuple[str, ...]
    method: str
    subject: str
    of_condition: bool


def windows_of(node: Node) -> tuple[Window, ...]:
    """Read in a function's code which windows it has.

    It is a hint, no more: a window that is made in another function is not seen, and nothing but
    the choice among layers depends on it.

    Example:
        >>> def late_rate(is_late, carrier):
        ...     return is_late.mean().over(carrier)
        >>> windows_of(Node("late_rate", object, late_rate))
        (Window(key=('carrier',), method='mean', subject='is_late', of_condition=False),)
    """
    code = getattr(node.function, "__code__", None)
    if code is None or "over" not in code.co_names:
        return ()
    windows = _windows(code)
    names = {p.argument: p.name for p in node.parameters if p.argument}
    return tuple(_read_by(window, names) for window in windows) if names else windows


def _read_by(window: Window, names: Mapping[str, str]) -> Window:
    """Name the nodes that a function reads where a modifier bound its parameters to others."""
    key = tuple(names.get(name, name) for name in window.key)
    return window._replace(key=key, subject=names.get(window.subject, window.subject))


def is_condition(node: Node) -> bool:
    """Tell whether a function ends in a comparison or the like, as far as its code tells."""
    code = getattr(node.function, "__code__", None)
    return code is not None and _ends_in_condition(code)


@lru_cache(maxsize=4096)
def _windows(code: CodeType) -> tuple[Window, ...]:
    windows = []
    method, subject, of_condition = "", "", False
    before: Instruction | None = None
    instructions = dis.get_instructions(code)
    for instruction in instructions:
        if instruction.argval == "over":
            windows.append(Window(_key(instructions), method, subject, of_condition))
        elif instruction.opname in _METHODS:
            of_condition = _is_condition(before, method)
            loads = before is not None and "LOAD_FAST" in before.opname
            subject = str(before.argval) if before is not None and loads else ""
            method = str(instruction.argval)
        before = instruction
    return tuple(windows)


_METHODS = ("LOAD_METHOD", "LOAD_ATTR")


def _key(instructions: Iterator[Instruction]) -> tuple[str, ...]:
    """Take the names and texts that are loaded until the method is called."""
    key: list[str] = []
    for argument in instructions:
        if "CALL" in argument.opname:
            break
        if "FAST" in argument.opname:  # a version of Python may load two at once
            pair = isinstance(argument.argval, tuple)
            key.extend(argument.argval if pair else [argument.argval])
        elif argument.opname == "LOAD_CONST" and isinstance(argument.argval, str):
            key.append(argument.argval)
    return tuple(key)


@lru_cache(maxsize=4096)
def _ends_in_condition(code: CodeType) -> bool:
    method = ""
    before: Instruction | None = None
    for instruction in dis.get_instructions(code):
        if instruction.opname == "RETURN_VALUE":
            break
        if instruction.opname in _METHODS:
            method = str(instruction.argval)
        before = instruction
    return _is_condition(before, method)


def _is_condition(instruction: Instruction | None, method: str) -> bool:
    """Whether an instruction makes a condition; if it is a call, the last method tells."""
    if instruction is None or "CALL" in instruction.opname:
        return method.startswith("is_")
    if instruction.opname == "BINARY_OP":
        return instruction.argrepr in ("&", "|", "^")
    return instruction.opname in ("COMPARE_OP", "UNARY_INVERT")
