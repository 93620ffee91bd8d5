"""Errors of asking: outputs, inputs and overrides that do not fit the graph."""

from __future__ import annotations

from dataclasses import dataclass

from hamiltonish.errors.root import RequestError
from hamiltonish.errors.text import counted, did_you_mean, listed, message, ticked

__all__ = [
    "AmbiguousColumnError",
    "AmbiguousFunctionError",
    "ComputedInputError",
    "ConfigInputError",
    "EmptyOutputsError",
    "InputTypeError",
    "MissingInput",
    "MissingInputsError",
    "NoVariantError",
    "NotAnOutputError",
    "NotHooksError",
    "NotInputsError",
    "RenameError",
    "UnknownEngineError",
    "UnknownInputError",
    "UnknownNodeError",
    "UnknownOverrideError",
]


class UnknownNodeError(RequestError, KeyError):
    """No node has the name.

    Attributes:
        name: The name.
        asked_by: Who asked for it.
        matches: Nodes with similar names, with file and line.
        reason: Why a function of that name is no node, if there is one.
        hint: A way out that is better than the matches.
    """

    name: str
    asked_by: str
    matches: tuple[str, ...] = ()
    reason: str = ""
    hint: str = ""

    def __str__(self) -> str:
        facts = [self.reason] if self.reason else []
        return message(
            f"No node is named `{self.name}`.",
            [*facts, f"asked for by: {self.asked_by}"],
            self.hint or did_you_mean(self.matches),
        )


class AmbiguousFunctionError(RequestError, KeyError):
    """A function is asked for that makes several nodes.

    Attributes:
        name: The function.
        nodes: The nodes that it makes.
    """

    name: str
    nodes: tuple[str, ...]

    def __str__(self) -> str:
        return message(
            f"`{self.name}` makes {counted(len(self.nodes), 'node')}: {listed(self.nodes)}.",
            hint="ask for them by name.",
        )


class UnknownInputError(RequestError):
    """An input that nothing in the graph reads.

    Attributes:
        names: The inputs.
        matches: Close matches for the first of them.
        known: The inputs that the graph has.
        reasons: Why functions of the names of such inputs are no nodes, if there are any.
    """

    names: tuple[str, ...]
    matches: tuple[str, ...]
    known: tuple[str, ...]
    reasons: tuple[str, ...] = ()

    def __str__(self) -> str:
        noun, verb = ("input", "is") if len(self.names) == 1 else ("inputs", "are")
        return message(
            f"The {noun} {listed(self.names)} {verb} read by nothing.",
            [f"inputs of the graph: {listed(self.known) or 'none'}", *self.reasons],
            did_you_mean(self.matches),
        )


class UnknownOverrideError(RequestError, KeyError):
    """An override of a node that does not exist.

    Attributes:
        name: The name.
        matches: Nodes with similar names, with file and line.
        reason: Why a function of that name is no node, if there is one.
    """

    name: str
    matches: tuple[str, ...]
    reason: str = ""

    def __str__(self) -> str:
        return message(
            f"The override `{self.name}` names no node.",
            [self.reason] if self.reason else [],
            did_you_mean(self.matches),
        )


@dataclass(frozen=True, slots=True)
class MissingInput:
    """One input that is missing: a fact of `MissingInputsError`.

    Attributes:
        name: The input.
        type: What its readers take, as one writes it.
        needed_by: The functions that read it, with file and line.
        matches: Names that were given, or nodes, that are similar.
        reason: Why a function of that name is no node, if there is one.
    """

    name: str
    type: str
    needed_by: tuple[str, ...]
    matches: tuple[str, ...] = ()
    reason: str = ""

    def lines(self) -> list[str]:
        """Word the fact: the name with its type, then who needs it and what is close."""
        readers = ", ".join(self.needed_by[:3])
        if len(self.needed_by) > 3:
            readers += f" and {len(self.needed_by) - 3} more"
        lines = [f"`{self.name}: {self.type}`, needed by {readers or 'the outputs'}"]
        if self.reason:
            lines.append(f"  {self.reason}")
        elif self.matches:
            lines.append(f"  {did_you_mean(self.matches)}")
        return lines


SHOWN = 20
"""How many missing inputs are told in full."""


class MissingInputsError(RequestError):
    """Inputs that the outputs need and nobody gave: all of them at once.

    Attributes:
        missing: Each missing input.
        given: What was given instead, as short text.
        hint: A way out that is better than the usual one.
    """

    missing: tuple[MissingInput, ...]
    given: str = ""
    hint: str = ""

    def __str__(self) -> str:
        facts = [line for item in self.missing[:SHOWN] for line in item.lines()]
        if len(self.missing) > SHOWN:
            facts.append(f"and {len(self.missing) - SHOWN} more")
        if self.given:
            facts.append(f"given: {self.given}")
        one = len(self.missing) == 1
        return message(
            f"{counted(len(self.missing), 'input')} {'is' if one else 'are'} missing.",
            facts,
            self.hint or _way_to_give(one=one),
        )


class NoVariantError(RequestError):
    """A node that is needed has variants, and the config chooses none.

    Attributes:
        name: The node.
        reason: Why none is chosen, as a phrase.
        needed_by: The functions that need it, with file and line; none if it was asked for.
        variants: Its variants, with their conditions.
        others: Other nodes of which no variant is chosen, each with the reason.
        hint: A way out.
    """

    name: str
    reason: str
    needed_by: tuple[str, ...]
    variants: tuple[str, ...]
    others: tuple[str, ...] = ()
    hint: str = ""

    def __str__(self) -> str:
        readers = [f"needed by: {', '.join(self.needed_by)}"] if self.needed_by else []
        return message(
            f"No variant of `{self.name}` is chosen: {self.reason}.",
            [*readers, *(f"variant: {variant}" for variant in self.variants), *self.others],
            self.hint,
        )


def _way_to_give(*, one: bool) -> str:
    if one:
        return "give it in `inputs=`, or write a function of that name."
    return "give them in `inputs=`, or write functions of these names."


class ComputedInputError(RequestError):
    """An input that names a computed node.

    Attributes:
        name: The node.
        place: The function that computes it, with file and line.
    """

    name: str
    place: str

    def __str__(self) -> str:
        return message(
            f"`{self.name}` is computed by {self.place}; it cannot be an input.",
            hint=f"to replace its result, use `overrides={{'{self.name}': …}}`.",
        )


class ConfigInputError(RequestError):
    """An input that the config already gives.

    Attributes:
        name: The input.
    """

    name: str

    def __str__(self) -> str:
        return message(
            f"`{self.name}` is given by the config; it cannot be an input as well.",
            hint=f"use `driver.replace(config={{'{self.name}': …}})` for another value.",
        )


class InputTypeError(RequestError, TypeError):
    """An input or override of a type that its readers do not take.

    Attributes:
        name: The input or override.
        given: The type of the value.
        taken: The type that the reader takes, as one writes it.
        taker: The reader, with file and line.
        role: ``input``, ``override`` or ``config value``.
        hint: A way out, if one is known.
    """

    name: str
    given: str
    taken: str
    taker: str
    role: str = "input"
    hint: str = ""

    def __str__(self) -> str:
        return message(
            f"The {self.role} `{self.name}` is {ticked(self.given)} where {ticked(self.taken)}"
            " is taken.",
            [f"taken by: {self.taker}"],
            self.hint,
        )


class NotInputsError(RequestError, TypeError):
    """Inputs, overrides, a renaming or a config of a type that has no names.

    Attributes:
        role: The argument: ``inputs``, ``overrides``, ``rename`` or ``config``.
        given: Its type, as one writes it.
    """

    role: str
    given: str

    def __str__(self) -> str:
        frame = "a dataframe, or " if self.role == "inputs" else ""
        return message(
            f"`{self.role}=` is `{self.given}`, which has no names.",
            hint=f"give {frame}a dict of names to values.",
        )


class NotHooksError(RequestError, TypeError):
    """Something given as hooks that is none.

    Attributes:
        given: Its type, as one writes it.
    """

    given: str

    def __str__(self) -> str:
        return message(
            f"`hooks=` takes `Hooks`, and was given `{self.given}`.",
            hint="say when a function is to be told: `hooks=Hooks(after_node=…)`.",
        )


class UnknownEngineError(RequestError):
    """An engine asked for with ``engine=`` that Polars does not have.

    Attributes:
        given: What was asked for.
        known: What can be asked for.
        matches: Close matches.
    """

    given: str
    known: tuple[str, ...]
    matches: tuple[str, ...] = ()

    def __str__(self) -> str:
        return message(
            f"`engine={self.given!r}` is no engine of Polars.",
            [f"known: {listed(self.known)}"],
            did_you_mean(self.matches),
        )


class EmptyOutputsError(RequestError):
    """Nothing was asked for.

    Attributes:
        nodes: Some names that could be asked for.
    """

    nodes: tuple[str, ...]

    def __str__(self) -> str:
        return message(
            "No output was asked for.", [f"nodes: {listed(self.nodes)}"], "name at least one node."
        )


class NotAnOutputError(RequestError, TypeError):
    """Something asked for is neither a name nor a function.

    Attributes:
        given: What was asked for, as short text.
    """

    given: str

    def __str__(self) -> str:
        return message(
            f"{self.given} cannot be asked for.",
            hint="outputs are names of nodes, or the functions themselves.",
        )


class RenameError(RequestError):
    """A renaming that fits nothing that was given.

    Attributes:
        name: The name to be changed.
        problem: What does not fit.
        matches: Close matches among what was given.
    """

    name: str
    problem: str
    matches: tuple[str, ...] = ()

    def __str__(self) -> str:
        return message(
            f"`rename=` cannot change `{self.name}`: {self.problem}.",
            hint=did_you_mean(self.matches),
        )


class AmbiguousColumnError(RequestError):
    """A column that several of the input frames have.

    Attributes:
        column: The column's name.
        frames: The names of the frames that have it; one that has it several times stands alone.
        needed_by: The functions that read it, with file and line.
    """

    column: str
    frames: tuple[str, ...]
    needed_by: tuple[str, ...]

    def __str__(self) -> str:
        facts = [f"needed by: {place}" for place in self.needed_by[:3]]
        if len(self.frames) == 1:
            first = f"The column `{self.column}` is in {listed(self.frames)} several times."
            return message(first, facts, "give each column of the frame a name of its own.")
        return message(
            f"The column `{self.column}` is in several input frames: {listed(self.frames)}.",
            facts,
            "join the frames in a function, or drop or rename the column in all but one.",
        )
