"""The pivot language is guessed only where the article gives it away."""

from __future__ import annotations

import pytest

from mtaudit.mentions.pivot import guess_pivot


@pytest.mark.parametrize(
    ("prose", "pivot"),
    [
        ("He said 你好 there.", "zh"),
        ("カ is left", "ja"),
        ("слово", "ru"),
        ("їжак", "uk"),
        ("كلمة", "ar"),
        ("café", None),
    ],
)
def test_residue_tells_the_pivot(prose: str, pivot: str | None) -> None:
    assert guess_pivot(prose, []) == pivot


def test_pairs_vote() -> None:
    assert guess_pivot("", [("blinken", "burinken"), ("clinton", "kurinton")]) == "ja"


def test_one_pair_tells_nothing() -> None:
    assert guess_pivot("", [("putin", "butin")]) is None
