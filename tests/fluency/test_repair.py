"""Repairs: each kind finds its own damage, and leaves names and sound sentences alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtaudit.fluency.repair import best_repairs, repairs


@pytest.mark.parametrize(
    ("damaged", "standing", "mended", "kind"),
    [
        ("They met in a the town near the border.", "a the town", "a town", "article"),
        ("He did his best to takes care of them.", "takes", "take", "agreement"),
        ("The minister wants go to the capital.", "wants go", "wants to go", "infinitive"),
        ("They went the to capital on Monday.", "the to", "to the", "swapped neighbours"),
        ("The attack at on the village was condemned.", "at", "", ""),
        ("The people of of the town were saved.", "of of", "of", "doubled word"),
        ("It depends of the weather.", "of", "on", "preposition"),
    ],
)
def test_the_best_repair(damaged: str, standing: str, mended: str, kind: str) -> None:
    (best,) = best_repairs([damaged])
    assert best is not None
    if kind:
        assert (damaged[best.start : best.end], best.replacement, best.kind) == (standing, mended, kind)
    assert best.gain > 3


def test_names_are_never_touched() -> None:
    for repair in repairs("Brinken told Culeba in Riga that The Hague of Ukraine Was As strong As Kyiv."):
        assert not any(name in repair.replacement.split() for name in ("brinken", "riga", "was"))


@given(st.text(max_size=80))
def test_repairs_stay_inside_the_sentence(sentence: str) -> None:
    for repair in repairs(sentence):
        assert 0 <= repair.start < repair.end <= len(sentence)
        assert repair.gain > 0
