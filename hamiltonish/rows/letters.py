"""Letters: which ones are white space, digits and so on to this Python, as patterns."""

from __future__ import annotations

import re
from functools import cache

__all__ = ["DIGITS", "WHITE", "digits_like", "pattern_of"]

WHITE: str = "".join(letter for letter in map(chr, range(0x3001)) if letter.isspace())
"""What `str.strip` takes off."""

DIGITS = "0123456789"

_END = 0x40000
"""Planes 4 and up have no letters, digits or white space; a test looks whether that is still so."""


@cache
def pattern_of(test: str) -> str:
    """Write the letters for which a method of `str` is true as a pattern of one or more of them."""
    method = getattr(str, test)
    return f"[{_ranges([i for i in range(_END) if method(chr(i))])}]+"


@cache
def digits_like() -> tuple[tuple[str, str], ...]:
    """Pair each digit with the pattern of the letters that `int` reads as it."""
    found: dict[str, list[int]] = {digit: [] for digit in DIGITS}
    for code in range(128, _END):
        if chr(code).isdecimal():
            found[str(int(chr(code)))].append(code)
    return tuple((digit, f"[{_ranges(codes)}]") for digit, codes in found.items())


def _ranges(codes: list[int]) -> str:
    """Write letters as ranges, as both RE2 and the engines in Rust read them."""
    parts: list[tuple[int, int]] = []
    for code in codes:
        if 0xD800 <= code <= 0xDFFF:  # halves of letters, which no text of an engine has
            continue
        if parts and parts[-1][1] == code - 1:
            parts[-1] = parts[-1][0], code
        else:
            parts.append((code, code))
    return "".join(f"{_letter(low)}-{_letter(high)}" for low, high in parts)


def _letter(code: int) -> str:
    return re.escape(chr(code)) if 32 < code < 127 else f"\\x{{{code:x}}}"
