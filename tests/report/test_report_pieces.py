"""A text cut at the findings in it, and evidence in words."""

from __future__ import annotations

import time
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtaudit.finding import Severity
from mtaudit.report.pieces import Piece, evidence_of, pieces


@dataclass(frozen=True)
class Spot:
    start: int
    end: int
    weight: float = 5


def cut(text: str, *items: Spot) -> list[Piece[Spot]]:
    return list(pieces(text, items, lambda item: item.weight))


@given(
    text=st.text("ab \n中", max_size=40),
    spans=st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=8),
)
def test_pieces_make_the_text(text: str, spans: list[tuple[int, int]]) -> None:
    items = [Spot(min(a, b, len(text)), min(max(a, b), len(text))) for a, b in spans]
    made = cut(text, *items)
    assert "".join(piece.text for piece in made) == text
    assert sum(len(piece.opens) for piece in made) == len(items)
    at = 0
    for piece in made:
        for covering in piece.covering:
            assert covering.start <= at < covering.end
        at += len(piece.text)


def test_many_findings_are_cut_in_time() -> None:
    text = "Brinken said. " * 50_000
    items = [Spot(14 * n, 14 * n + 7) for n in range(50_000)]
    began = time.perf_counter()
    assert len(cut(text, *items)) == 100_000
    assert time.perf_counter() - began < 5


def test_a_missing_word_has_a_place_of_its_own() -> None:
    made = cut("They met.", Spot(4, 4), Spot(9, 9))
    assert [(piece.text, len(piece.marked)) for piece in made] == [("They", 0), ("", 1), (" met.", 0), ("", 1)]


def test_the_worst_comes_first_and_of_two_alike_the_shorter() -> None:
    whole, part, worst = Spot(0, 8), Spot(0, 4), Spot(0, 6, 25)
    assert [piece.marked for piece in cut("They met", whole, part, worst)] == [
        (worst, part, whole),
        (worst, whole),
        (whole,),
    ]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (True, "yes"), (0.8612, "0.861"), (3, "3"), ("a\x1bb", "a\\x1bb"), (["a", None, 2.0], "a, None, 2"),
        ({"k": ("x", False)}, "k x, no"), (Severity.MAJOR, "major"),
    ],
)  # fmt: skip
def test_evidence_is_told_in_words(value: object, words: str) -> None:
    assert evidence_of({"key": value, "none": None}) == {"key": words}
