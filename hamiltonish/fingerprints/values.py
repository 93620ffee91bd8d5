"""The code of a value: a text that is the same for equal values in every process, and no others.

Functions, classes and modules of the user's are not in it; it has a number in the place of each,
and names them in that order. A value that has no stable form gets the code of its type.
"""

from __future__ import annotations

import copyreg
import functools
import re
import types
from collections.abc import Callable, Generator, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, TypeAlias

from hamiltonish.fingerprints.data import data_of
from hamiltonish.fingerprints.digests import shortened
from hamiltonish.fingerprints.origin import Origin, Package, is_own, origin_of, package_of
from hamiltonish.fingerprints.typing import codes_of, type_steps

__all__ = ["Encoded", "Opaque", "Referent", "encoded"]


@dataclass(frozen=True, slots=True)
class Opaque:
    """The type of an object that has no stable form."""

    name: str


Referent: TypeAlias = "types.FunctionType | type | types.ModuleType | Package | Opaque"
"""What a code has a number for."""

Steps: TypeAlias = Generator[Any, str, str]
"""Makes a code: yields the values in it, one by one, and is sent their codes."""


@dataclass(slots=True)
class Encoded:
    """The code of a value.

    Attributes:
        code: The code.
        referents: What the numbers in it stand for.
    """

    code: str
    referents: list[Referent] = field(default_factory=list)


def encoded(value: object) -> Encoded:
    """Encode a value.

    Example:
        >>> encoded([1, True, 1.0, "1"]).code
        "list(1,True,1.0,'1')"
        >>> encoded({"b", "a"}).code, encoded((None, -0.0)).code
        ("set('a','b')", 'tuple(None,-0.0)')
    """
    plain = _plain(value)
    return Encoded(plain) if plain is not None else _Encoder().encoded(value)


def _plain(value: object) -> str | None:
    """Encode what has nothing in it; None if it may have."""
    kind = type(value)
    if kind is str or kind is bytes:
        return shortened(repr(value))
    if kind is int:
        is_small = -_LARGE < value < _LARGE  # type: ignore[operator]  # it is an int
        return repr(value) if is_small else shortened(hex(value))  # type: ignore[arg-type]
    if kind in _SIMPLE:
        return repr(value)
    is_class = kind is type and value.__module__ == "builtins"
    return f"builtins.{value.__qualname__}" if is_class else None  # type: ignore[attr-defined]  # it is a class


_LARGE = 1 << 64
_SIMPLE = frozenset(
    {bool, float, complex, types.NoneType, types.EllipsisType, types.NotImplementedType}
)
_CALLED_BY_NAME = (
    types.BuiltinFunctionType,
    types.MethodWrapperType,
    types.WrapperDescriptorType,
    types.MethodDescriptorType,
    types.ClassMethodDescriptorType,
    types.GetSetDescriptorType,
    types.MemberDescriptorType,
)
_WRAPPERS = (staticmethod, classmethod)
_LIVE = frozenset(
    {
        *("_io", "_thread", "_weakrefset", "asyncio", "io", "logging", "os", "socket"),
        *("subprocess", "threading", "weakref"),
    }
)
"""Modules of Python whose objects are part of a running process: only their type counts."""


@dataclass(slots=True)
class _Frame:
    """A value that is being encoded."""

    steps: Steps
    value: Any
    lowest: int


class _Encoder:
    """Encodes one value without recursion, however deep it is, and if it holds itself."""

    __slots__ = ("frames", "held", "known", "numbers", "open", "referents")

    def __init__(self) -> None:
        self.frames: list[_Frame] = []
        self.open: dict[int, int] = {}
        self.known: dict[int, str] = {}
        self.held: list[object] = []
        self.numbers: dict[object, int] = {}
        self.referents: list[Referent] = []

    def encoded(self, value: object) -> Encoded:
        """Encode a value."""
        code = self._start(value)
        while self.frames:
            frame = self.frames[-1]
            try:
                below = next(frame.steps) if code is None else frame.steps.send(code)
            except StopIteration as stop:
                code = self._end(shortened(stop.value))
            except Exception:  # noqa: BLE001  # a foreign object may refuse anything
                code = self._end(self._refused(frame.value))
            else:
                code = self._start(below)
        return Encoded(code or "", self.referents)

    def _start(self, value: Any) -> str | None:
        """Give the code of a value, or begin to make it."""
        plain = _plain(value)
        if plain is not None:
            return plain
        if type(value) is tuple:  # most are short and hold nothing that has to be taken apart
            plains = [_plain(item) for item in value]
            if None not in plains:
                return shortened(f"tuple({','.join(plains)})")  # type: ignore[arg-type]  # none is None
        identity = id(value)
        if (known := self.known.get(identity)) is not None:
            return known
        depth = self.open.get(identity)
        if depth is not None:  # it holds itself
            for frame in self.frames[depth + 1 :]:
                frame.lowest = min(frame.lowest, depth)
            return f"^{len(self.frames) - depth}"
        self.open[identity] = len(self.frames)
        self.held.append(value)  # so that no other gets its identity
        self.frames.append(_Frame(self._steps(value), value, len(self.frames)))
        return None

    def _end(self, code: str) -> str:
        frame = self.frames.pop()
        identity = id(frame.value)
        depth = self.open.pop(identity)
        if frame.lowest >= depth:  # nothing in it means something around it
            self.known[identity] = code
        return code

    def refer(self, referent: Referent) -> str:
        """Give the number of what is not in the code."""
        key: object = referent if isinstance(referent, Package | Opaque) else id(referent)
        if key not in self.numbers:
            self.numbers[key] = len(self.referents)
            self.referents.append(referent)
        return f"@{self.numbers[key]}"

    def named(self, module: str | None, name: str) -> str:
        """Encode what a module has under a name; of an installed package, its version counts."""
        package = package_of(module) if module else None
        path = f"{module}.{name}"
        return f"{path}{self.refer(package)}" if package else path.lstrip("_")

    def _refused(self, value: Any) -> str:
        name = type(value).__qualname__
        return f"refused({name}){self.refer(Opaque(name))}"

    # -- the kinds of values -----------------------------------------------------------------------

    def _steps(self, value: Any) -> Steps:
        write = _CONTAINERS.get(type(value)) or _Encoder._other
        return (yield from write(self, value))

    def _other(self, value: Any) -> Steps:
        if isinstance(value, type) and not isinstance(value, types.GenericAlias):
            return self._class(value)
        if (steps := type_steps(value)) is not None:
            return (yield from steps)
        for kinds, write in _KINDS:
            if isinstance(value, kinds):
                return (yield from write(self, value))
        if (data := data_of(value)) is not None:
            package = package_of(type(value).__module__)
            codes = yield from codes_of(data)
            return f"data{self.refer(package) if package else ''}({','.join(codes)})"
        return (yield from self._object(value))

    def _sequence(self, value: Iterable[Any]) -> Steps:
        codes = []
        for item in value:
            plain = _plain(item)
            codes.append((yield item) if plain is None else plain)
        return f"{type(value).__name__}({','.join(codes)})"

    def _mapping(self, value: Mapping[Any, Any]) -> Steps:
        """The order counts: it is that of columns that are made of it."""
        codes = yield from codes_of(one for pair in value.items() for one in pair)
        return f"{type(value).__name__}({','.join(codes)})"

    def _set(self, value: Iterable[Any]) -> Steps:
        """Of sets and of classes made of them; other orders in other processes do not count."""
        # Functions and classes in it get their numbers in the order of their names.
        codes = yield from codes_of(sorted(value, key=_name_in_set))
        kind = type(value)
        name = kind.__name__ if kind in _CONTAINERS else (yield kind)
        return f"{name}({','.join(sorted(codes))})"

    def _function(self, value: types.FunctionType) -> Steps:
        if is_own(value):
            return self.refer(value)
        module = str(value.__globals__.get("__name__", ""))
        code = self.named(module, value.__code__.co_qualname)
        inner = [cell.cell_contents for cell in value.__closure__ or () if _is_full(cell)]
        return f"{code}({yield inner})" if inner and "<locals>" in code else code
        yield  # it makes steps, if it comes to that

    def _method(self, value: types.MethodType) -> Steps:
        return f"method({(yield value.__self__)},{(yield value.__func__)})"

    def _builtin(self, value: Any) -> Steps:
        owner = getattr(value, "__self__", None)
        name = value.__name__
        if owner is None or isinstance(owner, types.ModuleType):
            owner = getattr(value, "__objclass__", None)
            if owner is None:
                return self.named(value.__module__, name)
        return f"{(yield owner)}.{name}"

    def _partial(self, value: functools.partial[Any]) -> Steps:
        return f"partial({(yield value.func)},{(yield value.args)},{(yield value.keywords)})"

    def _module(self, value: types.ModuleType) -> Steps:
        if origin_of(value.__name__) is Origin.USER:
            return self.refer(value)
        return self.named(value.__name__, "")
        yield  # it makes steps, if it comes to that

    def _wrapper(self, value: Any) -> Steps:
        return f"{type(value).__name__}({(yield value.__func__)})"

    def _property(self, value: property) -> Steps:
        return f"property({(yield value.fget)},{(yield value.fset)},{(yield value.fdel)})"

    def _cached(self, value: Any) -> Steps:
        return f"cached({(yield value.__wrapped__)})"

    def _enum(self, value: Enum) -> Steps:
        return f"{(yield type(value))}.{value.name}"

    def _pattern(self, value: re.Pattern[Any]) -> Steps:
        return f"regex({(yield value.pattern)},{value.flags})"

    def _view(self, value: memoryview) -> Steps:
        return f"bytes({(yield value.tobytes())})"

    def _range(self, value: Any) -> Steps:
        return f"{type(value).__name__}({(yield (value.start, value.stop, value.step))})"

    def _code(self, value: types.CodeType) -> Steps:
        from hamiltonish.fingerprints.code import parts_of_code

        return f"code({(yield parts_of_code(value))})"

    # -- classes and objects -----------------------------------------------------------------------

    def _class(self, value: type) -> str:
        """Of Python's classes and those of packages the name counts, and the version."""
        if origin_of(value.__module__) is Origin.USER:
            return self.refer(value)
        name = _PATHS.get(value.__qualname__, value.__qualname__)
        return self.named(value.__module__, name)

    def _object(self, value: Any) -> Steps:
        """What makes it again: its class, arguments, state and items."""
        kind = type(value)
        if kind.__module__.partition(".")[0] in _LIVE:
            return f"live({(yield kind)})"
        try:
            found = _reduced(value)
        except Exception:  # noqa: BLE001  # a lock, a generator, or a foreign class may refuse
            return (yield from self._opaque(value))
        if isinstance(found, str):
            return self.named(kind.__module__, found)
        maker, arguments, state, items, pairs = (*found, None, None, None)[:5]
        contents = [None if more is None else list(more) for more in (items, pairs)]
        codes = yield from codes_of((maker, arguments, _lasting(kind, state), *contents))
        return f"object({','.join(codes)})"

    def _opaque(self, value: Any) -> Steps:
        """Of what nobody can make again the type counts, its name, and the function in it."""
        kind = type(value)
        inner = getattr(value, "__dict__", {})
        names = [inner.get(name) or _of_class(value, name) for name in ("__module__", "__name__")]
        known = [name for name in names if isinstance(name, str)]
        codes = yield from codes_of((kind, known, inner.get("__wrapped__")))
        return f"opaque({','.join(codes)}){self.refer(Opaque(kind.__qualname__))}"


def _reduced(value: Any) -> Any:
    """Say how to make an object again, as `copy` and `pickle` do."""
    kind = type(value)
    by_table = copyreg.dispatch_table.get(kind)
    return value.__reduce_ex__(4) if by_table is None else by_table(value)


def _of_class(value: Any, name: str) -> Any:
    """Give an attribute that the class computes, as that of a function of an extension."""
    return getattr(value, name, None) if hasattr(type(value), "__get__") else None


def _is_full(cell: types.CellType) -> bool:
    try:
        _ = cell.cell_contents
    except ValueError:
        return False
    return True


def _name_in_set(value: Any) -> str:
    return str(getattr(value, "__qualname__", type(value).__qualname__))


def _lasting(kind: type, state: Any) -> Any:
    """Leave out of an object's state what it only remembers of what it computed."""
    if isinstance(state, dict):
        return {
            name: value
            for name, value in state.items()
            if not (
                isinstance(name, str)
                and isinstance(getattr(kind, name, None), functools.cached_property)
            )
        }
    return state


_PATHS = {"PosixPath": "Path", "WindowsPath": "Path"}
"""Classes that are called otherwise on another machine."""

_Write: TypeAlias = Callable[[_Encoder, Any], Steps]

_CONTAINERS: dict[type, _Write] = {
    list: _Encoder._sequence,
    tuple: _Encoder._sequence,
    dict: _Encoder._mapping,
    types.MappingProxyType: _Encoder._mapping,
    set: _Encoder._set,
    frozenset: _Encoder._set,
}

_KINDS: tuple[tuple[Any, _Write], ...] = (
    (types.FunctionType, _Encoder._function),
    ((set, frozenset), _Encoder._set),
    (types.MethodType, _Encoder._method),
    (_CALLED_BY_NAME, _Encoder._builtin),
    (functools.partial, _Encoder._partial),
    (types.ModuleType, _Encoder._module),
    (_WRAPPERS, _Encoder._wrapper),
    (property, _Encoder._property),
    (functools._lru_cache_wrapper, _Encoder._cached),
    (Enum, _Encoder._enum),
    (re.Pattern, _Encoder._pattern),
    (memoryview, _Encoder._view),
    ((range, slice), _Encoder._range),
    (types.CodeType, _Encoder._code),
)
