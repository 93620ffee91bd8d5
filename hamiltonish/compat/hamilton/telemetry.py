"""Nothing: neither library sends anything; the calls of old projects are left in peace."""

from __future__ import annotations

__all__ = ["disable_telemetry", "is_telemetry_enabled"]


def disable_telemetry() -> None:
    """Do nothing: there is no telemetry."""


def is_telemetry_enabled() -> bool:
    """Tell that there is no telemetry."""
    return False
