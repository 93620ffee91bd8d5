"""Result builders and graph adapters: what `execute` gives, and the adapters of old projects."""

from __future__ import annotations

from collections.abc import Mapping, Sized
from typing import Any

from hamiltonish.compat.hamilton.lifecycle import api
from hamiltonish.compat.hamilton.lifecycle.adapters import accepts
from hamiltonish.compat.hamilton.node import Node

__all__ = [
    "DefaultAdapter",
    "DictResult",
    "HamiltonGraphAdapter",
    "NumpyMatrixResult",
    "PandasDataFrameResult",
    "ResultMixin",
    "SimplePythonDataFrameGraphAdapter",
    "SimplePythonGraphAdapter",
    "StrictIndexTypePandasDataFrameResult",
]


class ResultMixin(api.LegacyResultMixin):
    """The base class of result builders."""


class DictResult(ResultMixin):
    """Gives a dict of names to values."""

    @staticmethod
    def build_result(**outputs: Any) -> dict[str, Any]:
        """Give the outputs as they are.

        Example:
            >>> DictResult.build_result(a=1, b=[2])
            {'a': 1, 'b': [2]}
        """
        return outputs

    def output_type(self) -> Any:
        """Name the type of what it makes."""
        return dict[str, Any]


class PandasDataFrameResult(ResultMixin):
    """Gives a pandas frame: Series are aligned by index, scalars are repeated.

    Values without any list among them make one row. The columns of a frame among the outputs are
    named ``output.column``; a frame that is the only output is given as it is.
    """

    @staticmethod
    def build_result(**outputs: Any) -> Any:
        """Put the outputs together.

        Raises:
            ValueError: If two columns would have the same name, or lengths differ.

        Example:
            >>> import pandas as pd
            >>> PandasDataFrameResult.build_result(a=pd.Series([1, 2]), b=3)
               a  b
            0  1  3
            1  2  3
        """
        import pandas as pd

        values = list(outputs.values())
        if len(values) == 1 and isinstance(values[0], pd.DataFrame):
            return values[0]
        if not any(pd.api.types.is_list_like(value) for value in values):
            return pd.DataFrame([outputs])
        return pd.DataFrame(_columns(outputs))

    def output_type(self) -> Any:
        """Name the type of what it makes."""
        import pandas as pd

        return pd.DataFrame


def _columns(outputs: Mapping[str, Any]) -> dict[str, Any]:
    """Name every column of the result; frames among the outputs give several."""
    import pandas as pd

    columns: dict[str, Any] = {}
    for name, value in outputs.items():
        if isinstance(value, pd.DataFrame):
            columns.update({f"{name}.{column}": series for column, series in value.items()})
        elif name in columns:
            raise ValueError(f"the output `{name}` has the name of a column of a frame before it")
        else:
            columns[name] = value
    return columns


class StrictIndexTypePandasDataFrameResult(PandasDataFrameResult):
    """Gives a pandas frame, if all outputs that have an index have one of the same type."""

    @staticmethod
    def build_result(**outputs: Any) -> Any:
        """Put the outputs together.

        Raises:
            ValueError: If there are several types of index, or none.
        """
        kinds: dict[str, list[str]] = {}
        for name, value in outputs.items():
            if (kind := _index_type(value)) is not None:
                kinds.setdefault(kind, []).append(name)
        if len(kinds) != 1:
            found = "; ".join(f"{kind}: {', '.join(names)}" for kind, names in kinds.items())
            raise ValueError(f"outputs have several types of index, or none: {found or 'none'}")
        return PandasDataFrameResult.build_result(**outputs)


def _index_type(value: object) -> str | None:
    """Name the type of a value's index; None if it has none."""
    import pandas as pd

    if isinstance(value, (pd.DataFrame, pd.Series)):
        return f"{type(value.index).__name__} of {value.index.dtype}"
    return "Index of int64" if isinstance(value, pd.Index) else None


class NumpyMatrixResult(ResultMixin):
    """Gives a NumPy matrix, an output a column; numbers are repeated."""

    @staticmethod
    def build_result(**outputs: Any) -> Any:
        """Put the outputs together.

        Raises:
            ValueError: If outputs differ in length, or none has one.
        """
        import numpy as np

        vectors = {n: v for n, v in outputs.items() if not isinstance(v, (int, float))}
        lengths = {n: len(v) if isinstance(v, Sized) else "none" for n, v in vectors.items()}
        if len(set(lengths.values())) != 1 or "none" in lengths.values():
            raise ValueError(f"outputs of a matrix have one length; these have {lengths or 'none'}")
        rows = len(next(iter(vectors.values())))
        columns = [list(v) if n in vectors else [v] * rows for n, v in outputs.items()]
        return np.asmatrix(columns).T

    def output_type(self) -> Any:
        """Name the type of what it makes."""
        import numpy as np

        return np.matrix


class HamiltonGraphAdapter(api.GraphAdapter):
    """The base class of adapters that do everything."""


class SimplePythonDataFrameGraphAdapter(HamiltonGraphAdapter, PandasDataFrameResult):
    """Calls functions in this process, and gives a pandas frame."""

    @staticmethod
    def check_input_type(node_type: Any, input_value: Any) -> bool:
        """Whether an input of this type may have this value."""
        return accepts(node_type, input_value)

    @staticmethod
    def check_node_type_equivalence(node_type: Any, input_type: Any) -> bool:
        """Whether a node of one type may feed a parameter of the other."""
        return bool(node_type == input_type)

    def execute_node(self, node: Node, kwargs: dict[str, Any]) -> Any:
        """Call the function of a node."""
        return node.callable(**kwargs)

    execute_node.is_plain = True  # type: ignore[attr-defined]  # a driver need not ask for it


class SimplePythonGraphAdapter(SimplePythonDataFrameGraphAdapter):
    """Calls functions in this process, and gives what a result builder makes.

    Args:
        result_builder: Makes the result; without one it is a dict.
    """

    def __init__(self, result_builder: api.ResultBuilder | None = None) -> None:
        self.result_builder = DictResult() if result_builder is None else result_builder

    def build_result(self, **outputs: Any) -> Any:  # type: ignore[override]  # static above
        """Let the result builder make the result."""
        return self.result_builder.build_result(**outputs)

    def output_type(self) -> Any:
        """Name the type of what it makes."""
        return self.result_builder.output_type()


class DefaultAdapter(SimplePythonGraphAdapter):
    """A shorter name for `SimplePythonGraphAdapter`."""
