"""How a drawing is to look: the options of `view`, their defaults, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal, TypeAlias, TypedDict, get_args

from hamiltonish.errors.text import closest, did_you_mean
from hamiltonish.node import Node
from hamiltonish.render.palette import readable_on

__all__ = ["Direction", "Fold", "Highlight", "Look", "Options", "Style", "Theme", "look_of"]

Direction: TypeAlias = Literal["right", "down", "left", "up"]
"""Where arrows point to."""

Theme: TypeAlias = Literal["auto", "light", "dark"]
"""Which colours; ``"auto"`` follows the reader's screen where the format can, else it is light."""

Fold: TypeAlias = str | Mapping[str, str] | Callable[[Node], str | None]
"""What becomes one box: what has the same module, frame, prefix, tag, or answer of a function."""

Highlight: TypeAlias = str | Callable[..., Any] | Iterable[str | Callable[..., Any]]
"""Nodes, by name or function; what lies between them is lit."""

Style: TypeAlias = Callable[[Node], Mapping[str, object] | None]
"""For a node, attributes that Graphviz gives its box; None for the usual ones."""


class Options(TypedDict, total=False):
    """The options of `Graph.view`, `Plan.view` and `Run.view`; `Look` tells what they mean."""

    direction: Direction
    theme: Theme
    fold: Fold | None
    highlight: Highlight | None
    style: Style | None
    legend: bool
    small: bool
    clusters: bool


@dataclass(frozen=True, slots=True)
class Look:
    """How a drawing is to look.

    Attributes:
        direction: Where arrows point to: ``"right"``, ``"down"``, ``"left"`` or ``"up"``.
        theme: ``"light"``, ``"dark"``, or ``"auto"``: dark in an SVG or a page if the reader's
            screen is, otherwise light.
        fold: Draws several boxes as one: those of one ``"module"``, one ``"frame"``, one
            ``"prefix"`` (what stands before the last dot of the name), one value of a tag
            (``{"tag": "team"}``), or those for which a function of the node gives one text.
        highlight: Lights all that lies between some nodes, and makes the rest faint; one node
            alone is lit with all that it comes from, and all that it reaches.
        style: A function of a node that gives attributes for its box, as Graphviz calls them:
            ``fillcolor``, ``color``, ``fontcolor``, ``shape``, ``penwidth`` and so on. Mermaid and
            pages take the colours.
        legend: Whether the picture explains the kinds of its boxes.
        small: Whether there is small print: types, owners, config, times.
        clusters: Whether what belongs to one frame stands in a box around it.
    """

    direction: Direction = "right"
    theme: Theme = "auto"
    fold: Fold | None = None
    highlight: Highlight | None = None
    style: Style | None = None
    legend: bool = True
    small: bool = True
    clusters: bool = True

    def attributes_of(self, node: Node | None) -> dict[str, str]:
        """Ask `style` for the attributes of a node's box; none if it gives none.

        A text on a colour gets a colour in which it can be read, if it was given none.

        Raises:
            TypeError: If `style` gives anything but a mapping, or None.
        """
        given = None if self.style is None or node is None else self.style(node)
        if not given or node is None:
            return {}
        if not isinstance(given, Mapping):
            raise TypeError(f"style gives {given!r} for `{node.name}`; it gives a dict, or None")
        attributes = {str(key): str(value) for key, value in given.items()}
        if text := readable_on(attributes.get("fillcolor", "")):
            attributes.setdefault("fontcolor", text)
        return attributes

    def __post_init__(self) -> None:
        for name, choices in (("direction", get_args(Direction)), ("theme", get_args(Theme))):
            chosen = getattr(self, name)
            if chosen not in choices:
                known = ", ".join(map(repr, choices))
                raise ValueError(f"{name} is {chosen!r}; it is one of {known}")


def look_of(options: Mapping[str, Any]) -> Look:
    """Make a look of the options that a caller gives.

    Raises:
        TypeError: If there is no such option.
        ValueError: If an option has no such value.

    Example:
        >>> look_of({"direction": "down"}).direction
        'down'
        >>> look_of({"dirrection": "down"})
        Traceback (most recent call last):
        TypeError: view has no option `dirrection`; did you mean `direction`?
    """
    known = [field.name for field in fields(Look)]
    for name in options:
        if name not in known:
            question = did_you_mean(closest(name, known, at_most=1))
            hint = question or f"there are {', '.join(known)}"
            raise TypeError(f"view has no option `{name}`; {hint}")
    return Look(**options)
