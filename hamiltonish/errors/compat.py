"""Errors of the doors for projects of other libraries."""

from __future__ import annotations

from hamiltonish.errors.root import GraphError, RequestError
from hamiltonish.errors.text import counted, message

__all__ = ["AdapterError", "NoCounterpartError", "ValidatorError"]


class NoCounterpartError(RequestError, ImportError, NotImplementedError):
    """A name of another library that has no counterpart here.

    Attributes:
        library: The other library.
        theirs: The name there.
        instead: What there is instead, as a sentence without its full stop.
    """

    library: str
    theirs: str
    instead: str

    def __str__(self) -> str:
        return message(
            f"`{self.theirs}` of {self.library} has no counterpart in hamiltonish.",
            hint=f"{self.instead}.",
        )


class AdapterError(GraphError, TypeError):
    """Adapters that a driver cannot use.

    Attributes:
        adapters: Their classes, as one writes them.
        problem: What is wrong with them.
        hint: A way out.
    """

    adapters: tuple[str, ...]
    problem: str
    hint: str = ""

    def __str__(self) -> str:
        named = ", ".join(f"`{adapter}`" for adapter in self.adapters)
        return message(f"{named}: {self.problem}.", hint=self.hint)


class ValidatorError(GraphError):
    """What validators, given as adapters, have against a graph: all of it at once.

    Attributes:
        problems: Each node, or an empty text for the graph as a whole, and what is said of it.
    """

    problems: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        facts = (f"`{node}`: {text}" if node else text for node, text in self.problems)
        return message(
            f"Validators of this driver found {counted(len(self.problems), 'problem')}.", facts
        )
