"""`check_output`: what must hold of a function's result; checked in the run, and no nodes added."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, get_origin

from hamiltonish.annotations import Kind, form_of, is_scalar, type_text
from hamiltonish.checks.check import Check, Importance
from hamiltonish.checks.measures import DataType, MeanInRange, Rows, StandardDevInRange, Unique
from hamiltonish.checks.pydantic import Model, is_model
from hamiltonish.checks.rules import (
    Length,
    Matches,
    MaxFractionNans,
    MaxFractionNulls,
    NoNans,
    NoNulls,
    NotNone,
    Predicate,
    Range,
    Rule,
    ValuesIn,
    value_text,
)
from hamiltonish.checks.schema import Schema
from hamiltonish.errors import ModifierError
from hamiltonish.modifiers.made import Made
from hamiltonish.modifiers.spec import Build, F, Spec, mark
from hamiltonish.node import Node

__all__ = ["CheckOutput", "check_output"]


@dataclass(frozen=True, slots=True)
class CheckOutput(Spec):
    """The spec of `check_output`: the checks, and its arguments as text."""

    checks: tuple[Check, ...]
    arguments: tuple[str, ...]
    target: tuple[str, ...] = ()

    def rewrite(self, made: Made, build: Build) -> Made:
        """Hang the checks on the nodes, behind those that they have."""
        return made.changed(self._checked, self.target, self)

    def _checked(self, node: Node) -> Node:
        for check in self.checks:
            if misfit := _misfit(check.rule, node):
                problem, hint = misfit
                raise ModifierError(node.place, (str(self),), problem, hint)
        return replace(node, checks=(*node.checks, *self.checks))

    def __str__(self) -> str:
        parts = list(self.arguments)
        importance = self.checks[0].importance
        if importance is not Importance.FAIL:
            parts.append(f"importance={importance.value!r}")
        if self.target:
            parts.append(f"target_={list(self.target)!r}")
        return f"check_output({', '.join(parts)})"


def _misfit(rule: Rule, node: Node) -> tuple[str, str] | None:
    """Say why a rule can never be asked of a node's result, and what to do; None if it can."""
    form = form_of(node.type)
    kind = Kind.COLUMN if node.frame else form.kind
    result = f"and `{node.name}` is a `{type_text(node.type)}`"
    if isinstance(rule, Schema):
        if kind is Kind.VALUE and _is_of_one_row(node):
            return f"has a schema, {result}", "use other arguments: its column may be lazy."
        if kind is (Kind.FRAME if rule.is_of_series else Kind.COLUMN):
            wanted = "a Series" if rule.is_of_series else "a frame"
            return f"has a schema of {wanted}, {result}", "give a schema of what it returns."
        if form.library in ("pandas", "polars") and form.library not in rule.libraries:
            libraries = " and ".join(rule.libraries)
            return f"has a schema for {libraries}, {result}", f"give one for {form.library}."
        if kind is Kind.COLUMN and form.lazy:
            return f"has a schema of a Series, {result}", "check the frame, or use other arguments."
    if node.type in (Any, object) or node.type is None:  # nobody knows before it is there
        if not node.frame or Kind.COLUMN in rule.kinds:
            return None
        return f"checks `{rule}`, which is for {_kinds_text(rule)}, and `{node.name}` is none", ""
    if kind not in rule.kinds:
        if Kind.COLUMN in rule.kinds and _is_of_one_row(node):
            return None
        hint = ""
        if kind is Kind.FRAME and Kind.COLUMN in rule.kinds:
            hint = "name a column of it: `target_=…`, outside of `@extract_columns(…)`."
        return f"checks `{rule}`, which is for {_kinds_text(rule)}, {result}", hint
    if kind is Kind.VALUE and (get_origin(node.type) or node.type) in rule.not_of:
        return f"checks `{rule}`, which says nothing of `{type_text(node.type)}`", ""
    return None


def _is_of_one_row(node: Node) -> bool:
    """Whether a function of one row may be fed by columns, and gives one then."""
    types = [node.type, *(parameter.type for parameter in node.parameters)]
    return bool(node.parameters) and all(map(is_scalar, types))


def _kinds_text(rule: Rule) -> str:
    return " and ".join(f"{kind.value}s" for kind in Kind if kind in rule.kinds)


def check_output(
    *,
    importance: Importance | str = Importance.FAIL,
    target_: str | Collection[str] = (),
    name: str = "",
    tags: Mapping[str, object] | None = None,
    range: tuple[Any, Any] | None = None,  # noqa: A002  # the name that the field has for it
    values_in: Iterable[Any] | None = None,
    allow_nulls: bool = True,
    allow_nans: bool = True,
    allow_none: bool = True,
    max_fraction_nulls: float | None = None,
    max_fraction_nans: float | None = None,
    data_type: Any = None,
    unique: bool = False,
    length: int | tuple[int | None, int | None] | None = None,
    rows: int | tuple[int | None, int | None] | None = None,
    matches: str | None = None,
    mean_in_range: tuple[float | None, float | None] | None = None,
    standard_dev_in_range: tuple[float | None, float | None] | None = None,
    max_standard_dev: float | None = None,
    schema: Any = None,
    model: Any = None,
    predicate: Callable[[Any], Any] | None = None,
) -> Callable[[F], F]:
    """Check what a function returns, each time it runs.

    All that is given must hold; so must that of other `check_output` on the same function. Of a
    pair of ends both are included, and None is an open one.

    Args:
        importance: ``"fail"`` ends the run with a `CheckError`, ``"warn"`` gives a `CheckWarning`.
        target_: Which nodes of the function, by name; its own by default.
        name: What errors call the check, beside what is checked; or in place of a predicate.
        tags: Tags of the check, beside those of the node, by which a driver can skip it.
        range: The lowest and highest value. Null passes, NaN does not.
        values_in: The values that are allowed. Null passes.
        allow_nulls: False if a column must have no nulls.
        allow_nans: False if there must be no NaN; in pandas, where nulls are NaN, neither.
        allow_none: False if the function must not return None.
        max_fraction_nulls: The largest share of rows that may be null, 0 to 1.
        max_fraction_nans: The largest share of rows that may be NaN, or missing in pandas.
        data_type: The dtype of a column: the library's own, one of narwhals, its name, or a type
            of Python such as `int`; the type of a value.
        unique: Whether no value of a column may repeat. Nulls do not count.
        length: The length of each text or list: one number, or the shortest and longest.
        rows: How many rows a column or frame has: one number, or the fewest and most.
        matches: A regular expression that matches each text from end to end.
        mean_in_range: The lowest and highest mean.
        standard_dev_in_range: The lowest and highest standard deviation, of the sample.
        max_standard_dev: The highest standard deviation.
        schema: A schema of pandera or dataframely for a frame, or a `SeriesSchema` of pandera.
        model: A model of pydantic, or a `TypeAdapter`, that a value must fit as it is.
        predicate: A function that says what holds. It takes the expression or the Series of a
            column, and gives one of truth values; it takes a frame or a value, and says.

    Raises:
        TypeError: If nothing is checked, or an argument is not what it should be.

    Example:
        >>> import pandas as pd
        >>> import hamiltonish as hm
        >>> @check_output(range=(0, 1))
        ... def rate(late: pd.Series, flights: pd.Series) -> pd.Series:
        ...     return late / flights
        >>> frame = pd.DataFrame({"late": [1, 5, 2], "flights": [4, 4, 4]})
        >>> try:
        ...     hm.Driver(rate).execute("rate", inputs=frame)
        ... except hm.CheckError as error:
        ...     print(error)
        1 check failed, of `rate`.
          `rate` (a cell:1): range(0, 1) fails in 1 of 3 rows
            row 1: 1.25
        Hint: `importance='warn'` tells and goes on; `Driver(…, checks=False)` checks nothing.
    """
    asked = {
        "range": range,
        "values_in": values_in,
        "allow_nulls": allow_nulls,
        "allow_nans": allow_nans,
        "allow_none": allow_none,
        "max_fraction_nulls": max_fraction_nulls,
        "max_fraction_nans": max_fraction_nans,
        "data_type": data_type,
        "unique": unique,
        "length": length,
        "rows": rows,
        "matches": matches,
        "mean_in_range": mean_in_range,
        "standard_dev_in_range": standard_dev_in_range,
        "max_standard_dev": max_standard_dev,
        "schema": schema,
        "model": model,
        "predicate": predicate,
    }
    given = {argument: value for argument, value in asked.items() if value is not None}
    made = {argument: _RULES[argument](argument, value) for argument, value in given.items()}
    rules = {argument: rule for argument, rule in made.items() if rule is not None}
    if not rules:
        raise TypeError("check_output needs something to check: @check_output(range=(0, 1))")
    if not isinstance(name, str):
        raise TypeError(f"check_output(name={name!r}): a name is a text")
    target = (target_,) if isinstance(target_, str) else tuple(target_)
    level, own = _importance(importance), tuple((tags or {}).items())
    checks = tuple(Check(rule, level, name, own) for rule in rules.values())
    spec = CheckOutput(checks, tuple(f"{key}={_text(asked[key])}" for key in rules), target)
    return lambda function: mark(function, spec)


# -- arguments to rules ---------------------------------------------------------------------------


def _importance(given: object) -> Importance:
    try:
        return Importance(given)
    except ValueError:
        raise _refused("importance", given, 'it is "fail" or "warn"') from None


def _text(value: Any) -> str:
    return getattr(value, "__name__", "") or value_text(value)


def _refused(argument: str, value: object, reason: str) -> TypeError:
    return TypeError(f"check_output({argument}={value!r}): {reason}")


def _ends(argument: str, value: Any) -> tuple[Any, Any]:
    is_pair = isinstance(value, (tuple, list)) and len(value) == 2
    if not is_pair or (value[0] is None and value[1] is None):
        raise _refused(argument, value, "it is a pair of ends, such as (0, 1) or (0, None)")
    lower, upper = value
    try:
        is_empty = lower is not None and upper is not None and not lower <= upper
    except TypeError:
        raise _refused(argument, value, "its ends cannot be compared") from None
    if is_empty:
        raise _refused(argument, value, "nothing lies between its ends")
    return lower, upper


def _counts(argument: str, value: Any) -> tuple[Any, Any]:
    """Read a number, or a pair of ends that are numbers."""
    ends = _ends(argument, (value, value) if isinstance(value, int) else value)
    if not all(end is None or isinstance(end, int) for end in ends):
        raise _refused(argument, value, "it is a whole number, or a pair of them")
    return ends


def _share(argument: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 1:
        raise _refused(argument, value, "it is a share, from 0 to 1")
    return value


def _is(argument: str, value: Any, *, when: bool) -> bool:
    if not isinstance(value, bool):
        raise _refused(argument, value, "it is True or False")
    return value is when


def _values(argument: str, value: Any) -> tuple[Any, ...]:
    if isinstance(value, (str, bytes)) or not isinstance(value, Iterable):
        raise _refused(argument, value, "it is a list of values")
    values = tuple(sorted(value, key=repr) if isinstance(value, (set, frozenset)) else value)
    if all(one is None for one in values):
        raise _refused(argument, value, "there is no value in it")
    return values


def _pattern(argument: str, value: Any) -> str:
    try:
        re.compile(value)
    except (TypeError, re.error) as error:
        raise _refused(argument, value, f"it is no regular expression: {error}") from None
    if not isinstance(value, str):
        raise _refused(argument, value, "it is the text of a regular expression")
    return value


def _schema(argument: str, value: Any) -> Schema:
    schema = Schema(value)
    if not schema.libraries:
        raise _refused(argument, value, "it is no schema of pandera or dataframely")
    return schema


def _model(argument: str, value: Any) -> Model:
    if not is_model(value):
        raise _refused(argument, value, "it is no model of pydantic, and no TypeAdapter")
    return Model(value)


def _predicate(argument: str, value: Any) -> Predicate:
    if not callable(value):
        raise _refused(argument, value, "it is a function")
    return Predicate(value)


_RULES: dict[str, Callable[[str, Any], Rule | None]] = {
    "range": lambda name, value: Range(_ends(name, value)),
    "values_in": lambda name, value: ValuesIn(_values(name, value)),
    "allow_nulls": lambda name, value: NoNulls() if _is(name, value, when=False) else None,
    "allow_nans": lambda name, value: NoNans() if _is(name, value, when=False) else None,
    "allow_none": lambda name, value: NotNone() if _is(name, value, when=False) else None,
    "max_fraction_nulls": lambda name, value: MaxFractionNulls(_share(name, value)),
    "max_fraction_nans": lambda name, value: MaxFractionNans(_share(name, value)),
    "data_type": lambda _, value: DataType(value),
    "unique": lambda name, value: Unique() if _is(name, value, when=True) else None,
    "length": lambda name, value: Length(_counts(name, value)),
    "rows": lambda name, value: Rows(_counts(name, value)),
    "matches": lambda name, value: Matches(_pattern(name, value)),
    "mean_in_range": lambda name, value: MeanInRange(_ends(name, value)),
    "standard_dev_in_range": lambda name, value: StandardDevInRange(_ends(name, value)),
    "max_standard_dev": lambda name, value: StandardDevInRange(_ends(name, (None, value))),
    "schema": _schema,
    "model": _model,
    "predicate": _predicate,
}
"""How each argument becomes a rule; None if it asks for nothing."""
