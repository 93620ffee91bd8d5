"""A type as one writes it, for messages and pictures; never with an address in it."""

import re
from collections import abc
from enum import Enum
from types import NoneType
from typing import Annotated, Any, Literal, get_args, get_origin

from hamiltonish.annotations.resolve import Unresolved
from hamiltonish.annotations.wrappers import is_union

_PREFIXES = {"polars": "pl", "pandas": "pd", "narwhals": "nw", "numpy": "np", "pyarrow": "pa"}

# Classes whose bare name says too little, with the module from which one imports them.
_HOMES = {
    "dask": "dask.dataframe",
    "dask_expr": "dask.dataframe",
    "duckdb": "duckdb",
    "_duckdb": "duckdb",
    "ibis": "ibis",
    "modin": "modin.pandas",
    "cudf": "cudf",
    "pyspark": "pyspark.sql",
}

_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")
_LONGEST_METADATA = 40


def type_text(annotation: Any) -> str:
    """Write a type as one writes it in a signature.

    Args:
        annotation: Any annotation, resolved or not, or the class of a value.

    Returns:
        Its text, on one line: classes of dataframe libraries with the prefix that everyone uses,
        others by their name without the module.

    Example:
        >>> type_text(dict[str, int | None])
        'dict[str, int | None]'
        >>> import polars as pl
        >>> type_text(Annotated[pl.Expr, pl.Float64])
        'Annotated[pl.Expr, pl.Float64]'
    """
    if isinstance(annotation, str):
        return annotation
    if isinstance(annotation, Unresolved):
        return annotation.text
    if annotation is None or annotation is NoneType:
        return "None"
    if annotation is ...:
        return "..."
    if isinstance(annotation, (list, tuple)):  # the parameters of a Callable
        return f"[{_listed(annotation)}]"
    if is_union(annotation):
        return " | ".join(map(type_text, annotation.__args__))
    origin = get_origin(annotation)
    if origin is not None and getattr(annotation, "__args__", None) is not None:
        return _generic_text(annotation)
    # With an origin and without arguments: `typing.List` and its like, bare.
    return _named_text(annotation if origin is None else origin)


def _generic_text(annotation: Any) -> str:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        metadata = ", ".join(map(_value_text, annotation.__metadata__))
        return f"Annotated[{type_text(annotation.__origin__)}, {metadata}]"
    if origin is Literal:
        return f"Literal[{', '.join(map(_value_text, arguments))}]"
    if _is_array_of_any_shape(origin, arguments):
        return f"npt.NDArray[{_listed(get_args(arguments[1]))}]"
    if origin is abc.Callable:
        return f"Callable[{_listed(arguments)}]"
    return f"{_named_text(origin)}[{_listed(arguments) or '()'}]"


def _listed(arguments: abc.Iterable[Any]) -> str:
    return ", ".join(map(type_text, arguments))


def _is_array_of_any_shape(origin: Any, arguments: tuple[Any, ...]) -> bool:
    """Tell whether a type is what `npt.NDArray[...]` stands for."""
    if getattr(origin, "__name__", "") != "ndarray" or len(arguments) != 2:
        return False
    shape = get_args(arguments[0])
    return (arguments[0] is Any or (len(shape) == 2 and shape[1] is ...)) and bool(
        get_args(arguments[1])
    )


def _named_text(annotation: Any) -> str:
    """Write what has a name of its own: a class, an alias, a type variable, a special form."""
    name = getattr(annotation, "__qualname__", None) or getattr(annotation, "__name__", None)
    if not isinstance(name, str):
        name = getattr(annotation, "_name", None)
    if not isinstance(name, str):
        return _value_text(annotation)
    name = name.rpartition("<locals>.")[2]
    module = str(getattr(annotation, "__module__", ""))
    if name == "NDArray" and module.startswith("numpy."):  # an alias since NumPy 2.5
        return "npt.NDArray"
    root = module.partition(".")[0]
    home = _PREFIXES.get(root) or _HOMES.get(root)
    return f"{home}.{name}" if home and isinstance(annotation, type) else name


def _value_text(value: Any) -> str:
    """Write a value that stands in a type, shortened, as it would be typed where that is known."""
    if isinstance(value, Enum):
        return f"{type(value).__qualname__.rpartition('<locals>.')[2]}.{value.name}"
    if isinstance(value, type) or get_origin(value) is not None:
        return type_text(value)
    if callable(value) and hasattr(value, "__qualname__"):
        return str(value.__qualname__).rpartition("<locals>.")[2]
    text = " ".join(_ADDRESS.sub("", repr(value)).split())
    name = type(value).__qualname__
    if text == name or text.startswith(f"{name}("):  # such as `pl.Datetime(time_unit='us')`
        text = _named_text(type(value)) + text.removeprefix(name)
    return text if len(text) <= _LONGEST_METADATA else text[: _LONGEST_METADATA - 1] + "…"
