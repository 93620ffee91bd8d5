"""Checking at run time that functions return what they say, and get what they take."""

from __future__ import annotations

from hamiltonish.annotations import Kind, form_of, is_instance, type_text
from hamiltonish.errors import ResultTypeError
from hamiltonish.hooks import Hooks, NodeFinished

__all__ = ["type_check"]


def type_check() -> Hooks:
    """Make the hooks that compare each result with its function's annotation.

    Containers are looked at from outside: a list of texts passes for a ``list[int]``.

    Raises:
        ResultTypeError: In the run, for the first function that returns another type.
    """
    return Hooks(after_node=_check)


def _check(event: NodeFinished) -> None:
    node = event.node
    if node is None or is_instance(event.value, node.type):
        return
    given, said = form_of(type(event.value)), form_of(node.type)
    if given.kind is not Kind.VALUE and given == said:
        return
    returned = "None" if event.value is None else type_text(type(event.value))
    raise ResultTypeError(node.name, node.place, type_text(node.type), returned)
