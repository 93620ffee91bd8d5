"""What to do instead of names that the door does not even refuse, as one table of sentences."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["advice_for"]

_HOOKS = "write it as `hm.Hooks`, plain functions that are told of every run and node"
_TRACKING = "nothing is sent anywhere; `hm.Hooks` are told of every run and node"
_CHECKS = "use `check_output`, which takes a schema, too"
_COPY = "copy the module into the project: its functions are plain functions"
_INNER = "an inner part of Hamilton; `driver.graph` answers questions about nodes"
_FILES = "read and write in a function, or with `load_from` and `save_to`"
_ENGINE = "write functions of `nw.Expr`; they run on frames of many engines"

_INSTEAD = {
    "hamilton.base": "take the result with `execute`, or make it in one more function",
    "hamilton.cli": "the command is `hamiltonish`",
    "hamilton.contrib": _COPY,
    "hamilton.data_quality": _CHECKS,
    "hamilton.dataflows": _COPY,
    "hamilton.driver": _INNER,
    "hamilton.experimental.decorators.parameterize_frame": "use `parameterize`, row by row",
    "hamilton.graph": _INNER,
    "hamilton.graph_types": _INNER,
    "hamilton.graph_utils": _INNER,
    "hamilton.io": _FILES,
    "hamilton.lifecycle": _HOOKS,
    "hamilton.log_setup": "use `logging` of the standard library",
    "hamilton.node": _INNER,
    "hamilton.plugins": _FILES,
    "hamilton.plugins.h_ddog": _HOOKS,
    "hamilton.plugins.h_experiments": _TRACKING,
    "hamilton.plugins.h_kedro": "give Kedro's functions to a driver: they are plain functions",
    "hamilton.plugins.h_logging": _HOOKS,
    "hamilton.plugins.h_mcp": "it is a server around Hamilton's own driver",
    "hamilton.plugins.h_mlflow": _TRACKING,
    "hamilton.plugins.h_narwhals": "narwhals is built in: write functions of `nw.Expr`",
    "hamilton.plugins.h_openlineage": _HOOKS,
    "hamilton.plugins.h_opentelemetry": _HOOKS,
    "hamilton.plugins.h_pandera": _CHECKS,
    "hamilton.plugins.h_pyarrow": 'ask for Arrow with `execute(…, to="pyarrow")`',
    "hamilton.plugins.h_pydantic": _CHECKS,
    "hamilton.plugins.h_schema": "name the dtype in the annotation: `Annotated[pl.Expr, pl.Int64]`",
    "hamilton.plugins.h_tqdm": "`hm.progress_bar()` makes hooks that show a bar",
    "hamilton.plugins.h_vaex": _ENGINE,
    "hamilton.plugins.jupyter_magic": "a driver takes the functions of a notebook's cells",
    "hamilton.registry": "no plugins are registered: give functions, or annotate with the type",
    "hamilton.settings": "there are no settings",
    "hamilton_sdk": _TRACKING,
}


def advice_for(name: str, instead: Mapping[str, str]) -> str:
    """Say what to do instead of a name of Hamilton; the longest entry that fits counts.

    Args:
        name: The whole name, as in ``hamilton.driver.Driver``.
        instead: What the door says of names that it refuses; it goes before what stands here.

    Example:
        >>> advice_for("hamilton.plugins.h_tqdm.ProgressBar", {})
        '`hm.progress_bar()` makes hooks that show a bar'
    """
    parts = name.split(".")
    for end in range(len(parts), 0, -1):
        known = ".".join(parts[:end])
        found = instead.get(known.removeprefix("hamilton.")) or _INSTEAD.get(known)
        if found:
            return found
    return "there is nothing like it here"
