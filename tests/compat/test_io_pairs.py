"""Decorators that read, write, or compute columns, with others: the peer is the oracle."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from hamiltonish.errors import HamiltonishError
from tests.compat.decorator_cases import (
    BETTER,
    CASES,
    INPUTS,
    STATED,
    Better,
    Case,
    Stated,
    module_text,
)
from tests.compat.oracle import Difference, by_ours, by_theirs, differences

LOADED = Case(
    '@load_from.literal(value=5, inject_="b")',
    before="from hamilton.function_modifiers import load_from",
)
SAVED = Case(
    '@save_to.memory(output_name_="saved")',
    before="from hamilton.function_modifiers import save_to",
)
OWN = {"load_from": LOADED, "save_to": SAVED}

DIFFERENCES = (
    Stated(
        "module",
        r"made\.(load|select)_data\.[by]|saved|made|first|second|made\._append|made\.[pq]",
        r"",
        r"decorated",
        "the tag stands on every node that a function makes",
        ("load_from",),
    ),
    Stated(
        "type",
        r"made\.load_data\.[by]",
        r"tuple\[dict\[str, typing\.Any\], int\]",
        r"tuple\[int, dict\[str, typing\.Any\]\]",
        "what was read comes first, and the type says so",
        ("load_from",),
    ),
    Stated(
        "type",
        r"saved",
        r"dict\[str, typing\.Any\]",
        r".*",
        "where nothing is written, the node gives the data, and its type says so",
        ("save_to",),
    ),
    Stated(
        "tags",
        r"made",
        r"(?!.*hamilton\.config).*data_loader.*",
        r".*hamilton\.config.*data_loader.*",
        "what decides on a function is noted on its node, not only on the one that it calls",
        ("dataloader", "config.when"),
    ),
    Stated(
        "tags",
        r"first|second",
        r".*'hamilton\.data_saver\.sink': 'made'.*",
        r".*'hamilton\.data_saver\.sink': '(first|second)'.*",
        "each member of a family is a sink of its own",
        ("datasaver", "parameterize"),
    ),
)

"""Differences between graphs that both libraries build, besides those of the other decorators."""

ONLY_HERE = (
    Better(
        r"expecting saved(\.raw)?:|Cannot get column type for|Node saved has type"
        r"|issubclass\(\) arg 1 must be a class",
        "what comes behind a function is of its result, not of what a saver notes",
        ("pipe_output", "save_to"),
    ),
    Better(
        r"does not output a type we know about",
        "what is loaded has the type of the data, for other decorators too",
        ("dataloader", "extract_columns"),
    ),
    Better(
        r"SaveToDecorator.*can only operate on a single node",
        "the parts of a result do not stand in the way of saving it",
        ("save_to", "extract_columns"),
    ),
)
"""What the peer refuses."""

WRONG_THERE = {
    (
        "pipe_input, on",
        "load_from",
    ): "the peer pipes `a`, though the pipe is on `b`, which is loaded"
}
"""Pairs whose graph in the peer is not what they say."""


def _complaints(*cases: Case) -> Iterator[str]:
    config = {key: value for case in cases for key, value in case.config.items()}
    title = " over ".join(case.text for case in cases)
    yield from _complaints_of(title, module_text(*cases), config)


def _complaints_of(title: str, text: str, config: dict[str, Any]) -> Iterator[str]:
    first, second = by_theirs(text, config), by_ours(text, config)
    if isinstance(second, Exception):
        if not isinstance(second, HamiltonishError | TypeError):
            yield f"{title}: refused with {type(second).__name__}: {second}"
        elif not isinstance(first, Exception):
            yield f"{title}: only the peer builds it; here: {second}"
    elif isinstance(first, Exception):
        if not any(re.search(better.theirs, str(first)) for better in (*BETTER, *ONLY_HERE)):
            yield f"{title}: only the door builds it; the peer: {first}"
        second.execute([r.name for r in second.list_available_variables()], inputs=INPUTS)
    else:
        for difference in differences(first, second, INPUTS):
            if not any(_is_stated(difference, stated) for stated in (*STATED, *DIFFERENCES)):
                yield f"{title}: {difference}"


def _is_stated(difference: Difference, stated: Stated) -> bool:
    return difference.what == stated.what and all(
        re.fullmatch(pattern, fact, re.DOTALL)
        for pattern, fact in zip(stated[1:4], difference[1:4], strict=True)
    )


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("own", OWN)
def test_pairs_with_other_decorators_mean_what_they_mean_to_the_peer(own: str, name: str) -> None:
    assert list(_complaints(OWN[own], CASES[name])) == []
    if (name, own) not in WRONG_THERE:
        assert list(_complaints(CASES[name], OWN[own])) == []


FRAMES = """
from typing import Any
import pandas as pd
from hamilton.function_modifiers import (
    cache, config, dataloader, datasaver, extract_columns, inject, load_from, parameterize,
    pipe_input, pipe_output, save_to, schema, source, step, tag, value,
)
from hamilton.plugins.h_pandas import with_columns

def _more(frame: Any, by: int = 1) -> pd.DataFrame:
    return frame + by if isinstance(frame, pd.DataFrame) else pd.DataFrame({"p": [by]})

def _plus(x: int) -> int:
    return x + 1

def raw(x: int) -> pd.DataFrame:
    return pd.DataFrame({"p": [x, 1], "q": [2, x]})

def _within():
    def doubled(p: pd.Series) -> pd.Series:
        return p * 2
    return doubled
"""

ON_FRAMES = {
    "with_columns": (
        '@with_columns(_within(), columns_to_pass=["p", "q"])',
        "pd.DataFrame",
        "raw.assign(y=y)",
    ),
    "dataloader": ("@dataloader()", "tuple[pd.DataFrame, dict]", '(raw.assign(y=y), {"y": y})'),
    "datasaver": ("@datasaver()", "dict", '{"y": y}'),
}
"""Decorators of a function of a frame: what it returns, as a type and as an expression."""

OTHERS = {
    "tag": '@tag(owner="ads")',
    "tag, all": '@tag(owner="ads", target_=...)',
    "config.when": '@config.when_not(region="us")',
    "inject": "@inject(y=value(3))",
    "parameterize": '@parameterize(first={"y": value(2)}, second={"y": source("x")})',
    "extract_columns": '@extract_columns("p", "q")',
    "save_to": '@save_to.memory(output_name_="saved")',
    "load_from": '@load_from.literal(value=4, inject_="y")',
    "pipe_output": "@pipe_output(step(_more))",
    "pipe_input": '@pipe_input(step(_more), on_input="raw")',
    "pipe_input, on another": '@pipe_input(step(_plus), on_input="y")',
    "schema.output": '@schema.output(("p", "int"))',
    "cache": "@cache()",
}


@pytest.mark.parametrize("name", OTHERS)
@pytest.mark.parametrize("own", ON_FRAMES)
def test_pairs_on_frames_mean_what_they_mean_to_the_peer(own: str, name: str) -> None:
    for names in ((own, name), (name, own)):
        assert list(_complaints_of(" over ".join(names), _text_of(*names), {})) == []


def _text_on_frames(own: str, pair: list[str], made: str) -> str:
    _, returns, result = ON_FRAMES[own]
    function = f"def {made}(raw: pd.DataFrame, y: int) -> {returns}:\n    return {result}\n"
    return "\n".join((FRAMES, *pair, function))


def test_both_on_one_function() -> None:
    assert list(_complaints(LOADED, SAVED)) == list(_complaints(SAVED, LOADED)) == []


@pytest.mark.parametrize("pair", WRONG_THERE)
def test_a_pair_that_is_wrong_there_is_right_here(pair: tuple[str, str]) -> None:
    name, own = pair
    case = CASES[name]
    driver = by_ours(module_text(case, OWN[own]), case.config)
    assert driver.execute(["made"], inputs=INPUTS) == {"made": (2 + 1) * 10 + 5 * 3 * 2}


@pytest.mark.parametrize("better", ONLY_HERE, ids=lambda better: better.reason)
def test_what_only_the_door_builds_is_refused_by_the_peer_as_stated(better: Better) -> None:
    first, second = (build(_text_of(*better.example), {}) for build in (by_theirs, by_ours))
    assert re.search(better.theirs, str(first), re.DOTALL)
    assert not isinstance(second, Exception)


def _text_of(*names: str) -> str:
    if any(name in ON_FRAMES for name in names):
        own = next(name for name in names if name in ON_FRAMES)
        pair = [ON_FRAMES[name][0] if name in ON_FRAMES else OTHERS[name] for name in names]
        return _text_on_frames(own, pair, "made__uk" if "config.when" in names else "made")
    return module_text(*(OWN.get(name) or CASES[name] for name in names))


@pytest.mark.parametrize("stated", DIFFERENCES, ids=lambda stated: stated.reason)
def test_each_stated_difference_is_there(stated: Stated) -> None:
    names = stated.example if len(stated.example) > 1 else (*stated.example, "tag")
    first, second = (build(_text_of(*names), {}) for build in (by_theirs, by_ours))
    assert any(_is_stated(one, stated) for one in differences(first, second, INPUTS))
