"""What a barrier means for what comes: whether a plan goes on from the data that it collects.

A lazy frame that holds a join may give its rows in another order each time it is computed. So
where data of such a frame can come back into it, the frame is computed once, and the plan goes on
from there.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from hamiltonish.annotations import Kind
from hamiltonish.errors import UnsupportedError
from hamiltonish.frames.refusals import title_of
from hamiltonish.plan.columns import Columns, takes_lazy, wants_expression
from hamiltonish.plan.request import Request
from hamiltonish.plan.sources import Sources

__all__ = ["Barriers"]

_NO_ORDER = "it has to put data beside rows that were not collected with it, and they have no order"
_WAY_LIFTED = "write it with what is lifted, or collect the frame before it is given."
_WAY_ROUND = "take and return `nw.Expr`, or collect the frame before it is given."


class Barriers:
    """Answers about the barriers of one plan."""

    def __init__(self, request: Request, sources: Sources, columns: Columns) -> None:
        self._request = request
        self._sources = sources
        self._columns = columns

    def goes_on_from(self, key: str) -> bool:
        """Whether the plan goes on from what a barrier collects of a frame.

        For an eager frame it does, because nothing is computed twice then. For a lazy one it does
        where the order of rows matters: when Series come back, or columns are handed out as data.
        Otherwise the frame stays a query, of which a barrier takes no more than it needs.
        """
        form = self._columns.frame_forms[key]
        if form.library != "polars":  # the one whose frames can be lazy and eager
            return False
        return (
            not form.lazy
            or not self._request.as_frame
            or any(
                owner == key and not self._columns.is_lazy(name)
                for name, owner in self._columns.owners.items()
            )
        )

    def is_taken_whole(self, key: str) -> bool:
        """Whether a function on data takes a lazy frame as a whole, so that it is collected."""
        form = self._columns.frame_forms[key]
        return form.lazy and form.library == "polars" and key in self._taken_as_data

    def check_rows_return(self, key: str, names: Iterable[str]) -> None:
        """Check that Series can become columns of a frame.

        A lazy frame of Polars is collected for that, and the plan goes on from there. On any other
        engine a query has no order of rows, in which Series could be put beside them.

        Raises:
            UnsupportedError: If it is a lazy frame of another engine.
        """
        form = self._columns.frame_forms[key]
        if not form.lazy or form.library == "polars":
            return
        nodes = {node.name: node for node in self._sources.order}
        for name in names:
            place = nodes[name].place if name in nodes else f"`{name}`"
            one = self._sources.rowwise.get(name)
            if one is not None and (refusal := one.refusal) is not None:
                where = f" ({refusal.place})" if refusal.place else ""
                reason = f"it runs row by row in Python, as this is not lifted: {refusal.construct}"
                raise UnsupportedError(place, title_of(form), f"{reason}{where}", _WAY_LIFTED)
            raise UnsupportedError(place, title_of(form), _NO_ORDER, _WAY_ROUND)

    def is_widened(self, key: str) -> bool:
        """Whether a function takes a frame with computed columns, so that all columns are kept."""
        return key in self._widened

    @cached_property
    def _widened(self) -> frozenset[str]:
        owners, frames = self._columns.owners, self._columns.frame_forms
        return frozenset(
            frame.name
            for node in self._sources.order
            for frame in node.parameters
            if frame.name in frames
            and any(
                wants_expression(p) and owners.get(p.name) == frame.name for p in node.parameters
            )
        )

    @cached_property
    def _taken_as_data(self) -> frozenset[str]:
        forms = self._columns.forms
        return frozenset(
            parameter.name
            for node in self._sources.order
            for parameter in node.parameters
            if parameter.name in forms
            and forms[parameter.name].kind is Kind.FRAME
            and not node.frame
            and not takes_lazy(parameter, forms[parameter.name])
        )
