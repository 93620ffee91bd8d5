"""What a graph is made of: nodes, their parameters, and where they were written."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

__all__ = ["MISSING", "Location", "Missing", "Node", "Parameter"]


class Missing:
    """The type of `MISSING`, which stands where a parameter has no default."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "MISSING"

    def __reduce__(self) -> str:
        return "MISSING"


MISSING: Final = Missing()

_CELL_FILE = r"<ipython-input-(\d+)-|ipykernel_\d+[/\\]\d+\.py$|^<"  # compiled on first use


@dataclass(frozen=True, slots=True)
class Location:
    """The place in a source file where a function is defined.

    Example:
        >>> str(Location("/project/features.py", 14))
        'features.py:14'
    """

    file: str
    line: int

    @property
    def is_interactive(self) -> bool:
        """Whether the code was typed in, as in a notebook cell, a REPL, or `exec` of a text."""
        return re.search(_CELL_FILE, self.file) is not None

    def __str__(self) -> str:
        if found := re.search(_CELL_FILE, self.file):
            cell = found.group(1)
            return f"In [{cell}]:{self.line}" if cell else f"a cell:{self.line}"
        name = self.file.replace("\\", "/").rpartition("/")[2]
        return f"{name}:{self.line}"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a function: the look-up of a node by name.

    Attributes:
        name: The parameter's name, which is the name of the node that it reads.
        type: The annotation, resolved.
        default: What is used when nothing gives the name; `MISSING` if there is none.
        keyword_only: Whether the function takes it by keyword only.
    """

    name: str
    type: object
    default: object = MISSING
    keyword_only: bool = False

    @property
    def is_optional(self) -> bool:
        """Whether the parameter has a default."""
        return self.default is not MISSING


@dataclass(frozen=True, slots=True, repr=False)
class Node:
    """A named value in the graph: a function's result, an extracted column, or an input.

    Attributes:
        name: Unique in its graph.
        type: The return annotation, resolved; for an input what its readers ask for.
        function: The user's plain function; None for inputs and extracted columns.
        parameters: What the function reads, in the order of its signature.
        doc: The docstring, cleaned; empty if there is none.
        label: The name of its column in a dataframe, if that is not `name`.
        module: The name of the module that defines the function.
        qualname: The function's qualified name.
        location: File and line; None for inputs.
        frame: For an extracted column, the name of the node that gives the frame.
    """

    name: str
    type: object
    function: Callable[..., Any] | None = None
    parameters: tuple[Parameter, ...] = ()
    doc: str = ""
    label: str = ""
    module: str = ""
    qualname: str = ""
    location: Location | None = None
    frame: str = ""

    @property
    def is_input(self) -> bool:
        """Whether the caller has to give the value."""
        return self.function is None and not self.frame

    @property
    def column_name(self) -> str:
        """The name of its column in a dataframe."""
        return self.label or self.name

    @property
    def place(self) -> str:
        """Where it is defined, as errors show it, such as ``module.function (file.py:12)``."""
        if self.location is None:
            return f"input `{self.name}`"
        path = self.qualname if self.module == "__main__" else f"{self.module}.{self.qualname}"
        return f"`{path}` ({self.location})"

    def __str__(self) -> str:
        return f"{self.name} ({self.location})" if self.location else self.name

    def __repr__(self) -> str:
        parameters = ", ".join(parameter.name for parameter in self.parameters)
        kind = "Input" if self.is_input else "Node"
        return f"<{kind} {self}>" if self.function is None else f"<Node {self.name}({parameters})>"
