"""How far a Polars expression reaches: its own row, the rows of its window, or others.

It is told from the expression's own description of itself. Only what is listed here counts as
staying within a row or a window; whatever is not, or cannot be read, counts as reaching further.
"""

from __future__ import annotations

from typing import Any

from hamiltonish.errors.text import listed

__all__ = [
    "AGGREGATES",
    "MEMBER_FAMILIES",
    "ROW_PARTS",
    "SCALAR_FUNCTIONS",
    "SCALAR_MEMBERS",
    "WINDOWS",
    "function_parts",
    "gives_each_row_its_own",
    "named",
    "reach_problem",
    "tree_of",
]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_ROW_FUNCTIONS = _words("""
    Abs AsStruct Ceil Clip Coalesce Exp FillNull Floor Hash Log Log1p MaxHorizontal MeanHorizontal
    MinHorizontal Negate Pow Round RoundSF RowEncode Sign SumHorizontal TemporalExpr Trigonometry
    Truncate
""")
"""Functions whose result in a row depends on that row alone."""

_ROW_MEMBERS = {
    "Boolean": _words("""
        AllHorizontal AnyHorizontal IsBetween IsClose IsFinite IsInfinite IsNan IsNotNan IsNotNull
        IsNull Not
    """),
    "ListExpr": _words("Get Join Length Max Mean Min Slice Sum"),
    "StringExpr": _words("""
        ConcatHorizontal Contains CountMatches EndsWith Extract ExtractAll Find Head LenBytes
        LenChars Lowercase PadEnd PadStart Replace Reverse Slice Split StartsWith StripChars
        StripCharsEnd StripCharsStart StripPrefix StripSuffix Tail Titlecase ToInteger Uppercase
        ZFill
    """),
    "StructExpr": _words("FieldByName"),
}
"""The same, for families of which other members read more."""

_GROUP_FUNCTIONS = _words("""
    ArgMax ArgMin CumCount CumMax CumMin CumProd CumSum Diff DropNans DropNulls EwmMean EwmStd
    EwmVar FillNullWithStrategy Interpolate Kurtosis NullCount PctChange Product Quantile Reverse
    RollingExpr RollingExprBy Shift Skew
""")
"""Functions that read other rows: inside a window, only rows of the window."""

_GROUP_MEMBERS = {
    "Boolean": _words("All Any HasNulls IsDuplicated IsFirstDistinct IsLastDistinct IsUnique"),
}

AGGREGATES = _words("""
    Count First FirstNonNull Implode Item Last LastNonNull Max Mean Median Min NUnique Quantile Std
    Sum Var
""")
"""Aggregates: inside a window, of its rows."""

WINDOWS = ("Over", "Window")  # its name, and the one it had before

SCALAR_FUNCTIONS = _words("""
    ArgMax ArgMin Correlation Covariance Kurtosis NullCount Product Quantile Skew
""")
"""Functions that give one value for all rows, or for all rows of a window."""

SCALAR_MEMBERS = {"Boolean": _words("All Any HasNulls")}
"""The same, for families of which other members do not."""

MEMBER_FAMILIES = frozenset({"Boolean", "ListExpr", "StringExpr"})
"""Families whose members say more than they do."""

ROW_PARTS = {
    "Alias": ("0",),
    "BinaryExpr": ("left", "right"),
    "Cast": ("expr",),
    "Ternary": ("predicate", "truthy", "falsy"),
}
"""Nodes that stay within a row if their parts do, and where these stand."""

_GROUP_PARTS = {
    "Filter": ("input", "by"),
    "Gather": ("expr", "idx"),
    "Slice": ("input", "offset", "length"),
    "Sort": ("expr",),
    "SortBy": ("expr", "by"),
}
"""Nodes that read other rows: inside a window, only rows of the window."""


def reach_problem(expression: Any, keys: frozenset[str], *, windows: bool = True) -> str:
    """Say why an expression may read rows of other keys; empty if it does not.

    Args:
        expression: An expression of Polars.
        keys: The columns that make the groups.
        windows: Whether windows over the keys are allowed; else each row must stand alone.
    """
    try:
        return _problem(tree_of(expression), keys, windows=windows)
    except Exception:  # noqa: BLE001  # Polars cannot write it down, or does so in another way
        return "what it reads cannot be known, as with Python code inside an expression"


def tree_of(expression: Any) -> Any:
    """Read an expression's description of itself."""
    import json  # nothing else needs it

    return json.loads(expression.meta.serialize(format="json"))


def _problem(tree: Any, keys: frozenset[str], *, windows: bool) -> str:
    pending = [(tree, False)]
    while pending:
        node, inside = pending.pop()
        name, content = named(node)
        if name in WINDOWS and not inside:
            if not windows:
                return "a window reads other rows"
            if problem := _window_problem(content, keys):
                return problem
            pending.append((content["function"], True))
            pending.extend((part, False) for part in _listed(content["partition_by"]))
            pending.extend((part, False) for part in _listed(content.get("order_by"))[:1])
            continue
        parts = _parts(name, content, inside=inside)
        if parts is None:
            return f"`{_shown(name, content)}` may read rows of other groups"
        pending.extend((part, inside) for part in parts)
    return ""


def named(node: Any) -> tuple[Any, Any]:
    """Part a node into its name and its content; a node without content is its name."""
    if isinstance(node, dict) and len(node) == 1:
        return next(iter(node.items()))
    return (node, None) if isinstance(node, str) else ("", node)


def _listed(content: Any) -> list[Any]:
    return content if isinstance(content, list) else []


def _window_problem(content: Any, keys: frozenset[str]) -> str:
    """Say why a window may hold rows of several keys, or give them back in another order."""
    columns = [column for column in map(_column, content["partition_by"]) if column]
    lacking = listed(sorted(keys.difference(columns)))
    if lacking:
        over = listed(columns) or "other keys"
        return f"its window is over {over}, without {lacking}"
    if not gives_each_row_its_own(content):
        return "its window does not give each row its own value"
    return ""


def gives_each_row_its_own(content: Any) -> bool:
    """Whether a window puts its values back into the rows that they are of."""
    how = content.get("mapping", content.get("options"))
    return how in ("GroupsToRows", "Join", {"Over": "GroupsToRows"}, {"Over": "Join"})


def _column(node: Any) -> str:
    """Name the column that a node is; empty if it is computed."""
    name, content = named(node)
    return content if name == "Column" else ""


def _parts(name: str, content: Any, *, inside: bool) -> list[Any] | None:
    """List what a node is made of; none if it may read rows that it must not read."""
    if name == "Column":
        return []
    if name == "Literal":
        return [] if named(content)[0] in ("Dyn", "Scalar") else None
    if name == "Function":
        return function_parts(content, inside=inside)
    if name == "Cast" and inside and "Categorical" in str(content["dtype"]):
        return None  # their order is that in which they appear
    if name in ROW_PARTS:
        return _taken(content, ROW_PARTS[name])
    if not inside:
        return None
    if name == "Len":
        return []
    if name == "Agg":
        return _aggregate_parts(content)
    return _taken(content, _GROUP_PARTS[name]) if name in _GROUP_PARTS else None


def _taken(content: Any, places: tuple[str, ...]) -> list[Any]:
    """Take the parts of a node at some places, flat."""
    found: list[Any] = []
    for place in places:
        part = content[int(place)] if isinstance(content, list) else content[place]
        found.extend(part if isinstance(part, list) else [part])
    return found


def _aggregate_parts(content: Any) -> list[Any] | None:
    """List what an aggregate is of: a node by itself, or under a name beside its options."""
    name, inner = named(content)
    if name not in AGGREGATES:
        return None
    if isinstance(inner, dict) and len(inner) > 1:
        return [part for key in ("input", "expr", "quantile") if (part := inner.get(key))]
    if isinstance(inner, list):  # a node, and plain options
        return [part for part in inner if isinstance(part, dict)]
    return [inner]


def function_parts(content: Any, *, inside: bool) -> list[Any] | None:
    """List what a function takes, if it is one that stays where it must."""
    family, member = named(content["function"])
    inputs = list(content["input"])
    name = named(member)[0]
    if (family, name) == ("Boolean", "IsIn"):
        return _beside_literals(inputs, 1)
    if family in ("Replace", "ReplaceStrict"):
        return _beside_literals(inputs, 2)
    if (family, name) == ("StringExpr", "Strptime"):
        # Without a format, it is guessed from the first texts of the column.
        options = member["Strptime"][1]
        return inputs if options.get("format") else None
    if family == "Rank":
        return inputs if inside and member["options"]["method"] != "Random" else None
    if family == "RollingExpr" and "Map" in str(member):
        return None
    allowed = family in _ROW_FUNCTIONS or name in _ROW_MEMBERS.get(family, ())
    if inside and not allowed:
        allowed = family in _GROUP_FUNCTIONS or name in _GROUP_MEMBERS.get(family, ())
    return inputs if allowed else None


def _beside_literals(inputs: list[Any], count: int) -> list[Any] | None:
    """List what a function takes beside lists that are written out, whatever their length."""
    lists = inputs[1 : 1 + count]
    if not all(named(node)[0] == "Literal" for node in lists):
        return None
    return [inputs[0], *inputs[1 + count :]]


def _shown(name: str, content: Any) -> str:
    """Name what an expression does in a word, as Polars describes it."""
    if name in ("Function", "AnonymousFunction", "Agg"):
        inner = content.get("function", content) if isinstance(content, dict) else content
        family, member = named(inner)
        deeper = named(member)[0] if family in MEMBER_FAMILIES else ""
        return str(deeper or family or name)
    return str(name) or "an expression"
