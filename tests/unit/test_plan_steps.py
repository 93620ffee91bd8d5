"""Sharing slots: a value keeps its slot until its last reader, and not longer."""

from __future__ import annotations

from typing import Any

from hamiltonish.plan.steps import Draft, StepKind, allocate


def _draft(name: str, reads: tuple[int, ...], writes: int) -> Draft:
    return Draft(StepKind.CALL, name, lambda *args: args, reads, writes)


def _run(drafts: list[Draft], count: int, kept: frozenset[int]) -> list[Any]:
    """Run steps on names instead of values, and look at what is left."""
    steps, slot_of, slots = allocate(drafts, count, kept)
    written = {draft.writes for draft in drafts}
    memory: list[Any] = [None] * slots
    for value in range(count):
        if value not in written:
            memory[slot_of[value]] = value
    for step, draft in zip(steps, drafts, strict=True):
        assert [memory[slot] for slot in step.reads] == list(draft.reads)
        memory[step.writes] = draft.writes
        for slot in step.drops:
            memory[slot] = None
    assert all(memory[slot_of[value]] == value for value in kept)
    return [value for value in memory if value is not None]


def test_a_chain_needs_one_slot() -> None:
    drafts = [_draft(f"f{n}", (n,), n + 1) for n in range(50)]
    _, _, slots = allocate(drafts, 51, frozenset({50}))
    assert slots == 1
    assert _run(drafts, 51, frozenset({50})) == [50]


def test_a_value_stays_until_its_last_reader() -> None:
    drafts = [_draft("b", (0,), 1), _draft("c", (0, 1), 2), _draft("d", (2,), 3)]
    assert _run(drafts, 4, frozenset({3})) == [3]


def test_what_is_kept_is_never_overwritten() -> None:
    drafts = [_draft("b", (0,), 1), _draft("c", (1,), 2), _draft("d", (2,), 3)]
    assert sorted(_run(drafts, 4, frozenset({1, 3}))) == [1, 3]


def test_a_value_read_twice_by_one_step_is_dropped_once() -> None:
    steps, _, slots = allocate([_draft("b", (0, 0), 1)], 2, frozenset({1}))
    assert steps[0].reads == (0, 0)
    assert steps[0].drops == ()
    assert slots == 1


def test_a_step_that_reads_several_values_for_the_last_time_drops_all_but_the_one_it_replaces() -> (
    None
):
    steps, _, _ = allocate([_draft("d", (0, 1, 2), 3)], 4, frozenset({3}))
    assert len(steps[0].drops) == 2
    assert set(steps[0].drops) | {steps[0].writes} == {0, 1, 2}
