"""A store, and a server over it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from review_parts import Client, kinds, serving, talks

from mtaudit.review.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture
def clock() -> Callable[[], str]:
    """Each call is a minute later."""
    minutes = iter(range(60))
    return lambda: f"2026-01-02T03:{next(minutes):02}:00+00:00"


@pytest.fixture
def store(tmp_path: Path, clock: Callable[[], str]) -> Iterator[Store]:
    it = Store(tmp_path / "review.sqlite", clock=clock)
    yield it
    it.close()


@pytest.fixture
def client(store: Store) -> Iterator[Client]:
    """A server over a store with one article."""
    store.put(talks(), kinds)
    with serving(store) as it:
        yield it
