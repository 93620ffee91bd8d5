"""Run: plan and inputs to values, one file for each way of running; so far, in process."""

from __future__ import annotations

from hamiltonish.execute.local import execute
from hamiltonish.execute.report import Recorder, Report, Row
from hamiltonish.execute.run import Run
from hamiltonish.execute.schema import run_without_rows, stand_ins
from hamiltonish.execute.types import type_check

__all__ = [
    "Recorder",
    "Report",
    "Row",
    "Run",
    "execute",
    "run_without_rows",
    "stand_ins",
    "type_check",
]
