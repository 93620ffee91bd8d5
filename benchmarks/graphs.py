"""Graphs of a wanted size and shape, written as real modules and imported."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

__all__ = ["SHAPES", "Example", "example", "imported"]

_DEPTH = 10
"""Layers of a layered graph. The peer recurses, and can do no more than some hundreds."""

_INPUTS = 10
"""Inputs of a wide or layered graph."""


@dataclass(frozen=True, slots=True)
class Example:
    """A generated graph, ready for every contender.

    Attributes:
        module: The functions.
        outputs: What to ask for; it needs every function.
        inputs: A value for each input.
        by_hand: The same calls written one below the other; it returns the outputs as a dict.
        by_hand_dropping: The same, with a `del` after each last use.
    """

    module: ModuleType
    outputs: list[str]
    inputs: dict[str, Any]
    by_hand: Callable[..., dict[str, Any]]
    by_hand_dropping: Callable[..., dict[str, Any]]


@dataclass(frozen=True, slots=True)
class _Spec:
    """A graph as text: what each function reads, in an order in which they can run."""

    inputs: tuple[str, ...]
    functions: dict[str, tuple[str, ...]]
    outputs: tuple[str, ...]


def _chain(nodes: int) -> _Spec:
    names = ["x0", *(f"f{i}" for i in range(nodes))]
    functions: dict[str, tuple[str, ...]] = {name: (before,) for before, name in pairwise(names)}
    return _Spec(("x0",), functions, (names[-1],))


def _wide(nodes: int) -> _Spec:
    inputs = _inputs()
    functions: dict[str, tuple[str, ...]] = {}
    for i in range(nodes):
        # One to nine further on: never the same input twice.
        second = (i + 1 + i // _INPUTS % (_INPUTS - 1)) % _INPUTS
        functions[f"f{i}"] = (inputs[i % _INPUTS], inputs[second])
    return _Spec(inputs, functions, tuple(functions))


def _layered(nodes: int) -> _Spec:
    inputs = _inputs()
    width = max(2, nodes // _DEPTH)
    functions: dict[str, tuple[str, ...]] = {}
    before = list(inputs)
    for start in range(0, nodes, width):
        layer = [f"f{i}" for i in range(start, min(start + width, nodes))]
        for index, name in enumerate(layer):
            picks = (before[(index + step) % len(before)] for step in range(3))
            functions[name] = tuple(dict.fromkeys(picks))
        before = layer
    read = {name for needed in functions.values() for name in needed}
    unread = tuple(name for name in functions if name not in read)
    return _Spec(tuple(name for name in inputs if name in read), functions, unread)


def _parameters(nodes: int) -> _Spec:
    """One function that reads all of the others."""
    inputs = _inputs()
    functions: dict[str, tuple[str, ...]] = {f"f{i}": (inputs[i % _INPUTS],) for i in range(nodes)}
    functions["total"] = tuple(functions)
    return _Spec(inputs, functions, ("total",))


def _inputs() -> tuple[str, ...]:
    return tuple(f"x{i}" for i in range(_INPUTS))


SHAPES: dict[str, Callable[[int], _Spec]] = {
    "chain": _chain,
    "wide": _wide,
    "layered": _layered,
    "parameters": _parameters,
}
"""chain: each reads the one before. wide: each reads two of ten inputs. layered: ten layers, each
reads three of the layer before. parameters: one function reads all of the others."""


def example(
    shape: str, nodes: int, folder: Path, *, type_text: str = "float", header: str = ""
) -> Example:
    """Write a graph and its hand-written twin as modules into a folder, and import them.

    Args:
        shape: One of `SHAPES`.
        nodes: How many functions.
        folder: Where the modules are written.
        type_text: The annotation of every parameter and result.
        header: Import statements of the module.
    """
    spec = SHAPES[shape](nodes)
    name = f"bench_{shape}_{nodes}_{type_text.replace('.', '_').lower()}"
    module = imported(name, "".join(_module_text(spec, type_text, header)), folder)
    hand = imported(f"{name}_by_hand", "".join(_hand_text(spec, name)), folder)
    inputs = {key: 1.0 + index for index, key in enumerate(spec.inputs)}
    return Example(module, list(spec.outputs), inputs, hand.by_hand, hand.by_hand_dropping)


def _module_text(spec: _Spec, type_text: str, header: str) -> Iterator[str]:
    yield f'"""A generated graph."""\n\n{header}\n'
    for name, needed in spec.functions.items():
        parameters = ", ".join(f"{parameter}: {type_text}" for parameter in needed)
        body = f"{needed[0]} + 1.0" if len(needed) == 1 else " + ".join(needed[:3])
        yield f"\n\ndef {name}({parameters}) -> {type_text}:\n"
        yield f'    """Compute a number."""\n    return {body}\n'


def _hand_text(spec: _Spec, module: str) -> Iterator[str]:
    yield f'"""The same calls, by hand."""\n\nfrom {module} import *\n'
    parameters = ", ".join(spec.inputs)
    last_reader = {name: reader for reader, needed in spec.functions.items() for name in needed}
    for title, is_dropping in (("by_hand", False), ("by_hand_dropping", True)):
        yield f"\n\ndef {title}({parameters}):\n"
        for name, needed in spec.functions.items():
            yield f"    v_{name} = {name}({', '.join(_variable(spec, n) for n in needed)})\n"
            ends = [n for n in needed if last_reader[n] == name and n in spec.functions]
            if is_dropping and ends:
                yield f"    del {', '.join(_variable(spec, n) for n in ends)}\n"
        yield "    return {\n"
        yield from (f"        {name!r}: v_{name},\n" for name in spec.outputs)
        yield "    }\n"


def _variable(spec: _Spec, name: str) -> str:
    return name if name in spec.inputs else f"v_{name}"


def imported(name: str, text: str, folder: Path) -> ModuleType:
    """Write a module into a folder, and import it from there."""
    path = folder / f"{name}.py"
    path.write_text(text)
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
