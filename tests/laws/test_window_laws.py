"""Laws of the choice among layers: windows meet where they may, and no column stands too early."""

from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

import hamiltonish as hm
from hamiltonish.plan.windows import Sharing, gathered


@st.composite
def _columns(draw: st.DrawFn) -> tuple[dict[str, list[str]], dict[str, frozenset[tuple[str]]]]:
    """Draw what each column reads of those before it, and the keys of its windows."""
    reads: dict[str, list[str]] = {}
    keys: dict[str, frozenset[tuple[str]]] = {}
    for n in range(draw(st.integers(1, 12))):
        known = st.sampled_from(sorted(reads)) if reads else st.nothing()
        reads[f"c{n}"] = draw(st.lists(known, max_size=3, unique=True)) if reads else []
        keys[f"c{n}"] = draw(st.frozensets(st.sampled_from([("a",), ("b",), ("c",)]), max_size=2))
    return reads, keys


def _first_layers(reads: dict[str, list[str]]) -> dict[str, int]:
    layers: dict[str, int] = {}
    for name, needed in reads.items():
        layers[name] = 1 + max((layers[n] for n in needed), default=0)
    return layers


def _groupings(layers: dict[str, int], keys: dict[str, frozenset[tuple[str]]]) -> int:
    """Count how often an engine has to group rows: once for each key of each layer."""
    return len({(layer, key) for name, layer in layers.items() for key in keys[name]})


@given(_columns(), st.data())
def test_a_column_stands_after_all_that_it_reads_and_within_the_fewest_layers(drawn, data) -> None:
    reads, keys = drawn
    spoils = data.draw(
        st.dictionaries(st.sampled_from(sorted(reads)), st.just(frozenset({("a",)})))
    )
    first = _first_layers(reads)
    layers = gathered(first, reads, Sharing(keys, spoils))
    assert list(layers) == list(first)
    for name, needed in reads.items():
        assert first[name] <= layers[name] <= max(first.values())
        assert all(layers[n] < layers[name] for n in needed)
    assert set(layers.values()) == set(first.values())  # none is empty


@given(_columns(), st.sampled_from([("a",), ("b",), ("c",)]))
def test_windows_over_one_key_are_never_grouped_more_often_than_before(drawn, key) -> None:
    reads, keys = drawn
    single = {name: found & {key} for name, found in keys.items()}
    first = _first_layers(reads)
    assert _groupings(gathered(first, reads, Sharing(single)), single) <= _groupings(first, single)


@given(st.integers(2, 6))
def test_windows_at_any_depth_meet_in_one_layer_if_nothing_reads_them(depth: int) -> None:
    def chain(n: int) -> str:
        return f"def c{n}({f'c{n - 1}' if n else 'x'}: pl.Expr) -> pl.Expr: return x_ + 1".replace(
            "x_", f"c{n - 1}" if n else "x"
        )

    namespace: dict[str, object] = {"pl": pl}
    for n in range(depth):
        exec(chain(n), namespace)
        exec(
            f"def mean{n}(c{n}: pl.Expr, k: pl.Expr) -> pl.Expr: return c{n}.mean().over(k)",
            namespace,
        )
    driver = hm.Driver(*(f for name, f in namespace.items() if name[:1] in "cm" and callable(f)))
    outputs = [f"mean{n}" for n in range(depth)]
    frame = pl.DataFrame({"x": [1.0, 2.0, 4.0], "k": [1, 1, 2]})
    plan = driver.plan(outputs, inputs=frame)
    assert len(plan.layers) == depth + 1
    assert set(plan.layers[-1].columns) == set(outputs)
    expected = [[1.5 + n + 1, 1.5 + n + 1, 4.0 + n + 1] for n in range(depth)]
    got = driver.execute(outputs, inputs=frame)
    assert [got[name].to_list() for name in outputs] == expected
