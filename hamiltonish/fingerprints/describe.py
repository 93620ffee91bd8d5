"""What a function, class, module or value is by itself, and what it refers to."""

from __future__ import annotations

import builtins
import functools
import importlib
import importlib.util
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from types import (
    CellType,
    FunctionType,
    GetSetDescriptorType,
    MemberDescriptorType,
    MethodType,
    ModuleType,
)
from typing import Any

from hamiltonish.annotations import type_text
from hamiltonish.fingerprints.code import chains_in_code, parts_of_code
from hamiltonish.fingerprints.normal import Chain, Normal
from hamiltonish.fingerprints.origin import Origin, Package, is_own, origin_of, package_of
from hamiltonish.fingerprints.parts import Role
from hamiltonish.fingerprints.places import inner_path
from hamiltonish.fingerprints.scopes import Imported
from hamiltonish.fingerprints.source import Sources, function_in
from hamiltonish.fingerprints.text import value_text
from hamiltonish.fingerprints.values import Encoded, Opaque, encoded

__all__ = ["Description", "Reference", "described", "references_in"]

_MISSING = object()
_STANDARD = object()


@dataclass(frozen=True, slots=True)
class Reference:
    """Something that is referred to: what it is to who refers to it, its name there, and itself."""

    role: Role
    name: str
    target: Any


@dataclass(frozen=True, slots=True)
class Description:
    """What something is.

    Attributes:
        code: What it is by itself, without a name of its own or of its module.
        references: What it refers to, in the order in which the code has it.
        text: Gives its text for people.
        place: Where it is written.
    """

    code: tuple[str, ...]
    references: tuple[Reference, ...] = ()
    text: Callable[[], str] = str
    place: str = ""


def described(target: Any, is_start: bool, sources: Sources) -> Description:
    """Describe anything.

    Args:
        target: What is described.
        is_start: Whether it is the function of a node, of which the node knows the parameters.
        sources: Finds sources.
    """
    if isinstance(target, FunctionType) and is_own(target):
        return _function(target, is_start, sources)
    if isinstance(target, type) and origin_of(target.__module__) is Origin.USER:
        return _class(target, sources)
    if isinstance(target, ModuleType) and origin_of(target.__name__) is Origin.USER:
        return _module(target)
    if isinstance(target, Package):
        version = target.version
        return Description(("package", target.name, version), (), lambda: version)
    if isinstance(target, Opaque):
        return Description(("opaque", target.name), (), lambda: target.name)
    found = encoded(target)
    text = functools.partial(value_text, target)
    return Description(("value", found.code), tuple(references_in(found)), text)


def references_in(found: Encoded) -> Iterator[Reference]:
    """Yield what a value's code has numbers for."""
    for one in found.referents:
        if isinstance(one, Package):
            yield Reference(Role.PACKAGE, one.name, one)
        elif isinstance(one, Opaque):
            yield Reference(Role.OPAQUE, one.name, one)
        else:
            yield Reference(_role_of(one, Role.CONSTANT), _name_of(one), one)


def _role_of(value: Any, otherwise: Role) -> Role:
    if isinstance(value, type):
        return Role.CLASS
    if isinstance(value, ModuleType):
        return Role.MODULE
    calls = (FunctionType, MethodType, functools.partial, functools._lru_cache_wrapper)
    return Role.HELPER if isinstance(value, calls) else otherwise


def _name_of(value: Any) -> str:
    name = getattr(value, "__qualname__", None) or getattr(value, "__name__", "")
    return str(name).rpartition("<locals>.")[2]


# -- functions -----------------------------------------------------------------------------------


def _function(function: FunctionType, is_start: bool, sources: Sources) -> Description:
    code = function.__code__
    source = sources.of_code(code, function.__globals__)
    if source is None:
        normal = Normal(encoded(parts_of_code(code)).code, chains_in_code(code), frozenset())
    else:
        normal = source.normal
    count = code.co_argcount + code.co_kwonlyargcount
    names = code.co_varnames[:count]
    written = [normal.text] if is_start else [normal.text, *names]
    cells = dict(zip(code.co_freevars, function.__closure__ or (), strict=True))
    around = function.__globals__
    implied = (Chain("__class__"),) if "__class__" in cells else ()  # for `super()`
    references: list[Reference] = []
    for chain in (*normal.reads, *implied):
        tag, found = _resolved(chain, cells, around, normal.writes)
        written.append(tag)
        references.extend(found)
    for name, default in _defaults(function, names):
        written.append(f"default {names.index(name)}")
        references.append(Reference(Role.DEFAULT, name, default))
    wrapped = function.__dict__.get("__wrapped__")
    if wrapped is not None:
        references.append(Reference(Role.HELPER, _name_of(wrapped), wrapped))
    place = f"{code.co_filename.replace(chr(92), '/').rpartition('/')[2]}:{code.co_firstlineno}"
    text = (lambda: "") if source is None else (lambda: source.text)
    return Description(tuple(written), tuple(references), text, place)


def _defaults(function: FunctionType, names: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    defaults = function.__defaults__ or ()
    last = function.__code__.co_argcount
    yield from zip(names[last - len(defaults) : last], defaults, strict=True)
    by_keyword = function.__kwdefaults__ or {}
    yield from ((name, by_keyword[name]) for name in names[last:] if name in by_keyword)


# -- what is read from outside -------------------------------------------------------------------


def _resolved(
    chain: Chain,
    cells: Mapping[str, CellType],
    around: Mapping[str, Any],
    writes: frozenset[str],
) -> tuple[str, list[Reference]]:
    """Find what a chain of names stands for.

    Returns:
        A word for the code, and what it refers to.
    """
    role, value = Role.CONSTANT, _MISSING
    if _is_special(chain.name) and chain.name not in cells:  # such as `__file__` and `__name__`
        return "special", []
    if chain.imported is not None:
        value = _imported(chain.imported, around)
    elif chain.name in cells:
        role, value = Role.CLOSURE, _content(cells[chain.name])
    elif chain.name in around:
        value = around[chain.name]
    elif hasattr(builtins, chain.name):
        return "builtin", []
    if value is _STANDARD:
        return "standard", []
    try:
        inner = inner_path(value, around.get("__file__")) if role is Role.CONSTANT else None
        if inner is not None:
            return "path", [Reference(role, chain.name, inner)]
        return _followed(chain, value, role, writes)
    except Exception:  # noqa: BLE001  # a foreign object may refuse anything
        kind = type(value).__qualname__
        return "opaque", [Reference(Role.OPAQUE, chain.name, Opaque(kind))]


def _followed(
    chain: Chain, value: Any, role: Role, writes: frozenset[str]
) -> tuple[str, list[Reference]]:
    """Follow the attributes of a chain as far as modules and functions go."""
    path = [chain.name]
    extra: list[Reference] = []
    for attribute in chain.attributes:
        if isinstance(value, ModuleType) and origin_of(value.__name__) is Origin.USER:
            value = getattr(value, attribute, _MISSING)
        elif isinstance(value, FunctionType) and attribute in vars(value):
            extra.append(Reference(Role.HELPER, ".".join(path), value))
            value = vars(value)[attribute]
        else:
            break
        path.append(attribute)
    name = ".".join(path)
    if value is _MISSING:
        return "missing", extra
    if chain.name in writes and chain.imported is None and not isinstance(value, ModuleType):
        kind = type(value).__qualname__
        return "state", [Reference(Role.STATE, name, Opaque(kind))]
    tag, found = _referred(value, name, role)
    return tag, [*extra, *found]


def _referred(value: Any, name: str, role: Role) -> tuple[str, list[Reference]]:
    """Refer to a value; what Python or a package has is named at once."""
    if isinstance(value, ModuleType):
        origin = origin_of(value.__name__)
        if origin is Origin.STANDARD:
            return f"standard {value.__name__}", []
        if origin is Origin.PACKAGE:
            package = package_of(value.__name__)
            return f"package {value.__name__}", [Reference(Role.PACKAGE, package.name, package)]  # type: ignore[union-attr]  # it has one
    elif isinstance(value, type) and origin_of(value.__module__) is not Origin.USER:
        found = encoded(value)
        return found.code, list(references_in(found))
    elif callable(value) and not isinstance(value, type):
        module = getattr(value, "__module__", None)
        is_named = isinstance(value, FunctionType) or not hasattr(value, "__dict__")
        if is_named and not (isinstance(value, FunctionType) and is_own(value)) and module:
            found = encoded(value)
            return found.code, list(references_in(found))
    return "own", [Reference(_role_of(value, role), name, value)]


def _content(cell: CellType) -> Any:
    try:
        return cell.cell_contents
    except ValueError:  # it is still empty
        return _MISSING


def _imported(imported: Imported, around: Mapping[str, Any]) -> Any:
    """Find what a function imports itself, as far as it is not Python's.

    The user's own modules are imported for it, as the function would.
    """
    name = imported.module
    if imported.level:
        package = str(around.get("__package__") or "")
        try:
            name = importlib.util.resolve_name("." * imported.level + name, package)
        except ImportError:
            return _MISSING
    origin = origin_of(name)
    if origin is Origin.STANDARD:
        return _STANDARD
    if origin is Origin.PACKAGE:  # loaded already or not, it counts for the same
        return ModuleType(name)
    try:
        module = importlib.import_module(name)
        if not imported.attribute:
            return module
        if hasattr(module, imported.attribute):
            return getattr(module, imported.attribute)
        return importlib.import_module(f"{name}.{imported.attribute}")
    except Exception:  # noqa: BLE001  # a module of the user's may raise anything
        return _MISSING


# -- classes and modules -------------------------------------------------------------------------


def _class(kind: type, sources: Sources) -> Description:
    source = sources.of_class(kind)
    written = [kind.__name__]
    references: list[Reference] = []
    around = _around(kind)
    for chain in source.normal.reads if source else ():
        if chain.name != kind.__name__:
            tag, found = _resolved(chain, {}, around, frozenset())
            written.append(tag)
            references.extend(found)
    if source:
        written.append(source.normal.text)
    else:
        types = _annotations(kind)
        written.extend(f"{name}: {type_text(found)}" for name, found in types.items())
    bases = tuple(base for base in (*kind.__bases__, type(kind)) if base not in (object, type))
    members = _members(kind, source.file if source else None)
    for name, value in (("bases", bases), *members):
        content = encoded(value)
        written += [name, content.code]
        references.extend(_as_members(kind, name, references_in(content)))
    text = (lambda: "") if source is None else (lambda: source.text)
    place = f"{source.file.rpartition('/')[2]}:{source.first}" if source else ""
    return Description(tuple(written), tuple(references), text, place)


def _around(kind: type) -> Mapping[str, Any]:
    """Give the globals of the module in which a class was defined, loaded or not."""
    if module := sys.modules.get(kind.__module__):
        return vars(module)
    methods = (value for value in vars(kind).values() if isinstance(value, FunctionType))
    return next((method.__globals__ for method in methods), {})


def _annotations(kind: type) -> Mapping[str, Any]:
    try:
        return dict(kind.__annotations__)
    except NameError:  # Python 3.14 evaluates them now, and may not find a name
        return {}


def _as_members(kind: type, name: str, references: Iterator[Reference]) -> Iterator[Reference]:
    """Name the methods of a class by the class."""
    for one in references:
        is_method = one.role is Role.HELPER and one.target.__name__ == name
        yield Reference(one.role, f"{kind.__name__}.{name}", one.target) if is_method else one


def _members(kind: type, file: str | None) -> Iterator[tuple[str, Any]]:
    """Yield what is in a class that someone wrote, by name; not what Python or a decorator made."""
    if issubclass(kind, Enum):
        yield from ((f"member {one.name}", one.value) for one in kind.__members__.values())
    for name, value in sorted(vars(kind).items()):
        function = function_in(value)
        if function is not None:
            path = function.__code__.co_filename
            is_made = path.startswith("<") and path != file
            is_made |= _is_special(name) and not is_own(function)
            if not (is_made and file):
                yield name, value
        elif not _is_internal(kind, name, value):
            yield name, value


def _is_special(name: str) -> bool:
    return name.startswith("__") and name.endswith("__")


def _is_internal(kind: type, name: str, value: Any) -> bool:
    if isinstance(value, (MemberDescriptorType, GetSetDescriptorType)):
        return True
    if _is_special(name):
        return True
    is_enum = issubclass(kind, Enum) and (name.startswith("_") or name in kind.__members__)
    return is_enum or name in ("_abc_impl", "_is_protocol", "_is_runtime_protocol")


def _module(module: ModuleType) -> Description:
    """Describe a module by all that it has, as nobody knows what of it is read."""
    content = {name: value for name, value in sorted(vars(module).items()) if not _is_special(name)}
    found = encoded(content)
    return Description(("module", found.code), tuple(references_in(found)))
