"""Names of Python for the nodes, functions and constants that generated code mentions."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from keyword import iskeyword

__all__ = ["Names", "identifier_of", "quoted"]


class Names:
    """Names that are each used once.

    Args:
        taken: Names that stand for something already.

    Attributes:
        globals: What the names stand for that the code does not define itself.
    """

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = dict.fromkeys(taken, 1)
        self.globals: dict[str, object] = {}

    def local(self, name: str) -> str:
        """Name a value like its node, as far as Python allows it.

        Example:
            >>> names = Names()
            >>> names.local("uk.tax"), names.local("uk_tax"), names.local("class")
            ('uk_tax', 'uk_tax_2', 'class_')
        """
        return self._free(identifier_of(name))

    def outside(self, name: str, content: object) -> str:
        """Name something that the code does not define: a function, a constant."""
        free = self._free(f"_{identifier_of(name).lstrip('_')}")
        self.globals[free] = content
        return free

    def _free(self, name: str) -> str:
        number = self._taken.get(name, 0) + 1
        free = name if number == 1 else f"{name}_{number}"
        while free in self._taken:
            number += 1
            free = f"{name}_{number}"
        self._taken[name] = number
        self._taken[free] = self._taken.get(free, 1)
        return free


def identifier_of(name: str) -> str:
    """Make a name of Python out of any name; one that is one already stays as it is."""
    if not name.isascii():
        name = unicodedata.normalize("NFKC", name)  # Python reads both spellings as this one
    if name.isidentifier():
        return f"{name}_" if iskeyword(name) else name
    plain = re.sub(r"\W", "_", name)
    return plain if plain.isidentifier() else f"_{plain}"


def quoted(text: str) -> str:
    r"""Write a text as code, in the quotes that most people use.

    Example:
        >>> quoted("spend"), quoted('a "b"')
        ('"spend"', '\'a "b"\'')
    """
    return f'"{text}"' if text.isprintable() and not {'"', "\\"} & set(text) else repr(text)
