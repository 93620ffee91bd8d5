"""A folder of statistics: a JSON file that people can read, and a Parquet file for each table."""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hamiltonish.annotations import Kind, form_of
from hamiltonish.errors import ChangedCodeError, MissingDependencyError, NotStoredError
from hamiltonish.errors.text import listed
from hamiltonish.fingerprints import Reader
from hamiltonish.fitted.deciding import Decision, statistics_of
from hamiltonish.fitted.plain import from_plain, to_plain
from hamiltonish.fitted.tables import VALUE, Table
from hamiltonish.frames import engine_of, write_parquet
from hamiltonish.graph import Graph
from hamiltonish.node import Node, aspects_of
from hamiltonish.reach.survey import Fix, split_node

__all__ = [
    "contents_of",
    "read_contents",
    "read_decisions",
    "read_statistics",
    "staged",
    "written",
]

FILE = "fitted.json"
_FORMAT = 1


def contents_of(
    graph: Graph, outputs: tuple[str, ...], decisions: Mapping[str, Decision]
) -> dict[str, Any]:
    """List all but the statistics themselves.

    Args:
        graph: The graph that they were computed with.
        outputs: The names of the outputs.
        decisions: What is fixed.
    """
    versions = _Versions(graph)
    return {
        "format": _FORMAT,
        "outputs": list(outputs),
        "fixed": {
            name: {
                "as": one.fix.value,
                "because": one.construct,
                "keys": list(one.keys),
                "has_expression": one.split is not None,
                "values": dict(one.values),
                "versions": versions.above(name),
            }
            for name, one in decisions.items()
        },
    }


class _Versions:
    """The versions of the nodes of a graph, each found once."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._reader = Reader()
        self._known: dict[str, str] = {}

    def above(self, name: str) -> dict[str, str]:
        """List the versions of a node and of all above it; of the config, its values."""
        above, config = self._graph.upstream(name), self._graph.config
        found = {n: self._of(node) for n, node in above.items() if not node.is_input}
        return found | {n: self._of_value(config[n]) for n in above if n in config}

    def _of_value(self, value: object) -> str:
        return f"config {self._reader.fingerprint({'value': value}, None).version}"

    def _of(self, node: Node) -> str:
        if node.name not in self._known:
            found = self._reader.fingerprint(aspects_of(node), node.function)
            self._known[node.name] = found.version
        return self._known[node.name]


@contextmanager
def staged(folder: str | os.PathLike[str], *, overwrite: bool) -> Iterator[Path]:
    """Give a folder beside another to write to, and move it there if all went well.

    Args:
        folder: The folder.
        overwrite: Whether a folder of statistics that is there is replaced.

    Raises:
        NotStoredError: If something is there that must stay, or nothing can be there.
    """
    path = Path(folder).expanduser()
    if not path.name or not path.parent.is_dir():
        raise NotStoredError(str(folder), f"there is no folder `{path.parent}`", "make it first.")
    if path.exists() and not (overwrite and (path / FILE).is_file()):
        hint = "name another, or replace it: `overwrite=True`."
        if overwrite:
            hint = "name another; what is in this one is no folder of statistics."
        raise NotStoredError(str(folder), "it is there already", hint)
    token = secrets.token_hex(4)
    beside, old = (path.with_name(f".{path.name[:64]}.{token}.{end}") for end in ("new", "old"))
    try:
        yield beside
        if path.exists():
            path.rename(old)
        try:
            beside.rename(path)
        except BaseException:
            if old.exists():
                old.rename(path)
            raise
    finally:
        for one in (beside, old):
            if one.exists():
                shutil.rmtree(one, ignore_errors=True)


def written(folder: Path, contents: dict[str, Any], statistics: Mapping[str, Any]) -> None:
    """Write a folder.

    Args:
        folder: The folder; it is not there yet.
        contents: What `contents_of` lists.
        statistics: The statistics by name.

    Raises:
        NotStoredError: If JSON and Parquet cannot hold one.
    """
    folder.mkdir()
    told: dict[str, Any] = {}
    for number, (name, one) in enumerate(statistics.items()):
        file = f"{number:03} {_safe(name)}.parquet"
        told[name] = _told(folder / file, name, one)
    for name, fixed in contents["fixed"].items():
        fixed["values"] = {k: _plain(folder, f"{name}, {k}", v) for k, v in fixed["values"].items()}
    text = json.dumps({**contents, "statistics": told}, indent=2, ensure_ascii=False)
    (folder / FILE).write_text(f"{text}\n", encoding="utf-8")


def _told(path: Path, name: str, one: Any) -> dict[str, Any]:
    frame = one.frame if isinstance(one, Table) else one
    form = form_of(type(frame))
    if form.kind is Kind.VALUE:
        return {"is": "value", "value": _plain(path.parent, name, one)}
    kind = "table" if isinstance(one, Table) else form.kind.value
    told: dict[str, Any] = {"is": kind, "library": form.library, "file": path.name}
    if isinstance(one, Table) and not one.keys:
        told["shows"] = str(one())
    if form.kind is Kind.COLUMN:
        told["name"] = frame.name if isinstance(frame.name, str) else None
        frame = frame.to_frame(VALUE) if form.library == "pandas" else frame.to_frame()
    told["rows"] = len(frame)
    if form.library == "pandas" and not isinstance(one, Table):
        told["index"] = list(frame.index.names)
        frame = frame.rename_axis([f"index {i}" for i in range(frame.index.nlevels)]).reset_index()
    write_parquet(frame, path, ())
    return told


def _plain(folder: Path, name: str, value: Any) -> Any:
    try:
        return to_plain(value)
    except TypeError as error:
        hint = "give its parts as plain values, or keep the object by itself, as with pickle."
        problem = f"`{name}` is {error}, which JSON cannot hold"
        raise NotStoredError(folder.name, problem, hint) from None


def _safe(name: str) -> str:
    return "".join(c if c.isalnum() or c in "._- " else "_" for c in name)


# -- read ----------------------------------------------------------------------------------------


def read_contents(folder: str | os.PathLike[str]) -> tuple[Path, dict[str, Any]]:
    """Read ``fitted.json``.

    Raises:
        NotStoredError: If there is none, or it is not one of ours.
    """
    path = Path(folder).expanduser()
    hint = "give a folder that `Fitted.save` wrote."
    try:
        contents = json.loads((path / FILE).read_text(encoding="utf-8"))
        found = contents["format"]
        is_whole = found != _FORMAT or _is_whole(contents)
    except FileNotFoundError:
        problem = f"it has no `{FILE}`" if path.is_dir() else "there is no such folder"
        raise NotStoredError(str(folder), problem, hint) from None
    except (ValueError, TypeError, KeyError, AttributeError):
        raise NotStoredError(str(folder), f"its `{FILE}` cannot be read", hint) from None
    if found != _FORMAT:
        raise NotStoredError(str(folder), f"its format is {found}; this version reads {_FORMAT}")
    if not is_whole:
        raise NotStoredError(str(folder), f"something is missing in its `{FILE}`", "freeze again.")
    return path, contents


_OF_FIXED = frozenset({"as", "because", "keys", "has_expression", "values", "versions"})
_OF_STATISTICS = {True: frozenset({"value"}), False: frozenset({"library", "file", "rows"})}


def _is_whole(contents: Mapping[str, Any]) -> bool:
    """Whether ``fitted.json`` says all that it must."""
    statistics = contents["statistics"].values()
    return (
        isinstance(contents["outputs"], list)
        and all(fixed.keys() >= _OF_FIXED for fixed in contents["fixed"].values())
        and all(one.keys() >= _OF_STATISTICS[one["is"] == "value"] for one in statistics)
    )


def read_decisions(graph: Graph, contents: Mapping[str, Any], folder: str) -> dict[str, Decision]:
    """Read what is fixed, and compare the code with that of the time.

    Raises:
        ChangedCodeError: If a node of a statistic, or one above it, is another by now.
    """
    changed: list[str] = []
    versions = _Versions(graph)
    decisions: dict[str, Decision] = {}
    for name, told in contents["fixed"].items():
        if problem := _change(graph, versions, name, told["versions"]):
            changed.append(problem)
            continue
        node, values = graph[name], {k: from_plain(v) for k, v in told["values"].items()}
        split = split_node(node, values) if told["has_expression"] else None
        fix, keys = Fix(told["as"]), tuple(told["keys"])
        decisions[name] = Decision(node, fix, told["because"], split, keys, values)
    if changed:
        raise ChangedCodeError(folder, tuple(changed))
    return decisions


def _change(graph: Graph, versions: _Versions, name: str, before: Mapping[str, str]) -> str:
    if name not in graph or graph[name].is_input:
        return f"`{name}`: there is no such node"
    now = versions.above(name)
    others = [n for n in {**before, **now} if before.get(n) != now.get(n) and n != name]
    place = f"`{name}`, {graph[name].place}"
    if before.get(name) != now[name]:
        return f"{place}: it changed"
    return f"{place}: {listed(others)} changed, above it" if others else ""


def read_statistics(
    path: Path, contents: Mapping[str, Any], decisions: Mapping[str, Decision]
) -> dict[str, Any]:
    """Read the statistics themselves.

    Raises:
        NotStoredError: If one is not there.
    """
    found = {name: _read(path, told) for name, told in contents["statistics"].items()}
    for decision in decisions.values():
        names = [name for name, _ in statistics_of(decision)] or [decision.node.name]
        for name in names:
            if name not in found:
                raise NotStoredError(str(path), f"it has no `{name}`", "freeze again.")
    return found


def _read(path: Path, told: Mapping[str, Any]) -> Any:
    if told["is"] == "value":
        return from_plain(told["value"])
    engine: Any = engine_of(told["library"])
    frame = _read_frame(path, told, engine)
    if "index" in told:
        names = [f"index {i}" for i in range(len(told["index"]))]
        frame = frame.set_index(names).rename_axis(told["index"])
    if told["is"] == "table":
        return Table(frame)
    if told["is"] == Kind.FRAME.value:
        return frame
    series = engine.column(frame, engine.column_names(frame)[0])
    return series.rename(told["name"])


def _read_frame(path: Path, told: Mapping[str, Any], engine: Any) -> Any:
    """Read the Parquet file of a statistic, and look whether it is the one that was written."""
    file = path / told["file"]
    if not file.exists():
        raise NotStoredError(str(path), f"it has no `{told['file']}`", "freeze again.")
    exact = {"glob": False} if told["library"] == "polars" else {}
    try:
        frame = engine.collect(engine.read(str(file), "parquet", exact))
    except MissingDependencyError:
        raise
    except Exception as error:  # whatever its library calls it
        problem = f"its `{told['file']}` cannot be read"
        raise NotStoredError(str(path), problem, "freeze again.") from error
    is_table = told["is"] != "table" or VALUE in engine.column_names(frame)[-1:]
    if len(frame) != told["rows"] or not is_table:
        problem = f"its `{told['file']}` is not the one that was written"
        raise NotStoredError(str(path), problem, "freeze again.")
    return frame
