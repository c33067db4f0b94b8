"""The n-gram model: what it says of known phrases, and that its two ways of looking up agree."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtaudit.fluency.ngrams import NGrams, english

MODEL = english()
MODEL._many([0])  # numpy and the arrays are loaded once, outside the time of a test
WORDS = st.sampled_from(["the", "of", "united", "states", "president", "said", "gesture", "independence", "from", "to"])


def bits(text: str) -> list[float]:
    return MODEL.surprisals([MODEL.numbers.get(word, -1) for word in text.split()])


def test_what_follows_is_expected() -> None:
    *_, united, states = bits("the president of the united states")
    assert states < 1 < united


def test_a_trigram_says_more_than_its_words() -> None:
    assert bits("independence of the")[-1] < bits("gesture of the")[-1] + 1
    assert bits("because of tensions")[1] < bits("because from tensions")[1]


def test_an_unknown_word_costs_nothing_and_ends_the_context() -> None:
    _, unknown, after = bits("the brinken said")
    assert unknown == 0.0
    assert after == MODEL.alone[MODEL.numbers["said"]]


@given(st.lists(WORDS.map(lambda word: MODEL.numbers[word]) | st.just(-1), max_size=30))
def test_one_by_one_and_in_bulk_are_the_same(words: list[int]) -> None:
    assert MODEL._many(words) == list(MODEL._each(words))


SENTENCES = st.lists(st.lists(WORDS.map(lambda word: MODEL.numbers[word]) | st.just(-1), min_size=1), min_size=1)


@given(SENTENCES)
def test_strains_are_sums_of_what_each_word_gains_or_loses(sentences: list[list[int]]) -> None:
    words = [number for sentence in sentences for number in (-1, *sentence)]
    starts = [sum(len(sentence) + 1 for sentence in sentences[:number]) for number in range(len(sentences))]
    judged = [
        [
            MODEL.surprisal(word, before, oldest if before >= 0 else -1) - MODEL.alone[word]
            for oldest, before, word in zip([-1, -1, *line], [-1, *line], line, strict=False)
            if word >= 0 and before >= 0
        ]
        for line in sentences
    ]
    expected = [(len(pmi), sum(pmi), sum(bits for bits in pmi if bits > 0)) for pmi in judged]
    assert MODEL._many_strains(words, starts) == expected
    assert MODEL._each_strain(words, starts) == expected


def test_another_file_is_refused() -> None:
    with pytest.raises(ValueError, match="not a file of n-grams"):
        NGrams(b"something else, and longer than the header of a file of n-grams")
