"""Where a name stands in the files of a project, and the files with another name in its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from keyword import iskeyword

from hamiltonish.errors import CannotRenameError, UnknownNodeError
from hamiltonish.errors.text import closest, counted
from hamiltonish.errors.tracebacks import tidy
from hamiltonish.names.code import Code, word_of
from hamiltonish.names.definitions import Definition, definitions_in, given_in
from hamiltonish.names.finding import Finder
from hamiltonish.names.mentions import mentions_of
from hamiltonish.names.places import Kind, Place
from hamiltonish.names.references import Project
from hamiltonish.names.texts import said_in
from hamiltonish.project import File

__all__ = ["Search", "rename", "where"]

_GIVING = re.compile(r"\b(?:Driver|Graph|with_modules|subdag|node)\b")


@dataclass(frozen=True, slots=True)
class Search:
    """What was found.

    Attributes:
        name: The name that was looked for.
        files: The files in which it stands, with its places as findings, and those with a problem.
        mentions: How often each of the files has it in comments and docstrings, by path.
        is_input: Whether no function and no modifier in these files makes the node.
        read: How many files were looked at.
    """

    name: str
    files: tuple[File, ...]
    mentions: dict[str, int]
    is_input: bool
    read: int


def where(files: Sequence[File], name: str) -> Search:
    """Find where the name of a node stands.

    Args:
        files: The files of the project.
        name: The name.

    Raises:
        UnknownNodeError: If no function of the files makes or reads a node of this name.
    """
    with tidy:
        return _Looked(files, name).search("hamiltonish where")


def rename(files: Sequence[File], old: str, new: str) -> Search:
    """Work out what becomes of the files if a node gets another name; nothing is written.

    Args:
        files: The files of the project.
        old: The name that it has.
        new: The name that it gets.

    Raises:
        UnknownNodeError: If no function of the files makes or reads a node of this name.
        CannotRenameError: If the new name is none, or is taken.
    """
    with tidy:
        if not new.isidentifier() or iskeyword(new):
            raise CannotRenameError(old, new, "it is no name in Python")
        if new.startswith("_"):
            raise CannotRenameError(old, new, "a function whose name starts with `_` is no node")
        if old == new:
            raise CannotRenameError(old, new, "it has this name already")
        looked = _Looked(files, old, new)
        search = looked.search("hamiltonish rename")
        looked.refuse_clashes()
        return replace(search, files=tuple(map(looked.rewritten, search.files)))


class _Looked:
    """The files that say a name, parsed, with all that is found in them."""

    def __init__(self, files: Sequence[File], old: str, new: str = "") -> None:
        self._files, self._old, self._new = files, old, new
        given = {name for code in self._parsed(_GIVING, []) for name in given_in(code)}
        self._problems: list[File] = []
        codes = list(self._parsed(word_of(old), self._problems))
        definitions = [tuple(definitions_in(code, given)) for code in codes]
        self._given, self._codes = given, codes
        targets = [one for several in definitions for one in several if one.makes == old]
        callees = [one for several in definitions for one in several if old in one.reads]
        self._targets = targets
        identifiers = {one.name for one in (*targets, *callees)} | {old}
        after = {self._after(one.name) for one in targets} | {new} - {""}
        try:
            project = Project(codes, definitions, identifiers | after)
        except SyntaxError:  # libcst is stricter, or older, than this Python
            codes, definitions = self._readable(codes, definitions)
            project = Project(codes, definitions, identifiers | after)
        self._finders = [
            Finder(project, within, old, targets=targets, callees=callees)
            for within in project.files
        ]
        self._places = {
            id(finder.code): tuple(sorted(finder.places(), key=lambda place: place.start))
            for finder in self._finders
        }

    def _parsed(self, pattern: re.Pattern[str], problems: list[File]) -> Iterator[Code]:
        for file in self._files:
            if file.problem:
                problems.append(file)
            elif pattern.search(file.before):
                try:
                    yield Code.of(file)
                except SyntaxError as error:
                    where = f" (line {error.lineno})" if error.lineno else ""
                    problems.append(replace(file, problem=f"{error.msg}{where}"))

    def _readable(
        self, codes: list[Code], definitions: list[tuple[Definition, ...]]
    ) -> tuple[list[Code], list[tuple[Definition, ...]]]:
        """Leave out the files that libcst cannot read."""
        kept = []
        for code, several in zip(codes, definitions, strict=True):
            try:
                Project([code], [several], {self._old})
            except SyntaxError as error:
                self._problems.append(replace(code.file, problem=str(error.msg)))
            else:
                kept.append((code, several))
        return [code for code, _ in kept], [several for _, several in kept]

    def search(self, asked_by: str) -> Search:
        """Put together what was found.

        Raises:
            UnknownNodeError: If nothing of it is surely the node.
        """
        places = [place for several in self._places.values() for place in several]
        sure = [place for place in places if place.kind.is_sure]
        if not sure and not any(finder.stuck for finder in self._finders):
            raise self._unknown(asked_by, places)
        files, mentions = [], {}
        for finder in self._finders:
            code = finder.code
            count = mentions_of(code, self._old)
            if self._places[id(code)] or count:
                files.append(replace(code.file, findings=self._places[id(code)]))
                mentions[code.file.path.as_posix()] = count
        made = any(place.kind in (Kind.FUNCTION, Kind.MADE) for place in sure)
        every = (*files, *self._problems)
        return Search(self._old, every, mentions, not made, len(self._files))

    def _unknown(self, asked_by: str, places: Sequence[Place]) -> UnknownNodeError:
        known: dict[str, str] = {}
        for code in self._parsed(re.compile(""), []):
            for one in definitions_in(code, self._given):
                if one.function is not None:
                    known.setdefault(one.makes, str(one).partition(" ")[2])
                known.update((name, known.get(name, "")) for name in one.reads)
            for said in said_in(code):
                if said.kind is Kind.MADE:
                    known.setdefault(said.name, "")
        known.pop(self._old, None)
        matches = [f"{name} {known[name]}".rstrip() for name in closest(self._old, known)]
        verb = "is" if len(places) == 1 else "are"
        reason = f"there {verb} {counted(len(places), 'place')} with this text" if places else ""
        if not known:
            reason = f"{counted(len(self._files), 'file')} read, and no function makes a node"
        return UnknownNodeError(self._old, asked_by, tuple(matches), reason)

    # -- renaming ----------------------------------------------------------------------------------

    def _after(self, identifier: str) -> str:
        return self._new + identifier[len(self._old) :]

    def refuse_clashes(self) -> None:
        """Refuse a new name that is taken, as a node or where the old one stands.

        Raises:
            CannotRenameError: If it is.
        """
        old, new = self._old, self._new
        taken = []
        for code in self._parsed(word_of(new), []):
            for one in definitions_in(code, self._given):
                if one.makes == new:
                    taken.append(str(one))
                elif new in one.reads and one.is_sure:
                    taken.append(f"read by {one}")
            taken += [
                _place_text(code, said.place)
                for said in said_in(code)
                if said.kind is Kind.MADE and said.name == new and said.place is not None
            ]
        if taken:
            raise CannotRenameError(old, new, "another node has this name", tuple(taken))
        for finder in self._finders:
            for problem, places in (
                ("the name has another meaning where it would stand", finder.caught(new)),
                ("it is made of what is written elsewhere", finder.stuck),
            ):
                shown = tuple(_place_text(finder.code, place) for place in sorted(set(places)))
                if shown:
                    raise CannotRenameError(old, new, problem, shown)

    def rewritten(self, file: File) -> File:
        """Work out what becomes of a file."""
        code = next((f.code for f in self._finders if f.code.file.path == file.path), None)
        if file.problem or code is None:
            return file
        places: tuple[Place, ...] = file.findings
        edits = {edit for place in places if place.kind.is_sure for edit in place.edits}
        text = _edited(code.text, edits, self._new)

        def rewriting(given: str) -> tuple[str, tuple[Place, ...]]:
            if given != file.before:
                Code.of(replace(file, before=given))
                return given, places
            whole = text if code.notebook is None else code.notebook.with_code(text)
            return whole, places

        return file.rewritten(rewriting)


def _place_text(code: Code, place: int) -> str:
    cell, line = code.place(place)
    where = f"cell {cell}, line {line}" if cell else str(line)
    return f"{code.file.path.name}:{where}: {code.line_text(place)}"


def _edited(text: str, edits: Iterable[tuple[int, int, str]], name: str) -> str:
    """Change some places of a text; they do not overlap."""
    pieces, done = [], 0
    for start, end, new in sorted(edits):
        pieces += [text[done:start], new.replace("{}", name, 1)]
        done = end
    return "".join([*pieces, text[done:]])
