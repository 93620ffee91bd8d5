"""The files of a project: which are looked at, how they are read, and how one is replaced whole."""

from __future__ import annotations

import io
import os
import shutil
import tempfile
import tokenize
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

__all__ = ["File", "files_in", "read", "write"]

_NOTEBOOK = ".ipynb"
_SUFFIXES = (".py", ".pyi", _NOTEBOOK)
_SKIPPED = {"__pycache__", "node_modules", "site-packages"}


@dataclass(frozen=True, slots=True)
class File:
    """A file, and what would become of it.

    Attributes:
        path: Where it is, as it was asked for.
        before: Its text.
        after: Its text after the rewriting.
        encoding: How the text is written as bytes.
        findings: What is to be told about it, with the lines of the text before.
        problem: Why it cannot be rewritten, as a phrase, or nothing.
    """

    path: Path
    before: str = ""
    after: str = ""
    encoding: str = "utf-8"
    findings: tuple[Any, ...] = ()
    problem: str = ""

    @property
    def is_changed(self) -> bool:
        """Whether the rewriting changes anything."""
        return self.before != self.after

    @property
    def is_notebook(self) -> bool:
        """Whether its Python stands in cells."""
        return self.path.suffix == _NOTEBOOK

    def rewritten(self, rewriting: Callable[[str], tuple[str, tuple[Any, ...]]]) -> File:
        """Work out what would become of it; nothing is written.

        Args:
            rewriting: Gives the new text and the findings for a text, and raises `SyntaxError` if
                it is none that it understands. It has to understand what it gives.
        """
        if self.problem:
            return self
        try:
            text, findings = rewriting(self.before)
            if text != self.before:
                rewriting(text)  # it parses, or nothing is written
                text.encode(self.encoding)
        except UnicodeError:
            return replace(self, problem=f"it is no text in {self.encoding}")
        except SyntaxError as error:
            where = f" (line {error.lineno})" if error.lineno else ""
            return replace(self, problem=f"{error.msg}{where}")
        return replace(self, after=text, findings=findings)


def files_in(paths: Iterable[Path]) -> Iterator[Path]:
    """List the Python files and notebooks of folders, and files that are named; each once.

    Hidden folders, virtual environments, ``node_modules``, ``site-packages`` and ``__pycache__``
    are left out, unless a path names one of them.
    """
    seen = set()
    for path in paths:
        for file in _walk(path) if path.is_dir() else [path]:
            real = file.resolve()
            if real not in seen:
                seen.add(real)
                yield file


def _walk(folder: Path) -> Iterator[Path]:
    for where, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not _is_skipped(Path(where, name)))
        yield from (Path(where, name) for name in sorted(names) if name.endswith(_SUFFIXES))


def _is_skipped(folder: Path) -> bool:
    hidden = folder.name.startswith(".") or folder.name in _SKIPPED
    return hidden or (folder / "pyvenv.cfg").exists()


def read(path: Path) -> File:
    """Read a file; what stands in the way is told as the file's problem."""
    file = File(path)
    try:
        content = path.read_bytes()
        encoding = "utf-8" if file.is_notebook else _encoding_of(content)
        file = replace(file, encoding=encoding)
        text = content.decode(encoding)
        if text.encode(encoding) != content:
            return replace(file, problem=f"its bytes have no one way to be written in {encoding}")
    except OSError as error:
        return replace(file, problem=error.strerror or "it cannot be read")
    except UnicodeError:
        return replace(file, problem=f"it is no text in {file.encoding}")
    except SyntaxError as error:
        return replace(file, problem=str(error.msg))
    return replace(file, before=text, after=text)


def _encoding_of(content: bytes) -> str:
    """Find the encoding that a Python file declares, or UTF-8, with or without its mark."""
    return tokenize.detect_encoding(io.BytesIO(content).readline)[0]


def write(file: File) -> File:
    """Replace a file by its rewritten text: whole, or not at all.

    The new file is written beside the old one and moved into its place, with the same permissions.

    Returns:
        The file as it is now, or with the problem that kept it from being written.
    """
    path = file.path.resolve()  # a link goes on pointing at the file
    try:
        if path.read_bytes() != file.before.encode(file.encoding):
            return replace(file, problem="it has changed meanwhile; run the command again")
        if not os.access(path, os.W_OK):
            return replace(file, problem="it is read-only")
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(file.after.encode(file.encoding))
            shutil.copymode(path, name)
            Path(name).replace(path)
        finally:
            Path(name).unlink(missing_ok=True)
    except OSError as error:
        return replace(file, problem=error.strerror or "it cannot be written")
    return replace(file, before=file.after)
