"""Base classes of what `dynamic_transform` and `model` put in the place of a function."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

__all__ = ["BaseModel", "DynamicTransformBase"]


class DynamicTransformBase(ABC):
    """Computes a node; the config says of what.

    Args:
        config_parameters: The value of the config key.
        name: The name of the node.
    """

    def __init__(self, config_parameters: Any, name: str) -> None:
        self._config_parameters = config_parameters
        self._name = name

    @abstractmethod
    def get_dependents(self) -> list[str]:
        """List the nodes that it reads."""

    @abstractmethod
    def compute(self, **inputs: Any) -> Any:
        """Compute the node.

        Args:
            inputs: The results that it reads, by name.
        """

    @property
    def config_parameters(self) -> Any:
        """The value of the config key."""
        return self._config_parameters

    @property
    def name(self) -> str:
        """The name of the node."""
        return self._name


class BaseModel(DynamicTransformBase):
    """Computes a node with a model."""

    def compute(self, **inputs: Any) -> Any:
        """Compute the node: predict it."""
        return self.predict(**inputs)

    @abstractmethod
    def predict(self, **inputs: Any) -> Any:
        """Predict the node.

        Args:
            inputs: The results that it reads, by name.
        """
