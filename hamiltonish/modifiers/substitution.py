"""`does`: a function that only declares; another one does the work."""

from __future__ import annotations

import dis
import inspect
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from hamiltonish.errors import ModifierError
from hamiltonish.errors.text import closest, did_you_mean, listed
from hamiltonish.modifiers.made import Made, besides
from hamiltonish.modifiers.spec import Build, F, Spec, Stage, mark
from hamiltonish.node import Node, replaced
from hamiltonish.signatures import plain_function

__all__ = ["Does", "Substitute", "does"]


@dataclass(frozen=True, slots=True)
class Substitute:
    """Takes what the decorated function takes, and calls the one that does the work.

    Attributes:
        calls: The function that does the work.
        names: The names under which it gets the arguments, in their order; None for a position.
    """

    calls: Callable[..., Any]
    names: tuple[str | None, ...]

    def __call__(self, *given: Any) -> Any:
        """Call it."""
        pairs = list(zip(self.names, given, strict=True))
        by_position = [value for name, value in pairs if name is None]
        return self.calls(*by_position, **{name: value for name, value in pairs if name})


@dataclass(frozen=True, slots=True)
class Does(Spec):
    """The spec of `does`."""

    stage: ClassVar[Stage] = Stage.BODY

    function: Callable[..., Any]
    names: tuple[tuple[str, str], ...]

    def rewrite(self, made: Made, build: Build) -> Made:
        """Put the working function in the place of the decorated one."""
        own = made.only(self)
        if isinstance(own.function, Substitute):
            others = besides(self, made.modifiers)
            marks = (str(self), *(str(one) for one in others if isinstance(one, Does)))
            problem = "do not go together: one function does the work"
            raise ModifierError(own.place, marks, problem, "take one of them away.")
        if _does_something(own):
            hint = "leave the body empty (`...`), or take the decorator away."
            problem = "throws away the body of the function"
            raise ModifierError(own.place, (str(self),), problem, hint)
        function = Substitute(self.function, self._names(own))
        # By position now, whatever the stars of the decorated function.
        parameters = tuple(replace(p, keyword_only=False) for p in own.parameters)
        return made.of([replaced(own, function=function, parameters=parameters)])

    def _names(self, own: Node) -> tuple[str | None, ...]:
        """Find for each parameter the name under which the working function takes it."""
        renames = dict(self.names)
        try:
            taken = inspect.signature(self.function).parameters
        except ValueError:  # a function of an extension that does not say what it takes
            return (None,) * len(own.parameters)
        kinds = {parameter.kind for parameter in taken.values()}
        own_names = [renames.pop(p.name, p.name) for p in own.parameters]
        if renames:
            raise self._unfit(own, next(iter(renames)), [p.name for p in own.parameters])
        names: list[str | None] = []
        for name in own_names:
            if (
                name in taken and taken[name].kind in _NAMED
            ) or inspect.Parameter.VAR_KEYWORD in kinds:
                names.append(name)
            elif inspect.Parameter.VAR_POSITIONAL in kinds:
                names.append(None)
            else:
                raise self._unfit(own, name, list(taken))
        missing = [p.name for p in taken.values() if p.default is p.empty and p.kind in _NAMED]
        if missing := [name for name in missing if name not in names]:
            hint = f"say which parameter is which: `does({self._name}, {missing[0]}='…')`."
            problem = f"leaves {listed(missing)} of `{self._name}` without an argument"
            raise ModifierError(own.place, (str(self),), problem, hint)
        return tuple(names)

    def _unfit(self, own: Node, name: str, known: list[str]) -> ModifierError:
        hint = did_you_mean(closest(name, known)) or f"there are {listed(known) or 'none'}."
        problem = f"has no parameter `{name}` to match"
        return ModifierError(own.place, (str(self),), problem, hint)

    @property
    def _name(self) -> str:
        return getattr(self.function, "__name__", type(self.function).__name__)

    def __str__(self) -> str:
        names = (f"{theirs}={mine!r}" for mine, theirs in self.names)
        return f"does({', '.join((self._name, *names))})"


_NAMED = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)


def _does_something(node: Node) -> bool:
    """Whether a function has a body that does more than to return nothing."""
    code = plain_function(node.function).__code__
    passing = {"RESUME", "LOAD_CONST", "RETURN_VALUE", "RETURN_CONST", "NOP", "COPY_FREE_VARS"}
    instructions = list(dis.get_instructions(code))
    if any(instruction.opname not in passing for instruction in instructions):
        return True
    returned = [i for i in instructions if i.opname in ("LOAD_CONST", "RETURN_CONST")]
    return any(instruction.argval is not None for instruction in returned)


def does(function: Callable[..., Any], /, **names: str) -> Callable[[F], F]:
    """Let another function do the work of a function that only declares name, inputs and type.

    Args:
        function: Takes the arguments by the names of the parameters, or by ``**kwargs``, or, in
            order, by ``*args``.
        names: For its parameters that have other names: ``theirs="mine"``.

    Raises:
        TypeError: If it is not callable.

    Example:
        >>> import hamiltonish as hm
        >>> def total(**parts: float) -> float:
        ...     return sum(parts.values())
        >>> @does(total)
        ... def spend(tv: float, radio: float) -> float:
        ...     '''All that was spent.'''
        >>> hm.Driver(spend).values("spend", inputs={"tv": 2.0, "radio": 1.0})
        {'spend': 3.0}
    """
    if not callable(function) or not hasattr(function, "__name__"):
        raise TypeError("does needs the function that does the work: @does(total)")
    spec = Does(function, tuple((mine, theirs) for theirs, mine in names.items()))
    return lambda decorated: mark(decorated, spec)
