"""A small door, and two small libraries that the rewritten programs run with."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from hamiltonish.compat.migrate import Door

HELD = {
    "": frozenset[str](),
    "base": frozenset({"DictResult"}),
    "driver": frozenset({"Builder", "Driver"}),
    "function_modifiers": frozenset({"source", "tag"}),
    "plugins": frozenset[str](),
    "plugins.h_polars": frozenset({"Frames"}),
}
"""What the door has."""

MORE = {
    "async_driver": frozenset({"Builder"}),
    "base": frozenset({"Adapter"}),
    "driver": frozenset({"Variable"}),
    "function_modifiers": frozenset({"cache"}),
    "htypes": frozenset({"Collect"}),
    "plugins.h_ray": frozenset({"Rays"}),
}
"""What only Hamilton has."""

DOOR = Door(HELD, {"htypes.Collect": "loop over it"}, {"with_cache": "keep it"})


def names_of(module: str) -> frozenset[str]:
    """Give the names that a module of Hamilton has."""
    return HELD.get(module, frozenset()) | MORE.get(module, frozenset())


MODULES = sorted((HELD.keys() | MORE.keys()) - {""})


def run(program: str) -> list[tuple[str, str]]:
    """Run a program with the two libraries; give what it saw: for each thing, its library and name.

    A module of the door is an attribute of its package only once it has been imported, as in
    Python; those of Hamilton are there from the start, as its modules import each other.
    """
    seen: list[tuple[str, str]] = []
    builtins = {**vars(__import__("builtins")), "__import__": _importer()}
    exec(compile(program, "program.py", "exec"), {"__builtins__": builtins, "seen": seen})
    return seen


def _importer() -> Callable[..., Any]:
    """Make what `import` statements call: it knows the two libraries, and nothing else."""
    hamilton = _library("hamilton", {module: names_of(module) for module in MODULES})
    door = _library("hamiltonish.compat.hamilton", HELD)
    for path, module in sorted(hamilton.items()):
        above, _, name = path.rpartition(".")
        if above:
            setattr(hamilton[above], name, module)
    known = {**hamilton, **door}
    for path in ("hamiltonish", "hamiltonish.compat"):
        known[path] = SimpleNamespace(__name__=path)

    def load(path: str) -> Any:
        if path not in known:
            raise ModuleNotFoundError(path)
        above, _, name = path.rpartition(".")
        if above:
            setattr(load(above), name, known[path])
        return known[path]

    def imported(
        path: str, globals_: Any = None, locals_: Any = None, names: Any = (), level: int = 0
    ) -> Any:
        module = load(path)
        for name in names or ():
            if f"{path}.{name}" in known:
                load(f"{path}.{name}")
        return module if names else load(path.partition(".")[0])

    return imported


def _library(root: str, modules: Any) -> dict[str, SimpleNamespace]:
    found = {root: SimpleNamespace(__name__=root)}
    for module in sorted(modules):
        names = {name: (root, f"{module}.{name}") for name in modules[module]}
        if module:
            found[f"{root}.{module}"] = SimpleNamespace(__name__=f"{root}.{module}", **names)
    return found
