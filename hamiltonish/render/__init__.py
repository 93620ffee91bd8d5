"""Pictures of what can be drawn, a file for each format; what a graph is, others say."""

from hamiltonish.render.drawing import Arrow, Box, BoxKind, Cluster, Drawing, Mark

__all__ = ["Arrow", "Box", "BoxKind", "Cluster", "Drawing", "Mark"]
