"""A frame checked by a schema of pandera or dataframely, each known in a file of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from hamiltonish.annotations import Kind
from hamiltonish.checks import dataframely, pandera
from hamiltonish.checks.broken import Broken
from hamiltonish.checks.rules import Rule

__all__ = ["Schema"]


@dataclass(frozen=True, slots=True)
class Schema(Rule):
    """A schema of frames; of pandera's, one of a pandas Series too."""

    schema: Any
    kinds: ClassVar = frozenset({Kind.COLUMN, Kind.FRAME})

    @property
    def libraries(self) -> tuple[str, ...]:
        """The libraries whose frames it is for; none if it is no schema that is known."""
        return dataframely.libraries_of(self.schema) or pandera.libraries_of(self.schema)

    @property
    def is_of_series(self) -> bool:
        """Whether it is for a Series, not for a frame."""
        return pandera.is_of_series(self.schema)

    def broken(
        self, data: Any, rows_of: Callable[[Any], Iterable[Mapping[str, Any]]]
    ) -> list[Broken]:
        """Say what some data break of it.

        Args:
            data: An eager frame, or a Series.
            rows_of: Lists the rows of a small frame, of whatever library.
        """
        known = dataframely if dataframely.libraries_of(self.schema) else pandera
        return list(known.broken(self.schema, data, rows_of))

    def __str__(self) -> str:
        name = getattr(self.schema, "__name__", "") or getattr(self.schema, "name", "")
        return f"schema {name or type(self.schema).__name__}"
