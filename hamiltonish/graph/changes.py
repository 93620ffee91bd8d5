"""Changes of one node between two snapshots: what of it is not the same, and what it was before."""

from __future__ import annotations

import ast
import difflib
import enum
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from hamiltonish.fingerprints import Titled, unfolded
from hamiltonish.graph.records import Record, Records

__all__ = ["Aspect", "Change", "changes_of", "core_of"]


class Aspect(enum.Enum):
    """What of a node can change."""

    KIND = "kind"
    """It was an input and is computed now, or the reverse."""
    BODY = "body"
    """What the function does."""
    HELPER = "helper"
    """A function that it calls, or one that such a function calls."""
    CLASS = "class"
    """A class that it uses."""
    CONSTANT = "constant"
    """A value of a module that it reads."""
    CLOSURE = "closure"
    """A value of a function around it."""
    DEFAULT = "default"
    """The default of a parameter."""
    STATE = "state"
    """The object whose method it is."""
    MODULE = "module"
    """A module that it hands on as a whole."""
    PACKAGE = "package"
    """The version of an installed package."""
    OPAQUE = "opaque"
    """The type of an object of which nothing else can be told."""
    TYPE = "type"
    """The type of its result."""
    SIGNATURE = "signature"
    """Its parameters and their types."""
    DEPENDENCIES = "dependencies"
    """Only the nodes that it reads."""
    BINDING = "binding"
    """What its parameters are bound to."""
    COLUMN = "column"
    """The column of the frame that it is."""
    LABEL = "label"
    """The name of its column in a dataframe."""
    CONFIG = "config"
    """The value that the config gives."""
    CHECKS = "checks"
    """What is checked of its result."""
    TAGS = "tags"
    """What is said of it."""
    CONDITION = "condition"
    """When the config chooses it."""
    DOC = "doc"
    """Its documentation."""

    @property
    def matters(self) -> bool:
        """Whether a change of it can change values, of the node and below."""
        return self not in _WITHOUT_EFFECT


_WITHOUT_EFFECT = frozenset({Aspect.CHECKS, Aspect.TAGS, Aspect.CONDITION, Aspect.DOC})
_IS_CODE = frozenset({Aspect.BODY, Aspect.HELPER, Aspect.CLASS})
_SHORT = 60


@dataclass(frozen=True, slots=True, repr=False)
class Change:
    """One thing of a node that changed.

    Attributes:
        aspect: What it is.
        name: Of something that the function reads, what the code calls it.
        before: Its text before; the source of a function; empty if it was not there.
        after: Its text now.
    """

    aspect: Aspect
    name: str = ""
    before: str = ""
    after: str = ""

    @property
    def title(self) -> str:
        """What changed, in a word or two."""
        return f"{self.aspect.value} `{self.name}`" if self.name else self.aspect.value

    def diff(self) -> str:
        """Write the lines that changed of a function or class, as a unified diff; else nothing.

        Comments, docstrings and formatting are left out, as they are in versions.
        """
        if self.aspect not in _IS_CODE:
            return ""
        before, after = (_normalised(text).splitlines() for text in (self.before, self.after))
        lines = difflib.unified_diff(before, after, lineterm="", n=2)
        return "\n".join(line for line in lines if not line.startswith(("---", "+++")))

    def to_dict(self) -> dict[str, Any]:
        """Give it as what JSON can hold."""
        return {
            "aspect": self.aspect.value,
            "name": self.name,
            "before": self.before,
            "after": self.after,
            "matters": self.aspect.matters,
        }

    def __str__(self) -> str:
        if self.aspect in _IS_CODE or self.aspect is Aspect.DOC:
            there = {(True, False): " is gone", (False, True): " is new"}
            known = there.get((bool(self.before), bool(self.after)), "")
            return f"{self.title}{known if self.name else ''}"
        if max(len(self.before), len(self.after)) > _SHORT:
            return self.title
        return f"{self.title}: {self.before or 'none'} → {self.after or 'none'}"

    def __repr__(self) -> str:
        return f"Change({self})"


def core_of(record: Record) -> tuple[Any, ...]:
    """Give all that makes a node what it is, except for its name and those of other nodes."""
    aspects = {name: value for name, value in record.aspects.items() if name != "reads"}
    reads = tuple((read.role, read.key) for read in record.reads)
    return record.kind, tuple(sorted(aspects.items())), reads


def changes_of(
    old: Record, new: Record, snapshots: tuple[Records, Records], names: Mapping[str, str]
) -> tuple[Change, ...]:
    """List what changed of a node.

    Args:
        old: The node before.
        new: The node now.
        snapshots: The snapshots before and now.
        names: The new names of nodes that were renamed, by their old ones.
    """
    return tuple(_changes(old, new, snapshots, names))


def _changes(
    old: Record, new: Record, snapshots: tuple[Records, Records], names: Mapping[str, str]
) -> Iterator[Change]:
    if _is_given(old) != _is_given(new):
        yield Change(Aspect.KIND, "", old.kind, new.kind)
        return
    code = list(_code_changes(old, new, snapshots))
    yield from code
    yield from _said_changes(old, new)
    mapped = tuple(names.get(name, name) for name in old.dependencies)
    is_told = old.aspects.get("signature") != new.aspects.get("signature")
    if mapped != new.dependencies and not is_told and not _is_given(new):
        texts = (", ".join(one.dependencies) for one in (old, new))
        yield Change(Aspect.DEPENDENCIES, "", *texts)
    if old.doc != new.doc:
        yield Change(Aspect.DOC, "", old.doc, new.doc)


def _is_given(record: Record) -> bool:
    return record.kind in ("input", "config")


def _said_changes(old: Record, new: Record) -> Iterator[Change]:
    names = dict.fromkeys((*old.aspects, *new.aspects))
    for name in names:
        if name != "reads" and old.aspects.get(name) != new.aspects.get(name):
            before, after = old.texts.get(name, ""), new.texts.get(name, "")
            yield Change(Aspect(name), "", before, after)


def _code_changes(old: Record, new: Record, snapshots: tuple[Records, Records]) -> Iterator[Change]:
    """Compare what the functions are made of, part by part, the nearest first."""
    if [(one.role, one.key) for one in old.reads] == [(one.role, one.key) for one in new.reads]:
        return
    before = {one.title: one for one in unfolded(old.reads, snapshots[0].parts)}
    after = {one.title: one for one in unfolded(new.reads, snapshots[1].parts)}
    found = False
    for title in dict.fromkeys((*before, *after)):
        one, other = before.get(title), after.get(title)
        if one is None or other is None or one.part.digest != other.part.digest:
            found = True
            known: Titled = one or other  # type: ignore[assignment]  # one of them is there
            texts = (part.part.text if part else "" for part in (one, other))
            yield Change(Aspect(known.role.value), known.name, *texts)
    if not found:  # the same parts, put together in another way
        yield Change(Aspect.BODY)


class _Bare(ast.NodeTransformer):
    """Takes docstrings out."""

    def generic_visit(self, node: ast.AST) -> ast.AST:
        super().generic_visit(node)
        body = getattr(node, "body", None)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) and (
            ast.get_docstring(node) is not None
        ):
            node.body = body[1:] or [ast.Pass()]  # type: ignore[index]  # it is a list
        return node


def _normalised(source: str) -> str:
    """Write source without comments, docstrings and formatting; as it is if it is no Python."""
    try:
        return ast.unparse(_Bare().visit(ast.parse(textwrap.dedent(source))))
    except (SyntaxError, ValueError, RecursionError):
        return source
