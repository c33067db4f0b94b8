"""What the tests share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from webserver import Server, serve

from mtaudit import Auditor

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def auditor() -> Auditor:
    """An auditor with all shipped glossaries and checks."""
    return Auditor()


@pytest.fixture
def web() -> Iterator[Server]:
    """A web server on loopback."""
    server, stop = serve()
    yield server
    stop()
