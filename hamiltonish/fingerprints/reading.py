"""Reader: follows what functions read, and gives each part, and all of it together, a digest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MethodType
from typing import Any

from hamiltonish.collector import collector_held
from hamiltonish.fingerprints.circles import keys_of
from hamiltonish.fingerprints.describe import Reference, described, references_in
from hamiltonish.fingerprints.digests import digest
from hamiltonish.fingerprints.origin import Package
from hamiltonish.fingerprints.parts import Fingerprint, Part, Read, Role
from hamiltonish.fingerprints.source import Sources
from hamiltonish.fingerprints.values import Opaque, encoded

__all__ = ["Reader"]


@dataclass(frozen=True, slots=True)
class _Known:
    """Something that was described.

    Attributes:
        digest: The digest of itself.
        text: Gives its text, when it is asked for.
        place: Where it is written.
        references: What it refers to: role, name, and number.
    """

    digest: str
    text: Callable[[], str]
    place: str
    references: tuple[tuple[Role, str, int], ...]


class Reader:
    """Reads functions and all that they read, each thing once.

    It lives for one question, such as the version of a node, or of all nodes of a graph: what
    changes later, a value of a module for instance, it does not see.

    Example:
        >>> RATE = 0.2
        >>> def tax(price: float) -> float:
        ...     return price * RATE
        >>> found = Reader().fingerprint({"type": float}, tax)
        >>> [read.role.value for read in found.reads]
        ['body']
    """

    __slots__ = ("_held", "_keys", "_known", "_numbers", "_pending", "_sources")

    def __init__(self) -> None:
        self._sources = Sources()
        self._numbers: dict[object, int] = {}
        self._held: list[object] = []
        self._pending: list[tuple[int, Any, bool]] = []
        self._known: list[_Known | None] = []
        self._keys: list[str] = []

    def fingerprint(self, aspects: Mapping[str, object], function: object = None) -> Fingerprint:
        """Take the fingerprint of a function together with what is said about it.

        Args:
            aspects: What is said, by name: any values.
            function: The function; None if there is none.
        """
        digests: dict[str, str] = {}
        references: list[Reference] = [] if function is None else _starts(function)
        for name, value in aspects.items():
            found = encoded(value)
            digests[name] = digest([found.code])
            references.extend(references_in(found))
        with collector_held():  # trees are many small objects, and not for long
            reads = self._read(references)
        written = [part for pair in sorted(digests.items()) for part in pair]
        version = digest([*written, *(f"{read.role.value} {read.key}" for read in reads)])
        return Fingerprint(version, digests, reads)

    def parts(self) -> dict[str, Part]:
        """List all parts that were read, by key."""
        return {
            self._keys[number]: Part(
                known.digest,
                known.text(),
                known.place,
                tuple(Read(role, name, self._keys[at]) for role, name, at in known.references),
            )
            for number, known in enumerate(self._known)
            if known is not None
        }

    # -- inside ------------------------------------------------------------------------------------

    def _read(self, references: Iterable[Reference]) -> tuple[Read, ...]:
        numbered = [(one.role, one.name, self._number(one)) for one in references]
        while self._pending:
            number, target, is_start = self._pending.pop()
            self._known[number] = self._described(target, is_start)
        self._keys.extend(self._new_keys())
        return tuple(Read(role, name, self._keys[at]) for role, name, at in numbered)

    def _new_keys(self) -> list[str]:
        """Make the keys of what was described last, of what each is and of what it refers to."""
        start = len(self._keys)
        new = [known for known in self._known[start:] if known is not None]
        return keys_of(
            [known.digest for known in new],
            [[(role.value, at) for role, _, at in known.references] for known in new],
            self._keys,
        )

    def _number(self, reference: Reference) -> int:
        """Give what is referred to a number; what is new is described later."""
        target, is_start = reference.target, reference.role is Role.BODY
        by_value = isinstance(target, (Package, Opaque))
        key: object = target if by_value else (id(target), is_start)
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self._known)
            self._known.append(None)
            self._held.append(target)  # so that no other gets its identity
            self._pending.append((number, target, is_start))
        return number

    def _described(self, target: Any, is_start: bool) -> _Known:
        found = described(target, is_start, self._sources)
        references = tuple((one.role, one.name, self._number(one)) for one in found.references)
        return _Known(digest(found.code), found.text, found.place, references)


def _starts(function: Any) -> list[Reference]:
    """List what the calls of a node's function begin with: the function, and what is around it."""
    if isinstance(function, MethodType):
        owner = function.__self__
        return [*_starts(function.__func__), Reference(Role.STATE, type(owner).__name__, owner)]
    inner = function
    while (wrapped := getattr(inner, "__dict__", {}).get("__wrapped__")) is not None:
        inner = wrapped
    around = [] if inner is function else [Reference(Role.HELPER, function.__name__, function)]
    return [Reference(Role.BODY, "", inner), *around]
