"""Importing what a command names: a file, a folder, a package, a dotted name.

A module of a package is imported by its dotted name, so that its relative imports work, and what
it imports from the working directory is found, as with ``python -m``.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from pathlib import Path
from types import ModuleType
from typing import Any

from hamiltonish.errors import ArgumentError, NotAModuleError
from hamiltonish.errors.text import closest, did_you_mean
from hamiltonish.introspect.sources import named

__all__ = ["is_path", "sources_of"]

_SUFFIX = ".py"


def is_path(word: str) -> bool:
    """Whether a word is a path, not a dotted name: it has a separator, or ends in ``.py``.

    Example:
        >>> is_path("features.py"), is_path("package/module"), is_path("package.module")
        (True, True, False)
    """
    return word.endswith(_SUFFIX) or "/" in word or "\\" in word or word in (".", "..")


def sources_of(word: str, folder: Path | None = None) -> tuple[object, ...]:
    """Import what a word stands for.

    A folder or package stands for the modules in it, but for tests and those whose names start
    with ``_``.

    Args:
        word: ``features.py``, ``examples/flights/features.py``, ``package``, ``package.module``, or
            ``package.module.function``.
        folder: Where relative paths begin; the working directory, if it is not given.

    Raises:
        ArgumentError: If there is nothing of that name.
        Exception: Whatever the module raises, with a note.
    """
    _be_importable(Path.cwd())
    path = Path(folder or "", word).expanduser()
    if is_path(word) or (path.is_dir() and not word.count(".")):
        return tuple(_from_path(path, word))
    with redirect_stdout(sys.stderr):  # what a module prints is not what the command tells
        found = _noted(word, named, word)
        if isinstance(found, NotAModuleError):
            hint = found.hint if word.count(".") else _hint_for_name(word)
            raise ArgumentError(word, "there is no such module", hint)
        if isinstance(found, ModuleType) and hasattr(found, "__path__"):
            return tuple(_modules_in(found, word))
    return (found,)


def _from_path(path: Path, word: str) -> Iterator[object]:
    if not path.exists():
        beside = [*path.parent.glob(f"*{_SUFFIX}")] if path.parent.is_dir() else []
        near = closest(path.name, [file.name for file in beside], at_most=1)
        hint = did_you_mean([path.with_name(name).as_posix() for name in near])
        raise ArgumentError(word, "there is no such file", hint)
    if path.is_dir():
        files = _files_in(path)
        if not files:
            raise ArgumentError(word, "the folder holds no modules")
        for file in files:
            yield _module_at(file, word)
    elif path.suffix == _SUFFIX:
        yield _module_at(path, word)
    else:
        raise ArgumentError(word, "it is no Python file", "give the path of a `.py` file.")


def _hint_for_name(word: str) -> str:
    """Name the modules here whose names are similar, or say that a module comes first."""
    here = [path.stem for path in Path.cwd().iterdir() if _is_source(path)]
    near = did_you_mean(closest(word, here, at_most=1))
    return near or f"the module comes first: `features.py {word}`."


def _is_source(path: Path) -> bool:
    return path.suffix == _SUFFIX or (path / f"__init__{_SUFFIX}").exists()


def _modules_in(package: ModuleType, word: str) -> Iterator[ModuleType]:
    """Yield the modules in a package, by their dotted names; the package, if it has none."""
    found = False
    for folder in map(Path, package.__path__):
        for file in _files_in(folder):
            found = True
            pieces = file.relative_to(folder).with_suffix("").parts
            name = ".".join([package.__name__, *(p for p in pieces if p != "__init__")])
            yield _noted(word, importlib.import_module, name)
    if not found:
        yield package


def _files_in(folder: Path) -> list[Path]:
    """List the files of a folder that may hold nodes."""
    return [
        file
        for file in sorted(folder.rglob(f"*{_SUFFIX}"))
        if not any(map(_is_left_out, file.relative_to(folder).with_suffix("").parts))
    ]


def _is_left_out(name: str) -> bool:
    private = name.startswith(("_", ".")) and name != "__init__"
    return private or name in ("tests", "conftest", "setup") or name.startswith("test_")


def _module_at(file: Path, word: str) -> ModuleType:
    """Import a file by the name that others import it by."""
    file = file.resolve()
    root = _root_of(file)
    _be_importable(root)
    pieces = file.relative_to(root).with_suffix("").parts
    name = ".".join(pieces[:-1] if pieces[-1] == "__init__" and len(pieces) > 1 else pieces)
    with redirect_stdout(sys.stderr):
        if all(piece.isidentifier() for piece in name.split(".")):
            known = sys.modules.get(name)
            if known is None:
                spec = _noted(word, importlib.util.find_spec, name)
                if spec and _is_same(spec.origin, file):
                    imported: ModuleType = _noted(word, importlib.import_module, name)
                    return imported
            elif _is_same(getattr(known, "__file__", None), file):
                return known
        return _imported_aside(file, word)


def _root_of(file: Path) -> Path:
    """Find the folder from which a file is imported: above the topmost package that it is in.

    Within the working directory there may be folders without an ``__init__.py`` between packages.
    """
    root, here = file.parent, Path.cwd().resolve()
    for folder in file.parents:
        if (folder / f"__init__{_SUFFIX}").exists():
            root = folder.parent
        elif here not in folder.parents:
            break
    return root


def _is_same(origin: str | None, file: Path) -> bool:
    return origin is not None and Path(origin).resolve() == file


def _imported_aside(file: Path, word: str) -> ModuleType:
    """Import a file whose name is taken by another module, or is no name of Python."""
    name = stem = file.stem.replace("-", "_").replace(" ", "_")
    number = 1
    while name in sys.modules:
        if _is_same(getattr(sys.modules[name], "__file__", None), file):
            return sys.modules[name]
        number += 1
        name = f"{stem}_{number}"
    spec = importlib.util.spec_from_file_location(name, file)
    if spec is None or spec.loader is None:  # pragma: no cover  # a `.py` file has a loader
        raise ArgumentError(word, "it is no Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        _noted(word, spec.loader.exec_module, module)
    except BaseException:
        del sys.modules[name]
        raise
    return module


def _noted(word: str, call: Callable[[Any], Any], argument: object) -> Any:
    """Import by a call; what the module raises gets a note of which word led there.

    Raises:
        ArgumentError: If the module ends the process.
        Exception: Whatever the module raises.
    """
    try:
        return call(argument)
    except SystemExit as error:
        hint = "put what runs below `if __name__ == '__main__':`."
        raise ArgumentError(word, "it ends the process when it is imported", hint) from error
    except Exception as error:
        error.add_note(f"while importing `{word}`")
        raise


def _be_importable(folder: Path) -> None:
    text = str(folder)
    if text not in sys.path:
        sys.path.insert(0, text)
