"""What a run gave: the frame, the values, and the report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Unpack

from hamiltonish.errors.text import counted
from hamiltonish.errors.tracebacks import tidy
from hamiltonish.execute.report import Report
from hamiltonish.plan import Plan

if TYPE_CHECKING:
    from hamiltonish.render import Options, View

__all__ = ["Run"]


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """What one run gave.

    Attributes:
        frame: The resulting dataframe.
        values: The raw result of each output that is data; lazy columns are in the frame only.
        report: Time, rows and bytes of each step.
        plan: What was run.
    """

    frame: Any
    values: Mapping[str, Any]
    report: Report
    plan: Plan

    def view(self, **options: Unpack[Options]) -> View:
        """Draw what ran: the plan, with times, rows and bytes, and what was there before.

        Args:
            options: As for `Graph.view`.
        """
        from hamiltonish.execute.drawing import drawing_of
        from hamiltonish.render import view_of

        with tidy:
            return view_of(drawing_of(self.plan, self.report), options)

    def __repr__(self) -> str:
        return f"<Run: {counted(len(self.report.rows), 'step')}, {self.report.seconds:.3f} s>"

    def _repr_html_(self) -> str:
        from hamiltonish.cards import card, heading, picture

        drawn, _ = picture(self.view, "run.view()")
        return card(heading("Run"), drawn, self.report._repr_html_())
