"""What may feed what: the rule of an edge, for columns, frames and values."""

from functools import lru_cache

from hamiltonish.annotations.assign import is_assignable
from hamiltonish.annotations.classify import Kind, form_of


def can_feed(source: object, target: object) -> bool:
    """Tell whether a node of one type may give its value to a parameter of another.

    Columns of one library feed each other, lazy or not, and so do frames: the plan collects or
    attaches where it must. Narwhals goes with every library. All else, and pandas to Polars too,
    follows the ordinary typing rules.

    Args:
        source: The type of the node.
        target: The type of the parameter.

    Returns:
        Whether the edge is right.

    Example:
        >>> import pandas as pd, polars as pl
        >>> can_feed(pl.Expr, pl.Series), can_feed(pd.Series, pl.Series)
        (True, False)
        >>> can_feed(int, float), can_feed(pl.Expr, float)
        (True, False)
    """
    try:
        return _cached_can_feed(source, target)
    except TypeError:  # not hashable, such as `Annotated[int, []]`
        return _can_feed(source, target)


def _can_feed(source: object, target: object) -> bool:
    given, taken = form_of(source), form_of(target)
    if given.kind is taken.kind and given.kind is not Kind.VALUE:
        libraries = (given.library, taken.library)
        if libraries[0] == libraries[1] or "narwhals" in libraries:
            return True
    return is_assignable(source, target)


_cached_can_feed = lru_cache(maxsize=16_384)(_can_feed)
