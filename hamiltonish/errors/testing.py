"""Errors of the testing kit: what cannot be tested as it was asked for."""

from __future__ import annotations

from hamiltonish.errors.root import RequestError
from hamiltonish.errors.text import closest, did_you_mean, listed, message

__all__ = ["UnknownTestEngineError", "UnknownValuesError", "WhichRowsError"]


class WhichRowsError(RequestError):
    """It is not clear whose rows a test is about.

    Attributes:
        frames: The frames that are given.
        asked: The frame whose rows were asked for; empty if nobody said.
    """

    frames: tuple[str, ...]
    asked: str

    def __str__(self) -> str:
        given = [f"given: {listed(self.frames)}"] if any(self.frames) else []
        if self.asked:
            first = f"No frame is given as `{self.asked}`, whose rows were asked for."
            return message(first, given, did_you_mean(closest(self.asked, self.frames)))
        if self.frames:
            hint = f"say whose rows are meant: `rows_of={self.frames[0]!r}`."
            return message("Several frames are given, each with rows of its own.", given, hint)
        return message("Nothing is given that has rows.", hint="give a frame as `inputs=`.")


class UnknownValuesError(RequestError):
    """Nothing says what an input may hold, so that no test data can be made of it.

    Attributes:
        name: The input.
        type: What its readers ask for, as text.
        readers: The functions that read it.
        is_frame: Whether it is a whole frame.
    """

    name: str
    type: str
    readers: tuple[str, ...] = ()
    is_frame: bool = False

    def __str__(self) -> str:
        facts = [f"annotated: {self.type}"]
        facts += [f"read by: {', '.join(self.readers)}"] if self.readers else []
        way = f"give a sample, `like={{'{self.name}': frame}}`."
        if not self.is_frame:
            said = f"`columns={{'{self.name}': float}}`"
            way = f"give a sample, `like=…`, or a type or strategy, {said}."
        return message(f"Nothing says what `{self.name}` may hold.", facts, way)


class UnknownTestEngineError(RequestError):
    """A name in `engines=` of a test that is no engine's.

    Attributes:
        name: The name.
        known: The engines that there are.
        matches: Those that may have been meant.
    """

    name: str
    known: tuple[str, ...]
    matches: tuple[str, ...] = ()

    def __str__(self) -> str:
        first = f"`{self.name}` is no engine that a graph can be tried on."
        return message(first, [f"known: {listed(self.known)}"], did_you_mean(self.matches))
