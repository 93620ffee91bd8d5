"""A value of each plain scalar type."""

from __future__ import annotations

import datetime
import enum
from decimal import Decimal
from typing import Annotated, Any, Literal, NewType

import pytest

from hamiltonish.annotations import sample_of


class Size(enum.Enum):
    SMALL = 1


Metres = NewType("Metres", float)


@pytest.mark.parametrize(
    ("annotation", "kind"),
    [
        (bool, bool),
        (int, int),
        (float, float),
        (complex, complex),
        (str, str),
        (bytes, bytes),
        (None, type(None)),
        (datetime.date, datetime.date),
        (datetime.datetime, datetime.datetime),
        (datetime.time, datetime.time),
        (datetime.timedelta, datetime.timedelta),
        (Decimal, Decimal),
        (Size, Size),
        (Metres, float),
        (float | None, float),
        (None | int, int),
        (Literal["a"], str),
        (Annotated[int, "rows"], int),
    ],
    ids=str,
)
def test_a_sample_is_of_its_type(annotation: Any, kind: type) -> None:
    assert type(sample_of(annotation)) is kind


@pytest.mark.parametrize("annotation", [list[int], object, int | list[int]])
def test_what_is_no_scalar_has_no_sample(annotation: Any) -> None:
    assert sample_of(annotation) is NotImplemented
