"""The command line: where it starts, and what it says when something is missing or goes wrong.

Each command has a file of its own, and `app` lists them.

Exit codes, the same for every command::

    0   it is done, or there was nothing to do
    1   it is not done: the reason is on the screen, in the words of the library
    2   the command was not understood: an unknown option, a path that is not there
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from hamiltonish.errors import HamiltonishError, MissingDependencyError
from hamiltonish.frames import installed

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        arguments: What follows the name of the program; without them, those of the process.

    Returns:
        The exit code, unless a command ended the process with its own.
    """
    try:
        for library in ("typer", "rich"):
            if not installed(library):
                raise MissingDependencyError(library, "for the command line", "cli")
        from hamiltonish.cli.app import app

        app(arguments, prog_name="hamiltonish")
    except HamiltonishError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0
