"""What becomes of each imported name: it moves to the door, stays with Hamilton, or both."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from hamiltonish.compat.migrate.door import PACKAGE, Door
from hamiltonish.compat.migrate.source import Alias, Statement, Use

__all__ = ["Decision", "Lacking", "decision_on"]


@dataclass(frozen=True, slots=True)
class Lacking:
    """A name of Hamilton that stays, the line that needs it, and why, unless the door lacks it."""

    name: str
    line: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of one name of an import statement.

    Attributes:
        moved: What is imported through the door, as an import statement writes it.
        kept: What stays imported from Hamilton, as an import statement writes it.
        edits: Uses that change: where the name begins and ends, and what it becomes.
        lacking: What the door does not hold.
    """

    moved: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    edits: tuple[tuple[int, int, str], ...] = ()
    lacking: tuple[Lacking, ...] = ()


def decision_on(
    statement: Statement,
    alias: Alias,
    *,
    uses: Sequence[Use],
    door: Door,
    free: Callable[[str], str],
) -> Decision:
    """Decide on one name of a statement that imports from Hamilton.

    Args:
        statement: The statement.
        alias: The name, as the statement has it.
        uses: The places that read it.
        door: What can be imported through the door.
        free: Makes a name that the text does not have yet from a wish.
    """
    whole = f"{statement.module}.{alias.name}" if statement.module else alias.name
    path = tuple(whole.split(".")[1:])
    if not statement.module and not alias.asname:
        return _package(alias, path, uses=uses, door=door)
    through = alias.name if statement.module else ".".join((PACKAGE, *path))
    behind = f" as {alias.asname}" if alias.asname else ""
    moved, kept = (through + behind,), (alias.name + behind,)
    if not door.holds(path):
        return Decision(kept=kept, lacking=(Lacking(whole, alias.line),))
    if ".".join(path) not in door.modules:
        return Decision(moved)
    if not all(use.is_certain for use in uses):
        uses = ()  # `driver = driver.Builder().build()`: what is read later may be of either
    staying = [use for use in uses if not door.holds((*path, *use.path))]
    lacking = _lacking(path, staying, door=door)
    if not staying:
        return Decision(moved)
    if not any(use.path for use in uses if use not in staying):
        return Decision(kept=kept, lacking=lacking)
    # A module of which some names are here and some are not: it gets a second name.
    other = free(f"hamilton_{(alias.asname or alias.name).removeprefix('hamilton_')}")
    edits = tuple((use.start, use.end, other) for use in staying)
    return Decision(moved, (f"{alias.name} as {other}",), edits, lacking)


def _package(alias: Alias, path: tuple[str, ...], *, uses: Sequence[Use], door: Door) -> Decision:
    """Decide on ``import hamilton.driver``, which binds `hamilton`, for uses with dots."""
    name, known = ".".join(path), door.holds(path)
    if not all(use.is_certain for use in uses):
        unclear = Lacking(alias.name, alias.line, "`hamilton` has another meaning here, too")
        return Decision(kept=(alias.name,), lacking=(unclear,))
    staying = [use for use in uses if not (use.path and door.holds(use.path))]
    moving = [use for use in uses if use.path and door.holds(use.path)]
    modules = dict.fromkeys(door.module_of(use.path) for use in moving)
    if known and not staying and (name or not modules):
        modules = {name: None} | modules
    lacking = [] if known else [Lacking(alias.name, alias.line)]
    others = [use for use in staying if known or use.path[: len(path)] != path]
    lacking += _lacking((), others, door=door)
    return Decision(
        moved=tuple(f"{PACKAGE}.{module}".rstrip(".") for module in modules),
        kept=() if known and not staying else (alias.name,),
        edits=tuple((use.start, use.end, PACKAGE) for use in moving),
        lacking=tuple(lacking),
    )


def _lacking(path: tuple[str, ...], uses: Iterable[Use], *, door: Door) -> tuple[Lacking, ...]:
    """List what uses need and the door lacks, without the attributes of what is lacking."""
    lacking = []
    for use in uses:
        whole = (*path, *use.path)
        module = door.module_of(whole)
        end = module.count(".") + 2 if module else len(whole)
        lacking.append(Lacking(".".join(("hamilton", *whole[:end])), use.line))
    return tuple(lacking)
