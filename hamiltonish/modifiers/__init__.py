"""Decorators for functions. Each hangs a spec on the function and returns the same function."""

from __future__ import annotations

from hamiltonish.modifiers import config
from hamiltonish.modifiers.binding import group, source, value
from hamiltonish.modifiers.checks import check_output
from hamiltonish.modifiers.does import does
from hamiltonish.modifiers.extract import extract_columns
from hamiltonish.modifiers.fields import extract_fields, unpack_fields
from hamiltonish.modifiers.naming import name
from hamiltonish.modifiers.node import node
from hamiltonish.modifiers.parameterize import inject, parameterize
from hamiltonish.modifiers.pipe import pipe_input, pipe_output, step
from hamiltonish.modifiers.resolve import resolve
from hamiltonish.modifiers.subdag import subdag
from hamiltonish.modifiers.tags import tag

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
