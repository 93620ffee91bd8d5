"""Compile: calls in order become one plain Python function, straight-line, with its source."""

from hamiltonish.compile.function import Compiled, CompiledFunction, function_of
from hamiltonish.compile.source import Source, source_of
from hamiltonish.compile.work import Call, Input, Work, input_of

__all__ = [
    "Call",
    "Compiled",
    "CompiledFunction",
    "Input",
    "Source",
    "Work",
    "function_of",
    "input_of",
    "source_of",
]
