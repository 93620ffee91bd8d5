"""Plain values as JSON that people can read, and back, exactly."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

__all__ = ["from_plain", "to_plain"]

_KIND = "kind"
"""The key that tells what a JSON object stands for."""


def to_plain(value: Any) -> Any:
    """Write a value as JSON; a number of NumPy as the number that it is.

    Raises:
        TypeError: If JSON has no way to hold it.

    Example:
        >>> to_plain({"AA": 0.5}), to_plain((1, 2))
        ({'AA': 0.5}, {'kind': 'tuple', 'items': [1, 2]})
    """
    if hasattr(value, "item") and not hasattr(value, "__len__"):
        value = value.item()
    if value is None or type(value) in (bool, int, str):
        return value
    if isinstance(value, float):
        number = float(value)
        return number if math.isfinite(number) else {_KIND: "float", "text": str(number)}
    if type(value) is list:
        return [to_plain(one) for one in value]
    if type(value) is dict:
        if all(type(key) is str for key in value) and _KIND not in value:
            return {key: to_plain(one) for key, one in value.items()}
        return {_KIND: "dict", "items": [[to_plain(k), to_plain(v)] for k, v in value.items()]}
    name = type(value).__name__
    if type(value) in (tuple, set, frozenset):
        items = list(value) if type(value) is tuple else sorted(value, key=repr)
        return {_KIND: name, "items": [to_plain(one) for one in items]}
    for kind, (write, _) in _TEXTS.items():
        if name == kind:
            return {_KIND: kind, "text": write(value)}
    raise TypeError(f"`{type(value).__module__}.{type(value).__qualname__}`")


def from_plain(plain: Any) -> Any:
    """Read what `to_plain` wrote.

    Example:
        >>> from_plain(to_plain({1: (float("inf"), None)}))
        {1: (inf, None)}
    """
    if isinstance(plain, list):
        return [from_plain(one) for one in plain]
    if not isinstance(plain, Mapping):
        return plain
    kind = plain.get(_KIND)
    if kind is None:
        return {key: from_plain(one) for key, one in plain.items()}
    if kind in _TEXTS:
        return _TEXTS[kind][1](plain["text"])
    items = [from_plain(one) for one in plain["items"]]
    return {"dict": dict, "tuple": tuple, "set": set, "frozenset": frozenset}[kind](items)


_Texts = tuple[Callable[[Any], str], Callable[[str], Any]]
_TEXTS: dict[str, _Texts] = {
    "float": (str, float),
    "datetime": (datetime.isoformat, datetime.fromisoformat),
    "date": (date.isoformat, date.fromisoformat),
    "time": (time.isoformat, time.fromisoformat),
    "timedelta": (
        lambda value: f"{value.days} {value.seconds} {value.microseconds}",
        lambda text: timedelta(*map(int, text.split())),
    ),
    "Decimal": (str, Decimal),
    "bytes": (bytes.hex, bytes.fromhex),
}
