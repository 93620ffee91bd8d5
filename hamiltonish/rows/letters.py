"""Letters: which ones are white space, digits and so on to this Python, as patterns."""

from __future__ import annotations

import re
from functools import cache

__all__ = [
    "DIGITS",
    "WHITE",
    "classes_of_white",
    "digit_letters",
    "digits_like",
    "final_sigma",
    "literally",
    "long_capitals",
    "other_digits",
    "pattern_of",
]

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
def classes_of_white() -> tuple[str, str]:
    """Write a letter that is white space, and one that is not, as patterns."""
    inside = _ranges([ord(letter) for letter in WHITE])
    return f"[{inside}]", f"[^{inside}]"


def literally(text: str) -> str:
    """Write a text as a pattern of itself, as RE2, Java and the engines in Rust read it."""
    return "".join(_letter(ord(letter)) for letter in text)


@cache
def digits_like() -> tuple[tuple[str, str], ...]:
    """Pair each digit with the pattern of the letters that `int` reads as it."""
    found: dict[str, list[int]] = {digit: [] for digit in DIGITS}
    for letter, digit in digit_letters().items():
        found[digit].append(ord(letter))
    return tuple((digit, f"[{_ranges(codes)}]") for digit, codes in found.items())


@cache
def digit_letters() -> dict[str, str]:
    """Pair each letter that `int` reads as a digit with that digit, but for those of ASCII."""
    letters = map(chr, range(128, _END))
    return {letter: str(int(letter)) for letter in letters if letter.isdecimal()}


@cache
def other_digits() -> str:
    """Write the digits that are not of ASCII as a pattern of one of them."""
    return f"[{''.join(letters[1:-1] for _, letters in digits_like())}]"


@cache
def long_capitals() -> tuple[tuple[str, str], ...]:
    """Pair each letter whose capital is several letters, such as `ß`, with these."""
    letters = (chr(code) for code in range(128, _END) if not 0xD800 <= code <= 0xDFFF)
    return tuple((one, one.upper()) for one in letters if len(one.upper()) > 1)


@cache
def final_sigma() -> str:
    """Write a pattern of a capital sigma at the end of a word, of which `lower` makes another.

    Before it stands a letter that has a case, and after it none; there may be marks between, such
    as an apostrophe. Source: The Unicode Standard, table 3-17, `Final_Sigma`.
    """
    codes = [code for code in range(_END) if not 0xD800 <= code <= 0xDFFF]
    cased = [code for code in codes if f"{chr(code)}\u03a3".lower()[-1] == "\u03c2"]
    known = set(cased)
    marks = [
        code
        for code in codes
        if code not in known and f"A{chr(code)}\u03a3".lower()[-1] == "\u03c2"
    ]
    letter, mark, other = _ranges(cased), _ranges(marks), _ranges(sorted([*cased, *marks]))
    return f"([{letter}][{mark}]*)\u03a3([{mark}]*)([^{other}]|$)"


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
