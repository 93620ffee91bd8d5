"""Whose code a module is: the user's own, an installed package's, or Python's."""

from __future__ import annotations

import enum
import sys
import sysconfig
from dataclasses import dataclass
from functools import lru_cache
from types import FunctionType, ModuleType

__all__ = ["Origin", "Package", "is_own", "origin_of", "package_of"]


class Origin(enum.Enum):
    """Whose code a module is."""

    USER = "user"
    """The user's own, a package installed to be edited included: what it says counts."""
    PACKAGE = "package"
    """An installed package's: its version counts."""
    STANDARD = "standard"
    """Python's, or this library's: only the names count."""


@dataclass(frozen=True, slots=True)
class Package:
    """An installed package, by the name under which it is imported."""

    name: str

    @property
    def version(self) -> str:
        """Its version, as its metadata say; empty if nobody knows."""
        return package_version(self.name)


def origin_of(name: str) -> Origin:
    """Tell whose code a module is.

    Args:
        name: The full name of the module, imported or not.

    Example:
        >>> origin_of("json.decoder"), origin_of("numpy"), origin_of("__main__")
        (<Origin.STANDARD: 'standard'>, <Origin.PACKAGE: 'package'>, <Origin.USER: 'user'>)
    """
    top = name.partition(".")[0]
    if top == "__main__":
        return Origin.USER
    if top in _STANDARD:
        return Origin.STANDARD
    module = sys.modules.get(name) or sys.modules.get(top)
    return _origin(_file_of(module, top))


_STANDARD = sys.stdlib_module_names | {"hamiltonish"}


def is_own(function: FunctionType) -> bool:
    """Whether the user wrote a function; an example in a docstring is the user's, too."""
    if function.__code__.co_filename.startswith("<doctest"):
        return True
    return origin_of(str(function.__globals__.get("__name__", ""))) is Origin.USER


def package_of(name: str) -> Package | None:
    """Name the installed package that a module is of; None if it is of none."""
    return Package(name.partition(".")[0]) if origin_of(name) is Origin.PACKAGE else None


def _file_of(module: ModuleType | None, top: str) -> str:
    if module is None:
        from importlib.util import find_spec

        try:
            spec = find_spec(top)
        except (ImportError, ValueError):
            return ""
        places = list(spec.submodule_search_locations or ()) if spec else []
        return (spec.origin or "".join(places[:1])) if spec else ""
    file = getattr(module, "__file__", None)
    if file is None:  # a folder without `__init__.py`
        file = next(iter(getattr(module, "__path__", ())), "")
    return str(file or "")


@lru_cache(maxsize=4096)
def _origin(file: str) -> Origin:
    pieces = file.replace("\\", "/").split("/")
    if "site-packages" in pieces or "dist-packages" in pieces:
        return Origin.PACKAGE
    paths = sysconfig.get_paths()
    if any(file.startswith(paths[key]) for key in ("stdlib", "platstdlib")):
        return Origin.STANDARD
    return Origin.USER


def package_version(name: str) -> str:
    """Find the version of an installed package by the name of its module."""
    return _version(name, _file_of(sys.modules.get(name), name))


@lru_cache(maxsize=1024)
def _version(name: str, file: str) -> str:  # noqa: ARG001  # another file, another version
    # Most are called as they are imported; the list of all takes long.
    from importlib import metadata

    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        called = _called().get(name, ())
    found = sorted(f"{one} {metadata.version(one)}" for one in set(called))
    return ", ".join(found) or str(getattr(sys.modules.get(name), "__version__", ""))


@lru_cache(maxsize=1)
def _called() -> dict[str, tuple[str, ...]]:
    """Tabulate the packages in which the modules are, by the modules' names."""
    from importlib import metadata

    return {name: tuple(found) for name, found in metadata.packages_distributions().items()}
