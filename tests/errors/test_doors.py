"""Errors of the doors, in full, as their callers meet them."""

from __future__ import annotations

from typing import Any

import pytest

from hamiltonish.compat.hamilton import driver, lifecycle
from hamiltonish.compat.hamilton.ad_hoc_utils import create_temporary_module
from hamiltonish.errors import AdapterError, NoCounterpartError, ValidatorError
from tests.errors.refusal import refuses


def spend(raw_spend: float) -> float:
    return raw_spend


class _Owned(lifecycle.StaticValidator):
    def run_to_validate_node(self, *, node: Any, **_: Any) -> tuple[bool, str | None]:
        return "owner" in node.tags, "it has no owner"


def test_a_method_that_is_not_there_says_what_there_is_instead() -> None:
    text = """
    `driver.Builder.with_cache` of Apache Hamilton has no counterpart in hamiltonish.
    Hint: results are not cached; keep what is dear, and give it as `overrides=`.
    """
    with refuses(NoCounterpartError, text):
        driver.Builder().with_cache(path="cache")


def test_an_import_of_what_is_not_there_is_an_import_error() -> None:
    text = """
    `htypes.Parallelizable` of Apache Hamilton has no counterpart in hamiltonish.
    Hint: a graph runs in this process; give a loop over the data to a function of yours.
    """
    with refuses(NoCounterpartError, text):
        from hamiltonish.compat.hamilton.htypes import Parallelizable  # noqa: F401
    with pytest.raises(ImportError, match="no counterpart"):
        from hamiltonish.compat.hamilton.execution.executors import TaskExecutor  # noqa: F401


def test_what_is_no_adapter_is_named() -> None:
    text = """
    `str`: no adapter of this driver.
    Hint: subclass the classes of `hamiltonish.compat.hamilton.lifecycle`.
    """
    with refuses(AdapterError, text):
        driver.Builder().with_adapters("base.DictResult()").build()


def test_two_adapters_for_one_task_are_both_named() -> None:
    text = """
    `NoEdgeAndInputTypeChecking`, `NoEdgeAndInputTypeChecking`: only one adapter can let types pass.
    Hint: leave out all but one.
    """
    own = lifecycle.NoEdgeAndInputTypeChecking
    with refuses(AdapterError, text):
        driver.Builder().with_adapters(own(), own()).build()


def test_a_validator_says_all_that_it_has_against_a_graph() -> None:
    module = create_temporary_module(spend, module_name="marketing_without_owners")
    text = """
    Validators of this driver found 2 problems.
      `raw_spend`: it has no owner
      `spend`: it has no owner
    """
    with refuses(ValidatorError, text):
        driver.Builder().with_modules(module).with_adapters(_Owned()).build()
