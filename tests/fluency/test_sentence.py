"""Fluency: damaged sentences lie below the same sentences as they were."""

from __future__ import annotations

import pytest

from mtaudit import Auditor
from mtaudit.article import Article, Span
from mtaudit.fluency.sentence import fluencies, measure

GOOD = "The minister said that the two sides would continue their talks in the coming weeks."


def value(text: str) -> float:
    (found,) = fluencies(text, [Span(0, len(text))])
    assert found is not None
    return found


@pytest.mark.parametrize(
    "damaged",
    [
        "The minister said that the sides two would continue talks their in the coming weeks.",
        "The minister said of the two sides would continue their talks by the coming weeks.",
        "The minister said that that the two sides sides would continue their talks in the coming weeks.",
        "Weeks that the coming said their two in minister continue would talks the sides the.",
    ],
)
def test_damage_makes_a_sentence_less_fluent(damaged: str) -> None:
    assert value(damaged) < value(GOOD) - 0.5


def test_names_and_rare_words_cost_little() -> None:
    named = GOOD.replace("The minister", "Brinken").replace("two sides", "Zhuzhou kilns")
    assert value(named) > value(GOOD) - 1.5


def test_a_sentence_does_not_depend_on_its_neighbours() -> None:
    text = f"{GOOD} Tensions rose. {GOOD}"
    first, last = Span(0, len(GOOD)), Span(len(text) - len(GOOD), len(text))
    assert [value(GOOD)] * 2 == list(fluencies(text, [first, last]))


def test_a_very_short_sentence_has_no_fluency() -> None:
    assert list(fluencies("Yes, he said.", [Span(0, 13)])) == [None]


def test_words_that_may_stand_twice_are_no_repeats() -> None:
    text = "He said that that was what they had had in mind for a very very long time."
    (found,) = measure(text, [Span(0, len(text))])
    assert found.repeats == 0


def test_results_list_the_fluency_of_sentences() -> None:
    audited = Auditor(select=["S301"], sentences=True).audit(Article("a", f"{GOOD} No."))
    assert [(s["start"], s["end"]) for s in audited.sentences] == [(0, len(GOOD)), (len(GOOD) + 1, len(GOOD) + 4)]
    assert audited.sentences[0]["fluency"] == pytest.approx(value(GOOD), abs=0.001)
    assert audited.sentences[1]["fluency"] is None
