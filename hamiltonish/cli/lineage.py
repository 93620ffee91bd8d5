"""The command ``lineage``: what nodes come from and reach; with tables, column by column."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from hamiltonish.cli.sources import Asked, asked, pairs
from hamiltonish.cli.telling import AsJson, Config, tell, tell_json
from hamiltonish.cli.words import Engine, Inputs, InputsFormat, Read, Values, Words
from hamiltonish.errors import ArgumentError

if TYPE_CHECKING:
    from hamiltonish.graph import Graph
    from hamiltonish.lineage import Lineage

__all__ = ["lineage"]


def lineage(
    words: Words = None,
    inputs: Inputs = None,
    value: Values = None,
    tag: Annotated[
        list[str] | None,
        typer.Option(metavar="TAG[=VALUE]", help="Where the data of tagged nodes end up."),
    ] = None,
    stop: Annotated[
        list[str] | None,
        typer.Option(metavar="TAG[=VALUE]", help="With --tag: nodes that let nothing through."),
    ] = None,
    openlineage: Annotated[
        str,
        typer.Option(
            metavar="FILE|URL",
            help="Where to events of OpenLineage are written or sent.",
            show_default=False,
        ),
    ] = "",
    namespace: Annotated[str, typer.Option(help="The namespace of these events.")] = "default",
    job: Annotated[
        str,
        typer.Option(help="The job of these events; by default the modules.", show_default=False),
    ] = "",
    config: Config = None,
    engine: Engine = "",
    made: InputsFormat = "",
    read: Read = None,
    as_json: AsJson = False,
) -> None:
    """Tell what nodes come from, and what they reach.

    With --inputs, it is told down to the columns of the tables; no rows are computed. With --tag,
    each output that the data of tagged nodes reach is told, and by which path.
    """
    from hamiltonish.cli.data import inputs_of, library_of

    found = asked(words, config)
    graph = found.graph()
    if tag:
        _tell_reach(graph, found, tag, stop or [], as_json)
        return
    if not found.names:
        hint = "name some, or a tag: `--tag pii`."
        raise ArgumentError(found.title, "no node is named", hint)
    if inputs or openlineage:
        library = library_of(graph, found.names, engine)
        given = inputs_of(
            graph, inputs, value, library=library, made=made, options=read, named=True
        )
        traced = found.driver().lineage(found.names, inputs=given or None)
        if openlineage:
            from hamiltonish.lineage import emit

            events = traced.to_openlineage(namespace=namespace, job=job or found.title)
            emit(events, openlineage)
        _tell_columns(traced, as_json)
        return
    told = [_lineage_of(graph, name) for name in found.names]
    if as_json:
        tell_json(told)
        return
    for one in told:
        tell(str(graph[str(one["name"])]))
        for key, title in _TITLES.items():
            tell(f"  {title}: {', '.join(one[key]) or 'nothing'}")


_TITLES = {
    "sources": "comes from",
    "upstream": "by way of",
    "downstream": "reaches",
}


def _lineage_of(graph: Graph, name: str) -> dict[str, list[str] | str]:
    sources = graph.sources_of(name)
    above, below = graph.upstream(name), graph.downstream(name)
    return {
        "name": graph[name].name,
        "sources": [one for one in sources if one != name],
        "upstream": [one for one in above if one != name and one not in sources],
        "downstream": [one for one in below if one != name],
    }


def _tell_columns(traced: Lineage, as_json: bool) -> None:
    if as_json:
        tell_json(traced.to_dict())
    else:
        tell(str(traced))


def _tell_reach(graph: Graph, found: Asked, tag: list[str], stop: list[str], as_json: bool) -> None:
    reach = graph.reaching(
        tags=_tags(tag, "--tag"), outputs=found.names or None, stop=_tags(stop, "--stop")
    )
    if as_json:
        data = {"starts": list(reach.starts), "outputs": list(reach.outputs)}
        tell_json({**data, "paths": [list(path) for path in reach.paths]})
    else:
        tell(str(reach))


def _tags(items: list[str], option: str) -> dict[str, object]:
    """Read tags; one without a value is a tag that is simply there."""
    return pairs([item if "=" in item else f"{item}=true" for item in items], option)
