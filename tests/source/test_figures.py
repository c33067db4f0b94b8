"""Figures as values, in the languages of sources and in English."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtaudit.article import Span
from mtaudit.source.figures import Sort, figures, same


def values(text: str, language: str) -> list[float]:
    return [f.value for f in figures(text, Span(0, len(text)), language)]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("zh", "1.2万辆", [12_000]),
        ("zh", "3亿5000万美元", [350_000_000]),
        ("zh", "11万7015辆", [117_015]),
        ("zh", "全长34.538千米", [34.538]),
        ("zh", "１２．５％", [12.5]),
        ("zh", "二十三人", [23]),
        ("ja", "1兆2500億円", [1.25e12]),
        ("ko", "3조5000억원", [3.5e12]),
        ("ru", "12 тысяч человек", [12_000]),
        ("ru", "2,5 млрд рублей", [2.5e9]),
        ("ru", "1 250 000 акций", [1_250_000]),
        ("uk", "1,5 млрд євро", [1.5e9]),
        ("ar", "٢٫٥ مليار دولار", [2.5e9]),
        ("de", "1.250 Menschen", [1250]),
        ("en", "12,000 cars", [12_000]),
        ("en", "$3bn and $1.5 million", [3e9, 1.5e6]),
        ("en", "twenty-three people", [23]),
        ("en", "three hundred and five thousand", [305_000]),
        ("en", "762.59m deep", [762.59]),
    ],
)
def test_a_figure_is_worth(language: str, text: str, expected: list[float]) -> None:
    assert values(text, language) == expected


def test_sorts_of_figures() -> None:
    text = "On Sept. 27, 2019, at 3:30 p.m. prices rose 21.2%."
    assert [f.sort for f in figures(text, Span(0, len(text)), "en")] == [
        Sort.DATE, Sort.DATE, Sort.DATE, Sort.TIME, Sort.TIME, Sort.PERCENT,
    ]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), [(3_292_900, 3_292_000), (3_292_900, 3.293e6), (12.5, 12.5)])
def test_rounded_and_cut_values_are_the_same(one: float, other: float) -> None:
    assert same(one, other) and same(other, one)


@pytest.mark.parametrize(("one", "other"), [(500, 550), (12_000, 1_200), (21.2, 12.2), (0, 5), (89, 88)])
def test_other_values_are_not(one: float, other: float) -> None:
    assert not same(one, other) and not same(other, one)


@given(st.text(max_size=80), st.sampled_from(["zh", "ja", "ko", "ru", "uk", "ar", "en", "de", "xx"]))
def test_offsets_hold_in_any_text(text: str, language: str) -> None:
    for figure in figures(text, Span(0, len(text)), language):
        assert 0 <= figure.start < figure.end <= len(text)
        assert figure.values
