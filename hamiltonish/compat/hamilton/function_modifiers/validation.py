"""Checks: `check_output` over the core's rules, and validators of one's own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Final, get_origin

from hamiltonish import modifiers
from hamiltonish.annotations import Kind, type_text
from hamiltonish.checks.broken import Broken
from hamiltonish.checks.check import Check, Importance
from hamiltonish.checks.rules import Predicate, Range, Subject
from hamiltonish.checks.schema import Schema
from hamiltonish.compat.hamilton.data_quality.base import BaseDefaultValidator, DataValidator
from hamiltonish.compat.hamilton.function_modifiers.base import (
    TargetType,
    hang,
    target_names,
    target_text,
)
from hamiltonish.errors import ModifierError
from hamiltonish.modifiers.checks import CheckOutput
from hamiltonish.modifiers.made import Made
from hamiltonish.modifiers.spec import Build, F, Spec, specs_of
from hamiltonish.node import Node, replaced

__all__ = [
    "DATA_VALIDATOR_ORIGINAL_OUTPUT_TAG",
    "IS_DATA_VALIDATOR_TAG",
    "check_output",
    "check_output_custom",
]

IS_DATA_VALIDATOR_TAG: Final = "hamilton.data_quality.contains_dq_results"
DATA_VALIDATOR_ORIGINAL_OUTPUT_TAG: Final = "hamilton.data_quality.source_node"
"""Tags of the peer's nodes for validators; there are no such nodes here."""


@dataclass(frozen=True, slots=True)
class CheckTargets(Spec):
    """The spec of `check_output`: the core's checks, of the nodes that the peer means."""

    within: CheckOutput
    target: TargetType

    def rewrite(self, made: Made, build: Build) -> Made:
        """Hang the checks on the nodes, behind those that they have."""
        names = target_names(made, self.target)
        for node in made:
            if node.name in names and (get_origin(node.type) or node.type) in _CONTAINERS:
                self._refuse_ranges(node)
        if not (names and self.within.checks):
            return made
        return replace(self.within, target=names).rewrite(made, build)

    def _refuse_ranges(self, node: Node) -> None:
        for check in self.within.checks:
            if isinstance(check.rule, Range):
                problem = f"checks `{check.title}` of a `{type_text(node.type)}`"
                hint = "name the part of it that is meant: `target_='…'`."
                raise ModifierError(node.place, (str(self),), problem, hint)

    def __str__(self) -> str:
        return f"check_output({', '.join([*self.within.arguments, *target_text(self.target)])})"


@dataclass(frozen=True, slots=True)
class Validate(Spec):
    """The spec of validators: objects, or for each argument the first class that knows it."""

    text: str
    target: TargetType
    validators: tuple[DataValidator, ...] = ()
    candidates: tuple[type[BaseDefaultValidator], ...] = ()
    asked: tuple[tuple[str, Any], ...] = ()
    importance: str = "warn"

    def rewrite(self, made: Made, build: Build) -> Made:
        """Hang the checks on the nodes, behind those that they have."""

        def checked(node: Node) -> Node:
            chosen = [*self.validators, *self._chosen(node)]
            return replaced(node, checks=(*node.checks, *map(_check_of, chosen)))

        names = target_names(made, self.target)
        return made.changed(checked, names, self) if names else made

    def _chosen(self, node: Node) -> Iterator[DataValidator]:
        for name, value in self.asked:
            for kind in self.candidates:
                # A class method, though the base class has a method: so the peer calls it.
                if kind.arg() == name and kind.applies_to(node.type):  # type: ignore[arg-type, call-arg]
                    yield kind(**{name: value, "importance": self.importance})
                    break
            else:
                problem = f"has no candidate for `{name}` of a `{type_text(node.type)}`"
                hint = "name the node that is meant: `target_='…'`."
                raise ModifierError(node.place, (str(self),), problem, hint)

    def __str__(self) -> str:
        validators = (validator.name() for validator in self.validators)
        asked = (f"{name}={value!r}" for name, value in self.asked)
        return f"{self.text}({', '.join([*validators, *asked, *target_text(self.target)])})"


# -- rules ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Validation(Schema):
    """A rule that a validator tells; it looks at the whole result."""

    schema: DataValidator
    kinds: ClassVar = frozenset(Kind)

    def problem(self, value: Any) -> str:
        """See `hamiltonish.checks.Rule`."""
        result = self.schema.validate(value)
        return "" if result.passes else result.message or "it does not pass"

    def broken(
        self,
        data: Any,
        rows_of: Callable[[Any], Iterable[Mapping[str, Any]]],
    ) -> list[Broken]:
        """See `hamiltonish.checks.Schema`."""
        problem = self.problem(data)
        return [Broken("", problem)] if problem else []

    def __str__(self) -> str:
        return self.schema.name()


def _check_of(validator: DataValidator) -> Check:
    return Check(Validation(validator), Importance(validator.importance.value))


@dataclass(frozen=True, slots=True)
class Within(Range):
    """A range in which nothing may be missing from a column of floats, as in the peer."""

    def failing(self, subject: Subject) -> Any:
        """See `hamiltonish.checks.RowRule`."""
        outside = Range.failing(self, subject)
        return outside | subject.is_missing if subject.dtype.is_float() else outside


@dataclass(frozen=True, slots=True)
class _Contains:
    """Whether a text contains others, or none of them."""

    texts: tuple[str, ...]
    wanted: bool

    def __call__(self, text: str) -> bool:
        return all((one in text) is self.wanted for one in self.texts)


# -- decorators ----------------------------------------------------------------------------------


def check_output(
    importance: str = "warn",
    default_validator_candidates: Sequence[type[BaseDefaultValidator]] | None = None,
    target_: TargetType = None,
    **default_validator_kwargs: Any,
) -> Callable[[F], F]:
    """Check what a function returns, each time it runs.

    Args:
        importance: ``"warn"`` gives a warning, ``"fail"`` ends the run with an error.
        default_validator_candidates: Validators, of which the first serves that has the argument
            and applies to the type; by default what the core checks.
        target_: Which nodes of the function; by default the final ones, all with ``...``.
        default_validator_kwargs: What must hold: all that `hamiltonish.modifiers.check_output`
            takes, and ``contains`` and ``does_not_contain`` for a text.

    Raises:
        TypeError: If nothing is checked, or an argument is not what it should be.
    """
    if default_validator_candidates is not None:
        spec: Spec = Validate(
            "check_output",
            target_,
            candidates=tuple(default_validator_candidates),
            asked=tuple(default_validator_kwargs.items()),
            importance=importance,
        )
    else:
        spec = CheckTargets(_of_core(importance, default_validator_kwargs), target_)
    return lambda function: hang(function, spec)


def check_output_custom(*validators: DataValidator, target_: TargetType = None) -> Callable[[F], F]:
    """Check what a function returns with validators of one's own.

    Args:
        validators: The validators.
        target_: Which nodes of the function; by default the final ones, all with ``...``.

    Raises:
        TypeError: If there is none, or the decorator is used without brackets.
    """
    if not validators or not all(hasattr(one, "validate") for one in validators):
        raise TypeError("check_output_custom needs validators: @check_output_custom(Positive())")
    spec = Validate("check_output_custom", target_, validators)
    return lambda function: hang(function, spec)


def _of_core(importance: str, given: Mapping[str, Any]) -> CheckOutput:
    """Make the core's spec; what allows everything asks for nothing."""
    asked = {k: v for k, v in given.items() if not (k in _ALLOWANCES and v is True)}
    checks: list[Check] = []
    for name, wanted in (("contains", True), ("does_not_contain", False)):
        if name in asked:
            texts = asked.pop(name)
            some = (texts,) if isinstance(texts, str) else tuple(texts)
            rule = Predicate(_Contains(some, wanted))
            checks.append(Check(rule, Importance(importance), f"{name}({texts!r})"))
    if asked:

        def blank() -> None: ...

        modifiers.check_output(importance=importance, **asked)(blank)
        for spec in specs_of(blank):
            checks.extend(map(_closed, spec.checks))  # type: ignore[attr-defined]  # there is but one
    arguments = tuple(f"{name}={value!r}" for name, value in given.items())
    return CheckOutput(checks=tuple(checks), arguments=arguments)


def _closed(check: Check) -> Check:
    """Put a range in which nothing may be missing in the place of one of the core."""
    return replace(check, rule=Within(check.rule.ends)) if type(check.rule) is Range else check


_ALLOWANCES: Final = frozenset({"allow_none", "allow_nans", "allow_nulls"})
_CONTAINERS: Final = (dict, frozenset, list, set, tuple)
