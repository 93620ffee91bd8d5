"""What is done with frames, as each dataframe library writes it. Nothing is done here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hamiltonish.compile.imports import Imports
from hamiltonish.compile.names import identifier_of, quoted
from hamiltonish.compile.source import wrapped

__all__ = ["Dialects"]

_ALIASES = {"polars": "pl", "pandas": "pd", "narwhals": "nw"}
_IN = " " * 4
_BY_ITSELF = ("auto", "in-memory")


class Dialects:
    """Writes code for Polars and pandas, and for all other frames by narwhals.

    Args:
        imports: The imports of the script, to which the libraries are added.
    """

    def __init__(self, imports: Imports) -> None:
        self._imports = imports

    def library(self, name: str) -> str:
        """Import a library; give its name in the script."""
        return self._imports.library(name, _ALIASES.get(name, name))

    def knows(self, name: str, annotation: str) -> bool:
        """Whether an annotation is of a library that a script imports; it is imported then."""
        return annotation.startswith(f"{_ALIASES.get(name)}.") and bool(self.library(name))

    def column(self, library: str, name: str) -> str:
        """Write a column as an expression."""
        return f"{self.library(library)}.col({quoted(name)})"

    def with_columns(self, library: str, frame: str, columns: Mapping[str, str]) -> list[str]:
        """Write that columns are added to a frame, expressions or Series."""
        if library == "pandas":
            pairs = [f"{quoted(name)}: {text}" for name, text in columns.items()]
            return _lines(f"{frame}.assign(**{{", pairs, "})")
        parts = [
            f"({text}).alias({quoted(name)})"
            for name, text in columns.items()
            if identifier_of(name) != name
        ]
        parts += [f"{name}={text}" for name, text in columns.items() if identifier_of(name) == name]
        if not frame:
            return _lines(f"{self.library('polars')}.select(", parts, ")")
        return self._called(library, frame, "with_columns", parts)

    def select(self, library: str, frame: str, names: Mapping[str, str]) -> list[str]:
        """Write that columns are taken in order; ``names`` maps each new name to the old one."""
        if library == "pandas":
            pairs = [f"{quoted(new)}: {frame}[{quoted(old)}]" for new, old in names.items()]
            return _lines(f"{self.library('pandas')}.DataFrame({{", pairs, "})")
        parts = [
            quoted(new) if new == old else f"{self.column(library, old)}.alias({quoted(new)})"
            for new, old in names.items()
        ]
        return self._called(library, frame, "select", parts)

    def widened(self, frame: str, state: str, names: Mapping[str, str]) -> list[str]:
        """Write that a lazy frame of Polars gets some columns of another that is made of it."""
        own = f"*{frame}.lazy().collect_schema().names()"
        more = [
            quoted(new) if new == old else f"{self.column('polars', old)}.alias({quoted(new)})"
            for new, old in names.items()
        ]
        return _lines(f"{state}.select(", [own, *more], ")")

    def collected(self, library: str, query: Sequence[str], engine: object) -> list[str]:
        """Write that a query is computed."""
        if library == "narwhals":
            inner = _ended(query, ")", f"{self.library('narwhals')}.from_native(")
            return _ended(inner, ".lazy().collect().to_native()")
        if library != "polars":
            return list(query)
        asked = f"engine={engine!r}" if isinstance(engine, str) and engine not in _BY_ITSELF else ""
        return _ended(query, f".collect({asked})")

    def collected_together(self, queries: Sequence[Sequence[str]]) -> list[str]:
        """Write that queries of Polars are computed in one go."""
        parts = [f"\n{_IN}".join(query) for query in queries]
        return _lines(f"{self.library('polars')}.collect_all([", parts, "])")

    def converted(self, frame: str, library: str) -> str:
        """Write that a frame, which may be lazy, is computed and converted to another library."""
        method = {"pyarrow": "arrow"}.get(library, library)
        given = f"{self.library('narwhals')}.from_native({frame})"
        return f"{given}.lazy().collect().to_{method}()"

    def taken(self, library: str, frame: str, column: str) -> str:
        """Write that a column of an eager frame is taken."""
        if library != "narwhals":
            return f"{frame}[{quoted(column)}]"
        return f"{self.library('narwhals')}.from_native({frame})[{quoted(column)}].to_native()"

    def wrapped(self, value: str) -> str:
        """Write that a frame or Series is wrapped by narwhals."""
        return f"{self.library('narwhals')}.from_native({value}, allow_series=True)"

    def unwrapped(self, value: str) -> str:
        """Write that a frame or Series is taken out of narwhals."""
        return f"{self.library('narwhals')}.to_native({value}, pass_through=True)"

    def literal(self, library: str, text: str) -> str:
        """Write a value as a column of any frame."""
        if library == "pandas":
            return text
        return f"{self.library(library)}.lit({text})"

    def frame_of(
        self, library: str, columns: Mapping[str, str], values: Mapping[str, str]
    ) -> list[str]:
        """Write that Series are put together, with values broadcast; only values make one row."""
        together = {**columns, **values}
        if not columns:
            together = {name: f"[{text}]" for name, text in values.items()}
        elif library == "polars":
            together = dict(columns)
        pairs = [f"{quoted(name)}: {text}" for name, text in together.items()]
        made = _lines(f"{self.library(library)}.DataFrame({{", pairs, "})")
        if library != "polars" or not (columns and values):
            return made
        literals = [f"{name}={self.literal(library, text)}" for name, text in values.items()]
        return _ended(made, f".with_columns(**{{{_paired(literals)}}})")

    def _called(self, library: str, frame: str, method: str, parts: Sequence[str]) -> list[str]:
        if library == "polars":
            return _lines(f"{frame}.{method}(", parts, ")")
        start = f"{self.library('narwhals')}.from_native({frame}).{method}("
        return _lines(start, parts, ").to_native()")


def _paired(literals: Sequence[str]) -> str:
    pairs = (literal.partition("=") for literal in literals)
    return ", ".join(f"{quoted(name)}: {text}" for name, _, text in pairs)


def _lines(start: str, parts: Sequence[str], end: str) -> list[str]:
    """Write a list on one line, or on several, as it stands in a function with a name before it."""
    lines = wrapped(f"{_IN}{start}", parts, end)
    return [line.removeprefix(_IN) for line in lines]


def _ended(lines: Sequence[str], end: str, start: str = "") -> list[str]:
    return [f"{start}{lines[0]}{end if len(lines) == 1 else ''}", *lines[1:-1]] + (
        [f"{lines[-1]}{end}"] if len(lines) > 1 else []
    )
