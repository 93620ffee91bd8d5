"""Names that a node cannot get, and names that are nowhere in a project."""

from __future__ import annotations

from hamiltonish.errors import CannotRenameError, UnknownNodeError
from hamiltonish.names import rename, where
from tests.errors.refusal import refuses
from tests.names.texts import files_of

FEATURES = """
def speed(distance: float) -> float:
    return distance

def lap(speed: float) -> float:
    return abs(speed)
"""


def test_a_name_that_another_node_has() -> None:
    text = """
        `speed` cannot be renamed to `lap`: another node has this name.
          `lap` (features.py:4)
        Hint: choose another name, or say which files belong together.
        """
    with refuses(CannotRenameError, text):
        rename(files_of(features=FEATURES), "speed", "lap")


def test_a_name_that_hides_another() -> None:
    text = """
        `speed` cannot be renamed to `abs`: the name has another meaning where it would stand.
          features.py:5: return abs(speed)
        Hint: choose another name, or say which files belong together.
        """
    with refuses(CannotRenameError, text):
        rename(files_of(features=FEATURES), "speed", "abs")


def test_a_name_that_is_nowhere() -> None:
    text = """
        No node is named `sped`.
          asked for by: hamiltonish where
        Hint: did you mean `speed` (features.py:1)?
        """
    with refuses(UnknownNodeError, text):
        where(files_of(features=FEATURES), "sped")
