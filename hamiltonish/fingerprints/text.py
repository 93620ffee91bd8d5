"""Values as text for people: short, on one line, without addresses."""

from __future__ import annotations

import re
from typing import Any

__all__ = ["value_text"]

_LONGEST = 120
_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")
_PLAIN = (str, bytes, int, float, complex, type(None), list, tuple, dict, set, frozenset)


def value_text(value: Any) -> str:
    """Write a value, shortened; of a large one, its kind and size.

    Example:
        >>> value_text({"us": 0.07}), value_text(list(range(1000)))
        ("{'us': 0.07}", 'list of 1,000')
    """
    kind = type(value).__name__
    shape = getattr(value, "shape", None) if hasattr(type(value), "shape") else None
    if isinstance(shape, tuple):
        return f"{kind} of shape {shape}"
    if isinstance(value, type) or hasattr(type(value), "__get__"):  # a class, a function
        return str(getattr(value, "__qualname__", kind))
    is_sized = isinstance(value, (list, tuple, dict, set, frozenset))
    if is_sized and len(value) > _LONGEST:
        return f"{kind} of {len(value):,}"
    try:
        text = repr(value)
        if isinstance(value, (set, frozenset)) and value:
            text = f"{{{', '.join(sorted(map(repr, value)))}}}"
        text = " ".join(_ADDRESS.sub("", text).split())
    except Exception:  # noqa: BLE001  # a foreign class may refuse, and this is only to be read
        return kind
    if len(text) <= _LONGEST:
        return text
    return f"{kind} of {len(value):,}" if is_sized else f"{text[: _LONGEST - 1]}…"
