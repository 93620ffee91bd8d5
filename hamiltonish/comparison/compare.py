"""The whole of a comparison: sample the inputs, run both versions, compare what they gave."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from hamiltonish.comparison.outputs import compared
from hamiltonish.comparison.result import Comparison
from hamiltonish.comparison.running import Results, Version, results_of
from hamiltonish.comparison.sampling import sample_of
from hamiltonish.errors import FrameError, RequestError, UnknownNodeError, UnorderedRowsError
from hamiltonish.errors.text import closest
from hamiltonish.graph import Graph
from hamiltonish.plan.request import Outputs, output_names

__all__ = ["Keys", "compare"]

Keys: TypeAlias = Outputs | Mapping[str, Outputs]
"""The columns that tell rows apart: of all outputs that have them, or for each output its own."""

_ASKED_BY = "outputs of Driver.compare"


def compare(
    old: Version,
    new: Version,
    outputs: Outputs,
    given: Mapping[str, Any],
    replaced: Mapping[str, Any],
    *,
    on: Keys = (),
    sample: int | None = 10_000,
    tolerance: float = 1e-9,
) -> Comparison:
    """Run two versions on the same rows, and compare what they give.

    Args:
        old: The version before.
        new: The version now.
        outputs: Names of nodes, or functions of either version.
        given: The inputs. What only one version reads is given to that one.
        replaced: The overrides, likewise.
        on: The columns that tell rows apart; without them, rows are matched by position.
        sample: How many rows are given to both at most; None for all.
        tolerance: By how much floats may differ, as a share of the larger.

    Raises:
        RequestError: If what is asked for or given fits neither version.
        UnorderedRowsError: If rows have no order, and no keys either.
    """
    _check_numbers(sample, tolerance)
    versions = old, new
    names = _names(outputs, old.graph, new.graph)
    _require_known(names, versions, given)
    keys = _keys_of(on, names, old.graph, new.graph)
    _require_order(keys, versions, given)
    every_key = tuple(dict.fromkeys(key for several in keys.values() for key in several))
    given, replaced, taken = sample_of(given, replaced, sample, every_key)
    results = []
    for version in versions:
        inputs, overrides = _given_to(version, versions, names, given, replaced)
        asked = {name: keys[name] for name in names if version.has(name, inputs)}
        results.append(results_of(version, asked, inputs, overrides))
    _raise_if_neither(names, results)
    _require_keys(every_key, versions, given, results)
    found = compared(keys, results[0], results[1], tolerance)
    return Comparison(found, taken, tolerance)


def _check_numbers(sample: Any, tolerance: Any) -> None:
    if sample is not None and (not isinstance(sample, int) or sample < 1):
        raise ValueError(f"`sample={sample!r}` is no number of rows; None is for all.")
    if not isinstance(tolerance, (int, float)) or not 0 <= tolerance < 1:
        raise ValueError(f"`tolerance={tolerance!r}` is no share of a number, such as 1e-9 or 0.")


# -- names ---------------------------------------------------------------------------------------


def _names(outputs: Outputs, old: Graph, new: Graph) -> tuple[str, ...]:
    """Name the nodes of outputs; a function may be one of either version."""
    if isinstance(outputs, str) or callable(outputs):
        outputs = (outputs,)
    several = tuple(outputs) or output_names(outputs, new)
    return tuple(dict.fromkeys(_name(output, old, new) for output in several))


def _name(output: Any, old: Graph, new: Graph) -> str:
    try:
        name = output_names(output, new)[0]
    except UnknownNodeError:
        name = output_names(output, old)[0]
    for graph in (new, old):  # a label stands for the node that has it
        labelled = [] if name in graph else [n.name for n in graph.values() if n.label == name]
        name = labelled[0] if labelled else name
    return name


def _keys_of(on: Keys, names: Sequence[str], old: Graph, new: Graph) -> dict[str, tuple[str, ...]]:
    """Find the keys of each output.

    Raises:
        UnknownNodeError: If keys are given for something that was not asked for.
    """
    if not isinstance(on, Mapping):
        keys = _names(on, old, new) if on else ()
        return dict.fromkeys(names, keys)
    found = {str(name): _names(own, old, new) for name, own in on.items()}
    for name in found:
        if name not in names:
            raise UnknownNodeError(name, "`on=` of Driver.compare", closest(name, names))
    return {name: found.get(name, ()) for name in names}


def _require_known(
    names: Iterable[str], versions: Sequence[Version], given: Mapping[str, Any]
) -> None:
    for name in names:
        if not any(version.has(name, given) for version in versions):
            known = dict.fromkeys(n for version in versions for n in version.graph)
            reasons = (version.graph.why_not(name) for version in versions)
            reason = next(filter(None, reasons), "")
            raise UnknownNodeError(name, _ASKED_BY, closest(name, known), reason)


def _require_order(
    keys: Mapping[str, tuple[str, ...]], versions: Sequence[Version], given: Mapping[str, Any]
) -> None:
    """Refuse what could only be matched by a position that means nothing."""
    for name, own in keys.items():
        if own or not all(version.has(name, given) for version in versions):
            continue
        for version in versions:
            if version.has_rows(name) and not version.has_ordered_rows(name, given):
                raise UnorderedRowsError(name)


def _require_keys(
    keys: Iterable[str],
    versions: Sequence[Version],
    given: Mapping[str, Any],
    results: Sequence[Results],
) -> None:
    """Refuse a key that nothing has, as if it were misspelt."""
    for key in keys:
        if any(version.has(key, given) for version in versions):
            continue
        known = dict.fromkeys(name for result in results for name in result.frame_columns())
        if key not in known:
            known.update(dict.fromkeys(n for version in versions for n in version.graph))
            raise UnknownNodeError(key, "`on=` of Driver.compare", closest(key, known))


# -- what each version is given ------------------------------------------------------------------


def _given_to(
    version: Version,
    versions: Iterable[Version],
    names: Sequence[str],
    given: Mapping[str, Any],
    replaced: Mapping[str, Any],
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Leave out what only the other version takes; what neither does is an error of the run."""
    inputs = {
        name: value
        for name, value in given.items()
        if version.takes(name, value, names)
        or not any(other.takes(name, value, names) for other in versions)
    }
    overrides = {
        name: value
        for name, value in replaced.items()
        if name in version.graph or not any(name in other.graph for other in versions)
    }
    return inputs, overrides


def _raise_if_neither(names: Iterable[str], results: Sequence[Results]) -> None:
    """Raise what is wrong with the request, rather than with one of the versions."""
    for name in names:
        failures = [result.failures.get(name) for result in results]
        if all(isinstance(failure, (RequestError, FrameError)) for failure in failures):
            failure = results[0].together or failures[0]
            raise failure  # type: ignore[misc]  # it is an error, as was seen
