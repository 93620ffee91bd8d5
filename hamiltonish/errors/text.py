"""How errors are worded: lists of names, close matches, the order first line, facts, hint."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

__all__ = ["closest", "counted", "did_you_mean", "listed", "message", "ticked"]


def message(first: str, facts: Iterable[str] = (), hint: str = "") -> str:
    """Put a message together: a first line complete in itself, facts, at most one hint.

    Example:
        >>> print(message("It broke.", ["here: `x`"], "mend it."))
        It broke.
          here: `x`
        Hint: mend it.
    """
    lines = [first, *(f"  {fact}" for fact in facts)]
    if hint:
        lines.append(f"Hint: {hint}")
    return "\n".join(lines)


def listed(names: Sequence[str], *, at_most: int = 8) -> str:
    """List names in backticks, shortened.

    Example:
        >>> listed(["a", "b", "c"], at_most=2)
        '`a`, `b` and 1 more'
    """
    shown = ", ".join(f"`{name}`" for name in names[:at_most])
    rest = len(names) - at_most
    return f"{shown} and {rest} more" if rest > 0 else shown


def ticked(text: str) -> str:
    """Put a type in backticks, and leave a phrase as it is.

    Example:
        >>> ticked("pl.Expr"), ticked("a column of polars")
        ('`pl.Expr`', 'a column of polars')
    """
    return text if text.startswith("a ") else f"`{text}`"


def counted(count: int, singular: str, plural: str = "") -> str:
    """Say how many of a thing there are.

    Example:
        >>> counted(1, "row"), counted(336776, "row")
        ('1 row', '336,776 rows')
    """
    return f"{count:,} {singular if count == 1 else plural or singular + 's'}"


def closest(name: str, candidates: Iterable[str], *, at_most: int = 3) -> tuple[str, ...]:
    """Find the candidates that a misspelt name may have meant, best first.

    Example:
        >>> closest("spend_maen", ["spend", "spend_mean", "signups"])
        ('spend_mean', 'spend')
    """
    import difflib  # only errors need it

    # Case and separators are the usual slips; they should not use up the distance.
    folded: dict[str, str] = {}
    for candidate in candidates:
        folded.setdefault(_folded(candidate), candidate)
    wanted = _folded(name)
    likely: Iterable[str] = folded
    if len(folded) > _MANY:  # an error in a graph of 100,000 nodes should not take a minute
        likely = [text for text in folded if text[:2] == wanted[:2] and len(text) < 2 * len(wanted)]
    found = difflib.get_close_matches(wanted, list(likely)[:_MANY], n=at_most, cutoff=0.6)
    return tuple(folded[match] for match in found)


_MANY = 5_000
"""From this many candidates on, only those are compared that begin alike."""


def _folded(name: str) -> str:
    return name.casefold().replace("_", "").replace(" ", "").replace("-", "")


def did_you_mean(matches: Sequence[str]) -> str:
    """Ask about close matches, or say nothing when there are none.

    Example:
        >>> did_you_mean(("spend_mean (features.py:14)",))
        'did you mean `spend_mean` (features.py:14)?'
    """
    if not matches:
        return ""
    ticked = [f"`{name}`{rest}" for name, rest in map(_split_place, matches)]
    return f"did you mean {' or '.join(ticked)}?"


def _split_place(match: str) -> tuple[str, str]:
    """Part a node's name from the place that follows it in brackets."""
    if match.endswith(")") and " (" in match:
        name, place = match.rsplit(" (", 1)
        return name, f" ({place}"
    return match, ""
