"""What a graph is made of: nodes, their parameters, and where they were written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any, Final

from hamiltonish.annotations import type_text
from hamiltonish.bindings import Argument, Binding, Group, Source, same_value

__all__ = ["MISSING", "Location", "Missing", "Node", "Parameter", "aspects_of", "replaced"]


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
        name: The name of the node that it reads; the parameter's own, unless a modifier bound it.
        type: The annotation, resolved.
        default: What is used when nothing gives the name; `MISSING` if there is none.
        keyword_only: Whether the function takes it by keyword only.
        argument: The function's own name for it, if a modifier bound it to another node.
    """

    name: str
    type: object
    default: object = MISSING
    keyword_only: bool = False
    argument: str = ""

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Parameter):
            return NotImplemented
        return _contents_of_parameter(self) == _contents_of_parameter(other) and same_value(
            self.default, other.default
        )

    def __hash__(self) -> int:
        return hash(self.name)  # a default may be a list

    @property
    def is_optional(self) -> bool:
        """Whether the parameter has a default."""
        return self.default is not MISSING

    def __str__(self) -> str:
        text = f"{self.name}: {type_text(self.type)}"
        return f"{text} = {self.default!r}" if self.is_optional else text


_contents_of_parameter = attrgetter("name", "type", "keyword_only", "argument")


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
        column: For an extracted column, what the frame calls it, if that is neither `label` nor
            `name`.
        arguments: How the arguments of the function are made, if not simply one of each parameter;
            their sources are the parameters, in this order.
        tags: What was said about it with `tag`.
        checks: What is checked of its result.
        modifiers: The modifiers that made it what it is, the innermost first.
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
    column: str = ""
    arguments: tuple[Argument, ...] = ()
    tags: Mapping[str, Any] = field(default_factory=dict)
    checks: tuple[Any, ...] = ()
    modifiers: tuple[Any, ...] = ()

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Node):
            return NotImplemented
        return _written_of(self) == _written_of(other) and all(
            map(same_value, _said_of(self), _said_of(other))
        )

    def __hash__(self) -> int:
        return hash(self.name)  # what is bound, or said, may be a list

    @property
    def is_input(self) -> bool:
        """Whether the caller has to give the value."""
        return self.function is None and not self.frame

    @property
    def column_name(self) -> str:
        """The name of its column in a dataframe."""
        return self.label or self.name

    @property
    def own_column(self) -> str:
        """For an extracted column, its name in the frame that it is taken from."""
        return self.column or self.column_name

    @property
    def place(self) -> str:
        """Where it is defined, as errors show it, such as ``module.function (file.py:12)``."""
        if self.location is None:
            called = f"`{self.module}.{self.qualname}`".replace("`builtins.", "`")
            return f"input `{self.name}`" if self.function is None else called
        path = self.qualname if self.module == "__main__" else f"{self.module}.{self.qualname}"
        return f"`{path}` ({self.location})"

    @property
    def version(self) -> str:
        """A digest of all that decides what the node by itself computes.

        It is of the function's body, of the helpers, classes, constants, closure values and
        defaults that it reads, however far away in your code, of the versions of packages, of
        types, bindings, checks, tags and labels. It is not of formatting, comments, docstrings and
        local names, nor of the place where all that is written, nor of the node's own name. What
        lies above the node is not in it; that is the graph's.

        It is computed when it is asked for, from the values that there are then.

        Example:
            >>> import hamiltonish as hm
            >>> def tax(price: float) -> float:
            ...     return price * 0.2
            >>> def tax_again(price: float) -> float:
            ...     return (price * 0.2)  # the same, written otherwise
            >>> graph = hm.Graph(tax, tax_again)
            >>> graph["tax"].version == graph["tax_again"].version
            True
        """
        from hamiltonish.fingerprints import Reader

        return Reader().fingerprint(aspects_of(self), self.function).version

    def describe(self) -> str:
        """Tell all that is known about the node: where from, what it calls and with what.

        Example:
            >>> import hamiltonish as hm
            >>> from hamiltonish.modifiers import inject, source, tag, value
            >>> @tag(owner="ads")
            ... @inject(amount=source("spend"), days=value(7))
            ... def pace(amount: float, days: int) -> float:
            ...     return amount / days
            >>> print(hm.Graph(pace)["pace"].describe())  # doctest: +ELLIPSIS
            pace: float
              calls: `...pace` (...)
                amount = source('spend')
                days = value(7)
              tags: owner='ads'
              modifiers: @inject(amount=source('spend'), days=value(7)), then @tag(owner='ads')
        """
        lines = [f"{self.name}: {type_text(self.type)}"]
        lines += [f"  {self.doc.partition(chr(10))[0]}"] if self.doc else []
        for about, fact in _facts_of(self):
            lead = {"": "  ", "reads": "    "}.get(about, f"  {about}: ")
            lines.append(f"{lead}{fact}")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        from hamiltonish.cards import card, facts, heading, note

        title = heading(self.name, type_text(self.type))
        return card(title, note(self.doc) if self.doc else "", facts(_facts_of(self)))

    def __str__(self) -> str:
        return f"{self.name} ({self.location})" if self.location else self.name

    def __repr__(self) -> str:
        parameters = ", ".join(parameter.name for parameter in self.parameters)
        kind = "Input" if self.is_input else "Node"
        return f"<{kind} {self}>" if self.function is None else f"<Node {self.name}({parameters})>"


_FIELDS = tuple(Node.__dataclass_fields__)
_POSITIONS = {name: position for position, name in enumerate(_FIELDS)}
_contents_of = attrgetter(*_FIELDS)
_SAID = ("tags", "checks", "modifiers")
_said_of = attrgetter(*_SAID)
_written_of = attrgetter(*(name for name in _FIELDS if name not in _SAID))


def replaced(node: Node, **changes: Any) -> Node:
    """Make a node like another with something else changed: `dataclasses.replace`, but faster.

    Modifiers do this several times for each node of a graph.

    Example:
        >>> replaced(Node("a", float), name="b")
        <Input b>
    """
    contents = list(_contents_of(node))
    for name, content in changes.items():
        contents[_POSITIONS[name]] = content
    return Node(*contents)


def aspects_of(node: Node) -> dict[str, object]:
    """List what is said of a node beside its function, by name, each in the shape that counts.

    Names of nodes are in "reads" alone: the others are the same if a node above is renamed.

    Example:
        >>> list(aspects_of(Node("a", float)))
        ['type']
    """
    names = [parameter.name for parameter in node.parameters]
    if node.is_input:
        return {"type": type_text(node.type)}  # what comes with the type, the caller gives
    aspects: dict[str, object] = {"type": node.type}
    if names:
        aspects["reads"] = tuple(names)
        aspects["signature"] = tuple(
            [(p.argument, p.type, p.is_optional, p.keyword_only) for p in node.parameters]
        )
    if node.arguments:
        numbers = {name: position for position, name in enumerate(names)}
        aspects["binding"] = tuple(
            [(a.name, a.passing.value, _counted(a.binding, numbers)) for a in node.arguments]
        )
    said = {
        "label": node.label,
        "column": node.own_column if node.frame else "",
        "checks": node.checks,
        "tags": dict(node.tags),
        "condition": tuple([one for one in (m.unseen for m in node.modifiers) if one is not None]),
    }
    aspects.update((name, value) for name, value in said.items() if value)
    return aspects


def _counted(binding: Binding, numbers: Mapping[str, int]) -> object:
    """Put in a binding the position of the parameter in the place of each source."""
    if isinstance(binding, Source):
        return ("source", numbers.get(binding.name, binding.name))
    if isinstance(binding, Group):
        return ("group", binding.keys, tuple([_counted(one, numbers) for one in binding.items]))
    return ("value", binding.value)


def _facts_of(node: Node) -> Iterator[tuple[str, str]]:
    """Yield what `Node.describe` tells: facts, and what each is about."""
    if node.frame:
        yield "", f"the column `{node.own_column}` of `{node.frame}`"
    elif node.function is None:
        yield "", "an input"
    else:
        yield "calls", _called(node)
    if node.arguments:
        yield from (("reads", str(argument)) for argument in node.arguments)
    elif not node.frame:
        yield from (("reads", str(parameter)) for parameter in node.parameters)
    if node.label:
        yield "column", repr(node.label)
    if node.tags:
        yield "tags", ", ".join(f"{name}={value!r}" for name, value in node.tags.items())
    if node.checks:
        yield "checks", ", ".join(map(str, node.checks))
    if node.modifiers:
        yield "modifiers", ", then ".join(f"@{modifier}" for modifier in node.modifiers)


def _called(node: Node) -> str:
    """Name the function that runs; a modifier may have put another in the decorated one's place."""
    function: Any = node.function
    code = getattr(function, "__code__", None)
    qualname = getattr(function, "__qualname__", "") or type(function).__qualname__
    if qualname == node.qualname and node.location is not None:
        return node.place
    path = f"`{function.__module__}.{qualname}`"
    return f"{path} ({Location(code.co_filename, code.co_firstlineno)})" if code else path
