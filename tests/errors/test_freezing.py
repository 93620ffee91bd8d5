"""What a user reads when statistics cannot be fixed, kept, or used."""

from __future__ import annotations

from pathlib import Path

import polars as pl

import hamiltonish as hm
from hamiltonish.errors import ChangedCodeError, NotFrozenError, NotStoredError, UnknownNodeError
from hamiltonish.fitted import load
from tests.errors.refusal import refuses
from tests.modules import module_of

SOURCE = """
    import polars as pl

    def lag(spend: pl.Expr) -> pl.Expr:
        return spend.shift(1)

    def place(spend: pl.Expr) -> pl.Expr:
        return spend.rank()

    def share(spend: pl.Expr) -> pl.Expr:
        return spend / spend.sum()
"""
SHOP = module_of(SOURCE, "shop")
FRAME = pl.DataFrame({"spend": [1.0, 3.0]})


def test_a_window_cannot_be_frozen() -> None:
    with refuses(
        NotFrozenError,
        """
`lag` cannot be frozen.
  `shop.lag` (shop.py:3): window, `shift`
Hint: keep it as it is, computed on the rows that are given: `keep="lag"`.
        """,
    ):
        hm.Driver(SHOP).freeze(FRAME, "lag")


def test_several_windows_cannot_be_frozen() -> None:
    with refuses(
        NotFrozenError,
        """
`lag`, `place` cannot be frozen.
  `shop.lag` (shop.py:3): window, `shift`; keep it as it is, computed on the rows that are given: `keep="lag"`.
  `shop.place` (shop.py:6): window, `rank`; keep it as it is, computed on the rows that are given: `keep="place"`.
        """,
    ):
        hm.Driver(SHOP).freeze(FRAME, ["lag", "place"])


def test_a_column_function_takes_no_record() -> None:
    fitted = hm.Driver(SHOP).freeze(FRAME, "share")
    with refuses(
        NotFrozenError,
        """
`share` cannot be computed for one record.
  `shop.share` (shop.py:9): it takes or gives columns
Hint: write it as a function of scalars, such as `float | None`.
        """,
    ):
        _ = fitted.live


def test_statistics_of_other_code(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    hm.Driver(SHOP).freeze(FRAME, "share").save("fitted")
    changed = module_of(SOURCE.replace("spend.sum()", "spend.max()"), "shop")
    with refuses(
        ChangedCodeError,
        """
The statistics in `fitted` were computed by other code than there is now.
  `share`, `shop.share` (shop.py:9): it changed
Hint: freeze again on the training data, or use the code of that time.
        """,
    ):
        load("fitted", hm.Driver(changed))


def test_a_folder_that_is_none_of_statistics(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    with refuses(
        NotStoredError,
        """
`fitted`: there is no such folder.
Hint: give a folder that `Fitted.save` wrote.
        """,
    ):
        load("fitted", hm.Driver(SHOP))


def test_a_node_that_only_statistics_needed_is_left_out() -> None:
    fitted = hm.Driver(SHOP).freeze(FRAME, "share")
    with refuses(
        UnknownNodeError,
        """
No node is named `lag`.
  `shop.lag` (shop.py:3) is left out: no output that was frozen needs it
  asked for by: outputs of Fitted.execute
Hint: freeze it, too: `driver.freeze(train, […, 'lag'])`.
        """,
    ):
        fitted.execute(FRAME, "lag")
