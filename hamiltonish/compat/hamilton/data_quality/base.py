"""Base classes of validators, which `check_output_custom` and `check_output` take."""

from __future__ import annotations

import enum
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import Any

from hamiltonish.errors import CheckError

__all__ = [
    "BaseDefaultValidator",
    "DataValidationError",
    "DataValidationLevel",
    "DataValidator",
    "ValidationResult",
]

DataValidationError = CheckError
"""What ends a run if a validator of importance ``"fail"`` does not pass."""


class DataValidationLevel(enum.Enum):
    """What happens when a validator does not pass."""

    WARN = "warn"
    """A warning is given."""
    FAIL = "fail"
    """The run ends with an error."""


@dataclass
class ValidationResult:
    """What a validator found.

    Attributes:
        passes: Whether the data pass.
        message: What is to be said of it.
        diagnostics: Whatever else is known.
    """

    passes: bool
    message: str
    diagnostics: dict[str, Any] = field(default_factory=dict)


class DataValidator(ABC):
    """Checks a result.

    Args:
        importance: ``"warn"`` or ``"fail"``.
    """

    def __init__(self, importance: str) -> None:
        self._importance = DataValidationLevel(importance)

    @property
    def importance(self) -> DataValidationLevel:
        """What happens when it does not pass."""
        return self._importance

    @abstractmethod
    def applies_to(self, datatype: type) -> bool:
        """Whether it can check results of a type."""

    @abstractmethod
    def description(self) -> str:
        """Say what it checks."""

    @classmethod
    @abstractmethod
    def name(cls) -> str:
        """Name it."""

    @abstractmethod
    def validate(self, dataset: Any) -> ValidationResult:
        """Check a result."""


class BaseDefaultValidator(DataValidator):
    """Checks a result for an argument of `check_output`, whose value it is made with."""

    @classmethod
    @abstractmethod
    def arg(cls) -> str:
        """Name the argument."""

    @classmethod
    def name(cls) -> str:
        """Name it after its argument."""
        return f"{cls.arg()}_validator"
