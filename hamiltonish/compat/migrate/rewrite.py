"""A text that imports Hamilton → the same text through the door, and what has no way there."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import partial
from itertools import chain

from hamiltonish.compat.migrate.advice import advice_for
from hamiltonish.compat.migrate.decide import Decision, decision_on
from hamiltonish.compat.migrate.door import PACKAGE, Door
from hamiltonish.compat.migrate.source import Alias, Source, Statement, Use, read
from hamiltonish.compat.migrate.statements import parted

__all__ = ["Finding", "Kind", "Rewritten", "mentions_hamilton", "rewrite"]

_HAMILTON = "hamilton"
_TRACKING = "hamilton_sdk"
_MENTIONED = re.compile(rf"\b(?:{_HAMILTON}|{_TRACKING})\b")
_IMPORTERS = {"__import__", "find_spec", "import_module", "importorskip", "reload", "resolve_name"}
_IN_TEXT = re.compile(
    r"hamilton\.(?:ad_hoc_utils|async_driver|base|caching|cli|contrib|data_quality|dataflows|driver"
    r"|execution|experimental|function_modifiers|graph|graph_types|graph_utils|htypes|io|lifecycle"
    r"|log_setup|models|node|plugins|registry|settings|telemetry)(?:[.:]\w+)*"
)
"""A text that is the name of something of Hamilton, and nothing else."""


class Kind(Enum):
    """What a finding is about."""

    NAME = "name"
    """A name of Hamilton that the door does not hold; it stays imported from Hamilton."""
    CALL = "call"
    """A call that looks like one of Hamilton's drivers or builders, which the door refuses."""
    TEXT = "text"
    """A text that names something of Hamilton; it stays as it is."""


_SENTENCES = {
    Kind.NAME: "`{}` stays with Hamilton",
    Kind.CALL: "`.{}(…)` looks like a call of Hamilton",
    Kind.TEXT: '"{}" is a text',
}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not rewritten, and that the reader has to look at.

    Attributes:
        line: The line of the given text, from 1; in a notebook, of the cell.
        kind: What it is about.
        name: The name, as one would import it; the method; or the text.
        advice: What to do instead.
        cell: In a notebook, the number of the cell, from 1.
    """

    line: int
    kind: Kind
    name: str
    advice: str
    cell: int = 0

    def __str__(self) -> str:
        """Say what is there, and what to do.

        Example:
            >>> str(Finding(3, Kind.CALL, "with_cache", "do something else"))
            '`.with_cache(…)` looks like a call of Hamilton: do something else'
        """
        return f"{_SENTENCES[self.kind].format(self.name)}: {self.advice}"


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A text after the rewriting, and what is to be looked at in the text before."""

    text: str
    findings: tuple[Finding, ...]


def rewrite(text: str, door: Door) -> Rewritten:
    """Lead the imports of Apache Hamilton in a Python text through the door.

    Only import statements change, and dotted uses of what they import. A name that the door does
    not hold stays as it is, and is listed. A second time, nothing changes.

    Args:
        text: The text of a module, without a byte order mark.
        door: What can be imported through the door.

    Raises:
        SyntaxError: If the text is no valid Python.

    Example:
        >>> door = Door({"": frozenset(), "driver": frozenset({"Driver"})})
        >>> print(rewrite("from hamilton import driver", door).text)
        from hamiltonish.compat.hamilton import driver
    """
    if not mentions_hamilton(text):
        return Rewritten(text, ())
    source = read(text, [_HAMILTON, _TRACKING, PACKAGE.partition(".")[0]])
    decisions = _decisions(text, source, door)
    edits = {
        edit
        for number, decided in decisions.items()
        for edit in (
            *chain.from_iterable(decision.edits for decision in decided),
            *_statement_edits(text, source.statements[number], decided),
        )
    }
    names = [
        Finding(
            lacking.line,
            Kind.NAME,
            lacking.name,
            lacking.reason or advice_for(lacking.name, door.instead),
        )
        for decided in decisions.values()
        for decision in decided
        for lacking in decision.lacking
    ]
    found = dict.fromkeys([*names, *_stars(source), *_calls(source, door), *_texts(source)])
    return Rewritten(_edited(text, edits), tuple(sorted(found, key=lambda finding: finding.line)))


def mentions_hamilton(text: str) -> bool:
    """Whether a text can have anything to do with Hamilton; a quick look, without parsing.

    Example:
        >>> mentions_hamilton("import hamilton"), mentions_hamilton("import hamiltonish as hm")
        (True, False)
    """
    return _MENTIONED.search(text) is not None


def _decisions(text: str, source: Source, door: Door) -> dict[int, list[Decision]]:
    """Decide on every name of every statement that imports from Hamilton."""
    uses: dict[tuple[int, int], list[Use]] = defaultdict(list)
    for use in source.uses:
        uses[use.statement, use.alias].append(use)
    free = partial(_free, frozenset(re.findall(r"\w+", text)))
    return {
        number: [
            decision_on(statement, alias, uses=uses[number, index], door=door, free=free)
            if _root(statement, alias) in (_HAMILTON, _TRACKING)
            else Decision(kept=(text[alias.start : alias.end],))
            for index, alias in enumerate(statement.aliases)
        ]
        for number, statement in enumerate(source.statements)
    }


def _root(statement: Statement, alias: Alias) -> str:
    return (statement.module or alias.name).partition(".")[0]


def _free(taken: Container[str], wish: str) -> str:
    """Make a name that is not taken."""
    return next(name for count in range(1_000) if (name := wish + "_" * count) not in taken)


def _statement_edits(
    text: str, statement: Statement, decided: Sequence[Decision]
) -> Iterator[tuple[int, int, str]]:
    """Write an import statement anew, changing as little of it as possible."""
    moved = {number: names[0] for number, d in enumerate(decided) if (names := d.moved)}
    kept = {number: names[0] for number, d in enumerate(decided) if (names := d.kept)}
    if not moved:
        return
    if not statement.module:
        for number in moved:
            alias, decision = statement.aliases[number], decided[number]
            yield alias.start, alias.end, ", ".join((*decision.moved, *decision.kept))
        return
    to = PACKAGE + statement.module.removeprefix(_HAMILTON)
    if kept:
        whole = parted(text, statement, moved=moved, kept=kept, to=to)
        yield statement.start, statement.end, whole
    else:
        yield statement.module_start, statement.module_end, to


def _stars(source: Source) -> Iterator[Finding]:
    """List the imports that do not say which names they import."""
    for statement in source.statements:
        if not statement.aliases and statement.module.partition(".")[0] == _HAMILTON:
            name = f"{statement.module}.*"
            yield Finding(statement.line, Kind.NAME, name, "import by name, then migrate again")


def _calls(source: Source, door: Door) -> Iterator[Finding]:
    """List the calls that look like one of a driver or a builder, in a text that imports those."""
    for call in source.calls if source.statements else ():
        if call.method in door.methods:
            yield Finding(call.line, Kind.CALL, call.method, door.methods[call.method])


def _texts(source: Source) -> Iterator[Finding]:
    """List the texts that are names of something in Hamilton."""
    for text in source.texts:
        is_module = text.value == _HAMILTON and text.function in _IMPORTERS
        if is_module or _IN_TEXT.fullmatch(text.value):
            yield Finding(text.line, Kind.TEXT, text.value, "change it by hand, if it imports")


def _edited(text: str, edits: Iterable[tuple[int, int, str]]) -> str:
    """Change some places of a text; they do not overlap."""
    pieces, done = [], 0
    for start, end, new in sorted(edits):
        pieces += [text[done:start], new]
        done = end
    return "".join([*pieces, text[done:]])
