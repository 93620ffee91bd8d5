"""Reading the graph of one revision, in a process of its own: what is run with ``python -m``.

It reads from the standard input what to do, and writes what it found into a file. The modules of
one revision are never in the same process as those of another.
"""

from __future__ import annotations

import json
import os
import pickle
import sys
import sysconfig
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

__all__ = ["read"]


def read(words: Sequence[str], config: Mapping[str, Any], tree: Path, root: Path) -> dict[str, Any]:
    """Import modules, build their graph, and take a snapshot of it.

    Args:
        words: The modules: paths from here, and dotted names.
        config: The config.
        tree: The folder of the revision's files.
        root: The folder of the repository, whose place the former takes in `sys.path`.

    Returns:
        The snapshot, and the words that name nothing, each with what is said of it.

    Raises:
        Exception: Whatever a module raises.
        GraphError: If the functions make no graph.
    """
    from hamiltonish.cli.importing import sources_of
    from hamiltonish.cli.places import forget_place
    from hamiltonish.errors import ArgumentError
    from hamiltonish.graph import Graph
    from hamiltonish.graph.snapshots import Snapshot

    sys.path[:] = [_moved(place, tree, root) for place in sys.path]
    sources: list[object] = []
    absent: dict[str, list[str]] = {}
    for word in words:
        try:
            found = sources_of(word)
        except ArgumentError as error:
            if error.given != word:
                raise
            absent[word] = [error.problem, error.hint]
            continue
        for source in found:
            _require_inside(source, word, tree)
        sources.extend(found)
    snapshot = Snapshot({}, {})
    if sources:
        graph = Graph(*dict.fromkeys(sources), config=dict(config))
        forget_place(tree)  # nothing of it is run from here on
        snapshot = Snapshot.of(graph, tree)
    return {"snapshot": snapshot.to_dict(), "absent": absent}


def _moved(place: str, tree: Path, root: Path) -> str:
    """Lead a folder of the repository to that of the revision; installed packages stay."""
    path = Path(place).absolute()
    installed = [Path(folder) for folder in (*sysconfig.get_paths().values(), sys.prefix)]
    if any(folder == path or folder in path.parents for folder in installed):
        return place
    return str(tree / path.relative_to(root)) if path.is_relative_to(root) else place


def _require_inside(source: object, word: str, tree: Path) -> None:
    """Refuse a module that is not one of the revision's files, but installed beside them."""
    from hamiltonish.errors import ArgumentError

    module = source if isinstance(source, ModuleType) else _module_of(source)
    file = getattr(module, "__file__", None)
    if file is not None and not Path(file).resolve().is_relative_to(tree):
        problem = f"it is imported from {Path(file).parent}, not from the files of the repository"
        raise ArgumentError(f"{word} ", problem, "give the path of its file.")


def _module_of(source: object) -> ModuleType | None:
    return sys.modules.get(str(getattr(source, "__module__", "")))


def _lines(text: str, tree: Path) -> list[str]:
    """Write places as seen from where the user is; how to see more is for this process alone."""
    for folder in (Path.cwd(), tree):
        text = text.replace(f"{folder}{os.sep}", "")
    return [line for line in text.splitlines() if "`--traceback`" not in line]


def main() -> None:
    """Read a request from the standard input, and write the answer into the file that it names."""
    request = pickle.load(sys.stdin.buffer)  # noqa: S301  # the process that started this wrote it
    tree, root = Path(request["tree"]), Path(request["root"])
    answer: dict[str, Any]
    try:
        answer = read(request["words"], request["config"], tree, root)
    except Exception as error:  # noqa: BLE001  # whatever it is, the other process tells it
        from hamiltonish.cli.failing import told

        answer = {"error": _lines(told(error), tree)}
    Path(request["answer"]).write_text(json.dumps(answer), encoding="utf-8")


if __name__ == "__main__":
    main()
