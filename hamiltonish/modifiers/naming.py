"""`name`: the name that a column has in a dataframe, where it is not the function's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hamiltonish.modifiers.made import Made
from hamiltonish.modifiers.spec import Build, F, Spec, mark
from hamiltonish.node import replaced

__all__ = ["Name", "name"]


@dataclass(frozen=True, slots=True)
class Name(Spec):
    """The spec of `name`."""

    label: str

    def rewrite(self, made: Made, build: Build) -> Made:
        """Label the function's own node."""
        return made.of([replaced(made.only(self), label=self.label)])

    def __str__(self) -> str:
        return f"name({self.label!r})"


def name(label: str) -> Callable[[F], F]:
    """Name the column that a function makes in a dataframe, when it is no Python name.

    The node keeps the name of the function, so that other functions can read it; outputs may be
    asked for by either name.

    Args:
        label: The column's name; any text.

    Raises:
        TypeError: If it is no text or empty, or the decorator is used without brackets.

    Example:
        >>> import pandas as pd
        >>> import hamiltonish as hm
        >>> @name("Lot Frontage (m)")
        ... def lot_frontage_m(lot_frontage: pd.Series) -> pd.Series:
        ...     return lot_frontage * 0.3048
        >>> lots = pd.DataFrame({"lot_frontage": [65.0, 80.0]})
        >>> hm.Driver(lot_frontage_m).execute("lot_frontage_m", inputs=lots)
           Lot Frontage (m)
        0            19.812
        1            24.384
    """
    if not isinstance(label, str) or not label:
        raise TypeError("name needs a text: @name('Lot Frontage (m)')")
    return lambda function: mark(function, Name(label))
