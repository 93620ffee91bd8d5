"""Texts and keywords that name nodes: what is asked for, given, bound, or made by modifiers."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from hamiltonish.names.code import Code, Function, children_of, terminal
from hamiltonish.names.definitions import assigned_in
from hamiltonish.names.places import Kind

__all__ = ["Said", "said_in"]

_ASKED = re.compile(r"(?:^|_)(?:driver|graph|dr)s?\d*(?:_|$)")
"""Names that people give to drivers and graphs."""

_GRAPHS = {"around", "between", "bind", "build", "downstream", "prefix", "reaching", "replace"}
_GRAPHS |= {"select", "subgraph", "upstream", "with_node", "without"}
"""Methods that give another graph or driver."""

_RESULTS = {"execute", "run", "schema", "values"}
"""Methods whose result has the names of the outputs."""

_ASKING = {"compare", "compile", "dependencies", "dependents", "lineage", "name_of", "plan"}
_ASKING |= {"sources_of", "unused", "write", *_RESULTS, *_GRAPHS} - {"build", "prefix", "select"}
_ASKING |= {"display_downstream_of", "display_upstream_of", "materialize", "raw_execute"}
_ASKING |= {"validate_execution", "visualize_execution", "what_is_downstream_of"}
_ASKING |= {"what_is_the_path_between", "what_is_upstream_of"}
"""Methods whose arguments without a name are names of nodes, those of Apache Hamilton too."""

_OUTPUTS = {"final_vars", "highlight", "keep", "outputs", "partition_by"}
_KEYS = {"config", "inputs", "overrides"}
_OPTIONS = {"check_types", "checks", "config", "engine", "hooks", "skip_checks"}

_COLUMNS = {"agg", "alias", "col", "drop", "group_by", "groupby", "join", "merge", "over"}
_COLUMNS |= {"select", "sort", "sort_values", "with_columns"}
"""What takes names of columns of a dataframe."""


@dataclass(frozen=True, slots=True)
class Said:
    """A name that is said in a file.

    Attributes:
        name: The name, perhaps with dots.
        kind: What it is.
        place: Where it begins; None if the text is written in a way that cannot be changed.
        node: The piece of the tree.
        edits: What is written where, if that is more than the name.
        is_export: Whether it stands in ``__all__``, and names what the file defines or imports.
    """

    name: str
    kind: Kind
    place: int | None
    node: ast.AST
    edits: tuple[tuple[int, int, str], ...] = ()
    is_export: bool = False


def said_in(code: Code) -> Iterator[Said]:
    """Find all names of nodes that texts and keywords of a file say, and texts that may be such.

    A text is found once: as a name if it surely is one, else as something to be looked at.
    """
    reader = _Reader(code)
    sure = {id(said.node): said for said in reader.read()}
    yield from sure.values()
    known = sure.keys() | reader.parameters
    for node, around in children_of(code.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in known:
            if not any(isinstance(one, ast.JoinedStr) for one in around):
                kind = Kind.COLUMN if _is_column(around) else Kind.UNSURE
                yield Said(node.value, kind, reader.inside(node), node)


def _is_column(around: tuple[ast.AST, ...]) -> bool:
    """Whether a text stands where one names columns."""
    outer = [one for one in around[-3:] if not isinstance(one, ast.List | ast.Tuple | ast.keyword)]
    nearest = outer[-1] if outer else None
    if isinstance(nearest, ast.Call):
        return terminal(nearest.func) in _COLUMNS
    return isinstance(nearest, ast.Subscript)


class _Reader:
    """Goes through a file, and takes down what is said."""

    def __init__(self, code: Code) -> None:
        self._code = code
        self._literals = assigned_in(code.tree)
        self._asked = _named_as_driver(code.tree)
        self._results: set[str] = set()
        self.parameters: set[int] = set()  # texts that name parameters of a family, and no nodes
        for _ in range(4):  # `a = Driver(…)`, `b = a.replace(…)`, `c = b.execute(…)`
            for name, value in self._literals.items():
                if self._is_asked(value):
                    self._asked.add(name)
                elif self._is_result(value):
                    self._results.add(name)

    def read(self) -> Iterator[Said]:
        for node in ast.walk(self._code.tree):
            if isinstance(node, ast.Call):
                yield from self._in_call(node)
            elif isinstance(node, ast.Subscript):
                if self._is_asked(node.value) or self._is_result(node.value):
                    yield from self._names(node.slice)
            elif isinstance(node, ast.Compare):
                yield from self._in_comparison(node)
            elif isinstance(node, ast.Assign):
                if any(terminal(target) == "__all__" for target in node.targets):
                    yield from (replace(o, is_export=True) for o in self._names(node.value))
            elif isinstance(node, Function):
                yield from self._fields(node)
            elif isinstance(node, ast.AnnAssign) and self._code.is_accessor:
                yield from self._several([node.value] if node.value is not None else [])

    def inside(self, text: ast.Constant) -> int | None:
        """Find where the content of a text begins, if it is written without any ado."""
        code = self._code
        written = code.text[code.start(text) : code.end(text)]
        opening = re.match(r"[rRuU]?('''|\"\"\"|'|\")", written)
        if opening and written == opening.group() + str(text.value) + opening.group(1):
            return code.start(text) + opening.end()
        return None

    # -- calls -------------------------------------------------------------------------------------

    def _in_call(self, call: ast.Call) -> Iterator[Said]:
        kind = terminal(call.func)
        if isinstance(call.func, ast.Attribute) and self._is_asked(call.func.value):
            yield from self._in_method(call, kind)
        elif kind in ("Driver", "Graph"):
            yield from self._keyed(call, {"config"})
        if kind == "source":
            yield from self._several(call.args)
        elif kind == "parameterize":
            yield from self._keywords(call, Kind.MADE)
            yield from self._in_starred(call, Kind.MADE)
            tables = (
                n for one in call.keywords for n in ast.walk(one.value) if isinstance(n, ast.Dict)
            )
            self.parameters |= {id(key) for table in tables for key in table.keys}
        elif kind == "extract_columns":
            yield from self._columns(call)
            yield from self._keywords(call, Kind.MADE)
        elif kind == "unpack_fields":
            yield from self._several(call.args, Kind.MADE)
        elif kind in ("node", "with_node"):
            named = [keyword.value for keyword in call.keywords if keyword.arg == "name"]
            yield from self._several(named, Kind.MADE)
        elif kind == "subdag":
            yield from self._keyed(call, {"inputs", "config"})
        elif kind in ("when", "when_not", "when_in", "when_not_in"):
            yield from self._keywords(call, Kind.KEYWORD)

    def _in_method(self, call: ast.Call, method: str) -> Iterator[Said]:
        """Read a call of a method of a driver or a graph."""
        if method in _ASKING and method != "with_node":
            yield from self._several(call.args[:1] if method == "write" else call.args)
        yield from self._keyed(call, _KEYS)
        for keyword in call.keywords:
            if keyword.arg in _OUTPUTS:
                yield from self._names(keyword.value)
            elif keyword.arg == "rename":
                table = self._followed(keyword.value)
                if isinstance(table, ast.Dict):
                    yield from self._several(table.values)
        if method in ("bind", "replace"):
            yield from self._keywords(call, Kind.KEYWORD, but=_OPTIONS)

    def _keyed(self, call: ast.Call, arguments: set[str]) -> Iterator[Said]:
        """Read the keys of dicts that are given by keyword."""
        for keyword in call.keywords:
            if keyword.arg in arguments:
                yield from self._keys(keyword.value)

    def _keys(self, value: ast.expr, kind: Kind = Kind.TEXT) -> Iterator[Said]:
        table = self._followed(value)
        if isinstance(table, ast.Dict):
            for key, inner in zip(table.keys, table.values, strict=True):
                yield from self._names(key, kind) if key is not None else self._keys(inner, kind)
        elif isinstance(table, ast.Call) and terminal(table.func) == "dict":
            yield from self._keywords(table, kind)
        elif isinstance(table, ast.BinOp):
            yield from self._keys(table.left, kind)
            yield from self._keys(table.right, kind)
        else:
            yield from self._names(table, kind)

    def _in_starred(self, call: ast.Call, kind: Kind) -> Iterator[Said]:
        for keyword in call.keywords:
            if keyword.arg is None:
                yield from self._keys(keyword.value, kind)

    def _keywords(self, call: ast.Call, kind: Kind, *, but: Iterable[str] = ()) -> Iterator[Said]:
        for keyword in call.keywords:
            if keyword.arg is not None and keyword.arg not in but:
                yield Said(keyword.arg, kind, self._code.start(keyword), keyword)

    def _columns(self, call: ast.Call) -> Iterator[Said]:
        """Read the columns that are extracted; a column keeps its name if its node gets another.

        Its text becomes an argument by name, behind those without one.
        """
        last = call.args[-1] if call.args else None
        for argument in call.args:
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                yield self._column(argument, call.args, last)
            elif isinstance(argument, ast.Starred):
                listed = argument.value
                if isinstance(listed, ast.List | ast.Tuple):
                    for one in listed.elts:
                        if isinstance(one, ast.Constant) and isinstance(one.value, str):
                            yield self._column(one, listed.elts, last, within=listed)
                else:  # a table that others may read, too
                    yield from (replace(one, place=None) for one in self._names(listed, Kind.MADE))

    def _column(
        self,
        text: ast.Constant,
        beside: list[ast.expr],
        last: ast.expr | None,
        within: ast.List | ast.Tuple | None = None,
    ) -> Said:
        """Say what is written if a column gets a node of another name."""
        code = self._code
        start, end = code.start(text), code.end(text)
        written = f"{{}}={code.text[start:end]}"
        place = self.inside(text)
        if within is None and text is last:
            return Said(str(text.value), Kind.MADE, place, text, ((start, end, written),))
        number = beside.index(text)
        if number + 1 < len(beside):
            gap = (start, code.start(beside[number + 1]), "")
        else:
            gap = (code.end(beside[number - 1]), end, "")
        behind = (code.end(last), code.end(last), f", {written}") if last is not None else gap
        edits = [gap, behind]
        if isinstance(within, ast.Tuple) and len(beside) == 2:  # a tuple of one needs its comma
            closing = code.text[code.end(beside[1]) : code.end(within)]
            if "," not in closing:
                comma = code.end(beside[1])
                edits[0:1] = [(*gap[:2], ",")] if number else [gap, (comma, comma, ",")]
        if len(beside) == 1:
            place = None
        return Said(str(text.value), Kind.MADE, place, text, tuple(edits))

    def _fields(self, function: Function) -> Iterator[Said]:
        """Read the fields that are extracted, and the keys of the dicts that hold them.

        A field has the name of its node; if it is not written out in the function, as in a
        dataclass, it cannot be changed here.
        """
        for call in function.decorator_list:
            if isinstance(call, ast.Call) and terminal(call.func) == "extract_fields":
                inside = [node for one in function.body for node in ast.walk(one)]
                keys = [
                    said
                    for node in inside
                    if isinstance(node, ast.Dict)
                    or (isinstance(node, ast.Call) and terminal(node.func) == "dict")
                    for said in self._keys(node, Kind.MADE)
                ]
                known = {said.name for said in keys}
                named = [
                    *self._several(call.args, Kind.MADE),
                    *self._keywords(call, Kind.MADE, but={"fill_with"}),
                ]
                for said in named:
                    yield said if said.name in known else replace(said, place=None)
                names = {said.name for said in named}
                yield from (said for said in keys if said.name in names or not names)

    # -- names -------------------------------------------------------------------------------------

    def _several(self, values: Iterable[ast.expr], kind: Kind = Kind.TEXT) -> Iterator[Said]:
        for value in values:
            yield from self._names(value, kind)

    def _names(self, value: ast.expr, kind: Kind = Kind.TEXT) -> Iterator[Said]:
        """Read texts in lists of lists; a name stands for what it was assigned."""
        pending = [value]
        while pending:
            one = self._followed(pending.pop())
            if isinstance(one, ast.Constant) and isinstance(one.value, str):
                yield Said(one.value, kind, self.inside(one), one)
            elif isinstance(one, ast.List | ast.Tuple | ast.Set):
                pending.extend(one.elts)
            elif isinstance(one, ast.Starred):
                pending.append(one.value)
            elif isinstance(one, ast.BinOp):
                pending += [one.left, one.right]
            elif isinstance(one, ast.IfExp):
                pending += [one.body, one.orelse]
            elif isinstance(one, ast.Dict):
                pending += [key for key in one.keys if key is not None]

    def _in_comparison(self, node: ast.Compare) -> Iterator[Said]:
        """Read ``"x" in graph``, and the keys of a dict that a result is compared with."""
        right = node.comparators[0]
        if isinstance(node.ops[0], ast.In | ast.NotIn):
            if self._is_asked(right) or self._is_result(right):
                yield from self._names(node.left)
        elif isinstance(node.ops[0], ast.Eq | ast.NotEq):
            for one, other in ((node.left, right), (right, node.left)):
                if self._is_result(one) and isinstance(other, ast.Dict):
                    yield from self._keys(other)

    def _followed(self, value: ast.expr) -> ast.expr:
        if isinstance(value, ast.Name):
            found = self._literals.get(value.id, value)
            return found if not isinstance(found, ast.Name) else value
        return value

    # -- drivers and results -----------------------------------------------------------------------

    def _is_asked(self, value: ast.expr) -> bool:
        """Whether an expression is a driver or a graph, as far as one can see."""
        while True:
            if isinstance(value, ast.Name):
                return value.id in self._asked or _ASKED.search(value.id) is not None
            if isinstance(value, ast.Attribute):
                return _ASKED.search(value.attr) is not None
            if isinstance(value, ast.BinOp) and isinstance(value.op, ast.BitOr):
                value = value.left
            elif isinstance(value, ast.Call):
                if terminal(value.func) in ("Driver", "Graph", "Builder"):
                    return True
                is_method = isinstance(value.func, ast.Attribute)
                if not is_method or terminal(value.func) not in _GRAPHS:
                    return isinstance(value.func, ast.Attribute) and value.func.attr == "build"
                value = value.func.value  # type: ignore[attr-defined]  # it is a method
            else:
                return False

    def _is_result(self, value: ast.expr) -> bool:
        """Whether an expression comes from a result of a driver, as far as one can see."""
        while True:
            if isinstance(value, ast.Name):
                return value.id in self._results
            if isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute):
                if value.func.attr in _RESULTS and self._is_asked(value.func.value):
                    return True
                value = value.func.value
            elif isinstance(value, ast.Attribute):
                value = value.value
            else:
                return False


def _named_as_driver(tree: ast.AST) -> set[str]:
    """Find parameters that are annotated as drivers or graphs."""
    return {
        one.arg
        for one in ast.walk(tree)
        if isinstance(one, ast.arg)
        and one.annotation is not None
        and terminal(one.annotation) in ("Driver", "Graph")
    }
