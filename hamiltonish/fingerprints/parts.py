"""What a version is made of, as data: parts, each with a digest of itself, and what each reads."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

__all__ = ["Fingerprint", "Part", "Read", "Role", "Titled", "unfolded"]


class Role(enum.Enum):
    """What something is to the code that reads it."""

    BODY = "body"
    """The function itself."""
    HELPER = "helper"
    """A function that is called or handed on."""
    CLASS = "class"
    """A class, or the class of an object."""
    CONSTANT = "constant"
    """A value of the module."""
    CLOSURE = "closure"
    """A value of a function around it."""
    DEFAULT = "default"
    """The default of a parameter."""
    STATE = "state"
    """The object whose method it is; or what the code itself changes, of which only the type
    counts."""
    MODULE = "module"
    """A module as a whole, where it cannot be told what of it is read."""
    PACKAGE = "package"
    """An installed package, by its version."""
    OPAQUE = "opaque"
    """An object that has no stable form; only its type counts."""


@dataclass(frozen=True, slots=True)
class Read:
    """One thing that is read, as the code calls it.

    Attributes:
        role: What it is to the code.
        name: How the code writes it, such as ``helpers.rate``.
        key: The key of its part.
    """

    role: Role
    name: str
    key: str


@dataclass(frozen=True, slots=True)
class Part:
    """A function, class, value or package.

    Attributes:
        digest: A digest of itself, without what it reads.
        text: Its source, or its value if that is short.
        place: Where it is written, such as ``features.py:14``; empty if that is not known.
        reads: What it reads.
    """

    digest: str
    text: str = ""
    place: str = ""
    reads: tuple[Read, ...] = ()


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """A function together with what is said about it.

    Attributes:
        version: The digest of all.
        aspects: For each thing that is said a digest.
        reads: The function, and what is referred to in what is said.
    """

    version: str
    aspects: Mapping[str, str]
    reads: tuple[Read, ...]


@dataclass(frozen=True, slots=True)
class Titled:
    """A part as one of several of a version, with a title that none of the others has."""

    title: str
    role: Role
    name: str
    part: Part


def unfolded(reads: tuple[Read, ...], parts: Mapping[str, Part]) -> Iterator[Titled]:
    """Yield all that is read from some starts on, each part once, the nearest first.

    Args:
        reads: The starts.
        parts: All parts by key.

    Example:
        >>> table = {"1": Part("a", reads=(Read(Role.CONSTANT, "LIMIT", "2"),)), "2": Part("b")}
        >>> [one.title for one in unfolded((Read(Role.BODY, "", "1"),), table)]
        ['body', 'constant LIMIT']
    """
    told: set[Read] = set()
    seen: set[str] = set()
    titles: dict[str, int] = {}
    level = reads
    while level:
        below: list[Read] = []
        for read in level:
            if read in told:
                continue
            told.add(read)
            part = parts[read.key]
            title = f"{read.role.value} {read.name}".rstrip()
            titles[title] = count = titles.get(title, 0) + 1
            numbered = title if count == 1 else f"{title} ({count})"
            yield Titled(numbered, read.role, read.name, part)
            if read.key not in seen:
                seen.add(read.key)
                below.extend(part.reads)
        level = tuple(below)
