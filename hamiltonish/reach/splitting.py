"""An expression of Polars in two: statistics of its frame, and the rest, which stays in the row.

``(spend - spend.mean()) / spend.std()`` has the statistics ``spend.mean()`` and ``spend.std()``; in
the rest, columns stand in their places. All is told from the expression's own description of
itself, and only what is listed here and in `hamiltonish.reach.expressions` is taken apart.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hamiltonish.annotations import form_of
from hamiltonish.frames import engine_of, wrapped
from hamiltonish.reach.expressions import (
    AGGREGATES,
    MEMBER_FAMILIES,
    ROW_PARTS,
    SCALAR_FUNCTIONS,
    SCALAR_MEMBERS,
    WINDOWS,
    function_parts,
    gives_each_row_its_own,
    named,
    tree_of,
)
from hamiltonish.reach.kinds import Reach

__all__ = ["MARK", "Split", "Statistic", "columns_in", "expression_of", "split_of"]

MARK = "hamiltonish statistic "
"""What the names of the columns begin with that stand in the places of statistics."""


@dataclass(frozen=True, slots=True, eq=False)
class Statistic:
    """A part of an expression that has one value for the frame, or one for each key.

    Attributes:
        tree: The description of the part.
        keys: The descriptions of its keys; none for one value.
        construct: What it is, in words.
    """

    tree: Any
    keys: tuple[Any, ...]
    construct: str

    @property
    def key_columns(self) -> tuple[str, ...]:
        """The columns that are its keys; empty if one is computed, or there is none."""
        names = [named(key) for key in self.keys]
        plain = all(kind == "Column" for kind, _ in names)
        return tuple([name for _, name in names]) if plain else ()


@dataclass(frozen=True, slots=True, eq=False)
class Split:
    """An expression, parted.

    Attributes:
        rest: The description of what stays; columns of marked names stand for the statistics.
        statistics: The statistics, in order.
        problem: What needs other rows and is no statistic, in words; empty if nothing does.
        reach: Which rows the expression needs.
    """

    rest: Any
    statistics: tuple[Statistic, ...]
    problem: str = ""
    reach: Reach = Reach.ROW

    @property
    def is_whole(self) -> bool:
        """Whether the expression is one statistic, and nothing else."""
        return bool(self.rest == {"Column": f"{MARK}0"})

    @property
    def construct(self) -> str:
        """What needs other rows, in words."""
        return self.problem or ", ".join(dict.fromkeys(s.construct for s in self.statistics))


def split_of(expression: Any) -> Split:
    """Part an expression of Polars, or one of narwhals that Polars can tell about.

    Args:
        expression: The expression.

    Example:
        >>> import polars as pl
        >>> spend, shop = pl.col("spend"), pl.col("shop")
        >>> split_of(spend - spend.mean().over(shop)).construct
        'mean over shop'
        >>> split_of(spend.shift(1)).problem, split_of(spend * 2).reach
        ('shift', <Reach.ROW: 'row'>)
    """
    unknown = "Python code, or what Polars cannot describe"
    try:
        tree = tree_of(expression) if form_of(type(expression)).library == "polars" else None
        tree = _portable_tree(expression) if tree is None else tree
    except Exception:  # noqa: BLE001  # Polars cannot write it down, or does so in another way
        return Split(None, (), unknown, Reach.TABLE)
    while named(tree)[0] == "Alias":
        tree = tree["Alias"][0]
    splitter = _Splitter()
    holder = [tree]
    whole = json.loads(json.dumps(tree))
    try:
        if splitter.level(holder, 0, None) == _SCALAR:
            splitter.take(holder, 0, None)
    except _OtherRowsError as problem:
        return Split(None, (), problem.construct, problem.reach)
    except Exception:  # noqa: BLE001  # a description of another shape than those known
        return Split(None, (), unknown, Reach.TABLE)
    found = tuple(splitter.found)
    reach = Reach.ROW
    if found:
        reach = Reach.GROUP if all(one.keys for one in found) else Reach.TABLE
        if not columns_in(holder[0]) and len(keys := _keys_of(found)) < 2:
            construct = ", ".join(dict.fromkeys(one.construct for one in found))
            found = (Statistic(whole, keys[0] if keys else (), construct),)
            return Split({"Column": f"{MARK}0"}, found, reach=reach)
    return Split(holder[0], found, reach=reach)


def columns_in(*trees: Any) -> tuple[str, ...]:
    """List the columns that stand in descriptions of expressions, but for those of statistics."""
    found: dict[str, None] = {}
    pending = list(reversed(trees))
    while pending:
        node = pending.pop()
        name, content = named(node)
        if name == "Column":
            if isinstance(content, str) and not content.startswith(MARK):
                found[content] = None
        elif name != "Literal" and isinstance(node, (dict, list)):
            pending.extend(reversed(list(node.values()) if isinstance(node, dict) else node))
    return tuple(found)


def _keys_of(statistics: Sequence[Statistic]) -> list[tuple[Any, ...]]:
    """List the keys of statistics, each once."""
    found: list[tuple[Any, ...]] = []
    for one in statistics:
        if one.keys and one.keys not in found:
            found.append(one.keys)
    return found


def expression_of(tree: Any, kind: type, columns: Mapping[str, Any] | None = None) -> Any:
    """Make an expression of its description.

    Args:
        tree: The description.
        kind: The class of expressions.
        columns: Descriptions to put in the places of columns, by their names.
    """
    holder = [json.loads(json.dumps(tree))]
    pending: list[Any] = [holder]
    columns = columns or {}
    while pending:
        node: Any = pending.pop()
        for key, part in list(node.items() if isinstance(node, dict) else enumerate(node)):
            name, content = named(part)
            if name == "Column" and isinstance(content, str) and content in columns:
                node[key] = columns[content]
            elif name == "Function" and _lacks_casts(content):
                node[key] = _chosen(content)
                pending.append(node[key])
            elif isinstance(part, (dict, list)):
                pending.append(part)
    text = io.StringIO(json.dumps(holder[0]))
    return kind.deserialize(text, format="json")  # type: ignore[attr-defined]  # of Polars


_CASTING = ("Coalesce", "FillNull")
"""Functions of which older Polars leaves out, in the description, that they cast to one dtype."""


def _lacks_casts(content: Any) -> bool:
    is_casting = content["function"] in _CASTING and len(content["input"]) > 1
    return is_casting and "options" in content


def _chosen(content: Any) -> Any:
    """Describe the first of some columns that is not null as a `when`, which casts by itself."""
    *before, chosen = content["input"]
    options = content["options"]
    flags = options["flags"].replace("INPUT_WILDCARD_EXPANSION | ", "")
    for one in reversed(before):
        is_there = {
            "input": [json.loads(json.dumps(one))],
            "function": {"Boolean": "IsNotNull"},
            "options": {**options, "flags": flags},
        }
        parts = {"predicate": {"Function": is_there}, "truthy": one, "falsy": chosen}
        chosen = {"Ternary": parts}
    return chosen


def _portable_tree(expression: Any) -> Any:
    """Describe an expression of narwhals as the one that Polars gets of it."""
    polars: Any = engine_of("polars")
    query = wrapped(polars.lazy_of({})).select(expression).to_native()
    tree = json.loads(polars.description_of(query))
    while "IR" in tree:
        tree = tree["IR"]["dsl"]
    (found,) = tree["Select"]["expr"]
    return found


class _OtherRowsError(Exception):
    """A part needs other rows, and is no statistic."""

    def __init__(self, construct: str, reach: Reach) -> None:
        super().__init__(construct)
        self.construct = construct
        self.reach = reach


_LITERAL, _SCALAR, _ROW = 0, 1, 2

_TO_ROWS = ("GroupsToRows", {"Over": "GroupsToRows"})
"""How a window says that the values of a group go to its rows; the rest makes lists of them."""


class _Splitter:
    """One pass over a description, which it changes: statistics are taken out of it.

    Attributes:
        found: The statistics.
    """

    def __init__(self) -> None:
        self.found: list[Statistic] = []

    def level(self, holder: Any, key: Any, over: Any) -> int:
        """Tell whether a part is a literal, one value, or a column, statistics taken out.

        Args:
            holder: What holds the part.
            key: Where in it.
            over: The window in which the part stands; None if in none.
        """
        node = holder[key]
        name, content = named(node)
        if name == "Column":
            return _ROW
        if name == "Literal":
            if named(content)[0] in ("Dyn", "Scalar"):
                return _LITERAL
            raise _OtherRowsError("a Series", Reach.TABLE)
        if name in ("Len", "Agg") or _is_scalar_function(name, content):
            if name == "Agg" and named(content)[0] not in AGGREGATES - {"Implode"}:
                raise _OtherRowsError(_lowered(name, content), Reach.TABLE)
            return _SCALAR
        if name in WINDOWS:
            return self._window(holder, key, content, over)
        return self._row(name, content, over)

    def _row(self, name: str, content: Any, over: Any) -> int:
        places: list[tuple[Any, Any]] = []
        if name == "Function":
            taken = function_parts(content, inside=False)
            if taken is None:
                inside = function_parts(content, inside=True) is not None
                raise _OtherRowsError(_lowered(name, content), _reach_of(inside=inside))
            inputs = content["input"]  # lists that are written out are not taken apart
            places = [(inputs, i) for i, one in enumerate(inputs) if any(one is p for p in taken)]
        elif name in ROW_PARTS:
            places = [(content, place) for place in _places(name, content)]
        else:
            raise _OtherRowsError(_lowered(name, content), Reach.TABLE)
        levels = [self.level(holder, key, over) for holder, key in places]
        highest = max(levels, default=_LITERAL)
        if highest == _ROW:
            for (holder, key), level in zip(places, levels, strict=True):
                if level == _SCALAR:
                    self.take(holder, key, over)
        return highest

    def _window(self, holder: Any, key: Any, content: Any, over: Any) -> int:
        if over is not None:
            raise _OtherRowsError("a window inside of a window", Reach.TABLE)
        if not gives_each_row_its_own(content):
            raise _OtherRowsError("a window that does not give each row its own", Reach.TABLE)
        keys = content["partition_by"]
        before = len(self.found)
        if any(self.level(keys, i, None) != _ROW for i in range(len(keys))):
            if content.get("order_by"):  # without keys, Polars writes a constant in their place
                raise _OtherRowsError("a window by order", Reach.WINDOW)
            raise _OtherRowsError("a window over a constant", Reach.TABLE)
        if len(self.found) > before:
            raise _OtherRowsError("a window over what is computed of all rows", Reach.TABLE)
        if self.level(content, "function", content) == _ROW:
            if content.get("mapping", content.get("options")) not in _TO_ROWS:
                raise _OtherRowsError("a window of lists", Reach.GROUP)
            holder[key] = content["function"]
        else:
            self.take(content, "function", content)
            holder[key] = content["function"]
        return _ROW

    def take(self, holder: Any, key: Any, over: Any) -> None:
        """Take a statistic out: a column stands in its place."""
        tree = holder[key]
        keys: tuple[Any, ...] = ()
        construct = _words_of(tree)
        if over is not None:
            keys = tuple(over["partition_by"])
            tree = {_window_name(over): {**over, "function": tree}}
            construct += f" over {', '.join(_words_of(one) for one in keys)}"
        holder[key] = {"Column": f"{MARK}{len(self.found)}"}
        self.found.append(Statistic(json.loads(json.dumps(tree)), keys, construct))


def _places(name: str, content: Any) -> list[Any]:
    """List where the parts of a node stand that stays within a row."""
    is_list = isinstance(content, list)
    return [int(place) if is_list else place for place in ROW_PARTS[name]]


def _window_name(content: Any) -> str:
    return "Over" if "mapping" in content else "Window"


def _reach_of(*, inside: bool) -> Reach:
    """Tell what a function that reads other rows needs: their order, or nobody knows."""
    return Reach.WINDOW if inside else Reach.TABLE


def _is_scalar_function(name: str, content: Any) -> bool:
    if name != "Function":
        return False
    family, member = named(content["function"])
    return family in SCALAR_FUNCTIONS or named(member)[0] in SCALAR_MEMBERS.get(family, ())


def _words_of(tree: Any) -> str:
    """Name the aggregates of a part, or the column that it is."""
    words: list[str] = []
    pending: list[Any] = [tree]
    while pending:
        name, content = named(pending.pop())
        if name == "Column":
            words.append(str(content))
        elif name in ("Agg", "Len", "Function"):
            words.append(_lowered(name, content))
        elif name in ROW_PARTS:
            pending.extend(content[place] for place in reversed(_places(name, content)))
    return ", ".join(dict.fromkeys(words)) or "a constant"


def _lowered(name: str, content: Any) -> str:
    """Name a function as one calls it: ``CumSum`` is ``cum_sum``."""
    inner = content.get("function", content) if isinstance(content, dict) else content
    family, member = named(inner) if name == "Function" else named(content)
    word = str((named(member)[0] if family in MEMBER_FAMILIES else family) or name)
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", _FULL.get(word, word)).lower()


_FULL = {"NUnique": "n_unique", "RollingExpr": "Rolling", "RollingExprBy": "RollingBy"}
