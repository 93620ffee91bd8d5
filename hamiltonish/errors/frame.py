"""Errors of frames: columns that do not belong together, results that are no columns."""

from __future__ import annotations

from hamiltonish.errors.root import FrameError
from hamiltonish.errors.text import did_you_mean, listed, message

__all__ = [
    "DuplicateColumnError",
    "FrameAmongColumnsError",
    "MissingColumnError",
    "MissingFieldError",
    "MixedFramesError",
    "MixedLibrariesError",
    "NotAColumnError",
    "ResultTypeError",
    "RowsMismatchError",
    "UnknownLibraryError",
    "UnsupportedError",
    "WhichFrameError",
    "WhichLibraryError",
]


class RowsMismatchError(FrameError):
    """Columns that are put together have different rows.

    Attributes:
        first: The first column: name and place.
        first_rows: What its rows are: count and, for pandas, index.
        second: The column that differs.
        second_rows: What its rows are.
        problem: How the rows differ, as a phrase.
        needed_by: The function that takes both; empty for the outputs.
    """

    first: str
    first_rows: str
    second: str
    second_rows: str
    problem: str
    needed_by: str = ""

    def __str__(self) -> str:
        facts = [f"{self.first}: {self.first_rows}", f"{self.second}: {self.second_rows}"]
        if self.needed_by:
            facts.append(f"put together by: {self.needed_by}")
        return message(
            f"Columns of different rows cannot be put together: {self.problem}.",
            facts,
            _WAY_INSIDE if self.needed_by else _WAY_OUTSIDE,
        )


_WAY_INSIDE = "give both the same rows, or take a whole frame and align them in it."
_WAY_OUTSIDE = "return one row for each input row, or use `driver.values` to get them separately."


class ResultTypeError(FrameError, TypeError):
    """A function returned something other than its annotation says.

    Attributes:
        name: The node.
        place: The function, with file and line.
        said: The annotation, as one writes it.
        returned: The type of what came.
        hint: A way out.
    """

    name: str
    place: str
    said: str
    returned: str
    hint: str = ""

    def __str__(self) -> str:
        hint = self.hint or (
            "is a `return` missing?" if self.returned == "None" else "correct the annotation."
        )
        return message(
            f"{self.place} returned `{self.returned}` where it says `{self.said}`.", hint=hint
        )


class MissingColumnError(FrameError, KeyError):
    """A frame that a function makes lacks columns that are extracted from it.

    Attributes:
        columns: The columns that are missing.
        place: The function, with file and line.
        known: The columns that the frame has.
        matches: Close matches for the first of the missing.
    """

    columns: tuple[str, ...]
    place: str
    known: tuple[str, ...]
    matches: tuple[str, ...] = ()

    def __str__(self) -> str:
        noun = "column" if len(self.columns) == 1 else "columns"
        return message(
            f"The frame of {self.place} has no {noun} {listed(self.columns)}.",
            ["named by: its `@extract_columns(…)`", f"it has: {listed(self.known) or 'none'}"],
            did_you_mean(self.matches),
        )


class MissingFieldError(FrameError, KeyError):
    """What a function returned lacks parts that are taken from it.

    Attributes:
        field: The field that is missing, or how many parts are taken.
        modifier: Who takes it.
        place: The function, with file and line.
        known: What it has.
        matches: Close matches.
    """

    field: str
    modifier: str
    place: str
    known: str
    matches: tuple[str, ...] = ()

    def __str__(self) -> str:
        return message(
            f"The result of {self.place} has no {self.field}.",
            [f"named by: its `@{self.modifier}`", f"it has: {self.known}"],
            did_you_mean(self.matches),
        )


class NotAColumnError(FrameError, TypeError):
    """A value that cannot be put into a dataframe.

    Attributes:
        name: The node.
        place: Where it comes from.
        given: Its type, as one writes it.
    """

    name: str
    place: str
    given: str

    def __str__(self) -> str:
        return message(
            f"`{self.name}` is `{self.given}`, which is no column and no plain value.",
            [f"from: {self.place}"],
            "return a Series to make it a column, or ask for it with `driver.values`.",
        )


class FrameAmongColumnsError(FrameError):
    """A whole frame was asked for beside other outputs.

    Attributes:
        frame: The output that is a frame.
        others: The other outputs.
    """

    frame: str
    others: tuple[str, ...]

    def __str__(self) -> str:
        return message(
            f"`{self.frame}` is a whole frame; it cannot be a column beside {listed(self.others)}.",
            hint="ask for it alone, or use `driver.values`.",
        )


class MixedFramesError(FrameError):
    """Columns of two frames meet in one function or in one output.

    Attributes:
        place: The function that mixes them, or ``the outputs``.
        columns: Pairs of a column and the frame that it belongs to.
    """

    place: str
    columns: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        frames = list(dict.fromkeys(frame for _, frame in self.columns))
        return message(
            f"Columns of different frames meet in {self.place}: {listed(frames)}.",
            [f"`{column}` belongs to `{frame}`" for column, frame in self.columns],
            "write a function that joins the frames, and take the columns from its result.",
        )


class WhichFrameError(FrameError):
    """An expression without column parameters, where several frames could be meant.

    Attributes:
        place: The function, with file and line.
        frames: The frames.
    """

    place: str
    frames: tuple[str, ...]

    def __str__(self) -> str:
        return message(
            f"{self.place} reads no column, and there are several frames: {listed(self.frames)}.",
            hint="give it a column of the frame that it belongs to as a parameter.",
        )


class MixedLibrariesError(FrameError):
    """Columns of two dataframe libraries in one output.

    Attributes:
        columns: Pairs of an output and its library.
    """

    columns: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        return message(
            "Columns of different libraries cannot make one frame.",
            [f"`{column}` is of {library}" for column, library in self.columns],
            "convert in a function of yours, or ask for them separately.",
        )


class DuplicateColumnError(FrameError):
    """Two outputs have the same column name.

    Attributes:
        column: The column's name.
        nodes: The nodes that have it.
    """

    column: str
    nodes: tuple[str, ...]

    def __str__(self) -> str:
        return message(
            f"Two outputs make the column `{self.column}`: {listed(self.nodes)}.",
            hint="change one `@name(…)`, or ask for one of them.",
        )


class UnsupportedError(FrameError, NotImplementedError):
    """An engine cannot do what a function asks for.

    Attributes:
        place: The function, with file and line.
        engine: The engine, as one writes it.
        reason: What narwhals or the engine said, or what is in the way; one line.
        hint: A way out.
    """

    place: str
    engine: str
    reason: str
    hint: str = ""

    def __str__(self) -> str:
        return message(f"{self.place} cannot run on {self.engine}.", [self.reason], self.hint)


class UnknownLibraryError(FrameError):
    """A library asked for with ``to=`` that is not one.

    Attributes:
        given: What was asked for.
        known: What can be asked for.
        matches: Close matches.
    """

    given: str
    known: tuple[str, ...]
    matches: tuple[str, ...] = ()

    def __str__(self) -> str:
        return message(
            f"`to={self.given!r}` is no dataframe library.",
            [f"known: {listed(self.known)}"],
            did_you_mean(self.matches),
        )


class WhichLibraryError(FrameError):
    """Only values were asked for, and several libraries could hold them.

    Attributes:
        outputs: The outputs.
        installed: The libraries that are installed.
    """

    outputs: tuple[str, ...]
    installed: tuple[str, ...]

    def __str__(self) -> str:
        return message(
            f"{listed(self.outputs)}: values alone do not say which dataframe they should make.",
            [f"installed: {listed(self.installed)}"],
            "say `to='polars'` or `to='pandas'`, or use `driver.values` for a dict.",
        )
