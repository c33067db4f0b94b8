"""What the tests share."""

from __future__ import annotations

import pytest

from mtaudit import Auditor


@pytest.fixture(scope="session")
def auditor() -> Auditor:
    """An auditor with all shipped glossaries and checks."""
    return Auditor()
