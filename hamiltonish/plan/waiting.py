"""Functions on data wait for a later barrier, where that saves one of their own.

A column that a lazy frame has from the start could be collected at once, and one of a layer only
after it. Two barriers, where a person would collect both together, and only then go on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hamiltonish.annotations import Form, Kind, form_of
from hamiltonish.node import Node, Parameter

__all__ = ["waits"]


def waits(
    order: Sequence[Node], forms: Mapping[str, Form], phases: Mapping[str, int]
) -> dict[str, int]:
    """Find the functions that can wait, and for which phase.

    Args:
        order: The nodes, in topological order.
        forms: What each name is.
        phases: The first phase in which each node can be computed; sources have none.

    Returns:
        For each function that waits the next phase that has a barrier anyway. No column has to be
        computed in a phase beyond the last for it.
    """
    barriers = {
        phases[node.name]
        for node in order
        for parameter in node.parameters
        if parameter.name in phases and _is_fetched(parameter, forms)
    }
    if not barriers:
        return {}
    latest = _latest(order, forms, phases)
    found = {}
    for node in order:
        first = phases[node.name]
        sources = (p for p in node.parameters if p.name not in phases)
        if first not in barriers and any(_is_fetched(source, forms) for source in sources):
            later = [b for b in barriers if first < b <= latest[node.name]]
            if later:
                found[node.name] = min(later)
    return found


def _is_fetched(parameter: Parameter, forms: Mapping[str, Form]) -> bool:
    """Whether a lazy column is taken as data."""
    form, taken = forms.get(parameter.name), form_of(parameter.type)
    if form is None or form.kind is not Kind.COLUMN or not form.lazy:
        return False
    return not (taken.lazy and taken.kind is Kind.COLUMN)


def _latest(
    order: Sequence[Node], forms: Mapping[str, Form], phases: Mapping[str, int]
) -> dict[str, int]:
    """Find the last phase in which each node can be computed, so that there are no more phases."""
    latest = dict.fromkeys(phases, max(phases.values()))
    for node in reversed(order):
        of_expressions = forms[node.name].kind is Kind.COLUMN and forms[node.name].lazy
        for parameter in node.parameters:
            form = forms.get(parameter.name)
            if form is None or parameter.name not in phases:
                continue
            is_lazy = form.kind is Kind.COLUMN and form.lazy
            comes_before = is_lazy and (not of_expressions or _is_fetched(parameter, forms))
            limit = latest[node.name] - comes_before
            latest[parameter.name] = min(latest[parameter.name], limit)
    return latest
