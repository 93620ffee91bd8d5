"""What the command line says of an error: short, where it happened, and how to see more."""

from __future__ import annotations

import os
import re
import sysconfig
import traceback
from collections.abc import Iterator

from hamiltonish.errors import HamiltonishError

__all__ = ["frames_of", "headline", "told"]

_OURS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120
_MOST_FRAMES = 3


def told(error: BaseException) -> str:
    """Word an error: ours by its text, any other by the last frames in the user's code.

    Example:
        >>> print(told(ValueError("three legs")))
        ValueError: three legs
        Hint: `--traceback` shows all of it.
    """
    if isinstance(error, HamiltonishError):
        return "\n".join([_in_options(str(error)), *_notes(error)])
    hint = "Hint: `--traceback` shows all of it."
    return "\n".join([headline(error), *_frames(error), *_notes(error), hint])


_WORDS = {
    r", or use `driver\.values`": "",
    r"`overwrite=True`": "`--overwrite`",
    r"`inputs=`": "`--inputs` or `--value`",
    r"outputs of Driver\.\w+|a look-up in the graph|Graph\.\w+$": "the command",
}


def _in_options(text: str) -> str:
    """Put the words of the command line for those of the library."""
    for word, option in _WORDS.items():
        text = re.sub(word, option, text, flags=re.MULTILINE)
    return text


def headline(error: BaseException) -> str:
    """Give the class of an error, and the first paragraph of what it says."""
    if isinstance(error, SyntaxError):
        return f"{type(error).__name__}: {error.msg}"
    text = traceback.format_exception_only(error)[0]
    return text.strip().partition("\n\n")[0]


def _notes(error: BaseException) -> list[str]:
    return [f"  {line}" for note in getattr(error, "__notes__", ()) for line in note.splitlines()]


def frames_of(error: BaseException) -> list[traceback.FrameSummary]:
    """List the frames of the user's own code: neither ours, nor of what is installed."""
    frames = list(traceback.extract_tb(error.__traceback__))
    while frames and not frames[0].filename.startswith(_OURS):
        del frames[0]  # what has called us
    return [frame for frame in frames if _is_users(frame.filename)]


def _frames(error: BaseException) -> Iterator[str]:
    """Yield the last frames of the user's own code, two lines each."""
    if isinstance(error, SyntaxError) and error.filename:
        yield f"  {_path(error.filename)}:{error.lineno}"
        if error.text:
            yield f"    {error.text.strip()}"
        return
    for frame in frames_of(error)[-_MOST_FRAMES:]:
        yield f"  {_path(frame.filename)}:{frame.lineno}, in {frame.name}"
        if frame.line:
            yield f"    {frame.line}"


def _is_users(file: str) -> bool:
    if re.match(r"<frozen |<string>", file) or file.startswith(_OURS):
        return False
    paths = sysconfig.get_paths()
    elsewhere = {paths["stdlib"], paths["platstdlib"], paths["purelib"], paths["platlib"]}
    return not any(file.startswith(os.path.join(path, "")) for path in elsewhere)  # noqa: PTH118


def _path(file: str) -> str:
    from hamiltonish.cli.telling import location_text

    return location_text(file, 0).rpartition(":")[0]
