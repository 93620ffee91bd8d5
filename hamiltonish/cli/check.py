"""The command ``check``: everything that is wrong with modules, a line each."""

from __future__ import annotations

import re
import sys
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import TYPE_CHECKING, Annotated

import typer

from hamiltonish.cli.failing import frames_of, headline
from hamiltonish.cli.sources import Asked, modules_only
from hamiltonish.cli.telling import AsJson, Config, location_text, tell, tell_json
from hamiltonish.cli.words import Modules
from hamiltonish.errors.text import counted

if TYPE_CHECKING:
    from hamiltonish.graph import Problem

__all__ = ["check"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One line that the command tells.

    Attributes:
        place: Path and line.
        level: ``error`` or ``warning``.
        kind: What it is, in one word.
        node: The node; empty if it is about none, or several.
        text: What is wrong, in one sentence.
        facts: What is known about it.
        hint: A way out.
    """

    place: str
    level: str
    kind: str
    node: str
    text: str
    facts: tuple[str, ...] = ()
    hint: str = ""


def check(
    modules: Modules = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Warnings count as errors for the exit code.")
    ] = False,
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """Tell all that is wrong with modules; for pre-commit and CI.

    No data is needed. The exit code is 1 if there are errors.
    """
    from hamiltonish.graph import Graph

    findings: list[Finding] = []  # of modules that do not import, at first
    found = modules_only(
        modules, config, on_failure=lambda word, error: findings.append(_not_imported(word, error))
    )
    looked_at = len(found.sources) + len(findings)
    if found.sources:
        problems = Graph.problems_of(*found.sources, config=found.config)
        findings.extend(_found(problem, found) for problem in problems)
    errors = sum(one.level == "error" for one in findings)
    warnings = len(findings) - errors
    if as_json:
        data = {"errors": errors, "warnings": warnings, "problems": list(map(_as_data, findings))}
        tell_json(data)
    else:
        for line in _lines(findings):
            tell(line)
        tell(f"{_summary(errors, warnings)} in {counted(looked_at, 'module')}.")
    if errors or (strict and warnings):
        raise typer.Exit(1)


def _summary(errors: int, warnings: int) -> str:
    parts = [counted(errors, "error")] if errors else []
    parts += [counted(warnings, "warning")] if warnings else []
    return ", ".join(parts) or "No problems"


def _lines(findings: list[Finding]) -> Iterator[str]:
    for one in findings:
        yield f"{one.place}: {one.level}: {one.text}"
        yield from (f"  {fact}" for fact in one.facts)
        if one.hint:
            yield f"  Hint: {one.hint}"


def _as_data(one: Finding) -> dict[str, object]:
    path, _, line = one.place.rpartition(":")
    return {
        "path": path,
        "line": int(line),
        "level": one.level,
        "kind": one.kind,
        "node": one.node,
        "text": one.text,
        "facts": list(one.facts),
        "hint": one.hint,
    }


# -- modules that do not import ------------------------------------------------------------------


def _not_imported(word: str, error: Exception) -> Finding:
    """Find the line of the user's that keeps a module from being imported."""
    if isinstance(error, SyntaxError) and error.filename:
        place = location_text(error.filename, error.lineno or 1)
    else:
        frames: list[traceback.FrameSummary] = frames_of(error)
        last = frames[-1] if frames else None
        place = location_text(last.filename, last.lineno or 1) if last else f"{word}:1"
    text = f"`{word}` does not import: {headline(error)}"
    return Finding(place, "error", type(error).__name__, "", text)


# -- problems of a graph -------------------------------------------------------------------------

_PLACE = re.compile(r"`([\w.<>]+)` \((.+):(\d+)\)$")


def _found(problem: Problem, found: Asked) -> Finding:
    place = next(filter(None, map(_place, problem.places)), "") or _first_place(found)
    return Finding(
        place,
        problem.level.value,
        problem.kind,
        problem.node,
        problem.text,
        problem.facts,
        problem.hint,
    )


def _place(text: str) -> str:
    """Find the whole path of a place, of which errors show the last part only."""
    written = _PLACE.search(text)
    if not written:
        return ""
    path, file, line = written.groups()
    pieces = path.split(".")
    for count in range(len(pieces) - 1, 0, -1):
        module = sys.modules.get(".".join(pieces[:count]))
        whole = getattr(module, "__file__", None)
        if whole and whole.replace("\\", "/").endswith(f"/{file}"):
            return location_text(whole, int(line))
    return f"{file}:{line}"


def _first_place(found: Asked) -> str:
    """Give the first line of the first module: the problem is with the modules as a whole."""
    modules = (one for one in found.sources if isinstance(one, ModuleType))
    file = next((one.__file__ for one in modules if one.__file__), None)
    return location_text(file, 1) if file else f"{found.words[0]}:1"
