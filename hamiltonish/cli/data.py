"""The inputs of a command: tables by path, values by name, read by the library that fits."""

from __future__ import annotations

import glob
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from hamiltonish.annotations import Kind, form_of
from hamiltonish.cli.sources import Asked, pairs
from hamiltonish.errors import ArgumentError
from hamiltonish.errors.text import closest, did_you_mean, listed
from hamiltonish.frames import installed, schema_of
from hamiltonish.frames.files import READERS, Format, format_of, read, read_table
from hamiltonish.graph import Graph

__all__ = ["TABLE", "are_values", "inputs_of", "library_of", "outputs_of"]

TABLE = "::"
"""What stands between a DuckDB database and the name of a table."""


def inputs_of(
    graph: Graph,
    tables: Sequence[str] | None,
    values: Sequence[str] | None,
    *,
    library: str,
    made: str = "",
    options: Sequence[str] | None = None,
    out: str = "",
    named: bool = False,
) -> Any:
    """Read what a command gives: one frame, or a dict of frames and values.

    A table without a name is called as its file is; one table alone is a frame whose columns are
    the inputs, unless the graph asks for it by name.

    Args:
        graph: The graph, whose inputs they are.
        tables: Paths, each with or without a name.
        values: Pairs ``name=value``.
        library: The library that reads.
        made: The format of tables whose suffix does not tell.
        options: Pairs ``key=value`` for the function that reads.
        out: Where the result will be written to.
        named: Whether one table alone is called as its file, too.

    Raises:
        ArgumentError: If there is no such file or table, or its format is not known.
        Exception: Whatever the library raises.
    """
    given = pairs(values, "--value")
    read_with = pairs(options, "--read")
    frames: dict[str, Any] = {}
    alone = ""
    for item in tables or ():
        name, path = _named(item)
        if not name:
            name = alone = _name_of(path, graph)
        if name in frames or name in given:
            raise ArgumentError(item, f"`{name}` is given twice", "name it: `--inputs name=path`.")
        frames[name] = _table(path, made, library, read_with, out)
    if len(frames) == 1 and alone and not (given or named) and alone not in graph.inputs:
        return frames[alone]
    return {**frames, **given}


def _named(item: str) -> tuple[str, str]:
    """Part a name from a path; a path may have an equals sign, but a name is a name of Python."""
    name, equals, path = item.partition("=")
    if equals and name.replace(".", "_").isidentifier() and not Path(item).exists():
        return name, path
    return "", item


def _name_of(path: str, graph: Graph) -> str:
    """Call a table as its file, or as the table of its database; never as what is computed."""
    database, mark, table = path.rpartition(TABLE)
    name = table if mark and database else Path(path).name.partition(".")[0]
    while name in graph and not graph[name].is_input:
        name += "_table"
    return name


def _table(path: str, made: str, library: str, options: Mapping[str, object], out: str) -> Any:
    database, mark, table = path.rpartition(TABLE)
    if mark and database:
        _check_there(database)
        try:
            stays = Path(database).resolve() != Path(out.rpartition(TABLE)[0]).resolve()
            return read_table(database, table, library=library, read_only=stays)
        except KeyError as error:
            hint = did_you_mean(closest(table, error.args, at_most=1))
            raise ArgumentError(path, f"there is no table `{table}`", hint) from error
    _check_there(path)
    try:
        form = format_of(path) or (Format(made) if made else None)
    except ValueError as error:
        formats = ", ".join(f"`{one.value}`" for one in Format)
        raise ArgumentError(f"--format {made}", "there is no such format", formats) from error
    if form is None and Path(path).is_dir():
        form = Format.PARQUET
    if form is None:
        hint = "say it: `--format csv`."
        if Path(path).suffix in (".duckdb", ".db"):
            hint = f"name a table of the database: `{path}{TABLE}table`."
        raise ArgumentError(path, "its suffix does not tell its format", hint)
    if Path(path).is_file() and not Path(path).stat().st_size:
        raise ArgumentError(path, "the file is empty")
    try:
        frame = read(path, form, library=library, options=options)
        schema_of(frame)  # a file that is none of its format is told by its name
    except Exception as error:
        error.add_note(f"while reading `{path}`")
        raise
    return frame


def _check_there(path: str) -> None:
    if "://" in path or Path(path).exists() or glob.glob(path, recursive=True):  # noqa: PTH207
        return
    folder = Path(path).parent
    names = [file.name for file in folder.iterdir()] if folder.is_dir() else []
    near = [
        Path(path).with_name(name).as_posix() for name in closest(Path(path).name, names, at_most=1)
    ]
    raise ArgumentError(path, "there is no such file", did_you_mean(near))


def library_of(graph: Graph, outputs: Sequence[str], engine: str) -> str:
    """Choose the library that reads: the one that is asked for, or that of the columns.

    Portable columns, which no library owns, are computed by the first of `READERS` that is there.

    Raises:
        ArgumentError: If nothing here reads by the engine.
    """
    if engine:
        if engine not in READERS:
            hint = did_you_mean(closest(engine, READERS)) or f"one of {', '.join(READERS)}."
            raise ArgumentError(f"--engine {engine}", "nothing here reads by that library", hint)
        return engine
    names = [name for name in outputs if name in graph]
    part = graph.upstream(*names) if names else graph
    forms = [form_of(node.type) for node in part.values()]
    forms += [form_of(p.type) for node in part.values() for p in node.parameters]
    libraries = {form.library for form in forms if form.kind is not Kind.VALUE}
    own = next((library for library in READERS if library in libraries), "")
    return own or next((library for library in READERS if installed(library)), READERS[0])


def outputs_of(found: Asked, graph: Graph, *, everything: bool) -> tuple[str, ...]:
    """List what is asked for.

    Raises:
        ArgumentError: If nothing is, or both names and everything.
    """
    if everything and found.names:
        raise ArgumentError("--all", "names are given, too", "take one of them.")
    computed = tuple(name for name, node in graph.items() if node.function is not None)
    if everything:
        frames = graph.select(kind="frame")
        return tuple(name for name in computed if name not in frames) or computed
    if not found.names:
        hint = f"name some of {listed(computed)}, or say `--all`."
        raise ArgumentError(found.title, "no output is named", hint)
    return found.names


def are_values(graph: Graph, outputs: Sequence[str]) -> bool:
    """Whether outputs are plain values: none is a column or a frame."""
    values = graph.select(kind="value")
    return all(name in values for name in outputs)
