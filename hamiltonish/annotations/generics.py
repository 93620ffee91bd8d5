"""What a generic class is generic in: its parameters, and its arguments seen as a base's."""

# The table below holds types as data, where a type checker expects them in annotations only.
# mypy: disable-error-code="valid-type, misc"
# pyright: reportGeneralTypeIssues=false

from collections import ChainMap, Counter, OrderedDict, abc, defaultdict, deque
from typing import Any, Never, TypeVar, Union, get_origin

from hamiltonish.annotations.members import field_types, is_named_tuple

_T = TypeVar("_T")
_K = TypeVar("_K")
_V = TypeVar("_V")
_T_co = TypeVar("_T_co", covariant=True)
_R_co = TypeVar("_R_co", covariant=True)
_V_co = TypeVar("_V_co", covariant=True)
_S_contra = TypeVar("_S_contra", contravariant=True)

# The classes of the standard library do not say what they are generic in: this table does, as the
# stubs of the type checkers have it. The variance of a parameter is the variance of its variable.
_STANDARD: tuple[tuple[Any, Any], ...] = (
    (abc.Container[_T_co], object),
    (abc.Iterable[_T_co], object),
    (abc.Iterator[_T_co], abc.Iterable[_T_co]),
    (abc.Generator[_T_co, _S_contra, _R_co], abc.Iterator[_T_co]),
    (abc.Reversible[_T_co], abc.Iterable[_T_co]),
    (abc.Collection[_T_co], abc.Iterable[_T_co]),
    (abc.Collection[_T_co], abc.Container[_T_co]),
    (abc.Sequence[_T_co], abc.Collection[_T_co]),
    (abc.Sequence[_T_co], abc.Reversible[_T_co]),
    (abc.MutableSequence[_T], abc.Sequence[_T]),
    (abc.Set[_T_co], abc.Collection[_T_co]),
    (abc.MutableSet[_T], abc.Set[_T]),
    (abc.Mapping[_K, _V_co], abc.Collection[_K]),
    (abc.MutableMapping[_K, _V], abc.Mapping[_K, _V]),
    (abc.KeysView[_T_co], abc.Set[_T_co]),
    (abc.ItemsView[_K, _V_co], abc.Set[tuple[_K, _V_co]]),
    (abc.ValuesView[_V_co], abc.Collection[_V_co]),
    (abc.Awaitable[_T_co], object),
    (abc.Coroutine[_T_co, _S_contra, _R_co], abc.Awaitable[_R_co]),
    (abc.AsyncIterable[_T_co], object),
    (abc.AsyncIterator[_T_co], abc.AsyncIterable[_T_co]),
    (abc.AsyncGenerator[_T_co, _S_contra], abc.AsyncIterator[_T_co]),
    (list[_T], abc.MutableSequence[_T]),
    (deque[_T], abc.MutableSequence[_T]),
    (set[_T], abc.MutableSet[_T]),
    (frozenset[_T_co], abc.Set[_T_co]),
    (tuple[_T_co], abc.Sequence[_T_co]),
    (dict[_K, _V], abc.MutableMapping[_K, _V]),
    (dict[_K, _V], abc.Reversible[_K]),
    (defaultdict[_K, _V], dict[_K, _V]),
    (OrderedDict[_K, _V], dict[_K, _V]),
    (Counter[_T], dict[_T, int]),
    (ChainMap[_K, _V], abc.MutableMapping[_K, _V]),
    (enumerate[_T], abc.Iterator[tuple[int, _T]]),
    (str, abc.Sequence[str]),
    (bytes, abc.Sequence[int]),
    (bytearray, abc.MutableSequence[int]),
    (memoryview, abc.Sequence[int]),
    (range, abc.Sequence[int]),
)

_PARAMETERS: dict[object, tuple[Any, ...]] = {}
_BASES: dict[object, tuple[object, ...]] = {}
for _generic, _base in _STANDARD:
    _class = get_origin(_generic) or _generic
    _PARAMETERS[_class] = getattr(_generic, "__parameters__", ())
    _BASES[_class] = (*_BASES.get(_class, ()), _base)


def parameters_of(origin: type) -> tuple[Any, ...]:
    """Return the type variables that a class is generic in.

    Args:
        origin: A class, such as `list` or a user's generic class.

    Returns:
        The variables in order, each with its variance; empty where nothing is known.

    Example:
        >>> [variable.__covariant__ for variable in parameters_of(abc.Mapping)]
        [False, True]
    """
    if origin in _PARAMETERS:
        return _PARAMETERS[origin]
    if hasattr(origin, "__parameters__"):
        return tuple(origin.__parameters__)
    # `class Table(dict[str, list[T]])` is generic in what its bases are generic in.
    bases: tuple[Any, ...] = getattr(origin, "__orig_bases__", ())
    found = (variable for base in bases for variable in getattr(base, "__parameters__", ()))
    return tuple(dict.fromkeys(found))


def substituted(annotation: Any, arguments: dict[Any, Any]) -> Any:
    """Put arguments in the place of the type variables of an annotation.

    Args:
        annotation: Any annotation, with or without type variables.
        arguments: The arguments by type variable; a variable without one becomes `Any`.

    Returns:
        The annotation without type variables; `Any` where it cannot be written.

    Example:
        >>> substituted(dict[str, _T], {_T: int})
        dict[str, int]
    """
    if isinstance(annotation, TypeVar):
        return arguments.get(annotation, Any)
    variables = getattr(annotation, "__parameters__", ())
    if isinstance(annotation, type) or not variables:
        return annotation
    try:
        return annotation[tuple(arguments.get(variable, Any) for variable in variables)]
    except TypeError:  # parameter specifications and tuples of variables: nothing to compare
        return Any


def arguments_as(
    origin: type, arguments: tuple[Any, ...] | None, ancestor: type
) -> tuple[Any, ...] | None:
    """Return the arguments of a generic class, seen as one of its ancestors.

    Args:
        origin: The class to begin with.
        arguments: Its arguments, or `None` where it stands bare.
        ancestor: The class as which it is seen.

    Returns:
        The arguments of `ancestor`; `None` where they are unknown, because a class on the way is
        bare or is an ancestor by registration only.

    Example:
        >>> arguments_as(dict, (str, int), abc.Iterable)
        (<class 'str'>,)
        >>> arguments_as(str, None, abc.Sequence)
        (<class 'str'>,)
    """
    pending = [(origin, arguments)]
    while pending:
        current, given = pending.pop()
        if current is ancestor:
            return given
        known = _arguments_by_variable(current, given)
        for base in reversed(_bases_of(current)):
            base_class = get_origin(base) or base
            if isinstance(base_class, type):
                bound = substituted(base, known)
                pending.append((base_class, getattr(bound, "__args__", None)))
    return None


def element_of(arguments: tuple[Any, ...]) -> Any:
    """Return the type of the elements of a tuple type, from its arguments.

    Args:
        arguments: The arguments of `tuple[...]`.

    Returns:
        The union of the elements; `Never` for the empty tuple.

    Example:
        >>> element_of((int, ...))
        <class 'int'>
    """
    if not arguments:
        return Never
    if any(getattr(argument, "__unpacked__", False) for argument in arguments):
        return Any
    return Union[tuple(argument for argument in arguments if argument is not ...)]  # noqa: UP007  # of a number known at run time


def _arguments_by_variable(origin: type, arguments: tuple[Any, ...] | None) -> dict[Any, Any]:
    if arguments is None:
        return {}
    if origin is tuple:
        arguments = (element_of(arguments),)
    variables = parameters_of(origin)
    # Of unequal number with a TypeVarTuple only: then all are `Any`.
    return dict(zip(variables, arguments, strict=True)) if len(variables) == len(arguments) else {}


def _bases_of(origin: type) -> tuple[Any, ...]:
    if origin in _BASES:
        return _BASES[origin]
    if is_named_tuple(origin):
        types = field_types(origin)
        fields: tuple[str, ...] = getattr(origin, "_fields", ())
        return (tuple[tuple(types.get(field, Any) for field in fields)],)
    return tuple(origin.__dict__.get("__orig_bases__", origin.__bases__))
