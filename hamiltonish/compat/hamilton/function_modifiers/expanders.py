"""Families: `parameterize`, its short forms, `inject`, and `parameterize_extract_columns`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from hamiltonish.annotations import form_of
from hamiltonish.bindings import Binding, Source, Value
from hamiltonish.compat.hamilton.function_modifiers.base import hang
from hamiltonish.compat.hamilton.function_modifiers.extracting import (
    Columns,
    Extract,
    Then,
    extract_columns,
    extract_fields,
    unpack_fields,
)
from hamiltonish.frames import engine_of
from hamiltonish.modifiers.binding import bind, binding_of
from hamiltonish.modifiers.families import Inject, Member, Parameterize
from hamiltonish.modifiers.made import Made
from hamiltonish.modifiers.spec import Build, F, Spec, Stage
from hamiltonish.node import Node

__all__ = [
    "ParameterizedExtract",
    "extract_columns",
    "extract_fields",
    "inject",
    "parameterize",
    "parameterize_extract_columns",
    "parameterize_sources",
    "parameterize_values",
    "parameterized_inputs",
    "parametrized",
    "parametrized_input",
    "unpack_fields",
]

_Pairs = tuple[tuple[str, Binding], ...]


@dataclass(frozen=True, slots=True)
class Expand(Parameterize):
    """The spec of `parameterize`: values of any type, and a docstring that is a template."""

    checks_values: ClassVar[bool] = False

    def rewrite(self, made: Made, build: Build) -> Made:
        """Make a node for each member of the family in place of the function's own."""
        own = made.only(self)
        return made.of(_bound(own, member, self, made) for member in self.members)


@dataclass(frozen=True, slots=True)
class InjectInto(Inject):
    """The spec of `inject`, likewise."""

    checks_values: ClassVar[bool] = False

    def rewrite(self, made: Made, build: Build) -> Made:
        """Bind the parameters of the function's own nodes."""
        members = (Member(node.name, self.bindings) for node in made.own)
        pairs = zip(made.own, members, strict=True)
        return made.of(_bound(node, member, self, made) for node, member in pairs)


def _bound(own: Node, member: Member, modifier: Spec, made: Made, **changes: Any) -> Node:
    doc = _described(own.doc, member) if member.doc is None else member.doc
    bindings = dict(member.bindings)
    return bind(own, bindings, modifier, made.modifiers, name=member.name, doc=doc, **changes)


class _Names(dict[str, object]):
    """What stands in a docstring for each name in braces: the name itself, if nothing else."""

    def __missing__(self, name: str) -> object:
        return name


def _described(doc: str, member: Member) -> str:
    """Fill a docstring in; one with braces of another meaning stays as it is."""
    names = _Names(output_name=member.name)
    for name, binding in member.bindings:
        if isinstance(binding, Source | Value):
            names[name] = binding.name if isinstance(binding, Source) else binding.value
    try:
        return doc.format_map(names)
    except (ValueError, LookupError, AttributeError, TypeError):
        return doc


def parameterize(
    **parametrization: Mapping[str, Any] | tuple[Mapping[str, Any], str],
) -> Callable[[F], F]:
    """Make a family of nodes of one function, each with its parameters bound in its own way.

    Args:
        parametrization: For each node what binds the parameters, or a pair of that and a docstring;
            without one the function's is a template, ``{output_name}`` in it the node's name.

    Raises:
        TypeError: If there is none, or a parameter is bound to a bare text.
    """
    pairs = parametrization.items()
    return _family(
        "parameterize", {n: one if isinstance(one, tuple) else (one, None) for n, one in pairs}
    )


def parameterize_values(
    parameter: str, assigned_output: Mapping[tuple[str, str], Any]
) -> Callable[[F], F]:
    """Make a family in which one parameter is bound to values.

    Args:
        parameter: The parameter.
        assigned_output: For each pair of a node's name and its docstring the value.

    Raises:
        TypeError: If there is none, or a key is no pair.
    """
    _check_pairs("parameterize_values", assigned_output)
    return _family(
        "parameterize_values",
        {name: ({parameter: Value(one)}, doc) for (name, doc), one in assigned_output.items()},
    )


def parameterize_sources(**parameterization: Mapping[str, str]) -> Callable[[F], F]:
    """Make a family in which parameters are bound to nodes.

    Args:
        parameterization: For each node the names of the nodes that its parameters read.

    Raises:
        TypeError: If there is none.
    """
    return _family(
        "parameterize_sources",
        {
            name: ({parameter: Source(node) for parameter, node in given.items()}, None)
            for name, given in parameterization.items()
        },
    )


def parametrized_input(
    parameter: str, variable_inputs: Mapping[str, tuple[str, str]]
) -> Callable[[F], F]:
    """Make a family in which one parameter is bound to nodes; an old name.

    Args:
        parameter: The parameter.
        variable_inputs: For each node that it reads the new node's name and docstring.

    Raises:
        TypeError: If there is none, or what is given is no pair.
    """
    _check_pairs("parametrized_input", variable_inputs.values())
    return _family(
        "parametrized_input",
        {name: ({parameter: Source(node)}, doc) for node, (name, doc) in variable_inputs.items()},
    )


parametrized = parameterize_values
parameterized_inputs = parameterize_sources


def inject(**key_mapping: Any) -> Callable[[F], F]:
    """Bind parameters of a function to nodes of other names, to values, or to groups of them.

    Args:
        key_mapping: For each parameter a `source`, a `value`, or a `group`.

    Raises:
        TypeError: If nothing is bound, or a parameter is bound to a bare text.
    """
    if not key_mapping:
        raise TypeError("inject needs a parameter: @inject(days=value(7))")
    spec = InjectInto(_bindings(key_mapping))
    return lambda function: hang(function, spec)


def _family(
    name: str, members: Mapping[str, tuple[Mapping[str, Any], str | None]]
) -> Callable[[F], F]:
    if not members:
        raise TypeError(f"{name} needs a node and what its parameters are bound to")
    spec = Expand(tuple(Member(n, _bindings(given), doc) for n, (given, doc) in members.items()))
    return lambda function: hang(function, spec)


def _bindings(given: Mapping[str, Any]) -> _Pairs:
    return tuple((name, binding_of(one, name)) for name, one in given.items())


def _check_pairs(name: str, pairs: Any) -> None:
    if not all(isinstance(pair, tuple) and len(pair) == 2 for pair in pairs):
        raise TypeError(f"{name} needs pairs of a node's name and its docstring")


# -- families of columns -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ParameterizedExtract:
    """One member of `parameterize_extract_columns`.

    Attributes:
        outputs: The names of its columns.
        input_mapping: What binds the parameters.
    """

    outputs: tuple[str, ...]
    input_mapping: dict[str, Any]


@dataclass(frozen=True, slots=True)
class ExpandColumns(Spec):
    """The spec of `parameterize_extract_columns`: members, each with the names of its columns."""

    stage: ClassVar[Stage] = Stage.FAMILY
    makes_family: ClassVar[bool] = True
    checks_values: ClassVar[bool] = False

    members: tuple[tuple[tuple[str, ...], _Pairs], ...]
    reassign_columns: bool

    def rewrite(self, made: Made, build: Build) -> Made:
        """Make a frame for each member, and the columns of each."""
        own = made.only(self)
        frames, columns = [], list(made.added)
        for number, (outputs, bindings) in enumerate(self.members):
            function: Any = own.function
            if self.reassign_columns:
                function = Then(function, _Renamed(outputs))
            member = Member(f"{own.name}__{number}", bindings)
            frame = _bound(own, member, self, made, function=function)
            frames.append(frame)
            part = Extract(Columns(tuple((name, name) for name in outputs)))
            columns.extend(part.rewrite(Made((frame,)), build).added)
        return made.of(frames, columns)

    def __str__(self) -> str:
        return f"parameterize_extract_columns({', '.join(map(str, self.members[:1]))}, …)"


@dataclass(frozen=True, slots=True)
class _Renamed:
    """Gives the columns of a frame other names, in their order."""

    names: tuple[str, ...]

    def __call__(self, frame: Any) -> Any:
        library = form_of(type(frame)).library
        if library == "pandas":  # which may have two columns of one name
            return frame.set_axis(list(self.names), axis=1)
        engine = engine_of(library)
        return engine.rename(frame, dict(zip(engine.column_names(frame), self.names, strict=True)))


def parameterize_extract_columns(
    *extract_config: ParameterizedExtract, reassign_columns: bool = True
) -> Callable[[F], F]:
    """Make a family of frames of one function, and nodes of the columns of each.

    Args:
        extract_config: The members.
        reassign_columns: Whether the columns take the names of the outputs, in their order.

    Raises:
        TypeError: If there is no member, or a parameter is bound to a bare text.
    """
    if not extract_config:
        raise TypeError("parameterize_extract_columns needs a ParameterizedExtract(outputs, …)")
    members = tuple((tuple(one.outputs), _bindings(one.input_mapping)) for one in extract_config)
    spec = ExpandColumns(members, reassign_columns)
    return lambda function: hang(function, spec)
