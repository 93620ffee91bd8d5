"""The peer's names for annotations: `column`, which is `typing.Annotated`."""

from __future__ import annotations

from typing import Annotated

from hamiltonish.compat.hamilton.absent import refusal_of

__all__ = ["column"]

column = Annotated

__getattr__ = refusal_of("htypes")
