"""What a function without source says: its code object, without lines, files and local names."""

from __future__ import annotations

import dis
import sys
from collections.abc import Iterator
from types import CodeType
from typing import Any

from hamiltonish.fingerprints.normal import Chain

__all__ = ["chains_in_code", "parts_of_code"]

_ATTRIBUTES = frozenset({"LOAD_ATTR", "LOAD_METHOD"})
_NAMES = frozenset({"LOAD_GLOBAL", "LOAD_NAME"})


def parts_of_code(code: CodeType) -> tuple[Any, ...]:
    """Take a code object apart; equal parts mean the same instructions.

    They are those of one minor version of Python.
    """
    constants = tuple(
        parts_of_code(one) if isinstance(one, CodeType) else one
        for position, one in enumerate(code.co_consts)
        if not (position == 0 and isinstance(one, str) and _may_be_documented(code))
    )
    counts = (code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount)
    flags = code.co_flags & ~_HAS_DOCSTRING
    return code.co_code, constants, code.co_names, code.co_freevars, counts, flags


_HAS_DOCSTRING = 0x4000000  # since Python 3.13


def _may_be_documented(code: CodeType) -> bool:
    """Whether a text that is the first constant is the docstring, and nothing else."""
    if sys.version_info >= (3, 13):
        return bool(code.co_flags & _HAS_DOCSTRING)
    return not code.co_name.startswith("<")


def chains_in_code(code: CodeType) -> tuple[Chain, ...]:
    """List what the instructions read from outside, each once, in order."""
    found: dict[Chain, None] = {}
    pending = [code]
    while pending:
        one = pending.pop()
        found.update(dict.fromkeys(_chains(one)))
        pending.extend(inner for inner in one.co_consts if isinstance(inner, CodeType))
    return tuple(found)


def _chains(code: CodeType) -> Iterator[Chain]:
    name, attributes = "", []
    for instruction in dis.get_instructions(code):
        if name and instruction.opname in _ATTRIBUTES:
            attributes.append(str(instruction.argval))
            continue
        if name:
            yield Chain(name, tuple(attributes))
            name, attributes = "", []
        is_free = instruction.opname == "LOAD_DEREF" and instruction.argval in code.co_freevars
        if instruction.opname in _NAMES or is_free:
            name = str(instruction.argval)
    if name:
        yield Chain(name, tuple(attributes))
