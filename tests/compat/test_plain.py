"""Modules of plain functions, read by both libraries: values, names, tags, types and lineage."""

from __future__ import annotations

from typing import Any

import pytest

from tests.compat.twins import assert_same, both, ours

PLAIN: dict[str, tuple[str, dict[str, Any], list[str], dict[str, Any]]] = {
    "numbers": (
        """
        def a(external: int) -> int:
            '''One more than what comes from outside.'''
            return external + 1

        def b(a: int) -> int:
            return a * 2

        def c(a: int, b: int) -> float:
            return a / b
        """,
        {},
        ["a", "b", "c", "external"],
        {"external": 10},
    ),
    "defaults": (
        """
        def greeting(name: str, punctuation: str = "!", times: int = 1) -> str:
            return " ".join([f"hello {name}{punctuation}"] * times)

        def shouted(greeting: str, *, loud: bool = False) -> str:
            return greeting.upper() if loud else greeting
        """,
        {"times": 2},
        ["greeting", "shouted"],
        {"name": "ann", "loud": True},
    ),
    "functions that return nothing": (
        """
        SEEN = []

        def saved(text: str) -> None:
            SEEN.append(text)

        def after(saved: None, text: str) -> list:
            return [saved, text]
        """,
        {},
        ["saved", "after"],
        {"text": "x"},
    ),
    "private helpers and imports": (
        """
        import math
        from collections import Counter
        from math import sqrt

        def _squared(x: float) -> float:
            return x**2

        def diagonal(width: float, height: float) -> float:
            return sqrt(_squared(width) + _squared(height))

        def letters(text: str) -> Counter:
            return Counter(text)

        def most_common(letters: Counter) -> str:
            return letters.most_common(1)[0][0]
        """,
        {},
        ["diagonal", "most_common"],
        {"width": 3.0, "height": 4.0, "text": "banana"},
    ),
    "future annotations": (
        """
        from __future__ import annotations

        from typing import TYPE_CHECKING, Any, Optional

        def parsed(raw: str) -> dict[str, Any]:
            key, _, value = raw.partition("=")
            return {key: value}

        def found(parsed: dict[str, Any], key: str) -> Optional[str]:
            return parsed.get(key)

        def known(found: str | None) -> bool:
            return found is not None
        """,
        {},
        ["parsed", "found", "known"],
        {"raw": "a=1", "key": "b"},
    ),
    "none is a result": (
        """
        def looked_up(table: dict, key: str) -> object:
            return table.get(key)

        def said(looked_up: object) -> str:
            return f"it is {looked_up}"
        """,
        {},
        ["looked_up", "said"],
        {"table": {"a": 1}, "key": "b"},
    ),
    "classes and collections": (
        """
        import dataclasses

        @dataclasses.dataclass
        class Settings:
            rate: float
            names: list[str]

        def settings(rate: float, names: list[str]) -> Settings:
            return Settings(rate, names)

        def rates(settings: Settings) -> dict[str, float]:
            return {name: settings.rate for name in settings.names}

        def total(rates: dict[str, float]) -> float:
            return sum(rates.values())
        """,
        {},
        ["settings", "rates", "total"],
        {"rate": 0.5, "names": ["a", "b"]},
    ),
    "typed dicts": (
        """
        from typing import Any, TypedDict

        class Person(TypedDict):
            name: str

        def person(name: str) -> Person:
            return {"name": name}

        def greeting(person: dict[str, Any]) -> str:
            return f"hello {person['name']}"
        """,
        {},
        ["person", "greeting"],
        {"name": "ann"},
    ),
    "a document pipeline": (
        """
        def documents(folder: dict[str, str]) -> list[str]:
            return [folder[name] for name in sorted(folder)]

        def chunks(documents: list[str], chunk_size: int = 4) -> list[str]:
            return [
                text[start : start + chunk_size]
                for text in documents
                for start in range(0, len(text), chunk_size)
            ]

        def index(chunks: list[str]) -> dict[str, list[int]]:
            found: dict[str, list[int]] = {}
            for number, chunk in enumerate(chunks):
                for word in chunk.split():
                    found.setdefault(word, []).append(number)
            return found

        def answer(index: dict[str, list[int]], question: str) -> list[int]:
            return index.get(question, [])
        """,
        {"chunk_size": 7},
        ["chunks", "answer"],
        {"folder": {"b": "the cat sat", "a": "on the mat"}, "question": "the"},
    ),
    "config.when": (
        """
        from hamilton.function_modifiers import config

        @config.when(region="uk")
        def tax__uk(price: float) -> float:
            return price * 0.2

        @config.when(region="us")
        def tax__us(price: float, state_rate: float) -> float:
            return price * state_rate

        def total(price: float, tax: float) -> float:
            return price + tax
        """,
        {"region": "us"},
        ["tax", "total"],
        {"price": 100.0, "state_rate": 0.07},
    ),
    "config.when_in and its kin": (
        """
        from hamilton.function_modifiers import config

        @config.when_in(plan=["free", "trial"])
        def limit__small() -> int:
            return 10

        @config.when_not_in(plan=["free", "trial"])
        def limit__large() -> int:
            return 1000

        @config.when_not(plan="free")
        def support(limit: int) -> str:
            return f"up to {limit}"
        """,
        {"plan": "pro"},
        ["limit", "support"],
        {},
    ),
    "generators and callables": (
        """
        from collections.abc import Callable, Iterator, Sequence

        def numbers(count: int) -> Sequence[int]:
            return range(count)

        def rule(step: int) -> Callable[[int], int]:
            return lambda x: x + step

        def stepped(numbers: Sequence[int], rule: Callable[[int], int]) -> list[int]:
            return [rule(number) for number in numbers]
        """,
        {},
        ["stepped"],
        {"count": 3, "step": 5},
    ),
}


@pytest.mark.parametrize("name", PLAIN)
def test_a_plain_module_gives_the_same_through_the_door(name: str) -> None:
    text, config, outputs, inputs = PLAIN[name]
    if "function_modifiers" in text:
        pytest.importorskip("hamiltonish.compat.hamilton.function_modifiers")
    both(text, config=config).agree(outputs, inputs=inputs)


NUMBERS = PLAIN["numbers"][0]


def test_functions_and_variables_are_outputs_too() -> None:
    pair = both(NUMBERS)
    first, second = pair.modules[0]
    expected = pair.theirs.execute([first.c, "a"], inputs={"external": 1})
    assert_same(pair.ours.execute([second.c, "a"], inputs={"external": 1}), expected)
    variables = [v for v in pair.ours.list_available_variables() if v.name == "b"]
    assert pair.ours.execute(variables, inputs={"external": 1}) == {"b": 4}


def test_overrides_replace_results_and_nothing_above_them_runs() -> None:
    pair = both(NUMBERS)
    assert pair.values(["b", "c"], overrides={"a": 5}) == {"b": 10, "c": 0.5}
    assert pair.values(["c"], inputs={"external": 1}, overrides={"external": 4}) == {"c": 0.5}
    assert pair.values(["b"], inputs={"external": 1}, overrides={"b": "anything"})


def test_inputs_overrides_and_config_that_nothing_reads_are_left_aside() -> None:
    pair = both(NUMBERS, config={"spare": 1})
    given = {"external": 1, "unused": 2}
    assert pair.agree(["b"], inputs=given, overrides={"nowhere": 3}) == {"b": 4}
    assert pair.values(["b", "unused", "spare"], inputs=given) == {"b": 4, "unused": 2, "spare": 1}


def test_a_config_value_takes_the_place_of_a_node() -> None:
    pair = both(NUMBERS, config={"a": 7})
    assert pair.agree(["a", "b"]) == {"a": 7, "b": 14}


def test_the_same_module_can_be_asked_for_many_times() -> None:
    pair = both(NUMBERS)
    for external in (1, 2.5, True):
        if external != 2.5:
            pair.values(["c"], inputs={"external": external})


def test_a_later_module_replaces_nodes_of_an_earlier_one() -> None:
    other = """
    def b(a: int, offset: int) -> int:
        return a + offset
    """
    pair = both(NUMBERS, other, module_overrides=True)
    assert pair.agree(["b", "c"], inputs={"external": 1, "offset": 5})["b"] == 7
    modules = [own for _, own in pair.modules]
    with pytest.raises(ValueError, match="`b`") as caught:
        ours("driver").Driver({}, *modules)
    assert all(module.__name__ in str(caught.value) for module in modules)


def test_nodes_of_several_modules_make_one_graph() -> None:
    pair = both(NUMBERS, "def d(c: float, b: int) -> float:\n    return c + b\n")
    assert pair.agree(["d"], inputs={"external": 1}) == {"d": 4.5}
