"""Nothing: there is no registry; the calls that switch the peer's plugins on and off do nothing."""

from __future__ import annotations

from hamiltonish.compat.hamilton.absent import refusal_of

__all__ = [
    "config_disable_autoload",
    "config_enable_autoload",
    "disable_autoload",
    "enable_autoload",
    "initialize",
    "load_extension",
]


def initialize() -> None:
    """Do nothing: every library that is known is known from the start."""


def disable_autoload() -> None:
    """Do nothing: nothing is loaded before it is used."""


def enable_autoload() -> None:
    """Do nothing: nothing is loaded before it is used."""


def config_disable_autoload() -> None:
    """Do nothing: there is no such setting."""


def config_enable_autoload() -> None:
    """Do nothing: there is no such setting."""


def load_extension(plugin_module: str) -> None:
    """Do nothing: every library that is known is known from the start."""


__getattr__ = refusal_of("registry")
