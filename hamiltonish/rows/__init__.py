"""Row functions: functions of plain scalars, which run on columns too."""

from hamiltonish.rows.node import is_row_function, on_columns

__all__ = ["is_row_function", "on_columns"]
