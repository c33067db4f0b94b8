"""Fluency: damaged sentences lie below the same sentences as they were."""

from __future__ import annotations

import pytest

from mtaudit import Auditor
from mtaudit.article import Article, Span
from mtaudit.fluency.sentence import fluency, measure, worst_stretch

GOOD = "The minister said that the two sides would continue their talks in the coming weeks."


def value(text: str, span: Span | None = None) -> float:
    (found,) = measure(text, [span or Span(0, len(text))])
    result = fluency(found)
    assert result is not None
    return result


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
    assert value(text, first) == value(text, last) == value(GOOD)


def test_a_very_short_sentence_has_no_fluency() -> None:
    (found,) = measure("Yes, he said.", [Span(0, 13)])
    assert fluency(found) is None


def test_words_that_may_stand_twice_are_no_repeats() -> None:
    text = "He said that that was what they had had in mind for a very very long time."
    (found,) = measure(text, [Span(0, len(text))])
    assert found.repeats == 0


def test_results_list_the_fluency_of_sentences() -> None:
    audited = Auditor(select=["S301"], sentences=True).audit(Article("a", f"{GOOD} No."))
    assert [(s["start"], s["end"]) for s in audited.sentences] == [(0, len(GOOD)), (len(GOOD) + 1, len(GOOD) + 4)]
    assert audited.sentences[0]["fluency"] == pytest.approx(value(GOOD), abs=0.001)
    assert audited.sentences[1]["fluency"] is None


def test_echoes_are_content_words_that_stand_again_close_by() -> None:
    text = "The construction of the construction site began as the party and the party met. Hong Kong, Hong."
    (found,) = measure(text, [Span(0, len(text))])
    assert found.echoes == 2


def test_the_worst_stretch_is_where_the_words_are_shuffled() -> None:
    text = f"{GOOD[:-1]} of the and by to that in would at, and the talks would go on in the coming weeks."
    start, end = worst_stretch(text)
    assert "and by to that" in text[start:end]
