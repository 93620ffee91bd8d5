"""One small piece of a module for each decorator, and how a module is made of one or two of them.

Every module has the nodes ``a`` and ``b``, and a function ``made`` of both, which is decorated. What
it returns is what its decorators need: a number, a frame, a dict or a tuple.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

__all__ = ["BETTER", "CASES", "INPUTS", "STATED", "Better", "Case", "Stated", "module_text"]

INPUTS: Final = {"x": 2, "y": 3}


@dataclass(frozen=True)
class Case:
    """A decorator as one writes it.

    Attributes:
        text: The decorator; ``{whole}`` is the type that the function returns, ``{part}`` that of
            its parts, ``{name}`` the function's name.
        returns: What the function has to return: ``frame``, ``dict``, ``tuple``; empty for any.
        shape: Another need: ``empty`` for a function without body, ``model`` for one without
            parameters, ``loaded`` for one whose first parameter is a dict, ``variant`` for a name
            with a suffix.
        before: What stands before the function.
        after: What stands behind it.
        config: What is in the config.
    """

    text: str
    returns: str = ""
    shape: str = ""
    before: str = ""
    after: str = ""
    config: Mapping[str, Any] = field(default_factory=dict)


_POWER: Final = {"hamilton.enable_power_user_mode": True}

_STEPS: Final = """
def _changed(x: {kind}, by: int = 1) -> {kind}:
    return _change(x, by)

def _plus(x: {kind}, y: int) -> {kind}:
    return _change(x, y)
"""
_WHOLE, _PART = _STEPS.replace("{kind}", "{whole}"), _STEPS.replace("{kind}", "{part}")

_MUTATING: Final = """
@mutate({name}, by=4)
def _mutating(x: {kind}, by: int) -> {kind}:
    return _change(x, by)
"""

_VALIDATOR: Final = """
class There(DataValidator):
    def __init__(self, importance: str):
        super().__init__(importance)
    def applies_to(self, datatype) -> bool:
        return True
    def description(self) -> str:
        return "Something is there."
    @classmethod
    def name(cls) -> str:
        return "there"
    def validate(self, dataset):
        return ValidationResult(passes=dataset is not None, message="something is there")
"""

_MODEL: Final = """
class Tenfold(BaseModel):
    def get_dependents(self) -> list[str]:
        return self.config_parameters["reads"]
    def predict(self, **inputs):
        return sum(inputs.values()) * self.config_parameters["times"]
"""
_MODEL_CONFIG: Final = {"tenfold": {"reads": ["series"], "times": 10}}

_VARIANTS: Final = """
def _variants():
    @config.when(size=5)
    def b__five(x: int) -> int:
        return 5 * x
    @config.when_not(size=5)
    def b__other(x: int) -> int:
        return x
    return b__five, b__other
"""

CASES: Final[dict[str, Case]] = {
    # -- which functions take part
    "config.when": Case('@config.when(region="uk")', "", "variant", config={"region": "uk"}),
    "config.when, not chosen": Case(
        '@config.when(region="us")', "", "variant", config={"region": "uk"}
    ),
    "config.when, named": Case('@config.when(name="made", region="uk")', config={"region": "uk"}),
    "config.when_not": Case('@config.when_not(region="us")', "", "variant"),
    "config.when_in": Case(
        '@config.when_in(region=["uk", "us"])', "", "variant", config={"region": "uk"}
    ),
    "config.when_not_in": Case('@config.when_not_in(region=["us"])', "", "variant"),
    "config": Case('@config(lambda config: config["size"] > 1)', "", "variant", config={"size": 2}),
    "hamilton_exclude": Case("@hamilton_exclude"),
    "resolve": Case(
        "@resolve(when=ResolveAt.CONFIG_AVAILABLE, decorate_with=lambda n: inject(b=value(n)))",
        config={"n": 5, **_POWER},
    ),
    "resolve_from_config": Case(
        "@resolve_from_config(decorate_with=lambda owner: tag(owner=owner))",
        config={"owner": "ads", **_POWER},
    ),
    # -- what does the work
    "does": Case(
        "@does(_worker)",
        "",
        "empty",
        before="def _worker(**numbers: int) -> {whole}:\n    return _whole(*numbers.values())\n",
    ),
    "does, renamed": Case(
        '@does(_worker, left="a", right="b")',
        "",
        "empty",
        before="def _worker(left: int, right: int) -> {whole}:\n    return _whole(left, right)\n",
    ),
    "dynamic_transform": Case(
        '@dynamic_transform(Tenfold, "tenfold")', "", "model", before=_MODEL, config=_MODEL_CONFIG
    ),
    "model": Case('@model(Tenfold, "tenfold")', "", "model", before=_MODEL, config=_MODEL_CONFIG),
    "subdag": Case('@subdag(a, b, series, inputs={"x": value(7)})'),
    "subdag, configured": Case(
        '@subdag(a, b, series, inputs={"x": source("y")}, config={"y": 5}, namespace="within")'
    ),
    "subdag, from config": Case(
        '@subdag(a, series, *_variants(), config={"size": configuration("n")})',
        before=_VARIANTS,
        config={"n": 5},
    ),
    "subdag, external": Case(
        '@subdag(a, series, inputs={"x": source("y")}, external_inputs=["b"])'
    ),
    "parameterized_subdag": Case(
        '@parameterized_subdag(a, b, series, inputs={"x": value(7)},'
        ' uk={"inputs": {"y": value(8)}}, us={"config": {"y": 9}})'
    ),
    # -- families and bindings
    "parameterize": Case(
        '@parameterize(first={"b": value(2)}, second=({"b": source("x")}, "The second."))'
    ),
    "parameterize, one": Case('@parameterize(first={"b": source("y"), "a": value(1)})'),
    "parameterize_sources": Case('@parameterize_sources(first={"b": "x"}, second={"b": "y"})'),
    "parameterize_values": Case(
        '@parameterize_values("b", {("first", "The first."): 1, ("second", "The second."): 2})'
    ),
    "parametrized": Case('@parametrized("b", {("first", "The first."): 1})'),
    "parametrized_input": Case('@parametrized_input("b", {"x": ("first", "The first.")})'),
    "parameterized_inputs": Case('@parameterized_inputs(first={"a": "x"})'),
    "inject": Case('@inject(b=source("y"))'),
    "parameterize_extract_columns": Case(
        '@parameterize_extract_columns(ParameterizedExtract(("p0", "q0"), {"b": value(1)}),'
        ' ParameterizedExtract(("p1", "q1"), {"b": source("y")}))',
        "frame",
    ),
    # -- before and behind
    "pipe_input": Case(
        '@pipe_input(step(_added), step(_added, by=2), step(_added, by=source("y")).named("last"))',
        before="def _added(x: int, by: int) -> int:\n    return x + by\n".replace(
            "by: int", "by: int = 1"
        ),
    ),
    "pipe_input, on": Case(
        '@pipe_input(step(_times, 3).when(size=2), step(_times, by=source("x")),'
        ' on_input="b", namespace="piped")',
        before="def _times(x: int, by: int) -> int:\n    return x * by\n",
        config={"size": 2},
    ),
    "pipe": Case(
        "@pipe(step(_halved), namespace=None)",
        before="def _halved(x: int) -> int:\n    return x // 2\n",
    ),
    "pipe_output": Case(
        '@pipe_output(step(_changed), step(_changed, by=2), step(_plus, y=source("y")))',
        before=_WHOLE,
    ),
    "pipe_output, of parts": Case(
        '@pipe_output(step(_changed).named("more"), step(_plus, 3).when_not(size=2))',
        "part",
        before=_PART,
    ),
    "mutate": Case("", after=_MUTATING.replace("{kind}", "{whole}")),
    "mutate, of parts": Case("", "part", after=_MUTATING.replace("{kind}", "{part}")),
    # -- parts of results
    "extract_columns": Case('@extract_columns("p", ("q", "The column q."))', "frame"),
    "extract_fields": Case('@extract_fields({"p": int, "q": int})', "dict"),
    "extract_fields, named": Case('@extract_fields("p", "q")', "dict"),
    "unpack_fields": Case('@unpack_fields("p", "q")', "tuple"),
    # -- what is said of nodes
    "tag": Case('@tag(owner="ads", layers=["silver", "gold"])'),
    "tag, all": Case('@tag(size="small", target_=...)'),
    "tag, one": Case('@tag(size="small", target_="{name}")'),
    "tag_outputs": Case('@tag_outputs(made={"kind": "whole"}, p={"kind": "part"})'),
    "schema.output": Case('@schema.output(("p", "int"), ("q", "int"))', "frame"),
    "cache": Case('@cache(behavior="recompute", format="json")'),
    # -- checks
    "check_output": Case('@check_output(allow_none=False, importance="fail")'),
    "check_output, range": Case('@check_output(range=(0, 1000), importance="warn")', "part"),
    "check_output_custom": Case('@check_output_custom(There("fail"))', before=_VALIDATOR),
}
"""The decorators by name."""

_HEAD: Final = '''
from typing import Any
import pandas as pd

from hamilton.function_modifiers import (
    apply_to, cache, check_output, check_output_custom, config, configuration, does,
    dynamic_transform, extract_columns, extract_fields, group, hamilton_exclude, inject, model,
    mutate, parameterize, parameterize_extract_columns, parameterize_sources, parameterize_values,
    parameterized_inputs, parameterized_subdag, parametrized, parametrized_input, pipe, pipe_input,
    pipe_output, ParameterizedExtract, resolve, resolve_from_config, ResolveAt, schema, source,
    step, subdag, tag, tag_outputs, unpack_fields, value,
)
from hamilton.data_quality.base import DataValidator, ValidationResult
from hamilton.models import BaseModel

def _change(x, by):
    if isinstance(x, dict):
        return {key: one + by for key, one in x.items()}
    return tuple(one + by for one in x) if isinstance(x, tuple) else x + by

def a(x: int) -> int:
    """One more than x."""
    return x + 1

def b(x: int, y: int) -> int:
    return x * y

def series(x: int) -> pd.Series:
    return pd.Series([x, x + 1])
'''

_KINDS: Final = {
    "": ("int", "int", "a * 10 + b"),
    "frame": ("pd.DataFrame", "pd.Series", 'pd.DataFrame({"p": [a, b], "q": [b, a]})'),
    "dict": ("dict[str, int]", "int", '{"p": a, "q": b}'),
    "tuple": ("tuple[int, int]", "int", "(a, b)"),
}
"""What a function returns: its type, the type of its parts, and the expression."""


def module_text(*cases: Case) -> str:
    """Write the module of a function with these decorators, the first outermost."""
    returns = next((c.returns for c in reversed(cases) if c.returns not in ("", "part")), "")
    whole, part, body = _KINDS[returns]
    shapes = {case.shape for case in cases}
    name = "made__uk" if "variant" in shapes else "made"
    if "model" in shapes:
        whole = part = "pd.Series"
    definition = [
        f"def {name}({'' if 'model' in shapes else 'a: int, b: int'}) -> {whole}:",
        '    """Made of {a} and {b}, as {output_name}."""',
    ]
    if not shapes & {"empty", "model"}:
        definition.append(f"    return {body}")
    else:
        definition.append("    pass")
    pieces = [
        _HEAD,
        f"def _whole(a, b):\n    return {body}\n",
        *dict.fromkeys(case.before for case in cases),
        *(case.text for case in cases if case.text),
        "\n".join(definition),
        *dict.fromkeys(case.after for case in cases),
    ]
    text = "\n".join(pieces[1:])
    for key, replacement in (("whole", whole), ("part", part), ("name", name)):
        text = text.replace(f"{{{key}}}", replacement)
    return pieces[0] + text


class Stated(NamedTuple):
    """A difference that is there on purpose.

    Attributes:
        what: What differs, as `Difference` has it.
        node: A regular expression for the node.
        theirs: One for what the peer says.
        ours: One for what the door says.
        reason: Why.
        example: Decorators that show it.
        given: How the name of one of the decorators has to begin.
    """

    what: str
    node: str
    theirs: str
    ours: str
    reason: str
    example: tuple[str, ...]
    given: str = ""


STATED: Final = (
    Stated(
        "nodes",
        r"by",
        r"by",
        r"",
        "what a step leaves at its default is no input of the graph",
        ("pipe_output",),
    ),
    Stated(
        "nodes",
        r".+\.(size|region)",
        r".+",
        r"",
        "a config value of a subdag that nothing reads is no node",
        ("subdag, from config",),
    ),
    Stated(
        "optional",
        r".+",
        r".+",
        r"",
        "a parameter that is bound to a node needs it, whatever its default",
        ("pipe_input",),
    ),
    Stated(
        "doc",
        r".+",
        r"",
        r".+",
        "the node behind a pipe keeps the documentation of its function",
        ("pipe_output",),
    ),
    Stated(
        "module",
        r".+",
        r"hamilton\.function_modifiers\.macros",
        r".*",
        "the node behind a pipe keeps the module of its function",
        ("pipe_output",),
    ),
    Stated(
        "module",
        r".+\..+",
        r"",
        r".*",
        "an input of a subdag has the module of the function that takes the subdag",
        ("subdag",),
    ),
    Stated(
        "run",
        r"",
        r"AttributeError: .*",
        r"runs",
        "what `does` put in the function's place is called, not the empty function",
        ("does", "parameterize_extract_columns"),
    ),
    Stated(
        "nodes",
        r".+_(raw|there|\w+_validator)",
        r".+",
        r"",
        "checks add no nodes",
        ("check_output",),
        "check_output",
    ),
    Stated(
        "needs",
        r".+",
        r"",
        r".+",
        "what is checked reads what its function reads, not its checks",
        ("check_output",),
        "check_output",
    ),
)
"""The differences between graphs that both libraries build."""


class Better(NamedTuple):
    """What the peer refuses and the door builds.

    Attributes:
        theirs: A regular expression for how the peer refuses.
        reason: Why it has a meaning here.
        example: Decorators that show it.
    """

    theirs: str
    reason: str
    example: tuple[str, ...]


BETTER: Final = (
    Better(
        r"Configuration has no parameter",
        "the transform sees the config key that it names",
        ("dynamic_transform",),
    ),
    Better(
        r"Cannot call NodeExpander|too many values to unpack|Got multiple decorators",
        "decorators of one kind go together, and families with all that adds nodes",
        ("does", "subdag"),
    ),
    Better(
        r"has a first parameter that is not a dependency",
        "a pipe may begin at a node of a subdag",
        ("pipe_input", "subdag"),
    ),
    Better(
        r"Cannot define function \w+_(raw|there|validator) more than once",
        "a result is checked by any number of decorators",
        ("check_output", "check_output_custom"),
    ),
)
"""The pairs that only the door builds."""
