"""The differential suite needs the peer; without it, each test is skipped with the reason."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True, scope="session")
def _peer() -> None:
    pytest.importorskip("hamilton", reason="apache-hamilton is not installed")
