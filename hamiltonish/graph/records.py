"""What is known of a graph, as plain data that JSON can hold: a record for each node."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from hamiltonish.annotations import type_text
from hamiltonish.collector import collector_held
from hamiltonish.fingerprints import Part, Read, Reader, Role
from hamiltonish.fingerprints.text import value_text
from hamiltonish.graph.drawing import kind_of
from hamiltonish.graph.nodes import Nodes
from hamiltonish.node import Node, aspects_of

__all__ = ["Record", "Records"]


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of a node.

    Attributes:
        name: The name of the node.
        kind: Input, config, column, frame or value; what a box of a drawing is called.
        type: Its type, as one writes it.
        signature: The function with its parameters, as one writes it.
        doc: The docstring.
        tags: What was said with `tag`, as text.
        label: The name of its column, if that is another.
        module: The module of the function.
        location: File and line; empty for inputs.
        dependencies: The nodes that it reads.
        version: Its version.
        aspects: For each aspect of the node a digest: its type, its signature and others.
        texts: For aspects of which that can be shown, a short text.
        reads: The function and all else that it is made of; keys of parts.
    """

    name: str
    kind: str
    type: str
    signature: str
    doc: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)
    label: str = ""
    module: str = ""
    location: str = ""
    dependencies: tuple[str, ...] = ()
    version: str = ""
    aspects: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    reads: tuple[Read, ...] = ()


@dataclass(frozen=True, slots=True)
class Records:
    """What is known of a graph, as plain data.

    Attributes:
        nodes: What is known of each node, in topological order.
        parts: What their functions are made of, by key; equal keys mean equal parts.
        config: The values of the config, as text.
    """

    nodes: Mapping[str, Record]
    parts: Mapping[str, Part]
    config: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, graph: Nodes, root: str | os.PathLike[str] | None = None) -> Self:
        """Take a snapshot of a graph.

        Args:
            graph: The graph.
            root: The folder to which locations are relative; by default they are names of files.
        """
        reader = Reader()
        folder = None if root is None else Path(root).resolve()
        with collector_held():
            records = {
                name: _record(node, graph, reader, folder) for name, node in graph.nodes.items()
            }
            parts = reader.parts()
        config = {key: value_text(value) for key, value in graph.config.items()}
        return cls(records, parts, config)

    def to_dict(self) -> dict[str, Any]:
        """Give it as what JSON can hold."""
        return {
            "nodes": [_plain(record) for record in self.nodes.values()],
            "parts": {key: _plain(part) for key, part in self.parts.items()},
            "config": dict(self.config),
        }

    @classmethod
    def from_dict(cls, given: Mapping[str, Any]) -> Self:
        """Read what `to_dict` gave, or JSON made of it."""
        records = (
            Record(
                **{
                    **one,
                    "dependencies": tuple(one["dependencies"]),
                    "reads": _reads(one["reads"]),
                }
            )
            for one in given["nodes"]
        )
        parts = {
            key: Part(**{**one, "reads": _reads(one["reads"])})
            for key, one in given["parts"].items()
        }
        return cls({one.name: one for one in records}, parts, given["config"])


def _plain(given: Record | Part) -> dict[str, Any]:
    reads = [[read.role.value, read.name, read.key] for read in given.reads]
    fields = {name: getattr(given, name) for name in given.__dataclass_fields__}
    plain = {
        name: list(value) if isinstance(value, tuple) else value for name, value in fields.items()
    }
    return {**plain, "reads": reads}


def _reads(given: list[list[str]]) -> tuple[Read, ...]:
    return tuple(Read(Role(role), name, key) for role, name, key in given)


def _record(node: Node, graph: Nodes, reader: Reader, root: Path | None) -> Record:
    found = reader.fingerprint(aspects_of(node), node.function)
    aspects, texts = dict(found.aspects), dict(_texts(node))
    if node.is_input and node.name in graph.config:
        value = graph.config[node.name]
        aspects["config"] = reader.fingerprint({"config": value}).aspects["config"]
        texts["config"] = value_text(value)
    return Record(
        name=node.name,
        kind=kind_of(node, graph.config).value,
        type=type_text(node.type),
        signature=_signature(node),
        doc=node.doc,
        tags={name: value_text(value) for name, value in node.tags.items()},
        label=node.label,
        module=node.module,
        location=_location(node, root),
        dependencies=graph.dependencies(node.name),
        version=found.version,
        aspects=aspects,
        texts=texts,
        reads=found.reads,
    )


def _signature(node: Node) -> str:
    if node.is_input:
        return f"{node.name}: {type_text(node.type)}"
    parameters = ", ".join(f"{one.name}: {type_text(one.type)}" for one in node.parameters)
    return f"{node.name}({parameters}) -> {type_text(node.type)}"


def _texts(node: Node) -> Iterator[tuple[str, str]]:
    """Yield a text for each aspect of a node that has one."""
    yield "type", type_text(node.type)
    if node.is_input:
        return
    yield "reads", ", ".join(one.name for one in node.parameters)
    yield "signature", _signature(node).removeprefix(node.name)
    yield "binding", ", ".join(map(str, node.arguments))
    yield "label", node.label
    yield "column", node.own_column if node.frame else ""
    yield "checks", ", ".join(map(str, node.checks))
    yield "tags", ", ".join(f"{name}={value_text(value)}" for name, value in node.tags.items())
    said = (one for one in node.modifiers if one.unseen is not None)
    yield "condition", ", ".join(f"@{one}" for one in said)


def _location(node: Node, root: Path | None) -> str:
    if node.location is None:
        return ""
    if root is not None and not node.location.is_interactive:
        file = Path(node.location.file)
        if file.is_relative_to(root):
            return f"{file.relative_to(root).as_posix()}:{node.location.line}"
    return str(node.location)
