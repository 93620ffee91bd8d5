"""Paths as a project sees them: the same in every folder that the project is copied to."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path, PurePath

__all__ = ["inner_path"]

_MARKS = (".git", "pyproject.toml", "setup.py", "setup.cfg")


def inner_path(value: object, file: object) -> str | None:
    """Give the path of something in a project, from the project's folder on.

    ``Path(__file__).parent / "flights.parquet"`` is another path on each machine, and yet the same.

    Args:
        value: Any value.
        file: The file of the module that has it.

    Returns:
        None if the value is no absolute path, or lies elsewhere.
    """
    if not (isinstance(value, (str, PurePath)) and isinstance(file, str)):
        return None
    try:
        path = PurePath(value)
        folder = _project_of(str(Path(file).parent)) if path.is_absolute() else None
        return path.relative_to(folder).as_posix() if folder is not None else None
    except ValueError:  # it lies elsewhere
        return None


@lru_cache(maxsize=1024)
def _project_of(folder: str) -> Path:
    """Find the folder of a project: the nearest around that is marked as one, or the module's."""
    own = Path(folder).absolute()
    for around in (own, *own.parents):
        if any((around / mark).exists() for mark in _MARKS):
            return around
    return own
