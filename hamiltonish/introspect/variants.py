"""Variants of a node: the functions among which the config chooses, and why it chose none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hamiltonish.errors.text import listed
from hamiltonish.modifiers.config import When
from hamiltonish.node import Node

__all__ = ["Variant", "reason_for_none", "variant_of", "way_to_one"]


@dataclass(frozen=True, slots=True, eq=False)
class Variant:
    """A function that the config may choose as one of a node's variants.

    Attributes:
        name: The node.
        condition: The modifier, as one writes it.
        place: The function, with file and line.
        chosen: Whether the config chooses it.
        wanted: The config key that it depends on, and the values that choose it; empty if it
            depends on several keys, or on what a value is not.
    """

    name: str
    condition: str
    place: str
    chosen: bool
    wanted: tuple[str, tuple[object, ...]] | tuple[()] = ()


def variant_of(node: Node, condition: When, config: Mapping[str, object]) -> Variant:
    """Note a function as a variant."""
    wanted = condition.conditions[0] if condition.is_wanted and len(condition.keys) == 1 else ()
    return Variant(node.name, str(condition), node.place, condition.chooses(config), wanted)


def reason_for_none(tried: Sequence[Variant], config: Mapping[str, object]) -> str:
    """Say why the config chooses none of these variants.

    Example:
        >>> us = Variant("tax", "config.when(region='us')", "", False, ("region", ("us",)))
        >>> reason_for_none([us], {})
        '`region` is not in the config; variants: `us`'
        >>> reason_for_none([us], {"region": "mars"})
        "`region` is 'mars' in the config; variants: `us`"
    """
    keys = {one.wanted[0] if one.wanted else "" for one in tried}
    if len(keys) == 1 and "" not in keys:
        key = keys.pop()
        state = f"is {config[key]!r} in" if key in config else "is not in"
        values = [str(value) for one in tried for value in one.wanted[1]]  # type: ignore[misc]  # each has a key
        return f"`{key}` {state} the config; variants: {listed(tuple(dict.fromkeys(values)))}"
    conditions = ", ".join(f"`@{one.condition}`" for one in tried)
    return f"the config {dict(config)!r} chooses none of {conditions}"


def way_to_one(tried: Sequence[Variant], config: Mapping[str, object]) -> str:
    """Write the config that chooses the first of these variants, if that can be told."""
    for one in tried:
        if one.wanted and one.wanted[1]:
            wanted = {**config, one.wanted[0]: one.wanted[1][0]}
            return f"choose one: `config={wanted!r}`."
    return "give a config that one of the conditions holds for."
