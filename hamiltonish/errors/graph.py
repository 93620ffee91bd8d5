"""Errors of building: what keeps functions from being a graph."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hamiltonish.errors.root import GraphError
from hamiltonish.errors.text import counted, did_you_mean, listed, message, ticked

__all__ = [
    "ConfigClashError",
    "CycleError",
    "DuplicateNodeError",
    "EmptyGraphError",
    "ExpressionParameterError",
    "GraphErrors",
    "ImpossibleNameError",
    "MissingAnnotationError",
    "ModifierError",
    "NotAModuleError",
    "NotASourceError",
    "TypeMismatchError",
    "UnresolvedAnnotationError",
    "UnsupportedFunctionError",
    "UnusedConfigError",
    "VariadicParameterError",
]


class GraphErrors(ExceptionGroup[GraphError], GraphError):
    """All problems of one build, when there are several.

    It can be caught as a `GraphError`, and taken apart with ``except*`` or ``.exceptions``.
    """

    def __new__(cls, *arguments: Any) -> GraphErrors:
        """Take the problems alone, or the message and problems of an exception group."""
        problems: Sequence[GraphError] = arguments[-1]
        headline = f"The graph has {counted(len(problems), 'problem')}."
        return super().__new__(cls, headline, tuple(problems))

    def __init__(self, *arguments: Any) -> None:
        pass

    def derive(self, excs: Sequence[GraphError]) -> GraphErrors:  # type: ignore[override]
        """Make a group of the same kind of some of the problems, as ``except*`` asks."""
        return GraphErrors(excs)

    def __reduce__(self) -> tuple[object, ...]:
        return (GraphErrors, (self.exceptions,))

    def __repr__(self) -> str:
        return f"GraphErrors({list(self.exceptions)!r})"

    def __str__(self) -> str:
        lines = [self.message]
        for number, problem in enumerate(self.exceptions, 1):
            first, *rest = str(problem).splitlines()
            lines.append(f"{number}. {first}")
            lines.extend(f"   {line}" for line in rest)
        return "\n".join(lines)


def one_of(problems: Sequence[GraphError]) -> GraphError:
    """Give the one problem that there is as itself, and several as a group."""
    return problems[0] if len(problems) == 1 else GraphErrors(problems)


class MissingAnnotationError(GraphError):
    """A parameter or the result of a function has no type.

    Attributes:
        place: The function, with file and line.
        parameters: The parameters without an annotation.
        result: Whether the result has none.
    """

    place: str
    parameters: tuple[str, ...]
    result: bool

    def __str__(self) -> str:
        missing = ", ".join(f"`{name}`" for name in self.parameters)
        if self.result:
            missing = f"{missing} and its result" if missing else "its result"
        return message(
            f"{self.place} has no type annotation for {missing}.",
            hint="annotate every parameter and the result; `Any` is allowed.",
        )


class UnresolvedAnnotationError(GraphError):
    """An annotation names something that cannot be found.

    Attributes:
        place: The function, with file and line.
        annotations: Pairs of the parameter (or ``return``) and the annotation's text.
    """

    place: str
    annotations: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        return message(
            f"{self.place} has annotations that name nothing.",
            [f"{_spot(name)}: `{text}`" for name, text in self.annotations],
            "import the name, also under `if TYPE_CHECKING:`, or correct it.",
        )


def _spot(name: str) -> str:
    return "result" if name == "return" else f"parameter `{name}`"


class DuplicateNodeError(GraphError):
    """Two functions claim the same name.

    Attributes:
        name: The name of the node.
        places: Every function that claims it, with file and line.
        same_module: Whether one module defines the name twice, so that Python keeps the last.
        variants: Whether they are variants of which the config chooses several.
        joined: Whether graphs were joined in which they stand.
    """

    name: str
    places: tuple[str, ...]
    same_module: bool = False
    variants: bool = False
    joined: bool = False

    def __str__(self) -> str:
        if self.same_module:
            hint = "Python keeps the last of them only; rename or delete the others."
        elif self.joined:
            hint = (
                f"take it out of one graph, `b.without({self.name!r})`; give the nodes of one other"
                " names, `b.prefix('b')`; or say which function it is, `a.replace(f)`."
            )
        elif self.variants:
            hint = "the config chooses them all; make their conditions exclude each other."
        else:
            hint = "rename one, or give the functions that you want instead of their modules."
        givers = counted(len(self.places), "definition" if self.joined else "function")
        return message(
            f"{givers} give the node `{self.name}`.",
            [f"defined in: {place}" for place in self.places],
            hint,
        )


class CycleError(GraphError):
    """Functions need each other in a circle.

    Attributes:
        cycle: The names along the data, closed: the last is the first.
        places: The function of each name, with file and line.
    """

    cycle: tuple[str, ...]
    places: tuple[str, ...]

    def __str__(self) -> str:
        names, places = list(self.cycle), list(self.places)
        if len(places) > 12:
            names[8:-3] = [f"… {len(names) - 11:,} more …"]
            places[8:-2] = [f"… {len(places) - 10:,} more …"]
        return message(
            f"The graph has a cycle: {' → '.join(names)}",
            places,
            "take out one of these parameters.",
        )


class TypeMismatchError(GraphError):
    """A node gives a type that a reader of it does not take.

    Attributes:
        name: The node that is read.
        given: Its type, as one writes it.
        giver: The function that gives it, with file and line.
        taken: The type that the parameter asks for.
        taker: The function that reads it, with file and line.
        hint: A way out, if one is known.
    """

    name: str
    given: str
    giver: str
    taken: str
    taker: str
    hint: str = ""

    def __str__(self) -> str:
        return message(
            f"`{self.name}` is {ticked(self.given)} where `{self.taken}` is taken.",
            [
                f"given by: {self.giver} -> {self.given}",
                f"taken by: {self.taker}, {self.parameter}",
            ],
            self.hint or "change one of the two annotations.",
        )

    @property
    def parameter(self) -> str:
        """The parameter as it is written in the reader's signature."""
        return f"`{self.name}: {self.taken}`"


class ExpressionParameterError(GraphError):
    """A function takes expressions and returns neither an expression nor a frame.

    Attributes:
        place: The function, with file and line.
        parameters: The parameters that are expressions.
        result: The return type, as one writes it.
        series: The type to take instead.
    """

    place: str
    parameters: tuple[str, ...]
    result: str
    series: str

    def __str__(self) -> str:
        return message(
            f"{self.place} takes expressions ({listed(self.parameters)}) and returns"
            f" `{self.result}`.",
            ["an expression holds no data; it can only become another expression"],
            f"take `{self.series}` to work on the data, or return an expression.",
        )


class VariadicParameterError(GraphError):
    """A function takes ``*args`` or ``**kwargs``.

    Attributes:
        place: The function, with file and line.
        parameters: The parameters, with their stars.
    """

    place: str
    parameters: tuple[str, ...]

    def __str__(self) -> str:
        return message(
            f"{self.place} takes {listed(self.parameters)}: what has a star names no node.",
            hint="name each parameter; its name is the node that it reads.",
        )


class UnsupportedFunctionError(GraphError):
    """A function is of a kind that cannot be run here.

    Attributes:
        place: The function, with file and line.
        problem: What it is, as a phrase that follows the place.
        hint: A way out.
    """

    place: str
    problem: str
    hint: str

    def __str__(self) -> str:
        return message(f"{self.place} {self.problem}.", hint=self.hint)


class ImpossibleNameError(GraphError):
    """A node cannot have this name.

    Attributes:
        place: The function, with file and line.
        name: The name.
        reason: Why not.
        hint: A way out.
    """

    place: str
    name: str
    reason: str
    hint: str

    def __str__(self) -> str:
        return message(
            f"{self.place} cannot be the node `{self.name}`: {self.reason}.", hint=self.hint
        )


class ModifierError(GraphError):
    """Modifiers do not fit the function, or each other.

    Attributes:
        place: The function, with file and line.
        modifiers: The modifiers, as one writes them.
        problem: What does not fit.
        hint: A way out.
    """

    place: str
    modifiers: tuple[str, ...]
    problem: str
    hint: str

    def __str__(self) -> str:
        marks = " and ".join(f"`{_written(modifier)}`" for modifier in self.modifiers)
        return message(f"{self.place}: {marks} {self.problem}.", hint=self.hint)


def _written(modifier: str) -> str:
    """Write a modifier as it stands in the code: most of them above a function."""
    return modifier if modifier.startswith(("node(", "step(", ".")) else f"@{modifier}"


class UnusedConfigError(GraphError):
    """Config keys that nothing reads.

    Attributes:
        keys: The keys.
        known: The keys that the graph can read: those of modifiers, and its inputs.
        matches: Close matches.
    """

    keys: tuple[str, ...]
    known: tuple[str, ...]
    matches: tuple[str, ...] = ()

    def __str__(self) -> str:
        noun, verb = ("key", "is") if len(self.keys) == 1 else ("keys", "are")
        return message(
            f"The config {noun} {listed(self.keys)} {verb} read by nothing.",
            [f"keys that this graph can read: {listed(self.known) or 'none'}"],
            did_you_mean(self.matches),
        )


class ConfigClashError(GraphError):
    """Graphs that are joined give a config key in different ways.

    Attributes:
        key: The key.
        givers: What gives it: values, and functions with file and line.
    """

    key: str
    givers: tuple[str, ...]

    def __str__(self) -> str:
        return message(
            f"`{self.key}` is in the config, and is given in {len(self.givers)} ways.",
            [f"given by: {giver}" for giver in self.givers],
            "give the graphs the same value, or the nodes of one other names: `b.prefix('b')`.",
        )


class NotAModuleError(GraphError, ImportError):
    """A text given as a source names no module and no function in one.

    Attributes:
        text: What was given.
        hint: A way out.
    """

    text: str
    hint: str

    def __str__(self) -> str:
        return message(f"No module is named `{self.text}`.", hint=self.hint)


class NotASourceError(GraphError, TypeError):
    """Something given to a driver or graph holds no functions.

    Attributes:
        given: What was given, as short text.
        hint: A way out.
    """

    given: str
    hint: str

    def __str__(self) -> str:
        return message(f"{self.given} is no source of functions.", hint=self.hint)


class EmptyGraphError(GraphError):
    """The sources define no node at all.

    Attributes:
        sources: What was given, as short text.
        excluded: Functions that were seen and are no nodes, each with the reason.
        hint: A way out.
    """

    sources: tuple[str, ...]
    excluded: tuple[str, ...]
    hint: str

    def __str__(self) -> str:
        given = ", ".join(self.sources)
        first = f"No function of {given} is a node." if given else "No source was given."
        return message(first, [f"not a node: {reason}" for reason in self.excluded[:8]], self.hint)
