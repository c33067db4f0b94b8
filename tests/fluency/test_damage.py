"""Damage: more than clean news has, and never less than nothing."""

from __future__ import annotations

import pytest

from mtaudit import Auditor
from mtaudit.fluency.damage import damage
from mtaudit.fluency.sentence import Measure

CLEAN = Measure(words=100, mean=-1.0, surprise=0.5, repeats=0.0, echoes=0)
ECHOING = Measure(words=100, mean=-1.0, surprise=0.5, repeats=0.0, echoes=3)


def test_clean_text_has_none() -> None:
    assert damage([CLEAN], [], 100) == 0.0
    assert damage([], [], 0) == 0.0


def test_echoes_and_company_add_points() -> None:
    assert damage([ECHOING], [], 100) > 0
    assert damage([CLEAN], ["G402"], 100) > damage([CLEAN], ["S301"], 100) == 0.0


def test_the_score_takes_it_off() -> None:
    text = "The construction of the construction site began. " * 3
    audited, bare = Auditor().audit(text), Auditor(ignore=["G406"]).audit(text)
    assert audited.score.damage > 0
    assert audited.score.penalty_per_100_words == pytest.approx(bare.score.penalty_per_100_words + audited.score.damage)
    assert audited.score.value == pytest.approx(bare.score.value - 2 * audited.score.damage)
