"""The config key that the peer's `resolve` asks for."""

from __future__ import annotations

from typing import Final

__all__ = ["ENABLE_POWER_USER_MODE"]

ENABLE_POWER_USER_MODE: Final = "hamilton.enable_power_user_mode"
