"""The arguments and options that several commands have, and how their words are completed."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from hamiltonish.cli.sources import Project, asked

__all__ = ["Engine", "Inputs", "InputsFormat", "Modules", "Read", "Values", "Words"]


def _completed_word(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Complete a module, and after it the names of nodes, with the first line of what they are."""
    before = ctx.params.get("words") or ()
    paths = [] if before else list(_paths(incomplete))
    return [*paths, *_names(tuple(before), incomplete)]


def _completed_module(incomplete: str) -> list[tuple[str, str]]:
    return list(_paths(incomplete))


def _completed_file(incomplete: str) -> list[str]:
    name, equals, path = incomplete.rpartition("=")
    return [f"{name}{equals}{found}" for found in _entries(path)]


def _paths(incomplete: str) -> Iterator[tuple[str, str]]:
    for path in _entries(incomplete):
        if path.endswith((".py", "/")):
            yield path, "module" if path.endswith(".py") else "folder"


def _entries(incomplete: str) -> Iterator[str]:
    """Yield the files and folders that begin so, as they would be typed."""
    start = incomplete.rpartition("/")[0]
    folder = Path(f"{start}/" if start or incomplete.startswith("/") else ".").expanduser()
    if not folder.is_dir():
        return
    for path in sorted(folder.iterdir()):
        if path.name.startswith((".", "__pycache__")):
            continue
        text = f"{start}/{path.name}" if "/" in incomplete else path.name
        if text.startswith(incomplete):
            yield f"{text}/" if path.is_dir() else text


def _names(words: tuple[str, ...], incomplete: str) -> Iterator[tuple[str, str]]:
    """Yield the names of nodes that begin so; the last one, where several stand with commas."""
    first, comma, last = incomplete.rpartition(",")
    quiet = io.StringIO()  # whatever goes wrong, a shell that completes must not hear of it
    with contextlib.suppress(Exception), contextlib.redirect_stderr(quiet):
        if not words and not Project.here().modules:
            return
        for name, node in asked(words).graph().items():
            if name.startswith(last):
                yield f"{first}{comma}{name}", node.doc.partition("\n")[0]


Words = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="MODULE|NAME",
        help="A module, and names of nodes, with blanks or commas between them.",
        autocompletion=_completed_word,
        show_default=False,
    ),
]
"""A module, and names of nodes."""

Modules = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="MODULE",
        help="Files, folders, dotted names; or those that pyproject.toml names.",
        autocompletion=_completed_module,
        show_default=False,
    ),
]
"""Modules only."""

Inputs = Annotated[
    list[str] | None,
    typer.Option(
        "--inputs",
        "-i",
        metavar="[NAME=]PATH",
        help="A table: .parquet, .csv, .json, .ndjson, .arrow, or data.duckdb::table; repeatable.",
        autocompletion=_completed_file,
    ),
]
"""The tables that go in."""

Values = Annotated[
    list[str] | None,
    typer.Option("--value", metavar="NAME=VALUE", help="An input that is no table; repeatable."),
]
"""The values that go in."""

InputsFormat = Annotated[
    str,
    typer.Option(
        "--format",
        help="The format of inputs whose suffix does not tell: parquet, csv, json, ndjson, ipc.",
        show_default=False,
    ),
]
"""The format of inputs."""

Read = Annotated[
    list[str] | None,
    typer.Option(
        "--read", metavar="KEY=VALUE", help="An option of what reads the inputs; repeatable."
    ),
]
"""The options of the reader."""

Engine = Annotated[
    str,
    typer.Option(
        help="The library that reads the inputs: polars, pandas or duckdb.", show_default=False
    ),
]
"""The library of the inputs."""
