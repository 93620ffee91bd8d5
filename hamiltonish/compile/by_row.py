"""Functions of one row in a script: a loop of a few lines over the rows, and the calls of it."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence

from hamiltonish.annotations import form_of
from hamiltonish.compile.calls import Calls
from hamiltonish.compile.dialects import Dialects
from hamiltonish.compile.names import Names
from hamiltonish.errors import ScriptError
from hamiltonish.node import Node
from hamiltonish.rows.by_row import RowCall
from hamiltonish.rows.node import Lifted, OnSeries

__all__ = ["ByRow"]

_LOOP = '''
def {name}(function, columns, dtype, *, nulls=False):
    """Call a function for each row of some columns{nulled}.

    A row with a null in it is null, without a call, unless the function takes nulls.
    """{lazily}

    def value(row):
        if not nulls and any(cell is None for cell in row):
            return None
{call}
{made}'''

_CALL = "        return function(*row)\n"
_CALL_OR_NULL = """        try:
            return function(*row)
        except Exception:
            return None
"""
_LAZILY = """
    if isinstance(columns[0], {pl}.Expr):
        return {pl}.map_batches(
            columns,
            lambda series: {name}(function, series, dtype, nulls=nulls),
            return_dtype=dtype,
        )"""
_MADE: Mapping[str, str] = {
    "polars": "    return {library}.Series([value(row) for row in zip(*columns)], dtype=dtype)\n",
    "pandas": """\
    cells = [column.astype(object).where(column.notna(), None) for column in columns]
    values, first = [value(row) for row in zip(*cells)], columns[0]
    return {library}.Series(values, index=first.index, dtype=dtype, name=first.name)
""",
}

_TAKEN: Mapping[str, Mapping[str, str]] = {
    "polars": {
        "bool": "",
        "int": "",
        "float": ".cast({pl}.Float64)",
        "str": "",
        "date": ".cast({pl}.Date)",
        "datetime": "",
        "timedelta": "",
    },
    "pandas": {
        "bool": '.astype("boolean")',
        "int": '.astype("Int64")',
        "float": '.astype("Float64")',
        "str": "",
    },
}
"""What a column needs so that its cells are of a type, as each library writes it."""

_GIVEN: Mapping[str, Mapping[str, str]] = {
    "polars": {
        "bool": "{pl}.Boolean",
        "int": "{pl}.Int64",
        "float": "{pl}.Float64",
        "str": "{pl}.String",
        "date": "{pl}.Date",
    },
    "pandas": {
        "bool": '"boolean"',
        "int": '"Int64"',
        "float": '"float64"',
        "str": '"str"',
        "date": '"object"',
    },
}
"""The dtype of a column of scalars of a type."""


class ByRow:
    """Writes calls of functions of one row on columns, and the loop that they need.

    Args:
        names: The names of the script.
        dialects: What imports the libraries.
        raises: Whether a row that raises ends the run; else it is null.
        known: For the names of columns that are known to hold scalars of a type, that type.
    """

    def __init__(
        self, names: Names, dialects: Dialects, *, raises: bool, known: Mapping[str, type]
    ) -> None:
        self._names = names
        self._dialects = dialects
        self._raises = raises
        self._known = known
        self._loops: dict[str, str] = {}

    def called(
        self, node: Node, function: Lifted | OnSeries, reads: Sequence[str], calls: Calls
    ) -> tuple[str, list[str]]:
        """Write a call: the name of the loop, and its arguments.

        Args:
            node: The node on columns.
            function: Its function.
            reads: What stands for each of its parameters, as code.
            calls: What writes the calls of functions.

        Raises:
            ScriptError: If the rows of the library, or cells of a type, are not those of Python.
        """
        call = function.call
        if isinstance(function, Lifted):
            library, positions = function.library, function.columns
        else:
            library = form_of(node.type).library
            positions = tuple([cell.position for cell in function.cells])
        if library not in _MADE:
            reason = f"it is a function of one row, and rows of {library} are not Python's"
            raise ScriptError(node.name, node.place, reason, "give a frame of Polars or pandas.")
        columns = [self._taken(call, i, reads[i], library) for i in positions]
        called, takes_nulls = self._function(call, positions, reads, calls)
        parts = [called, f"[{', '.join(columns)}]", self._given(call, library)]
        if library not in self._loops:
            self._loops[library] = self._names.local("by_row")
        return self._loops[library], [*parts, "nulls=True"] if takes_nulls else parts

    def lines(self) -> list[str]:
        """Write the loops that are called."""
        lines: list[str] = []
        for library, name in self._loops.items():
            alias = self._dialects.library(library)
            text = _LOOP.format(
                name=name,
                nulled="" if self._raises else "; where it raises, the result is null",
                lazily=_LAZILY.format(name=name, pl=alias) if library == "polars" else "",
                call=_CALL if self._raises else _CALL_OR_NULL,
                made=_MADE[library].format(library=alias),
            )
            lines += ["", *text.rstrip("\n").split("\n")]  # it begins with an empty line, too
        return lines

    def _taken(self, call: RowCall, position: int, text: str, library: str) -> str:
        """Write a column of which the cells are of the type that the function takes."""
        scalar = call.scalars[position]
        cast = _TAKEN[library].get(scalar.__name__)
        if cast is None:
            raise _refusal(call, scalar, _TAKEN[library])
        name, known = call.node.parameters[position].name, self._known
        if library == "polars" and name in known:
            cast = "" if known[name] is scalar else _TO.get(scalar.__name__, cast)
        return text + cast.format(pl=self._dialects.library(library))

    def _given(self, call: RowCall, library: str) -> str:
        """Write the dtype of the result."""
        dtype = _GIVEN[library].get(call.returns.__name__)
        if dtype is None:
            raise _refusal(call, call.returns, _GIVEN[library])
        if library == "pandas" and dtype == '"str"' and _has_no_dtype_for_texts():
            return '"object"'
        return dtype.format(pl=self._dialects.library(library))

    def _function(
        self, call: RowCall, positions: Sequence[int], reads: Sequence[str], calls: Calls
    ) -> tuple[str, bool]:
        """Write a function of the cells alone, and tell whether it takes nulls."""
        node = call.node
        function = calls.function(node.name, node.function)
        texts = list(reads)
        beside = [text for i, text in enumerate(reads) if i not in positions]
        inner = Names(text.partition(".")[0] for text in [function, *beside])
        for i in positions:
            texts[i] = inner.local(node.parameters[i].name)
        cells = [texts[i] for i in positions]
        arguments = list(calls.parts(node, texts))
        strict = [texts[i] for i in positions if i in call.strict]
        takes_nulls = len(strict) < len(cells)
        if arguments == cells and not (strict and takes_nulls):
            return function, takes_nulls
        text = f"{function}({', '.join(arguments)})"
        if strict and takes_nulls:
            text = f"None if {' or '.join(f'{name} is None' for name in strict)} else {text}"
        return f"lambda {', '.join(cells)}: {text}", takes_nulls


_TO: Mapping[str, str] = {"int": ".cast({pl}.Int64)", "float": ".cast({pl}.Float64)"}
"""What makes numbers of a column that is known to hold truth values, or other numbers."""


def _refusal(call: RowCall, scalar: type, known: Mapping[str, str]) -> ScriptError:
    *most, last = [f"`{name}`" for name in known]
    return ScriptError(
        call.node.name,
        call.node.place,
        f"it is a function of one row, with `{scalar.__name__}` among its types",
        f"scripts know cells of {', '.join(most)} and {last}; write it as a function of columns.",
    )


def _has_no_dtype_for_texts() -> bool:
    """Whether pandas is of the time before 3."""
    return int(sys.modules["pandas"].__version__.partition(".")[0]) < 3
