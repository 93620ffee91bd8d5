"""Pictures of what can be drawn, a file for each format; what a graph is, others say."""

from hamiltonish.render.drawing import Arrow, Box, BoxKind, Cluster, Drawing, Mark
from hamiltonish.render.look import Direction, Look, Options
from hamiltonish.render.view import View, view_of

__all__ = [
    "Arrow",
    "Box",
    "BoxKind",
    "Cluster",
    "Direction",
    "Drawing",
    "Look",
    "Mark",
    "Options",
    "View",
    "view_of",
]
