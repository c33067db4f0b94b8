"""Many articles through one process: none is lost, and memory does not grow."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from benchmarks.soak import BAD, soak
from mtaudit.glossary.store import shipped_examples

if TYPE_CHECKING:
    from mtaudit import Auditor


def texts() -> list[str]:
    lines = (shipped_examples() / "seed-article.txt").read_text("utf-8").split("\n")
    paragraphs = [line for line in lines if len(line) > 60]
    assert len(paragraphs) > 3
    return paragraphs


def test_nothing_is_lost_among_bad_records(auditor: Auditor) -> None:
    found = soak(auditor, texts(), 100, 5)
    assert (found.good, found.bad) == (80, 20)
    assert (found.results, found.errors, found.lost) == (80, 20, 0)
    assert found.bad > 2 * len(BAD), "each kind of bad record comes up"


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
def test_memory_does_not_grow(auditor: Auditor) -> None:
    found = soak(auditor, texts(), 5000, 20)
    assert (found.results, found.errors, found.lost) == (found.good, found.bad, 0)
    half = len(found.memory) // 2
    assert max(found.memory[half:]) - max(found.memory[:half]) < 20, found.memory
