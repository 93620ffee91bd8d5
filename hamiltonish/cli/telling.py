"""How commands tell what they found: as JSON, or as text and tables for people.

Colours and widths are those of the terminal; without one there are none, and nothing is cut off.
What is told of a command's work goes to the standard error, what it found to the standard output.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, redirect_stdout, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from hamiltonish.hooks import Hooks

__all__ = [
    "AsJson",
    "Config",
    "console",
    "location_text",
    "progress",
    "results_only",
    "tell",
    "tell_json",
    "tell_table",
    "width",
]

AsJson = Annotated[bool, typer.Option("--json", help="Tell it as JSON.")]
"""The option of every command."""

Config = Annotated[
    list[str] | None,
    typer.Option(
        "--config", "-c", metavar="KEY=VALUE", help="A value of the config; may be repeated."
    ),
]
"""The option of every command that builds a graph."""

_WIDE = 10_000
"""The width of what is no terminal: a file, or another program, gets whole lines."""


def console(*, stderr: bool = False) -> Console:
    """Make a console of rich for an output: with colours and a width if it is a terminal.

    ``NO_COLOR``, ``FORCE_COLOR`` and ``COLUMNS`` are heeded by rich itself.
    """
    from rich.console import Console

    made = Console(stderr=stderr, highlight=False, markup=False, emoji=False, soft_wrap=True)
    if not made.is_terminal:
        made.width = _WIDE
    return made


def width() -> int:
    """How many characters a line of the standard output has."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else _WIDE


def tell(text: str, *, stderr: bool = False) -> None:
    """Tell a text as it is."""
    typer.echo(text, err=stderr)


def tell_json(data: object) -> None:
    """Tell data as JSON; what JSON does not know, such as a date, as its text, and NaN as null."""
    plain = json.loads(json.dumps(data, default=_plain), parse_constant=lambda _: None)
    typer.echo(json.dumps(plain, indent=2, ensure_ascii=False))


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    return sorted(value, key=str) if isinstance(value, (set, frozenset)) else str(value)


def tell_table(titles: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Tell rows as a table without lines: the first column and the last stay whole."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for index, title in enumerate(titles):
        table.add_column(title, no_wrap=index in (0, len(titles) - 1), overflow="fold")
    for row in rows:
        cells = ("" if cell is None else str(cell) for cell in row)
        table.add_row(*(Text(c, "cyan" if i == 0 else "") for i, c in enumerate(cells)))
    target = console()
    with target.capture() as captured:
        target.print(table)
    sys.stdout.write("\n".join(line.rstrip() for line in captured.get().splitlines()) + "\n")


@contextmanager
def results_only(is_on: bool) -> Iterator[None]:
    """Keep what functions print out of the results, where these are read by a program."""
    with redirect_stdout(sys.stderr) if is_on else nullcontext():
        yield


def progress(is_on: bool) -> tuple[Hooks, ...]:
    """Make hooks that show a bar on the standard error, if that is a terminal."""
    if not is_on or not sys.stderr.isatty():
        return ()
    from hamiltonish.progress import progress_bar

    return (progress_bar(console=console(stderr=True)),)


def location_text(file: str, line: int) -> str:
    """Write a place as editors and terminals open it: the path from here, and the line."""
    path = Path(file)
    with suppress(ValueError):  # it is elsewhere, and its whole path says where
        path = path.relative_to(Path.cwd())
    return f"{path.as_posix()}:{line}"
