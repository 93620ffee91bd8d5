"""Functions written as modules: the source of a test becomes a module with a file and lines."""

from __future__ import annotations

import itertools
import linecache
import textwrap
from types import ModuleType

__all__ = ["module_of"]

_numbers = itertools.count()


def module_of(source: str, name: str = "features") -> ModuleType:
    """Make a module of its source, line 1 being the first line that is not blank.

    Python finds the source by the file's name, as it does for real files, so that errors,
    tracebacks and `inspect` show lines; nothing is written to the disk.
    """
    text = textwrap.dedent(source).lstrip("\n")
    file = f"/project/{next(_numbers)}/{name.replace('.', '/')}.py"
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
    module = ModuleType(name)
    module.__file__ = file
    exec(compile(text, file, "exec"), module.__dict__)
    return module
