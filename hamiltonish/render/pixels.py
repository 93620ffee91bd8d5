"""Graphviz: found on this machine, and asked to lay out a text in DOT."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

from hamiltonish.errors import MissingDependencyError, RenderError

__all__ = ["is_there", "program", "rendered"]

_SECONDS = 120
"""How long a layout may take; 1,000 boxes take about one."""


def program() -> Path:
    """Find what lays out: the system's ``dot``, else ``graphviz-pure`` of this Python.

    Raises:
        MissingDependencyError: If there is neither.
    """
    if found := _found():
        return found
    raise MissingDependencyError("graphviz-pure", "to draw pictures", "viz")


def is_there() -> bool:
    """Whether a picture can be drawn here."""
    return _found() is not None


def rendered(source: str, kind: str, *options: str) -> bytes:
    """Lay out and draw.

    Args:
        source: A text in DOT.
        kind: The format, as Graphviz calls it, such as ``svg``.
        options: More arguments of the program.

    Raises:
        MissingDependencyError: If there is no Graphviz.
        RenderError: If it takes too long, or fails.
    """
    command = [str(program()), f"-T{kind}", *options]
    try:
        done = subprocess.run(  # noqa: S603  # a program found by name, and no shell
            command,
            input=source.encode(),
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        hint = "draw less: fold it, or take a part of the graph; or save it as .txt or .mmd."
        raise RenderError(Path(command[0]).name, f"it took more than {_SECONDS} s", hint) from error
    except OSError as error:
        raise RenderError(command[0], f"it does not start, {error.strerror}") from error
    if done.returncode or not done.stdout:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        told = next((line for line in said if not line.startswith("Warning")), "it drew nothing")
        hint = "what `style` gives has to be attributes of Graphviz; `view.dot` is what it read."
        raise RenderError(Path(command[0]).name, told.removeprefix("Error: "), hint)
    return done.stdout


def _found() -> Path | None:
    if dot := shutil.which("dot"):
        return Path(dot)
    for scheme in (sysconfig.get_default_scheme(), sysconfig.get_preferred_scheme("user")):
        if found := shutil.which("graphviz-pure", path=sysconfig.get_path("scripts", scheme)):
            return Path(found)
    beside = shutil.which("graphviz-pure", path=os.fspath(Path(sys.executable).parent))
    anywhere = beside or shutil.which("graphviz-pure")
    return Path(anywhere) if anywhere else None
