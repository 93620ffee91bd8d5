"""A pydantic model of the record that a compiled function takes: made of its signature."""

import inspect
from collections.abc import Callable, Collection
from datetime import date
from types import NoneType
from typing import Annotated, Any, Union, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, create_model


class Strict(BaseModel):
    """A record that is refused when it is not exactly what is taken."""

    model_config = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False, frozen=True)


def record_of(function: Callable[..., Any], may_be_missing: Collection[str]) -> type[Strict]:
    """Make the model of what a compiled function takes.

    Args:
        function: The function. Its signature admits None everywhere, as columns admit nulls.
        may_be_missing: The inputs of which a record may say None.
    """
    fields: dict[str, Any] = {}
    for name, parameter in inspect.signature(function).parameters.items():
        taken = parameter.annotation
        if name not in may_be_missing and NoneType in get_args(taken):
            taken = Union[tuple(one for one in get_args(taken) if one is not NoneType)]  # noqa: UP007
        if date in (taken, *get_args(taken)):
            taken = Annotated[taken, BeforeValidator(day)]
        is_required = parameter.default is inspect.Parameter.empty
        fields[name] = taken, ... if is_required else parameter.default
    return create_model("Record", __base__=Strict, **fields)


def day(written: object) -> object:
    """Read a day, which is a text in JSON; pydantic refuses whatever is not.

    Example:
        >>> day("2013-12-24")
        datetime.date(2013, 12, 24)
    """
    return date.fromisoformat(written) if isinstance(written, str) else written
