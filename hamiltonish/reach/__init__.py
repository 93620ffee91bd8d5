"""Reach: which rows of its frame each column needs: its own, a window, a group, or all."""

from hamiltonish.reach.answer import Reaches
from hamiltonish.reach.kinds import Cause, Reach

__all__ = ["Cause", "Reach", "Reaches"]
