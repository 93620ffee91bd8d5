"""Binding a function's parameters: what `inject`, `parameterize`, `step` and `node` share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Never

from hamiltonish.annotations import is_instance, items_type_of, resolve_annotations, type_text
from hamiltonish.bindings import Argument, Binding, Group, Passing, Source, Value, sources_in
from hamiltonish.errors import ModifierError
from hamiltonish.errors.text import closest, did_you_mean, listed
from hamiltonish.modifiers.made import besides
from hamiltonish.node import MISSING, Node, Parameter, replaced
from hamiltonish.signatures import plain_function, stars_of

__all__ = [
    "arguments_of",
    "at_defaults",
    "bind",
    "binding_of",
    "called",
    "described",
    "group",
    "is_bound",
    "reading",
    "rebound",
    "renamed",
    "source",
    "value",
]


def source(name: str) -> Source:
    """Bind a parameter to the result of a node.

    Args:
        name: The name of the node.

    Raises:
        TypeError: If it is no text.
    """
    if not isinstance(name, str) or not name:
        raise TypeError("source needs the name of a node: source('spend')")
    return Source(name)


def value(value: object) -> Value:
    """Bind a parameter to a value that is known when the graph is built.

    It is handed over as it is at each run: a function that changes it changes it for all.
    """
    return Value(value)


def group(*items: object, **named: object) -> Group:
    """Bind a parameter to a list of others, or, by keyword, to a dict of them.

    Args:
        items: Each a `source`, a `value`, a `group`, or a plain value.
        named: Likewise, with the keys of the dict.

    Raises:
        TypeError: If it is given both, nothing, or a bare text.

    Example:
        >>> str(group(source("a"), source("b")))
        "group(source('a'), source('b'))"
        >>> str(group(first=source("a"), second=2))
        "group(first=source('a'), second=value(2))"
    """
    if bool(items) == bool(named):
        raise TypeError("group takes a list of items, or items with names, and at least one")
    bound = (binding_of(item, f"item {i}") for i, item in enumerate(items))
    by_name = (binding_of(item, name) for name, item in named.items())
    return Group((*bound, *by_name), tuple(named))


def binding_of(given: object, parameter: str) -> Binding:
    """Take what a user binds a parameter to; a plain value stands for itself.

    Raises:
        TypeError: If it is a bare text, which could mean a node or itself.
    """
    if isinstance(given, Source | Value | Group):
        return given
    if isinstance(given, str):
        raise TypeError(
            f"{parameter}={given!r} may mean a node or a text: say source({given!r}) or"
            f" value({given!r})"
        )
    return Value(given)


def arguments_of(node: Node) -> tuple[Argument, ...]:
    """List the arguments of a node's function, those that are simply parameters too."""
    return node.arguments or tuple(
        [
            Argument(
                p.argument or p.name,
                Source(p.name),
                Passing.KEYWORD if p.keyword_only else Passing.POSITION,
            )
            for p in node.parameters
        ]
    )


def bind(
    node: Node,
    bindings: Mapping[str, Binding],
    modifier: object,
    together: tuple[Any, ...] = (),
    **changes: Any,
) -> Node:
    """Bind parameters of a node's function.

    Args:
        node: The node.
        bindings: What each of the function's parameters is made of; those that are not named stay.
        modifier: Who binds, for errors.
        together: All modifiers of the function, likewise.
        changes: What else changes about the node.

    Returns:
        The node with its arguments made so, and with the sources as its parameters.

    Raises:
        ModifierError: If a parameter is unknown or bound already, or a value does not fit its type.
    """
    if not bindings:
        return replaced(node, **changes)
    rest = dict(bindings)
    arguments: list[Argument] = []
    parameters: list[Parameter] = []
    own = iter(node.parameters)
    for argument in arguments_of(node):
        if type(argument.binding) is Source:  # most are, and this is a hot path
            before = [next(own)]
        else:
            before = [next(own) for _ in sources_in(argument.binding)]
        binding = rest.pop(argument.name, None)
        if binding is None:
            arguments.append(argument)
            parameters.extend(before)
        elif is_bound(argument, before):
            raise _bound_twice(node, argument.name, modifier, together)
        else:
            arguments.append(Argument(argument.name, binding, argument.passing))
            reads = _reads(node, binding, before[0], before[0].type, modifier)
            parameters.extend(reads)
    for name, parameter, passing in _starred(node, rest) if rest else ():
        rest_binding = rest.pop(name)
        arguments.append(Argument(name, rest_binding, passing))
        annotation: Any = list[parameter.type]  # type: ignore[name-defined]
        if passing is Passing.STARS:
            annotation = dict[str, parameter.type]  # type: ignore[name-defined]
        parameters.extend(_reads(node, rest_binding, parameter, annotation, modifier))
    if rest:
        raise _no_parameter(node, next(iter(rest)), arguments, modifier)
    return replaced(node, arguments=tuple(arguments), parameters=tuple(parameters), **changes)


def is_bound(argument: Argument, parameters: list[Parameter]) -> bool:
    """Whether an argument was bound by a modifier, and is not simply the parameter of its name."""
    return not isinstance(argument.binding, Source) or bool(parameters[0].argument)


def _starred(node: Node, names: Mapping[str, object]) -> Iterator[tuple[str, Parameter, Passing]]:
    """Yield those of the names that are the function's parameters with stars."""
    if node.function is None:
        return
    for star in stars_of(node.function):
        name = star.lstrip("*")
        if name in names:
            annotations, _ = resolve_annotations(plain_function(node.function), cache={})
            yield name, Parameter(name, annotations.get(name, Any)), Passing(star[: -len(name)])


def _reads(
    node: Node, binding: Binding, parameter: Parameter, annotation: object, modifier: object
) -> Iterator[Parameter]:
    """Yield what a binding reads, as parameters of the node; check the values in it."""
    if isinstance(binding, Source):
        argument = parameter.argument or parameter.name
        yield Parameter(
            binding.name, annotation, keyword_only=parameter.keyword_only, argument=argument
        )
    elif isinstance(binding, Value):
        if type(binding.value) is annotation or not getattr(modifier, "checks_values", True):
            return
        if not is_instance(binding.value, annotation):
            problem = (
                f"gives `{parameter.name}` {binding}, a `{type_text(type(binding.value))}`, where"
                f" `{type_text(annotation)}` is taken"
            )
            hint = "bind a node with `source('name')`." if isinstance(binding.value, str) else ""
            raise ModifierError(node.place, (str(modifier),), problem, hint)
    else:
        item = items_type_of(annotation, by_key=bool(binding.keys))
        if item is Never:
            made = "dict[str, …]" if binding.keys else "list[…]"
            problem = f"gives `{parameter.name}` a group, where `{type_text(annotation)}` is taken"
            raise ModifierError(
                node.place, (str(modifier),), problem, f"annotate it as `{made}`, or bind one node."
            )
        for part in binding.items:
            yield from _reads(node, part, parameter, item, modifier)


def _bound_twice(
    node: Node, name: str, modifier: object, together: tuple[Any, ...]
) -> ModifierError:
    problem = f"both bind the parameter `{name}`"
    others = (str(one) for one in besides(modifier, together) if name in one.binds)
    marks = (str(modifier), *others)
    return ModifierError(node.place, marks, problem, "bind it in one of them.")


def _no_parameter(
    node: Node, name: str, arguments: list[Argument], modifier: object
) -> ModifierError:
    known = [argument.name for argument in arguments]
    problem = f"binds `{name}`, which is no parameter of the function"
    hint = did_you_mean(closest(name, known)) or f"its parameters are {listed(known) or 'none'}."
    return ModifierError(node.place, (str(modifier),), problem, hint)


def rebound(node: Node, bindings: Mapping[str, Binding], modifier: object) -> Node:
    """Bind what a node reads, by the names of the nodes that it reads, not of its parameters.

    What is bound is optional no more.

    Args:
        node: The node.
        bindings: What stands in the place of each name; names that are not read are passed over.
        modifier: Who binds, for errors.

    Raises:
        ModifierError: If a value does not fit the type of the parameter.
    """
    used = {p.name: bindings[p.name] for p in node.parameters if p.name in bindings}
    if not used:
        return node
    parameters: list[Parameter] = []
    for parameter in node.parameters:
        binding = used.get(parameter.name)
        if binding is None:
            parameters.append(parameter)
        else:
            parameters.extend(_reads(node, binding, parameter, parameter.type, modifier))
    names = {name: one.name for name, one in used.items() if isinstance(one, Source)}
    if len(names) == len(used):
        return replaced(reading(node, names), parameters=tuple(parameters))
    if node.frame:
        problem = f"gives a value for `{node.frame}`, of which `{node.name}` is a column"
        raise ModifierError(node.place, (str(modifier),), problem, "give the frame as an input.")
    return replaced(node, arguments=_arguments(node, used), parameters=tuple(parameters))


def at_defaults(node: Node, known: Mapping[str, object]) -> Node:
    """Leave what a node reads and nobody gives at its defaults, so that it reads no node.

    Args:
        node: The node.
        known: What is given.
    """
    left: dict[str, Binding] = {
        p.name: Value(p.default)
        for p in node.parameters
        if p.default is not MISSING and p.name not in known
    }
    if not left:
        return node
    parameters = tuple(p for p in node.parameters if p.name not in left)
    return replaced(node, arguments=_arguments(node, left), parameters=parameters)


def _arguments(node: Node, bindings: Mapping[str, Binding]) -> tuple[Argument, ...]:
    """Put bindings into the arguments of a node, in the place of the names that they read."""
    return tuple(
        replace(argument, binding=_substituted(argument.binding, bindings))
        for argument in arguments_of(node)
    )


def reading(node: Node, names: Mapping[str, str]) -> Node:
    """Let a node read other nodes: each that is a key of the mapping becomes its value.

    Example:
        >>> node = reading(Node("b", float, parameters=(Parameter("a", float),)), {"a": "uk.a"})
        >>> node.parameters[0].name, node.parameters[0].argument
        ('uk.a', 'a')
    """
    read: dict[str, Binding] = {
        p.name: Source(names[p.name]) for p in node.parameters if p.name in names
    }
    if not read:
        return node
    parameters = [
        Parameter(names[p.name], p.type, p.default, p.keyword_only, p.argument or p.name)
        if p.name in read
        else p
        for p in node.parameters
    ]
    return replaced(
        node,
        frame=names.get(node.frame, node.frame),
        parameters=tuple(parameters),
        arguments=_arguments(node, read) if node.arguments else (),
    )


def called(node: Node, name: str) -> Node:
    """Give a node another name; one that is a column of a frame stays that column."""
    if name == node.name:
        return node
    if node.frame:
        return replaced(node, name=name, label="", column=node.own_column)
    return replaced(node, name=name)


def renamed(node: Node, names: Mapping[str, str]) -> Node:
    """Rename a node, and the nodes that it reads, where the mapping says so."""
    return called(reading(node, names), names.get(node.name, node.name))


def _substituted(binding: Binding, bindings: Mapping[str, Binding]) -> Binding:
    if isinstance(binding, Source):
        return bindings.get(binding.name, binding)
    if isinstance(binding, Group):
        return replace(binding, items=tuple(_substituted(item, bindings) for item in binding.items))
    return binding


def described(doc: str, bindings: Iterable[tuple[str, Binding]]) -> str:
    """Fill a docstring in: ``{days}`` becomes the value, or the name of the node, bound to `days`.

    Braces around anything else stay as they are.

    Example:
        >>> described("Mean over {days} days of {x}.", (("days", Value(7)), ("x", Source("y"))))
        'Mean over 7 days of y.'
    """
    for name, binding in bindings:
        if isinstance(binding, Source | Value):
            text = binding.name if isinstance(binding, Source) else str(binding.value)
            doc = doc.replace(f"{{{name}}}", text)
    return doc
