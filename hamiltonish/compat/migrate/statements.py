"""An import statement in two: the text of what moves to another package, and of what stays."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hamiltonish.compat.migrate.source import Statement

__all__ = ["parted"]

_NEWLINE = re.compile(r"\r\n?|\n")
_PRAGMA = re.compile(r"#\s*(?:noqa|type:|pyright:|pylint:|isort:|ruff:|mypy:|nosec)")
"""A comment that speaks to a tool, and so belongs to both halves of a statement."""


def parted(
    text: str, statement: Statement, *, moved: Mapping[int, str], kept: Mapping[int, str], to: str
) -> str:
    """Write a ``from`` import as two statements; the second says what stays.

    Args:
        text: The whole text.
        statement: The statement to part.
        moved: For each alias that moves, by its number, how it is written.
        kept: The same for those that stay.
        to: The module that they move to.
    """
    first = f"from {to} import {_names(text, statement, moved)}"
    second = f"from {statement.module} import {_names(text, statement, kept)}"
    before = _NEWLINE.split(text[: statement.start])[-1]
    behind = _NEWLINE.split(text[statement.end :])[0].strip()
    if before.strip(" \t\f") or (behind and not behind.startswith("#")):
        return f"{first}; {second}"
    pragma = f"  {behind}" if _PRAGMA.match(behind) else ""
    return f"{first}{pragma}{_newline_of(text, statement)}{before}{second}"


def _newline_of(text: str, statement: Statement) -> str:
    found = _NEWLINE.search(text, statement.end) or _NEWLINE.search(text)
    return found.group() if found else "\n"


def _names(text: str, statement: Statement, chosen: Mapping[int, str]) -> str:
    """Write some of the names of a statement, in its layout if it is one of lines."""
    head = text[statement.module_end : statement.aliases[0].start]
    if "(" not in head or not _NEWLINE.search(text[statement.start : statement.end]):
        return ", ".join(chosen.values())
    written, lead = _lines(head[head.index("(") :])
    tail = behind = after = ""
    ends = [alias.start for alias in statement.aliases[1:]]
    for number, (alias, end) in enumerate(
        zip(statement.aliases, [*ends, statement.end - 1], strict=True)
    ):
        behind, after = _lines(text[alias.end : end])
        if number in chosen:
            written += (tail.rstrip(" \t") if lead else tail) + lead + chosen[number]
            tail = behind if behind.lstrip().startswith(",") else f",{behind}"
            lead = after
        else:  # what follows still begins on a line of its own, if this name did
            lead = after or _last_line(lead)
    if "#" not in tail:
        tail = "," if "," in behind.partition("#")[0] and after else ""
    elif not after:
        after = _newline_of(text, statement)
    return "".join((written, tail.rstrip(" \t"), after, ")"))


def _lines(between: str) -> tuple[str, str]:
    """Part what stands between two names: the rest of the first one's line, and what follows."""
    found = _NEWLINE.search(between)
    return (between[: found.start()], between[found.start() :]) if found else (between, "")


def _last_line(lead: str) -> str:
    """Leave out lines of comments."""
    breaks = list(_NEWLINE.finditer(lead))
    return lead[breaks[-1].start() :] if breaks else lead
