"""A store, and a server over it."""

from __future__ import annotations

import datetime
import itertools
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
    minutes = itertools.count()
    return lambda: (datetime.datetime(2026, 1, 2, 3) + datetime.timedelta(minutes=next(minutes))).isoformat() + "+00:00"


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


@pytest.fixture(scope="module")
def refusing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Client, Store]]:
    """A server with one article for the requests it refuses, and its store, where nothing is ever decided."""
    store = Store(tmp_path_factory.mktemp("refusing") / "review.sqlite")
    store.put(talks(), kinds)
    with serving(store) as it:
        yield it, store
    store.close()
