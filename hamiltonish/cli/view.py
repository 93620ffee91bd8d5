"""The command ``view``: a picture of a graph, as text in the terminal or as a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hamiltonish.cli.sources import asked
from hamiltonish.cli.telling import AsJson, Config, tell, tell_json
from hamiltonish.cli.words import Words
from hamiltonish.errors import ArgumentError
from hamiltonish.errors.text import counted

if TYPE_CHECKING:
    from hamiltonish.graph import Graph
    from hamiltonish.render import View

__all__ = ["view"]


def view(
    words: Words = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "-o",
            help="Where to: .svg, .png, .pdf, .html, .dot, .mmd or .txt.",
            show_default=False,
        ),
    ] = None,
    around: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Only what is near this node; may be repeated."),
    ] = None,
    hops: Annotated[int, typer.Option(min=0, help="How many steps around it.")] = 1,
    highlight: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="A node whose paths are lit; may be repeated."),
    ] = None,
    fold: Annotated[
        str,
        typer.Option(
            metavar="BY",
            help="One box for each module, frame, prefix, or value of a tag (tag=NAME).",
            show_default=False,
        ),
    ] = "",
    direction: Annotated[str, typer.Option(help="right, down, left or up.")] = "right",
    theme: Annotated[str, typer.Option(help="auto, light or dark.")] = "auto",
    legend: Annotated[
        bool, typer.Option("--legend/--no-legend", help="Whether kinds are explained.")
    ] = True,
    opens: Annotated[bool, typer.Option("--open", help="Open the file when it is there.")] = False,
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """Draw the graph, in the terminal or as a file.

    With names, what these come from is drawn.
    """
    found = asked(words, config)
    graph = _part(found.graph(), found.names, around or (), hops)
    options: dict[str, Any] = {"direction": direction, "theme": theme, "legend": legend}
    options |= {"fold": _fold(fold)} if fold else {}
    options |= {"highlight": highlight} if highlight else {}
    try:
        picture = graph.view(**options)
    except ValueError as error:
        if type(error) is not ValueError:
            raise
        raise ArgumentError("view", str(error)) from error  # an option has no such value
    if as_json:
        tell_json(_as_data(picture))
    elif out is None:
        tell(str(picture))
    if out is not None:
        saved = picture.save(out)
        if not as_json:
            tell(f"{saved}: {counted(len(picture.drawing.boxes), 'box', 'boxes')}.")
        if opens:
            typer.launch(str(saved))


def _part(graph: Graph, names: tuple[str, ...], middle: Any, hops: int) -> Graph:
    if names:
        graph = graph.upstream(*names)
    return graph.around(*middle, hops=hops) if middle else graph


def _fold(text: str) -> Any:
    kind, equals, tag = text.partition("=")
    return {"tag": tag} if equals and kind == "tag" else text


def _as_data(picture: View) -> dict[str, object]:
    drawing = picture.drawing
    return {
        "boxes": [
            {
                "name": box.name,
                "kind": box.kind.value,
                "title": box.text,
                "small": list(box.small),
                "cluster": box.cluster,
                "marks": sorted(mark.value for mark in box.marks),
            }
            for box in drawing.boxes
        ],
        "arrows": [{"tail": arrow.tail, "head": arrow.head} for arrow in drawing.arrows],
        "clusters": [{"name": one.name, "title": one.title} for one in drawing.clusters],
    }
