"""The places of a name in one file: its function, parameters, uses, references and texts."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence

from hamiltonish.names.code import Code, terminal
from hamiltonish.names.definitions import Definition
from hamiltonish.names.places import Kind, Place
from hamiltonish.names.references import Project, Within
from hamiltonish.names.scopes import Variable
from hamiltonish.names.texts import said_in

__all__ = ["Finder"]

_COLUMNS = {"agg", "assign", "select", "struct", "with_columns"}
"""What makes columns of its arguments by name."""

_CALLING = {"map", "node", "partial", "step", "with_node"}
"""What takes a function and, by name, its arguments."""


class Finder:
    """Finds the places of a name in one file.

    Args:
        project: The files.
        within: The file.
        name: The name of the node.
        targets: The functions that make the node.
        callees: The functions that read it.
    """

    def __init__(
        self,
        project: Project,
        within: Within,
        name: str,
        *,
        targets: Sequence[Definition],
        callees: Sequence[Definition],
    ) -> None:
        self.code: Code = within.code
        self._project, self._within, self._name = project, within, name
        self._targets = {one for one in targets if one.is_sure}
        self._unsure_targets = {one for one in targets if not one.is_sure}
        self._callees = {one for one in callees if one.is_sure and name not in one.unsure}
        self._own = [one for one in callees if one.code is within.code]
        self._names = {one.name for one in targets}
        self._found: dict[int, Place] = {}
        self._renamed: list[tuple[Variable, str]] = []
        self.stuck: list[int] = []
        self._unsure: list[int] = []
        self._columns: list[int] = []
        self._look()

    def places(self) -> Iterable[Place]:
        """Give the places, each once."""
        return self._found.values()

    def caught(self, new: str) -> Iterator[int]:
        """Yield the places where a new name means something else, or the old one is hidden."""
        scopes = self._within.scopes
        for variable, identifier in self._renamed:
            yield from scopes.caught(variable, new + identifier[len(self._name) :])
        if self._renamed:
            identifiers = {identifier for _, identifier in self._renamed}
            for node in ast.walk(self.code.tree):
                if isinstance(node, ast.Global | ast.Nonlocal):
                    if identifiers & set(node.names):
                        yield self.code.start(node)
                elif (
                    isinstance(node, ast.MatchAs | ast.MatchStar) and node.name in identifiers
                ) or (isinstance(node, ast.MatchMapping) and node.rest in identifiers):
                    yield self.code.start(node)

    def _look(self) -> None:
        self._functions()
        self._imports()
        self._parameters()
        for node in ast.walk(self.code.tree):
            if isinstance(node, ast.Attribute) and node.attr in self._names:
                self._attribute(node)
            elif isinstance(node, ast.Call):
                self._call(node)
            elif isinstance(node, ast.Name) and node.id in self._names:
                if self._targets & set(self._project.meant(self._within, node)):
                    self._note(Kind.REFERENCE, self.code.start(node), node.id)
        self._texts()
        for kind, places in ((Kind.UNSURE, self._unsure), (Kind.COLUMN, self._columns)):
            for place in places:  # if nothing surer was said of them
                self._note(kind, place)

    # -- what is found -----------------------------------------------------------------------------

    def _note(self, kind: Kind, start: int, identifier: str = "") -> None:
        """Note a place; the first that is said of one counts."""
        identifier = identifier or self._name
        if start in self._found or not self.code.text.startswith(identifier, start):
            return
        edit = (start, start + len(identifier), "{}" + identifier[len(self._name) :])
        self._keep(kind, start, (edit,))

    def _keep(self, kind: Kind, start: int, edits: tuple[tuple[int, int, str], ...]) -> None:
        cell, line = self.code.place(start)
        source = self.code.line_text(start)
        self._found[start] = Place(kind, line, cell, source, edits, start)

    def _variable(self, token: int, first: Kind, rest: Kind) -> None:
        """Note a name where it is bound, and wherever it is read."""
        variable = self._within.bindings.get(token)
        if variable is None:
            self._note(first, token)
            return
        self._note(first, token, variable.name)
        self._renamed.append((variable, variable.name))
        for place in (*variable.bound, *(place for place, _ in variable.reads)):
            self._note(rest, place, variable.name)

    def _functions(self) -> None:
        for one in self._within.definitions:
            if one in self._targets:
                kind = Kind.FUNCTION if one.function is not None else Kind.TEXT
                self._variable(one.place, kind, Kind.REFERENCE)
            elif one in self._unsure_targets:
                self._note(Kind.UNSURE, one.place, one.name)

    def _imports(self) -> None:
        for token, one in self._within.imports.items():
            meant = [d for d in self._project.imported(self._within, token) if d in self._targets]
            if meant and one.bound == one.source:
                self._variable(token, Kind.REFERENCE, Kind.REFERENCE)
            elif meant:
                self._note(Kind.REFERENCE, one.source, meant[0].name)

    def _parameters(self) -> None:
        for one in self._own:
            token = self.code.start(one.reads[self._name])
            if one.is_sure and self._name not in one.unsure:
                self._variable(token, Kind.PARAMETER, Kind.USE)
                self._marks(one)
            else:
                self._note(Kind.UNSURE, token)

    def _marks(self, one: Definition) -> None:
        """Note where modifiers of a function name its parameter."""
        calls = [
            node
            for mark in (one.function.decorator_list if one.function is not None else ())
            for node in ast.walk(mark)
            if isinstance(node, ast.Call)
        ]
        for call in calls:
            kind, texts = terminal(call.func), list[ast.AST]()
            if kind == "parameterize":
                tables = [node for node in ast.walk(call) if isinstance(node, ast.Dict)]
                texts = [key for table in tables for key in table.keys if key is not None]
            elif kind in ("does", "pipe_input"):
                texts = [keyword.value for keyword in call.keywords]
            for text in texts:
                if isinstance(text, ast.Constant) and text.value == self._name:
                    self._note(Kind.KEYWORD, self.code.start(text) + 1)

    # -- where functions are read ------------------------------------------------------------------

    def _attribute(self, node: ast.Attribute) -> None:
        """Note a function that is read from a module or a class."""
        start = self.code.end(node) - len(node.attr)
        meant = set(self._project.meant(self._within, node))
        if meant & self._targets:
            self._note(Kind.REFERENCE, start, node.attr)
        elif not meant:
            owners = {one.owner or one.code.module[-1] for one in self._targets}
            if terminal(node.value) in owners:
                self._note(Kind.UNSURE, start, node.attr)

    def _call(self, call: ast.Call) -> None:
        """Note an argument by name, where a function is called that reads the node."""
        if terminal(call.func) == "resolve":  # its parameters are keys of the config
            for one in call.args:
                for argument in one.args.args if isinstance(one, ast.Lambda) else ():
                    if argument.arg == self._name:
                        self._variable(self.code.start(argument), Kind.PARAMETER, Kind.USE)
        keywords = [one for one in call.keywords if one.arg == self._name]
        if not keywords:
            return
        function = call.func
        if terminal(function) in _CALLING and call.args:
            function = call.args[0]
        meant = set(self._project.meant(self._within, function))
        for keyword in keywords:
            if meant & self._callees:
                self._note(Kind.KEYWORD, self.code.start(keyword))
            elif not meant and self._may_be_named(call):
                self._unsure.append(self.code.start(keyword))
            elif terminal(call.func) in _COLUMNS:
                self._columns.append(self.code.start(keyword))

    def _may_be_named(self, call: ast.Call) -> bool:
        """Whether a keyword of a call may be passed on to a function that reads the node."""
        name = terminal(call.func)
        given = (set(self._project.meant(self._within, one)) for one in call.args)
        by_name = name == "dict" or name in {one.name for one in self._callees}
        return by_name or any(one & self._callees for one in given)

    def _texts(self) -> None:
        exported = {name for variable, name in self._renamed if not variable.scope}
        for said in said_in(self.code):
            if said.is_export and said.place is not None:
                if said.name in exported:
                    self._note(said.kind, said.place, said.name)
                elif said.name == self._name:
                    self._note(Kind.UNSURE, said.place)
            elif said.name == self._name and said.edits and said.place is not None:
                if said.place not in self._found:
                    self._keep(said.kind, said.place, said.edits)
            elif self._name in said.name.split("."):
                self._in_text(said.name, said.kind, said.place, said.node)

    def _in_text(self, text: str, kind: Kind, place: int | None, node: ast.AST) -> None:
        """Note the pieces of a text with dots that are the name."""
        if place is None:
            start, is_made = self.code.start(node), kind is Kind.MADE
            self.stuck += [start] if is_made else []
            if start not in self._found:
                self._keep(kind if is_made else Kind.UNSURE, start, ())
            return
        for piece in text.split("."):
            if piece == self._name:
                self._note(kind, place)
            place += len(piece) + 1
