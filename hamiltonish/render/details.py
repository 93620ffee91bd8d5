"""What a page tells of a node beside its box, as plain data: types, doc, tags, place and code."""

from __future__ import annotations

import inspect
import linecache
import os
import re
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from tokenize import TokenError
from types import CodeType
from typing import Any

from hamiltonish.annotations import type_text
from hamiltonish.node import Location, Node, Parameter
from hamiltonish.signatures import written_code

__all__ = ["Sources", "details_of"]

_LONGEST_TEXT = 300


class Sources:
    """Where functions were written, and their code: each text once, as families share a function.

    Attributes:
        texts: The code that was found so far.

    Example:
        >>> sources = Sources()
        >>> sources.code_of(textwrap.dedent), sources.code_of(textwrap.dedent)
        (0, 0)
        >>> sources.texts[0].partition("(")[0]
        'def dedent'
    """

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._numbers: dict[CodeType, int | str] = {}
        self._files: dict[str, list[str]] = {}
        packages = sorted((str(Path(path).absolute()) for path in sys.path), key=len, reverse=True)
        self._folders = [
            f"{folder.rstrip(os.sep)}{os.sep}" for folder in (str(Path.cwd()), *packages)
        ]

    def code_of(self, function: Callable[..., Any]) -> int | str:
        """Find the code of a function: its number in `texts`, or why there is none."""
        code = written_code(function)
        if code is None:
            return "It is not written in Python: there is no code to show."
        if code not in self._numbers:
            self._numbers[code] = self._read(code)
        return self._numbers[code]

    def place_of(self, location: Location | None) -> str:
        """Write file and line so that others may read it: it tells no folder of this machine.

        A file below the working directory, or in an installed package, is told from there on; of
        any other only the name.

        Example:
            >>> Sources().place_of(Location(textwrap.__file__, 3))
            'textwrap.py:3'
        """
        if location is None:
            return ""
        if not location.is_interactive:
            file = str(Path(location.file).absolute())
            for folder in self._folders:
                if file.startswith(folder) and len(folder) > 1:
                    return f"{file.removeprefix(folder).replace(os.sep, '/')}:{location.line}"
        return str(location)

    def _read(self, code: CodeType) -> int | str:
        lines = self._lines_of(code.co_filename)[max(code.co_firstlineno - 1, 0) :]
        if not lines:
            return "Its code was typed in, or made while Python ran: no file has it."
        try:
            block = inspect.getblock(lines)
        except (TokenError, SyntaxError):
            block = []
        head = "lambda" if code.co_name == "<lambda>" else rf"\bdef\s+{re.escape(code.co_name)}\b"
        starts = re.match(r"\s*(@|(async\s+)?def\b)|.*\blambda\b", lines[0])
        if not starts or not any(re.search(head, line) for line in block):
            return "Its file has changed since it was imported: what was run is no longer there."
        self.texts.append(textwrap.dedent("".join(block)).rstrip())
        return len(self.texts) - 1

    def _lines_of(self, file: str) -> list[str]:
        if file not in self._files:
            linecache.checkcache(file)
            self._files[file] = linecache.getlines(file)
        return self._files[file]


def details_of(node: Node, sources: Sources) -> dict[str, Any]:
    """Tell what is known about a node; what is empty is left out.

    Args:
        node: The node.
        sources: Where its code is found.

    Example:
        >>> import hamiltonish as hm
        >>> def tax(price: float, rate: float = 0.2) -> float:
        ...     return price * rate
        >>> told = details_of(hm.Graph(tax)["tax"], Sources())
        >>> told["type"], told["parameters"][1]
        ('float', {'name': 'rate', 'type': 'float', 'default': '0.2'})
    """
    told: dict[str, Any] = {
        "type": type_text(node.type),
        "doc": node.doc,
        "module": node.module,
        "function": node.qualname,
        "place": sources.place_of(node.location),
        "column": node.own_column if node.frame else node.label,
        "frame": node.frame,
        "tags": [[name, value] for name, value in _tags_of(node.tags)],
        "checks": _texts(node.checks),
        "modifiers": [f"@{text}" for text in _texts(node.modifiers)],
    }
    if not node.frame:
        told["parameters"] = [_parameter(parameter) for parameter in node.parameters]
        told["arguments"] = _texts(node.arguments)
    if node.function is not None:
        told["code"] = sources.code_of(node.function)
    return {name: value for name, value in told.items() if value not in ("", [])}


def _parameter(parameter: Parameter) -> dict[str, str]:
    told = {"name": parameter.name, "type": type_text(parameter.type)}
    if parameter.argument and parameter.argument != parameter.name:
        told["argument"] = parameter.argument
    if parameter.is_optional:
        told["default"] = _told(repr(parameter.default))
    return told


def _tags_of(tags: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in tags.items():
        for one in value if isinstance(value, tuple | list) else (value,):
            yield name, str(one)


def _texts(things: Iterable[object]) -> list[str]:
    return [_told(str(thing)) for thing in things]


def _told(text: str) -> str:
    """Shorten what may be as long as a table; addresses differ each time, and tell nobody."""
    text = re.sub(r" at 0x[0-9a-fA-F]+", "", text)
    return text if len(text) <= _LONGEST_TEXT else f"{text[:_LONGEST_TEXT]}…"
