"""The source of a compiled function: a line for each call, and nothing else that takes time."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from hamiltonish.annotations import type_text
from hamiltonish.compile.calls import Calls
from hamiltonish.compile.facts import Fact, Told
from hamiltonish.compile.names import Names, identifier_of, quoted
from hamiltonish.compile.nulls import Nulls, guarded
from hamiltonish.compile.work import EACH_OWN, Call, Input, Work
from hamiltonish.errors.text import counted, listed
from hamiltonish.node import MISSING

__all__ = ["HEADER", "TOLD", "Source", "source_of", "wrapped"]

HEADER = "from __future__ import annotations\n\n\n"
TOLD = "_told"
_IN, _DEEP = " " * 4, " " * 8
_WIDEST = 100
_SHOWN = 20
_RESERVED = ("Exception", TOLD)


@dataclass(frozen=True, slots=True)
class Source:
    """The text of a function, and what it stands for.

    Attributes:
        name: The name of the function.
        text: The function.
        guarded: The name of the function for records with None in them; empty if there is none.
        guarded_text: That function.
        globals: What stands behind the names that the text does not define.
        facts: What each line computes, by its number in the whole source.
        parameters: For each parameter, the name of its input.
        types: The type of each parameter.
        defaults: The default of each parameter that has one.
        returns: The type of each output.
    """

    name: str
    text: str
    guarded: str
    guarded_text: str
    globals: Mapping[str, object]
    facts: Mapping[int, Fact | Told]
    parameters: Mapping[str, str]
    types: Mapping[str, object]
    defaults: Mapping[str, object]
    returns: Mapping[str, object]

    @property
    def whole(self) -> str:
        """All of it, as one text that Python can execute."""
        return HEADER + self.text + (f"\n\n{self.guarded_text}" if self.guarded else "")


def source_of(work: Work, returns: type | None = None) -> Source:
    """Write the source of a function.

    Args:
        work: What is to be compiled.
        returns: What is made of the outputs, by keyword; by default one is given as it is, and
            several in a dict, which is also made of one if it is `dict`.
    """
    return _Writer(work, returns).source()


class _Writer:
    """Writes one function: once for records without None, once for those with it."""

    def __init__(self, work: Work, returns: type | None) -> None:
        self.work = work
        self.names = names = Names(_RESERVED)
        # A name that Python allows is kept; others make way for it.
        plain_first = sorted(work.inputs, key=lambda one: identifier_of(one.name) != one.name)
        self.variables = {one.name: names.local(one.name) for one in plain_first}
        name = _function_name(work.outputs)
        self.name = names.local(name) if name.startswith("_") else name  # globals begin with `_`
        for call in work.calls:
            self.variables[call.writes] = names.local(call.writes)
        self.calls = Calls(names)
        for name, value in work.constants.items():
            self.variables[name] = self.calls.constant(value, name)
        self.itself, self.error = names.local("self"), names.local("error")
        self.guarded = names.outside(f"{self.name}_with_none", None)
        self.made = ""
        if returns is not None and returns is not dict:
            self.made = names.outside(returns.__name__, returns)
        self.is_value = returns is None and len(work.outputs) == 1
        self.nulls = Nulls()
        self.own_defaults = {one.name for one in work.inputs if one.default is EACH_OWN}
        self.strict = [() if c.node is None else self.nulls.strict(c.node) for c in work.calls]
        self.reads = [self._reads(call) for call in work.calls]
        self.texts = [
            self._text(call, reads) for call, reads in zip(work.calls, self.reads, strict=True)
        ]
        self.drops = self._drops()
        self.told = [
            None if call.node is None else Fact(call.node, self.variables[call.writes], reads)
            for call, reads in zip(work.calls, self.reads, strict=True)
        ]
        self.facts: dict[int, Fact | Told] = {}
        self.returns: Mapping[str, object] = work.types

    def source(self) -> Source:
        inputs, widened = self.work.inputs, self.nulls.with_none
        checked = self._checked()
        may = {one.name for one in inputs if self.nulls.admits(one.type)}
        may |= {name for name, value in self.work.constants.items() if value is None}
        types = {one.name: widened(one.type) if one.name in checked else one.type for one in inputs}
        nulled = self._nulled(may.union(checked)).union(checked)
        self.returns = {n: widened(t) if n in nulled else t for n, t in self.work.types.items()}
        parameters = [self._parameter(one, types[one.name]) for one in inputs]
        head = self._head(parameters)
        line = HEADER.count("\n") + 1
        fast = [*head, *self._check(checked)]
        body = self._body(may.difference(checked), line + len(fast))
        text = "\n".join([*fast, *body]) + "\n"
        guarded = ""
        if checked:
            definition = self._definition(self.guarded, "", parameters)
            start = line + text.count("\n") + 2 + len(definition)
            body = self._body(may.union(checked), start)
            guarded = "\n".join([*definition, *body]) + "\n"
        known = self.names.globals
        del known[self.guarded]
        by_variable = {self.variables[one.name]: one for one in inputs}
        return Source(
            self.name,
            text,
            self.guarded if checked else "",
            guarded,
            known,
            self.facts,
            {variable: one.name for variable, one in by_variable.items()},
            {variable: types[one.name] for variable, one in by_variable.items()},
            {v: one.default for v, one in by_variable.items() if one.default is not MISSING},
            self.returns,
        )

    # -- what stands before the calls ------------------------------------------------------------

    def _head(self, parameters: Sequence[str]) -> list[str]:
        lines = self._definition(self.name, self.itself, parameters)
        told = list(_docstring(self.work, self.variables))
        lines.append(f'{_IN}"""{told[0]}' + ("" if len(told) > 1 else '"""'))
        if len(told) > 1:
            lines += [f"{_IN}{line}".rstrip() for line in told[1:]]
            lines.append(f'{_IN}"""')
        return lines

    def _definition(self, name: str, itself: str, parameters: Sequence[str]) -> list[str]:
        parts = [*([itself] if itself else []), *(["*"] if parameters else []), *parameters]
        return wrapped(f"def {name}(", parts, f"){self._returned_text()}:")

    def _parameter(self, one: Input, annotation: object) -> str:
        text = f"{self.variables[one.name]}: {_annotation_text(annotation)}"
        if one.default is MISSING:
            return text
        return f"{text} = {self.calls.constant(one.default, 'default')}"

    def _returned_text(self) -> str:
        if self.made:
            return f" -> {self.made}"
        if self.is_value:
            return f" -> {_annotation_text(self.returns[self.work.outputs[0]])}"
        return " -> dict"

    def _checked(self) -> list[str]:
        """List the inputs that row functions read which do not take None."""
        read = {
            call.reads[i]
            for call, strict in zip(self.work.calls, self.strict, strict=True)
            for i in strict
        }
        return [one.name for one in self.work.inputs if one.name in read]

    def _check(self, checked: Sequence[str]) -> list[str]:
        if not checked:
            return []
        tests = [f"{self.variables[name]} is None" for name in checked]
        given = [self.variables[one.name] for one in self.work.inputs]
        passed = [f"{variable}={variable}" for variable in given]
        return [
            *_either(tests),
            *wrapped(f"{_DEEP}return {self.guarded}(", passed, ")"),
        ]

    # -- the calls -------------------------------------------------------------------------------

    def _nulled(self, may: set[str]) -> set[str]:
        """Find the names whose values may be None because a call is guarded.

        Args:
            may: The inputs that may be None.
        """
        may, nulled = set(may), set()
        for call, strict in zip(self.work.calls, self.strict, strict=True):
            if any(call.reads[i] in may for i in strict):
                nulled.add(call.writes)
                may.add(call.writes)
            elif call.node is not None and self.nulls.admits(call.node.type):
                may.add(call.writes)
        return nulled

    def _body(self, may: set[str], line: int) -> list[str]:
        """Write the calls.

        Args:
            may: The inputs that may be None.
            line: The number of the first line.
        """
        work, variables, admits = self.work, self.variables, self.nulls.admits
        may = set(may)
        lines = [f"{_IN}try:"]
        rows = zip(work.calls, self.texts, self.strict, self.told, self.drops, strict=True)
        for call, written, strict, fact, drops in rows:
            tested = (
                [variables[call.reads[i]] for i in strict if call.reads[i] in may] if may else ()
            )
            text = guarded(written, tested) if tested else written
            if fact is not None:  # it is no check, which has no result
                if tested or admits(fact.node.type):
                    may.add(call.writes)
                self.facts[line + len(lines)] = fact
                text = f"{fact.variable} = {text}"
            lines.append(f"{_DEEP}{text}")
            if drops:
                lines.append(f"{_DEEP}del {', '.join(drops)}")
        last = f"{_DEEP}{variables[work.outputs[0]]} = "
        if self.is_value and lines[-1].startswith(last):
            lines[-1] = f"{_DEEP}return {lines[-1].removeprefix(last)}"
        else:
            lines += self._returned()
        lines += [
            f"{_IN}except Exception as {self.error}:",
            f"{_DEEP}{TOLD}({self.error})",
            f"{_DEEP}raise",
        ]
        if not work.calls:  # inputs or constants are given back
            lines = [text.removeprefix(_IN) for text in lines[1:-3]]
        return lines

    def _returned(self) -> list[str]:
        pairs = [(name, self.variables[name]) for name in self.work.outputs]
        start = f"{_DEEP}return "
        if self.made:
            fields = [f"{identifier_of(name)}={variable}" for name, variable in pairs]
            return wrapped(f"{start}{self.made}(", fields, ")")
        if self.is_value:
            return [f"{start}{pairs[0][1]}"]
        return wrapped(
            f"{start}{{", [f"{quoted(name)}: {variable}" for name, variable in pairs], "}"
        )

    def _reads(self, call: Call) -> tuple[str, ...]:
        return tuple([self.variables[name] for name in call.reads])

    def _text(self, call: Call, reads: tuple[str, ...]) -> str:
        if call.operation is not None or call.node is None:
            function = self.calls.function(call.writes, call.operation)
            return f"{function}({', '.join(reads)})"
        if self.own_defaults:
            reads = tuple(
                [
                    self._read_or_default(variable, parameter.default)
                    if parameter.name in self.own_defaults
                    else variable
                    for variable, parameter in zip(reads, call.node.parameters, strict=True)
                ]
            )
        return self.calls.written(call.node, reads)

    def _read_or_default(self, variable: str, default: object) -> str:
        own = self.calls.constant(EACH_OWN, "each_own")
        return f"{self.calls.constant(default, 'default')} if {variable} is {own} else {variable}"

    def _drops(self) -> list[list[str]]:
        """List, for each call, the variables that nothing reads later and that may be large."""
        work = self.work
        is_small = self.nulls.is_scalar
        small = {one.name for one in work.inputs if is_small(one.type)} | set(work.constants)
        small |= {c.writes for c in work.calls if c.node is not None and is_small(c.node.type)}
        gone = small.union(work.outputs)
        if len(gone) == len(self.variables):
            return [[]] * len(work.calls)
        drops: list[list[str]] = []
        for call in reversed(work.calls):
            last = [name for name in dict.fromkeys(call.reads) if name not in gone]
            gone.update(last)
            drops.append([self.variables[name] for name in last])
        return drops[::-1]


def wrapped(start: str, parts: Sequence[str], end: str) -> list[str]:
    """Write a list on one line, or, if that is too long, each part on its own.

    Example:
        >>> wrapped("f(", ["a", "b"], ")")
        ['f(a, b)']
    """
    line = f"{start}{', '.join(parts)}{end}"
    if len(line) <= _WIDEST:
        return [line]
    indent = " " * (len(start) - len(start.lstrip()))
    return [start, *(f"{indent}{_IN}{part}," for part in parts), f"{indent}{end}"]


def _either(tests: Sequence[str]) -> list[str]:
    """Write the start of an `if` of some tests, of which one has to hold."""
    line = f"{_IN}if {' or '.join(tests)}:"
    if len(line) <= _WIDEST:
        return [line]
    rest = [f"{_DEEP}or {test}" for test in tests[1:]]
    return [f"{_IN}if (", f"{_DEEP}{tests[0]}", *rest, f"{_IN}):"]


def _function_name(outputs: Sequence[str]) -> str:
    """Name the function after its outputs."""
    names = [identifier_of(name) for name in outputs]
    if len(names) <= 2:
        return "_and_".join(names)
    return f"{names[0]}_and_{len(names) - 1}_more"


def _annotation_text(annotation: object) -> str:
    text = type_text(annotation)
    return text if _is_code(text) else "object"


@lru_cache(maxsize=1024)  # most functions have the same few types
def _is_code(text: str) -> bool:
    """Whether a type's text is code; that of a value that is shortened may not be."""
    try:
        ast.parse(text, mode="eval")
    except SyntaxError:
        return False
    return True


def _docstring(work: Work, variables: Mapping[str, str]) -> Iterator[str]:
    modules = dict.fromkeys(
        c.node.module for c in work.calls if c.node is not None and c.node.module
    )
    names = [one.name for one in work.inputs]
    of = f" from {listed(names, at_most=4)}" if names else ""
    yield _escaped(f"Compute {listed(work.outputs, at_most=3)}{of}.")
    yield ""
    calls = counted(sum(c.node is not None for c in work.calls), "function")
    home = f" of {listed(tuple(modules), at_most=3)}" if modules else ""
    yield _escaped(f"Calls {calls}{home}.")
    renamed = [name for name in names if variables[name] != name]
    if renamed:
        yield ""
        yield "Args:"
        for name in renamed:
            yield _escaped(f"    {variables[name]}: The input `{name}`.")
    told = dict(_told_of(work))
    if told:
        yield ""
        yield "Returns:"
        for name, doc in told.items():
            yield _escaped(f"    {doc}" if len(work.outputs) == 1 else f"    {name}: {doc}")


def _told_of(work: Work) -> Iterator[tuple[str, str]]:
    """Yield the first line of what the functions of the outputs say of themselves."""
    wanted = frozenset(work.outputs[:_SHOWN])
    for call in work.calls:
        if call.writes in wanted and call.node is not None and call.node.doc:
            yield call.writes, call.node.doc.partition("\n")[0]


def _escaped(line: str) -> str:
    return line.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
