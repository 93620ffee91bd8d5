"""Checks: what must hold of a node's result, as data; the plan computes them, beside the graph."""

from __future__ import annotations

from hamiltonish.checks.check import Check, Checking, Importance, Tags
from hamiltonish.checks.measures import (
    DataType,
    MeanInRange,
    MeasureRule,
    Rows,
    StandardDevInRange,
    Unique,
)
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
    RowRule,
    Rule,
    Subject,
    ValuesIn,
    value_text,
)
from hamiltonish.checks.schema import Schema

__all__ = [
    "Check",
    "Checking",
    "DataType",
    "Importance",
    "Length",
    "Matches",
    "MaxFractionNans",
    "MaxFractionNulls",
    "MeanInRange",
    "MeasureRule",
    "Model",
    "NoNans",
    "NoNulls",
    "NotNone",
    "Predicate",
    "Range",
    "RowRule",
    "Rows",
    "Rule",
    "Schema",
    "StandardDevInRange",
    "Subject",
    "Tags",
    "Unique",
    "ValuesIn",
    "is_model",
    "value_text",
]
