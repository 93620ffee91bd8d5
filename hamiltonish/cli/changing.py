"""How commands change files: the change is shown, asked for, and written."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from hamiltonish.cli.telling import console
from hamiltonish.errors.text import counted
from hamiltonish.project import File

if TYPE_CHECKING:
    from rich.text import Text

__all__ = ["Check", "ToldAsJson", "Yes", "is_agreed", "refuse_both", "show_diffs"]

Yes = Annotated[bool, typer.Option("--yes", "-y", help="Write without asking.")]
"""The option of every command that changes files."""

Check = Annotated[
    bool,
    typer.Option("--check", "--diff", help="Write nothing; exit code 1 if a file would change."),
]
"""The option that only shows."""

ToldAsJson = Annotated[
    bool,
    typer.Option("--json", help="Tell it as JSON, without a diff; write only with --yes."),
]
"""The option that asks nothing, and shows data."""

_STYLES = {"+++": "bold", "---": "bold", "@@": "cyan", "+": "green", "-": "red"}
"""How the lines of a diff are coloured, by how they begin; the first that fits."""


def refuse_both(*, yes: bool, check: bool) -> None:
    """Refuse two options that contradict each other.

    Raises:
        BadParameter: If both are given.
    """
    if yes and check:
        raise typer.BadParameter("--yes writes, and --check does not: take one of them.")


def show_diffs(files: Sequence[File]) -> None:
    """Show what changes in files, as a unified diff."""
    target = console()
    for file in files:
        for line in _diff(file):
            target.print(line)


def _diff(file: File) -> Iterator[Text]:
    from rich.text import Text

    name = file.path.as_posix()
    before, after = _lines(file.before), _lines(file.after)
    for line in difflib.unified_diff(before, after, name, name, lineterm=""):
        style = next((s for start, s in _STYLES.items() if line.startswith(start)), "")
        yield Text(line, style)


def _lines(text: str) -> list[str]:
    return re.split(r"\r\n?|\n", text.removesuffix("\n").removesuffix("\r"))


def is_agreed(files: Sequence[File]) -> bool:
    """Ask; no answer, as in a script, is a no."""
    try:
        return typer.confirm(f"Rewrite {counted(len(files), 'file')}?")
    except typer.Abort:
        typer.echo()
        return False
