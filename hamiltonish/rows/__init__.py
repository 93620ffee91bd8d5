"""Row functions: functions of plain scalars, which run on columns too.

What reads and writes them is loaded when a column feeds the first one: `hamiltonish.rows.node`.
"""

from hamiltonish.rows.options import Rows, rows_option
from hamiltonish.rows.scalars import is_row_function

__all__ = ["Rows", "is_row_function", "rows_option"]
