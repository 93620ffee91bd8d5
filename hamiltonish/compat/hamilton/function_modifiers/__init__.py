"""The peer's decorators, over the core's modifiers; the names are those of Apache Hamilton 1.90."""

from __future__ import annotations

from hamiltonish.compat.hamilton.absent import refusal_of
from hamiltonish.compat.hamilton.function_modifiers.adapters import (
    dataloader,
    datasaver,
    load_from,
    save_to,
)
from hamiltonish.compat.hamilton.function_modifiers.base import InvalidDecoratorException
from hamiltonish.compat.hamilton.function_modifiers.configuration import config, hamilton_exclude
from hamiltonish.compat.hamilton.function_modifiers.delayed import (
    ResolveAt,
    resolve,
    resolve_from_config,
)
from hamiltonish.compat.hamilton.function_modifiers.dependencies import (
    LiteralDependency,
    UpstreamDependency,
    configuration,
    group,
    source,
    value,
)
from hamiltonish.compat.hamilton.function_modifiers.expanders import (
    ParameterizedExtract,
    extract_columns,
    extract_fields,
    inject,
    parameterize,
    parameterize_extract_columns,
    parameterize_sources,
    parameterize_values,
    parameterized_inputs,
    parametrized,
    parametrized_input,
    unpack_fields,
)
from hamiltonish.compat.hamilton.function_modifiers.macros import (
    apply_to,
    does,
    dynamic_transform,
    model,
    mutate,
    pipe,
    pipe_input,
    pipe_output,
    step,
)
from hamiltonish.compat.hamilton.function_modifiers.metadata import (
    cache,
    schema,
    tag,
    tag_outputs,
)
from hamiltonish.compat.hamilton.function_modifiers.recursive import (
    parameterized_subdag,
    subdag,
)
from hamiltonish.compat.hamilton.function_modifiers.validation import (
    DATA_VALIDATOR_ORIGINAL_OUTPUT_TAG,
    IS_DATA_VALIDATOR_TAG,
    check_output,
    check_output_custom,
)

__all__ = [
    "DATA_VALIDATOR_ORIGINAL_OUTPUT_TAG",
    "IS_DATA_VALIDATOR_TAG",
    "InvalidDecoratorException",
    "LiteralDependency",
    "ParameterizedExtract",
    "ResolveAt",
    "UpstreamDependency",
    "apply_to",
    "cache",
    "check_output",
    "check_output_custom",
    "config",
    "configuration",
    "dataloader",
    "datasaver",
    "does",
    "dynamic_transform",
    "extract_columns",
    "extract_fields",
    "group",
    "hamilton_exclude",
    "inject",
    "load_from",
    "model",
    "mutate",
    "parameterize",
    "parameterize_extract_columns",
    "parameterize_sources",
    "parameterize_values",
    "parameterized_inputs",
    "parameterized_subdag",
    "parametrized",
    "parametrized_input",
    "pipe",
    "pipe_input",
    "pipe_output",
    "resolve",
    "resolve_from_config",
    "save_to",
    "schema",
    "source",
    "step",
    "subdag",
    "tag",
    "tag_outputs",
    "unpack_fields",
    "value",
]

__getattr__ = refusal_of("function_modifiers")
