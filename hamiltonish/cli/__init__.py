"""The command line: where it starts, and what it says when something is missing or goes wrong.

Each command has a file of its own, and `app` lists them.

Exit codes, the same for every command::

    0     it is done, or there was nothing to do
    1     it is not done, or problems were found: they are on the screen
    2     the command was not understood: an unknown option, a path that is not there
    130   it was stopped with Ctrl-C
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from hamiltonish.errors import ArgumentError, MissingDependencyError
from hamiltonish.frames import installed

__all__ = ["main"]

_TRACEBACK = "--traceback"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        arguments: What follows the name of the program; without them, those of the process.

    Returns:
        The exit code, unless a command ended the process with its own.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    # It may stand anywhere, because one adds it to the end of a command that has failed.
    shows_all = _TRACEBACK in words
    words = [word for word in words if word != _TRACEBACK]
    try:
        _require("typer", "rich")
        from hamiltonish.cli.app import app

        app(words, prog_name="hamiltonish")
    except KeyboardInterrupt:
        return 130
    except Exception as error:  # noqa: BLE001  # whatever it is, it is told
        if shows_all:
            import traceback

            traceback.print_exception(error)
        else:
            from hamiltonish.cli.failing import told

            sys.stderr.write(f"{told(error)}\n")
        return 2 if isinstance(error, ArgumentError) else 1
    finally:
        _flush()
    return 0


def _flush() -> None:
    """Write what is left; whoever read it, such as `head`, may have seen enough."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _require(*libraries: str) -> None:
    for library in libraries:
        if not installed(library):
            raise MissingDependencyError(library, "for the command line", "cli")
