"""What the door for Apache Hamilton holds: which names can be imported there, as data."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

__all__ = ["PACKAGE", "Door", "open_door"]

PACKAGE = "hamiltonish.compat.hamilton"
"""Where the names of Apache Hamilton can be imported from."""


@dataclass(frozen=True, slots=True)
class Door:
    """The names that can be imported through a door.

    Attributes:
        modules: For each module, by its dotted name below `hamilton`, the names in it; the
            package itself is the module with the empty name.
        instead: For names that it refuses, what there is instead.
        methods: The same for methods that its drivers and builders refuse.

    Example:
        >>> door = Door({"": frozenset(), "driver": frozenset({"Driver"})})
        >>> door.holds(("driver", "Driver", "execute")), door.holds(("async_driver",))
        (True, False)
    """

    modules: Mapping[str, frozenset[str]]
    instead: Mapping[str, str] = field(default_factory=dict)
    methods: Mapping[str, str] = field(default_factory=dict)

    def module_of(self, path: tuple[str, ...]) -> str:
        """Give the longest part of a path that is a module of the door."""
        ends = range(len(path), 0, -1)
        return next((name for e in ends if (name := ".".join(path[:e])) in self.modules), "")

    def holds(self, path: tuple[str, ...]) -> bool:
        """Whether a path leads to a module of the door, or to a name in one."""
        module = self.module_of(path)
        rest = path[module.count(".") + 1 if module else 0 :]
        return not rest or rest[0] in self.modules.get(module, ())


@cache
def open_door() -> Door:
    """Look at what is there: import the door's modules, and read what each offers and refuses."""
    package = importlib.import_module(PACKAGE)
    instead: Mapping[str, str] = importlib.import_module(f"{PACKAGE}.absent").INSTEAD
    modules = {"": frozenset[str](package.__all__)}
    for found in pkgutil.walk_packages(package.__path__, f"{PACKAGE}."):
        name = found.name.removeprefix(f"{PACKAGE}.")
        if name not in instead:
            modules[name] = frozenset(importlib.import_module(found.name).__all__)
    return Door(modules, instead, dict(_methods(instead)))


def _methods(instead: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Find the methods among the names that are refused; a property is never called."""
    driver = importlib.import_module(f"{PACKAGE}.driver")
    for name, text in instead.items():
        owner, _, method = name.removeprefix("driver.").partition(".")
        if name.startswith("driver.") and method:
            if not isinstance(getattr(getattr(driver, owner, None), method, None), property):
                yield method, text
